"""Making suggestions and topics in the background: the end, cancelling, faults, quitting."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import cast

import pytest
from conftest import draft
from textual.pilot import Pilot
from tui_study import CODER, coding_screen, covers, make_study, opened, said

from qualcode.project import Project, SuggestChoices, TopicChoices
from tui.app import QualcodeApp
from tui.jobs import Job, JobCancelled, JobNews, JobProgress, work
from tui.widgets.jobline import JobLine, job_text
from tui.workers import RunningJob

EVERYTHING = SuggestChoices(min_confidence=0)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def program(pilot: Pilot[None]) -> QualcodeApp:
    return cast("QualcodeApp", pilot.app)


def is_shown(pilot: Pilot[None]) -> bool:
    """Whether the line about a job is on the coding screen."""
    return bool(coding_screen(pilot).query_one(JobLine).display)


def job(path: Path, choices: SuggestChoices = EVERYTHING) -> Job:
    with Project.open(path) as project:
        return Job(path, project.coders.get(CODER).uuid, choices)


async def ended(pilot: Pilot[None]) -> None:
    """Wait for the job to be over and told."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def runs(path: Path) -> int:
    with Project.open(path) as project:
        assert project.check() == []
        return len(project.suggestions.runs())


async def test_suggestions_are_made_in_another_process_and_told(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        project.progress.set(project.documents.get("Notater"), kari, "done")
    async with opened(study) as pilot:
        assert program(pilot).start_job(job(study))
        assert program(pilot).running is not None
        await ended(pilot)
        assert program(pilot).running is None
        with Project.open(study) as project:
            made = len(project.suggestions.list(project.suggestions.runs()[0].uuid))
            seen = len(project.suggestions.list_open(kari))
        assert 0 < seen < made
        assert f"{made} suggestions for 2 documents; {seen} visible now" in said(pilot)
        assert "changed by another program" not in said(pilot)
    assert runs(study) == 1


async def test_the_line_is_there_only_while_there_is_a_job(study: Path) -> None:
    async with opened(study) as pilot:
        assert not is_shown(pilot)
        program(pilot).start_job(job(study))
        await pilot.pause()
        assert is_shown(pilot)
        await ended(pilot)
        assert not is_shown(pilot)


def test_the_line_says_how_far_it_is_and_what_cancels_it(study: Path) -> None:
    running = RunningJob(job(study), None, None)  # type: ignore[arg-type]
    assert job_text(running, "x").startswith("Making suggestions: ────────────────────   0%")
    running.progress = JobProgress("scoring", 5, 10)
    assert (
        job_text(running, "Ctrl+X")
        == "Making suggestions: ━━━━━━━━━━──────────  50%  scoring  ·  Ctrl+X cancels"
    )
    running.is_cancelled = True
    assert job_text(running, "x") == "Making suggestions: being cancelled"


@covers("cancel_job")
async def test_a_cancelled_job_leaves_nothing(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("ctrl+x")
        assert "Nothing is being made" in said(pilot)
        program(pilot).start_job(job(study))
        await pilot.press("ctrl+x")
        assert "being cancelled" in str(coding_screen(pilot).query_one(JobLine).content)
        await ended(pilot)
        assert "Cancelled: no suggestions were made." in said(pilot)
    assert runs(study) == 0


async def test_one_job_at_a_time(study: Path) -> None:
    async with opened(study) as pilot:
        assert program(pilot).start_job(job(study))
        assert not program(pilot).start_job(job(study))
        await ended(pilot)
    assert runs(study) == 1


async def test_a_job_that_cannot_be_done_says_why(study: Path) -> None:
    async with opened(study) as pilot:
        program(pilot).start_job(job(study, SuggestChoices(codebooks=["tyni"])))
        await ended(pilot)
        assert "no codebook matches 'tyni'\ndid you mean tiny" in said(pilot)
        assert program(pilot).running is None


async def test_topics_are_made_the_same_way(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        turns = [
            (None, f"{subject} {thing} nummer {number}")
            for number in range(8)
            for thing in ("kommunen", "sykehuset", "legen")
            for subject in ("pasienten venter på senga hos", "møtet om planen handler om")
        ]
        project.documents.add(draft("talk", *turns))
    async with opened(study) as pilot:
        program(pilot).start_job(Job(study, kari, TopicChoices(number=2)))
        await pilot.pause()
        assert "Making topics" in str(coding_screen(pilot).query_one(JobLine).content)
        await ended(pilot)
        assert "2 topics in 3 documents" in said(pilot)


async def test_quitting_ends_the_job_and_the_study_is_sound(study: Path) -> None:
    async with opened(study) as pilot:
        program(pilot).start_job(job(study))
        running = program(pilot).running
        assert running is not None
        await pilot.press("q")
    assert not running.process.is_alive()
    assert runs(study) == 0
    assert not list(study.parent.glob("*-wal"))


def test_a_job_stops_when_nobody_listens_any_more(study: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(job(study), theirs))
    child.start()
    theirs.close()
    ours.close()
    child.join(60)
    assert child.exitcode == 0
    assert runs(study) == 0


def test_a_job_told_to_end_takes_back_what_it_has_begun(study: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(job(study), theirs))
    child.start()
    theirs.close()
    first = ours.recv()  # from here on it hears the signal
    assert isinstance(first, JobProgress)
    child.terminate()
    heard: JobNews = first
    while isinstance(heard, JobProgress):
        heard = ours.recv()
    child.join(60)
    assert heard == JobCancelled()
    assert runs(study) == 0
