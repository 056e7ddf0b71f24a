"""The line that says which digit gives which code."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ..desk import Desk
from ..glyphs import cell_width, fitted
from .paint import badge

_SHORTEST, _LONGEST = 5, 24


class QuickBar(Widget):
    """Digits with their codes, as many as fit; a click is as good as the digit."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "QuickBar { height: 1; background: $surface; color: $foreground; }"

    class Chosen(Message):
        """A code was clicked."""

        def __init__(self, digit: int) -> None:
            super().__init__()
            self.digit = digit

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: list[tuple[int, str, str, str, bool]] = []
        self._ends: list[tuple[int, int]] = []
        self._empty = ""

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(segment.text for segment in self.render_line(0)).strip()

    def show(self, desk: Desk) -> None:
        """Show the digits as they are given now."""
        key = desk.keymap.key
        self._empty = (
            f" {key('slot_1')} to {key('slot_9')} will give the codes used last; "
            f"{key('pin')} pins one to a digit."
        )
        rows = [
            (digit, desk.name_of(code), *desk.marks[code], code in desk.slots.pinned)
            for digit, code in desk.slots.each()
            if code in desk.marks
        ]
        if rows != self._rows:
            self._rows = rows
        self.refresh()

    def render_line(self, _y: int) -> Strip:
        width, ground = self.size.width, self.rich_style
        if not self._rows:
            soft = ground + Style(dim=True)
            return Strip([Segment(fitted(self._empty, width), soft)])
        segments = [Segment(" ", ground)]
        self._ends = []
        at = 1
        each = self._width(width)
        for digit, name, letter, colour, pinned in self._rows:
            cut = fitted(name, min(cell_width(name), each))
            size = 2 + cell_width(letter) + 1 + cell_width(cut) + 2
            if at + size - 2 > width:
                break
            number = Style(bold=True, underline=pinned)
            segments += [
                Segment(str(digit), ground + number),
                Segment(" ", ground),
                Segment(letter, badge(colour)),
                Segment(f" {cut}  ", ground),
            ]
            at += size
            self._ends.append((at, digit))
        return Strip(segments).adjust_cell_length(width, ground)

    def _width(self, width: int) -> int:
        """Cells for each name, so that all are seen where they can be."""
        share = (width - 1) // len(self._rows) - 6
        spare = sum(max(0, share - cell_width(name)) for _, name, *_ in self._rows)
        longer = sum(cell_width(name) > share for _, name, *_ in self._rows)
        return min(_LONGEST, max(_SHORTEST, share + spare // max(1, longer)))

    def on_click(self, event: events.Click) -> None:
        for end, digit in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(digit))
                return
