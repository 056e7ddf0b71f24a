"""What the screens look like, against stored pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_study import CODER, add_codings, add_suggestions, make_study

from qualcode.project import Project
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
    assert taken(snap_compare, study, (120, 40), ["f", "s", "n"])


def test_suggestion_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["f", "s", "n"])


def test_memo(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["m", *"se her"])


def test_help(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["question_mark"])


def test_choosing_a_coding_to_remove(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["J", "w", "w", "d"])


BOOK = """\
codebook:
  id: acts
  title: Acts in episodes
  unit: Episode of one or more turns.
  exclusivity: Within a.* at most one code per episode.
  attributes:
    - {id: voice, values: [I, we]}
    - {id: direction, values: [hinders, helps, mixed]}
    - {id: pair, values: free}
codes:
  - id: a.try
    name: Trying out
    name_nb: Prøve ut
    definition: Something new is tried in a small way.
    include: Pilots, tests and rehearsals.
    examples: [{lang: en, text: "Let us run it on one ward for a week."}]
"""


@pytest.fixture
def rich(study: Path) -> Path:
    """The study with a codebook that has attributes and examples."""
    path = study.parent / "acts.yaml"
    path.write_text(BOOK, encoding="utf-8")
    with Project.open(study) as project:
        project.codebooks.load(path)
    add_codings(study, ("a.try", "En ny plan, som vi prøver ut nå."))
    return study


AT_PLAN = [*["J"] * 6, "w"]


def test_line_of_digits_with_a_pinned_code(snap_compare: Compare, study: Path) -> None:
    keys = ["J", "c", *"lead", "enter", "c", *"quest", "enter", "J", "c", *"act", "enter", "P"]
    assert taken(snap_compare, study, (80, 24), keys)


def test_palette_with_marks(snap_compare: Compare, rich: Path) -> None:
    keys = ["J", "c", *"mod", "tab", *"lead", "tab", *"prøve"]
    assert taken(snap_compare, rich, (120, 40), keys)


def test_palette_with_a_new_code(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["c", *"tillit"])


def test_attributes(snap_compare: Compare, rich: Path) -> None:
    assert taken(snap_compare, rich, (120, 40), [*AT_PLAN, "equals_sign", "2", "4"])


def test_inspector_with_example_attributes_and_flag(snap_compare: Compare, rich: Path) -> None:
    keys = ["equals_sign", "2", "4", "enter", "exclamation_mark", *"helt ny?", "enter"]
    assert taken(snap_compare, rich, (120, 40), [*AT_PLAN, *keys])


def test_adjusting(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["J", "z", "w", "w", "w"])


def test_open_and_closed_episodes(snap_compare: Compare, study: Path) -> None:
    keys = ["E", "J", "J", "E", *"oppstart", "enter", "J", "J", "E", "J"]
    assert taken(snap_compare, study, (120, 40), keys)


def test_choosing_progress(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["f"])


def test_memo_on_what(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["J", "w", "M"])


def test_tree_filter(snap_compare: Compare, rich: Path) -> None:
    keys = ["c", *"mod", "enter", "shift+tab", "slash", *"modell"]
    assert taken(snap_compare, rich, (200, 60), keys)
