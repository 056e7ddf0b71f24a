"""Running a command on several studies at the same time, each in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import click


def options_of(context: click.Context, left_out: frozenset[str]) -> list[str]:
    """The options of a running command as they would be typed."""
    typed: list[str] = []
    for parameter in context.command.params:
        if not isinstance(parameter, click.Option) or parameter.name in left_out:
            continue
        value = context.params[str(parameter.name)]
        flag = parameter.opts[-1]
        if parameter.is_flag:
            typed += [flag] * bool(value)
        elif parameter.multiple:
            typed += [part for item in value for part in (flag, str(item))]
        elif value is not None:
            typed += [flag, str(value)]
    return typed


def run_each(
    command: str, projects: Sequence[Path], options: Sequence[str], jobs: int
) -> Iterator[tuple[Path, int, str, str]]:
    """Run `qualcode COMMAND PROJECT …` for each study, at most `jobs` at a time.

    Yields (study, exit code, stdout, stderr) in the order of the studies. Where this is
    interrupted, so are they, and it waits until each has cleaned up.
    """
    running: deque[tuple[Path, subprocess.Popen[str]]] = deque()
    try:
        for path in projects:
            if len(running) == jobs:
                yield _finished(*running[0])
                running.popleft()
            running.append((path, _started(command, path, options)))
        while running:
            yield _finished(*running[0])
            running.popleft()
    finally:
        for _, process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        for _, process in running:
            process.communicate()


def _started(command: str, path: Path, options: Sequence[str]) -> subprocess.Popen[str]:
    # In a session of their own, since Ctrl-C would reach them twice: from the terminal and us.
    return subprocess.Popen(  # noqa: S603 - ourselves, with arguments that were checked
        [sys.executable, "-m", "qualcode", command, *options, "--", str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def _finished(path: Path, process: subprocess.Popen[str]) -> tuple[Path, int, str, str]:
    out, err = process.communicate()
    return path, process.returncode, out, err
