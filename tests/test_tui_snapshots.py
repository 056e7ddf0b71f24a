"""What the screens look like, against stored pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_study import CODER, add_codings, add_suggestions, make_study

from tui.app import QualcodeApp

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)

Compare = Callable[..., bool]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_codings(
        path,
        ("act.model", "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"),
        ("lead", "satte oss ned med kommunen"),
        ("act.question", "Vi spurte hvorfor pasientene ble liggende, og da måtte vi se på våre"),
    )
    add_suggestions(
        path,
        ("lead", "Egentlig ingen. Det var et møte", "the words “tok initiativet” are a cue"),
        ("act.model", "En ny plan, som vi prøver ut nå.", "resembles the definition"),
    )
    return path


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


def taken(
    snap_compare: Compare, study: Path, size: tuple[int, int], press: Iterable[str] = ()
) -> bool:
    keys = list(press)

    async def before(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


def test_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["J"])


def test_small_terminal_with_codes(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["f2"])


def test_large_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (160, 45), ["J", "w"])


def test_light_theme(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["t", "J", "w"])


def test_selection(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["J", "w", "w", "v", "down", "w"])


def test_code_palette(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["c", *"mod"])


def test_suggestion(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["f", "n"])


def test_suggestion_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["f", "n"])


def test_memo(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["m", *"se her"])


def test_help(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["question_mark"])


def test_choosing_a_coding_to_remove(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["J", "w", "w", "d"])
