"""The ten everyday tasks of the docs, with the keys that the docs give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tui_study import INTERVIEW, add_codings, coded, coding_screen, make_study, opened

TASKS = {
    task.strip(): keys.strip()
    for task, keys, _ in re.findall(
        r"^\| (.+?) \| (.+?) \| (\d.*?) \|$",
        (Path(__file__).parents[1] / "docs" / "coding.md").read_text("utf-8").partition("Ten ")[2],
        re.MULTILINE,
    )
}
_NAMED = {"Enter": "enter", "Tab": "tab", "letters": "letters", "select": "select"}
TURN_2 = INTERVIEW[INTERVIEW.index("Vi satte") : INTERVIEW.index("\nI: Hvem")]
TURN_3 = "Hvem tok initiativet til det?"


def pressed(task: str, *letters: str) -> list[str]:
    """The keys of a task; each `letters` of it are typed, `select` is left out."""
    typed = iter(letters)
    keys: list[str] = []
    for part in re.findall(r"`[^`]+`|Enter|Tab|letters|select", TASKS[task]):
        if part == "letters":
            keys += next(typed)
        elif part.startswith("`"):
            keys.append({"+": "plus", ".": "full_stop", "…": ""}.get(part[1:-1], part[1:-1]))
        elif part != "select":
            keys.append(_NAMED[part])
    return keys


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_codings(path, ("act.model", "En ny plan, som vi prøver ut nå."))
    return path


async def do(study: Path, *keys: str) -> list[tuple[str, str]]:
    """The codings after these keys, on the second turn, the code for 1 being act.model."""
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        await pilot.press("c", *"model", "enter")
        await pilot.pause()
        await pilot.press("u", "J")
        assert screen.transcript.caret == INTERVIEW.index("Vi satte")
        await pilot.press(*keys)
        await pilot.pause()
    plan = ("act.model", "En ny plan, som vi prøver ut nå.")
    return [coding for coding in coded(study) if coding != plan]


def test_there_are_ten_and_the_shortest_ways_are_short() -> None:
    assert len(TASKS) == 10
    assert len(pressed("Give the next turn the code used last")) == 2
    assert len(pressed("Code the turn with any code", "")) <= 5


async def test_a_recent_code(study: Path) -> None:
    keys = pressed("Code the turn with a recent or pinned code")
    assert keys == ["1", "9"]
    assert await do(study, keys[0]) == [("act.model", TURN_2)]


async def test_the_last_code_on_the_next_turn(study: Path) -> None:
    keys = pressed("Give the next turn the code used last")
    assert await do(study, *keys) == [("act.model", TURN_3)]


async def test_any_code(study: Path) -> None:
    keys = pressed("Code the turn with any code", "lead")
    assert await do(study, *keys) == [("lead", TURN_2)]


async def test_several_codes(study: Path) -> None:
    keys = pressed("Give a passage several codes at once", "lead", "quest")
    assert sorted(await do(study, *keys)) == [("act.question", TURN_2), ("lead", TURN_2)]


async def test_one_sentence(study: Path) -> None:
    keys = pressed("Code this sentence only")
    [(code, words)] = await do(study, *keys)
    assert (code, words) == ("act.model", TURN_2.partition(". ")[0] + ".")


async def test_the_speakers_own_words(study: Path) -> None:
    keys = pressed("Make a code of the speaker's own words")
    [(code, words)] = await do(study, "v", "e", "w", "e", *keys)
    assert (code, words) == ("vi-satte", "Vi satte")


async def test_another_code(study: Path) -> None:
    keys = pressed("Give a coding another code", "lead")
    assert await do(study, "1", *keys) == [("lead", TURN_2)]


async def test_an_end_a_word_on(study: Path) -> None:
    keys = pressed("Move a coding's end a word on")
    add_codings(study, ("lead", "Vi satte "))
    [(code, words)] = await do(study, *keys)
    assert (code, words) == ("lead", "Vi satte oss")


async def test_the_next_uncoded_turn(study: Path) -> None:
    keys = pressed("Go to the next turn without a code, and code it")
    add_codings(study, ("lead", TURN_3))
    codings = await do(study, *keys)
    assert (codings[-1][0], codings[-1][1][:15]) == ("act.model", "Egentlig ingen.")


async def test_taking_it_back(study: Path) -> None:
    assert await do(study, "1", *pressed("Take back the latest change")) == []
