"""The memos screen: all memos of a study in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar, Literal, cast

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.content import Content

from qualcode.model import Memo, MemoKind, Span

from ..actions import bindings
from ..actions import memos as memo_actions
from ..desk import Desk
from ..filterline import FilterLine, parse_filter
from ..glyphs import cell_width, fitted, shown
from ..naming import Names
from ..readings import Readings
from ..widgets.passage import in_context
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .listing import ListingScreen

_KEYS = ("kind", "coder", "on")
_ON_THE_STUDY: Mapping[MemoKind, str] = {
    "reflexive": "What you bring to it, and what it does to you",
    "theoretical": "What it may mean",
    "method": "How it is done, and why so",
}
_Order = Literal["newest first", "oldest first", "by what they are on"]
_ORDERS: tuple[_Order, ...] = ("newest first", "oldest first", "by what they are on")


class MemosScreen(ListingScreen):
    """Memos, to be read, found, written and rewritten."""

    scope = "memos"
    heading = "MEMOS"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(memo_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.all: Sequence[Memo] = ()
        self.listed: list[Memo] = []
        self._order: _Order = _ORDERS[0]
        self._filter = FilterLine()
        self._readings = Readings(desk.project)
        self._names = Names(desk, self._readings)

    @property
    def current(self) -> Memo | None:
        """The highlighted memo."""
        place = self.rows.highlighted
        return self.listed[place] if place is not None and place < len(self.listed) else None

    # What is listed

    def read_again(self) -> None:
        self.all = self.desk.project.memos.list()
        self._names.forget()
        self.list_again()

    def list_again(self, highlighted: str | None = None) -> None:
        place = self.rows.highlighted or 0
        if highlighted is None and place < len(self.listed):
            highlighted = self.listed[place].uuid
        self.listed = sorted(filter(self._admits, self.all), key=self._by())
        if self._order == "newest first":
            self.listed.reverse()
        uuids = [memo.uuid for memo in self.listed]
        if highlighted in uuids:
            place = uuids.index(highlighted)
        self.list_rows(len(self.listed), self._row, place)

    def _by(self) -> Callable[[Memo], tuple[str, ...]]:
        if self._order == "by what they are on":
            return lambda memo: (
                memo.target_table or ("document" if memo.document else ""),
                self._names.subject(memo).casefold(),
                f"{memo.start or 0:012}",
                memo.updated_at,
                memo.uuid,
            )
        return lambda memo: (memo.updated_at, memo.uuid)

    def _admits(self, memo: Memo) -> bool:
        wanted = self._filter
        return (
            wanted.fits("kind", memo.kind)
            and wanted.fits("coder", self._coder(memo))
            and ("on" not in wanted.named or wanted.fits("on", self._names.subject(memo)))
            and wanted.has_words(memo.title, memo.text)
        )

    def _coder(self, memo: Memo) -> str:
        coder = self.desk.coders.get(memo.coder or "")
        return coder.name if coder else ""

    def _row(self, number: int, width: int) -> list[Text]:
        memo = self.listed[number]
        first = next((line for line in memo.text.split("\n") if line.strip()), "")
        head = f"{memo.title}: {first}" if memo.title else first
        about = f"{memo.kind} · {self._names.subject(memo)}"
        if self.is_tall:
            written = f"{self._coder(memo)} {memo.updated_at[:10]}".strip()
            room = max(1, width - cell_width(written) - 3)
            below = Text().append(f"  {fitted(about, room)} {shown(written)}", style=self.soft)
            return [Text(f" {fitted(head, width - 2)}"), below]
        line = Text()
        line.append(f" {memo.updated_at[:10]} {fitted(about, 28)} ", style=self.soft)
        return [line.append(fitted(head, max(1, width - 42)))]

    def action_order(self) -> None:
        self._order = _ORDERS[(_ORDERS.index(self._order) + 1) % len(_ORDERS)]
        self.list_again()
        self.to_the_top()

    def action_filter(self) -> None:
        self.ask_filter("kind:method coder:kari words", self._filter.text, _read, self._filter_by)

    def action_unfilter(self) -> None:
        self._filter_by("")

    def _filter_by(self, line: str) -> None:
        self._filter = _read(line)
        self.list_again()
        self.to_the_top()

    # The memo

    def describe(self) -> list[Paragraph]:
        """Say where in the list one is, and give the memo to read."""
        memo, total = self.current, len(self.listed)
        place = (self.rows.highlighted or 0) + 1
        self.say_heading("list-heading", f"MEMOS {place} of {total}" if total else "MEMOS")
        filtered = f"filter {self._filter.text}" if self._filter.text else ""
        self.say_title("Memos", self._order, filtered)
        shows_all = len(self.all) == total
        self.say_status("" if shows_all else f"{len(self.all) - total} more are not listed")
        return list(self._nothing() if memo is None else self._told(memo))

    def _told(self, memo: Memo) -> Iterator[Paragraph]:
        yield Paragraph(memo.title or f"{memo.kind.capitalize()} memo", "strong")
        yield Paragraph(f"{memo.kind} · on {self._names.subject(memo)}", "soft")
        dates = f"written {_time(memo.created_at)}"
        if memo.updated_at != memo.created_at:
            dates += f", changed {_time(memo.updated_at)}"
        yield Paragraph(" · ".join(part for part in (self._coder(memo), dates) if part), "soft")
        yield Paragraph("")
        yield Paragraph(memo.text)
        place = self._names.place(memo)
        if place is not None and place.end > place.start:
            yield Paragraph("")
            yield Paragraph("THE PASSAGE", "heading")
            reading = self._readings.of(place.document)
            yield from in_context(reading, Span(place.start, place.end))

    def _nothing(self) -> Iterator[Paragraph]:
        key = self.desk.keymap.key
        if self.all:
            yield Paragraph("The filter lets nothing through.", "strong")
            yield Paragraph(f"{key('memos_unfilter')} lists all again.")
        else:
            yield Paragraph("No memos yet.", "strong")
            yield Paragraph(
                f"{key('memos_new')} writes one on the study; {key('memo')} in the transcript "
                "writes one on a passage, a coding or a document."
            )

    @on(RowList.Selected)
    def action_show_passage(self) -> None:
        memo = self._chosen()
        place = None if memo is None else self.attempt(lambda: self._names.place(memo))
        if place is not None:
            self.program.show_passage(*place)
        elif memo is not None:
            self.tell("This memo isn't on a passage or a document.", severity="warning")

    # Changing

    def action_new_memo(self) -> None:
        rows = [
            (kind, Content.assemble(kind, "  ", Content.styled(says, "$text-muted")))
            for kind, says in _ON_THE_STUDY.items()
        ]
        self.choose("A memo of which kind?", rows, self._write_new)

    def _write_new(self, kind: str) -> None:
        desk = self.desk
        made: list[str] = []

        def save(text: str) -> None:
            chosen = cast("MemoKind", kind)
            if self.change(
                lambda: made.append(desk.project.memos.add(chosen, text, desk.coder()).uuid),
                "Memo saved",
            ):
                self.list_again(made[0])

        self.write(f"A {kind} memo on the study", "", save)

    def action_edit_memo(self) -> None:
        memo, desk = self._own("edit"), self.desk
        if memo is None:
            return
        self.write(
            f"{memo.kind.capitalize()} memo on {self._names.subject(memo)}",
            memo.text,
            lambda text: self.change(
                lambda: desk.project.memos.update(memo.uuid, text, desk.coder()), "Memo saved"
            ),
        )

    def action_remove_memo(self) -> None:
        memo, desk = self._own("remove"), self.desk
        if memo is None:
            return
        self.confirm(
            f"Remove this {memo.kind} memo?",
            [Paragraph(memo.text)],
            "Remove it",
            lambda: self.change(
                lambda: desk.project.memos.remove(memo.uuid, desk.coder()),
                f"Removed; {desk.keymap.key('memos_undo')} brings it back.",
            ),
        )

    def _chosen(self) -> Memo | None:
        memo = self.current
        if memo is None:
            self.tell("Nothing is listed here.", severity="warning")
        return memo

    def _own(self, what: str) -> Memo | None:
        """The highlighted memo where it is the coder's."""
        memo = self._chosen()
        if memo is not None and (memo.coder is None or memo.coder != self.desk.coder_uuid):
            self.tell(f"You can {what} your own memos only.", severity="warning")
            return None
        return memo


def _read(line: str) -> FilterLine:
    return parse_filter(line, _KEYS)


def _time(stamp: str) -> str:
    return stamp[:16].replace("T", " ")
