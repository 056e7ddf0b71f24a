"""The same work on several studies, one study a task, on this machine or on a cluster.

The work is handed out by joblib: to processes of this machine, or to a Dask scheduler. A task is
given paths and options and hands back a summary; text stays in the studies.
"""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from qualcode.errors import InputError, MissingPackage

Done = TypeVar("Done")
Task = Callable[[Path, "Stop"], Done]

_PATIENCE = 10
_GARBAGE_FROM = 50_000


class Stop:
    """Whether the work is to end before it is done: a file that appears says so."""

    def __init__(self, mark: Path | None = None) -> None:
        self._mark = mark

    def ask(self) -> None:
        """End the work at the next opportunity."""
        if self._mark:
            self._mark.touch()

    def check(self) -> None:
        """Go on, or leave.

        Raises:
            KeyboardInterrupt: the work is to end.
        """
        if self._mark and self._mark.exists():
            raise KeyboardInterrupt


def each_here(task: Task[Done], paths: Sequence[Path], jobs: int) -> Iterator[Done]:
    """What `task` hands back for each study, as they end, from `jobs` processes.

    The first Ctrl-C lets the processes leave what they are at in good order, the second kills.

    Raises:
        KeyboardInterrupt: it was interrupted; all processes have ended.
    """
    from joblib import Parallel, delayed

    with tempfile.TemporaryDirectory() as folder, _interrupts_ignored():
        stop = Stop(Path(folder) / "stop")
        work = Parallel(
            n_jobs=jobs, backend="loky", return_as="generator_unordered", batch_size=1,
            pre_dispatch="all",
        )  # fmt: skip
        # Processes are begun with Ctrl-C ignored, and keep that: it is for us to tell them.
        ending = work(delayed(_in_process)(task, path, stop) for path in paths)
        with _asking(stop) as asked:
            for done in ending:
                if done is not None:
                    yield done
        if asked.is_set():
            raise KeyboardInterrupt


def each_elsewhere(task: Task[Done], paths: Sequence[Path], scheduler: str) -> Iterator[Done]:
    """What `task` hands back for each study, as they end, from the workers of a Dask scheduler.

    Raises:
        MissingPackage: `distributed` isn't installed.
        InputError: no scheduler answers at this address.
    """
    from joblib import Parallel, delayed, parallel_config

    with ExitStack() as stack:
        stack.enter_context(_connected(scheduler))
        stack.enter_context(parallel_config(backend="dask"))
        work = Parallel(n_jobs=-1, return_as="generator_unordered", batch_size=1)
        yield from work(delayed(task)(path, Stop()) for path in paths)


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as fault:
        raise MissingPackage(
            "working on a cluster needs the package `distributed`",
            "install Qualcode with the extra `cluster`, or leave out --scheduler",
        ) from fault
    connect: Any = Client  # it has no types
    try:
        client = connect(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError, ImportError) as fault:
        raise InputError(
            f"no Dask scheduler answers at {scheduler}",
            "give the address it printed when it started, such as tcp://host:8786",
        ) from fault
    with client:
        yield client


def _in_process(task: Task[Done], path: Path, stop: Stop) -> Done | None:
    """The task in a process of its own; None where it was interrupted."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_GARBAGE_FROM, 20, 20)
    with warnings.catch_warnings():
        if not os.environ.get("QUALCODE_DEBUG"):
            warnings.simplefilter("ignore")
        try:
            stop.check()
            return task(path, stop)
        except KeyboardInterrupt:
            return None


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _asking(stop: Stop) -> Iterator[threading.Event]:
    """While this lasts, a first Ctrl-C asks the work to end; a second one is as ever."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        stop.ask()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, ask)
    yield asked
