"""Keys of a person's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_study import INTERVIEW, coding_screen, make_study, opened

from qualcode.errors import InputError, QualcodeError
from tui.app import QualcodeApp
from tui.keymap import Keymap
from tui.screens.help import help_text


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys.toml"
    monkeypatch.setenv("QUALCODE_KEYMAP", str(path))
    return path


def test_without_a_file_the_usual_keys_hold(keys: Path) -> None:
    assert Keymap.read().keys("next_turn") == Keymap().keys("next_turn")
    assert Keymap.read().for_textual() == {}


async def test_a_chosen_key_works_and_the_usual_one_no_longer(keys: Path, tmp_path: Path) -> None:
    keys.write_text('[keys]\nnext_turn = ["Ctrl+T", "]"]\n', "utf-8")
    async with opened(make_study(tmp_path)) as pilot:
        transcript = coding_screen(pilot).transcript
        start = transcript.caret
        await pilot.press("J")
        assert transcript.caret == start
        await pilot.press("ctrl+t")
        second = transcript.caret
        assert INTERVIEW[second:].startswith("Vi satte oss ned")
        await pilot.press("right_square_bracket")
        assert transcript.caret > second


def test_help_and_messages_name_the_chosen_key(keys: Path) -> None:
    keys.write_text('[keys]\nundo = "f12"\n', "utf-8")
    keymap = Keymap.read()
    assert keymap.key("undo") == "F12"
    assert any(paragraph.text.startswith("F12   Undo") for paragraph in help_text("coding", keymap))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[keys]\nfly = ["x"]', "an action that isn't there: fly"),
        ('[keys]\nundo = ["c"]', "gives c to undo, which is the key of code"),
        ('[keys]\nundo = ["?"]', "gives ? to undo, which is the key of help"),
        ("[keys]\nundo = []", "undo has no keys"),
        ("[keys]\nundo = 3", "undo has no keys"),
        ("[keys\n", "is not TOML"),
        ("keys = 3", "has no table [keys]"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_by_name(keys: Path, content: str, said: str) -> None:
    keys.write_text(content, "utf-8")
    with pytest.raises(InputError) as refused:
        Keymap.read()
    assert said in refused.value.message
    assert refused.value.hint


def test_a_key_freed_by_the_same_file_may_be_given_away(keys: Path) -> None:
    keys.write_text('[keys]\nundo = ["c"]\ncode = ["f12"]\n', "utf-8")
    assert Keymap.read().key("undo") == "c"


def test_a_bad_file_of_keys_stops_the_start_with_words(keys: Path, tmp_path: Path) -> None:
    keys.write_text('[keys]\nfly = ["x"]', "utf-8")
    with pytest.raises(QualcodeError, match="fly"):
        QualcodeApp(make_study(tmp_path))
