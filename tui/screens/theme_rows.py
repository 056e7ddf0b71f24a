"""How themes and what they gather look in lists and in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from rich.text import Text

from qualcode.errors import UnknownName
from qualcode.model import Coding, Event, Memo, Theme

from ..desk import Desk
from ..glyphs import cell_width, fitted, shown
from ..places import Places, day, in_short
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.textpane import Paragraph

CARD = 4
_WIDEST_NAME = 34
_BLANK = Paragraph("")


class Member(NamedTuple):
    """A code, coding or memo that a theme gathers."""

    kind: Literal["code", "coding", "memo"]
    uuid: str


def members_of(theme: Theme) -> list[Member]:
    """What a theme gathers: codes, codings, memos."""
    return [
        *(Member("code", uuid) for uuid in theme.codes),
        *(Member("coding", uuid) for uuid in theme.codings),
        *(Member("memo", uuid) for uuid in theme.memos),
    ]


def counted(theme: Theme) -> str:
    """How much a theme gathers, in words."""
    numbers = (
        (len(theme.codes), "code"),
        (len(theme.codings), "excerpt"),
        (len(theme.memos), "memo"),
    )
    parts = [f"{number} {name}{'s' * (number != 1)}" for number, name in numbers if number]
    return " · ".join(parts) or "nothing gathered yet"


def card(theme: Theme, width: int) -> list[Text]:
    """A theme on the board, with an empty line behind."""
    concept = theme.concept or "no concept yet"
    return [
        Text(fitted(f" {theme.name}", width), style="bold"),
        Text(fitted(f" {concept}", width), style="italic"),
        Text(fitted(f" {counted(theme)}", width), style="dim"),
    ]


def line(theme: Theme, width: int) -> list[Text]:
    """A theme in one line."""
    name = fitted(theme.name, min(_WIDEST_NAME, max(8, width - 44)))
    row = Text.assemble(f" {fitted(theme.state, 10)} ", (name, "bold"))
    return [row.append(f"  {counted(theme)}", style="dim")]


class MemberRows:
    """Rows of what themes gather, read from the study when they come into view."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.project)
        self._codings: dict[str, Coding | None] = {}
        self._memos: dict[str, Memo | None] = {}
        self._counts: Mapping[str, int] = {}

    def read_again(self) -> None:
        """Forget what was read."""
        self._codings.clear()
        self._memos.clear()
        self._counts = self._desk.project.codes.counts()

    def coding(self, uuid: str) -> Coding | None:
        if uuid not in self._codings:
            self._codings[uuid] = self._desk.coding(uuid)
        return self._codings[uuid]

    def memo(self, uuid: str) -> Memo | None:
        if uuid not in self._memos:
            try:
                self._memos[uuid] = self._desk.project.memos.get(uuid)
            except UnknownName:
                self._memos[uuid] = None
        return self._memos[uuid]

    def name(self, member: Member) -> str:
        """What a member is called in a sentence."""
        if member.kind == "code":
            return self._desk.name_of(member.uuid)
        coding = self.coding(member.uuid) if member.kind == "coding" else None
        memo = self.memo(member.uuid) if member.kind == "memo" else None
        return coding.quote if coding else memo.text if memo else "?"

    def row(self, member: Member, width: int) -> list[Text]:
        """A member in one line."""
        if member.kind == "code":
            return [Text(" code     ") + self._code_text(member.uuid)]
        if member.kind == "memo":
            memo = self.memo(member.uuid)
            words = " ".join(part for part in (memo.title, memo.text) if part) if memo else "?"
            return [Text(f" memo     {shown(words)}")]
        coding = self.coding(member.uuid)
        if coding is None:
            return [Text(" excerpt  ?")]
        where = f"  {shown(self._places.full(coding.document, coding.start))}"
        room = max(16, width - 13 - cell_width(where))
        row = Text.assemble(" excerpt  ", self._badge(coding.code), " ")
        return [row.append(fitted(f"“{coding.quote}”", room)).append(where, style="dim")]

    def describe(self, member: Member) -> Iterator[Paragraph]:
        """A member in full."""
        desk = self._desk
        if member.kind == "code":
            yield Paragraph("CODE", "heading")
            yield self._code_name(member.uuid)
            yield from code_details(desk, member.uuid)
        elif member.kind == "memo":
            memo = self.memo(member.uuid)
            if memo is not None:
                coder = desk.coders.get(memo.coder or "")
                yield Paragraph("MEMO", "heading")
                yield Paragraph(f"{memo.kind} · {coder.name if coder else ''}", "soft")
                yield Paragraph(memo.text)
        else:
            coding = self.coding(member.uuid)
            if coding is not None:
                coder = desk.coders.get(coding.coder)
                yield Paragraph("EXCERPT", "heading")
                yield self._code_name(coding.code)
                yield Paragraph(
                    f"{self._places.full(coding.document, coding.start)} · coded by "
                    f"{coder.name if coder else '?'}",
                    "soft",
                )
                yield Paragraph(f"“{coding.quote}”")
        yield _BLANK

    def about(self, coding: Coding) -> str:
        """Where a coding is and whose it is, in one line."""
        coder = self._desk.coders.get(coding.coder)
        where = self._places.full(coding.document, coding.start)
        return f"{where} · {coder.name if coder else '?'}"

    def code_row(self, uuid: str) -> list[Text]:
        """A code on its own in one line."""
        return [Text(" ") + self._code_text(uuid)]

    def _code_text(self, uuid: str) -> Text:
        row = Text.assemble(self._badge(uuid), f" {shown(self._desk.name_of(uuid))}")
        return row.append(f"  {self._counts.get(uuid, 0)} coded", style="dim")

    def _code_name(self, uuid: str) -> Paragraph:
        return Paragraph(self._desk.name_of(uuid), "strong", self._desk.marks.get(uuid))

    def _badge(self, code: str) -> Text:
        letter, colour = self._desk.marks.get(code, ("?", "#808080"))
        return Text(letter, style=badge(colour))


def about_theme(theme: Theme) -> Iterator[Paragraph]:
    """A theme in full."""
    yield Paragraph("THEME", "heading")
    yield Paragraph(theme.name, "strong")
    yield Paragraph(f"{theme.state} · {counted(theme)}", "soft")
    yield Paragraph(theme.concept or "No central organising concept yet.")
    yield _BLANK


def history_of(desk: Desk, events: Sequence[Event]) -> Iterator[Paragraph]:
    """What was done to a theme, a transaction at a time, newest first."""
    told = ""
    for event in events:
        if event.transaction != told:
            coder = desk.coders.get(event.coder or "")
            yield Paragraph(f"{day(event.time)} · {coder.name if coder else 'nobody'}", "soft")
            yield Paragraph(event.label)
            told = event.transaction
        before, after = (event.before or {}).get("concept"), (event.after or {}).get("concept")
        if event.table == "theme" and after and before != after:
            yield Paragraph(in_short(str(after), 400), "soft", indent=2)
