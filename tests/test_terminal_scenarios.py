"""Whole stretches of work in a real terminal, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import IN_TERMINAL, Terminal

from qualcode.project import Project, SuggestChoices

pytestmark = IN_TERMINAL

TALK = """\
I: Hvordan begynte det?
D1: Jeg ringte dem, men på den ene siden ville jeg ikke mase.
I: Og så?
D1: Ingen tok telefonen.
D2: På den andre siden må vi jo få svar.
I: Hva gjorde dere da?
D2: Vi møttes og tegnet det opp.
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    text = tmp_path / "møte.txt"
    text.write_text(TALK, "utf-8")
    study = tmp_path / "study.qualcode"
    with Project.create(study) as project:
        project.codebooks.load("contradictions")
        [report] = project.import_files([text])
        assert report.error is None
    return study


def coded(study: Path, coder: str) -> list[tuple[str, str]]:
    """(code id, words) of a coder's codings, by place; the study holds together."""
    with Project.open(study) as project:
        assert project.check() == []
        uuid = project.coders.get(coder).uuid
        return [
            (project.codes.by_uuid(coding.code).id, coding.quote)
            for coding in project.codings.list()
            if coding.coder == uuid
        ]


def test_first_run_the_guide_leads_through_the_first_steps(terminal: Terminal, talk: Path) -> None:
    terminal.start(talk, "Kari")
    terminal.wait_for("1/5")
    terminal.keys("J")
    terminal.wait_for("2/5")
    terminal.keys("c")
    terminal.wait_for("Code the turn")
    terminal.keys(*"dilemma", "Enter")
    terminal.wait_for("3/5")
    terminal.keys("v", "w")
    terminal.wait_for("4/5")
    terminal.keys("u")
    terminal.wait_for("Undone: apply ctr.dilemma")
    terminal.wait_for("5/5")
    terminal.keys("?")
    terminal.wait_for("Read in the middle")
    terminal.keys("Escape")
    terminal.wait_until_gone("Read in the middle")
    assert "5/5" not in terminal.screen()
    terminal.keys("q")
    terminal.wait_for_the_end()
    assert coded(talk, "Kari") == []


def test_a_page_is_coded_by_keys_only(terminal: Terminal, talk: Path) -> None:
    terminal.start(talk, "Kari", (80, 24))
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("J", "c")
    terminal.wait_for("Code the turn")
    terminal.keys(*"dilemma", "Enter")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("J", "J", "1")
    terminal.wait_for("Turn 4")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("J", ".")
    terminal.wait_for("Turn 5")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("J", "w", "v", "w", "w", "1")
    terminal.wait_for("Turn 6")
    terminal.wait_for("Codes: Dilemma")
    terminal.keys("q")
    terminal.wait_for_the_end()
    words = [quote for _, quote in coded(talk, "Kari")]
    assert words == [
        "Jeg ringte dem, men på den ene siden ville jeg ikke mase.",
        "Ingen tok telefonen.",
        "På den andre siden må vi jo få svar.",
        "gjorde dere",
    ]


def test_suggestions_are_decided_one_by_one(terminal: Terminal, talk: Path) -> None:
    with Project.open(talk) as project:
        kari = project.coders.ensure("Kari").uuid
        report = project.suggestions.run(SuggestChoices(min_confidence=0.0), None)
        assert report.suggestions > 2
    terminal.start(talk, "Kari", (120, 40))
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("F6")
    terminal.wait_for("hidden until")
    terminal.keys("Escape")
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("f")
    terminal.wait_for("How far are you")
    terminal.keys("s")
    terminal.wait_for("visible now")
    terminal.keys("F6")
    terminal.wait_for(f"1 of {report.suggestions}")
    terminal.keys("a")
    terminal.wait_for("Accepted")
    terminal.keys("x")
    terminal.wait_for("Rejected")
    terminal.keys("u")
    terminal.wait_for("Undone: reject")
    terminal.keys("Escape")
    terminal.wait_for("Turn 1 of 7")
    terminal.keys("q")
    terminal.wait_for_the_end()
    with Project.open(talk) as project:
        run = project.suggestions.run_named()
        decided = [item for item in project.suggestions.list(run.uuid) if item.status != "open"]
        assert [(item.status, item.decided_by) for item in decided] == [("accepted", kari)]
        assert [coding.origin for coding in project.codings.list()] == ["suggested"]


def test_two_coders_agree_on_a_consensus(terminal: Terminal, talk: Path) -> None:
    with Project.open(talk) as project:
        document = project.documents.list()[0]
        turns = project.documents.turns(document.uuid)
        dilemma, conflict = project.codes.get("ctr.dilemma"), project.codes.get("ctr.conflict")
        for name, given in (("Kari", [(1, dilemma)]), ("Ola", [(1, dilemma), (4, conflict)])):
            coder = project.coders.ensure(name).uuid
            project.progress.set(document, coder, "done")
            for number, code in given:
                turn = turns[number]
                end = turn.end if name == "Kari" else turn.end - 10
                project.codings.apply(document.uuid, code.uuid, coder, turn.start, end)
    terminal.start(talk, "Kari", (120, 40))
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("F9")
    terminal.wait_for("2 to decide about")
    terminal.keys("a")
    terminal.wait_for("1 to decide about")
    terminal.keys("n")
    terminal.wait_for("A line on the decision")
    terminal.keys("-l", "Bare misnøye.")
    terminal.keys("Enter")
    terminal.wait_until_gone("A line on the decision")
    terminal.keys("-")
    terminal.wait_for("0 to decide about")
    terminal.keys("Escape")
    terminal.wait_for("Turn 1 of 7")
    terminal.keys("q")
    terminal.wait_for_the_end()
    assert coded(talk, "Consensus") == [
        ("ctr.dilemma", "Jeg ringte dem, men på den ene siden ville jeg ikke mase.")
    ]


def test_what_a_batch_command_changes_is_shown_and_nothing_is_overwritten(
    terminal: Terminal, talk: Path
) -> None:
    terminal.start(talk, "Kari")
    terminal.wait_for("Hvordan begynte det?")
    terminal.keys("c")
    terminal.wait_for("Code the turn")
    terminal.keys(*"dilemma", "Enter")
    terminal.wait_for("Codes: Dilemma")
    with Project.open(talk) as other:
        document = other.documents.list()[0]
        turn = other.documents.turns(document.uuid)[0]
        kari = other.coders.get("Kari").uuid
        conflict = other.codes.get("ctr.conflict").uuid
        other.codings.apply(document.uuid, conflict, kari, turn.start, turn.end)
    terminal.wait_for("changed by another program")
    terminal.wait_for("Conflict")
    terminal.keys("q")
    terminal.wait_for_the_end()
    assert sorted(code for code, _ in coded(talk, "Kari")) == ["ctr.conflict", "ctr.dilemma"]
