"""Comparing two coders, and the consensus between them, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
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

from qualcode.model import Decision
from qualcode.project import Project
from qualcode.project.consensus import CONSENSUS
from tui.screens.compare import CompareScreen
from tui.screens.compare_agreement import AgreementScreen
from tui.widgets.passageview import PassageView
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

OTHER = "Ola"


def numbered_from(first: int) -> Callable[[], str]:
    """Uuids that count, so that codings of the same passage are always in the same order."""
    numbers = count(first)
    return lambda: f"00000000-0000-4000-9000-{next(numbers):012}"


def two_coders(folder: Path) -> Path:
    """Five places in the interview: an overlap, only B, only A, the same, only B."""
    path = make_study(folder)
    asked = ("act.question", "Vi spurte hvorfor pasientene ble liggende")
    codings = (
        (CODER, "act.model", "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"),
        (CODER, "lead", "Egentlig ingen."),
        (CODER, *asked),
        (OTHER, "act.model", "tegnet hele forløpet på nytt"),
        (OTHER, "lead", "Hvem tok initiativet"),
        (OTHER, *asked),
        (OTHER, "act.question", "Den er ikke ferdig"),
    )
    with Project.open(path, clock=fixed_clock(), new_uuid=numbered_from(1)) as project:
        document = project.documents.get("Intervju 1").uuid
        text = project.documents.text(document)
        for coder, code, quote in codings:
            start, who = text.index(quote), project.coders.ensure(coder).uuid
            given = project.codes.get(code).uuid
            project.codings.apply(document, given, who, start, start + len(quote))
    return path


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    """Kari hasn't ended her first pass."""
    return two_coders(tmp_path)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Kari has ended her first pass of the interview."""
    path = two_coders(tmp_path)
    with Project.open(path) as project:
        own = project.coders.get(CODER).uuid
        project.progress.set(project.documents.get("Intervju 1"), own, "second pass")
    return path


def consensus(path: Path) -> list[tuple[str, str]]:
    """(code id, quote) in the layer, by place."""
    with Project.open(path) as project:
        ids = {code.uuid: code.id for code in project.codes.list()}
        layer = [coder.uuid for coder in project.coders.list() if coder.name == CONSENSUS]
        return [
            (ids[coding.code], coding.quote)
            for coding in project.codings.list()
            if coding.coder in layer
        ]


def decisions(path: Path) -> list[Decision]:
    with Project.open(path) as project:
        a, b = project.coders.get(CODER).uuid, project.coders.get(OTHER).uuid
        document = project.documents.get("Intervju 1").uuid
        found = project.consensus.differences(document, a, b)
        return [each.decision for each in found if each.decision]


def compared(pilot: Pilot[None]) -> CompareScreen:
    screen = pilot.app.study_screen  # type: ignore[attr-defined]
    assert isinstance(screen, CompareScreen)
    return screen


def told(pilot: Pilot[None]) -> str:
    return compared(pilot).query_one("#told", TextPane).text


def line(pilot: Pilot[None], name: str) -> str:
    return str(compared(pilot).query_one(f"#{name}", Static).render())


def place(pilot: Pilot[None]) -> int | None:
    return compared(pilot).query_one("#differences", RowList).highlighted


def marked(pilot: Pilot[None], side: str) -> str:
    view = compared(pilot).query_one(f"#text-{side}", PassageView)
    if view.selection is None or view.reading is None:
        return ""
    return view.reading.text[view.selection.start : view.selection.end]


async def on_compare(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("f9")
    await pilot.pause()
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_both_coders_stand_side_by_side(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot)
        assert line(pilot, "title-a") == "A  Kari"
        assert line(pilot, "title-b") == "B  Ola"
        assert marked(pilot, "a") == "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"
        assert marked(pilot, "b") == "tegnet hele forløpet på nytt"
        codings = {
            side: compared(pilot).query_one(f"#text-{side}", PassageView).reading for side in "ab"
        }
        assert {side: len(each.lanes) for side, each in codings.items() if each} == {"a": 3, "b": 4}
        assert "4 to decide about" in line(pilot, "status")


@covers("compare_next", "compare_previous")
async def test_going_from_difference_to_difference(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "right_square_bracket")
        assert place(pilot) == 1
        assert "A Kari: not given" in told(pilot)
        assert "B Ola: “Hvem tok initiativet”" in told(pilot)
        assert (marked(pilot, "a"), marked(pilot, "b")) == ("", "Hvem tok initiativet")
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert place(pilot) == 0


@covers("compare_a", "compare_b", "compare_both", "compare_neither")
async def test_taking_sides_into_the_consensus(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "plus")
        assert place(pilot) == 1
        assert "Modelling: took both" in line(pilot, "status")
        await pilot.press("a")
        await pilot.pause()
        assert place(pilot) == 2
        await pilot.press("a")
        await pilot.pause()
        assert place(pilot) == 4
        await pilot.press("b")
        await pilot.pause()
        assert "Nothing is left to decide about." in said(pilot)
        with Project.open(study) as project:
            document, a, b = compared(pilot).pair.chosen
            stored = project.consensus.differences(document.uuid, a, b)
        assert compared(pilot)._differences == stored
        await pilot.press("home", "minus")
        await pilot.pause()
        assert "Decided: took neither" in told(pilot)
    assert consensus(study) == [
        ("lead", "Egentlig ingen."),
        ("act.question", "Den er ikke ferdig"),
    ]
    assert [decision.choice for decision in decisions(study)] == ["neither", "a", "a", "b"]


@covers("compare_undo", "compare_redo")
async def test_a_decision_is_one_step_back_and_forth(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "plus", "u")
        assert "Undone: decide act.model: take both" in said(pilot)
        assert "4 to decide about" in line(pilot, "status")
        assert consensus(study) == []
        await pilot.press("U")
        await pilot.pause()
        assert "3 to decide about" in line(pilot, "status")
    assert len(consensus(study)) == 2


async def test_codings_that_changed_meanwhile_are_read_before_a_decision(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot)
        with Project.open(study) as project:
            other = project.coders.get(OTHER).uuid
            document = compared(pilot).pair.chosen[0].uuid
            project.codings.remove(project.codings.of_document(document, other)[0].uuid, other)
        await pilot.press("b")
        await pilot.pause()
        assert place(pilot) == 1
    assert consensus(study) == []
    assert [decision.choice for decision in decisions(study)] == ["b"]


async def test_what_nobody_has_looked_at_is_left_out(study: Path) -> None:
    with Project.open(study) as project:
        own = project.coders.get(CODER).uuid
        document = project.documents.get("Intervju 1").uuid
        code = project.codes.get("lead").uuid
        project.codings.apply(document, code, own, 3, 12, status="provisional")
    async with opened(study) as pilot:
        await on_compare(pilot)
        view = compared(pilot).query_one("#text-a", PassageView)
        assert view.reading is not None
        assert len(view.reading.lanes) == 3
        assert compared(pilot).query_one("#differences", RowList).count == 5


@covers("compare_note")
async def test_a_note_before_and_after_a_decision(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "n", *"drawn", "enter")
        assert "Note for the decision: drawn" in told(pilot)
        await pilot.press("b", "left_square_bracket")
        await pilot.pause()
        assert "Decided: took B" in told(pilot)
        assert told(pilot).splitlines().count("drawn") == 1
        await pilot.press("n", "end", *" it", "enter")
        await pilot.pause()
    made = decisions(study)
    assert [(decision.choice, decision.note) for decision in made] == [("b", "drawn it")]


async def test_a_note_stays_with_its_difference(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "n", *"drawn", "enter", "down", "b")
    assert [decision.note for decision in decisions(study)] == [""]


@covers("compare_undecided")
async def test_going_to_the_next_open_difference(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "N", "N")
        assert place(pilot) == 2
        await pilot.press("N")
        assert place(pilot) == 4
        await pilot.press("N")
        assert place(pilot) == 0


@covers("compare_filter")
async def test_listing_the_open_ones_only(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "a", "f", "down", "down", "enter")
        rows = compared(pilot).query_one("#differences", RowList)
        assert rows.count == 3
        assert "NOTHING IS DECIDED (3)" in line(pilot, "list-title")
        await pilot.press("f", "end", "enter")
        await pilot.pause()
        assert rows.count == 1
        assert "B Ola: the same" in told(pilot)


@covers("compare_coders")
async def test_choosing_the_coders(study: Path) -> None:
    add_codings(study, ("lead", "Det var et møte"), coder="Siri")
    async with opened(study) as pilot:
        await on_compare(pilot, "c", "down", "enter", "down", "enter")
        assert line(pilot, "title-a") == "A  Ola"
        assert line(pilot, "title-b") == "B  Siri"
    async with opened(study) as pilot:
        await on_compare(pilot)
        assert line(pilot, "title-b") == "B  Siri"


async def test_the_consensus_is_nobody_to_compare_with(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "a", "c")
        assert [coder.name for coder in compared(pilot).pair.coders] == [CODER, OTHER]


@covers("compare_document")
async def test_choosing_the_document(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "d", "down", "enter")
        assert "Your own first pass through Notater isn't done" in line(pilot, "warning")
        await pilot.press("enter")
        await pilot.pause()
        assert "Neither of the two has coded anything" in told(pilot)
        await pilot.press("a")
        assert "nothing here to decide about" in said(pilot)


@covers("compare_agreement")
async def test_agreement_in_numbers(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "s")
        screen = pilot.app.screen
        assert isinstance(screen, AgreementScreen)
        rows = screen.query_one(RowList)
        width = rows.scrollable_content_region.width
        texts = ["".join(text.plain for text in screen._row(n, width)) for n in range(rows.count)]
        numbers = {text.split()[1]: text.split()[2:] for text in texts}
        assert numbers["Leadership"] == ["0", "1", "1", "6", "75", "-0.14"]
        assert numbers["Modelling"] == ["1", "0", "0", "7", "100", "1.00"]
        assert "Cohen's (1960)" in screen.query_one(TextPane).text
        await pilot.press("d")
        await pilot.pause()
        assert "all documents both have coded" in str(
            screen.query_one("#agreement-title", Static).render()
        )
        await pilot.press("escape")
        await pilot.pause()
        assert compared(pilot).is_current


@covers("compare_open")
async def test_others_codings_wait_for_ones_own_first_pass(blind: Path) -> None:
    async with opened(blind) as pilot:
        await on_compare(pilot, "a", "s", "plus")
        assert said(pilot).count("The codings are kept back") == 3
        assert consensus(blind) == []
        assert not compared(pilot).query_one("#texts").display
        await pilot.press("enter")
        await pilot.pause()
        assert compared(pilot).query_one("#texts").display
        assert "A Kari: “Vi satte oss ned" in told(pilot)
        await pilot.press("o")
        await pilot.pause()
        transcript = coding_screen(pilot).transcript
        assert pilot.app.screen is coding_screen(pilot)
        assert transcript.selection is not None
        await pilot.press("backspace")
        await pilot.pause()
        assert compared(pilot).query_one("#texts").display


@covers("compare_back")
async def test_going_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await on_compare(pilot, "escape")
        assert pilot.app.screen is coding_screen(pilot)


async def test_one_coder_alone_is_told_what_is_missing(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path)) as pilot:
        await on_compare(pilot)
        assert "needs two people who have coded" in line(pilot, "warning")
        await pilot.press("c", "s", "enter", "N", "f")
        await pilot.pause()
        assert "needs two people who have coded" in said(pilot)


async def test_one_text_with_both_coders_in_a_narrow_terminal(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await on_compare(pilot)
        assert "A  Kari ┃ solid bars · B  Ola ┊ dotted bars" in line(pilot, "title-a")
        view = compared(pilot).query_one("#text-a", PassageView)
        assert view.reading is not None
        assert len(view.reading.lanes) == 7
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.pause()
        assert len(view.reading.lanes) == 3


async def test_both_texts_scroll_together(study: Path) -> None:
    async with opened(study, size=(120, 16)) as pilot:
        await on_compare(pilot)
        one, other = (compared(pilot).query_one(f"#text-{side}", PassageView) for side in "ab")
        one.focus()
        await pilot.press("end")
        await pilot.pause()
        await pilot.pause()
        assert one.scroll_offset.y == other.scroll_offset.y > 0
        assert one.caret == other.caret
        other.focus()
        await pilot.press("home")
        await pilot.pause()
        await pilot.pause()
        assert one.scroll_offset.y == other.scroll_offset.y == 0
        one.scroll_to(y=3, animate=False)
        await pilot.pause()
        await pilot.pause()
        assert other.scroll_offset.y == 3


def decided(path: Path) -> Path:
    with Project.open(path, clock=fixed_clock()) as project:
        a, b = project.coders.get(CODER).uuid, project.coders.get(OTHER).uuid
        document = project.documents.get("Intervju 1").uuid
        first = project.consensus.differences(document, a, b)[0]
        project.consensus.decide(document, first, "b", "The drawing alone.", coder=a)
    return path


@pictured
def test_picture_side_by_side(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, decided(study), (160, 45), ["f9"])


@pictured
def test_picture_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, decided(study), (80, 24), ["f9", "N"])


@pictured
def test_picture_of_agreement(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["f9", "s"])


@pictured
def test_picture_of_the_warning(snap_compare: Compare, blind: Path) -> None:
    assert taken(snap_compare, blind, (80, 24), ["f9"])
