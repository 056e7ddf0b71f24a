"""Every action of the registry, driven by its keys."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.widgets import Input, TextArea
from tui_study import (
    INTERVIEW,
    add_codings,
    add_suggestions,
    coded,
    coding_screen,
    covers,
    inspected,
    make_study,
    opened,
    said,
)

from qualcode.project import Project
from tui.actions import ACTIONS, GROUPS, Scope, bindings, key_name, of_scope
from tui.app import SCREENS
from tui.keymap import Keymap
from tui.screens.choose import Choice
from tui.screens.help import HelpScreen, help_text
from tui.screens.memo import MemoScreen
from tui.screens.palette import CodePalette
from tui.widgets.codetree import CodeTree
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def place(words: str) -> int:
    return INTERVIEW.index(words)


# The registry


def covered() -> set[str]:
    """The actions that tests say they drive, in all modules of tests of the TUI."""
    decorators = [
        decorator
        for path in sorted(Path(__file__).parent.glob("test_tui_*.py"))
        for test in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in test.decorator_list
    ]
    return {
        argument.value
        for decorator in decorators
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "covers"
        for argument in decorator.args
        if isinstance(argument, ast.Constant)
    }


def test_every_action_has_a_test() -> None:
    assert {action.id for action in ACTIONS} - covered() == set()
    assert covered() - {action.id for action in ACTIONS} == set()


def test_every_action_stands_in_the_help_of_its_screen() -> None:
    for action in ACTIONS:
        scope = "coding" if action.scope in {"app", "transcript", "codes"} else action.scope
        text = "\n".join(paragraph.text for paragraph in help_text(scope, Keymap()))
        assert action.keys
        assert action.group in GROUPS
        assert action.help.endswith(".")
        assert action.help in text
        assert action.label in text


def test_ids_are_given_once_and_keys_once_where_they_are_heard_together() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    scopes = {action.scope for action in ACTIONS}
    groups: list[list[Scope]] = [["app", "coding", "transcript"], ["codes"]]
    groups += [
        ["app", scope] for scope in sorted(scopes - {"app", "coding", "transcript", "codes"})
    ]
    for together in groups:
        keys = [key for action in of_scope(*together) for key in action.keys]
        assert [key for key in keys if keys.count(key) > 1] == []


async def test_every_action_is_answered_where_its_scope_says(study: Path) -> None:
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        program = screen.program
        places: dict[str, DOMNode] = {
            "app": program,
            "transcript": screen.transcript,
            "codes": screen.query_one(CodeTree),
            "coding": screen,
        }
        for name in SCREENS:
            program.go_to(name)
            await pilot.pause()
            places[name] = program.study_screen
        for action in ACTIONS:
            owner, _, name = action.run.partition("(")[0].rpartition(".")
            by_name = {"screen": screen, "app": program, "": places[action.scope]}
            assert hasattr(by_name[owner], f"action_{name}"), action.id


@pytest.mark.parametrize("scope", sorted({"coding", *SCREENS}))
def test_the_footer_fits_eighty_columns(scope: Scope) -> None:
    scopes: tuple[Scope, ...] = ("transcript", "coding") if scope == "coding" else (scope,)
    shown = [binding for binding in bindings(of_scope(*scopes, "app")) if binding.show]
    assert sum(len(f"{b.key_display} {b.description} ") for b in shown) <= 80


def test_keys_are_named_as_people_call_them() -> None:
    assert key_name("ctrl+shift+right") == "Ctrl+Shift+→"
    assert key_name("question_mark") == "?"
    assert key_name("f2") == "F2"


# Moving


@covers("left", "right", "up", "down", "line_start", "line_end", "text_start", "text_end")
async def test_moving_by_characters_and_lines(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        seen = []
        for key in (
            "right",
            "l",
            "left",
            "h",
            "down",
            "j",
            "up",
            "k",
            "end",
            "home",
            "dollar_sign",
        ):
            await pilot.press(key)
            seen.append(transcript.caret)
        first, second = place("Hva gjorde"), place("Vi satte")
        third = transcript.lines.starts[2]
        assert seen[:4] == [first + 1, first + 2, first + 1, first]
        assert seen[4:8] == [second, third, second, first]
        assert seen[8:] == [place("\nAnna: Vi"), first, place("\nAnna: Vi")]
        await pilot.press("0", "G")
        assert transcript.caret == len(INTERVIEW.rstrip())
        await pilot.press("g", "g")
        assert transcript.caret == first
        await pilot.press("ctrl+end", "ctrl+home")
        assert transcript.caret == first


@covers("next_word", "previous_word", "word_end", "next_turn", "previous_turn")
async def test_moving_by_words_and_turns(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("w", "w")
        assert transcript.caret == place("dere da")
        await pilot.press("e")
        assert transcript.caret == place(" da arbeidet")
        await pilot.press("b")
        assert transcript.caret == place("dere da")
        await pilot.press("right_square_bracket", "J")
        assert transcript.caret == place("Hvem tok")
        await pilot.press("w", "left_square_bracket")
        assert transcript.caret == place("Hvem tok")
        await pilot.press("K")
        assert transcript.caret == place("Vi satte")


@covers("page_down", "page_up")
async def test_moving_by_pages(study: Path) -> None:
    async with opened(study, size=(60, 12)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("pagedown")
        assert transcript.lines.at(transcript.caret) == transcript.size.height - 1
        assert transcript.scroll_offset.y > 0
        await pilot.press("pageup")
        assert transcript.caret == place("Hva gjorde")


# Selecting


@covers("visual", "clear")
async def test_visual_mode_extends_with_every_move_until_cleared(study: Path) -> None:
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        await pilot.press("v", "w", "w")
        selection = screen.transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == "Hva gjorde "
        await pilot.press("escape")
        assert screen.transcript.selection is None
        await pilot.press("w")
        assert screen.transcript.selection is None
        await pilot.press("v", "w", "v")
        assert screen.transcript.selection is None


@covers("clear")
async def test_escape_in_a_panel_goes_back_to_the_transcript(study: Path) -> None:
    async with opened(study, size=(160, 40)) as pilot:
        screen = coding_screen(pilot)
        await pilot.press("tab")
        assert screen.focused is not screen.transcript
        await pilot.press("escape")
        assert screen.focused is screen.transcript


@covers("select_turn")
async def test_selecting_the_turn(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "w", "V")
        selection = transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end].startswith("Vi satte oss")
        assert INTERVIEW[selection.start : selection.end].endswith("så det sammen.")


EXTENDING = {
    "extend_right": ("shift+right", "v"),
    "extend_next_word": ("W", "vi "),
    "extend_previous_word": ("B", "Da måtte "[:0] + "måtte "),
    "extend_line_end": ("shift+end", None),
    "extend_line_start": ("shift+home", None),
    "extend_left": ("shift+left", " "),
    "extend_down": ("shift+down", None),
    "extend_up": ("shift+up", None),
    "extend_page_down": ("shift+pagedown", None),
    "extend_page_up": ("shift+pageup", None),
}


@covers(
    "extend_right", "extend_next_word", "extend_previous_word", "extend_line_end",
    "extend_line_start", "extend_left", "extend_down", "extend_up", "extend_page_down",
    "extend_page_up",
)  # fmt: skip
@pytest.mark.parametrize("action", EXTENDING)
async def test_extending_moves_one_end(study: Path, action: str) -> None:
    key, words = EXTENDING[action]
    async with opened(study, size=(60, 14)) as pilot:
        transcript = coding_screen(pilot).transcript
        start = place("vi så det sammen") if "line" in action else place("vi se på våre")
        transcript.go(start)
        await pilot.press(key)
        selection = transcript.selection
        assert selection is not None
        assert start in {selection.start, selection.end}
        assert (transcript.caret > start) == (
            action in {"extend_right", "extend_next_word", "extend_line_end", "extend_down",
                       "extend_page_down"}
        )  # fmt: skip
        if words is not None:
            assert INTERVIEW[selection.start : selection.end] == words


# Coding


@covers("code")
async def test_coding_the_turn_under_the_caret(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("J", "enter")
        assert isinstance(pilot.app.screen, CodePalette)
        await pilot.press(*"model", "enter")
        assert "Modelling" in inspected(pilot)
    (code, quote) = coded(study)[0]
    assert code == "act.model"
    assert quote.startswith("Vi satte oss ned")
    assert quote.endswith("så det sammen.")


@covers("code")
async def test_coding_a_selection_without_its_outer_space(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("v", "w", "w", "c", *"spør", "enter")
        assert transcript.selection is not None
        assert not transcript.is_selecting
        await pilot.press("w")
        assert transcript.selection is None
    assert coded(study) == [("act.question", "Hva gjorde")]


@covers("code")
async def test_the_latest_code_comes_first_and_a_second_time_is_refused(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "J", "c", "enter", "c", "enter")
        assert "already" in said(pilot)
    assert [code for code, _ in coded(study)] == ["lead", "lead"]


async def test_leaving_the_palette_changes_nothing(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "escape")
        assert pilot.app.screen is coding_screen(pilot)
    assert coded(study) == []


async def test_the_palette_moves_with_arrows_and_shows_the_definition(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", "down", "down")
        palette = pilot.app.screen
        assert "Making a simplified model" in palette.query_one(TextPane).text
        await pilot.press("up", "pagedown", "pageup")
        assert palette.query_one(RowList).highlighted == 0
        assert palette.query_one(Input).has_focus


@covers("remove_coding")
async def test_removing_the_only_coding_under_the_caret(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        assert "Leadership" in inspected(pilot)
        await pilot.press("d")
        assert "Leadership" not in inspected(pilot)
        await pilot.press("d")
        assert "no coding under the caret" in said(pilot)
    assert coded(study) == []


@covers("remove_coding")
async def test_removing_asks_which_where_codes_overlap(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), ("act", "Hva gjorde"))
    async with opened(study) as pilot:
        await pilot.press("delete")
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("j", "k", "down", "enter")
    assert len(coded(study)) == 1


async def test_others_codings_are_not_removed(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), coder="Ola")
    async with opened(study) as pilot:
        await pilot.press("O", "d")
        assert "no coding of yours" in said(pilot)
    assert len(coded(study)) == 1


@covers("undo", "redo")
async def test_undo_and_redo_name_what_they_did(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "u")
        assert "Undone: apply lead" in said(pilot)
        assert "Leadership" not in inspected(pilot)
        await pilot.press("ctrl+y")
        assert "Done again: apply lead" in said(pilot)
        assert "Leadership" in inspected(pilot)
        await pilot.press("ctrl+z", "U")
    assert coded(study) == [("lead", "Hva gjorde dere da arbeidet stoppet opp?")]


@covers("undo")
async def test_undo_without_anything_to_undo_says_so(study: Path) -> None:
    async with opened(study, coder="Nina") as pilot:
        await pilot.press("u")
        assert "nothing to undo" in said(pilot)


@covers("memo")
async def test_a_memo_on_the_coding_under_the_caret(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("m", *"se her", "ctrl+s")
        assert "se her" in inspected(pilot)
        await pilot.press("m", *"!", "ctrl+s")
    with Project.open(study) as project:
        (memo,) = project.memos.list()
        assert (memo.text, memo.kind, memo.target_table) == ("se her!", "coding", "coding")


@covers("memo")
async def test_a_memo_on_the_selection_and_on_the_document(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("m", *"hele", "ctrl+s", "v", "w", "m", *"del", "ctrl+s")
        assert "hele" in inspected(pilot)
    with Project.open(study) as project:
        memos = {memo.text: (memo.start, memo.end) for memo in project.memos.list()}
    start = place("Hva gjorde")
    assert memos == {"hele": (None, None), "del": (start, start + 3)}


@covers("memo")
async def test_a_memo_asks_which_coding_and_is_not_thrown_away_unasked(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), ("act", "Hva gjorde"))
    async with opened(study) as pilot:
        await pilot.press("m", "enter")
        assert isinstance(pilot.app.screen, MemoScreen)
        await pilot.press("ctrl+s")
        assert "no text yet" in said(pilot)
        await pilot.press("x", "escape")
        assert "Not saved" in said(pilot)
        assert pilot.app.screen.query_one(TextArea).text == "x"
        await pilot.press("escape")
        assert pilot.app.screen is coding_screen(pilot)
    with Project.open(study) as project:
        assert project.memos.list() == []


# Suggestions


REASON = "the words “tok initiativet” are a cue"


def suggest(study: Path) -> None:
    add_suggestions(
        study,
        ("lead", "Egentlig ingen. Det var et møte", REASON),
        ("act.model", "En ny plan, som vi prøver ut nå.", "resembles the definition"),
    )


@covers("progress")
async def test_suggestions_are_hidden_until_the_first_pass_is_done(study: Path) -> None:
    suggest(study)
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        assert "Hidden until" in inspected(pilot)
        await pilot.press("n", "a", "x")
        assert said(pilot).count("stay hidden") == 3
        assert screen.transcript.suggestion is None
        await pilot.press("f", "s")
        assert "2 suggestions are visible now" in said(pilot)
        assert "2 open in this document" in inspected(pilot)
        await pilot.press("f", "s")
        assert "already" in said(pilot)
        await pilot.press("u")
        assert "Hidden until" in inspected(pilot)


async def test_marking_the_first_pass_without_suggestions_says_how_to_make_some(
    study: Path,
) -> None:
    async with opened(study) as pilot:
        await pilot.press("f", "s", "n")
        assert "`qualcode suggest` makes them" in said(pilot)
        assert "no open suggestions" in said(pilot)


@covers("next_suggestion", "previous_suggestion")
async def test_going_through_suggestions_shows_their_reasons(study: Path) -> None:
    suggest(study)
    async with opened(study, size=(80, 24)) as pilot:
        screen = coding_screen(pilot)
        await pilot.press("f", "s", "n")
        assert screen.query_one("#inspector").display
        assert screen.transcript.caret == place("Egentlig ingen")
        assert f"Why: {REASON}" in inspected(pilot)
        await pilot.press("n")
        assert screen.transcript.caret == place("En ny plan")
        await pilot.press("p")
        assert screen.transcript.caret == place("Egentlig ingen")
        await pilot.press("escape", "G", "p")
        assert screen.transcript.caret == place("En ny plan")


@covers("accept", "reject")
async def test_accepting_and_rejecting_go_on_to_the_next(study: Path) -> None:
    suggest(study)
    async with opened(study) as pilot:
        await pilot.press("f", "s", "a")
        assert "No suggestion is chosen" in said(pilot)
        await pilot.press("n", "a", "x")
        assert "Accepted: Leadership. 1 left" in said(pilot)
        assert "Rejected: Modelling. 0 left" in said(pilot)
    with Project.open(study) as project:
        (coding,) = project.codings.list()
        assert (coding.origin, coding.quote) == ("suggested", "Egentlig ingen. Det var et møte")
        run = project.suggestions.runs()[-1].uuid
        assert {s.status for s in project.suggestions.list(run)} == {"accepted", "rejected"}


@covers("accept")
async def test_undoing_an_acceptance_brings_the_suggestion_back(study: Path) -> None:
    suggest(study)
    async with opened(study) as pilot:
        await pilot.press("f", "s", "n", "a", "u")
        assert "Undone: accept lead" in said(pilot)
        assert "2 open in this document" in inspected(pilot)
    assert coded(study) == []


# Documents


@covers("next_document", "previous_document", "documents")
async def test_going_from_document_to_document(study: Path) -> None:
    async with opened(study) as pilot:
        screen = coding_screen(pilot)

        def name() -> str:
            assert screen.reading is not None
            return screen.reading.document.name

        await pilot.press("greater_than_sign")
        assert name() == "Notater"
        await pilot.press("greater_than_sign")
        assert "last document" in said(pilot)
        await pilot.press("less_than_sign", "less_than_sign")
        assert name() == "Intervju 1"
        assert "first document" in said(pilot)
        await pilot.press("o", "down", "enter")
        assert name() == "Notater"
        await pilot.press("o", "escape")
        assert name() == "Notater"


# View and the rest


@covers("left_panel", "inspector")
async def test_panels_fold_and_leave_the_transcript_room(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        screen = coding_screen(pilot)
        left, inspector = screen.query_one("#left"), screen.query_one("#inspector")
        assert (left.display, inspector.display) == (False, False)
        await pilot.press("f2", "f3")
        assert (left.display, inspector.display) == (True, True)
        assert "CODES HERE" in inspected(pilot)
        assert screen.transcript.size.width > 46
        await pilot.press("f2", "f3")
        assert (left.display, inspector.display) == (False, False)


@covers("left_panel", "inspector")
async def test_a_panel_makes_room_for_another(study: Path) -> None:
    async with opened(study, size=(104, 30)) as pilot:
        screen = coding_screen(pilot)
        left, inspector = screen.query_one("#left"), screen.query_one("#inspector")
        assert (left.display, inspector.display) == (False, True)
        await pilot.press("f2")
        assert (left.display, inspector.display) == (True, False)
        await pilot.press("f3")
        assert (left.display, inspector.display) == (False, True)
        await pilot.resize_terminal(200, 60)
        await pilot.press("f2")
        assert (left.display, inspector.display) == (True, True)


@covers("others")
async def test_others_codings_are_hidden_until_asked_for(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), coder="Ola")
    async with opened(study) as pilot:
        assert "Leadership" not in inspected(pilot)
        await pilot.press("O")
        assert "Ola" in inspected(pilot)
        await pilot.press("O")
        assert "Leadership" not in inspected(pilot)


@covers("theme")
async def test_the_theme_changes_and_is_remembered(study: Path) -> None:
    async with opened(study) as pilot:
        assert pilot.app.theme == "qualcode-dark"
        await pilot.press("t")
        assert pilot.app.theme == "qualcode-light"
    async with opened(study) as pilot:
        assert pilot.app.theme == "qualcode-light"


@covers("help")
async def test_help_lists_the_keys_and_closes(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("down", "pagedown", "escape")
        assert pilot.app.screen is coding_screen(pilot)


@covers("commands")
async def test_commands_are_found_by_name_and_run_where_they_belong(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("ctrl+p")
        assert isinstance(pilot.app.screen, CommandPalette)
        await pilot.press(*"next turn")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert transcript.caret == place("Vi satte")


@covers("quit")
async def test_quitting_and_coming_back_finds_everything(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("greater_than_sign", "less_than_sign", "J", "w")
        caret = coding_screen(pilot).transcript.caret
        await pilot.press("c", *"lead", "enter", "q")
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        assert screen.reading is not None
        assert screen.reading.document.name == "Intervju 1"
        assert screen.transcript.caret == caret
        assert "Leadership" in inspected(pilot)
