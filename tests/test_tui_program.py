"""Going from screen to screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_study import INTERVIEW, add_codings, coding_screen, covers, make_study, opened, said

from tui.actions import Scope
from tui.app import SCREENS, QualcodeApp
from tui.screens.menu import ScreenMenu

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_codings(path, ("act.model", "En ny plan, som vi prøver ut nå."))
    return path


def scope_of(app: object) -> Scope:
    assert isinstance(app, QualcodeApp)
    return app.study_screen.scope


@covers(
    "go_codebook", "go_review", "go_retrieve", "go_themes", "go_compare", "go_quotes",
    "go_topics", "go_memos", "go_journal", "go_discussions",
)  # fmt: skip
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        (["f5"], "codebook"), (["f6"], "review"), (["f7"], "retrieve"), (["slash"], "retrieve"),
        (["f8"], "themes"), (["f9"], "compare"), (["alt+q"], "quotes"), (["alt+t"], "topics"),
        (["alt+m"], "memos"), (["alt+j"], "journal"), (["alt+d"], "discussions"),
        (["g", "k"], "codebook"), (["g", "r"], "review"), (["g", "s"], "retrieve"),
        (["g", "h"], "themes"), (["g", "q"], "quotes"), (["g", "o"], "topics"),
        (["g", "m"], "memos"), (["g", "j"], "journal"), (["g", "c"], "compare"),
        (["g", "d"], "discussions"), (["g", "t"], "coding"),
    ],
)  # fmt: skip
async def test_a_key_or_a_letter_of_the_menu_goes_to_a_screen_and_escape_comes_back(
    study: Path, keys: list[str], screen: str, size: tuple[int, int]
) -> None:
    async with opened(study, size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert scope_of(pilot.app) == screen
        await pilot.press("escape")
        await pilot.pause()
        if screen == "retrieve":  # the first escape leaves the query
            await pilot.press("escape")
            await pilot.pause()
        assert scope_of(pilot.app) == "coding"


@covers("menu")
async def test_the_menu_is_chosen_from_by_arrows_too_and_left_by_escape(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("g")
        assert isinstance(pilot.app.screen, ScreenMenu)
        await pilot.press("escape")
        assert scope_of(pilot.app) == "coding"
        assert not isinstance(pilot.app.screen, ScreenMenu)
        await pilot.press("g", "down", "enter")
        await pilot.pause()
        assert scope_of(pilot.app) == "codebook"


async def test_g_twice_goes_to_the_beginning_of_the_text(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        start = transcript.caret
        await pilot.press("G")
        assert transcript.caret > start
        await pilot.press("g", "g")
        assert transcript.caret == start


async def test_every_screen_opens_in_a_study_that_has_nothing_yet(tmp_path: Path) -> None:
    empty = make_study(tmp_path, codebook=False, documents=False)
    async with opened(empty, size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, QualcodeApp)
        for name in SCREENS:
            app.go_to(name)
            await pilot.pause()
            assert scope_of(app) == name
            await pilot.press("down", "u", "question_mark", "escape")
            await pilot.pause()
        app.go_to("coding")


@covers("back")
async def test_a_passage_is_shown_and_backspace_returns_to_the_list(study: Path) -> None:
    async with opened(study) as pilot:
        app = pilot.app
        assert isinstance(app, QualcodeApp)
        await pilot.press("backspace")
        assert "wasn't gone to" in said(pilot)
        await pilot.press("g", "j")
        await pilot.pause()
        start = INTERVIEW.index("Egentlig ingen")
        document = app.desk.documents[0].uuid
        app.show_passage(document, start, start + len("Egentlig ingen"))
        await pilot.pause()
        assert scope_of(app) == "coding"
        assert coding_screen(pilot).transcript.selection is not None
        await pilot.press("backspace")
        await pilot.pause()
        assert scope_of(app) == "journal"


async def test_what_was_changed_elsewhere_is_shown_on_the_screen_in_front(study: Path) -> None:
    async with opened(study) as pilot:
        app = pilot.app
        assert isinstance(app, QualcodeApp)
        await pilot.press("f5")
        await pilot.pause()
        add_codings(study, ("lead", "Den er ikke ferdig."))
        app.poll()
        await pilot.pause()
        assert "changed by another program" in said(pilot)
        await pilot.press("escape")
        await pilot.pause()
        reading = coding_screen(pilot).reading
        assert reading is not None
        assert len(reading.lanes) == 2
