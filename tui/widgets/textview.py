"""A document's text on the screen: wrapped once, lines painted when they come into view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from rich.style import Style
from textual.cache import LRUCache
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.model import CodingMark, Span, Suggestion

from ..layout import Lines
from ..reading import Reading
from .paint import Bar, Columns, Inks, LineView, Tint, bare, columns, paint

_UNSEEN_WIDTH = 80
_CACHED_STRIPS = 256
_MARGIN_LINES = 2
_BAR_STEPS = 4


class TextView(ScrollView):
    """One document with the bars of its codings, a caret and a selection, as they are set.

    The selection is half-open, between an anchor and the caret, as in an editor.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"transcript--{name}"
        for name in (
            "number", "current", "speaker", "time", "heading", "aside",
            "caret", "selection", "suggestion", "evidence",
        )
    }  # fmt: skip

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.lines = Lines("", 1)
        self.caret = 0
        self.held: int | None = None
        self.marks: Mapping[str, tuple[str, str]] = {}
        self.coder = ""
        self.focused_code: str | None = None
        self.suggestion: Suggestion | None = None
        self._shows_margin = True
        self._here: list[CodingMark] = []
        self._goal = 0
        self._parts = Columns(0, 0, 0, 4, 1)
        self._inks: Inks | None = None
        self._strips: LRUCache[LineView, Strip] = LRUCache(_CACHED_STRIPS)
        self._drawn: dict[int, Strip] = {}
        self._drawn_at = (0, 0)

    # What is shown

    @property
    def shows_margin(self) -> bool:
        """Whether numbers, speakers and times stand beside the text."""
        return self._shows_margin

    @shows_margin.setter
    def shows_margin(self, shows: bool) -> None:
        if shows != self._shows_margin:
            self._shows_margin = shows
            self._lay_out()

    def show_codes(self, marks: Mapping[str, tuple[str, str]], coder: str) -> None:
        """Say how codes look: letter and colour by uuid; `coder` is whose bars are solid."""
        self.marks = marks
        self.coder = coder
        self.refresh()

    def focus_code(self, code: str | None) -> None:
        """Colour everything coded with this code, beside what is under the caret."""
        if code != self.focused_code:
            self.focused_code = code
            self.refresh()

    def codings_changed(self, span: Span | None = None) -> None:
        """The reading's codings are others now, in this span or anywhere."""
        if self.reading is None:
            return
        self._here = self.reading.lanes.at(self.caret)
        if span is None:
            self.refresh()
        else:
            self._refresh_span(span.start, span.end)

    @property
    def selection(self) -> Span | None:
        """What is selected, None where the anchor is the caret."""
        if self.held is None or self.held == self.caret:
            return None
        return Span(min(self.held, self.caret), max(self.held, self.caret))

    @property
    def here(self) -> list[CodingMark]:
        """The codings under the caret."""
        return self._here

    def coding_in_lane(self, y: int, lane: int) -> CodingMark | None:
        """The coding whose bar stands in a lane of the gutter, `y` lines below the top."""
        line = y + self.scroll_offset.y
        if self.reading is None or line >= len(self.lines):
            return None
        start, end = self._extent(line)
        here = self.reading.lanes.overlapping(start, end)
        last = self._parts.lanes - 1
        found = [coding for coding, place in here if min(place, last) == lane]
        return found[-1] if found else None

    # Layout

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if self.reading is None:
            return
        reading = self.reading
        # Keys may come before there is any room, as after going here in a tiny terminal.
        width = self.size.width or _UNSEEN_WIDTH
        parts = columns(width, reading.number_width, reading.speaker_width, timed=reading.is_timed)
        if not self._shows_margin:
            parts = bare(width, parts.lanes)
        is_new = self.lines.text is not reading.text
        third = self.size.height // 3
        above = third if is_new else self.lines.at(self.caret) - self.scroll_offset.y
        if is_new or parts.text != self.lines.width:
            self.lines = Lines(reading.text, parts.text, reading.blocks)
            self.virtual_size = Size(width, len(self.lines))
            self.caret = self.lines.place(self.caret, forward=True)
            self._goal = self.lines.column_of(self.caret)
            self._here = reading.lanes.at(self.caret)
            line = self.lines.at(self.caret)
            kept = min(max(0, above), max(0, self.size.height - 1))
            self.scroll_to(y=line - kept, animate=False)
        self._parts = parts
        self._strips.clear()
        self._scroll_to_caret()
        self.refresh()

    def _scroll_to_caret(self) -> None:
        height = self.size.height
        if not height:
            return
        line, top = self.lines.at(self.caret), self.scroll_offset.y
        margin = min(_MARGIN_LINES, (height - 1) // 2)
        if line < top + margin:
            target = line - margin
        elif line > top + height - 1 - margin:
            target = line - height + 1 + margin
        else:
            return
        self.scroll_to(y=target, animate=False, force=True)

    # Painting

    def notify_style_update(self) -> None:
        self._inks = None
        self._strips.clear()
        self._drawn.clear()
        super().notify_style_update()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if not regions:
            self._drawn.clear()
        for region in regions:
            for y in region.line_range:
                self._drawn.pop(y, None)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # Textual would paint all of the bar for every line, though its thumb hardly moves.
        step = max(1, self.virtual_size.height // (_BAR_STEPS * max(1, self.size.height)))
        is_end = new_value >= self.max_scroll_y
        self.vertical_scrollbar.position = new_value if is_end else new_value // step * step
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, those that are as before without asking what is on them.

        In place of Textual's way, which spends more on the borders and paddings that might be
        there than all the rest costs; the transcript has none.
        """
        width, top = self.size.width, self.scroll_offset.y
        if self._drawn_at != (width, top):
            self._drawn.clear()
            self._drawn_at = (width, top)
        drawn = self._drawn
        missing = [y for y in crop.line_range if y not in drawn]
        if missing:
            drawn.update(zip(missing, self._draw(missing, width, top), strict=True))
        strips = [drawn[y] for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self._draw([y], self.size.width, self.scroll_offset.y)[0]

    def _draw(self, ys: Sequence[int], width: int, top: int) -> list[Strip]:
        """The strips of some lines of the screen, in order."""
        inks = self._inks or self._mix()
        # The colours of a style sheet are never those that a terminal gives names to.
        filters = [each for each in self.get_line_filters() if type(each) is not ANSIToTruecolor]
        reading, count = self.reading, len(self.lines)
        codings = self._codings_by_line(ys[0] + top, ys[-1] + top)
        strips = []
        for line in (y + top for y in ys):
            if reading is None or line >= count or not self.lines.text:
                strips.append(Strip.blank(width, inks.text))
                continue
            view = self._view(reading, line, codings.get(line, ()))
            strip = self._strips.get(view)
            if strip is None:
                strip = paint(view, self.lines, self._parts, inks, width)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, self.background_colors[1])
                self._strips[view] = strip
            strips.append(strip)
        return strips

    def _codings_by_line(self, first: int, last: int) -> dict[int, list[tuple[CodingMark, int]]]:
        """The codings on each line from the first to the last, with their lanes."""
        found: dict[int, list[tuple[CodingMark, int]]] = {}
        last = min(last, len(self.lines) - 1)
        if self.reading is not None and first <= last:
            start, end = self._extent(first)[0], self._extent(last)[1]
            at = self.lines.at
            for coding, lane in self.reading.lanes.overlapping(start, end):
                lowest, highest = max(first, at(coding.start)), min(last, at(coding.end - 1))
                for line in range(lowest, highest + 1):
                    found.setdefault(line, []).append((coding, lane))
        return found

    def _extent(self, line: int) -> tuple[int, int]:
        """What belongs to a line, at least one offset."""
        start = self.lines.starts[line]
        last = line + 1 == len(self.lines)
        end = len(self.lines.text) if last else self.lines.starts[line + 1]
        return start, max(end, start + 1)

    def _view(
        self, reading: Reading, line: int, codings: Sequence[tuple[CodingMark, int]]
    ) -> LineView:
        start, end = self._extent(line)
        turn = reading.turn_at(start)
        turn_start = turn.start if turn else -1
        is_first = start <= turn_start < end
        bars, tints = [], []
        for coding, lane in codings:
            letter, colour = self.marks.get(coding.code, ("?", "#808080"))
            letter = "!" if coding.status == "discuss" else letter
            begins = is_first or start <= coding.start
            own = coding.coder == self.coder
            bars.append(Bar(lane, colour, letter if begins else "", own))
            if coding.code == self.focused_code or coding in self._here:
                tints.append(Tint(max(start, coding.start), min(end, coding.end), colour))
        current = reading.turn_at(self.caret)
        chosen = self.suggestion
        suggestion = Span(chosen.start, chosen.end) if chosen else None
        evidence = Span(chosen.evidence_start, chosen.evidence_end) if chosen else None
        return LineView(
            line,
            turn,
            is_first,
            turn is not None and turn is current,
            self.caret if start <= self.caret and self.lines.at(self.caret) == line else None,
            _clipped(self.selection, start, end),
            tuple(bars),
            tuple(tints),
            _clipped(suggestion, start, end),
            _clipped(evidence, start, end),
            is_suggested=reading.is_suggested(start, end),
            episode=_bracket(reading, start, end),
        )

    def _mix(self) -> Inks:
        style = self.get_component_rich_style
        whole = ("number", "current", "speaker", "time", "heading", "aside")
        partial = ("caret", "evidence")
        # Only a whole style has its transparent background mixed with what is under it.
        grounds = ("selection", "suggestion")
        self._inks = Inks(
            text=self.rich_style,
            **{name: style(f"transcript--{name}") for name in whole},
            **{name: style(f"transcript--{name}", partial=True) for name in partial},
            **{name: Style(bgcolor=style(f"transcript--{name}").bgcolor) for name in grounds},
        )
        return self._inks

    def _refresh_turn(self, offset: int) -> None:
        turn = self.reading.turn_at(offset) if self.reading else None
        if turn:
            self._refresh_span(turn.start, turn.end)

    def _refresh_span(self, start: int, end: int) -> None:
        top, height = self.scroll_offset.y, self.size.height
        first = max(self.lines.at(start) - top, 0)
        last = min(self.lines.at(end) - top, height - 1)
        if first <= last:
            self.refresh(Region(0, first, self.size.width, last - first + 1))


def _clipped(span: Span | None, start: int, end: int) -> tuple[int, int] | None:
    if span is None:
        return None
    first, last = max(span.start, start), min(span.end, end)
    return (first, last) if first < last else None


def _bracket(reading: Reading, start: int, end: int) -> str:
    """The piece of an episode's bracket beside a line; empty where no episode is."""
    episode = reading.episode_on(start, end)
    if episode is None:
        return ""
    extent, is_open = episode
    begins = extent.start >= start
    if extent.end > end:
        return "┌" if begins else "│"
    if is_open:
        return "╷" if begins else "┆"
    return "[" if begins else "└"
