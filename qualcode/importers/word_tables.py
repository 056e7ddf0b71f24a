"""Transcripts kept in Word tables: which column is number, time, speaker and text."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from qualcode.importers.clock import milliseconds
from qualcode.importers.labels import looks_like_label

_HEADERS = {
    "number": frozenset({"nr", "nr.", "no", "no.", "#", "linje", "line", "number", "nummer"}),
    "time": frozenset({"tid", "time", "start", "tidspunkt", "tidskode", "timestamp", "kl"}),
    "speaker": frozenset(
        {"taler", "speaker", "hvem", "who", "navn", "name", "deltaker", "deltakar", "participant"}
    ),
    "text": frozenset(
        {"tekst", "text", "utsagn", "ytring", "utterance", "transkripsjon", "transcript", "tale"}
    ),
}
_NUMBER = re.compile(r"\d{1,6}\.?")
_MOST_COLUMNS = 4


class Columns(NamedTuple):
    """Column indexes of a transcript table; `header` tells whether the first row names them."""

    text: int
    speaker: int | None
    time: int | None
    number: int | None
    header: bool


class Row(NamedTuple):
    """One turn of a transcript table."""

    text: str
    speaker: str | None
    start_ms: int | None
    number: str


def find_columns(rows: list[list[str]]) -> Columns | None:
    """The columns of a transcript table, None where the table is something else."""
    width = len(rows[0]) if rows else 0
    if not 2 <= width <= _MOST_COLUMNS or any(len(row) != width for row in rows):
        return None
    named = _from_header(rows[0])
    return named or _from_content(rows)


def transcript_rows(rows: list[list[str]], columns: Columns) -> list[Row]:
    """The turns; an empty speaker cell goes on with the speaker above."""
    found = []
    speaker: str | None = None
    for row in rows[1:] if columns.header else rows:
        if columns.speaker is not None:
            speaker = " ".join(row[columns.speaker].strip(": ").split()) or speaker
        clock = row[columns.time].strip("[]()# ") if columns.time is not None else ""
        number = row[columns.number] if columns.number is not None else ""
        if row[columns.text].strip():
            found.append(Row(row[columns.text], speaker, milliseconds(clock), number))
    return found


def _from_header(row: list[str]) -> Columns | None:
    names = [cell.strip(": ").casefold() for cell in row]
    place = {
        what: index
        for index, name in enumerate(names)
        for what, words in _HEADERS.items()
        if name in words
    }
    if "text" not in place or len(place) < 2:
        return None
    return Columns(
        place["text"], place.get("speaker"), place.get("time"), place.get("number"), True
    )


def _from_content(rows: list[list[str]]) -> Columns | None:
    free = list(range(len(rows[0])))
    cells = {index: [row[index].strip() for row in rows] for index in free}
    text = max(free, key=lambda index: sum(map(len, cells[index])))
    free.remove(text)
    place: dict[str, int] = {}
    for index in free:
        filled = [cell for cell in cells[index] if cell]
        what = _what(filled)
        if filled and (not what or what in place):
            return None
        if what:
            place[what] = index
    if not place:
        return None
    return Columns(text, place.get("speaker"), place.get("time"), place.get("number"), False)


def _what(filled: list[str]) -> str:
    if not filled:
        return ""
    if all(_NUMBER.fullmatch(cell) for cell in filled):
        return "number"
    if all(milliseconds(cell.strip("[]()# ")) is not None for cell in filled):
        return "time"
    labels = Counter(cell.strip(": ") for cell in filled)
    if all(looks_like_label(label, comes_back=n > 1) for label, n in labels.items()):
        return "speaker"
    most = sum(
        n for label, n in labels.items() if n > 1 and looks_like_label(label, comes_back=True)
    )
    return "speaker" if most >= 0.6 * len(filled) else ""
