"""Coding on the coding screen: digits, several codes, new codes, changes to codings."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from tui_study import (
    INTERVIEW,
    add_codings,
    coded,
    coding_screen,
    covers,
    inspected,
    make_study,
    opened,
    said,
)

from qualcode.model import Coding
from qualcode.project import Project
from tui.screens.choose import Choice
from tui.screens.palette import CodesPalette
from tui.screens.prompt import Prompt
from tui.widgets.quickbar import QuickBar
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

FIRST_TURN = "Hva gjorde dere da arbeidet stoppet opp?"
BOOK = """\
codebook:
  id: book
  title: A book with attributes
  unit: Episode of one or more turns.
  exclusivity: Within b.* at most one code per episode.
  attributes:
    - {id: voice, values: [I, we]}
    - {id: direction, values: [hinders, helps]}
    - {id: pair, values: free}
codes:
  - id: b.one
    name: One
    name_nb: En
    definition: The first.
    examples:
      - {lang: en, text: "One thing at a time."}
      - {lang: nb, text: "En ting av gangen."}
  - id: b.two
    name: Two
    name_nb: To
    definition: The second.
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def add_book(study: Path) -> None:
    path = study.parent / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    with Project.open(study) as project:
        project.codebooks.load(path)


def codings(study: Path) -> list[Coding]:
    with Project.open(study) as project:
        return list(project.codings.list())


def quick(pilot: Pilot[None]) -> str:
    return coding_screen(pilot).query_one(QuickBar).text


def status(pilot: Pilot[None]) -> str:
    return str(coding_screen(pilot).query_one("#status", Static).render())


# Digits


@covers(
    "slot_1", "slot_2", "slot_3", "slot_4", "slot_5", "slot_6", "slot_7", "slot_8", "slot_9"
)  # fmt: skip
async def test_a_digit_gives_the_code_it_stands_for(study: Path) -> None:
    with Project.open(study) as project:
        for number in range(1, 10):
            project.codes.add("tiny", f"n{number}", f"Number {number}")
    async with opened(study) as pilot:
        await pilot.press("9")
        assert "9 has no code yet" in said(pilot)
        for number in range(1, 10):
            await pilot.press("c", *f"number {number}", "enter")
        assert quick(pilot).startswith("1 N Number…  2 u Number")
        await pilot.press("J", *"123456789")
    second_turn = [coding for coding in codings(study) if coding.start > 5]
    assert len(second_turn) == 9
    assert [code for code, quote in coded(study) if quote != FIRST_TURN] == [
        f"n{number}" for number in range(1, 10)
    ]


async def test_digits_keep_their_codes_and_are_remembered(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "c", *"model", "enter", "J", "2", "1", "2")
        assert quick(pilot) == "1 e Leadership  2 M Modelling"
    async with opened(study) as pilot:
        assert quick(pilot) == "1 e Leadership  2 M Modelling"
    async with opened(study, coder="Ola") as pilot:
        assert "give the codes used last" in quick(pilot)


async def test_a_new_coder_s_first_coding_is_their_own(study: Path) -> None:
    async with opened(study, coder="Nina", size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "c", *"lead", "enter")
        second_line = transcript.render_line(2).text[: transcript._parts.left]
        assert "┃" in second_line
        await pilot.press("J", "1")
    assert [code for code, _ in coded(study)] == ["lead", "lead"]


async def test_the_selection_stays_for_several_digits(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "c", *"model", "enter")
        await pilot.press("J", "v", "w", "w", "1", "2", "w", "1")
    words = [quote for _, quote in coded(study) if quote != FIRST_TURN]
    assert words[:2] == ["Vi satte", "Vi satte"]
    assert words[2].startswith("Vi satte oss ned")


async def test_a_click_on_the_line_of_digits_codes(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "J")
        await pilot.click("#quick", offset=(5, 0))
        await pilot.pause()
    assert [code for code, _ in coded(study)] == ["lead", "lead"]


async def test_the_line_of_digits_folds_away_in_a_low_terminal(study: Path) -> None:
    async with opened(study, size=(80, 23)) as pilot:
        assert not coding_screen(pilot).query_one(QuickBar).display
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert coding_screen(pilot).query_one(QuickBar).display


@covers("pin")
async def test_pinned_codes_come_first_and_stay(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"lead", "enter", "c", *"model", "enter", "d", "enter")
        await pilot.press("P")
        assert "Modelling is pinned to 1." in said(pilot)
        assert quick(pilot) == "1 M Modelling  2 e Leadership"
        await pilot.press("J", "1", "P")
        assert "Modelling is unpinned." in said(pilot)
    assert tuple(code for code, _ in coded(study))[-1:] * 2 == ("act.model", "act.model")


@covers("repeat")
async def test_the_last_code_is_given_again(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("full_stop")
        assert "No code was used yet" in said(pilot)
        await pilot.press("c", *"lead", "enter", "J", "full_stop")
    assert [code for code, _ in coded(study)] == ["lead", "lead"]


# The palette


async def test_several_marked_codes_are_one_step(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"mod", "tab", *"lead", "tab")
        palette = pilot.app.screen
        assert isinstance(palette, CodesPalette)
        assert len(palette.marked) == 2
        await pilot.press("enter")
        assert "u undoes: apply 2 codes" in status(pilot)
        await pilot.press("u")
        assert "Undone: apply 2 codes" in said(pilot)
        await pilot.press("U")
    assert sorted(coded(study)) == [("act.model", FIRST_TURN), ("lead", FIRST_TURN)]


async def test_a_mark_is_taken_off_again(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", "tab", "ctrl+space", "up", "up", "tab", "enter")
    assert len(coded(study)) == 1


async def test_both_languages_find_a_code_and_the_study_s_names_it(study: Path) -> None:
    with Project.open(study) as project:
        project.settings.language = "nb"
    async with opened(study) as pilot:
        await pilot.press("c", *"modelling")
        palette = pilot.app.screen
        assert isinstance(palette, CodesPalette)
        assert palette.highlighted is not None
        assert palette.highlighted.id == "act.model"
        await pilot.press("enter")
        assert "Codes: Modellering" in status(pilot)
        assert inspected(pilot).index("Modellering") < inspected(pilot).index("Modelling")
        assert quick(pilot) == "1 M Modellering"


async def test_what_fits_nothing_becomes_a_new_code(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("c", *"Tid og rom")
        palette = pilot.app.screen
        assert palette.query_one(RowList).count == 1
        assert "study's own codebook" in palette.query_one(TextPane).text
        await pilot.press("enter")
        assert "Codes: Tid og rom" in status(pilot)
    assert coded(study) == [("tid-og-rom", FIRST_TURN)]


async def test_an_example_stands_by_the_highlighted_code(study: Path) -> None:
    add_book(study)
    async with opened(study) as pilot:
        await pilot.press("c", *"one")
        assert "Example: “One thing at a time.”" in pilot.app.screen.query_one(TextPane).text
    with Project.open(study) as project:
        project.settings.language = "nb"
    async with opened(study) as pilot:
        await pilot.press("c", *"b.one")
        assert "Example: “En ting av gangen.”" in pilot.app.screen.query_one(TextPane).text


async def test_a_long_list_of_codes_shows_only_what_is_in_view(study: Path) -> None:
    with Project.open(study) as project:
        for number in range(60):
            project.codes.add("tiny", f"x{number}", f"Extra {number}")
    async with opened(study) as pilot:
        await pilot.press("c", *"extra")
        assert pilot.app.screen.query_one(RowList).count == 60
        await pilot.press("up", "enter")
    assert coded(study) == [("x59", FIRST_TURN)]


# New codes


@covers("in_vivo")
async def test_selected_words_become_a_code(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("i")
        assert "Select the words" in said(pilot)
        await pilot.press("v", "w", "w", "i")
        assert pilot.app.screen.query_one(Input).value == "Hva gjorde"
        await pilot.press("enter")
        assert "Codes: Hva gjorde" in status(pilot)
    assert coded(study) == [("hva-gjorde", "Hva gjorde")]


@covers("new_code")
async def test_a_new_code_is_made_and_given(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("N")
        assert isinstance(pilot.app.screen, Prompt)
        await pilot.press(*"Tillit", "enter", "u")
        assert "Undone: apply tillit" in said(pilot)
    assert coded(study) == []


async def test_a_study_without_codes_gets_its_first_on_the_spot(tmp_path: Path) -> None:
    study = make_study(tmp_path, codebook=False)
    async with opened(study) as pilot:
        await pilot.press("N", *"Tillit", "enter", "J", "1")
    assert [code for code, _ in coded(study)] == ["tillit", "tillit"]


# Changing codings


@covers("recode")
async def test_a_coding_gets_another_code(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("r", *"quest", "enter")
        assert "Recoded to Questioning" in said(pilot)
        assert "Codes: Questioning" in status(pilot)
        await pilot.press("u")
        assert "Undone: recode lead to act.question" in said(pilot)
        assert "Codes: Leadership" in status(pilot)
        await pilot.press("U")
    assert coded(study) == [("act.question", "Hva gjorde dere")]


@covers("recode")
async def test_recoding_asks_which_and_refuses_others(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), ("act", "Hva gjorde"))
    add_codings(study, ("lead", "Vi satte oss ned"), coder="Ola")
    async with opened(study) as pilot:
        await pilot.press("r")
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("down", "enter", *"model", "enter")
        await pilot.press("O", "J", "r")
        assert "no coding of yours" in said(pilot)
    assert [code for code, _ in coded(study)].count("act.model") == 1


@covers("adjust")
async def test_bounds_are_moved_by_keys(study: Path) -> None:
    add_codings(study, ("lead", "gjorde dere"))
    async with opened(study) as pilot:
        screen = coding_screen(pilot)
        await pilot.press("w", "z")
        assert "ADJUSTING Leadership" in status(pilot)
        await pilot.press("w", "w", "s", "b", "enter")
        assert "ADJUSTING" not in status(pilot)
        assert screen.transcript.selection is None
        assert coded(study) == [("lead", "Hva gjorde dere da")]
        await pilot.press("u")
    assert coded(study) == [("lead", "gjorde dere")]


@covers("adjust", "clear")
async def test_leaving_the_bounds_leaves_the_coding(study: Path) -> None:
    add_codings(study, ("lead", "gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("w", "z", "w", "w", "N", "escape")
        assert "Save the new bounds" in said(pilot)
        assert "ADJUSTING" not in status(pilot)
        assert coding_screen(pilot).transcript.selection is None
        await pilot.press("z", "v", "enter")
        assert isinstance(pilot.app.screen, CodesPalette)
    assert coded(study) == [("lead", "gjorde dere")]


@covers("attributes")
async def test_attributes_are_set_by_one_key_each(study: Path) -> None:
    add_book(study)
    add_codings(study, ("b.one", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("equals_sign", "2", "3", "3", "4", "tab", *"K04/SYK", "enter")
        assert "voice: we" in inspected(pilot)
        await pilot.press("equals_sign", "2", "escape")
        await pilot.press("equals_sign", "4", "enter")
        assert "direction" not in inspected(pilot)
    (coding,) = codings(study)
    assert dict(coding.attributes) == {"voice": "we", "pair": "K04/SYK"}


@covers("attributes")
async def test_a_book_without_attributes_says_so(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("equals_sign")
        assert "A tiny codebook declares no attributes" in said(pilot)


@covers("flag")
async def test_a_flag_has_its_reason_and_comes_off(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("exclamation_mark", *"er dette ledelse?", "enter")
        assert "! To discuss: er dette ledelse?" in inspected(pilot)
        assert codings(study)[0].status == "discuss"
        await pilot.press("u")
        assert "To discuss" not in inspected(pilot)
        await pilot.press("U", "exclamation_mark")
        assert "To discuss" not in inspected(pilot)
    assert codings(study)[0].status == "standing"


async def test_a_flagged_coding_has_its_sign_in_the_gutter(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study, size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        assert "e" in transcript.render_line(0).text[: transcript._parts.left]
        await pilot.press("exclamation_mark", *"?", "enter")
        assert "!" in transcript.render_line(0).text[: transcript._parts.left]


async def test_another_coder_s_coding_can_be_flagged(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"), coder="Ola")
    async with opened(study) as pilot:
        await pilot.press("exclamation_mark")
        assert "no coding under the caret" in said(pilot)
        await pilot.press("O", "exclamation_mark", *"hvorfor?", "enter")
        assert "To discuss: hvorfor?" in inspected(pilot)
        await pilot.press("O", "u")
        assert "Undone: flag lead" in said(pilot)
        assert "Leadership" not in inspected(pilot)


# Episodes


def episodes(study: Path) -> list[tuple[int, int, str]]:
    with Project.open(study) as project:
        document = project.documents.get("Intervju 1").uuid
        return [
            (each.first_turn, each.last_turn, each.topic)
            for each in project.episodes.of_document(document)
        ]


@covers("episode")
async def test_an_episode_opens_and_closes_with_its_topic(study: Path) -> None:
    async with opened(study) as pilot:
        reading = coding_screen(pilot).reading
        assert reading is not None
        await pilot.press("J", "E")
        assert "Episode open since turn 2" in status(pilot)
        assert [is_open for _, is_open in reading.episodes] == [True]
        await pilot.press("K", "E")
        assert "began at turn 2" in said(pilot)
        await pilot.press("J", "J", "E", *"tegning", "enter")
        assert [is_open for _, is_open in reading.episodes] == [False]
        assert "Episode open" not in status(pilot)
        assert episodes(study) == [(1, 2, "tegning")]
        await pilot.press("u")
        assert "Episode open since turn 2" in status(pilot)


@covers("episode")
async def test_codes_of_episodes_go_to_the_episode(study: Path) -> None:
    add_book(study)
    async with opened(study) as pilot:
        await pilot.press("J", "E", "J", "E", "enter")
        await pilot.press("c", *"b.one", "enter", "c", *"lead", "enter")
        assert "In the episode of turns 2 to 3" in inspected(pilot)
        await pilot.press("v", "w", "w", "c", *"b.two", "enter")
        assert "Two stands here beside One" in said(pilot)
    given = {coding.quote[:8]: coding for coding in codings(study)}
    assert sorted(given) == ["Hvem tok", "Vi satte"]
    whole = next(coding for coding in codings(study) if coding.quote.startswith("Vi satte"))
    assert whole.quote.endswith("Hvem tok initiativet til det?")
    assert whole.episode is not None
    assert [c.episode for c in codings(study) if c.quote == "Hvem tok"] == [whole.episode]
    assert [c.episode for c in codings(study) if c.quote.startswith("Hvem tok init")] == [None]


async def test_the_inspector_names_the_episode_and_its_key(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("J", "E")
        assert "EPISODE\nturn 2\nOpen; E at its last turn closes it." in inspected(pilot)
        await pilot.press("J", "E", *"tegning", "enter", "K")
        assert "EPISODE\n“tegning”, turns 2 to 3\nCtrl+e changes it." in inspected(pilot)
        await pilot.press("K")
        assert "EPISODE" not in inspected(pilot)


async def test_what_was_given_to_a_selection_is_told_of_and_taken_off(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("v", "w", "w", "c", *"lead", "enter")
        assert "Codes: Leadership" in status(pilot)
        assert "Somebody takes" in inspected(pilot)
        await pilot.press("d")
        assert "No code here" in status(pilot)
    assert coded(study) == []


async def test_what_others_change_meanwhile_is_not_passed_over(study: Path) -> None:
    async with opened(study) as pilot:
        add_codings(study, ("act", "Hva gjorde"))
        await pilot.press("c", *"lead", "enter")
        assert "Learning actions" not in status(pilot)
        coding_screen(pilot).program.poll()
        await pilot.pause()
        assert "Learning actions" in status(pilot)


@covers("change_episode")
async def test_an_episode_is_named_reshaped_and_removed(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("ctrl+e")
        assert "No episode of yours" in said(pilot)
        await pilot.press("J", "E", "J", "E", "enter", "ctrl+e", "t", *"start", "enter")
        assert episodes(study) == [(1, 2, "start")]
        await pilot.press("ctrl+e", "n", "ctrl+e", "a")
        assert episodes(study) == [(0, 3, "start")]
        await pilot.press("ctrl+e", "b", "J", "ctrl+e", "e")
        assert episodes(study) == [(2, 3, "start")]
        await pilot.press("ctrl+e", "r")
        assert episodes(study) == []


# Passages


@covers("quote")
async def test_a_passage_becomes_a_quote(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        await pilot.press("Q", "J", "Q")
        assert "Quote made of “Hva gjorde dere”" in said(pilot)
        assert "Select the words to quote" in said(pilot)
        await pilot.press("v", "w", "w", "Q")
    with Project.open(study) as project:
        assert [quote.text for quote in project.quotes.list()] == ["Hva gjorde dere", "Vi satte"]


def test_the_made_up_interview_begins_as_these_tests_say() -> None:
    assert INTERVIEW.startswith(f"I: {FIRST_TURN}")
