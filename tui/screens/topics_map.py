"""The map on the topics screen: every turn of a run at its place, and what is said there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import Topic, TopicRun, TurnRef

from ..glyphs import shown
from ..widgets.topicmap import Placed, TopicMap, sign

if TYPE_CHECKING:
    from ..desk import Desk
    from ..readings import Readings

_QUOTED = 600


class MapPanel(Vertical):
    """The map with the turn under its cursor beneath it."""

    DEFAULT_CSS = """
    MapPanel { display: none; width: 1fr; background: $surface; }
    MapPanel TopicMap { height: 1fr; margin: 0 1; }
    MapPanel #map-turn { height: 5; padding: 0 1; border-top: solid $panel; }
    """

    def __init__(self, readings: Readings) -> None:
        super().__init__(id="topics-map")
        self.readings = readings
        self.turns: Sequence[TurnRef] = ()
        self._topics: dict[int, Topic] = {}

    def compose(self) -> ComposeResult:
        yield Static(
            "MAP: TURNS NEAR EACH OTHER SAY THE LIKE", classes="panel--title", markup=False
        )
        yield TopicMap()
        yield Static(id="map-turn", markup=False)

    @property
    def map(self) -> TopicMap:
        return self.query_one(TopicMap)

    @property
    def turn(self) -> TurnRef | None:
        """The turn under the cursor."""
        at = self.map.turn
        return None if at is None else self.turns[at]

    def show(self, desk: Desk, run: TopicRun, topics: Sequence[Topic], begin: Topic | None) -> bool:
        """Show a run's map from the typical turn of a topic; False where it has none."""
        places = desk.project.topics.places(run)
        self._topics = {topic.number: topic for topic in topics}
        listed = [
            (turn, Placed(*places[turn], topic.number))
            for topic in topics
            for turn, _ in desk.project.topics.turns(topic.uuid)
            if turn in places
        ]
        self.turns = [turn for turn, _ in listed]
        wanted = begin.number if begin else None
        first = [at for at, (_, placed) in enumerate(listed) if placed.topic == wanted]
        self.map.show([placed for _, placed in listed], first[0] if first else 0)
        if listed:
            self._describe()
        return bool(listed)

    @on(TopicMap.Moved)
    def _describe(self) -> None:
        at, turn = self.map.turn, self.turn
        if at is None or turn is None:
            return
        topic = self._topics[self.map.turns[at].topic]
        lines = Text("\n").join(self._lines(topic, turn))
        self.query_one("#map-turn", Static).update(lines)

    def _lines(self, topic: Topic, where: TurnRef) -> Iterator[Text]:
        name = "fits nowhere" if topic.number < 0 else f"topic {topic.number} {topic.label}"
        try:
            turn = self.readings.of(where.document).turns[where.ordinal]
        except QualcodeError as error:
            yield Text(shown(error.message), "dim")
            return
        about = self.readings.place(where.document, turn.start)
        yield Text(f"{sign(topic.number)} {shown(name)} · {shown(about)}", "dim")
        yield Text(self.readings.quote(where.document, turn.start, turn.end, _QUOTED))
