"""Two coders side by side, and the talk about where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from qualcode.model import Choice
from qualcode.project.consensus import Difference

from ..actions import bindings
from ..actions import compare as compare_actions
from ..desk import Desk
from ..glyphs import shown
from ..widgets.documents import document_row
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .compare_pair import Pair
from .compare_rows import KINDS, SHOWN, DifferenceRows, Shown, is_open, is_shown
from .compare_texts import SideBySide
from .prompt import Prompt
from .workbench import WorkbenchScreen

Key = tuple[str, str, str]


class CompareScreen(WorkbenchScreen):
    """The text twice, with A's codings and with B's, and the list of where they differ.

    In a narrow terminal the text stands there once, with solid bars for A and dotted ones for B.
    Others' codings are shown once the coder's own first pass of the document is done, or after
    a warning.
    """

    scope = "compare"
    narrow_below = 110
    CSS_PATH = "compare.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(compare_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pair = Pair(desk)
        self._rows = DifferenceRows(desk)
        self._differences: Sequence[Difference] = ()
        self._listed: Sequence[Difference] = ()
        self._left = 0
        self._latest = ""
        self._filter: Shown = "all"
        self._note: tuple[Key, str] | None = None
        self._warned: set[str] = set()

    def compose_panels(self) -> ComposeResult:
        yield SideBySide(self.desk)
        with Horizontal(id="below"):
            with Vertical(id="list"):
                yield Static(id="list-title", classes="panel--title", markup=False)
                yield RowList("differences")
            yield TextPane("told")
        yield Static(id="warning", markup=False)

    def on_mount(self) -> None:
        self._list.focus()

    def on_resize(self, event: events.Resize) -> None:
        was_narrow = self.is_narrow
        super().on_resize(event)
        self._texts.fit(event.size.width, is_narrow=self.is_narrow)
        if self.is_narrow != was_narrow and self.pair.is_whole:
            self.attempt(self._show_texts)

    # What is compared

    @property
    def _list(self) -> RowList:
        return self.query_one("#differences", RowList)

    @property
    def _texts(self) -> SideBySide:
        return self.query_one(SideBySide)

    @property
    def difference(self) -> Difference | None:
        """The difference that is chosen."""
        place = self._list.highlighted
        return None if place is None or place >= len(self._listed) else self._listed[place]

    @property
    def _is_hidden(self) -> bool:
        """Whether others' codings are kept back, with a warning in their place."""
        document = self.pair.document
        if document is None or document.uuid in self._warned:
            return False
        progress = self.desk.project.progress
        return not progress.first_pass_done(document.uuid, self.desk.coder_uuid)

    def read_again(self) -> None:
        wanted = self.difference
        self.pair.read_again()
        reason = self.pair.missing()
        hidden = not reason and self._is_hidden
        self.set_class(bool(reason) or hidden, "-warned")
        for panel in ("texts", "below"):
            # Else a list that isn't on the screen would keep the focus and hear Enter.
            self.query_one(f"#{panel}").disabled = bool(reason) or hidden
        self._differences, self._listed, self._left, self._latest = (), (), 0, ""
        self._show_title()
        if reason or hidden:
            self._list.show(0, self._row)
            self.query_one("#warning", Static).update(reason or self._blind())
            self.say_status("The codings are kept back" if hidden else "Nothing to compare")
            return
        document, a, b = self.pair.chosen
        self._take_in(self.desk.project.consensus.differences(document.uuid, a, b), wanted)
        self._show_texts()

    def _take_in(self, differences: Sequence[Difference], wanted: Difference | None) -> None:
        self._differences = differences
        self._left = sum(map(is_open, differences))
        self._show_list(wanted)

    def _blind(self) -> str:
        document, key = self.pair.chosen[0], self.desk.keymap.key
        return (
            f"Your own first pass through {shown(document.name)} isn't done.\n\n"
            "If you go on you see how others have coded it, and what you code in it afterwards is "
            "no longer coded on your own.\n\n"
            f"{key('compare_document')} chooses another document · {key('compare_back')} goes "
            "back · Enter shows the codings anyway"
        )

    def _show_title(self) -> None:
        document = self.pair.document
        self.say_title(
            "Compare coders",
            document.name if document else "",
            f"{self._left} open" if self._left else "",
        )

    def _show_list(self, wanted: Difference | None) -> None:
        self._listed = [each for each in self._differences if is_shown(each, self._filter)]
        place = self._list.highlighted or 0
        for number, each in enumerate(self._listed):
            if wanted and _key(each) == _key(wanted):
                place = number
        self.say_heading(
            "list-title",
            f"{SHOWN[self._filter].upper()} ({len(self._listed)}) · {self._left} to decide about",
        )
        self._list.show(len(self._listed), self._row, place)
        self._show_title()
        self._describe()

    def _show_texts(self) -> None:
        if self.pair.is_whole and not self._is_hidden:
            self._texts.show(*self.pair.chosen)
            self._mark()

    def _describe(self) -> None:
        difference = self.difference
        told = (
            self._rows.describe(difference, self._noted()) if difference else self._nothing_told()
        )
        self.query_one("#told", TextPane).show(list(told))
        place = self._list.highlighted
        self.say_status(
            f"{(place or 0) + 1} of {len(self._listed)}" if difference else "Nothing in the list",
            KINDS[difference.kind] if difference else "",
            f"{self._left} to decide about" if self._left else "nothing left to decide about",
            self._latest,
        )

    def _nothing_told(self) -> list[Paragraph]:
        if self._differences:
            key = self.desk.keymap.key("compare_filter")
            return [Paragraph(f"Nothing here; {key} lists others.", "soft")]
        return [Paragraph("Neither of the two has coded anything in this document.", "soft")]

    def _mark(self) -> None:
        if (difference := self.difference) is not None:
            self._texts.mark(difference)

    def _row(self, number: int, width: int) -> Sequence[Text]:
        return self._rows.row(self.pair.chosen[0].uuid, self._listed[number], width)

    # Moving

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self._describe()
        self._mark()

    @on(RowList.Selected)
    def _selected(self) -> None:
        self.action_open()

    def action_step(self, by: int) -> None:
        self._list.action_step(by)

    def action_undecided(self) -> None:
        place = self._list.highlighted
        order = [*range((place if place is not None else -1) + 1, len(self._listed))]
        order += range(place or 0)
        for number in order:
            if is_open(self._listed[number]):
                self._list.highlight(number)
                return
        if not self._left:
            self.tell("Nothing is left to decide about.")
        elif self.difference is None or not is_open(self.difference):
            self.tell("No difference in this list is open; others are.")

    def action_open(self) -> None:
        document, difference = self.pair.document, self.difference
        if self.has_class("-warned") and document is not None and self.pair.is_whole:
            self._warned.add(document.uuid)
            self.attempt(self.read_again)
            self._list.focus()
        elif document is not None and difference is not None:
            self.program.show_passage(document.uuid, difference.start, difference.end)

    # Deciding

    def action_take(self, choice: Choice) -> None:
        self.catch_up()
        difference = self._needed()
        if difference is not None and self._decide(difference, choice, self._noted()):
            self._note = None
            self._describe()
            self.action_undecided()

    def action_note(self) -> None:
        if (difference := self._needed()) is None:
            return
        decision = difference.decision
        self.ask(
            Prompt(
                "A line on the decision",
                "Why you agreed on this",
                decision.note if decision else self._noted(),
                may_be_empty=True,
            ),
            lambda line: self._noted_down(difference, line),
        )

    def _noted_down(self, wanted: Difference, line: str) -> None:
        self.catch_up()
        difference = self.difference
        if difference is None or _key(difference) != _key(wanted):
            self.tell("The codings have changed; the note isn't kept.", severity="warning")
            return
        if difference.decision is not None:
            self._decide(difference, difference.decision.choice, line)
            return
        self._note = (_key(difference), line)
        self._describe()
        if line:
            self.tell("Kept for the decision you take next on this difference.")

    def _decide(self, difference: Difference, choice: Choice, note: str) -> bool:
        desk, document = self.desk, self.pair.chosen[0]
        made = self.attempt(
            lambda: desk.project.consensus.decide(
                document.uuid, difference, choice, note, coder=desk.coder()
            )
        )
        if made is None:
            return False
        # Only this has changed: to pair all codings of a long document anew would take a while.
        self._seen = self.attempt(desk.project.latest_change) or self._seen
        if made.layer not in desk.coders:
            self.attempt(desk.refresh)
        decided = replace(difference, decision=made)
        self._take_in(
            [decided if each is difference else each for each in self._differences], decided
        )
        side = choice.upper() if choice in {"a", "b"} else choice
        # In the status line: a notification would lie over the next difference.
        self._latest = f"{desk.name_of(difference.code)}: took {side}"
        return True

    def _noted(self) -> str:
        difference = self.difference
        if difference is None or self._note is None or self._note[0] != _key(difference):
            return ""
        return self._note[1]

    def _needed(self) -> Difference | None:
        difference = self.difference
        if difference is None:
            self.tell(
                "The codings are kept back; Enter shows them."
                if self.has_class("-warned") and self.pair.is_whole
                else "There is nothing here to decide about.",
                severity="warning",
            )
        return difference

    # What to compare

    def action_coders(self) -> None:
        coders = self.pair.coders
        if len(coders) < 2:
            self.tell(self.pair.missing(), severity="warning")
            return
        rows = [(coder.uuid, Content(shown(coder.name))) for coder in coders]

        def second(a: str) -> None:
            self.choose(
                f"Who is B, beside {self._rows.coder(a)} (A)?",
                [row for row in rows if row[0] != a],
                lambda b: self._compare(a, b),
                self.pair.b,
            )

        self.choose("Who is A?", rows, second, self.pair.a)

    def _compare(self, a: str, b: str) -> None:
        self.pair.choose(a, b)
        self.attempt(self.read_again)

    def action_document(self) -> None:
        desk, current = self.desk, self.pair.document
        rows = [(each.uuid, document_row(desk, each)) for each in desk.documents]
        if rows:
            self.choose(
                "Compare in which document?", rows, self._open, current.uuid if current else None
            )

    def _open(self, uuid: str) -> None:
        self.pair.open(uuid)
        self._list.highlighted = None
        self.attempt(self.read_again)
        self._list.focus()

    def action_filter(self) -> None:
        rows = [
            (key, Content(f"{text} ({sum(is_shown(d, key) for d in self._differences)})"))
            for key, text in SHOWN.items()
        ]
        self.choose("List what?", [(str(key), row) for key, row in rows], self._filtered)

    def _filtered(self, chosen: str) -> None:
        wanted = self.difference
        self._filter = next(key for key in SHOWN if key == chosen)
        self._show_list(wanted)

    def action_agreement(self) -> None:
        if self.has_class("-warned"):
            self._needed()
            return
        from .compare_agreement import AgreementScreen

        self.app.push_screen(AgreementScreen(self.desk, *self.pair.chosen))


def _key(difference: Difference) -> Key:
    """What stays the same of a difference while it is decided about."""
    a, b = difference.a, difference.b
    return (difference.code, a.uuid if a else "", b.uuid if b else "")
