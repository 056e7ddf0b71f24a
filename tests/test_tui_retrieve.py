"""The retrieve screen: searching, and every action on a hit by its key."""

from __future__ import annotations

import csv
import sys
import threading
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import draft
from textual.pilot import Pilot
from textual.screen import Screen
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

from qualcode.project import QUERY_SYNTAX, Project
from tui.app import QualcodeApp
from tui.screens.choose import Choice
from tui.screens.confirm import Confirm
from tui.screens.help import HelpScreen
from tui.screens.memo import MemoScreen
from tui.screens.palette import CodesPalette
from tui.screens.retrieve import RetrieveScreen
from tui.screens.retrieve_split import SplitAt
from tui.screens.review_adjust import AdjustSpan
from tui.widgets.textpane import TextPane

TURN = "Egentlig ingen. Det var et møte som skulle handle om noe annet, og så ble det slik."
PLAN = "En ny plan, som vi prøver ut nå."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = make_study(tmp_path)
    add_codings(
        path,
        ("act.model", "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"),
        ("act.model", PLAN),
        ("lead", "satte oss ned"),
    )
    return path


def screen_of(pilot: Pilot[None]) -> RetrieveScreen:
    """The retrieve screen, also while a dialog is over it."""
    screens = [each for each in pilot.app.screen_stack if isinstance(each, RetrieveScreen)]
    return screens[0]


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def looked_for(pilot: Pilot[None], query: str) -> RetrieveScreen:
    """Go to the screen and search."""
    if not isinstance(pilot.app.screen, RetrieveScreen):
        await pilot.press("f7")
        await pilot.pause()
    screen = screen_of(pilot)
    screen.action_find()
    screen.line.value = query
    await pilot.press("enter")
    await settled(pilot)
    return screen


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def matches(pilot: Pilot[None]) -> list[str]:
    return [hit.match for hit in screen_of(pilot).found.hits]


def lines(pilot: Pilot[None]) -> list[str]:
    """What the rows of the list say."""
    screen = screen_of(pilot)
    return [screen._row(n, 100)[0].plain for n in range(len(screen.hits.rows))]


def pane(pilot: Pilot[None], name: str) -> str:
    return screen_of(pilot).query_one(f"#{name}", TextPane).text


def static(pilot: Pilot[None], name: str) -> str:
    return str(screen_of(pilot).query_one(f"#{name}", Static).render())


def in_front(pilot: Pilot[None], screen: Screen[None]) -> bool:
    return pilot.app.screen is screen


def here(pilot: Pilot[None]) -> str:
    """The highlighted hit's words."""
    hit = screen_of(pilot).hit
    assert hit is not None
    return hit.match


# Searching


@covers("go_retrieve", "retrieve_find")
async def test_words_are_found_by_document_with_the_words_around_them(study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "f7", *"vi ", "enter")
        assert {word.casefold() for word in matches(pilot)} == {"vi"}
        assert "5 hits in 3 turns" in static(pilot, "hits-head")
        rows = lines(pilot)
        assert rows[0] == "Intervju 1  5 hits"
        assert rows[1].startswith("2 Anna")
        assert "satte oss ned" in rows[1]
        assert screen_of(pilot).hits.has_focus
        await press(pilot, "f", *"møte*", "enter")
        assert matches(pilot) == ["møte", "Møterommet"]
        assert [row for row in lines(pilot) if "hit" in row] == [
            "Intervju 1  1 hit",
            "Notater  1 hit",
        ]


async def test_codes_are_found_in_both_languages(study: Path) -> None:
    async with opened(study) as pilot:
        for query in ("code:act.model", "code:modellering", "code:Modelling"):
            await looked_for(pilot, query)
            assert matches(pilot)[-1] == PLAN
            assert len(matches(pilot)) == 2
        assert "Modelling" in lines(pilot)[1]


async def test_a_query_that_cannot_be_read_says_where(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await looked_for(pilot, "plan OR")
        assert "OR at letter 6 has nothing after it" in static(pilot, "query-hint")
        assert screen.line.has_focus
        assert screen.line.cursor_position == 5
        await looked_for(pilot, "plan")
        assert "letter" not in static(pilot, "query-hint")


async def test_where_nothing_fits_the_screen_says_what_can_be_asked(study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "f7")
        assert all(form in pane(pilot, "retrieve-guide") for form, _ in QUERY_SYNTAX)
        await looked_for(pilot, "elefant")
        assert "No turn and no coding fits" in pane(pilot, "retrieve-guide")
        assert screen_of(pilot).line.has_focus


async def test_the_help_lists_all_of_the_syntax(study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "f7", "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = pilot.app.screen.query_one(TextPane).text
        assert all(form in text and what in text for form, what in QUERY_SYNTAX)


@covers("retrieve_earlier")
async def test_earlier_queries_are_remembered_for_the_study(study: Path) -> None:
    async with opened(study) as pilot:
        await press(pilot, "f7", "escape")
        assert in_front(pilot, coding_screen(pilot))
        await looked_for(pilot, "plan")
        await looked_for(pilot, "møte*")
    async with opened(study) as pilot:
        await press(pilot, "f7")
        await press(pilot, "up", "up")
        assert screen_of(pilot).line.value == "plan"
        await press(pilot, "down")
        assert screen_of(pilot).line.value == "møte*"
        await press(pilot, "enter")
        assert len(matches(pilot)) == 2
        await press(pilot, "H")
        assert isinstance(pilot.app.screen, Choice)
        await press(pilot, "down", "enter")
        assert [word.casefold() for word in matches(pilot)] == ["plan"]


async def test_without_earlier_queries_there_is_nothing_to_choose(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await looked_for(pilot, "")
        screen.action_earlier()
        assert "Nothing was looked for" in said(pilot)


class Slow:
    """Studies that open when they are let."""

    gate = threading.Event()

    @classmethod
    def open(cls, path: Path) -> Project:
        cls.gate.wait(30)
        return Project.open(path)


@covers("retrieve_back")
async def test_a_search_can_be_stopped_and_its_answer_is_not_shown(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(study) as pilot:
        screen = await looked_for(pilot, "plan")
        Slow.gate.clear()
        monkeypatch.setattr("tui.screens.retrieve_board.Project", Slow)
        await pilot.press("f", "*", "enter")
        assert screen.is_searching
        assert "Esc stops" in static(pilot, "status")
        await pilot.press("escape")
        assert "was stopped" in static(pilot, "status")
        Slow.gate.set()
        await settled(pilot)
        assert screen.found.turns == 0
        assert in_front(pilot, screen)
        await press(pilot, "escape")
        assert in_front(pilot, coding_screen(pilot))


async def test_only_the_latest_of_two_searches_is_shown(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(study) as pilot:
        screen = await looked_for(pilot, "")
        Slow.gate.clear()
        monkeypatch.setattr("tui.screens.retrieve_board.Project", Slow)
        screen.search("plan")
        screen.search("møte*")
        Slow.gate.set()
        await settled(pilot)
        assert matches(pilot) == ["møte", "Møterommet"]
        assert not screen.is_searching


@covers("retrieve_others")
async def test_others_codings_are_found_only_when_they_are_asked_for(study: Path) -> None:
    add_codings(study, ("lead", "Nei, den er ikke ferdig"), coder="Ola")
    async with opened(study) as pilot:
        await looked_for(pilot, "code:lead")
        assert matches(pilot) == ["satte oss ned"]
        await press(pilot, "O")
        assert matches(pilot) == ["satte oss ned", "Nei, den er ikke ferdig"]
        assert "Ola" in lines(pilot)[2]
        await press(pilot, "n", "d")
        assert "no coding of yours" in said(pilot)
        await looked_for(pilot, "code:act.question")
        await press(pilot, "ctrl+o")
        assert "Only your own codings count" in pane(pilot, "retrieve-guide")
        await press(pilot, "ctrl+o")
        assert "Only your own codings" not in pane(pilot, "retrieve-guide")
        await looked_for(pilot, "code:lead")
        await press(pilot, "O")
        assert matches(pilot) == ["satte oss ned"]


# Going through hits


@covers("retrieve_next", "retrieve_previous")
async def test_going_through_hits_steps_over_headings(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "møte*")
        seen = [here(pilot)]
        for key in ("n", "n", "N", "N", "j", "k", "end", "home"):
            await press(pilot, key)
            seen.append(here(pilot))
        one, two = "møte", "Møterommet"
        assert seen == [one, two, two, one, one, two, one, two, one]
        assert "1 of 2" in static(pilot, "status")


@covers("retrieve_wider", "retrieve_narrower")
async def test_the_context_is_widened_and_narrowed_in_place(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "tegnet")
        context = pane(pilot, "hit-around")
        assert "Hva gjorde dere" in context
        assert "Hvem tok initiativet" in context
        assert "Egentlig ingen" not in context
        assert "‹Vi satte oss" in context
        await press(pilot, "plus")
        assert "Egentlig ingen" in pane(pilot, "hit-around")
        await press(pilot, "minus", "minus", "minus")
        context = pane(pilot, "hit-around")
        assert context.startswith("2 Anna: ‹Vi satte oss")
        assert "Hvem tok" not in context


@covers("retrieve_open", "back")
async def test_a_hit_is_shown_in_its_transcript_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "møte*")
        await press(pilot, "n", "enter")
        transcript = coding_screen(pilot).transcript
        assert in_front(pilot, coding_screen(pilot))
        assert coding_screen(pilot).reading.document.name == "Notater"  # type: ignore[union-attr]
        selection = transcript.selection
        assert selection is not None
        assert (selection.start, selection.end) == (0, len("Møterommet"))
        await press(pilot, "backspace")
        assert in_front(pilot, screen_of(pilot))
        assert here(pilot) == "Møterommet"


async def test_of_a_very_long_passage_only_the_turns_near_its_beginning_are_shown(
    study: Path,
) -> None:
    text = "\n".join(f"Anna: ord{number} " + "x " * 10 for number in range(300))
    long = study.parent / "Langt.txt"
    long.write_text(f"{text}\nAnna: {'y ' * 9000}\n", encoding="utf-8")
    with Project.open(study) as project:
        assert [report.error for report in project.import_files([long])] == [None]
        document = project.documents.get("Langt")
        turns = project.documents.turns(document.uuid)
        lead, kari = project.codes.get("lead").uuid, project.coders.get(CODER).uuid
        project.codings.apply(document.uuid, lead, kari, turns[100].start, turns[299].end)
    async with opened(study) as pilot:
        await looked_for(pilot, "code:lead document:Langt")
        context = pane(pilot, "hit-around").split("\n")
        assert len(context) < 70
        assert any("‹ord100 " in line for line in context)
        assert "more turns" in context[-1]
        await looked_for(pilot, "y document:Langt")
        assert len(pane(pilot, "hit-around")) < 20_000
        assert "…" in pane(pilot, "hit-around")


async def test_control_characters_are_shown_and_not_sent(study: Path) -> None:
    with Project.open(study) as project:
        project.documents.add(draft("Rart", ("Anna", "f\x1b[31mør\x07 etter [b]fet[/b]")))
    async with opened(study) as pilot:
        await looked_for(pilot, "etter document:Rart")
        strips = pilot.app.screen._compositor.render_strips()
        sent = "\n".join(segment.text for strip in strips for segment in strip)
        assert "\x1b" not in sent
        assert "\x07" not in sent
        assert "[b]fet[/b]" in lines(pilot)[1]


# Work on hits


@covers("retrieve_code")
async def test_the_turn_of_found_words_gets_several_codes_as_one_step(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "egentlig")
        assert "No code here yet" in pane(pilot, "hit-about")
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, CodesPalette)
        await press(pilot, *"lead", "tab", *"quest", "enter")
        assert "Leadership" in pane(pilot, "hit-about")
        assert "Questioning" in pane(pilot, "hit-about")
        assert here(pilot) == "Egentlig"
        assert {code for code, quote in coded(study) if quote == TURN} == {"lead", "act.question"}
        await press(pilot, "u")
        assert TURN not in [quote for _, quote in coded(study)]


@covers("retrieve_adjust")
async def test_another_passage_than_the_turn_can_be_chosen(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "egentlig")
        await press(pilot, "z")
        assert isinstance(pilot.app.screen, AdjustSpan)
        await press(pilot, "up", "enter", "c", *"lead", "enter")
    assert ("lead", "Egentlig ingen.") in coded(study)


@covers("retrieve_adjust")
async def test_the_bounds_of_a_coding_are_adjusted(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:lead")
        await press(pilot, "z", "right", "enter")
        assert here(pilot) == "satte oss ned med"
        assert "Bounds adjusted" in said(pilot)


@covers("retrieve_recode")
async def test_recoding_takes_a_hit_off_the_list_and_undo_brings_it_back(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:act.model")
        await press(pilot, "r", *"quest", "enter")
        assert matches(pilot) == [PLAN]
        assert here(pilot) == PLAN
        assert [code for code, _ in coded(study)] == ["act.question", "lead", "act.model"]
        await press(pilot, "u")
        assert len(matches(pilot)) == 2
        assert here(pilot) == PLAN


@covers("retrieve_recode", "retrieve_remove")
async def test_where_several_codings_touch_the_words_it_asks_which(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "ned")
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, Choice)
        await press(pilot, "down", "enter")
        assert len(coded(study)) == 2
        await press(pilot, "r", *"quest", "enter")
        assert "act.question" in [code for code, _ in coded(study)]


@covers("retrieve_split")
async def test_a_coding_is_cut_where_the_arrows_put_the_cut(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, 'code:act.model "ny plan" OR code:lead')
        await looked_for(pilot, "code:act.model")
        await press(pilot, "n", "s")
        dialog = pilot.app.screen
        assert isinstance(dialog, SplitAt)
        await press(pilot, "home", "right", "right")
        assert dialog.query_one(TextPane).text == "En ny plan, ┃ som vi prøver ut nå."
        await press(pilot, "enter")
        assert matches(pilot)[1:] == ["En ny plan,", "som vi prøver ut nå."]
        assert here(pilot) == "En ny plan,"
        await press(pilot, "u")
        assert matches(pilot)[1:] == [PLAN]


@covers("retrieve_split")
async def test_one_word_is_not_cut(study: Path) -> None:
    add_codings(study, ("act.question", "Hvem"))
    async with opened(study) as pilot:
        await looked_for(pilot, "code:act.question")
        await press(pilot, "s")
        assert "can't be cut" in pilot.app.screen.query_one(TextPane).text
        await press(pilot, "enter")
        assert matches(pilot) == ["Hvem"]


@covers("retrieve_memo")
async def test_a_memo_on_a_coding_is_written_and_opened_again(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:lead")
        await press(pilot, "m", *"se her", "ctrl+s")
        assert "Memo: se her" in pane(pilot, "hit-about")
        await press(pilot, "m")
        assert isinstance(pilot.app.screen, MemoScreen)
        await press(pilot, "!", "ctrl+s")
    with Project.open(study) as project:
        (memo,) = project.memos.list()
        assert (memo.text, memo.target_table) == ("se her!", "coding")


@covers("retrieve_memo", "retrieve_quote")
async def test_a_memo_and_a_quote_of_the_turn_that_words_stand_in(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "egentlig")
        await press(pilot, "m", *"hm", "ctrl+s", "Q")
        assert "Memo: hm" in pane(pilot, "hit-about")
        assert "Made a quote" in said(pilot)
    start = INTERVIEW.index(TURN)
    with Project.open(study) as project:
        (memo,) = project.memos.list()
        (quote,) = project.quotes.list()
    assert (memo.start, memo.end) == (start, start + len(TURN))
    assert (quote.original, quote.start) == (TURN, start)


@covers("retrieve_remove", "retrieve_undo", "retrieve_redo")
async def test_removing_undoing_and_doing_again(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:act")
        await press(pilot, "delete")
        assert matches(pilot) == [PLAN]
        assert "Removed Modelling" in said(pilot)
        await press(pilot, "ctrl+z")
        assert len(matches(pilot)) == 2
        await press(pilot, "U")
        assert matches(pilot) == [PLAN]
        assert "Done again: remove act.model" in said(pilot)


async def test_nothing_is_done_where_there_is_no_hit(study: Path) -> None:
    async with opened(study) as pilot:
        screen = await looked_for(pilot, "elefant")
        for action in ("open", "code", "recode", "split", "adjust", "memo", "quote", "remove"):
            getattr(screen, f"action_{action}")()
            assert pilot.app.screen is screen
        assert said(pilot).count("There is no hit") == 8
        screen.action_export()
        assert "nothing to write" in said(pilot)
    assert len(coded(study)) == 3


async def test_what_another_program_codes_is_shown(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:act.model")
        await press(pilot, "n")
        add_codings(study, ("act.model", "Hvem tok initiativet til det?"))
        pilot.app.poll()  # type: ignore[attr-defined]
        await settled(pilot)
        assert len(matches(pilot)) == 3
        assert here(pilot) == PLAN


async def test_a_coding_of_another_study_screen_is_shown_on_coming_back(study: Path) -> None:
    async with opened(study) as pilot:
        await looked_for(pilot, "code:lead")
        await press(pilot, "escape", "c", *"lead", "enter", "f7")
        assert len(matches(pilot)) == 2


# Export


async def exported_to(pilot: Pilot[None], path: Path) -> None:
    await press(pilot, "e")
    pilot.app.screen.query_one(Input).value = str(path)
    await press(pilot, "enter")


@covers("retrieve_export")
async def test_the_hits_are_written_as_they_stand(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "hits.csv"
    async with opened(study) as pilot:
        await looked_for(pilot, "vi")
        await exported_to(pilot, out)
        assert "5 hits written" in said(pilot)
        await looked_for(pilot, "code:lead")
        await exported_to(pilot, out)
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "n")
        with out.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == 5
        await exported_to(pilot, out)
        await press(pilot, "y")
        await exported_to(pilot, tmp_path / "hits.xyz")
        assert "doesn't say what to write" in said(pilot)
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["code_id"] for row in csv.DictReader(file)] == ["lead"]


@covers("retrieve_export")
async def test_more_hits_than_are_listed_are_written_all(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.retrieve_board.MOST", 2)
    out = tmp_path / "hits.csv"
    async with opened(study) as pilot:
        await looked_for(pilot, "vi")
        assert "The first 2 hits in 3 turns" in static(pilot, "hits-head")
        await exported_to(pilot, out)
        assert "5 hits written" in said(pilot)


# Looks

Compare = Callable[..., bool]
pictured = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)


def taken(
    snap_compare: Compare, study: Path, size: tuple[int, int], query: str, press: Iterable[str] = ()
) -> bool:
    keys = list(press)

    async def before(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await looked_for(pilot, query)
        await pilot.press(*keys)
        await settled(pilot)
        screen_of(pilot).line.cursor_blink = False

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_words_in_a_large_terminal(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), "vi OR møte*", ["n", "plus"])


@pictured
def test_codings_in_a_small_terminal(snap_compare: Compare, study: Path) -> None:
    add_codings(study, ("lead", "Nei, den er ikke ferdig"), coder="Ola")
    assert taken(
        snap_compare, study, (80, 24), "(code:act OR code:lead) coder:Ola OR code:act", ["n"]
    )


@pictured
def test_a_coding_about_to_be_split(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), "code:act", ["s", "right"])


@pictured
def test_a_query_at_fault(snap_compare: Compare, study: Path) -> None:
    assert taken(snap_compare, study, (80, 24), "(plan OR vi")
