"""The transcript: reading it with a caret, selecting in it by keys and by mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.timer import Timer

from qualcode.model import CodingMark, Span, Suggestion

from .. import growing, motions
from ..actions import bindings
from ..actions import transcript as transcript_actions
from ..layout import Lines
from ..reading import Reading
from .textview import TextView

_DRAGS_ON_EVERY = 0.05


class Transcript(TextView, can_focus=True):
    """One document with a caret and a selection that the coder moves."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(transcript_actions.ACTIONS)]

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
        super().__init__(id)
        self.is_selecting = False
        self._grown: list[tuple[int | None, int]] = []
        self._drag_at: Offset | None = None
        self._drags_on: Timer | None = None

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

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Mark a suggestion's passage and its evidence, and bring it into view."""
        self.suggestion = suggestion
        if suggestion is not None:
            line, top = self.lines.at(suggestion.start), self.scroll_offset.y
            if not top <= line < top + self.size.height * 2 // 3:
                self.scroll_to(y=line - self.size.height // 3, animate=False)
            self.go(suggestion.start)
        self.refresh()

    # Moving

    def action_move(self, name: str) -> None:
        self._go_by(name, extend=self.is_selecting)

    def action_extend(self, name: str) -> None:
        self._go_by(name, extend=True)

    def action_go_to_turn(self) -> None:
        from ..screens.prompt import Prompt

        reading = self.reading
        if reading is None or not reading.turns:
            return
        first, last = reading.turns[0].number, reading.turns[-1].number

        def missing(number: str) -> str | None:
            if reading.turn_numbered(number) is None:
                return f"There is no turn {number}. They are numbered {first} to {last}."
            return None

        self.app.push_screen(
            Prompt("Go to which turn?", f"{first} to {last}", check=missing), self.go_to_turn
        )

    def go_to_turn(self, number: str | None) -> None:
        """Go to the beginning of the turn with a number; nothing where there is none."""
        turn = self.reading.turn_numbered(number) if self.reading and number else None
        if turn is not None:
            offset = self.lines.place(turn.start, forward=True)
            self.go(offset, extend=self.is_selecting)

    def go(self, offset: int, *, extend: bool = False) -> None:
        """Move the caret, with the selection's end where `extend`."""
        self._goal = self.lines.column_of(offset)
        self._set(offset, self._anchor if extend else None)

    @property
    def _anchor(self) -> int:
        """Where a selection begins that is extended now."""
        return self.caret if self.held is None else self.held

    def _go_by(self, name: str, *, extend: bool) -> None:
        if self.reading is None:
            return
        anchor = self._anchor if extend else None
        if not extend and self.selection and name in {"left", "right"}:
            edge = self.selection.start if name == "left" else self.selection.end
            self.go(self.lines.place(edge, forward=True))
        elif name in {"up", "down"}:
            step = 1 if name == "down" else -1
            self._set(motions.vertical(self.lines, self.caret, step, self._goal), anchor)
        elif name in {"page_up", "page_down"}:
            self._page(1 if name == "page_down" else -1, anchor)
        else:
            offset = motions.by_name(name, self.lines, self.reading, self.caret)
            self._goal = self.lines.column_of(offset)
            self._set(offset, anchor)

    def _page(self, direction: int, anchor: int | None) -> None:
        by = direction * max(1, self.size.height - 1)
        caret = motions.vertical(self.lines, self.caret, by, self._goal)
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)
        self._set(caret, anchor)

    # Selecting

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

    def action_grow(self) -> None:
        if self.reading is None:
            return
        here = self.selection or Span(self.caret, self.caret)
        unit = growing.larger(self.lines, self.reading, here.start, here.end)
        if unit is not None:
            before = [*self._grown, (self.held, self.caret)]
            self.select(unit.start, unit.end)
            self._grown = before

    def action_shrink(self) -> None:
        selection = self.selection
        if self._grown:
            *kept, (anchor, caret) = self._grown
            self._set_both(anchor, caret)
            self._grown = kept
        elif self.reading and selection:
            unit = growing.smaller(self.lines, self.reading, selection.start, selection.end)
            self._set_both(*((unit.start, unit.end) if unit else (None, selection.start)))

    def action_swap_ends(self) -> None:
        if self.held is not None:
            self.select(self.caret, self.held)

    def select(self, anchor: int, caret: int) -> None:
        """Select from one offset to another; the caret ends at the second."""
        self._set_both(anchor, caret)

    def clear_selection(self) -> None:
        self.is_selecting = False
        self._set(self.caret, None)

    def keep_selection(self) -> None:
        """Leave the selection as it is until the next move, also where moves extended it."""
        self.is_selecting = False
        self.post_message(self.SelectionChanged(self.selection))

    def _set_both(self, anchor: int | None, caret: int) -> None:
        self._goal = self.lines.column_of(caret)
        self._set(caret, anchor)

    def _set(self, caret: int, anchor: int | None, *, scrolls: bool = True) -> None:
        if self.reading is None:
            return
        old_caret, old_selection, old_here = self.caret, self.selection, self._here
        self.caret, self.held = caret, anchor
        self._grown = []
        self._here = self.reading.lanes.at(caret)
        if caret != old_caret:
            self._refresh_span(old_caret, old_caret)
            self._refresh_span(caret, caret)
            if self.reading.turn_at(caret) is not self.reading.turn_at(old_caret):
                self._refresh_turn(old_caret)
                self._refresh_turn(caret)
            for coding in _differing(old_here, self._here):
                self._refresh_span(coding.start, coding.end)
            if scrolls:
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
        lane = event.x - self._parts.gutter
        coding = self.coding_in_lane(event.y, lane) if 0 <= lane < self._parts.lanes else None
        if coding is not None and not event.shift:
            self._by_mouse(
                self.lines.place(max(coding.start, self._first_in(event.y)), forward=True)
            )
            return
        self._drag_at = event.offset
        self.capture_mouse()
        self._by_mouse(self._under(event.offset), extend=event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drag_at is None:
            return
        self._drag_at = event.offset
        self._drag()
        if 0 <= event.y < self.size.height:
            self._stop_dragging_on()
        elif self._drags_on is None:
            self._drags_on = self.set_interval(_DRAGS_ON_EVERY, self._drag)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._drag_at is not None:
            self._drag_at = None
            self._stop_dragging_on()
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if event.x < self._parts.left:
            return
        if event.chain == 2:
            word = motions.word_around(self.lines, self.caret)
            if word:
                self.select(*word)
        elif event.chain == 3:
            self.action_select_turn()

    def _drag(self) -> None:
        """Select to where the mouse is, one line further each time while it is beyond the edge."""
        at = self._drag_at
        if at is None:
            return
        beyond = min(at.y, 0) + max(at.y - self.size.height + 1, 0)
        if beyond:
            self.scroll_to(y=self.scroll_offset.y + beyond, animate=False, force=True)
        y = min(max(at.y, 0), self.size.height - 1)
        offset = self._under(Offset(at.x, y))
        if offset != self.caret:
            self._by_mouse(offset, extend=True)

    def _stop_dragging_on(self) -> None:
        if self._drags_on is not None:
            self._drags_on.stop()
            self._drags_on = None

    def _by_mouse(self, offset: int, *, extend: bool = False) -> None:
        """Go to a place that is in view: the text stays still under the mouse."""
        self._goal = self.lines.column_of(offset)
        self._set(offset, self._anchor if extend else None, scrolls=False)

    def _under(self, at: Offset) -> int:
        return self.lines.offset_at(at.y + self.scroll_offset.y, at.x - self._parts.left)

    def _first_in(self, y: int) -> int:
        return self.lines.starts[min(y + self.scroll_offset.y, len(self.lines) - 1)]


def _differing(one: list[CodingMark], other: list[CodingMark]) -> list[CodingMark]:
    kept = {coding.uuid for coding in one} & {coding.uuid for coding in other}
    return [coding for coding in [*one, *other] if coding.uuid not in kept]


def _difference(old: Span | None, new: Span | None) -> list[tuple[int, int]]:
    """Ranges in one of two selections only, or both where they are apart."""
    if old is None or new is None:
        return [(span.start, span.end) for span in (old, new) if span]
    edges = [sorted((old.start, new.start)), sorted((old.end, new.end))]
    return [(start, end) for start, end in edges if start != end]
