"""A map of turns on characters: near each other where they say the like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STRAY = "·"
_TALLER = 2
"""A cell is about twice as high as it is wide."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A turn on the map: its place (0..1, from below) and its topic, -1 for none."""

    x: float
    y: float
    topic: int


def sign(topic: int) -> str:
    """The character that stands for a topic."""
    if topic < 0:
        return _STRAY
    return _SIGNS[topic] if topic < len(_SIGNS) else "+"


class TopicMap(Widget, can_focus=True):
    """Turns as the signs of their topics; a cell shows the topic that most of its turns are in.

    Arrow keys go to the nearest cell with turns in their direction.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"map--topic", "map--other", "map--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "go(-1, 0)", show=False),
        Binding("right", "go(1, 0)", show=False),
        Binding("up,k", "go(0, -1)", show=False),
        Binding("down,j", "go(0, 1)", show=False),
        Binding("home", "first", show=False),
        Binding("enter", "select", show=False),
    ]
    DEFAULT_CSS = """
    TopicMap { background: $surface; color: $foreground; }
    TopicMap > .map--topic { color: $accent; text-style: bold; }
    TopicMap > .map--other { color: $foreground 60%; }
    TopicMap > .map--cursor { text-style: bold reverse; }
    """

    class Moved(Message):
        """The cursor is at another turn (its position in what was shown)."""

        def __init__(self, turn: int) -> None:
            super().__init__()
            self.turn = turn

    class Selected(Moved):
        """A turn was chosen, with Enter or a double click."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.turns: Sequence[Placed] = ()
        self.turn: int | None = None
        self._cells: dict[tuple[int, int], list[int]] = {}

    def show(self, turns: Sequence[Placed], turn: int | None = 0) -> None:
        """Show turns, with the cursor at one of them."""
        self.turns = turns
        self.turn = turn if turns and turn is not None and turn < len(turns) else None
        self._lay()

    def on_resize(self) -> None:
        self._lay()

    def _lay(self) -> None:
        self._cells = {}
        for number in range(len(self.turns)):
            self._cells.setdefault(self._cell(number), []).append(number)
        self.refresh()

    def _cell(self, number: int) -> tuple[int, int]:
        placed, (width, height) = self.turns[number], self.size
        return (
            min(max(0, width - 1), int(placed.x * width)),
            min(max(0, height - 1), int((1 - placed.y) * height)),
        )

    def _topic(self, cell: tuple[int, int]) -> int:
        counts = Counter(self.turns[number].topic for number in self._cells[cell])
        return min(counts, key=lambda topic: (-counts[topic], topic < 0, topic))

    def render_line(self, y: int) -> Strip:
        ground = self.rich_style
        own = self.get_component_rich_style("map--topic")
        other = self.get_component_rich_style("map--other")
        cursor = self.get_component_rich_style("map--cursor")
        at = None if self.turn is None else self._cell(self.turn)
        chosen = None if self.turn is None else self.turns[self.turn].topic
        segments = []
        for x in range(self.size.width):
            if (x, y) not in self._cells:
                segments.append(Segment(" ", ground))
                continue
            topic = self._topic((x, y))
            style: Style = own if topic == chosen else other
            if (x, y) == at:
                style += cursor
            segments.append(Segment(sign(topic), ground + style))
        return Strip(segments, self.size.width)

    def action_go(self, across: int, down: int) -> None:
        if self.turn is None:
            self.action_first()
            return
        x, y = self._cell(self.turn)

        def far(cell: tuple[int, int]) -> float:
            right, below = cell[0] - x, (cell[1] - y) * _TALLER
            ahead = right * across + below * down
            return ahead + 2 * abs(right * down + below * across) if ahead > 0 else float("inf")

        best = min(self._cells, key=lambda cell: (far(cell), cell))
        if far(best) < float("inf"):
            self._go(self._cells[best][0])

    def action_first(self) -> None:
        if self.turns:
            self._go(0)

    def action_select(self) -> None:
        if self.turn is not None:
            self.post_message(self.Selected(self.turn))

    def on_click(self, event: events.Click) -> None:
        within = self._cells.get((event.x, event.y))
        if within:
            self._go(within[0])
            if event.chain == 2:
                self.action_select()

    def _go(self, turn: int) -> None:
        self.turn = turn
        self.refresh()
        self.post_message(self.Moved(turn))
