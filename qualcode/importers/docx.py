"""Word files: a paragraph or a table row a turn; labels leave the text for the turn's speaker."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from qualcode.drafts import ImportedFile
from qualcode.importers.drafts import Piece, count, draft, guess_kind, join_pieces, no_text
from qualcode.importers.labels import LabelledLine, find_labels
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.importers.txt import forced_labels
from qualcode.importers.word_tables import find_columns, transcript_rows
from qualcode.importers.word_xml import Paragraph, Table, Word, read_word
from qualcode.model import TurnKind


class _Item(NamedTuple):
    """A paragraph or row on its way to becoming a turn; `settled` ones are not searched for labels."""

    text: str
    heading: bool = False
    bold: int = 0
    speaker: str | None = None
    start_ms: int | None = None
    number: str = ""
    settled: bool = False


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """A transcript or other text as a Word file.

    Raises:
        ImportFailure: not a Word file, damaged, too large unpacked, or without text.
    """
    word = read_word(source)
    notes: list[str] = []
    kind = guess_kind(source, options, notes)
    speakers = options.flag("speakers", default=True)
    forced = forced_labels(options)
    items = list(_items(word, speakers, notes))
    labels = _labels(items, forced) if speakers else {}
    plain: TurnKind = "fieldnote" if kind == "fieldnote" else "paragraph"
    pieces = list(_pieces(items, labels, plain))
    if not pieces:
        raise no_text()
    names = {piece.speaker for piece in pieces if piece.speaker}
    notes.append(
        f"{count(len(names), 'speaker')} recognised by label."
        if names
        else "No speakers; paragraphs became turns."
    )
    notes.extend(_left_out(word))
    text, turns = join_pieces(pieces)
    settings = {
        "format": "docx",
        "speakers": "yes" if speakers else "no",
        **({"labels": "|".join(forced)} if forced else {}),
    }
    document = draft(source, kind, text, turns, settings, language=options.language)
    return ImportedFile("docx", documents=(document,), notes=notes)


def _items(word: Word, speakers: bool, notes: list[str]) -> Iterator[_Item]:
    other_tables = 0
    for block in word.blocks:
        if isinstance(block, Paragraph):
            yield _Item(block.text, block.heading, block.bold)
            continue
        columns = find_columns(block.rows) if speakers else None
        if columns is None:
            other_tables += 1
            yield from _plain_rows(block)
            continue
        rows = transcript_rows(block.rows, columns)
        running = all(row.number.rstrip(".") == str(i) for i, row in enumerate(rows, 1))
        for row in rows:
            number = "" if running else row.number
            settled = columns.speaker is not None
            yield _Item(row.text, False, 0, row.speaker, row.start_ms, number, settled)
    if other_tables:
        notes.append(
            f"{count(other_tables, 'table')} not laid out as a transcript; rows are turns."
        )


def _plain_rows(table: Table) -> Iterator[_Item]:
    for row in table.rows:
        yield _Item("\t".join(row).strip(), settled=True)


def _labels(items: list[_Item], forced: tuple[str, ...]) -> dict[int, list[LabelledLine]]:
    """Labels by the index of their paragraph, with offsets inside it."""
    starts: list[int] = []
    texts = []
    position = 0
    for item in items:
        text = "" if item.settled or item.heading else _with_mark(item)
        starts.append(position)
        texts.append(text)
        position += len(text) + 1
    bold = [start for start, item in zip(starts, items, strict=True) if item.bold]
    found: dict[int, list[LabelledLine]] = {}
    for label in find_labels("\n".join(texts), forced=forced, bold=bold, lines_are_blocks=True):
        index = bisect_right(starts, label.line) - 1
        here = label._replace(line=label.line - starts[index], text=label.text - starts[index])
        found.setdefault(index, []).append(here)
    return found


def _with_mark(item: _Item) -> str:
    """The text with a tab after a bold beginning that no colon divides from what is said."""
    begin = item.text[: item.bold].rstrip()
    after = len(begin)
    if not begin or re.search("[:\t\n]", begin) or not item.text[after : after + 1].isspace():
        return item.text
    return f"{begin}\t{item.text[after + 1 :]}"


def _pieces(
    items: list[_Item], labels: dict[int, list[LabelledLine]], plain: TurnKind
) -> Iterator[Piece]:
    has_speakers = bool(labels) or any(item.speaker for item in items)
    unlabelled: TurnKind = "heading" if has_speakers else plain
    speaker: str | None = None
    start_ms: int | None = None
    for index, item in enumerate(items):
        if item.settled or item.heading:
            speaker, start_ms = item.speaker, item.start_ms
        for text, label in _parts(item.text, labels.get(index, [])):
            if label:
                speaker, start_ms = label.speaker, label.start_ms
            if speaker:
                unlabelled = plain
            if not text:
                continue
            kind: TurnKind = "heading" if item.heading else "speech" if speaker else unlabelled
            attributes: dict[str, Any] = {"turn": item.number} if item.number else {}
            clock = start_ms if item.start_ms is None else item.start_ms
            yield Piece(text, speaker, clock, None, kind, None, attributes)
            start_ms = None
        if item.settled:
            speaker = None


def _parts(text: str, labels: list[LabelledLine]) -> Iterator[tuple[str, LabelledLine | None]]:
    """The paragraph divided at its labelled lines, each part without its label."""
    first = labels[0].line if labels else len(text)
    if first:
        yield text[:first].strip(), None
    ends = [label.line for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=False):
        yield text[label.text : end].strip(), label


def _left_out(word: Word) -> Iterator[str]:
    met = word.met
    if met["insertion"] or met["deletion"]:
        changes = f"{count(met['insertion'], 'insertion')}, {count(met['deletion'], 'deletion')}"
        yield f"Tracked changes were read as accepted ({changes})."
    for thing in ("comment", "footnote", "text frame", "page header"):
        if met[thing]:
            yield f"Not imported: {count(met[thing], thing)}."
