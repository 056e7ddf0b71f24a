"""The topics screen: what it shows, and every action by its key."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from tui_study import (
    CODER,
    coded,
    coding_screen,
    covers,
    fixed_clock,
    make_study,
    opened,
    said,
)

from qualcode.model import Topic, TopicRun, TurnRef
from qualcode.project import Project, TopicChoices
from qualcode.store import topics as stored
from qualcode.store.columns import as_row
from qualcode.store.journal import keep_bulk
from tui.app import QualcodeApp
from tui.jobs import Job
from tui.screens.topics import TopicsScreen
from tui.widgets.textpane import TextPane

FIRST_TERMS = (("møte", 0.9), ("initiativ", 0.6), ("noe", 0.1))


def add_topics(path: Path, *, mapped: bool = True) -> None:
    """Put a finished run into the study: two topics over the interview, and what fits nowhere."""
    with Project.open(path, clock=fixed_clock()) as project:
        store = project._store
        document = project.documents.get("Intervju 1").uuid
        number = stored.next_number(store)
        places = {0: [3, 2], 1: [6, 7, 5], -1: [0, 1, 4]}
        on_map = [
            (TurnRef(document, turn), (turn / 8, each / 2 if each >= 0 else 0.9))
            for each, turns in places.items()
            for turn in turns
        ]
        with store.writing():
            kept = keep_bulk(store, stored.packed_places(on_map))
        run = TopicRun(
            f"run-{number}", number, store.now(), "made up",
            {"documents": [], **({"places": kept} if mapped else {})}, {}, 0, "",
            ("Nothing was measured.",), "running",
        )  # fmt: skip
        terms = {0: FIRST_TERMS, 1: (("plan", 1.0), ("ferdig", 0.5)), -1: ()}
        topics = [
            Topic(
                f"topic-{number}-{each}", run.uuid, each, "", len(turns), terms[each],
                [(document, turn) for turn in turns[:2]],
            )
            for each, turns in places.items()
        ]  # fmt: skip
        with store.transaction("topic.begin", "fit topics", None, packed=True) as change:
            change.insert("topic_run", as_row(run))
            change.insert_all("topic", [as_row(topic) for topic in topics])
            weighed = [
                (topic.uuid, TurnRef(document, turn), 1 - place / 10)
                for topic in topics
                for place, turn in enumerate(places[topic.number])
            ]
            stored.write_assignments(store, weighed)
        with store.transaction("topic.fit", "fit topics", None) as change:
            change.update("topic_run", run.uuid, {"status": "complete"})


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_topics(path)
    return path


async def went(pilot: Pilot[None]) -> TopicsScreen:
    """Go to the topics."""
    await pilot.press("alt+t")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TopicsScreen)
    return screen


def lines(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, as the terminal would get them."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line) for line in strips]


def static(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.screen.query_one(f"#{name}", Static).render())


async def fill(pilot: Pilot[None], text: str) -> None:
    """Put a line into the dialog in front, and enter it."""
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await pilot.pause()


async def test_topics_with_terms_sizes_and_the_turns_of_one(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await went(pilot)
        assert [topic.number for topic in screen.topics] == [0, 1, -1]
        shown = "\n".join(lines(pilot))
        for part in ("møte, initiativ, noe", "fits nowhere", "run 1 of 2026", "Nothing was"):
            assert part in shown
        assert "Egentlig ingen." in shown
        assert "Intervju 1 · 4 Anna · 1.00" in shown
        assert "▪▪▪▪▪▪▪▪▪▪ møte" in screen.query_one("#topics-details", TextPane).text
        assert "▪          noe" in screen.query_one("#topics-details", TextPane).text
        await pilot.press("down")
        await pilot.pause()
        assert len(screen.turns) == 3
        assert any("En ny plan" in line for line in lines(pilot))


async def test_a_study_without_topics_says_how_to_get_some(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path)) as pilot:
        await went(pilot)
        assert "qualcode topics STUDY fit" in "\n".join(lines(pilot))
        await pilot.press("l", "c", "o", "enter", "u", "U")
        assert "Choose a topic first." in said(pilot)
        assert "No topics were made yet." in said(pilot)


async def test_turns_stay_readable_where_topics_are_read_beside_in_a_small_terminal(
    study: Path,
) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await went(pilot)
        shown = "\n".join(lines(pilot))
        assert "Egentlig ingen." in shown
        assert "møte, initiativ" in shown


@covers("topics_open", "topics_back")
async def test_from_a_topic_to_its_turns_to_the_transcript_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await went(pilot)
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        transcript = coding_screen(pilot).transcript
        selection = transcript.selection
        assert selection is not None
        assert transcript.reading is not None
        words = transcript.reading.text[selection.start : selection.end]
        assert words == "Hvem tok initiativet til det?"
        await pilot.press("backspace")
        await pilot.pause()
        assert screen.focused is screen.list_of_turns
        assert screen.list_of_turns.highlighted == 1
        await pilot.press("escape")
        assert screen.focused is screen.list_of_topics
        await pilot.press("escape")
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 1


@covers("topics_runs")
async def test_an_earlier_run_is_chosen_and_left(study: Path) -> None:
    add_topics(study)
    async with opened(study) as pilot:
        screen = await went(pilot)
        assert screen.run_shown is not None
        assert screen.run_shown.number == 2
        await pilot.press("o", "down", "enter")
        await pilot.pause()
        assert screen.run_shown.number == 1
        assert "an earlier run, 1 of 2" in static(pilot, "title")
        await pilot.press("o", "up", "enter")
        await pilot.pause()
        add_topics(study)
        pilot.app.poll()  # type: ignore[attr-defined]
        await pilot.pause()
        assert screen.run_shown.number == 3


@covers("topics_label", "topics_undo", "topics_redo")
async def test_labelling_and_taking_it_back(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await went(pilot)
        await pilot.press("down", "l")
        await fill(pilot, "The plan")
        assert any("1 The plan" in line for line in lines(pilot))
        assert screen.topic is not None
        assert screen.topic.label == "The plan"
        await pilot.press("u")
        assert screen.topic.label == ""
        assert "Undone: label topic 1" in said(pilot)
        await pilot.press("U")
        assert screen.topic.label == "The plan"
        await pilot.press("end", "l", "c")
        assert "Choose a topic first." in said(pilot)


@covers("topics_code")
async def test_a_topic_becomes_a_code_alone_or_with_its_typical_turns(study: Path) -> None:
    async with opened(study) as pilot:
        await went(pilot)
        await pilot.press("c")
        assert pilot.app.screen.query_one(Input).value == "møte, initiativ, noe"
        await fill(pilot, "Taking initiative")
        await pilot.press("enter")
        await pilot.pause()
        assert "F5 shows it in the codebook" in said(pilot)
        await pilot.press("down", "c")
        await fill(pilot, "Planning")
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "F6 opens its provisional codings" in said(pilot)
        await pilot.press("c")
        await fill(pilot, "Planning")
        await pilot.press("enter")
        await pilot.pause()
        assert "there is a code 'Planning' already" in said(pilot)
    assert [code for code, _ in coded(study)] == ["planning", "planning"]
    with Project.open(study) as project:
        assert {coding.status for coding in project.codings.list()} == {"provisional"}
        code = project.codes.get("taking-initiative")
        assert [cue.phrase for cue in code.cues] == ["møte", "initiativ", "noe"]


@covers("topics_map")
async def test_the_map_shows_turns_as_their_topics_and_leads_to_them(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await went(pilot)
        await pilot.press("down", "m")
        await pilot.pause()
        panel = screen.map_panel
        assert screen.focused is panel.map
        shown_lines = lines(pilot)
        shown = "\n".join(shown_lines)
        assert "MAP: TURNS NEAR EACH OTHER" in shown
        assert sum(line.count("·") for line in shown_lines[3:10]) >= 3
        assert panel.turn is not None
        assert panel.turn.ordinal == 6
        assert "En ny plan" in shown
        await pilot.press("right")
        assert panel.turn.ordinal == 7
        await pilot.press("left", "left")
        await pilot.pause()
        assert panel.turn.ordinal == 5
        assert "Hva ble resultatet?" in "\n".join(lines(pilot))
        await pilot.press("up")
        assert panel.map.turns[panel.map.turn or 0].topic == -1
        await pilot.press("home", "enter")
        await pilot.pause()
        assert coding_screen(pilot).transcript.selection is not None
        await pilot.press("backspace")
        await pilot.pause()
        await pilot.press("escape")
        assert screen.focused is screen.list_of_topics
        assert not screen.has_class("-map")
        await pilot.press("m", "m")
        assert not screen.has_class("-map")


@covers("topics_map")
async def test_a_run_without_a_map_says_so(tmp_path: Path) -> None:
    path = make_study(tmp_path)
    async with opened(path) as pilot:
        await went(pilot)
        await pilot.press("m")
        assert "No topics were made yet." in said(pilot)
    add_topics(path, mapped=False)
    async with opened(path) as pilot:
        screen = await went(pilot)
        await pilot.press("m")
        assert "This run has no map" in said(pilot)
        assert not screen.has_class("-map")


@covers("topics_suggest")
async def test_a_code_is_suggested_for_the_turns_of_a_topic(study: Path) -> None:
    async with opened(study) as pilot:
        await went(pilot)
        await pilot.press("down", "s")
        await pilot.pause()
        await fill(pilot, "modelling")
        assert "F6 opens the suggestions" in said(pilot)
        await pilot.press("end", "s")
        assert "Choose a topic first." in said(pilot)
    with Project.open(study) as project:
        run = project.suggestions.run_named()
        assert run.method == "topic"
        listed = project.suggestions.list(run.uuid)
        assert {item.turn for item in listed} == {5, 6, 7}
        assert {item.code for item in listed} == {project.codes.get("act.model").uuid}


@covers("topics_fit")
async def test_new_topics_are_made_beside_the_screens(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    def start(_app: QualcodeApp, job: Job) -> bool:
        jobs.append(job)
        return len(jobs) < 3

    monkeypatch.setattr(QualcodeApp, "start_job", start)
    async with opened(study) as pilot:
        await went(pilot)
        await pilot.press("n")
        await fill(pilot, "1")
        assert "A whole number, 2 or more" in "\n".join(lines(pilot))
        await fill(pilot, "4")
        await pilot.press("n", "enter")
        await pilot.pause()
        await pilot.press("n", "enter")
        await pilot.pause()
        assert "Something is being made already" in said(pilot)
    assert [job.choices for job in jobs[:2]] == [TopicChoices(number=4), TopicChoices()]
    assert jobs[0].path == study


@covers("topics_fit")
async def test_without_documents_there_is_nothing_to_fit(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path, documents=False)) as pilot:
        await went(pilot)
        await pilot.press("n")
        assert "no documents yet" in said(pilot)


async def test_what_topics_hold_is_neither_markup_nor_sent_raw(study: Path) -> None:
    odd = "[bold red]x[/] \x1b[31mrød\x07 \u202eabc"
    with Project.open(study) as project:
        topic = project.topics.list("run-1")[1]
        project.topics.label(topic, odd)
    async with opened(study) as pilot:
        await went(pilot)
        for keys in ((), ("l",), ("escape", "c")):
            await pilot.press(*keys)
            await pilot.pause()
            text = "".join(lines(pilot))
            assert text.isprintable()
            assert "\u202e" not in text
            assert "[bold red]" in text


pictured = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)
Compare = Callable[..., bool]


def taken(snap_compare: Compare, study: Path, size: tuple[int, int]) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for key in ("alt+t", "down"):
            await pilot.press(key)
            await pilot.pause()

    with Project.open(study) as project:
        project.topics.label(project.topics.list("run-1")[1], "Who began")
    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_topics(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40))


@pictured
def test_topics_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24))


@pictured
def test_the_map(snap_compare: Compare, study: Path) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for key in ("alt+t", "down", "m", "left"):
            await pilot.press(key)
            await pilot.pause()

    assert snap_compare(QualcodeApp(study, CODER), terminal_size=(100, 30), run_before=before)
