"""A list of any number of rows, of which only those in view are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

RenderRow = Callable[[int, int], Sequence[Text]]
"""(number of the row, width in cells) -> its lines, `height` of them at most."""

_CACHED = 512


class RowList(ScrollView, can_focus=True):
    """Rows of the same height with one highlighted.

    Args:
        height: display lines of a row.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--chosen", "rows--chosen-unfocused"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end,G", "end(1)", show=False),
        Binding("enter", "select", show=False),
    ]
    DEFAULT_CSS = """
    RowList { background: $surface; color: $foreground; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-background-hover: $surface; scrollbar-background-active: $surface; scrollbar-color: $panel-lighten-2; }
    RowList > .rows--chosen { background: $primary 35%; text-style: bold; }
    RowList > .rows--chosen-unfocused { background: $foreground 12%; }
    """

    class Highlighted(Message):
        """Another row is highlighted."""

        def __init__(self, rows: RowList, number: int) -> None:
            super().__init__()
            self.rows = rows
            self.number = number

        @property
        def control(self) -> RowList:
            return self.rows

    class Selected(Highlighted):
        """A row was chosen, with Enter or a click."""

    def __init__(self, id: str | None = None, *, height: int = 1) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.row_height = height
        self.count = 0
        self.highlighted: int | None = None
        self._render_row: RenderRow = lambda _number, _width: ()
        self._lines: LRUCache[tuple[int, int, bool, bool], list[Strip]] = LRUCache(_CACHED)

    def show(self, count: int, render_row: RenderRow, highlighted: int | None = 0) -> None:
        """Show `count` rows; `highlighted` is clipped to what there is."""
        self.count = count
        self._render_row = render_row
        self._lines.clear()
        self.virtual_size = Size(self.size.width, count * self.row_height)
        self.highlighted = None
        if count and highlighted is not None:
            self.highlight(min(max(0, highlighted), count - 1))
        self.refresh()

    def refresh_rows(self) -> None:
        """Paint again what is in view, where rows say something else than before."""
        self._lines.clear()
        self.refresh()

    def highlight(self, number: int) -> None:
        """Highlight a row and bring it into view."""
        self.highlighted = number
        top, height = self.scroll_offset.y, self.size.height
        first, last = number * self.row_height, (number + 1) * self.row_height
        if height and first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif height and last > top + height:
            self.scroll_to(y=last - height, animate=False, force=True)
        self.refresh()
        self.post_message(self.Highlighted(self, number))

    def action_step(self, by: int) -> None:
        if self.count:
            here = -1 if self.highlighted is None else self.highlighted
            self.highlight(min(max(0, here + by), self.count - 1))

    def action_page(self, by: int) -> None:
        self.action_step(by * max(1, self.size.height // self.row_height - 1))

    def action_end(self, last: int) -> None:
        if self.count:
            self.highlight(self.count - 1 if last else 0)

    def action_select(self) -> None:
        if self.highlighted is not None:
            self.post_message(self.Selected(self, self.highlighted))

    def on_click(self, event: events.Click) -> None:
        number = (event.y + self.scroll_offset.y) // self.row_height
        if number < self.count:
            self.highlight(number)
            if event.chain == 2:
                self.action_select()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self.count * self.row_height)
        self._lines.clear()
        if self.highlighted is not None:
            self.highlight(self.highlighted)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def notify_style_update(self) -> None:
        self._lines.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        number, line = divmod(y + self.scroll_offset.y, self.row_height)
        width = self.scrollable_content_region.width
        if number >= self.count:
            return Strip.blank(width, self.rich_style)
        key = (number, width, number == self.highlighted, self.has_focus)
        strips = self._lines.get(key)
        if strips is None:
            strips = self._lines[key] = self._paint(number, width)
        return strips[line]

    def _paint(self, number: int, width: int) -> list[Strip]:
        ground = self.rich_style
        if number == self.highlighted:
            name = "rows--chosen" if self.has_focus else "rows--chosen-unfocused"
            ground += self.get_component_rich_style(name)
        texts = list(self._render_row(number, width))[: self.row_height]
        texts += [Text()] * (self.row_height - len(texts))
        return [self._strip(text, width, ground) for text in texts]

    def _strip(self, text: Text, width: int, ground: Style) -> Strip:
        line = text.copy()
        line.truncate(width, overflow="ellipsis")
        segments = [
            Segment(segment.text, ground + (segment.style or Style()))
            for segment in line.render(self.app.console)
            if segment.text != "\n"
        ]
        return Strip(segments).adjust_cell_length(width, ground)
