"""A pane of plain paragraphs that never takes their text for markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from ..glyphs import shown
from ..layout import Lines
from .paint import badge

_INDENT = 2
_LOOKS = ("heading", "strong", "soft")


class Paragraph(NamedTuple):
    """Some text in one look: `plain`, `heading`, `strong` or `soft`.

    `badge` is a code's (letter, colour), shown before the text; `indent` is in cells.
    """

    text: str
    look: str = "plain"
    badge: tuple[str, str] | None = None
    indent: int = 0


class _Row(NamedTuple):
    paragraph: Paragraph
    text: str
    is_first: bool


class TextPane(Widget, can_focus=True):
    """Paragraphs, wrapped to the width there is; scrolls by keys and wheel.

    It scrolls by itself: a Textual scroll view lays out the whole screen again whenever its
    content is longer or shorter than before, which the inspector's is at every other key.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pane--{look}" for look in _LOOKS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_rows(1)", show=False),
        Binding("up,k", "scroll_rows(-1)", show=False),
        Binding("pagedown,space", "scroll_rows(10)", show=False),
        Binding("pageup", "scroll_rows(-10)", show=False),
        Binding("home", "scroll_rows(-100000)", show=False),
        Binding("end", "scroll_rows(100000)", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._rows: list[_Row] = []
        self._top = 0
        self._styles: dict[str, Style] = {}

    @property
    def text(self) -> str:
        """What is in the pane, a line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self._paragraphs)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Put other paragraphs in, and go to the top."""
        if tuple(paragraphs) != self._paragraphs:
            self._paragraphs = tuple(paragraphs)
            self._top = 0
            self._lay_out()

    def action_scroll_rows(self, rows: int) -> None:
        last = max(0, len(self._rows) - self.size.height)
        self._top = min(max(0, self._top + rows), last)
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        self.action_scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        self.action_scroll_rows(-3)

    def on_resize(self) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _lay_out(self) -> None:
        width = self.size.width
        if not width:
            return
        self._rows = []
        for paragraph in self._paragraphs:
            indent = _INDENT if paragraph.badge else paragraph.indent
            lines = Lines(paragraph.text, width - indent)
            self._rows += [
                _Row(paragraph, shown(paragraph.text[start:end]), number == 0)
                for number, (start, end) in enumerate(zip(lines.starts, lines.ends, strict=True))
            ]
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        row = y + self._top
        if row >= len(self._rows):
            return Strip.blank(width, self._style("plain"))
        below = len(self._rows) - self._top - height
        if below > 0 and y == height - 1:
            more = Segment(f"… {below + 1} more lines", self._style("soft"))
            return Strip([more]).adjust_cell_length(width, self._style("plain"))
        return self._painted(self._rows[row]).adjust_cell_length(width, self._style("plain"))

    def _painted(self, row: _Row) -> Strip:
        paragraph, text, is_first = row
        ground = self._style("plain")
        segments = []
        if paragraph.badge and is_first:
            letter, colour = paragraph.badge
            segments = [Segment(letter, badge(colour)), Segment(" ", ground)]
        elif indent := _INDENT if paragraph.badge else paragraph.indent:
            segments = [Segment(" " * indent, ground)]
        if text:
            segments.append(Segment(text, self._style(paragraph.look)))
        return Strip(segments)

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = (
                self.rich_style
                if look == "plain"
                else self.get_component_rich_style(f"pane--{look}")
            )
        return self._styles[look]
