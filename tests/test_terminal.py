"""The program in a real terminal, driven by keys as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import IN_TERMINAL, Terminal

from qualcode.project import Project

pytestmark = IN_TERMINAL


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
    terminal.wait_for_the_end()
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
    terminal.kill()
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
