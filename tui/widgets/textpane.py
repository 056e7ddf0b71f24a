"""A pane of plain paragraphs that never takes their text for markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ..glyphs import shown
from ..layout import Lines
from .paint import badge

_INDENT = 2
_LOOKS = ("heading", "strong", "soft", "passage", "evidence")


class Mark(NamedTuple):
    """A part `start`..`end` of a paragraph's text that has a look of its own."""

    start: int
    end: int
    look: str


class Paragraph(NamedTuple):
    """Some text in one look: `plain`, `heading`, `strong`, `soft`, `passage` or `evidence`.

    `badge` is a code's (letter, colour), shown before the text; `indent` is in cells. `marks`
    are parts that look otherwise; the last one counts where they overlap.
    """

    text: str
    look: str = "plain"
    badge: tuple[str, str] | None = None
    indent: int = 0
    marks: tuple[Mark, ...] = ()


class _Row(NamedTuple):
    paragraph: Paragraph
    pieces: tuple[tuple[str, str], ...]
    is_first: bool


class TextPane(Widget, can_focus=True):
    """Paragraphs, wrapped to the width there is; scrolls by keys and wheel.

    It scrolls by itself: a Textual scroll view lays out the whole screen again whenever its
    content is longer or shorter than before, which the inspector's is at every other key.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TextPane > .pane--passage { background: $accent 22%; }
    TextPane > .pane--evidence { background: $accent 22%; text-style: bold underline; }
    """
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
        self._wrapped_to = 0
        self._styles: dict[str, Style] = {}

    @property
    def text(self) -> str:
        """What is in the pane, a line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self._paragraphs)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Put other paragraphs in, and go to the top."""
        if tuple(paragraphs) != self._paragraphs:
            before = self._in_view()
            self._paragraphs = tuple(paragraphs)
            self._top = 0
            self._wrap()
            for y, (old, new) in enumerate(zip_longest(before, self._in_view())):
                if old != new:
                    self.refresh(Region(0, y, self.size.width, 1))

    def reveal(self, look: str) -> None:
        """Scroll so that the first words of a look are in view, some lines from the top."""
        places = (n for n, row in enumerate(self._rows) if any(p[1] == look for p in row.pieces))
        self._top = 0
        self.action_scroll_rows(next(places, 0) - self.size.height // 3)

    def _in_view(self) -> list[tuple[_Row, int] | _Row]:
        """The rows on the screen; the last one with how many are under it, where it says so."""
        height = self.size.height
        rows: list[tuple[_Row, int] | _Row] = list(self._rows[self._top : self._top + height])
        below = len(self._rows) - self._top - height
        if below > 0 and rows:
            rows[-1] = (self._rows[self._top + height - 1], below)
        return rows

    def action_scroll_rows(self, rows: int) -> None:
        last = max(0, len(self._rows) - self.size.height)
        self._top = min(max(0, self._top + rows), last)
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        self.action_scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        self.action_scroll_rows(-3)

    def on_resize(self) -> None:
        self._wrap()
        self.refresh()

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _wrap(self) -> None:
        width = self._wrapped_to = self.size.width
        if not width:
            return
        self._rows = []
        for paragraph in self._paragraphs:
            indent = _INDENT if paragraph.badge else paragraph.indent
            lines = Lines(paragraph.text, width - indent)
            self._rows += [
                _Row(paragraph, tuple(_pieces(paragraph, start, end)), number == 0)
                for number, (start, end) in enumerate(zip(lines.starts, lines.ends, strict=True))
            ]

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if width != self._wrapped_to:  # painted before it was told of its size
            self._wrap()
        row = y + self._top
        if row >= len(self._rows):
            return Strip.blank(width, self._style("plain"))
        below = len(self._rows) - self._top - height
        if below > 0 and y == height - 1:
            more = Segment(f"… {below + 1} more lines", self._style("soft"))
            return Strip([more]).adjust_cell_length(width, self._style("plain"))
        return self._painted(self._rows[row]).adjust_cell_length(width, self._style("plain"))

    def _painted(self, row: _Row) -> Strip:
        paragraph, pieces, is_first = row
        ground = self._style("plain")
        segments = []
        if paragraph.badge and is_first:
            letter, colour = paragraph.badge
            segments = [Segment(letter, badge(colour)), Segment(" ", ground)]
        elif indent := _INDENT if paragraph.badge else paragraph.indent:
            segments = [Segment(" " * indent, ground)]
        segments += [Segment(text, self._style(look)) for text, look in pieces]
        return Strip(segments)

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = (
                self.rich_style
                if look == "plain"
                else self.get_component_rich_style(f"pane--{look}")
            )
        return self._styles[look]


def _pieces(paragraph: Paragraph, start: int, end: int) -> Iterator[tuple[str, str]]:
    """A stretch of a paragraph's text as (what is shown, look), cut where its looks change."""
    inside = {place for mark in paragraph.marks for place in mark[:2] if start < place < end}
    for begin, stop in pairwise([start, *sorted(inside), end]):
        looks = [mark.look for mark in paragraph.marks if mark.start <= begin < mark.end]
        if text := shown(paragraph.text[begin:stop]):
            yield text, looks[-1] if looks else paragraph.look
