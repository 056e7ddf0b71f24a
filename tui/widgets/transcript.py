"""The transcript: text wrapped once, lines painted when they come into view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.model import CodingMark, Span, Suggestion

from .. import motions
from ..actions import bindings
from ..layout import Lines
from ..reading import Reading
from .paint import Bar, Columns, Inks, LineView, Tint, columns, paint

_CACHED_STRIPS = 2048
_MARGIN_LINES = 2


class Transcript(ScrollView, can_focus=True):
    """One document with a caret, a selection and the bars of its codings.

    The selection is half-open, between an anchor and the caret, as in an editor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("transcript")]
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"transcript--{name}"
        for name in (
            "number", "current", "speaker", "time", "heading", "aside",
            "caret", "selection", "suggestion", "evidence",
        )
    }  # fmt: skip

    class CaretMoved(Message):
        """The caret is somewhere else."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class SelectionChanged(Message):
        """The selection is another one; None where nothing is selected."""

        def __init__(self, span: Span | None) -> None:
            super().__init__()
            self.span = span

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.lines = Lines("", 1)
        self.caret = 0
        self.held: int | None = None
        self.is_selecting = False
        self.marks: Mapping[str, tuple[str, str]] = {}
        self.coder = ""
        self.focused_code: str | None = None
        self.suggestion: Suggestion | None = None
        self._here: list[CodingMark] = []
        self._goal = 0
        self._parts = Columns(0, 0, 0, 4, 1)
        self._inks: Inks | None = None
        self._strips: LRUCache[LineView, Strip] = LRUCache(_CACHED_STRIPS)
        self._dragging = False

    # What is shown

    def show(self, reading: Reading, caret: int = 0) -> None:
        """Open a document with the caret at an offset."""
        self.reading = reading
        self.held = None
        self.is_selecting = False
        self.suggestion = None
        self.caret = caret
        self.lines = Lines("", 1)
        self._lay_out()
        self.post_message(self.CaretMoved(self.caret))
        self.post_message(self.SelectionChanged(None))

    def show_codes(self, marks: Mapping[str, tuple[str, str]], coder: str) -> None:
        """Say how codes look: letter and colour by uuid; `coder` is whose bars are solid."""
        self.marks = marks
        self.coder = coder
        self.refresh()

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Mark a suggestion's passage and its evidence, and bring it into view."""
        self.suggestion = suggestion
        if suggestion is not None:
            line, top = self.lines.at(suggestion.start), self.scroll_offset.y
            if not top <= line < top + self.size.height * 2 // 3:
                self.scroll_to(y=line - self.size.height // 3, animate=False)
            self.go(suggestion.start)
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

    # Moving

    def action_move(self, name: str) -> None:
        self._go_by(name, extend=self.is_selecting)

    def action_extend(self, name: str) -> None:
        self._go_by(name, extend=True)

    def action_visual(self) -> None:
        if self.is_selecting:
            self.clear_selection()
        else:
            self.is_selecting = True
            self.select(self.caret, self.caret)

    def action_select_turn(self) -> None:
        unit = self.reading.unit_at(self.caret) if self.reading else None
        if unit:
            self.select(unit.start, unit.end)

    def go(self, offset: int, *, extend: bool = False) -> None:
        """Move the caret, with the selection's end where `extend`."""
        self._goal = self.lines.column_of(offset)
        self._set(offset, (self.caret if self.held is None else self.held) if extend else None)

    def select(self, anchor: int, caret: int) -> None:
        """Select from one offset to another; the caret ends at the second."""
        self._goal = self.lines.column_of(caret)
        self._set(caret, anchor)

    def clear_selection(self) -> None:
        self.is_selecting = False
        self._set(self.caret, None)

    def _go_by(self, name: str, *, extend: bool) -> None:
        if self.reading is None:
            return
        anchor = (self.caret if self.held is None else self.held) if extend else None
        if name in {"up", "down"}:
            step = 1 if name == "down" else -1
            self._set(motions.vertical(self.lines, self.caret, step, self._goal), anchor)
        elif name in {"page_up", "page_down"}:
            self._page(1 if name == "page_down" else -1, anchor)
        else:
            offset = motions.by_name(name, self.lines, self.reading.turn_starts, self.caret)
            self._goal = self.lines.column_of(offset)
            self._set(offset, anchor)

    def _page(self, direction: int, anchor: int | None) -> None:
        by = direction * max(1, self.size.height - 1)
        caret = motions.vertical(self.lines, self.caret, by, self._goal)
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)
        self._set(caret, anchor)

    def _set(self, caret: int, anchor: int | None) -> None:
        if self.reading is None:
            return
        old_caret, old_selection, old_here = self.caret, self.selection, self._here
        self.caret, self.held = caret, anchor
        self._here = self.reading.lanes.at(caret)
        if caret != old_caret:
            self._refresh_span(old_caret, old_caret)
            self._refresh_span(caret, caret)
            if self.reading.turn_at(caret) is not self.reading.turn_at(old_caret):
                self._refresh_turn(old_caret)
                self._refresh_turn(caret)
            for coding in _differing(old_here, self._here):
                self._refresh_span(coding.start, coding.end)
            self._scroll_to_caret()
            self.post_message(self.CaretMoved(caret))
        if self.selection != old_selection:
            for start, end in _difference(old_selection, self.selection):
                self._refresh_span(start, end)
            self.post_message(self.SelectionChanged(self.selection))

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1 or self.reading is None:
            return
        self._dragging = True
        self.capture_mouse()
        self.go(self._under(event), extend=event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            offset = self._under(event)
            if offset != self.caret:
                self.go(offset, extend=True)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2:
            word = motions.word_around(self.lines, self.caret)
            if word:
                self.select(*word)
        elif event.chain == 3:
            self.action_select_turn()

    def _under(self, event: events.MouseEvent) -> int:
        line = event.y + self.scroll_offset.y
        return self.lines.offset_at(line, event.x - self._parts.left)

    # Layout

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if self.reading is None or not self.size.width:
            return
        reading = self.reading
        parts = columns(
            self.size.width, reading.number_width, reading.speaker_width, timed=reading.is_timed
        )
        is_new = self.lines.text is not reading.text
        third = self.size.height // 3
        above = third if is_new else self.lines.at(self.caret) - self.scroll_offset.y
        if is_new or parts.text != self.lines.width:
            self.lines = Lines(reading.text, parts.text, reading.blocks)
            self.virtual_size = Size(self.size.width, len(self.lines))
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
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        inks = self._inks or self._mix()
        line = y + self.scroll_offset.y
        width = self.size.width
        if self.reading is None or line >= len(self.lines) or not self.lines.text:
            return Strip.blank(width, inks.text)
        view = self._view(self.reading, line)
        strip = self._strips.get(view)
        if strip is None:
            strip = paint(view, self.lines, self._parts, inks, width)
            self._strips[view] = strip
        return strip

    def _view(self, reading: Reading, line: int) -> LineView:
        start = self.lines.starts[line]
        last = line + 1 == len(self.lines)
        end = len(self.lines.text) if last else self.lines.starts[line + 1]
        turn = reading.turn_at(start)
        turn_start = turn.start if turn else -1
        is_first = start <= turn_start < max(end, start + 1)
        bars, tints = [], []
        for coding, lane in reading.lanes.overlapping(start, max(end, start + 1)):
            letter, colour = self.marks.get(coding.code, ("?", "#808080"))
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


def _differing(one: list[CodingMark], other: list[CodingMark]) -> list[CodingMark]:
    kept = {coding.uuid for coding in one} & {coding.uuid for coding in other}
    return [coding for coding in [*one, *other] if coding.uuid not in kept]


def _difference(old: Span | None, new: Span | None) -> list[tuple[int, int]]:
    """Ranges in one of two selections only, or both where they are apart."""
    if old is None or new is None:
        return [(span.start, span.end) for span in (old, new) if span]
    edges = [sorted((old.start, new.start)), sorted((old.end, new.end))]
    return [(start, end) for start, end in edges if start != end]
