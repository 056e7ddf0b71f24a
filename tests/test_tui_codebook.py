"""The codebook screen: what it shows, and every action by its key."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    coded,
    coding_screen,
    covers,
    make_study,
    opened,
    said,
)

from qualcode.project import ImportChoices, Project
from tui.app import QualcodeApp
from tui.screens.choose import Choice
from tui.screens.codebook import CodebookScreen
from tui.screens.codebook_diff import changes_text, text_diff
from tui.screens.codebook_reread import Reread
from tui.screens.codebook_split import SplitWalk, wrong_names
from tui.screens.codebook_tree import rolled_up
from tui.screens.codebook_versions import VersionsScreen
from tui.screens.confirm import Confirm
from tui.widgets.textpane import TextPane

QUESTIONS = ("Hvem tok initiativet til det?", "Vi spurte hvorfor pasientene ble liggende")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_codings(
        path,
        *(("act.question", quote) for quote in QUESTIONS),
        ("act.model", "En ny plan, som vi prøver ut nå."),
        ("lead", "Egentlig ingen."),
    )
    return path


def screen_of(pilot: Pilot[None]) -> CodebookScreen:
    """The codebook screen, also while a dialog is over it."""
    screens = [each for each in pilot.app.screen_stack if isinstance(each, CodebookScreen)]
    return screens[0]


def names(pilot: Pilot[None]) -> list[str]:
    """The codes that are in the tree, indented."""
    rows = screen_of(pilot).rows
    return ["  " * row.depth + (row.code.name if row.code else row.book.title) for row in rows]


def details(pilot: Pilot[None]) -> str:
    return screen_of(pilot).query_one("#codebook-details", TextPane).text


def lines(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, as the terminal would get them."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line) for line in strips]


def pane(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", TextPane).text


def static(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.screen.query_one(f"#{name}", Static).render())


async def at(pilot: Pilot[None], code: str) -> CodebookScreen:
    """Go to the codebook screen with a code (id) highlighted."""
    if not isinstance(pilot.app.screen, CodebookScreen):
        await pilot.press("f5")
        await pilot.pause()
    screen = screen_of(pilot)
    screen.select(screen.desk.project.codes.get(code).uuid)
    await pilot.pause()
    assert screen.code is not None
    assert screen.code.id == code
    return screen


async def fill(pilot: Pilot[None], text: str) -> None:
    """Put a line into the dialog in front, and enter it."""
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await pilot.pause()


def codes(path: Path) -> dict[str, str]:
    """Code id -> name, of what is stored."""
    with Project.open(path) as project:
        return {code.id: code.name for code in project.codes.list()}


# Reading


async def test_the_tree_shows_codes_with_counts_and_the_details_all_of_one(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        assert names(pilot) == [
            "A tiny codebook", "  Learning actions", "    Questioning", "    Modelling",
            "  Leadership",
        ]  # fmt: skip
        counts = [(row.own, row.total) for row in screen_of(pilot).rows]
        assert counts == [(0, 4), (0, 3), (2, 2), (1, 1), (1, 1)]
        for part in ("Spørsmål ved praksis", "act.question", "Doubts about", "Plain questions"):
            assert part in details(pilot)
        shown = "\n".join(lines(pilot))
        assert QUESTIONS[0] in shown
        assert "Intervju 1 · 5 Bjørn" in shown


async def test_names_are_in_the_language_of_the_study(study: Path) -> None:
    with Project.open(study) as project:
        project.settings.language = "nb"
        code = project.codes.get("act.question").uuid
        for text, language in (("Why so?", "en"), ("Kvifor det?", "nn")):
            project.codes.add_example(code, text, language)
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        assert any("Spørsmål ved praksis" in line for line in lines(pilot))
        assert "Questioning" in details(pilot)
        assert "“Kvifor det?”\n“Why so?”" in details(pilot)


async def test_a_study_without_codes_says_how_to_get_some(tmp_path: Path) -> None:
    study = make_study(tmp_path, codebook=False)
    async with opened(study) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        assert "a makes the first one" in "\n".join(lines(pilot))
        for key in ("r", "e", "p", "P", "K", "M", "s", "R", "d", "c", "m", "v", "o", "x", "X", "f"):
            await pilot.press(key)
        await pilot.press("a")
        await fill(pilot, "Å spørre")
        assert names(pilot)[1:] == ["  Å spørre"]
    assert codes(study) == {"a-sporre": "Å spørre"}


async def test_what_a_codebook_holds_is_neither_markup_nor_sent_raw(study: Path) -> None:
    odd = "[bold red]x[/] \x1b[31mrød\x07 \u202eabc"
    with Project.open(study) as project:
        code = project.codes.add("tiny", "odd", odd, definition=odd)
        project.codes.add_example(code.uuid, odd)
        project.codes.update(code.uuid, definition=odd + odd)
    async with opened(study) as pilot:
        await at(pilot, "odd")
        for keys in ((), ("r",), ("escape", "e"), ("escape", "X"), ("escape", "v")):
            await pilot.press(*keys)
            await pilot.pause()
            text = "".join(lines(pilot))
            assert text.isprintable()
            assert "\u202e" not in text
            assert "[bold red]" in text


async def test_what_another_program_changed_is_shown(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "lead")
        with Project.open(study) as project:
            project.codes.add("tiny", "new", "Brand new")
        pilot.app.poll()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "  Brand new" in names(pilot)
        assert screen_of(pilot).code is not None
        assert screen_of(pilot).code.id == "lead"  # type: ignore[union-attr]


@covers("codebook_open", "codebook_back")
async def test_from_a_code_to_its_codings_to_the_transcript_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        transcript = coding_screen(pilot).transcript
        text = transcript.reading.text if transcript.reading else ""
        selection = transcript.selection
        assert selection is not None
        assert text[selection.start : selection.end] == QUESTIONS[1]
        await pilot.press("backspace")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert screen.excerpt is not None
        assert screen.excerpt.quote == QUESTIONS[1]
        await pilot.press("escape")
        assert screen.focused is screen.code_rows
        await pilot.press("escape")
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 1


@covers("codebook_open")
async def test_the_codings_take_the_place_of_the_details_in_a_small_terminal(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await at(pilot, "act.question")
        assert not any(QUESTIONS[0] in line for line in lines(pilot))
        await pilot.press("enter")
        await pilot.pause()
        assert any(QUESTIONS[0] in line for line in lines(pilot))
        assert not any("Criticising" in line for line in lines(pilot))
        await pilot.press("escape")
        await pilot.pause()
        assert any("Criticising" in line for line in lines(pilot))


@covers("codebook_find")
async def test_finding_a_code_unfolds_what_it_lies_under(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act")
        await pilot.press("left", "f", *"modell")
        await pilot.press("enter")
        await pilot.pause()
        assert screen.code is not None
        assert screen.code.id == "act.model"


@covers("codebook_fold", "codebook_unfold", "codebook_fold_all")
async def test_folding(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        everything = names(pilot)
        await pilot.press("left")
        assert screen.code is not None
        assert screen.code.id == "act"
        await pilot.press("h")
        folded = ["A tiny codebook", "  Learning actions", "  Leadership"]
        assert names(pilot) == folded
        assert screen.rows[1].total == 3
        await pilot.press("right")
        assert names(pilot) == everything
        await pilot.press("down", "z")
        assert names(pilot) == folded
        assert screen.code.id == "act"
        await pilot.press("z")
        assert names(pilot) == everything
        await pilot.press("home", "enter")
        assert names(pilot) == ["A tiny codebook"]
        await pilot.press("enter")
        assert names(pilot) == everything


@covers("codebook_retired", "codebook_retire")
async def test_a_retired_code_is_marked_hidden_and_taken_back(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "lead")
        await pilot.press("R")
        assert any("Leadership · retired" in line for line in lines(pilot))
        assert "Retired" in details(pilot)
        await pilot.press("H")
        assert "  Leadership" not in names(pilot)
        assert "1 retired hidden" in static(pilot, "title")
        await pilot.press("H")
        await at(pilot, "lead")
        await pilot.press("R")
        assert screen.code is not None
        assert not screen.code.retired


async def test_a_retired_code_over_one_in_use_is_never_hidden(study: Path) -> None:
    with Project.open(study) as project:
        project.codes.update(project.codes.get("act").uuid, retired=True)
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("H")
        assert "  Learning actions" in names(pilot)


@covers("codebook_others")
async def test_others_codings_count_only_when_asked_for(study: Path) -> None:
    add_codings(study, ("act.question", "Hva ble resultatet?"), coder="Ola")
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        assert (screen.row.own if screen.row else None, len(screen.excerpts)) == (2, 2)
        await pilot.press("O")
        assert (screen.row.own if screen.row else None, len(screen.excerpts)) == (3, 3)
        assert any("Ola" in line for line in lines(pilot))
        await pilot.press("O")
        assert len(screen.excerpts) == 2


# Changing


@covers("codebook_add", "codebook_add_under", "codebook_undo", "codebook_redo")
async def test_adding_beside_and_under(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        await pilot.press("a")
        await fill(pilot, "Modelling")
        assert "of that name" in "\n".join(lines(pilot))
        await fill(pilot, "Trying out")
        assert screen.code is not None
        assert screen.code.id == "act.trying-out"
        await pilot.press("A")
        await fill(pilot, "Small steps")
        assert names(pilot)[-3:] == ["    Trying out", "      Small steps", "  Leadership"]
        await pilot.press("home", "a")
        await fill(pilot, "A top one")
        assert names(pilot)[-1] == "  A top one"
        await pilot.press("u", "u")
        assert "Undone: add code" in said(pilot)
        assert "      Small steps" not in names(pilot)
        await pilot.press("U")
        assert "      Small steps" in names(pilot)
    assert codes(study)["act.trying-out.small-steps"] == "Small steps"


@covers("codebook_rename")
async def test_renaming_in_both_languages(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("r")
        first, second = pilot.app.screen.query(Input)
        assert (first.value, second.value) == ("Leadership", "")
        first.value = ""
        await pilot.press("enter")
        assert "needs a name" in said(pilot)
        first.value = "Leading"
        await pilot.press("tab", *"Ledelse", "enter")
        await pilot.pause()
        assert "Ledelse" in details(pilot)
    with Project.open(study) as project:
        code = project.codes.get("lead")
        assert (code.name, code.name_nb) == ("Leading", "Ledelse")


@covers("codebook_edit")
async def test_editing_definition_include_and_exclude(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "lead")
        await pilot.press("e", *"Or takes it. ", "escape")
        assert "Not saved" in said(pilot)
        await pilot.press("tab", *"Chairs", "tab", *"Clerks", "ctrl+s")
        await pilot.pause()
        assert screen.code is not None
        assert screen.code.definition.endswith("given the lead.Or takes it. ")
        assert (screen.code.include, screen.code.exclude) == ("Chairs", "Clerks")
        before = screen.desk.project.latest_change()
        await pilot.press("e", "ctrl+s")
        await pilot.press("e", "escape")
        assert screen.desk.project.latest_change() == before
        await pilot.press("e", "x", "escape", "escape")
        assert isinstance(pilot.app.screen, CodebookScreen)


@covers("codebook_example", "codebook_drop_example")
async def test_an_excerpt_becomes_an_example_and_goes_again(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        await pilot.press("x")
        assert "Choose an excerpt first" in said(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "x")
        assert "travel with it" in said(pilot)
        assert screen.code is not None
        assert [example.text for example in screen.code.examples] == [QUESTIONS[1]]
        assert f"“{QUESTIONS[1]}”" in details(pilot)
        assert screen.excerpt is not None
        assert screen.excerpt.quote == QUESTIONS[1]
        await pilot.press("x")
        assert "has this example already" in said(pilot)
        await pilot.press("X", "enter")
        await pilot.pause()
        assert screen.code.examples == ()
        await pilot.press("X")
        assert "no examples" in said(pilot)


async def test_an_example_has_the_language_of_its_document(tmp_path: Path) -> None:
    study = make_study(tmp_path, documents=False)
    (tmp_path / "Intervju 1.txt").write_text(INTERVIEW, encoding="utf-8")
    with Project.open(study) as project:
        choices = ImportChoices(language="nb")
        reports = list(project.import_files([tmp_path / "Intervju 1.txt"], choices))
        assert [report.error for report in reports] == [None]
    add_codings(study, ("act.question", QUESTIONS[0]))
    async with opened(study) as pilot:
        screen = await at(pilot, "act.question")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("x")
        assert screen.code is not None
        assert [example.language for example in screen.code.examples] == ["nb"]


@covers("codebook_move", "codebook_move_top")
async def test_moving_under_another_code_and_to_the_top(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "lead")
        await pilot.press("p", *"modell", "enter")
        await pilot.pause()
        assert names(pilot)[-2:] == ["    Modelling", "      Leadership"]
        assert screen.code is not None
        assert screen.code.id == "lead"
        await pilot.press("P")
        assert names(pilot)[-1] == "  Leadership"
        await pilot.press("P")
        assert "top code already" in said(pilot)
        await at(pilot, "act")
        await pilot.press("p")
        await pilot.pause()
        offered = "\n".join(lines(pilot))
        assert "Leadership" in offered
        assert "Modelling" not in offered


@covers("codebook_up", "codebook_down")
async def test_changing_places_with_a_sibling(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "act.model")
        await pilot.press("K")
        assert names(pilot)[2:4] == ["    Modelling", "    Questioning"]
        assert screen.code is not None
        assert screen.code.id == "act.model"
        await pilot.press("K")
        assert "first one" in said(pilot)
        await pilot.press("J")
        assert names(pilot)[2:4] == ["    Questioning", "    Modelling"]
        await pilot.press("J")
        assert "last one" in said(pilot)


@covers("codebook_merge")
async def test_merging_says_first_what_happens(study: Path) -> None:
    add_codings(study, ("act.model", QUESTIONS[0]))
    add_codings(study, ("act.question", "Hva ble resultatet?"), coder="Ola")
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        await pilot.press("M", *"modell", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        told = pane(pilot, "confirm-told")
        assert "3 codings get the code Modelling, 1 of them by other coders" in told
        assert "1 of them are joined" in told
        await pilot.press("n")
        await pilot.pause()
        assert "    Questioning" in names(pilot)
        await pilot.press("M", *"modell", "enter", "y")
        await pilot.pause()
        assert "    Questioning" not in names(pilot)
        screen = screen_of(pilot)
        assert screen.code is not None
        assert (screen.code.id, len(screen.excerpts)) == ("act.model", 3)
        await pilot.press("u")
        assert "    Questioning" in names(pilot)


@covers("codebook_remove")
async def test_only_an_unused_code_is_removed(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("d")
        assert "has 1 codings" in said(pilot)
        await pilot.press("a")
        await fill(pilot, "Unused")
        await pilot.press("delete")
        await pilot.pause()
        assert "  Unused" not in names(pilot)


@covers("codebook_colour")
async def test_a_colour_is_chosen_or_typed_or_taken_off(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await at(pilot, "lead")
        uuid = screen.code.uuid if screen.code else ""
        await pilot.press("c")
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert screen.desk.marks[uuid][1] == "#59a14f"
        await pilot.press("c", "end", "up", "enter")
        await pilot.pause()
        await fill(pilot, "green")
        assert "Six digits" in "\n".join(lines(pilot))
        await fill(pilot, "#12AB34")
        assert screen.desk.marks[uuid][1] == "#12ab34"
        await pilot.press("c", "end", "enter")
        await pilot.pause()
        assert screen.desk.marks[uuid][1] == "#f28e2b"


@covers("codebook_memo")
async def test_a_memo_on_a_code_and_on_the_codebook(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("m", *"too wide", "ctrl+s")
        await pilot.pause()
        assert "too wide" in details(pilot)
        await pilot.press("m", *" still", "ctrl+s")
        await pilot.pause()
        assert "too wide still" in details(pilot)
        await pilot.press("home", "m", *"from the pilot", "ctrl+s")
        await pilot.pause()
        assert "from the pilot" in details(pilot)
    with Project.open(study) as project:
        assert [(memo.kind, memo.target_table) for memo in project.memos.list()] == [
            ("code", "code"),
            ("method", "codebook"),
        ]


# Splitting


def test_names_for_the_parts_of_a_code_are_checked() -> None:
    assert wrong_names(" ; ") == "Name at least one code."
    assert wrong_names("a; A") == "Two of the names are the same."
    assert "9 at once" in (wrong_names(";".join("abcdefghij")) or "")
    assert wrong_names("Doubting; Rejecting") is None


@covers("codebook_split")
async def test_splitting_walks_through_the_codings_and_can_be_taken_up_again(study: Path) -> None:
    add_codings(study, ("act.question", "Hva ble resultatet?"))
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        await pilot.press("s")
        await fill(pilot, "Doubting; Rejecting")
        assert isinstance(pilot.app.screen, SplitWalk)
        assert static(pilot, "walk-place").startswith("1 of 3  ·  Questioning")
        assert f"‹{QUESTIONS[0]}›" in pane(pilot, "walk-passage")
        assert "Bjørn" not in static(pilot, "walk-place")
        await pilot.press("2")
        assert static(pilot, "walk-place").startswith("2 of 3")
        await pilot.press("9", "1", "u")
        assert static(pilot, "walk-place").startswith("2 of 3")
        assert static(pilot, "walk-said") == "Undone: recode act.question to act.doubting"
        await pilot.press("escape")
        await pilot.pause()
        assert names(pilot)[2:5] == ["    Questioning", "    Doubting", "    Rejecting"]
    assert ("act.rejecting", QUESTIONS[0]) in coded(study)
    assert ("act.question", QUESTIONS[1]) in coded(study)
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        await pilot.press("s", "enter")
        await pilot.pause()
        assert static(pilot, "walk-place").startswith("1 of 2")
        assert f"‹{QUESTIONS[1]}›" in pane(pilot, "walk-passage")
        await pilot.press("space", "1")
        assert static(pilot, "walk-place") == "All 2 seen"
        await pilot.press("u", "u", "u")
        assert static(pilot, "walk-said") == "Nothing was done here yet."
        await pilot.press("space", "1", "escape")
    assert [code for code, quote in coded(study) if quote == "Hva ble resultatet?"] == [
        "act.doubting"
    ]
    assert ("act.question", QUESTIONS[1]) in coded(study)
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        await pilot.press("s")
        assert isinstance(pilot.app.screen.query_one(Input), Input)


@covers("codebook_split")
async def test_a_split_goes_on_where_it_was_left_though_codings_were_left_as_they_are(
    study: Path,
) -> None:
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        await pilot.press("s")
        await fill(pilot, "Doubting")
        await pilot.press("space", "escape")
        await pilot.pause()
        await pilot.press("s", "enter")
        await pilot.pause()
        assert static(pilot, "walk-place").startswith("2 of 2")


@covers("codebook_split")
async def test_codes_that_are_there_are_used_and_other_coders_codings_left(study: Path) -> None:
    add_codings(study, ("lead", "Hva ble resultatet?"), coder="Ola")
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("s")
        await fill(pilot, "modellering")
        assert static(pilot, "walk-place").startswith("1 of 1")
        await pilot.press("1", "escape")
    assert set(codes(study)) == {"act", "act.question", "act.model", "lead"}
    assert ("act.model", "Egentlig ingen.") in coded(study)
    assert ("lead", "Hva ble resultatet?") in coded(study)


@covers("codebook_split")
async def test_a_coding_that_is_there_already_is_refused_and_stays_in_the_queue(
    study: Path,
) -> None:
    add_codings(study, ("act.model", "Egentlig ingen."))
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("s")
        await fill(pilot, "Modelling")
        await pilot.press("1")
        assert "given to this passage already" in said(pilot)
        assert static(pilot, "walk-place").startswith("1 of 1")


@covers("codebook_split")
async def test_what_somebody_removed_during_a_walk_is_said_and_passed_over(study: Path) -> None:
    with Project.open(study) as project:
        notes, kari = project.documents.get("Notater").uuid, project.coders.get(CODER).uuid
        coding = project.codings.apply(notes, project.codes.get("lead").uuid, kari, 0, 10)
    async with opened(study) as pilot:
        screen = await at(pilot, "lead")
        await pilot.press("s")
        await fill(pilot, "Doubting")
        with Project.open(study) as project:
            project.codings.remove(coding.uuid, kari)
            project.documents.remove("Notater")
        await pilot.press("space")
        assert static(pilot, "walk-place") == "2 of 2"
        assert "Somebody removed it" in pane(pilot, "walk-passage")
        await pilot.press("1")
        assert "no coding matches" in said(pilot)
        await pilot.press("space")
        assert static(pilot, "walk-place") == "All 2 seen"
        await pilot.press("escape")
        await pilot.pause()
        assert len(screen.excerpts) == 1


async def test_splitting_a_code_without_codings_makes_the_codes_only(study: Path) -> None:
    async with opened(study) as pilot:
        await at(pilot, "act")
        await pilot.press("s")
        await fill(pilot, "Other actions")
        assert "no codings with Learning actions" in said(pilot)
        assert isinstance(pilot.app.screen, CodebookScreen)
    assert codes(study)["other-actions"] == "Other actions"


# Versions and reading again


def test_differences_have_signs_and_keep_what_stayed() -> None:
    found = [(p.text, p.look) for p in text_diff("It stays. It goes.", "It stays. It comes.")]
    assert found == [
        ("  It stays.", "soft"), ("- It goes.", "removed"), ("+ It comes.", "added"),
    ]  # fmt: skip


def test_nothing_changed_is_said() -> None:
    assert "the same" in next(changes_text([])).text


@covers("codebook_versions")
async def test_versions_with_their_codings_and_what_changed(study: Path) -> None:
    with Project.open(study) as project:
        project.codes.update(
            project.codes.get("lead").uuid, definition="Somebody takes the lead. Or wants to."
        )
        project.codes.add("tiny", "new", "Brand new", definition="Of today.")
    async with opened(study) as pilot:
        await at(pilot, "lead")
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(pilot.app.screen, VersionsScreen)
        shown = "\n".join(lines(pilot))
        assert "4 codings made under it" in shown
        assert "in force" in shown
        assert static(pilot, "versions-what") == "From version 2 to 3"
        assert "+ Of today." in pane(pilot, "versions-diff")
        await pilot.press("down")
        await pilot.pause()
        difference = pane(pilot, "versions-diff")
        assert "- Somebody takes or is given the lead." in difference
        assert "+ Or wants to." in difference
        assert "Of today." not in difference
        await pilot.press("c")
        await pilot.pause()
        assert static(pilot, "versions-what") == "From version 2 to the present"
        await pilot.press("down")
        await pilot.pause()
        assert "+ Or wants to." in pane(pilot, "versions-diff")
        assert "+ Of today." in pane(pilot, "versions-diff")
        await pilot.press("c")
        await pilot.pause()
        assert "Nothing to compare with" in pane(pilot, "versions-diff")
        await pilot.press("tab")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#versions-diff")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CodebookScreen)


@covers("codebook_reread")
async def test_outdated_codings_are_read_again_one_by_one(study: Path) -> None:
    add_codings(study, ("act.question", "Hva ble resultatet?"), ("act.question", "En ny plan"))
    with Project.open(study) as project:
        project.codes.update(
            project.codes.get("act.question").uuid, definition="Rejecting the present practice."
        )
    async with opened(study) as pilot:
        await at(pilot, "act.question")
        assert "4 codings of yours were made under an older definition" in details(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Reread)
        definition = pane(pilot, "walk-definition")
        assert "- Criticising or rejecting some aspect of the present practice." in definition
        assert "+ Rejecting the present practice." in definition
        assert f"‹{QUESTIONS[0]}›" in pane(pilot, "walk-passage")
        await pilot.press("enter", "r", *"leader", "enter")
        await pilot.pause()
        assert static(pilot, "walk-place").startswith("3 of 4")
        await pilot.press("d", "u", "s", "d", "down", "up")
        assert static(pilot, "walk-place") == "All 4 seen"
        assert pane(pilot, "walk-definition") == ""
        await pilot.press("r", "d", "enter", "escape")
        await pilot.pause()
        assert "1 coding of yours was made under an older definition" in details(pilot)
    assert coded(study) == [
        ("act.question", QUESTIONS[0]), ("lead", "Egentlig ingen."), ("lead", QUESTIONS[1]),
        ("act.question", "Hva ble resultatet?"), ("act.model", "En ny plan, som vi prøver ut nå."),
    ]  # fmt: skip


@covers("codebook_reread")
async def test_the_queue_is_that_of_the_code_or_of_the_whole_book(study: Path) -> None:
    with Project.open(study) as project:
        for code in ("act.question", "lead"):
            project.codes.update(project.codes.get(code).uuid, definition="Otherwise.")
    async with opened(study) as pilot:
        for code, number in (("act", "1 of 2"), ("lead", "1 of 1")):
            await at(pilot, code)
            await pilot.press("o")
            await pilot.pause()
            assert static(pilot, "walk-place").startswith(number)
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("home", "o")
        await pilot.pause()
        assert static(pilot, "walk-place").startswith("1 of 3")
        await pilot.press("escape")
        await at(pilot, "act.model")
        await pilot.press("o")
        assert "None of your codings here" in said(pilot)


def test_counts_are_rolled_up_to_all_above(study: Path) -> None:
    with Project.open(study) as project:
        tree = project.codes.list()
        totals = rolled_up(tree, {code.uuid: 1 for code in tree})
    assert [totals[code.uuid] for code in tree] == [3, 1, 1, 1]


# What the screen asks of the project


def test_codings_with_a_code_are_those_of_one_coder_or_of_all(study: Path) -> None:
    add_codings(study, ("act.question", "Hva ble resultatet?"), coder="Ola")
    with Project.open(study) as project:
        code = project.codes.get("act.question").uuid
        kari = project.coders.get(CODER).uuid
        codings = project.codings
        assert [coding.quote for coding in codings.with_code(code, kari)] == list(QUESTIONS)
        assert len(codings.with_code(code)) == 3
        for coder in (kari, None, ""):
            whole = [coding.uuid for coding in codings.with_code(code, coder)]
            assert codings.uuids_with_code(code, coder) == whole


def test_outdated_codings_are_counted_as_they_are_listed(study: Path) -> None:
    add_codings(study, ("act.question", "Hva ble resultatet?"), coder="Ola")
    with Project.open(study) as project:
        for code in ("act.question", "lead"):
            project.codes.update(project.codes.get(code).uuid, exclude="Anything else.")
        kari = project.coders.get(CODER).uuid
        for coder, expected in ((kari, {"act.question": 2, "lead": 1}), (None, None), ("", {})):
            listed = [item.code.id for item in project.versions.outdated("tiny", coder)]
            counted = {
                project.codes.by_uuid(uuid).id: number
                for uuid, number in project.versions.count_outdated("tiny", coder).items()
            }
            assert counted == Counter(listed)
            assert expected is None or counted == expected


async def test_a_coder_who_has_coded_nothing_is_shown_no_codings(study: Path) -> None:
    async with opened(study, coder="Ny") as pilot:
        screen = await at(pilot, "act.question")
        assert (screen.row.own if screen.row else None, screen.excerpts) == (0, [])


# Pictures

pictured = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)
Compare = Callable[..., bool]


def taken(
    snap_compare: Compare, study: Path, size: tuple[int, int], press: Iterable[str] = ()
) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for key in ("f5", *press):
            await pilot.press(key)
            await pilot.pause()

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_the_codebook(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["down", "down"])


@pictured
def test_the_codebook_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), ["down", "down"])


@pictured
def test_reading_again(snap_compare: Compare, study: Path) -> None:
    with Project.open(study) as project:
        project.codes.update(
            project.codes.get("act.question").uuid,
            definition="Criticising or rejecting the present practice. Not only wondering.",
        )
    assert taken(snap_compare, study, (120, 40), ["down", "down", "o"])


@pictured
def test_splitting_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    keys = ["down", "down", "s", *"Doubting;No", "enter"]
    assert taken(snap_compare, study, (80, 24), keys)
