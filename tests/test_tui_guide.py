"""The first steps of a coder who hasn't coded yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_study import add_codings, coding_screen, make_study, opened

from tui.widgets.guide import Guide


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path, guided=False)


def step(pilot: Pilot[None]) -> str:
    """What the guide says, empty while it is hidden."""
    guide = coding_screen(pilot).query_one(Guide)
    return str(guide.render()) if guide.display else ""


async def test_each_step_comes_when_the_one_before_was_taken(study: Path) -> None:
    async with opened(study) as pilot:
        assert "1/5" in step(pilot)
        await pilot.press("J")
        await pilot.pause()
        assert "2/5" in step(pilot)
        await pilot.press("c", *"model", "enter")
        await pilot.pause()
        assert "3/5" in step(pilot)
        await pilot.press("v", "w")
        await pilot.pause()
        assert "4/5" in step(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert "5/5" in step(pilot)
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert step(pilot) == ""
    async with opened(study) as pilot:
        assert step(pilot) == ""


async def test_escape_hides_it_for_good(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert step(pilot) == ""
    async with opened(study) as pilot:
        assert step(pilot) == ""


async def test_a_coder_who_has_coded_is_not_guided(study: Path) -> None:
    add_codings(study, ("act.model", "En ny plan"))
    async with opened(study) as pilot:
        assert step(pilot) == ""


async def test_it_waits_for_a_document(tmp_path: Path) -> None:
    study = make_study(tmp_path, documents=False, guided=False)
    async with opened(study) as pilot:
        assert step(pilot) == ""


async def test_it_names_the_keys_a_person_chose(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text('[keys]\nnext_turn = "f12"\n', "utf-8")
    monkeypatch.setenv("QUALCODE_KEYMAP", str(keys))
    async with opened(study) as pilot:
        assert "F12 goes to the next turn" in step(pilot)
