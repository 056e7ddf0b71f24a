"""Codings that somebody wants to talk about, and what was decided about such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from qualcode.errors import UnknownName
from qualcode.model import CodingMark, Memo, Span
from qualcode.project.discussing import Discussion

from ..actions import bindings
from ..actions import discussions as discussion_actions
from ..desk import Desk
from ..glyphs import fitted, shown
from ..places import Places, day, in_short
from ..readings import Readings
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.passageview import PassageView
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .workbench import WorkbenchScreen

_DECISION = "decision: "


class DiscussionsScreen(WorkbenchScreen):
    """The flagged codings of the team, or the decisions made; the passage stands beside."""

    scope = "discussions"
    CSS_PATH = "discussions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(discussion_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._places = Places(desk.project)
        self._readings = Readings(desk.project)
        self._open: Sequence[Discussion] = ()
        self._decided: Sequence[Memo] = ()
        self._versions: dict[str, str] = {}
        self._shows_decided = False

    def compose_panels(self) -> ComposeResult:
        with Vertical(id="list"):
            yield Static(id="list-title", classes="panel--title", markup=False)
            yield RowList("rows", height=2)
        with Vertical(id="beside"):
            yield TextPane("told")
            yield PassageView("text")

    def on_mount(self) -> None:
        self._list.focus()

    # What is shown

    @property
    def _list(self) -> RowList:
        return self.query_one("#rows", RowList)

    @property
    def discussion(self) -> Discussion | None:
        """The coding that is chosen, where those to be discussed are listed."""
        place = self._list.highlighted
        if self._shows_decided or place is None or place >= len(self._open):
            return None
        return self._open[place]

    @property
    def decision(self) -> Memo | None:
        """The decision that is chosen, where decisions are listed."""
        place = self._list.highlighted
        if not self._shows_decided or place is None or place >= len(self._decided):
            return None
        return self._decided[place]

    def read_again(self) -> None:
        project, place = self.desk.project, self._list.highlighted
        chosen = self.discussion.coding.uuid if self.discussion else ""
        self._versions.clear()
        self._open = project.discussions()
        self._decided = [
            memo
            for memo in reversed(project.memos.list(kind="method"))
            if memo.title.startswith(_DECISION) and memo.document
        ]
        uuids = [each.coding.uuid for each in self._open]
        self._show(uuids.index(chosen) if chosen in uuids else place or 0)

    def _show(self, place: int) -> None:
        if self._shows_decided:
            self.say_heading("list-title", f"DECIDED ({len(self._decided)})")
            self._list.show(len(self._decided), self._decided_row, place)
        else:
            self.say_heading("list-title", f"TO BE DISCUSSED ({len(self._open)})")
            self._list.show(len(self._open), self._open_row, place)
        self.say_title("Discussions", f"{len(self._open)} open", f"{len(self._decided)} decided")
        self._describe()

    def _describe(self) -> None:
        discussion, decision = self.discussion, self.decision
        view = self.query_one(PassageView)
        if discussion is not None:
            coding = discussion.coding
            told = list(self._about(discussion))
            view.show_codes(self.desk.marks, coding.coder)
            self._show_passage(coding.document, coding.span, [CodingMark.of(coding)])
            own = coding.coder == self.desk.coder_uuid
            self.say_status(
                f"{(self._list.highlighted or 0) + 1} of {len(self._open)}",
                "your own coding" if own else f"coded by {self._coder(coding.coder)}",
            )
        elif decision is not None:
            told = list(self._about_decision(decision))
            span = Span(decision.start or 0, decision.end or decision.start or 0)
            self._show_passage(decision.document or "", span, ())
            self.say_status(f"{(self._list.highlighted or 0) + 1} of {len(self._decided)}")
        else:
            told = self._nothing()
            view.clear()
            self.say_status("Nothing to discuss" if not self._shows_decided else "No decisions")
        self.query_one(TextPane).show(told)

    def _show_passage(self, document: str, span: Span, marks: Sequence[CodingMark]) -> None:
        try:
            reading = self._readings.of(document)
        except UnknownName:
            self.query_one(PassageView).clear()
            return
        reading.load(marks)
        self.query_one(PassageView).show(reading, span)

    def _about(self, discussion: Discussion) -> Iterator[Paragraph]:
        coding, desk = discussion.coding, self.desk
        yield Paragraph(desk.name_of(coding.code), "strong", desk.marks.get(coding.code))
        where = self._places.full(coding.document, coding.start)
        yield Paragraph(f"{where} · coded by {self._coder(coding.coder)}", "soft")
        yield Paragraph(discussion.why or "No line of why.")
        if discussion.flagged_by:
            who = self._coder(discussion.flagged_by)
            yield Paragraph(f"flagged by {who} {day(discussion.flagged_at)}", "soft")
        yield Paragraph("")
        yield from code_details(desk, coding.code)

    def _about_decision(self, memo: Memo) -> Iterator[Paragraph]:
        yield Paragraph(memo.title.removeprefix(_DECISION), "strong")
        yield Paragraph(f"{self._coder(memo.coder or '')} · {day(memo.created_at)}", "soft")
        yield Paragraph(memo.text)
        yield Paragraph("")
        yield Paragraph(self._version(memo), "soft")

    def _version(self, memo: Memo) -> str:
        """The version of the codebook that a decision is tied to."""
        if not self._versions:
            self._versions = {
                version.uuid: f"version {version.sequence} of {book.title or book.id}"
                for book in self.desk.books.values()
                for version in self.desk.project.versions.list(book.uuid)
            }
        version = self._versions.get(memo.target or "")
        return f"Decided under {version}" if version else "Not tied to a version of the codebook"

    def _nothing(self) -> list[Paragraph]:
        key = self.desk.keymap.key
        if self._shows_decided:
            return [
                Paragraph("No decisions yet.", "soft"),
                Paragraph(f"{key('discussions_decisions')} shows what is to be discussed.", "soft"),
            ]
        return [
            Paragraph("DISCUSSIONS", "heading"),
            Paragraph("Nothing is flagged for discussion."),
            Paragraph(
                f"Where you doubt a coding in a transcript, {key('flag')} flags it there with a "
                "line of why.",
                "soft",
            ),
        ]

    def _open_row(self, number: int, width: int) -> Sequence[Text]:
        discussion = self._open[number]
        coding, desk = discussion.coding, self.desk
        letter, colour = desk.marks.get(coding.code, ("?", "#808080"))
        first = Text.assemble(" ", (letter, badge(colour)), " ")
        name = fitted(desk.name_of(coding.code), min(26, max(8, width // 3)))
        first.append(f"{name} ", style="bold")
        first.append(shown(self._places.full(coding.document, coding.start)), style="dim")
        who = f"{self._coder(discussion.flagged_by)}: " if discussion.flagged_by else ""
        return [first, Text(fitted(f"   {who}{discussion.why or 'no line of why'}", width))]

    def _decided_row(self, number: int, width: int) -> Sequence[Text]:
        memo = self._decided[number]
        where = self._places.full(memo.document or "", memo.start or 0)
        first = Text(f" {day(memo.created_at)}  ", style="dim")
        first.append(shown(f"{memo.title.removeprefix(_DECISION)} · {where}"), style="bold")
        return [first, Text(fitted(f"   {memo.text}", width))]

    def _coder(self, uuid: str) -> str:
        coder = self.desk.coders.get(uuid)
        return coder.name if coder else "?"

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self._describe()

    @on(RowList.Selected)
    def _selected(self) -> None:
        self.action_open()

    # What is done

    def action_decide(self) -> None:
        if (discussion := self._needed()) is None:
            return
        desk, coding = self.desk, discussion.coding
        self.write(
            f"What was decided about {self._code_name(discussion)} on {in_short(coding.quote, 80)}",
            "",
            lambda words: self.change(
                lambda: desk.project.decide_discussion(coding.uuid, words, desk.coder()),
                "Decided; kept as a method memo",
            ),
        )

    def action_recode(self) -> None:
        if (discussion := self._needed()) is None:
            return
        desk, coding = self.desk, discussion.coding
        if coding.coder != desk.coder_uuid:
            self.tell(
                f"The coding is {self._coder(coding.coder)}'s. Decide, and let them change it, or "
                "code the passage yourself.",
                severity="warning",
            )
            return

        def recode(code: str) -> None:
            name = desk.name_of(code)
            self.change(
                lambda: desk.project.codings.recode(coding.uuid, code, desk.coder()),
                f"{self._code_name(discussion)} is {name} now; still to be discussed",
            )

        self.choose_code(f"Which code instead of {self._code_name(discussion)}?", recode)

    def action_unflag(self) -> None:
        if (discussion := self._needed()) is None:
            return
        desk, uuid = self.desk, discussion.coding.uuid
        self.change(
            lambda: desk.project.codings.unflag(uuid, desk.coder()),
            f"No longer to be discussed: {self._code_name(discussion)}",
        )

    def action_decisions(self) -> None:
        self._shows_decided = not self._shows_decided
        self._show(0)

    def action_open(self) -> None:
        discussion, decision = self.discussion, self.decision
        if discussion is not None:
            coding = discussion.coding
            self.program.show_passage(coding.document, coding.start, coding.end)
        elif decision is not None and decision.document:
            start = decision.start or 0
            self.program.show_passage(decision.document, start, decision.end or start)
        else:
            self.tell("There is no passage to go to.", severity="warning")

    def _needed(self) -> Discussion | None:
        discussion = self.discussion
        if discussion is None:
            key = self.desk.keymap.key("discussions_decisions")
            self.tell(
                f"This is decided; {key} shows what is to be discussed."
                if self.decision
                else "There is nothing here to discuss.",
                severity="warning",
            )
        return discussion

    def _code_name(self, discussion: Discussion) -> str:
        return self.desk.name_of(discussion.coding.code)
