"""The discussions screen, driven by its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from tui_pictures import Compare, pictured, taken
from tui_study import (
    CODER,
    add_codings,
    coding_screen,
    covers,
    fixed_clock,
    make_study,
    opened,
    said,
)

from qualcode.model import Memo
from qualcode.project import Project
from tui.screens.discussions import DiscussionsScreen
from tui.screens.palette import CodePalette
from tui.widgets.passageview import PassageView
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

DRAWN = "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"
OTHER = "Ola"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Kari flagged a coding of her own, Ola one of his; a third was decided about."""
    path = make_study(tmp_path)
    add_codings(path, ("act.model", DRAWN), ("lead", "Egentlig ingen."))
    add_codings(path, ("lead", "Hvem tok initiativet"), coder=OTHER)
    with Project.open(path, clock=fixed_clock()) as project:
        own, other = (project.coders.get(name).uuid for name in (CODER, OTHER))
        first, second, third = project.codings.list()
        project.codings.flag(first.uuid, "A model, or only talk?", own)
        project.codings.flag(second.uuid, "A question is no leadership.", other)
        project.codings.flag(third.uuid, "Nobody leads here.", other)
        project.decide_discussion(third.uuid, "The absence of a lead counts.", own)
    return path


def flagged(path: Path) -> list[str]:
    with Project.open(path) as project:
        return [each.coding.quote for each in project.discussions()]


def decisions(path: Path) -> list[Memo]:
    with Project.open(path) as project:
        memos = project.memos.list(kind="method")
        return [memo for memo in memos if memo.title.startswith("decision: ")]


def discussed(pilot: Pilot[None]) -> DiscussionsScreen:
    screen = pilot.app.study_screen  # type: ignore[attr-defined]
    assert isinstance(screen, DiscussionsScreen)
    return screen


def told(pilot: Pilot[None]) -> str:
    return discussed(pilot).query_one("#told", TextPane).text


def heading(pilot: Pilot[None]) -> str:
    return str(discussed(pilot).query_one("#list-title", Static).render())


def marked(pilot: Pilot[None]) -> str:
    view = discussed(pilot).query_one(PassageView)
    if view.reading is None or view.selection is None:
        return ""
    return view.reading.text[view.selection.start : view.selection.end]


async def on_discussions(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("alt+d")
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_flags_of_all_coders_with_the_passage_beside(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot)
        assert heading(pilot) == "TO BE DISCUSSED (2)"
        assert "A model, or only talk?" in told(pilot)
        assert "flagged by Kari 2026-03-02" in told(pilot)
        assert marked(pilot) == DRAWN
        await pilot.press("down")
        await pilot.pause()
        assert "A question is no leadership." in told(pilot)
        assert "turn 3, I · coded by Ola" in told(pilot)
        assert marked(pilot) == "Hvem tok initiativet"


@covers("discussions_decide", "discussions_undo", "discussions_redo")
async def test_deciding_keeps_a_method_memo(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "d", *"It is a model.", "ctrl+s")
        assert flagged(study) == ["Hvem tok initiativet"]
        await pilot.press("u")
        await pilot.pause()
        assert "Undone: decide about act.model" in said(pilot)
        assert len(flagged(study)) == 2
        assert len(decisions(study)) == 1
        await pilot.press("U")
        await pilot.pause()
    assert flagged(study) == ["Hvem tok initiativet"]
    memo = decisions(study)[-1]
    assert (memo.title, memo.text) == ("decision: act.model", "It is a model.")
    assert memo.target_table == "codebook_version"


@covers("discussions_recode")
async def test_only_ones_own_coding_gets_another_code(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "r")
        assert isinstance(pilot.app.screen, CodePalette)
        await pilot.press(*"quest", "enter")
        await pilot.pause()
        assert "Modelling is Questioning now" in said(pilot)
        assert told(pilot).startswith("Questioning")
        await pilot.press("down", "r")
        await pilot.pause()
        assert "The coding is Ola's." in said(pilot)
        assert discussed(pilot).is_current
    assert len(flagged(study)) == 2


@covers("discussions_unflag")
async def test_taking_a_flag_off_keeps_the_coding(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "down", "x")
        assert "No longer to be discussed: Leadership" in said(pilot)
    assert flagged(study) == [DRAWN]
    with Project.open(study) as project:
        assert len(project.codings.list()) == 3


@covers("discussions_decisions")
async def test_decisions_so_far(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "v")
        assert heading(pilot) == "DECIDED (1)"
        assert "The absence of a lead counts." in told(pilot)
        assert "Decided under version 1 of A tiny codebook" in told(pilot)
        assert marked(pilot) == "Egentlig ingen."
        await pilot.press("x")
        await pilot.pause()
        assert "This is decided; v shows what is to be discussed." in said(pilot)
        await pilot.press("v")
        await pilot.pause()
        assert heading(pilot) == "TO BE DISCUSSED (2)"


@covers("discussions_open")
async def test_opening_the_passage(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "o")
        transcript = coding_screen(pilot).transcript
        assert pilot.app.screen is coding_screen(pilot)
        assert transcript.selection is not None
        assert transcript.reading is not None
        span = transcript.selection
        assert transcript.reading.text[span.start : span.end] == DRAWN
        await pilot.press("backspace", "v", "enter")
        await pilot.pause()
        assert pilot.app.screen is coding_screen(pilot)


@covers("discussions_back")
async def test_going_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot, "escape")
        assert pilot.app.screen is coding_screen(pilot)


async def test_nothing_flagged_says_how_to_flag(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path)) as pilot:
        await on_discussions(pilot)
        assert "Nothing is flagged for discussion." in told(pilot)
        await pilot.press("d", "r", "x", "o")
        await pilot.pause()
        assert said(pilot).count("There is nothing here to discuss.") == 3
        assert "There is no passage to go to." in said(pilot)
        await pilot.press("v")
        await pilot.pause()
        assert "No decisions yet." in told(pilot)


async def test_a_flag_of_another_program_shows_up(study: Path) -> None:
    async with opened(study) as pilot:
        await on_discussions(pilot)
        with Project.open(study) as project:
            third = project.codings.list()[2]
            project.codings.flag(third.uuid, "Again.", project.coders.get(OTHER).uuid)
        pilot.app.poll()  # type: ignore[attr-defined]
        await pilot.pause()
        assert discussed(pilot).query_one(RowList).count == 3


@pictured
def test_picture_of_what_is_to_be_discussed(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["alt+d", "down"])


@pictured
def test_picture_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["alt+d"])


@pictured
def test_picture_of_decisions(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["alt+d", "v"])
