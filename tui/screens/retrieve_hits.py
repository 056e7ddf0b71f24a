"""The list of hits: by document, each on a line with the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from qualcode.model import Coding
from qualcode.project import Found, Hit

from ..desk import Desk
from ..glyphs import shown
from ..widgets.paint import badge
from ..widgets.rows import RowList

_PLACE = 14
_LETTERS = 3
_NAME = 18


class HitRow(NamedTuple):
    """A line of the list: a document's name over its hits, or one of them."""

    hit: Hit | None
    heading: str


class HitList(RowList):
    """A list in which headings are stepped over."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: Sequence[HitRow] = ()

    def highlight(self, number: int) -> None:
        if self.rows and self.rows[number].hit is None:
            goes_up = self.highlighted is not None and 0 < number < self.highlighted
            # Above the first heading there is nothing; below any there is a hit.
            number += -1 if goes_up else 1
        super().highlight(number)
        if number == 1 and self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, force=True)


def hit_rows(found: Found) -> list[HitRow]:
    """The hits with a heading for each document."""
    counts: dict[str, int] = {}
    for hit in found.hits:
        counts[hit.document] = counts.get(hit.document, 0) + 1
    rows: list[HitRow] = []
    document = ""
    for hit in found.hits:
        if hit.document != document:
            document = hit.document
            rows.append(HitRow(None, f"{hit.name}  {counted(counts[document], 'hit')}"))
        rows.append(HitRow(hit, ""))
    return rows


def counted(number: int, what: str) -> str:
    """`1 hit`, `12,345 hits`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def place_in(rows: Sequence[HitRow], hit: Hit, before: int) -> int:
    """The row of a hit after another search, else of what stands where it was.

    `before` is the row it was in.
    """
    same = [number for number, row in enumerate(rows) if _is_same(row.hit, hit)]
    if same:
        return same[0]
    of_document = [
        number
        for number, row in enumerate(rows)
        if row.hit is not None and row.hit.document == hit.document and row.hit.start >= hit.start
    ]
    return of_document[0] if of_document else before


def _is_same(one: Hit | None, other: Hit) -> bool:
    if one is None or one.document != other.document or one.coding != other.coding:
        return False
    return one.coding is not None or (one.start, one.end) == (other.start, other.end)


def heading_line(text: str) -> Text:
    """A document's line."""
    return Text(shown(text), style="bold underline")


def hit_line(desk: Desk, hit: Hit, coding: Coding | None, width: int) -> Text:
    """A hit's line; `coding` is the one it is, None where it is words."""
    line = Text(no_wrap=True)
    place = f"{hit.number} {hit.speaker or ''}".strip()
    line.append(_cut(shown(place), _PLACE).ljust(_PLACE), "dim")
    line.append(" ")
    if hit.coding is not None:
        _append_coding(line, desk, hit, coding)
        return line
    letters = [desk.marks[code] for code in hit.codes if code in desk.marks]
    for letter, colour in letters[:_LETTERS]:
        line.append(letter, badge(colour))
    line.append(
        ("+" if len(letters) > _LETTERS else "").ljust(_LETTERS + 1 - min(len(letters), _LETTERS))
    )
    room = width - len(line.plain)
    match = _one_line(hit.match)
    if not hit.left and not hit.right:
        line.append(match)
        return line
    before = max(0, (room - len(match)) // 2)
    left = _one_line(hit.left)
    line.append(left[-before:].rjust(before) if before else "")
    line.append(match, "bold reverse")
    line.append(_one_line(hit.right))
    return line


def _append_coding(line: Text, desk: Desk, hit: Hit, coding: Coding | None) -> None:
    if coding is None:
        line.append("removed  ", "italic")
    else:
        letter, colour = desk.marks.get(coding.code, ("?", "#808080"))
        line.append(f" {letter} ", badge(colour))
        line.append(f" {_cut(shown(desk.name_of(coding.code)), _NAME).ljust(_NAME)} ", "bold")
        if coding.coder != desk.coder_uuid and coding.coder in desk.coders:
            line.append(f"{shown(desk.coders[coding.coder].name)} ", "italic")
        if coding.status != "standing":
            line.append("discuss " if coding.status == "discuss" else "provisional ", "italic")
    line.append(_one_line(hit.match[:400]))


def _one_line(text: str) -> str:
    return shown(" ".join(text.split("\n")))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
