"""A document shown beside a list, with the passage that the list is about."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from qualcode.model import Span

from ..motions import vertical
from ..reading import Reading
from .textview import TextView


class PassageView(TextView, can_focus=True):
    """A document to look at: a passage is marked in it, and keys scroll through it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end,G", "edge(1)", show=False),
    ]
    DEFAULT_CSS = """
    PassageView { background: $background; color: $foreground; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; scrollbar-background: $background; scrollbar-background-hover: $background; scrollbar-background-active: $background; scrollbar-color: $panel-lighten-2; }
    PassageView > .transcript--number { color: $text-muted; background: $background; }
    PassageView > .transcript--current { color: $accent; background: $background; text-style: bold; }
    PassageView > .transcript--speaker { color: $primary; background: $background; text-style: bold; }
    PassageView > .transcript--time { color: $text-muted; background: $background; }
    PassageView > .transcript--heading { color: $foreground; background: $background; text-style: bold; }
    PassageView > .transcript--aside { color: $text-muted; background: $background; text-style: italic; }
    PassageView > .transcript--selection { background: $primary 45%; }
    PassageView > .transcript--suggestion { background: $accent 25%; }
    PassageView > .transcript--evidence { text-style: bold underline; }
    PassageView > .transcript--caret { text-style: underline; }
    PassageView:focus > .transcript--caret { color: $background; background: $foreground; text-style: none; }
    """

    class Moved(Message):
        """The caret was moved by a key."""

        def __init__(self, view: PassageView, offset: int) -> None:
            super().__init__()
            self.view = view
            self.offset = offset

        @property
        def control(self) -> PassageView:
            return self.view

    def show(self, reading: Reading, span: Span | None = None) -> None:
        """Show a document, as it is coded now, with a passage marked and in view."""
        if self.reading is None or self.reading.text is not reading.text:
            self.caret = span.start if span else 0
            self.held = None
        self.reading = reading
        self._lay_out()
        self.codings_changed()
        if span is not None:
            self.mark(span)

    def clear(self) -> None:
        """Show nothing."""
        self.reading = None
        self.refresh()

    def mark(self, span: Span | None, at: int | None = None) -> None:
        """Mark a passage, or nothing, and bring `at` into view, the passage's start by default."""
        at = span.start if span and at is None else at or 0
        self.caret, self.held = (at, None) if span is None else (span.start, span.end)
        self._settle()
        line, top = self.lines.at(at), self.scroll_offset.y
        if not top <= line < top + self.size.height * 2 // 3:
            self.scroll_to(y=line - self.size.height // 3, animate=False, force=True)

    def go(self, offset: int) -> None:
        """Put the caret at an offset, with nothing marked."""
        if offset != self.caret or self.held is not None:
            self.caret, self.held = offset, None
            self._settle()
            self._scroll_to_caret()

    def action_step(self, by: int) -> None:
        if self.reading is not None:
            offset = vertical(self.lines, self.caret, by, self.lines.column_of(self.caret))
            self.go(offset)
            self.post_message(self.Moved(self, offset))

    def action_page(self, by: int) -> None:
        self.action_step(by * max(1, self.size.height - 1))

    def action_edge(self, last: int) -> None:
        self.action_step(len(self.lines) if last else -len(self.lines))

    def _settle(self) -> None:
        if self.reading is not None:
            self._here = self.reading.lanes.at(self.caret)
        self.refresh()
