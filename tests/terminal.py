"""A real terminal for tests: the program in tmux, driven by keys as a person would."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

IN_TERMINAL = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't installed"),
]

PATIENCE = 30.0


class Terminal:
    """A tmux session of its own server, so that no other is touched."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", os.devnull]

    def start(self, study: Path, coder: str, size: tuple[int, int] = (110, 34)) -> None:
        program = shlex.join(
            # pytest says how wide its own terminal is; the program must ask the real one.
            [
                "env",
                "-u",
                "COLUMNS",
                "-u",
                "LINES",
                sys.executable,
                "-m",
                "qualcode",
                "open",
                str(study),
                "--coder",
                coder,
            ]
        )
        self._run("new-session", "-d", "-s", "t", "-x", str(size[0]), "-y", str(size[1]), program)

    def keys(self, *keys: str) -> None:
        self._run("send-keys", "-t", "t", *keys)

    def screen(self) -> str:
        return self._run("capture-pane", "-t", "t", "-p", check=False)

    def wait_for(self, shown: str) -> str:
        """The screen once it shows the words; polls, as a person looks."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            screen = self.screen()
            if shown in screen:
                return screen
            os.sched_yield()
        raise AssertionError(f"{shown!r} never came:\n{self.screen()}")

    def wait_until_gone(self, shown: str) -> None:
        """Until the screen no longer shows the words."""
        until = time.monotonic() + PATIENCE
        while shown in self.screen():
            assert time.monotonic() < until, self.screen()
            os.sched_yield()

    def kill(self) -> None:
        """Ends the program as a power cut would, and returns once it no longer holds any file."""
        program = int(self._run("list-panes", "-t", "t", "-F", "#{pane_pid}"))
        os.kill(program, signal.SIGKILL)
        self.wait_for_the_end()

    def has_ended(self) -> bool:
        return not self._run("list-sessions", check=False).strip()

    def stop(self) -> None:
        self._run("kill-server", check=False)

    def _run(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], capture_output=True, text=True, check=check, timeout=PATIENCE
        )
        return done.stdout

    def wait_for_the_end(self) -> None:
        """Until the program has ended."""
        until = time.monotonic() + PATIENCE
        while not self.has_ended():
            assert time.monotonic() < until, self.screen()
            os.sched_yield()
