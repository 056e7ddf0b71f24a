"""The learning screen, suggestions made anew while one codes, and reasons that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from tui_pictures import Compare, pictured
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    add_suggestions,
    coded,
    coding_screen,
    covers,
    fixed_clock,
    inspected,
    make_study,
    opened,
    said,
)

from qualcode.model import Reason, Suggestion, SuggestionRun
from qualcode.project import Findings, NextPassage, Project, RereadPassage
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row
from tui.app import QualcodeApp
from tui.desk import Desk
from tui.jobs import Job, LearnChoices
from tui.retraining import Retraining
from tui.screens.learning import LearningScreen
from tui.screens.review import ReviewScreen
from tui.widgets.jobline import JobLine
from tui.widgets.textpane import TextPane

DRAWN = "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"
PLAN = "En ny plan, som vi prøver ut nå. Den er ikke ferdig."
NOBODY = "Egentlig ingen."
RESULT = "Hva ble resultatet?"


@pytest.fixture(autouse=True)
def words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_EMBEDDING", "none")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Kari coded two passages of the interview and ended her first pass."""
    path = make_study(tmp_path)
    add_codings(path, ("act.model", DRAWN), ("lead", NOBODY))
    with Project.open(path, clock=fixed_clock()) as project:
        kari = project.coders.get(CODER).uuid
        project.progress.set(project.documents.get("Intervju 1"), kari, "second pass")
    return path


def findings(path: Path) -> Findings:
    """Two passages to code next; one coding that is unexpected, one passage left out."""
    with Project.open(path) as project:
        document = project.documents.get("Intervju 1").uuid
        model, lead = (project.codes.get(code).uuid for code in ("act.model", "lead"))
        of_lead = next(each for each in project.codings.list() if each.code == lead)
        drawn = next(each for each in project.codings.list() if each.code == model)

    def span(quote: str) -> tuple[int, int]:
        return INTERVIEW.index(quote), INTERVIEW.index(quote) + len(quote)

    reason = Reason("like a coded excerpt (0.71)", similar=[(drawn.uuid, 0.71)])
    return Findings(
        [
            NextPassage(
                document, 9, *span(PLAN), PLAN, ((model, 0.41), (lead, 0.38)), 0.6, 3,
                "were it coded: Modelling (41%) or Leadership (38%)",
            ),
            NextPassage(document, 8, *span(RESULT), RESULT, (), None, 1, "stands for 1 other"),
        ],
        [
            RereadPassage(
                "unexpected", document, 4, *span(NOBODY), NOBODY, lead, (of_lead.uuid,), 0.03, 0.8,
                (model, 0.5), "80% of the passages without Leadership look more like it", reason,
            ),
            RereadPassage(
                "missed", document, 9, *span(PLAN), PLAN, model, (), 0.7, 0.6, None,
                "looks more like Modelling than 60% of what is coded so", reason,
            ),
        ],
        ["1 document is left out"],
    )  # fmt: skip


def program(pilot: Pilot[None]) -> QualcodeApp:
    return cast("QualcodeApp", pilot.app)


def learning(pilot: Pilot[None]) -> LearningScreen:
    return cast("LearningScreen", program(pilot).study_screen)


def told(pilot: Pilot[None]) -> str:
    return learning(pilot).query_one("#details", TextPane).text


def line(pilot: Pilot[None], where: str) -> str:
    return str(program(pilot).study_screen.query_one(f"#{where}", Static).content)


def listed(pilot: Pilot[None]) -> list[str]:
    return [each.text for each in learning(pilot).listed]


async def go(pilot: Pilot[None], path: Path | None = None) -> None:
    """Go to the learning screen, with something found where there is a study."""
    program(pilot).findings = findings(path) if path else None
    await press(pilot, "g", "l")


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await pilot.pause()


# The lists


@covers("go_learning", "learning_back")
async def test_the_screen_says_what_it_is_for_before_anybody_looked(study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "alt+l")
        assert learning(pilot).scope == "learning"
        assert "Nobody has looked yet" in told(pilot)
        await press(pilot, "escape")
        assert program(pilot).study_screen.scope == "coding"


@covers("learning_look")
async def test_looking_finds_what_to_code_next_in_the_background(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot)
        await press(pilot, "n")
        assert program(pilot).running is not None
        assert line(pilot, "title")
        await press(pilot, "n")
        assert "Something is being made already" in said(pilot)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        assert "passages in 2 documents to code next or to read again" in said(pilot)
        assert RESULT in listed(pilot)
        assert not {DRAWN, NOBODY} & set(listed(pilot))
        assert "too few to learn from" in told(pilot)
    assert len(coded(study)) == 2


async def test_what_to_code_next_is_told_with_why(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        assert listed(pilot) == [PLAN, RESULT]
        assert line(pilot, "list-heading") == "CODE NEXT 1 of 2"
        assert "Intervju 1" in told(pilot)
        assert "were it coded: Modelling (41%) or Leadership (38%)" in told(pilot)
        assert "Modelling 41%" in told(pilot)
        assert "1 document is left out" in told(pilot)
        assert "2 to code next" in line(pilot, "status")


@covers("learning_other_list")
async def test_what_to_read_again_is_told_with_why_and_who_coded_the_like(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        await press(pilot, "p")
        assert listed(pilot) == [NOBODY, PLAN]
        assert line(pilot, "list-heading") == "READ AGAIN 1 of 2"
        assert "coded so by you, which is unexpected" in told(pilot)
        assert "80% of the passages without Leadership" in told(pilot)
        assert f"“{DRAWN}”" in told(pilot)
        assert "Kari · Intervju 1" in told(pilot)
        await press(pilot, "down")
        assert "not coded so by you, which is likely" in told(pilot)
        await press(pilot, "p")
        assert listed(pilot) == [PLAN, RESULT]


@covers("learning_show")
async def test_a_passage_is_shown_in_the_transcript_and_left_again(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        await press(pilot, "down", "enter")
        selection = coding_screen(pilot).transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == RESULT
        await press(pilot, "backspace")
        assert learning(pilot).scope == "learning"


async def test_what_is_done_meanwhile_leaves_the_lists(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        add_codings(study, ("act.model", PLAN))
        with Project.open(study) as project:
            kari = project.coders.get(CODER).uuid
            wrong = next(each for each in project.codings.list() if each.quote == NOBODY)
            project.codings.remove(wrong.uuid, kari)
        program(pilot).poll()
        await pilot.pause()
        assert listed(pilot) == [RESULT]
        await press(pilot, "p")
        assert listed(pilot) == []
        assert "Nothing stands out" in told(pilot)


async def test_a_code_or_document_that_is_gone_leaves_the_lists(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        found = program(pilot).findings
        assert found is not None
        program(pilot).findings = replace(
            found,
            next_ones=[replace(each, document="gone") for each in found.next_ones],
            rereadings=[replace(each, code="gone") for each in found.rereadings],
        )
        learning(pilot).read_again()
        assert listed(pilot) == []
        await pilot.pause()
        assert "Nothing is left to code next." in told(pilot)


async def test_a_reflexive_study_lists_codings_to_read_again_only_when_asked(
    tmp_path: Path, study: Path
) -> None:
    with Project.open(study) as project:
        store = project._store
        with store.transaction("setting.change", "reflexive", None) as change:
            change.update("setting", "approach", {"value": "reflexive"})
    async with opened(study) as pilot:
        await go(pilot, study)
        assert "to read again" not in line(pilot, "status")
        await press(pilot, "p", "escape")
        assert listed(pilot) == [PLAN, RESULT]
        await press(pilot, "p", "y")
        assert listed(pilot) == [NOBODY, PLAN]
        assert "2 to read again" in line(pilot, "status")
        await press(pilot, "p", "p")
        assert listed(pilot) == [NOBODY, PLAN]


@covers("learning_retrain", "learning_undo", "learning_redo")
async def test_how_often_suggestions_are_made_anew_is_set_here(study: Path) -> None:
    async with opened(study) as pilot:
        await go(pilot, study)
        assert "new suggestions after 25 decisions" in line(pilot, "status")
        await press(pilot, "e", "end", "backspace", "backspace", "x", "enter")
        await press(pilot, "backspace", "0", "enter")
        assert "no new suggestions unasked" in line(pilot, "status")
        await press(pilot, "u")
        assert "new suggestions after 25 decisions" in line(pilot, "status")
        await press(pilot, "U")
        assert "no new suggestions unasked" in line(pilot, "status")


@covers("learning_scroll_down", "learning_scroll_up")
async def test_the_details_scroll(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await go(pilot, study)
        await press(pilot, "p")
        pane = learning(pilot).query_one("#details", TextPane)
        await press(pilot, "ctrl+down")
        assert pane._top > 0
        await press(pilot, "ctrl+up")
        assert pane._top == 0


@pictured
def test_picture_of_learning(study: Path, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await go(pilot, study)
        await press(pilot, "p")

    assert snap_compare(QualcodeApp(study, CODER), terminal_size=(110, 32), run_before=before)


# Suggestions made anew while one codes


def add_run(path: Path, *claims: tuple[str, str, float], **parameters: object) -> None:
    """Another finished run over the interview: (code, quote, confidence)."""
    with Project.open(path) as project:
        store, document = project._store, project.documents.get("Intervju 1").uuid
        number = len(project.suggestions.runs()) + 1
        given = {"codebook_versions": {}, "train_on": [], "embedding": "none", **parameters}
        run = SuggestionRun(
            store.new_uuid(), number, store.now(), "model", given, {}, 0, "", "", {}
        )
        with store.transaction("suggestion.run", f"suggest (run {number})", None) as change:
            change.insert("suggestion_run", as_row(run))
        stored.write(
            store,
            [
                Suggestion(
                    store.new_uuid(), run.uuid, document, None, INTERVIEW.index(quote),
                    INTERVIEW.index(quote) + len(quote), INTERVIEW.index(quote),
                    INTERVIEW.index(quote) + 5, project.codes.get(code).uuid, confidence,
                    confidence, 1, Reason("a guess"),
                )
                for code, quote, confidence in claims
            ],
        )  # fmt: skip


@pytest.fixture
def desk(study: Path) -> Iterator[Desk]:
    """Kari's desk; one decision is enough for another run."""
    add_run(study, ("lead", RESULT, 0.9), ("act.model", PLAN, 0.5), min_confidence=0.4, top=2)
    with Project.open(study) as project:
        project.settings.set_retrain_after(2, project.coders.get(CODER).uuid)
    own = Desk(study, CODER)
    yield own
    own.close()


def reject(desk: Desk, number: int) -> None:
    item = desk.project.suggestions.list_open(desk.coder_uuid)[number]
    desk.project.suggestions.reject(item.uuid, desk.coder_uuid)


def test_a_run_is_due_after_so_many_decisions_and_asks_what_the_latest_asked(desk: Desk) -> None:
    watch = Retraining()
    assert watch.due(desk) is None
    reject(desk, 0)
    assert watch.due(desk) is None
    reject(desk, 0)
    job = watch.due(desk)
    assert job is not None
    assert job.is_quiet
    assert job.coder == desk.coder_uuid
    assert (job.choices.min_confidence, job.choices.top) == (0.4, 2)  # type: ignore[union-attr]
    assert watch.due(desk) is None


def test_a_try_that_came_to_nothing_waits_for_as_many_decisions_more(desk: Desk) -> None:
    watch = Retraining()
    project, lead = desk.project, desk.project.codes.get("lead").uuid
    document = desk.documents[0].uuid
    due = []
    for start in range(5):
        project.codings.apply(document, lead, desk.coder_uuid, start, start + 3)
        due.append(watch.due(desk) is not None)
    assert due == [False, True, False, True, False]


def test_nothing_is_made_anew_where_it_is_turned_off_or_nothing_was_made(desk: Desk) -> None:
    desk.project.settings.set_retrain_after(0)
    reject(desk, 0)
    reject(desk, 0)
    assert Retraining().due(desk) is None
    desk.project.settings.set_retrain_after(1)
    assert Retraining().due(desk) is not None
    add_run(desk.project.path, ("lead", PLAN, 0.9))
    assert Retraining().due(desk) is None


async def test_the_queue_is_made_anew_quietly_while_one_decides(desk: Desk, study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "g", "r", "x", "x")
        program(pilot).poll()
        running = program(pilot).running
        assert running is not None
        assert running.job.is_quiet
        await pilot.pause()
        assert not program(pilot).study_screen.query_one(JobLine).display
        assert not program(pilot).retrain_if_due()
        before = said(pilot)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert said(pilot) == before
        await press(pilot, "u")
        assert "Undone: reject" in said(pilot)
        with Project.open(study) as project:
            first, second = project.suggestions.runs()
            assert second.parameters["min_confidence"] == first.parameters["min_confidence"]
            ids = [(item.start, item.code) for item in project.suggestions.list(second.uuid)]
            assert not {
                (item.start, item.code) for item in project.suggestions.list(first.uuid)
            } & set(ids)


async def test_a_new_run_leaves_the_place_in_the_queue(study: Path) -> None:
    add_run(study, ("lead", RESULT, 0.9), ("act.model", PLAN, 0.5), ("act.question", DRAWN, 0.3))
    async with opened(study) as pilot:
        await press(pilot, "g", "r", "down")
        screen = cast("ReviewScreen", program(pilot).study_screen)
        assert screen.current is not None
        claim = screen.current.claim
        await press(pilot, "up", "s")
        assert screen.current is not None
        assert screen.current.claim == claim
        add_run(study, ("act.model", PLAN, 0.7), ("lead", RESULT, 0.8), ("act.model", RESULT, 0.95))
        program(pilot).poll()
        await pilot.pause()
        assert screen.current is not None
        assert screen.current.claim == claim
        assert [item.confidence for item in screen.listed] == [0.95, 0.7, 0.8]  # skipped: last


async def test_a_decision_about_a_run_that_was_replaced_counts_for_the_new_one(
    study: Path,
) -> None:
    add_run(study, ("lead", RESULT, 0.9), ("act.model", PLAN, 0.5))
    async with opened(study) as pilot:
        await press(pilot, "g", "r", "X")
        add_run(study, ("lead", RESULT, 0.8), ("act.model", PLAN, 0.7))
        program(pilot).poll()
        await press(pilot, "n", "o", "enter")
        screen = cast("ReviewScreen", program(pilot).study_screen)
        assert "Rejected with a note" in said(pilot)
        assert [item.suggestion and item.suggestion.confidence for item in screen.listed] == [0.7]


async def test_the_suggestion_that_is_read_stays_chosen_over_a_new_run(study: Path) -> None:
    add_run(study, ("lead", RESULT, 0.9), ("act.model", PLAN, 0.5))
    async with opened(study) as pilot:
        await press(pilot, "n")
        add_run(study, ("lead", RESULT, 0.8), ("act.model", PLAN, 0.7))
        program(pilot).poll()
        await pilot.pause()
        chosen = coding_screen(pilot).transcript.suggestion
        assert chosen is not None
        assert chosen.confidence == 0.8


def test_a_job_says_what_it_makes(study: Path) -> None:
    assert Job(study, "", LearnChoices()).what == "learning lists"


# Reasons


async def test_the_inspector_shows_the_nearest_excerpts_and_whose_they_are(study: Path) -> None:
    add_suggestions(study, ("lead", RESULT, "like a coded excerpt (0.71)"))
    with Project.open(study) as project:
        ola = project.coders.ensure("Ola").uuid
        document = project.documents.get("Intervju 1").uuid
        start = INTERVIEW.index(DRAWN)
        model = project.codes.get("act.model").uuid
        coding = project.codings.apply(document, model, ola, start, start + len(DRAWN))
        run = project.suggestions.runs()[0].uuid
        (item,) = project.suggestions.list(run)
        with project._store.transaction("test", "a reason", None):
            project._store.db["suggestion"].delete_where("uuid = ?", [item.uuid])
        stored.write(
            project._store,
            [replace(item, reason=Reason("like these", similar=[(coding.uuid, 0.71), ("x", 0.5)]))],
        )
    async with opened(study) as pilot:
        await press(pilot, "n")
        assert "CODED SO BEFORE" in inspected(pilot)
        assert f"“{DRAWN}”" in inspected(pilot)
        assert "Ola · Intervju 1 · turn 2, Anna · likeness 0.71" in inspected(pilot)
        assert "A coding that was removed since." in inspected(pilot)
