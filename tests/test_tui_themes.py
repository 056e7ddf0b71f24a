"""The theme board, driven by its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_pictures import Compare, pictured, taken
from tui_study import CODER, add_codings, coding_screen, covers, make_study, opened, said

from qualcode.model import Theme
from qualcode.project import Project
from tui.screens.confirm import Confirm
from tui.screens.gather import Gather
from tui.screens.memo import MemoScreen
from tui.screens.sheet import Sheet
from tui.screens.themes import ThemesScreen
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

NEW = "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"
ASKED = "Vi spurte hvorfor pasientene ble liggende"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two candidates, one reviewed and one dropped theme; the first gathers one of each kind."""
    path = make_study(tmp_path)
    add_codings(path, ("act.model", NEW), ("act.question", ASKED))
    with Project.open(path) as project:
        own = project.coders.get(CODER).uuid
        made = project.themes.add("A plan of our own", "They own what they drew.", own)
        for name, state in (("Nobody led", "reviewed"), ("Time", "dropped")):
            project.themes.add(name, coder=own)
            project.themes.set_state(name, state, own)  # type: ignore[arg-type]
        project.themes.add("Waiting", coder=own)
        memo = project.memos.add("theoretical", "Ownership before use.", own)
        project.themes.add_members(
            made.uuid,
            codes=[project.codes.get("act.model").uuid],
            codings=[project.codings.list()[0].uuid],
            memos=[memo.uuid],
            coder=own,
        )
    return path


def theme(path: Path, name: str) -> Theme:
    with Project.open(path) as project:
        return project.themes.get(name)


def names(path: Path) -> list[str]:
    with Project.open(path) as project:
        return [theme.name for theme in project.themes.list()]


def board(pilot: Pilot[None]) -> ThemesScreen:
    screen = pilot.app.study_screen  # type: ignore[attr-defined]
    assert isinstance(screen, ThemesScreen)
    return screen


def told(pilot: Pilot[None]) -> str:
    return board(pilot).query_one("#told", TextPane).text


def chosen(pilot: Pilot[None]) -> str:
    current = board(pilot).theme
    return current.name if current else ""


async def on_board(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("f8")
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


@covers("themes_right", "themes_left")
async def test_moving_over_the_board(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot)
        assert chosen(pilot) == "A plan of our own"
        await pilot.press("down")
        assert chosen(pilot) == "Waiting"
        await pilot.press("right")
        await pilot.pause()
        assert chosen(pilot) == "Nobody led"
        await pilot.press("l", "l")
        await pilot.pause()
        assert chosen(pilot) == "Time"
        assert board(pilot).loose_code() is not None
        await pilot.press("left", "h", "left")
        await pilot.pause()
        assert chosen(pilot) == "A plan of our own"


async def test_what_is_said_of_a_theme_and_its_members(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot)
        assert "They own what they drew." in told(pilot)
        assert "1 code · 1 excerpt · 1 memo" in told(pilot)
        await pilot.press("enter", "down")
        await pilot.pause()
        assert f"“{NEW}”" in told(pilot)
        assert "Intervju 1 · turn 2, Anna · coded by Kari" in told(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert "Ownership before use." in told(pilot)


async def test_codes_under_a_dropped_theme_only_are_under_no_theme(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot)
        assert [code.id for code in board(pilot)._loose] == ["act", "act.question", "lead"]
        await pilot.press("s", "down", "down", "enter")
        await pilot.pause()
        assert "act.model" in [code.id for code in board(pilot)._loose]


@covers("themes_add")
async def test_adding_a_theme_chooses_it(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "right", "a", *"Draw", "enter")
        assert chosen(pilot) == "Draw"
        assert board(pilot).query_one("#candidate", RowList).has_focus
        await pilot.press("a", *"draw", "enter")
        await pilot.pause()
        assert "there is a theme" in said(pilot)
    assert theme(study, "Draw").state == "candidate"


@covers("themes_rename", "themes_undo", "themes_redo")
async def test_renaming_undoes_and_redoes(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "r", *"Ours", "enter")
        assert chosen(pilot) == "Ours"
        await pilot.press("u")
        await pilot.pause()
        assert chosen(pilot) == "A plan of our own"
        assert "Undone: rename theme" in said(pilot)
        await pilot.press("U")
        await pilot.pause()
        assert chosen(pilot) == "Ours"
    assert "Ours" in names(study)


@covers("themes_concept")
async def test_writing_the_concept_and_taking_it_away(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "e")
        assert isinstance(pilot.app.screen, MemoScreen)
        await pilot.press(*" So.", "ctrl+s")
        await pilot.pause()
        assert "They own what they drew. So." in told(pilot)
        await pilot.press("e", "f7", "delete", "ctrl+s")
        await pilot.pause()
        assert "No central organising concept yet." in told(pilot)
    assert theme(study, "A plan of our own").concept == ""


@covers("themes_state")
async def test_the_state_moves_a_theme_to_another_column(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "s", "down", "enter")
        assert chosen(pilot) == "A plan of our own"
        assert board(pilot).query_one("#reviewed", RowList).count == 2
    assert theme(study, "A plan of our own").state == "reviewed"


@covers("themes_remove")
async def test_removing_a_theme_asks_first(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "D")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("enter")
        await pilot.pause()
        assert chosen(pilot) == "A plan of our own"
        await pilot.press("D", "y")
        await pilot.pause()
        assert chosen(pilot) == "Waiting"
    assert "A plan of our own" not in names(study)


@covers("themes_codes")
async def test_gathering_a_code(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "c", *"lead", "enter")
        assert "Gathered under A plan of our own: Leadership" in said(pilot)
        await pilot.press("c", *"lead", "enter")
        await pilot.pause()
        assert "gathers that code already" in said(pilot)
    assert len(theme(study, "A plan of our own").codes) == 2


async def test_gathering_a_code_under_no_theme_asks_for_the_theme(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, *["right"] * 3, "down", "c", "down", "enter")
        assert "Gathered under Nobody led: Questioning" in said(pilot)
        assert [code.id for code in board(pilot)._loose] == ["act", "lead"]
    assert len(theme(study, "Nobody led").codes) == 1


@covers("themes_codings")
async def test_gathering_excerpts_found_by_words(study: Path) -> None:
    add_codings(study, ("act.question", "Nei, den er ikke ferdig"), ("act.question", "Vi spurte"))
    async with opened(study) as pilot:
        await on_board(pilot, "C", *"questioning", "enter")
        assert isinstance(pilot.app.screen, Gather)
        rows = pilot.app.screen.query_one(RowList)
        assert rows.count == 3
        await pilot.press("slash", *"SPURTE")
        await pilot.pause()
        assert rows.count == 2
        await pilot.press("enter", "space", "space", "enter")
        await pilot.pause()
        assert "Gathered 2 under A plan of our own" in said(pilot)
        await pilot.press("C", *"questioning", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one(RowList).count == 1
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("C", *"questioning", "enter")
        await pilot.pause()
        assert "is gathered already" in said(pilot)
    assert len(theme(study, "A plan of our own").codings) == 4


async def test_others_excerpts_are_offered_after_ones_own_first_pass(study: Path) -> None:
    add_codings(study, ("lead", "Egentlig ingen."), coder="Ola")
    async with opened(study) as pilot:
        await on_board(pilot, "C", *"lead", "enter")
        assert "no codings with Leadership that you may see" in said(pilot)
    with Project.open(study) as project:
        own = project.coders.get(CODER).uuid
        project.progress.set(project.documents.get("Intervju 1"), own, "second pass")
    async with opened(study) as pilot:
        await on_board(pilot, "C", *"lead", "enter")
        assert pilot.app.screen.query_one(RowList).count == 1


@covers("themes_memos")
async def test_gathering_a_memo(study: Path) -> None:
    with Project.open(study) as project:
        project.memos.add("reflexive", "I wanted it to be so.", project.coders.get(CODER).uuid)
    async with opened(study) as pilot:
        await on_board(pilot, "m")
        assert pilot.app.screen.query_one(RowList).count == 1
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("m")
        await pilot.pause()
        assert "no memos that the theme doesn't gather" in said(pilot)
    assert len(theme(study, "A plan of our own").memos) == 2


@covers("themes_take_out")
async def test_taking_members_out(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "d")
        assert "Choose what to take out" in said(pilot)
        await pilot.press("enter", "d")
        await pilot.pause()
        assert "Taken out of A plan of our own: “Modelling”" in said(pilot)
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
    left = theme(study, "A plan of our own")
    assert (left.codes, left.codings, left.memos) == ((), (), ())


@covers("themes_open")
async def test_opening_the_passage_of_an_excerpt(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "o", "o")
        assert "has no passage" in said(pilot)
        await pilot.press("down", "o")
        await pilot.pause()
        transcript = coding_screen(pilot).transcript
        assert pilot.app.screen is coding_screen(pilot)
        selected = transcript.selection
        assert selected is not None
        assert transcript.reading is not None
        assert transcript.reading.text[selected.start : selected.end] == NEW
        await pilot.press("backspace")
        await pilot.pause()
        assert board(pilot).is_current


@covers("themes_history")
async def test_history_says_who_did_what(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "H")
        assert isinstance(pilot.app.screen, Sheet)
        text = pilot.app.screen.query_one(TextPane).text
        assert "gather 1 code, 1 coding, 1 memo under theme A plan of our own" in text
        assert text.index("gather 1 code") < text.index("add theme")
        assert "· Kari" in text
        assert "They own what they drew." in text


@covers("themes_back")
async def test_going_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await on_board(pilot, "escape")
        assert pilot.app.screen is coding_screen(pilot)


async def test_a_board_without_themes_says_what_to_do(tmp_path: Path) -> None:
    path = make_study(tmp_path)
    async with opened(path) as pilot:
        await on_board(pilot, "r", "D", "H", "C")
        assert said(pilot).count("There is no theme yet; a makes one.") == 4
        assert "a makes one" in told(pilot)
        await pilot.press("a", *"One", "enter")
        await pilot.pause()
        assert chosen(pilot) == "One"


async def test_one_list_in_a_narrow_terminal(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await on_board(pilot, "down", "down")
        assert chosen(pilot) == "Nobody led"
        await pilot.press("end", "right", "c", "enter")
        await pilot.pause()
        assert "Gathered under A plan of our own: Learning actions" in said(pilot)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.focused in board(pilot)._lists()


async def test_names_are_shown_and_never_obeyed(study: Path) -> None:
    with Project.open(study) as project:
        project.themes.add("[b]A\x1b[31m red one")
    async with opened(study) as pilot:
        await on_board(pilot, "down", "up")
        assert "\x1b[31m red" not in pilot.app.export_screenshot()
        assert "␛" in pilot.app.export_screenshot()


@pictured
def test_picture_of_the_board(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["f8"])


@pictured
def test_picture_of_members(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["f8", "right", "down"])


@pictured
def test_picture_of_gathering(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["f8", "C", *"quest", "enter", "space"])
