"""The topics screen: clusters of turns with their terms, a reading aid, not themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import Topic, TopicRun, TurnRef
from qualcode.project import TopicChoices

from ..actions import bindings
from ..actions import topics as topics_actions
from ..desk import Desk
from ..glyphs import fitted, shown
from ..jobs import Job
from ..readings import Readings
from ..widgets.jobline import JobLine
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from ..widgets.topicmap import TopicMap
from .prompt import Prompt
from .topics_map import MapPanel
from .workbench import WorkbenchScreen

_NO_TOPICS = (
    "No topics yet.\n\n{fit} puts turns that say the like together;\n"
    "so does `qualcode topics STUDY fit`."
)
_FEWEST = 2
_NAMED_AFTER = 3


class TopicsScreen(WorkbenchScreen):
    """The topics of a run beside the turns of one of them."""

    scope = "topics"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(topics_actions.ACTIONS)]
    CSS_PATH = "topics.tcss"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.runs: Sequence[TopicRun] = ()
        self.topics: Sequence[Topic] = ()
        self.turns: Sequence[tuple[TurnRef, float]] = ()
        self.readings = Readings(desk.project)
        self._chosen_run: str | None = None
        self._shown: Topic | None = None

    def compose_panels(self) -> ComposeResult:
        with Vertical(id="topics-left"):
            yield Static("TOPICS", classes="panel--title", markup=False)
            yield RowList(id="topics-list", height=2)
        with Vertical(id="topics-side"):
            yield TextPane(id="topics-details")
            yield Static(id="topics-head", classes="panel--title", markup=False)
            yield RowList(id="topics-turns", height=2)
        yield MapPanel(self.readings)
        yield Static(id="empty", markup=False)
        yield JobLine()

    def on_mount(self) -> None:
        self.list_of_topics.focus()

    @property
    def list_of_topics(self) -> RowList:
        return self.query_one("#topics-list", RowList)

    @property
    def list_of_turns(self) -> RowList:
        return self.query_one("#topics-turns", RowList)

    @property
    def map_panel(self) -> MapPanel:
        return self.query_one(MapPanel)

    @property
    def run_shown(self) -> TopicRun | None:
        """The run that was chosen, else the latest."""
        chosen = [run for run in self.runs if run.uuid == self._chosen_run]
        return next(iter([*chosen, *self.runs[-1:]]), None)

    @property
    def topic(self) -> Topic | None:
        """The highlighted topic."""
        place = self.list_of_topics.highlighted
        return self.topics[place] if place is not None and place < len(self.topics) else None

    def chosen_topic(self) -> Topic | None:
        """The highlighted topic; says so where there is none, or it is what fits nowhere."""
        topic = self.topic
        if topic is None or topic.number < 0:
            self.tell("Choose a topic first.", severity="warning")
            return None
        return topic

    # What is shown

    def read_again(self) -> None:
        before, project = self.topic, self.desk.project
        self.readings = Readings(project)
        self.runs = project.topics.runs()
        run = self.run_shown
        topics = project.topics.list(run.uuid) if run else ()
        self.topics = sorted(topics, key=lambda topic: (topic.number < 0, topic.number))
        self.set_class(run is None, "-empty")
        text = _NO_TOPICS.format(fit=self.desk.keymap.key("topics_fit"))
        self.query_one("#empty", Static).update(text)
        self._shown = None
        uuids = [topic.uuid for topic in self.topics]
        place = uuids.index(before.uuid) if before and before.uuid in uuids else 0
        self.list_of_topics.show(len(self.topics), self._topic_row, place)
        self._say_run(run)
        self._describe()
        self.map_panel.readings = self.readings
        if self.has_class("-map") and not (run and self._draw_map(run)):
            self._leave_map()

    def _say_run(self, run: TopicRun | None) -> None:
        if run is None:
            self.say_title("Topics")
            self.say_status("A reading aid, not themes")
            return
        at = [each.uuid for each in self.runs].index(run.uuid) + 1
        latest = "" if at == len(self.runs) else f"an earlier run, {at} of {len(self.runs)}"
        found = sum(topic.number >= 0 for topic in self.topics)
        self.say_title("Topics", f"run {run.number} of {run.created_at[:10]}", latest)
        self.say_status(f"{found} topics", *run.notes)

    def _topic_row(self, place: int, width: int) -> list[Text]:
        topic = self.topics[place]
        size = f" {topic.size} "
        name = fitted(_name(topic), max(8, width - len(size) - 1))
        return [
            Text.assemble(" ", (name, "bold" if topic.label else "dim"), (size, "dim")),
            Text(f"     {shown(_terms(topic))}", "dim"),
        ]

    @on(RowList.Highlighted, "#topics-list")
    def _describe(self) -> None:
        topic = self.topic
        if topic is not None and topic == self._shown:
            return
        self._shown = topic
        found = self.attempt(lambda: self.desk.project.topics.turns(topic.uuid)) if topic else ()
        self.turns = found or ()
        pane = self.query_one("#topics-details", TextPane)
        pane.show(list(_details(topic, len(self.turns))) if topic else [])
        self.say_heading("topics-head", "TURNS, THE MOST TYPICAL FIRST")
        self.list_of_turns.show(len(self.turns), self._turn_row)

    def _turn_row(self, place: int, width: int) -> list[Text]:
        where, weight = self.turns[place]
        try:
            reading = self.readings.of(where.document)
        except QualcodeError as error:
            return [Text(shown(error.message), "dim")]
        turn = reading.turns[where.ordinal]
        words = self.readings.quote(where.document, turn.start, turn.end, 2 * width)
        about = self.readings.place(where.document, turn.start)
        return [Text(f" {words}"), Text(f"  {shown(about)} · {weight:.2f}", "dim")]

    # Going to turns and runs

    def action_open(self) -> None:
        """Go to the turns, and from there to the transcript."""
        turns = self.list_of_turns
        if self.has_class("-map"):
            on_map = self.map_panel.turn
            if on_map is not None:
                self.attempt(lambda: self._show_turn(on_map))
            return
        if not self.turns:
            return
        if not turns.has_focus:
            turns.focus()
        elif turns.highlighted is not None:
            self.attempt(lambda: self._show_turn(self.turns[turns.highlighted or 0][0]))

    def _show_turn(self, where: TurnRef) -> None:
        turn = self.readings.of(where.document).turns[where.ordinal]
        self.program.show_passage(where.document, turn.start, turn.end)

    @on(RowList.Selected)
    @on(TopicMap.Selected)
    def _selected(self) -> None:
        self.action_open()

    def action_back(self) -> None:
        """Go from the turns or the map to the topics, from there to the transcript."""
        if self.has_class("-map"):
            self._leave_map()
        elif self.focused in (self.list_of_topics, None):
            super().action_back()
        else:
            self.list_of_topics.focus()

    def action_map(self) -> None:
        """Show the map instead of the lists, or the lists again."""
        run = self.run_shown
        if self.has_class("-map"):
            self._leave_map()
        elif run is None:
            self.tell("No topics were made yet.", severity="warning")
        elif self.attempt(lambda: self._draw_map(run)):
            self.add_class("-map")
            self.map_panel.map.focus()
        else:
            self.tell("This run has no map; new topics have one.", severity="warning")

    def _draw_map(self, run: TopicRun) -> bool:
        return self.map_panel.show(self.desk, run, self.topics, self.topic)

    def _leave_map(self) -> None:
        self.remove_class("-map")
        self.list_of_topics.focus()

    def action_runs(self) -> None:
        run = self.run_shown
        if run is None:
            self.tell("No topics were made yet.", severity="warning")
            return
        rows = [(each.uuid, Content(shown(_run_line(each)))) for each in reversed(self.runs)]
        self.choose("Topics of which run?", rows, self._choose_run, run.uuid)

    def _choose_run(self, uuid: str) -> None:
        # The latest isn't held on to, so that a new run takes its place.
        self._chosen_run = None if uuid == self.runs[-1].uuid else uuid
        self.attempt(self.read_again)

    # Changing

    def action_label(self) -> None:
        topic = self.chosen_topic()
        if topic is None:
            return
        desk = self.desk
        self.ask(
            Prompt(f"What is topic {topic.number} about?", _terms(topic), topic.label),
            lambda label: self.change(
                lambda: desk.project.topics.label(topic, label, desk.coder()), "Labelled"
            ),
        )

    def action_code(self) -> None:
        topic = self.chosen_topic()
        if topic is None:
            return
        first = ", ".join(term for term, _ in topic.terms[:_NAMED_AFTER])
        prompt = Prompt("Name of the code made of this topic", initial=topic.label or first)
        self.ask(prompt, lambda name: self._ask_turns(topic, name))

    def _ask_turns(self, topic: Topic, name: str) -> None:
        number = len(topic.representatives)
        rows = [
            ("code", Content("The code only")),
            ("turns", Content(f"The code, and {number} typical turns coded provisionally")),
        ]
        self.choose(
            f"Make what of topic {topic.number}?", rows, lambda what: self._make(topic, name, what)
        )

    def _make(self, topic: Topic, name: str, what: str) -> None:
        desk = self.desk
        with_turns = what == "turns"
        key = desk.keymap.key("go_review" if with_turns else "go_codebook")
        self.change(
            lambda: desk.project.topics.to_code(topic, name, desk.coder(), code_turns=with_turns),
            f"Made. {key} opens its provisional codings one by one."
            if with_turns
            else f"Made. {key} shows it in the codebook.",
        )

    def action_suggest(self) -> None:
        topic, run = self.chosen_topic(), self.run_shown
        if topic is None or run is None:
            return
        what = f"Suggest which code for topic {topic.number}?"
        self.choose_code(what, lambda code: self._suggest(run, topic, code))

    def _suggest(self, run: TopicRun, topic: Topic, uuid: str) -> None:
        desk, code = self.desk, self.desk.codes[uuid]
        key = desk.keymap.key("go_review")
        self.change(
            lambda: desk.project.topics.suggest(run, topic, code, desk.coder()),
            f"Suggested. {key} opens the suggestions one by one.",
        )

    def action_fit(self) -> None:
        if not self.desk.documents:
            self.tell("There are no documents yet.", severity="warning")
            return
        prompt = Prompt(
            "Into how many topics? Empty lets the data say", "8", check=_wrong_number,
            may_be_empty=True,
        )  # fmt: skip
        self.ask(prompt, lambda line: self._fit(int(line) if line else None))

    def _fit(self, number: int | None) -> None:
        coder = self.attempt(self.desk.coder)
        if coder is None:
            return
        job = Job(self.desk.project.path, coder, TopicChoices(number=number))
        if self.program.start_job(job):
            self._chosen_run = None
        else:
            self.tell("Something is being made already; let that end first.", severity="warning")


def _wrong_number(line: str) -> str | None:
    if line.isdecimal() and int(line) >= _FEWEST:
        return None
    return f"A whole number, {_FEWEST} or more; or nothing."


def _name(topic: Topic) -> str:
    if topic.number < 0:
        return "    fits nowhere"
    return f"{topic.number:3} {topic.label or 'not labelled'}"


def _terms(topic: Topic) -> str:
    return ", ".join(term for term, _ in topic.terms)


def _run_line(run: TopicRun) -> str:
    documents = run.parameters.get("documents") or ()
    about = ", ".join(str(name) for name in documents) or "all documents"
    return f"Run {run.number} · {run.created_at[:16].replace('T', ' ')} · {about}"


def _details(topic: Topic, turns: int) -> Iterator[Paragraph]:
    if topic.number < 0:
        yield Paragraph("Fits nowhere", "strong")
        yield Paragraph(f"{turns} turns that are like no others", "soft")
        return
    yield Paragraph(f"Topic {topic.number}", "heading")
    yield Paragraph(topic.label or "not labelled", "strong" if topic.label else "soft")
    yield Paragraph(f"{turns} turns", "soft")
    yield Paragraph("")
    yield Paragraph("TERMS THAT SET IT APART", "heading")
    most = max((weight for _, weight in topic.terms), default=0) or 1
    for term, weight in topic.terms:
        bar = "▪" * max(1, round(10 * weight / most))
        yield Paragraph(f"{bar:10} {term}")
