"""The quotes screen, driven by its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_pictures import Compare, pictured, taken
from tui_study import CODER, coding_screen, covers, fixed_clock, make_study, opened, said

from qualcode.drafts import CaseDraft
from qualcode.model import Quote
from qualcode.project import Project
from tui.screens.confirm import Confirm
from tui.screens.quotes import QuotesScreen
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

DRAWN = (
    "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt, fra innleggelse til hjemreise."
)
OURS = "Nei, den er ikke ferdig 😀 men den er vår."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two quotes: a draft, and one with all it takes, released."""
    path = make_study(tmp_path)
    with Project.open(path, clock=fixed_clock()) as project:
        own = project.coders.get(CODER).uuid
        document = project.documents.get("Intervju 1").uuid
        text = project.documents.text(document)
        for words in (DRAWN, OURS):
            start = text.index(words)
            made = project.quotes.add(document, start, start + len(words), own)
        project.quotes.update(
            made.uuid, own, text="[…] den er ikke ferdig […] men den er vår.",
            translation="It isn't finished, but it is ours.", translator="Kari", checked_by="Ola",
            used_in="Paper 1",
        )  # fmt: skip
        project.quotes.release(made.uuid, True, own)
    return path


def quotes(path: Path) -> list[Quote]:
    with Project.open(path) as project:
        return list(project.quotes.list())


def told(pilot: Pilot[None]) -> str:
    return listed(pilot).query_one("#told", TextPane).text


def listed(pilot: Pilot[None]) -> QuotesScreen:
    screen = pilot.app.study_screen  # type: ignore[attr-defined]
    assert isinstance(screen, QuotesScreen)
    return screen


async def on_quotes(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("alt+q")
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_a_quote_in_full(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot)
        assert "Intervju 1 · turn 2, Anna" in told(pilot)
        assert "The same words; e edits them." in told(pilot)
        assert "State: draft" in told(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert "“[…] den er ikke ferdig […] men den er vår.”" in told(pilot)
        assert "It isn't finished" in told(pilot)
        assert "State: released" in told(pilot)
        assert "Checked by: Ola" in told(pilot)
        assert "Printed in: Paper 1" in told(pilot)


@covers("quotes_edit", "quotes_undo", "quotes_redo")
async def test_editing_warns_where_words_are_others(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "e", "f7", *"Vi satte oss ned [...]", "ctrl+s")
        assert "Text saved" in said(pilot)
        assert "Look again" not in told(pilot)
        await pilot.press("e", "f7", *"Vi stod opp", "ctrl+s")
        await pilot.pause()
        assert "Saved, but look again:\nwords differ from what was said" in said(pilot)
        assert "Look again: words differ" in told(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert "“Vi satte oss ned […]”" in told(pilot)
        await pilot.press("U")
        await pilot.pause()
    assert quotes(study)[0].text == "Vi stod opp"


async def test_other_words_take_the_release_back(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "down", "T", "end", *"!", "ctrl+s")
        assert "it has to be released again" in said(pilot)
        assert "State: checked" in told(pilot)
    assert not quotes(study)[1].released


@covers("quotes_translation", "quotes_translator", "quotes_checked", "quotes_used")
async def test_translation_and_who_did_what(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "T", *"We drew it.", "ctrl+s")
        assert "State: translated" in told(pilot)
        await pilot.press("w", "enter")
        await pilot.pause()
        await pilot.press("c", *"Ola", "enter")
        await pilot.pause()
        await pilot.press("p", *"Paper 2", "enter")
        await pilot.pause()
        assert "used in Paper 2" in str(listed(pilot).query_one("#status").render())
    quote = quotes(study)[0]
    assert quote.translation == "We drew it."
    assert (quote.translator, quote.checked_by, quote.used_in) == (CODER, "Ola", "Paper 2")


async def test_an_empty_line_takes_away_what_was_filled_in(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "down", "p", "delete", "enter")
    assert quotes(study)[1].used_in == ""


@covers("quotes_release", "quotes_hold_back")
async def test_release_shows_what_leaves_and_asks(study: Path) -> None:
    with Project.open(study) as project:
        project.cases.add(CaseDraft("P07", speakers=["Anna"], consent="not for quotes in print"))
    async with opened(study) as pilot:
        await on_quotes(pilot, "b")
        assert "isn't released" in said(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        text = pilot.app.screen.query_one(TextPane).text
        assert f"THIS LEAVES THE STUDY\n“{DRAWN}”" in text
        assert "Nobody has checked it yet." in text
        assert "Consent of P07: not for quotes in print" in text
        await pilot.press("enter")
        await pilot.pause()
        assert not quotes(study)[0].released
        await pilot.press("r", "y")
        await pilot.pause()
        assert quotes(study)[0].released
        await pilot.press("r")
        await pilot.pause()
        assert "released already; b takes that back" in said(pilot)
        await pilot.press("b", "y")
        await pilot.pause()
    assert not quotes(study)[0].released


@covers("quotes_filter")
async def test_showing_one_state(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "f", "end", "enter")
        assert listed(pilot).query_one(RowList).count == 1
        assert "State: released" in told(pilot)
        await pilot.press("b", "y")
        await pilot.pause()
        assert "No quote is released; f shows others." in told(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "There is no quote here." in said(pilot)
        await pilot.press("f", "home", "enter")
        await pilot.pause()
        assert listed(pilot).query_one(RowList).count == 2


@covers("quotes_remove")
async def test_removing_asks_first(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "d", "escape")
        assert len(quotes(study)) == 2
        await pilot.press("d", "y")
        await pilot.pause()
    assert [quote.original for quote in quotes(study)] == [OURS]


@covers("quotes_open")
async def test_opening_the_passage(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "down", "o")
        transcript = coding_screen(pilot).transcript
        assert pilot.app.screen is coding_screen(pilot)
        assert transcript.selection is not None
        assert transcript.reading is not None
        span = transcript.selection
        assert transcript.reading.text[span.start : span.end] == OURS


@covers("quotes_back")
async def test_going_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await on_quotes(pilot, "escape")
        assert pilot.app.screen is coding_screen(pilot)


async def test_a_study_without_quotes_says_what_to_do(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path)) as pilot:
        await on_quotes(pilot)
        assert "No quotes yet." in told(pilot)
        await pilot.press("o", "e", "r", "d")
        await pilot.pause()
        assert said(pilot).count("There is no quote here.") == 4


@pictured
def test_picture_of_a_released_quote(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["alt+q", "down"])


@pictured
def test_picture_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["alt+q"])


@pictured
def test_picture_of_a_release(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["alt+q", "r"])
