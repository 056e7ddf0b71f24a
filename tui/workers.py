"""Starting language work beside the screens, following it, and cancelling it."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import App
from textual.message import Message
from textual.signal import Signal
from textual.worker import get_current_worker

from qualcode.errors import QualcodeError
from qualcode.project import Findings

from .desk import Desk
from .jobs import Job, JobCancelled, JobDone, JobFailed, JobNews, JobProgress, LearnChoices
from .jobs import work as work_in_child
from .retraining import Retraining
from .screens.base import StudyScreen

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_LISTEN = 0.1
_POLITE, _FIRM = 0.5, 3.0
_NOTES = 2


@dataclass(slots=True)
class RunningJob:
    """A job under way, and what was last heard of it."""

    job: Job
    process: SpawnProcess
    pipe: Connection
    progress: JobProgress = field(default_factory=lambda: JobProgress("starting", 0, 0))
    is_cancelled: bool = False


class JobHeard(Message):
    """News of a job came through the pipe."""

    def __init__(self, news: JobNews) -> None:
        super().__init__()
        self.news = news


class WorkingApp(App[None]):
    """An app with at most one job under way, in a process of its own.

    Whoever shows it subscribes to `job_changed`, which is published in the app's own thread.
    """

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.findings: Findings | None = None
        self._retraining = Retraining()
        self.running: RunningJob | None = None
        self.job_changed: Signal[RunningJob | None] = Signal(self, "job changed")

    @property
    def study_screen(self) -> StudyScreen:
        """The screen in front, under any dialog."""
        raise NotImplementedError

    def start_job(self, job: Job) -> bool:
        """Start a job; False where another one is under way."""
        if self.running is not None:
            return False
        from multiprocessing import get_context  # nothing that the first screen waits for

        ours, theirs = get_context("spawn").Pipe()
        process = get_context("spawn").Process(
            target=work_in_child, args=(job, theirs), name="qualcode-job", daemon=True
        )
        # Textual's stand-in for stderr has no file descriptor, which spawning asks it for.
        with redirect_stderr(sys.__stderr__):
            process.start()
        theirs.close()
        self.running = RunningJob(job, process, ours)
        self.job_changed.publish(self.running)
        self._listen(self.running)
        return True

    def retrain_if_due(self) -> bool:
        """Have the suggestions made anew, quietly, where enough was decided since the latest.

        Never beside another job. True where it begins.
        """
        if self.running is not None:
            return False
        job = self.study_screen.attempt(lambda: self._retraining.due(self.desk))
        return job is not None and self.start_job(job)

    def cancel_job(self) -> bool:
        """Have the job stop at its next step; False where there is none."""
        running = self.running
        if running is None:
            return False
        if not running.is_cancelled:
            running.is_cancelled = True
            _say_stop(running.pipe)
            self.job_changed.publish(running)
        return True

    def action_cancel_job(self) -> None:
        if not self.cancel_job():
            self.study_screen.tell("Nothing is being made in the background.")

    def _ended(self, job: Job, news: JobDone | JobFailed | JobCancelled) -> None:
        """Show what a job made, or say why it made nothing."""
        screen, desk = self.study_screen, self.desk
        # What the job changed isn't to be told as another program's doing.
        screen.attempt(desk.project.changed_elsewhere)
        screen.attempt(desk.refresh)
        if isinstance(job.choices, LearnChoices) and isinstance(news, JobDone):
            self.findings = news.findings
            screen.catch_up(anyway=True)
        else:
            screen.catch_up()
        if isinstance(news, JobFailed):
            screen.complain(QualcodeError(news.message, news.hint))
        elif isinstance(news, JobCancelled):
            screen.tell(f"Cancelled: no {job.what} were made.")
        elif not job.is_quiet:
            screen.tell("\n".join([self._made(job, news), *news.notes[:_NOTES]]))

    def _made(self, job: Job, news: JobDone) -> str:
        desk = self.desk
        documents = "1 document" if news.documents == 1 else f"{news.documents} documents"
        if job.what == "topics":
            return f"{news.made} topics in {documents}"
        if job.what == "learning lists":
            return f"{news.made} passages in {documents} to code next or to read again"
        if not news.made:
            return "No suggestions: nothing was likely enough."
        visible = len(desk.project.suggestions.list_open(desk.coder_uuid))
        return f"{news.made} suggestions for {documents}; {visible} visible now"

    @work(thread=True, exclusive=True, exit_on_error=False, group="job")
    def _listen(self, running: RunningJob) -> None:
        worker = get_current_worker()
        while not worker.is_cancelled:
            try:
                if not running.pipe.poll(_LISTEN):
                    continue
                news: JobNews = running.pipe.recv()
            except (EOFError, OSError):
                news = JobFailed("the work ended without a word", "try again")
            if isinstance(news, JobProgress):
                self.post_message(JobHeard(news))
                continue
            _see_out(running.process)
            running.pipe.close()
            self.post_message(JobHeard(news))
            return

    @on(JobHeard)
    def _heard(self, event: JobHeard) -> None:
        running, news = self.running, event.news
        if running is None:
            return
        if isinstance(news, JobProgress):
            running.progress = news
            self.job_changed.publish(running)
            return
        self.running = None
        self.job_changed.publish(None)
        self._ended(running.job, news)

    def on_unmount(self) -> None:
        if self.running is not None:
            _say_stop(self.running.pipe)
            _see_out(self.running.process)
            self.running = None


def _say_stop(pipe: Connection) -> None:
    with suppress(OSError):  # it may be over already
        pipe.send("stop")


def _see_out(process: SpawnProcess) -> None:
    """Wait for the child to end; where it doesn't, end it. It takes back what is unfinished."""
    process.join(_POLITE)
    if process.is_alive():
        process.terminate()
        process.join(_FIRM)
    if process.is_alive():
        process.kill()
        process.join()
