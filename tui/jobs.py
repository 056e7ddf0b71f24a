"""Language work in a process of its own, so that whoever codes beside it never waits.

`work` is what the child process runs. It opens the study itself and says through a pipe how far
it is; any word in the other direction, or the end of the program that started it, cancels the
job, and then nothing of it stays.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError
from qualcode.project import Findings, Project, SuggestChoices, TopicChoices

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_NICENESS = 10
_SAID_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class LearnChoices:
    """How many passages to name: to be coded next, and of each kind to be read again."""

    count: int = 20
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done to the study at `path`, for a coder (uuid).

    A quiet one wasn't asked for: it isn't shown while it runs, and says nothing where it went well.
    """

    path: Path
    coder: str
    choices: SuggestChoices | TopicChoices | LearnChoices
    is_quiet: bool = False

    @property
    def what(self) -> str:
        """What it makes."""
        if isinstance(self.choices, LearnChoices):
            return "learning lists"
        return "topics" if isinstance(self.choices, TopicChoices) else "suggestions"


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is: `done` of `total` steps of a stage."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job that is through: how many suggestions or topics, over how many documents.

    `findings` are the passages that the learning lists name; only those who asked keep them.
    """

    made: int
    documents: int
    notes: tuple[str, ...] = ()
    findings: Findings | None = None


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job that can't be done, with what a person can do about it."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class JobCancelled:
    """A job that was cancelled; nothing of it stays."""


JobNews = JobProgress | JobDone | JobFailed | JobCancelled


class _Cancelled(BaseException):
    """Raised where the work stands, to leave it."""


def work(job: Job, pipe: Connection) -> None:
    """Do a job and send its news through the pipe; the last is how it ended."""
    _keep_quiet()
    with contextlib.suppress(BrokenPipeError):  # nobody is there any more to hear the end
        pipe.send(_outcome(job, _Teller(pipe)))


def _outcome(job: Job, teller: _Teller) -> JobNews:
    try:
        with Project.open(job.path) as project:
            return _done(project, job, teller)
    except _Cancelled:
        return JobCancelled()
    except QualcodeError as error:
        return JobFailed(error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - it may quote what was read: its kind alone is told
        return JobFailed(
            f"the work broke off ({type(error).__name__}); nothing was changed",
            "try it on the command line with QUALCODE_DEBUG=1, which shows where",
        )


def _done(project: Project, job: Job, teller: _Teller) -> JobDone:
    if isinstance(job.choices, TopicChoices):
        fitted = project.topics.fit(job.choices, job.coder, teller.tell)
        topics = [topic for topic in project.topics.list(fitted.uuid) if topic.number >= 0]
        documents = len(job.choices.documents) or len(project.documents.list())
        return JobDone(len(topics), documents, tuple(fitted.notes))
    if isinstance(job.choices, LearnChoices):
        asked = job.choices
        found = project.suggestions.learning(job.coder, asked.count, asked.limit, teller.tell)
        homes = {each.document for each in found.next_ones}
        homes |= {each.document for each in found.rereadings}
        named = len(found.next_ones) + len(found.rereadings)
        return JobDone(named, len(homes), tuple(found.notes), found)
    # Undo goes back to a coder's own doing; what nobody asked for isn't in its way.
    doer = None if job.is_quiet else job.coder
    report = project.suggestions.run(job.choices, doer, teller.tell)
    documents = len({item.document for item in project.suggestions.each(report.run.uuid)})
    return JobDone(report.suggestions, documents, tuple(report.notes))


class _Teller:
    """Sends progress now and then, and listens for being cancelled at every step."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._stage = ""
        self._said = 0.0

    def tell(self, stage: str, done: int, total: int) -> None:
        if self._pipe.poll():  # also at the end of whoever listened
            raise _Cancelled
        now = time.monotonic()
        if stage != self._stage or now - self._said >= _SAID_EVERY:
            self._stage, self._said = stage, now
            try:
                self._pipe.send(JobProgress(stage, done, total))
            except BrokenPipeError:
                raise _Cancelled from None


def _keep_quiet() -> None:
    """Leave the terminal and the processor to the program that somebody sits at."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise _Cancelled
