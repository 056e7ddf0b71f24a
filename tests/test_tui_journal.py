"""The journal screen: what was done, and undo from a point."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from tui_study import (
    CODER,
    INTERVIEW,
    add_suggestions,
    coded,
    coding_screen,
    covers,
    fixed_clock,
    make_study,
    opened,
    said,
)

from qualcode.project import Project
from tui.app import QualcodeApp
from tui.screens.journal import JournalScreen
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

FIRST = "Vi satte oss ned med kommunen"
SECOND = "Egentlig ingen."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Kari codes twice, writes a memo and changes a definition; Ola codes once; Kari undoes."""
    path = make_study(tmp_path)
    with Project.open(path, clock=fixed_clock()) as project:
        kari, ola = project.coders.get(CODER).uuid, project.coders.ensure("Ola").uuid
        interview = project.documents.get("Intervju 1").uuid

        def code(name: str, quote: str, coder: str) -> None:
            start = INTERVIEW.index(quote)
            uuid = project.codes.get(name).uuid
            project.codings.apply(interview, uuid, coder, start, start + len(quote))

        code("act.model", FIRST, kari)
        project.memos.add("method", "Hvorfor vi deler på sekvens", kari)
        code("lead", SECOND, ola)
        lead = project.codes.get("lead")
        project.codes.update(lead.uuid, kari, definition="Somebody leads.")
        code("lead", SECOND, kari)
        project.undo(kari)
    return path


def screen(pilot: Pilot[None]) -> JournalScreen:
    return cast("JournalScreen", cast("QualcodeApp", pilot.app).study_screen)


def listed(pilot: Pilot[None]) -> list[str]:
    return [step.label for step in screen(pilot).listed]


def told(pilot: Pilot[None]) -> str:
    return screen(pilot).query_one("#details", TextPane).text


def line(pilot: Pilot[None], where: str) -> str:
    return str(screen(pilot).query_one(f"#{where}", Static).content)


def painted(pilot: Pilot[None]) -> list[str]:
    rows = screen(pilot).query_one(RowList)
    strips = [rows.render_line(y) for y in range(rows.size.height)]
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


LATEST = [
    "undo: apply lead", "apply lead", "change code lead", "apply lead", "add method memo",
    "apply act.model",
]  # fmt: skip


async def to(pilot: Pilot[None], label: str, which: int = 0) -> None:
    """Highlight the step of a label."""
    places = [number for number, each in enumerate(listed(pilot)) if each == label]
    screen(pilot).query_one(RowList).highlight(places[which])
    await pilot.pause()


@covers("go_journal")
async def test_steps_are_listed_newest_first_with_who_did_them(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        assert listed(pilot)[:6] == LATEST
        rows = painted(pilot)
        assert rows[2] == " apply lead  (undone)"
        assert rows[3].startswith("   2026-03-02 09:00 · Kari")
        assert "· Ola" in rows[7]
        assert "u undoes: change code lead  ·  U does again: apply lead" in line(pilot, "status")


async def test_a_small_terminal_has_one_line_for_a_step(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await pilot.press("alt+j")
        assert painted(pilot)[1] == " 2026-03-02 09:00 Kari         apply lead  (undone)"


async def test_details_name_what_was_changed(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "down")
        for part in (
            "Undone at present.", "Coding made", "document: Intervju 1", "code: Leadership",
            "coder: Kari", f"quote: “{SECOND}”", "origin: unaided",
        ):  # fmt: skip
            assert part in told(pilot)
        await pilot.press("down")
        assert "Code changed: Leadership" in told(pilot)
        assert "definition: Somebody takes or is given the lead. → Somebody leads." in told(pilot)
        await pilot.press("up", "up")
        assert "Coding removed" in told(pilot)
        assert "0000-" not in told(pilot)


async def test_of_many_changes_the_kinds_are_counted(study: Path) -> None:
    words = ["Hva", "dere", "arbeidet", "stoppet", "opp", "satte", "kommunen", "tegnet", "hele"]
    add_suggestions(study, *(("lead", word, "a guess") for word in words))
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        run = project.suggestions.runs()[0].uuid
        project.suggestions.accept_these([s.uuid for s in project.suggestions.list(run)], kari)
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        text = told(pilot)
        assert text.startswith("accept 9 suggestions\n")
        assert "9 x coding made\n9 x suggestion changed\n" in text
        assert text.count("Coding made") + text.count("Suggestion changed") == 5
        assert "status: open → accepted" in text
        assert "coding: nothing → Leadership in Intervju 1 · 1 I" in text
        assert "0000-" not in text


async def test_what_is_gone_is_named_as_that(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        theme = project.themes.add("Felles bilde", coder=kari)
        project.themes.remove(theme.name, kari)
        project.documents.remove("Notater")
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        assert "Document" in told(pilot)
        for _ in range(12):
            await pilot.press("down")
            assert "0000-" not in told(pilot)


@covers("journal_filter", "journal_unfilter")
async def test_filters(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "f", *"coder:ola", "enter")
        assert listed(pilot) == ["apply lead"]
        assert "filter coder:ola" in line(pilot, "title")
        await pilot.press("f", *"code:modelling verb:coding", "enter")
        assert listed(pilot) == ["apply act.model"]
        await pilot.press("f", *"document:intervju verb:coding.apply", "enter")
        assert listed(pilot) == ["apply lead", "apply lead", "apply act.model"]
        await pilot.press("f", *"since:2030", "enter")
        assert "The filter lets nothing through." in told(pilot)
        await pilot.press("enter", "B")
        assert said(pilot).count("Nothing is listed here.") == 1
        await pilot.press("F")
        assert listed(pilot)[:6] == LATEST


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("kari", "what is 'kari'?: write for instance"),
        ("coder:x", "no coders are called x: write a part of the name"),
        ("code:l", "several codes are called l: write one of act, act.model, act.question, lead"),
        ("since:march", "'march' is no date: write for instance since:2026-03-01"),
        ("until:", "until: has no value"),
        ("verb:a verb:b", "verb: is there twice"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(study: Path, typed: str, why: str) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "f", *typed, "enter")
        wrong = pilot.app.screen.query_one("#prompt-wrong", Static)
        assert why in str(wrong.content)


@covers("journal_mine")
async def test_only_what_i_did(study: Path) -> None:
    async with opened(study, coder="Ola") as pilot:
        await pilot.press("alt+j", "o")
        assert listed(pilot)[0] == "apply lead"
        assert {step.coder for step in screen(pilot).listed} == {screen(pilot).desk.coder_uuid}
        await pilot.press("o")
        assert listed(pilot)[:6] == LATEST


@covers("journal_undo_to")
async def test_undo_from_a_point(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        await to(pilot, "add method memo")
        await pilot.press("B")
        dialog = pilot.app.screen
        assert "Undo 2 steps of yours" in str(dialog.query_one(".dialog--title", Static).content)
        assert dialog.query_one(TextPane).text == "change code lead\nadd method memo"
        await pilot.press("n")
        assert listed(pilot)[:6] == LATEST
        await pilot.press("B", "y")
        assert listed(pilot)[:2] == ["undo: add method memo", "undo: change code lead"]
        assert "2 steps undone" in said(pilot)
    with Project.open(study) as project:
        assert project.memos.list() == []
        assert project.codes.get("lead").definition.startswith("Somebody takes")
        assert project.check() == []
    assert coded(study) == [("act.model", FIRST), ("lead", SECOND)]


async def test_undo_from_a_point_refuses_what_others_built_on_and_what_is_not_ones_own(
    study: Path,
) -> None:
    with Project.open(study) as project:
        ola = project.coders.get("Ola").uuid
        coding = next(c for c in project.codings.list() if c.quote == FIRST)
        project.codings.flag(coding.uuid, "Er det modellering?", ola)
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        await to(pilot, "apply lead", 1)
        await pilot.press("B")
        assert "it is undone already, or it isn't one of yours" in said(pilot)
        await to(pilot, "apply act.model")
        await pilot.press("B", "y")
        assert "'flag act.model' by Ola built on it" in said(pilot)
    with Project.open(study) as project:
        assert len(project.memos.list()) == 2
        assert project.codes.get("lead").definition == "Somebody leads."


@covers("journal_undo", "journal_redo")
async def test_undo_and_redo(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "U")
        assert ("lead", SECOND) in coded(study)
        assert "Done again: apply lead" in said(pilot)
        await pilot.press("u")
        assert listed(pilot)[0] == "undo: apply lead"


@covers("journal_show")
async def test_to_the_passage_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        await to(pilot, "apply act.model")
        await pilot.press("enter")
        selection = coding_screen(pilot).transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == FIRST
        await pilot.press("backspace")
        assert screen(pilot).scope == "journal"
        await to(pilot, "add method memo")
        await pilot.press("enter")
        assert "about no passage" in said(pilot)


@covers("journal_export")
async def test_what_is_listed_is_exported(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "f", *"verb:coding", "enter", "x", "enter")
        assert "3 steps written to" in said(pilot)
        await pilot.press("x", "enter")
        assert "journal.csv" in said(pilot).split("\n")[-2]
    with (study.parent / "journal.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["apply lead", "apply lead", "apply act.model"]
    assert rows[1]["coder"] == "Ola"


@covers("journal_back")
async def test_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j", "escape")
        assert pilot.app.screen_stack[-1] is coding_screen(pilot)


@covers("journal_scroll_down", "journal_scroll_up")
async def test_scrolling_the_details(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await pilot.press("alt+j", "down")
        pane = screen(pilot).query_one("#details", TextPane)

        def first() -> str:
            return "".join(segment.text for segment in pane.render_line(0)).strip()

        assert first() == "apply lead"
        pane.styles.height = 4
        await pilot.pause()
        await pilot.press("ctrl+down")
        assert first() != "apply lead"
        await pilot.press("ctrl+up")
        assert first() == "apply lead"


async def test_a_long_journal_is_read_as_far_as_one_comes(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        memo = project.memos.list()[0].uuid
        with project.at_once():
            for number in range(450):
                project.memos.update(memo, f"nummer {number}", kari)
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        assert len(screen(pilot).listed) == 200
        assert "STEPS 1 of 200+" in line(pilot, "list-heading")
        await pilot.press("G")
        assert len(screen(pilot).listed) == 400
        await pilot.press("G", "G")
        total = len(screen(pilot).listed)
        assert 456 < total < 500
        assert f"of {total}" in line(pilot, "list-heading")
        assert "+" not in line(pilot, "list-heading")
        await pilot.press("F")
        assert len(screen(pilot).listed) == 200


async def test_what_is_done_elsewhere_appears_and_the_place_stays(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+j")
        await to(pilot, "add method memo")
        with Project.open(study) as project:
            project.memos.add("method", "og en til", project.coders.get("Ola").uuid)
        await pilot.pause(1.2)
        assert listed(pilot)[:2] == ["add method memo", "undo: apply lead"]
        assert screen(pilot).query_one(RowList).highlighted == 5


# Pictures

pictured = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)


def taken(
    snap_compare: Callable[..., bool], study: Path, size: tuple[int, int], press: Iterable[str] = ()
) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("alt+j", *press)
        await pilot.pause()

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_picture_of_the_journal(snap_compare: Callable[..., bool], study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["down"])


@pictured
def test_picture_of_the_journal_in_a_small_terminal(
    snap_compare: Callable[..., bool], study: Path
) -> None:
    assert taken(snap_compare, study, (80, 24), ["down", "down"])


@pictured
def test_picture_of_undo_from_a_point(snap_compare: Callable[..., bool], study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["down", "down", "down", "down", "B"])
