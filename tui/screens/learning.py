"""The learning screen: what to code next, and what is worth reading again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import ClassVar, Literal

from rich.text import Text
from textual import on
from textual.binding import BindingType

from qualcode.model import CodingMark, Span
from qualcode.project import Findings, NextPassage, RereadPassage

from ..actions import bindings
from ..actions import learning as learning_actions
from ..desk import Desk
from ..glyphs import fitted
from ..jobs import Job, LearnChoices
from ..readings import Readings
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.passage import in_context
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .listing import ListingScreen
from .prompt import Prompt
from .review_detail import reason_told

Passage = NextPassage | RereadPassage
Queue = Literal["next", "again"]

_BLANK = Paragraph("")
_KIND = {
    "unexpected": "coded so by you, which is unexpected",
    "missed": "not coded so by you, which is likely",
}


class LearningScreen(ListingScreen):
    """Two lists of passages, found in the background by the coder's own codings alone."""

    scope = "learning"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["listing.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(learning_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.queue: Queue = "next"
        self.listed: list[Passage] = []
        self._waiting: dict[Queue, list[Passage]] = {"next": [], "again": []}
        self._readings = Readings(desk.project)
        self._is_asked_for = False

    # What is listed

    @property
    def findings(self) -> Findings | None:
        """What was found the last time somebody looked."""
        return self.program.findings

    @property
    def current(self) -> Passage | None:
        """The highlighted passage."""
        place = self.rows.highlighted
        return None if place is None or place >= len(self.listed) else self.listed[place]

    def on_screen_resume(self) -> None:
        self.catch_up(anyway=True)

    def read_again(self) -> None:
        found = self.findings or Findings()
        documents = {document.uuid for document in self.desk.documents}
        passages: list[Passage] = [*found.next_ones, *found.rereadings]
        marks = {
            uuid: self.desk.project.codings.marks(uuid, self.desk.coder_uuid)
            for uuid in sorted({each.document for each in passages} & documents)
        }
        self._waiting = {
            "next": [
                each
                for each in found.next_ones
                if each.document in marks and not _coded(each, marks[each.document])
            ],
            "again": [
                each
                for each in found.rereadings
                if each.document in marks and self._stands(each, marks[each.document])
            ],
        }
        self.list_again()

    def _stands(self, found: RereadPassage, marks: Sequence[CodingMark]) -> bool:
        """Whether the coder didn't do anything about it yet."""
        if found.code not in self.desk.codes:
            return False
        if found.kind == "unexpected":
            return not {mark.uuid for mark in marks}.isdisjoint(found.codings)
        return not _coded(found, [mark for mark in marks if mark.code == found.code])

    def list_again(self) -> None:
        place, before = self.rows.highlighted or 0, self.current
        self.listed = self._waiting[self.queue]
        if before in self.listed:
            place = self.listed.index(before)
        self.list_rows(len(self.listed), self.render_item, place)

    def render_item(self, number: int, width: int) -> list[Text]:
        """A passage in the list: two lines, or one where there is little room."""
        found = self.listed[number]
        place = self._readings.place(found.document, found.start)
        head = Text(" ")
        if isinstance(found, RereadPassage):
            letter, colour = self.desk.marks[found.code]
            sign = "?" if found.kind == "unexpected" else "+"
            head.append(f" {letter} ", badge(colour))
            head.append(f" {sign} {self.desk.name_of(found.code)}  ")
        words = self._readings.quote(found.document, found.start, found.end, max(8, width))
        if not self.is_tall:
            head.append(f"{fitted(place, 24)} ", style=self.soft).append(words)
            return [head]
        head.append(place, style=self.soft)
        return [head, Text(f"   {words}")]

    # What is said about one

    def describe(self) -> list[Paragraph]:
        """Say where in the list one is, and tell all about the passage there."""
        what = "CODE NEXT" if self.queue == "next" else "READ AGAIN"
        place, total = (self.rows.highlighted or 0) + 1, len(self.listed)
        self.say_heading("list-heading", f"{what} {place} of {total}" if total else what)
        self.say_title("Learning")
        every = self.desk.project.settings.retrain_after
        self.say_status(
            f"{len(self._waiting['next'])} to code next",
            "" if self._waits_to_be_asked else f"{len(self._waiting['again'])} to read again",
            f"new suggestions after {every} decisions" if every else "no new suggestions unasked",
        )
        found = self.current
        told = self._nothing() if found is None else self._about(found)
        return [*told, *self._notes()]

    def _about(self, found: Passage) -> Iterator[Paragraph]:
        desk = self.desk
        if isinstance(found, RereadPassage):
            yield Paragraph(desk.name_of(found.code), "strong", desk.marks[found.code])
            yield Paragraph(_KIND[found.kind], "soft")
            yield _BLANK
        yield Paragraph(self._readings.place(found.document, found.start), "heading")
        yield from in_context(self._readings.of(found.document), Span(found.start, found.end))
        yield _BLANK
        yield Paragraph("WHY", "heading")
        yield Paragraph(found.why)
        if isinstance(found, NextPassage):
            for code, score in found.between:
                if code in desk.codes:
                    yield Paragraph(f"{desk.name_of(code)} {score:.0%}", "plain", desk.marks[code])
            return
        other = found.instead[0] if found.instead else found.code
        if found.reason is not None and other in desk.codes:
            yield Paragraph(f"For {desk.name_of(other)}:", "soft")
            yield from reason_told(desk, self._readings, found.reason)
        yield _BLANK
        yield Paragraph("THE CODE", "heading")
        yield from code_details(desk, found.code)

    def _notes(self) -> Iterator[Paragraph]:
        notes = self.findings.notes if self.findings else ()
        if notes:
            yield _BLANK
        for note in notes:
            yield Paragraph(note, "soft")

    def _nothing(self) -> Iterator[Paragraph]:
        key = self.desk.keymap.key("learning_look")
        if self.findings is None:
            yield Paragraph("Nobody has looked yet.", "strong")
            yield Paragraph(
                f"{key} looks through the study for the passages whose coding would teach the "
                "suggester most, and for codings of yours that are worth reading again. It takes "
                "your own codings alone, in the background."
            )
        elif self.queue == "next":
            yield Paragraph("Nothing is left to code next.", "strong")
            yield Paragraph(f"{key} looks again.")
        else:
            yield Paragraph("Nothing stands out to be read again.", "strong")
            yield Paragraph(
                "That says that your codings are like each other, not that they are right."
            )

    # What is done

    def action_look(self) -> None:
        coder = self.attempt(self.desk.coder)
        if coder is None:
            return
        if not self.program.start_job(Job(self.desk.project.path, coder, LearnChoices())):
            self.tell("Something is being made already; let that end first.", severity="warning")

    @property
    def _waits_to_be_asked(self) -> bool:
        """Whether the second list isn't to be shown unless asked for."""
        return self.desk.project.settings.approach == "reflexive" and not self._is_asked_for

    def action_other_list(self) -> None:
        if self.queue == "next" and self._waits_to_be_asked:
            self.confirm(
                "List codings to be read again?",
                [
                    Paragraph(
                        "The study is reflexive: there a coding isn't right or wrong by what others "
                        "are like. The list only says where to look."
                    )
                ],
                "List them",
                self._show_other,
            )
        else:
            self._show_other()

    def _show_other(self) -> None:
        self._is_asked_for = self._is_asked_for or self.queue == "next"
        self.queue = "again" if self.queue == "next" else "next"
        self.list_again()
        self.to_the_top()

    @on(RowList.Selected)
    def action_show(self) -> None:
        found = self.current
        if found is None:
            self.tell("Nothing is listed here.", severity="warning")
            return
        self.program.show_passage(found.document, found.start, found.end)

    def action_retrain(self) -> None:
        desk = self.desk
        self.ask(
            Prompt(
                "New suggestions after how many decisions? 0: never by themselves",
                "25",
                str(desk.project.settings.retrain_after),
                _wrong_number,
            ),
            lambda line: self.change(
                lambda: desk.project.settings.set_retrain_after(int(line), desk.coder()), "Set"
            ),
        )


def _coded(found: Passage, marks: Sequence[CodingMark]) -> bool:
    return any(mark.start < found.end and found.start < mark.end for mark in marks)


def _wrong_number(line: str) -> str | None:
    return None if line.isascii() and line.isdigit() else "A whole number, 0 or more."
