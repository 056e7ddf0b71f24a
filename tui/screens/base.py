"""What all screens over a study share, and what the parts of the coding screen share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import CodingMark, Span

from ..desk import Desk
from ..glyphs import shown
from ..reading import Reading
from ..widgets.transcript import Transcript

if TYPE_CHECKING:
    from ..actions import Scope
    from ..app import QualcodeApp

T = TypeVar("T")

_BRIEF, _LONG = 3.0, 6.0
_SMALLEST = (50, 10)


class StudyScreen(Screen[None]):
    """A screen at a desk. `scope` names its actions in the registry."""

    scope: Scope

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._seen = -1
        self._focused_before: Widget | None = None

    def fit(self, width: int, height: int) -> None:
        """Say so where the terminal is too small, and give the focus back once it isn't."""
        small = width < _SMALLEST[0] or height < _SMALLEST[1]
        was_small = self.has_class("-too-small")
        if small and not was_small:
            self._focused_before = self.focused
        elif was_small and not small and self._focused_before is not None:
            self.call_after_refresh(self._focused_before.focus)
        self.set_class(small, "-too-small")
        if small:
            self.query_one("#too-small", Static).update(
                f"This terminal is {width} x {height}.\n"
                f"Qualcode needs {_SMALLEST[0]} x {_SMALLEST[1]}, better 80 x 24."
            )

    @property
    def program(self) -> QualcodeApp:
        """The app, as what it is."""
        return cast("QualcodeApp", self.app)

    def on_screen_resume(self) -> None:
        self.catch_up()

    def catch_up(self, *, anyway: bool = False) -> None:
        """Read again where the study is another than what is shown, or `anyway`."""
        latest = self.attempt(self.desk.project.latest_change)
        if latest is not None and (anyway or latest != self._seen):
            self._seen = latest
            self.attempt(self.read_again)

    def read_again(self) -> None:
        """Show the study as it is now, keeping the place."""
        raise NotImplementedError

    def change(self, change: Callable[[], object], said: str = "") -> bool:
        """Make a change, show the study with it and say so; False where it was refused."""
        try:
            change()
        except QualcodeError as error:
            self.complain(error)
            return False
        self.attempt(self.desk.refresh)
        self.catch_up()
        if said:
            self.tell(said)
        return True

    def attempt(self, change: Callable[[], T]) -> T | None:
        """Do something; where it is refused, say why and give None."""
        try:
            return change()
        except QualcodeError as error:
            self.complain(error)
            return None

    def complain(self, error: QualcodeError) -> None:
        """Show an error with its hint."""
        text = f"{error.message}\n{error.hint}" if error.hint else error.message
        self.tell(text, severity="error")

    def tell(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """A short word that goes away by itself."""
        lines = "\n".join(shown(line) for line in text.split("\n"))
        seconds = _BRIEF if severity == "information" else _LONG
        self.app.notify(lines, severity=severity, timeout=seconds, markup=False)

    # Of every workbench screen; the coding screen has its own.

    def action_back(self) -> None:
        """Go back to the transcript."""
        self.program.go_to("coding")

    def action_undo(self) -> None:
        self._step_back("undo", "Undone")

    def action_redo(self) -> None:
        self._step_back("redo", "Done again")

    def _step_back(self, way: str, said: str) -> None:
        desk = self.desk
        if not desk.coder_uuid:
            self.tell(f"There is nothing to {way}.", severity="warning")
            return
        step = desk.project.undo if way == "undo" else desk.project.redo
        labels: list[str] = []
        if self.change(lambda: labels.append(step(desk.coder_uuid))):
            self.tell(f"{said}: {labels[0]}")


class DeskScreen(StudyScreen):
    """The coding screen, as its parts see it: one document open in a transcript."""

    scope = "coding"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._seen = desk.project.latest_change()

    def on_screen_suspend(self) -> None:
        # What was done here is shown already: only what is done elsewhere is to be read again.
        self._seen = self.attempt(self.desk.project.latest_change) or 0

    @property
    def transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def reading(self) -> Reading | None:
        """The open document, None in a study without any."""
        return self.transcript.reading

    def target(self) -> Span | None:
        """What would be coded now: the selection without outer white space, or the turn."""
        reading, selection = self.reading, self.transcript.selection
        if reading is None:
            return None
        if selection:
            return reading.trimmed(selection.start, selection.end)
        return reading.unit_at(self.transcript.caret)

    def refresh_lists(self) -> None:
        """Show documents, codes and the place in the text as the desk has them."""
        raise NotImplementedError

    def coded(self, coding: CodingMark) -> None:
        """A coding was added: show it."""
        raise NotImplementedError

    def uncoded(self, coding: CodingMark) -> None:
        """A coding was removed: show that."""
        raise NotImplementedError

    def open_inspector(self) -> None:
        """Have the inspector on the screen."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read everything again from the study, keeping the place."""
        raise NotImplementedError
