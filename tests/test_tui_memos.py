"""The memos screen: all memos of a study in one list."""

from __future__ import annotations

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
from tui.app import QualcodeApp
from tui.screens.memos import MemosScreen
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

QUOTE = "Vi satte oss ned med kommunen"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Five memos: on the study, a coding, a passage, a document, and another coder's on a code."""
    path = make_study(tmp_path)
    add_codings(path, ("act.model", QUOTE))
    with Project.open(path, clock=fixed_clock()) as project:
        kari, ola = project.coders.get(CODER).uuid, project.coders.ensure("Ola").uuid
        interview, notes = project.documents.list()
        add = project.memos.add
        add("reflexive", "Jeg kjenner stedet fra før.\nDet kan farge lesningen.", kari)
        add(
            "coding",
            "Tegning som felles språk",
            kari,
            target_table="coding",
            target=project.codings.list()[0].uuid,
        )
        start = INTERVIEW.index("Egentlig ingen.")
        add(
            "document",
            "Hvem eier prosessen?",
            kari,
            document=interview.uuid,
            start=start,
            end=start + len("Egentlig ingen."),
        )
        add("familiarisation", "Kort og stille møte", kari, document=notes.uuid)
        add(
            "code", "Er dette ett begrep?", ola, title="Til diskusjon",
            target_table="code", target=project.codes.get("lead").uuid,
        )  # fmt: skip
    return path


def screen(pilot: Pilot[None]) -> MemosScreen:
    return cast("MemosScreen", cast("QualcodeApp", pilot.app).study_screen)


def listed(pilot: Pilot[None]) -> list[str]:
    return [memo.text.split("\n")[0] for memo in screen(pilot).listed]


def told(pilot: Pilot[None]) -> str:
    return screen(pilot).query_one("#details", TextPane).text


def line(pilot: Pilot[None], where: str) -> str:
    return str(screen(pilot).query_one(f"#{where}", Static).content)


def painted(pilot: Pilot[None]) -> str:
    rows = screen(pilot).query_one(RowList)
    strips = [rows.render_line(y) for y in range(rows.size.height)]
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def stored(path: Path) -> list[Memo]:
    with Project.open(path) as project:
        assert project.check() == []
        return list(project.memos.list())


NEWEST = [
    "Er dette ett begrep?", "Kort og stille møte", "Hvem eier prosessen?",
    "Tegning som felles språk", "Jeg kjenner stedet fra før.",
]  # fmt: skip


@covers("go_memos")
async def test_all_memos_are_listed_with_what_they_are_on(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m")
        assert listed(pilot) == NEWEST
        assert "MEMOS 1 of 5" in line(pilot, "list-heading")
        text = painted(pilot)
        for about in (
            "Til diskusjon: Er dette ett begrep?", "code · code Leadership",
            "familiarisation · Notater", "document · Intervju 1 · 4 Anna",
            "coding · Modelling in", "reflexive · the study", "Ola 2026-03-02",
        ):  # fmt: skip
            assert about in text


async def test_in_a_small_terminal_a_row_is_one_line(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await pilot.press("alt+m")
        assert (
            painted(pilot)
            .split("\n")[4]
            .startswith(" 2026-03-02 reflexive · the study        Jeg kjenner")
        )


async def test_a_memo_is_read_beside_the_list_with_its_passage(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "G")
        assert "Det kan farge lesningen." in told(pilot)
        assert "Kari · written 2026-03-02 09:00" in told(pilot)
        await pilot.press("k")
        assert f"Anna: ‹{QUOTE}› og tegnet hele" in told(pilot)


async def test_without_memos_it_says_how_to_write_one(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path)) as pilot:
        await pilot.press("alt+m")
        assert "No memos yet." in told(pilot)
        await pilot.press("e", "d", "enter")
        assert said(pilot).count("Nothing is listed here.") == 2


@covers("memos_order")
async def test_orders(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "o")
        assert listed(pilot) == NEWEST[::-1]
        assert "oldest first" in line(pilot, "title")
        await pilot.press("o")
        assert listed(pilot) == [
            "Jeg kjenner stedet fra før.", "Er dette ett begrep?", "Tegning som felles språk",
            "Hvem eier prosessen?", "Kort og stille møte",
        ]  # fmt: skip
        assert screen(pilot).query_one(RowList).highlighted == 0


@covers("memos_filter", "memos_unfilter")
async def test_filters(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "f", *"coder:ola", "enter")
        assert listed(pilot) == NEWEST[:1]
        assert "4 more are not listed" in line(pilot, "status")
        await pilot.press("f", *"kind:coding on:model tegning", "enter")
        assert listed(pilot) == ["Tegning som felles språk"]
        await pilot.press("f", *"tromsø", "enter")
        assert "The filter lets nothing through." in told(pilot)
        await pilot.press("F")
        assert listed(pilot) == NEWEST


@covers("memos_new", "memos_undo", "memos_redo")
async def test_writing_a_memo_on_the_study(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "n", "down", "enter", *"et mønster", "ctrl+s")
        memo = stored(study)[-1]
        assert (memo.kind, memo.text, memo.target, memo.document) == (
            "theoretical", "et mønster", None, None,
        )  # fmt: skip
        assert told(pilot).startswith("Theoretical memo\ntheoretical · on the study")
        await pilot.press("u")
        assert "Undone: add theoretical memo" in said(pilot)
        assert listed(pilot) == NEWEST
        await pilot.press("U")
        assert listed(pilot)[0] == "et mønster"


@covers("memos_edit")
async def test_rewriting_a_memo(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "down", "e", *"!", "ctrl+s")
        assert stored(study)[3].text == "Kort og stille møte!"
        assert "changed 2026" not in said(pilot)
        assert "Memo saved" in said(pilot)
        assert listed(pilot)[0] == "Kort og stille møte!"
        assert told(pilot).count("Kort og stille møte!") == 1


@covers("memos_remove")
async def test_removing_a_memo_asks_first(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "down", "d", "n")
        assert len(stored(study)) == 5
        await pilot.press("d", "y")
        assert len(stored(study)) == 4
        assert "Kort og stille møte" not in listed(pilot)
        await pilot.press("u")
        assert listed(pilot) == NEWEST


async def test_only_ones_own_memos_change(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "e", "d")
        assert "You can edit your own memos only." in said(pilot)
        assert "You can remove your own memos only." in said(pilot)
        assert pilot.app.screen is screen(pilot)


@covers("memos_show")
async def test_to_the_passage_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "down", "down", "enter")
        selection = coding_screen(pilot).transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == "Egentlig ingen."
        await pilot.press("backspace", "up", "enter")
        reading = coding_screen(pilot).reading
        assert reading is not None
        assert reading.document.name == "Notater"
        await pilot.press("backspace", "up", "enter")
        assert "isn't on a passage or a document" in said(pilot)


@covers("memos_back")
async def test_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("alt+m", "escape")
        assert pilot.app.screen_stack[-1] is coding_screen(pilot)


@covers("memos_scroll_down", "memos_scroll_up")
async def test_scrolling_a_long_memo(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        project.memos.add("method", "\n".join(f"linje {n}" for n in range(99)), kari)
    async with opened(study) as pilot:
        await pilot.press("alt+m")
        pane = screen(pilot).query_one("#details", TextPane)

        def first() -> str:
            return "".join(segment.text for segment in pane.render_line(0)).strip()

        assert first() == "Method memo"
        await pilot.press("ctrl+down", "ctrl+down")
        assert first() == "linje 2"
        await pilot.press("ctrl+up")
        assert first() == ""


async def test_a_memo_holds_nothing_that_a_terminal_would_obey(study: Path) -> None:
    with Project.open(study) as project:
        kari = project.coders.get(CODER).uuid
        project.memos.add("method", "\x1b[31mrødt [b]ikke[/b]", kari, title="\x07")
    async with opened(study) as pilot:
        await pilot.press("alt+m")
        assert "\x1b" not in painted(pilot)
        assert "␛[31mrødt [b]ikke[/b]" in painted(pilot)


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
        await pilot.press("alt+m", *press)
        await pilot.pause()

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_picture_of_memos(snap_compare: Callable[..., bool], study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["down", "down"])


@pictured
def test_picture_of_memos_in_a_small_terminal(
    snap_compare: Callable[..., bool], study: Path
) -> None:
    assert taken(snap_compare, study, (80, 24), ["down"])
