"""The program in a real terminal, driven by keys as a person would."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.project import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't installed"),
]

PATIENCE = 30.0


class Terminal:
    """A tmux session of its own server, so that no other is touched."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", os.devnull]

    def start(self, study: Path, coder: str) -> None:
        program = shlex.join(
            [sys.executable, "-m", "qualcode", "open", str(study), "--coder", coder]
        )
        self._run("new-session", "-d", "-s", "t", "-x", "110", "-y", "34", program)

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

    def pid(self) -> int:
        return int(self._run("list-panes", "-t", "t", "-F", "#{pane_pid}"))

    def has_ended(self) -> bool:
        return not self._run("list-sessions", check=False).strip()

    def stop(self) -> None:
        self._run("kill-server", check=False)

    def _run(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], capture_output=True, text=True, check=check, timeout=PATIENCE
        )
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    session = Terminal(tmp_path / "tmux")
    yield session
    session.stop()


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    text = tmp_path / "møte.txt"
    text.write_text(
        "I: Hvordan begynte det?\nD1: Jeg ringte dem.\nI: Og så?\nD1: Ingen tok telefonen.\n",
        "utf-8",
    )
    study = tmp_path / "study.qualcode"
    with Project.create(study) as project:
        project.codebooks.load("contradictions")
        [report] = project.import_files([text])
        assert report.error is None
    return study


def test_coding_by_keys_only_and_finding_it_again(terminal: Terminal, talk: Path) -> None:
    terminal.start(talk, "Kari")
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("]", "c")
    terminal.wait_for("Code the turn")
    terminal.keys("-l", "dilem")
    terminal.wait_for("ctr.dilemma")
    terminal.keys("Enter")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("u")
    terminal.wait_for("Undone: apply ctr.dilemma")
    terminal.keys("U")
    terminal.wait_for("Done again: apply ctr.dilemma")
    terminal.keys("q")
    until = time.monotonic() + PATIENCE
    while not terminal.has_ended() and time.monotonic() < until:
        os.sched_yield()
    with Project.open(talk) as project:
        [coding] = project.codings.list()
        assert (coding.quote, coding.origin) == ("Jeg ringte dem.", "unaided")
        assert project.check() == []
    terminal.start(talk, "Kari")
    terminal.wait_for("Codes: Dilemma")


def test_killed_at_once_after_coding_nothing_is_lost(terminal: Terminal, talk: Path) -> None:
    terminal.start(talk, "Kari")
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("c")
    terminal.wait_for("Code the turn")
    terminal.keys("-l", "conflict")
    terminal.wait_for("ctr.conflict")
    terminal.keys("Enter")
    terminal.wait_for("Codes: ")
    os.kill(terminal.pid(), signal.SIGKILL)
    with Project.open(talk) as project:
        assert [coding.quote for coding in project.codings.list()] == ["Hvordan begynte det?"]
        assert project.check() == []
    assert [path.name for path in talk.parent.glob("study.qualcode*")] == ["study.qualcode"]


def test_what_is_typed_faster_than_it_is_shown_is_not_lost(terminal: Terminal, talk: Path) -> None:
    terminal.start(talk, "Kari")
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("c")
    terminal.wait_for("Code the turn")
    terminal.keys("d", "i", "l", "e", "m", "Enter")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("m")
    terminal.wait_for("Ctrl+S saves")
    terminal.keys(*"hentifra", "C-s")
    terminal.wait_for("Memo saved")
    with Project.open(talk) as project:
        assert [project.codes.by_uuid(c.code).id for c in project.codings.list()] == ["ctr.dilemma"]
        assert [memo.text for memo in project.memos.list()] == ["hentifra"]
