"""What the parts of the coding screen share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.notifications import SeverityLevel
from textual.screen import Screen

from qualcode.errors import QualcodeError
from qualcode.model import CodingMark, Span

from ..desk import Desk
from ..glyphs import shown
from ..reading import Reading
from ..widgets.transcript import Transcript

T = TypeVar("T")

_BRIEF, _LONG = 3.0, 6.0


class DeskScreen(Screen[None]):
    """A screen at a desk, with one document open in a transcript."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    @property
    def transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def reading(self) -> Reading | None:
        """The open document, None in a study without any."""
        return self.transcript.reading

    def attempt(self, change: Callable[[], T]) -> T | None:
        """Make a change; where it is refused, say why and give None."""
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
