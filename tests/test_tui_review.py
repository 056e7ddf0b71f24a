"""The review screen: deciding about suggestions and provisional codings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    coded,
    coding_screen,
    covers,
    fixed_clock,
    make_study,
    opened,
    said,
)

from qualcode.errors import InputError
from qualcode.model import Reason, Span, Suggestion, SuggestionRun
from qualcode.project import Project
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row
from tui.app import QualcodeApp
from tui.filterline import as_share, parse_filter
from tui.reading import Reading
from tui.readings import Readings
from tui.screens.review import ReviewScreen
from tui.screens.review_bounds import Edge, Unit, moved
from tui.screens.review_items import Order, ReviewFilter, in_order, of_suggestion
from tui.widgets.jobline import JobLine
from tui.widgets.rows import RowList
from tui.widgets.textpane import TextPane

LEAD = "Egentlig ingen. Det var et møte som skulle handle om noe annet, og så ble det slik."
MODEL = "En ny plan, som vi prøver ut nå. Den er ikke ferdig."
ASK = "Jeg husker det litt annerledes."
PLAN = "Vi satte oss ned med kommunen og tegnet hele forløpet på nytt"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Three suggestions for the interview, one for the notes; the interview is read once."""
    path = make_study(tmp_path)
    add_codings(path, ("act.model", PLAN))
    with Project.open(path, clock=fixed_clock()) as project:
        kari = project.coders.get(CODER).uuid
        interview, notes = project.documents.list()
        project.progress.set(interview, kari, "second pass")
        like = project.codings.list()[0].uuid
        store = project._store
        run = SuggestionRun(
            store.new_uuid(), 1, store.now(), "model", {"codebook_versions": {}}, {}, 0, "", "", {}
        )
        with store.transaction("suggestion.run", "suggest (run 1)", None) as change:
            change.insert("suggestion_run", as_row(run))
        stored.write(
            store,
            [
                _suggestion(project, run.uuid, interview.uuid, INTERVIEW, *given)
                for given in (
                    ("lead", LEAD, 0.52, Reason("cue ‘et møte’", cues=[_cue("et møte")])),
                    ("act.model", MODEL, 0.91, Reason(
                        "like a coded excerpt (0.71); words: plan", similar=[(like, 0.71)],
                        words=[("plan", 0.83), ("ferdig", -0.2)],
                        definition="Making a simplified model of a new way to work",
                    )),
                    ("act.question", ASK, 0.3, Reason("resembles the definition")),
                )
            ]
            + [
                _suggestion(
                    project, run.uuid, notes.uuid, project.documents.text(notes.uuid),
                    "lead", "Møterommet er lite.", 0.8, Reason("a guess"),
                )
            ],
        )  # fmt: skip
    return path


def _cue(phrase: str) -> tuple[str, int, int]:
    start = INTERVIEW.index(phrase)
    return phrase, start, start + len(phrase)


def _suggestion(
    project: Project, run: str, document: str, text: str,
    code: str, quote: str, confidence: float, reason: Reason,
) -> Suggestion:  # fmt: skip
    start = text.index(quote)
    return Suggestion(
        project._store.new_uuid(), run, document, None, start, start + len(quote),
        start, start + len(quote), project.codes.get(code).uuid, confidence, confidence, 1, reason,
    )  # fmt: skip


def review(pilot: Pilot[None]) -> ReviewScreen:
    return cast("ReviewScreen", cast("QualcodeApp", pilot.app).study_screen)


def in_front(pilot: Pilot[None]) -> str:
    """The name of the screen that is shown."""
    return cast("QualcodeApp", pilot.app).study_screen.scope


def listed(pilot: Pilot[None]) -> list[str]:
    """The names of the codes in the list, in order."""
    screen = review(pilot)
    return [screen.desk.codes[item.code].name for item in screen.listed]


def told(pilot: Pilot[None]) -> str:
    return review(pilot).query_one("#details", TextPane).text


def line(pilot: Pilot[None], where: str) -> str:
    return str(review(pilot).query_one(f"#{where}", Static).content)


def statuses(path: Path) -> dict[str, str]:
    with Project.open(path) as project:
        ids = {code.uuid: code.id for code in project.codes.list()}
        run = project.suggestions.runs()[0].uuid
        notes = project.documents.get("Notater").uuid
        return {
            ids[item.code]: item.status
            for item in project.suggestions.list(run)
            if item.document != notes
        }


# What is listed


@covers("go_review")
async def test_only_what_is_visible_is_listed_and_the_rest_is_counted(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6")
        assert listed(pilot) == ["Modelling", "Leadership", "Questioning"]
        assert "SUGGESTIONS 1 of 3" in line(pilot, "list-heading")
        assert "1 hidden until your first pass of 1 document is done" in line(pilot, "status")
        with Project.open(study) as project:
            kari = project.coders.get(CODER).uuid
            project.progress.set(project.documents.get("Notater"), kari, "done")
        await pilot.pause(1.2)
        assert listed(pilot) == ["Modelling", "Leadership", "Leadership", "Questioning"]
        assert "hidden" not in line(pilot, "status")


async def test_an_item_tells_passage_code_and_reason(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6")
        text = told(pilot)
        for part in (
            "Modelling", "likelihood 91%", "Intervju 1 · 7 Anna",
            "I: Hva ble resultatet?", f"Anna: ‹{MODEL}›", "Bjørn: Nei, den er ikke ferdig 😀",
            "like a coded excerpt (0.71); words: plan", "plan +0.83, ferdig -0.20",
            "“Making a simplified model of a new way to work”",
            f"“{PLAN}”", "Kari · Intervju 1 · 2 Anna · likeness 0.71", "on paper or aloud",
        ):  # fmt: skip
            assert part in text


async def test_cues_are_underlined_in_the_passage(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "down")
        pane = review(pilot).query_one("#details", TextPane)
        underlined = [
            segment.text
            for y in range(pane.size.height)
            for segment in pane.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert underlined == ["et møte"]


async def test_where_nothing_is_listed_it_says_what_to_do(tmp_path: Path) -> None:
    path = make_study(tmp_path)
    async with opened(path) as pilot:
        await pilot.press("f6")
        assert "No suggestions yet." in told(pilot)
        assert "n makes some" in told(pilot)
        await pilot.press("a", "x", "X", "c", "z", "s", "A")
        assert said(pilot).count("Nothing is listed here.") == 6
        assert "No suggestion is listed." in said(pilot)
        await pilot.press("p")
        assert "No provisional codings." in told(pilot)


async def test_hidden_ones_are_not_named_nor_counted_by_code(study: Path) -> None:
    async with opened(study, coder="Ola") as pilot:
        await pilot.press("f6")
        assert listed(pilot) == []
        assert "hidden from you for now" in told(pilot)
        assert "4 hidden until your first pass of 2 documents is done" in line(pilot, "status")
        assert "Modelling" not in told(pilot)


@covers("review_order")
async def test_orders(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6")
        assert "most likely first" in line(pilot, "title")
        seen = []
        for _ in range(4):
            await pilot.press("o")
            seen.append((line(pilot, "title").split("  ·  ")[2], listed(pilot)))
        assert seen == [
            ("least certain first", ["Leadership", "Questioning", "Modelling"]),
            ("by code", ["Questioning", "Modelling", "Leadership"]),
            ("by document", ["Leadership", "Questioning", "Modelling"]),
            ("most likely first", ["Modelling", "Leadership", "Questioning"]),
        ]


@covers("review_filter", "review_unfilter")
async def test_filters(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "f", *"min:0.5", "enter")
        assert listed(pilot) == ["Modelling", "Leadership"]
        assert "filter min:0.5" in line(pilot, "title")
        await pilot.press("f", *"code:act", "enter")
        assert listed(pilot) == ["Modelling", "Questioning"]
        await pilot.press("f", *"document:notater", "enter")
        assert listed(pilot) == []
        assert "The filter lets nothing through." in told(pilot)
        await pilot.press("f", *"code:x colour:red", "enter")
        wrong = pilot.app.screen.query_one("#prompt-wrong", Static)
        assert "nothing to filter called colour:" in str(wrong.content)
        await pilot.press("escape", "F")
        assert len(listed(pilot)) == 3


@covers("review_show")
async def test_to_the_passage_and_back(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "down", "enter")
        transcript = coding_screen(pilot).transcript
        assert in_front(pilot) == "coding"
        selection = transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == LEAD
        await pilot.press("backspace")
        assert in_front(pilot) == "review"
        assert review(pilot).query_one(RowList).highlighted == 1


@covers("review_one_by_one")
@pytest.mark.parametrize(("size", "rows"), [((120, 40), 2), ((80, 24), 1)])
async def test_one_by_one_the_details_have_the_room(
    study: Path, size: tuple[int, int], rows: int
) -> None:
    async with opened(study, size=size) as pilot:
        await pilot.press("f6")
        before = review(pilot).query_one("#details").size
        await pilot.press("v", "down")
        after = review(pilot).query_one("#details").size
        assert after.width * after.height > before.width * before.height
        assert review(pilot).query_one(RowList).size.height == rows
        assert "Leadership" in told(pilot)
        await pilot.press("a")
        assert ("lead", LEAD) in coded(study)
        assert "Questioning" in told(pilot)
        await pilot.press("v")
        assert review(pilot).query_one("#details").size == before


@covers("review_back")
async def test_back_to_the_transcript(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "escape")
        assert in_front(pilot) == "coding"


@covers("review_scroll_down", "review_scroll_up")
async def test_scrolling_the_details(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        await pilot.press("f6")
        pane = review(pilot).query_one("#details", TextPane)

        def first() -> str:
            return "".join(segment.text for segment in pane.render_line(0))

        assert "Modelling" in first()
        await pilot.press("ctrl+down")
        assert "Modelling" not in first()
        await pilot.press("ctrl+up")
        assert "Modelling" in first()


# Deciding


@covers("review_accept", "review_undo", "review_redo")
async def test_accepting_goes_on_and_undoes(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "down", "a")
        assert ("lead", LEAD) in coded(study)
        assert statuses(study)["lead"] == "accepted"
        assert "Accepted: Leadership. 2 left." in said(pilot)
        assert listed(pilot) == ["Modelling", "Questioning"]
        assert review(pilot).query_one(RowList).highlighted == 1
        assert "1 decided now" in line(pilot, "status")
        await pilot.press("u")
        assert "Undone: accept lead" in said(pilot)
        assert listed(pilot) == ["Modelling", "Leadership", "Questioning"]
        assert review(pilot).current is not None
        assert told(pilot).startswith("Leadership")
        assert ("lead", LEAD) not in coded(study)
        await pilot.press("U")
        assert ("lead", LEAD) in coded(study)
        assert listed(pilot) == ["Modelling", "Questioning"]


@covers("review_reject")
async def test_rejecting(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "x")
        assert statuses(study)["act.model"] == "rejected"
        assert listed(pilot) == ["Leadership", "Questioning"]
        assert len(coded(study)) == 1


@covers("review_reject_note")
async def test_rejecting_with_a_note(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "X", *"bare en plan", "enter")
        assert statuses(study)["act.model"] == "rejected"
        await pilot.press("u")
        assert statuses(study)["act.model"] == "open"
        await pilot.press("U")
    with Project.open(study) as project:
        memo = project.memos.list()[0]
        assert (memo.title, memo.text) == ("rejected: act.model", "bare en plan")
        assert memo.start == INTERVIEW.index(MODEL)


@covers("review_recode")
async def test_another_code(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "c", *"quest", "enter")
        assert ("act.question", MODEL) in coded(study)
        assert statuses(study)["act.model"] == "accepted"
        assert "Accepted as Questioning" in said(pilot)
        assert listed(pilot) == ["Leadership", "Questioning"]


@covers("review_adjust")
async def test_other_bounds(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "z", "up", "tab", "right", "right", "left", "enter")
        assert ("act.model", "ny plan, som vi prøver ut nå.") in coded(study)
        assert listed(pilot) == ["Leadership", "Questioning"]


async def test_bounds_left_alone_decide_nothing(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "z", "up")
        shown = pilot.app.screen.query_one("#adjust-text", TextPane).text
        assert "‹En ny plan, som vi prøver ut nå.› Den er ikke ferdig." in shown
        await pilot.press("backspace")
        shown = pilot.app.screen.query_one("#adjust-text", TextPane).text
        assert f"‹{MODEL}›" in shown
        await pilot.press("escape")
        assert len(listed(pilot)) == 3
        assert len(coded(study)) == 1


@covers("review_skip")
async def test_skipping_puts_behind_and_comes_round(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "s")
        assert listed(pilot) == ["Leadership", "Questioning", "Modelling"]
        assert told(pilot).startswith("Leadership")
        assert "1 skipped" in line(pilot, "status")
        await pilot.press("s")
        assert listed(pilot) == ["Questioning", "Modelling", "Leadership"]
        await pilot.press("s")
        assert told(pilot).startswith("Modelling")
        assert set(statuses(study).values()) == {"open"}


async def test_a_decision_made_elsewhere_meanwhile_is_refused_and_shown(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6")
        with Project.open(study) as project:
            item = review(pilot).listed[0]
            project.suggestions.reject(item.uuid, project.coders.ensure("Ola").uuid)
        await pilot.press("a")
        assert "was rejected before" in said(pilot)
        assert listed(pilot) == ["Leadership", "Questioning"]


# In bulk, then one by one


@covers("review_accept_all", "review_queue")
async def test_accepting_what_is_filtered_makes_a_queue(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "f", *"min:0.5", "enter", "A")
        assert "Accept 2 suggestions as provisional codings?" in str(
            pilot.app.screen.query_one(".dialog--title", Static).content
        )
        await pilot.press("n")
        assert len(coded(study)) == 1
        await pilot.press("A", "y")
        await pilot.press("F")
        assert "PROVISIONAL CODINGS 1 of 2" in line(pilot, "list-heading")
        assert listed(pilot) == ["Leadership", "Modelling"]
        assert "2 provisional codings" in said(pilot)
        assert "cue ‘et møte’" in told(pilot)
        await pilot.press("p")
        assert listed(pilot) == ["Questioning"]
        assert "2 provisional (p)" in line(pilot, "status")
        await pilot.press("p")
        await pilot.press("A")
        assert "confirmed one by one" in said(pilot)


async def provisional(pilot: Pilot[None]) -> None:
    await pilot.press("f6", "A", "y")
    assert listed(pilot) == ["Leadership", "Questioning", "Modelling"]


async def test_provisional_codings_are_confirmed_recoded_removed(study: Path) -> None:
    async with opened(study) as pilot:
        await provisional(pilot)
        await pilot.press("a")
        await pilot.press("c", *"lead", "enter")
        await pilot.press("x")
        assert listed(pilot) == []
    with Project.open(study) as project:
        found = [(each.quote, each.status, each.origin) for each in project.codings.list()]
    assert found == [
        (PLAN, "standing", "unaided"),
        (LEAD, "standing", "bulk"),
        (ASK, "standing", "bulk"),
    ]


async def test_provisional_codings_are_adjusted_and_stay_until_confirmed(study: Path) -> None:
    async with opened(study) as pilot:
        await provisional(pilot)
        await pilot.press("X")
        assert "A note is kept with suggestions" in said(pilot)
        await pilot.press("z", "up", "enter")
        assert "Adjusted; a confirms it." in said(pilot)
        assert listed(pilot) == ["Leadership", "Questioning", "Modelling"]
        assert "‹Egentlig ingen.›" in told(pilot)
        await pilot.press("a")
        assert ("lead", "Egentlig ingen.") in coded(study)
        await pilot.press("u", "u", "u")
        assert review(pilot).waiting["provisional"] == []
    assert set(statuses(study).values()) == {"open"}


# Many


async def test_only_the_rows_in_view_are_read(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Project.open(study) as project:
        first = project.suggestions.list(project.suggestions.runs()[0].uuid)[0]
        stored.write(
            project._store,
            [
                _again(project, first, number)
                for number in range(3_000)
            ],
        )  # fmt: skip
    painted: list[int] = []
    row = ReviewScreen.render_item

    def counted(self: ReviewScreen, number: int, width: int) -> object:
        painted.append(number)
        return row(self, number, width)

    monkeypatch.setattr(ReviewScreen, "render_item", counted)
    async with opened(study) as pilot:
        await pilot.press("f6")
        assert len(listed(pilot)) == 3_003
        await pilot.press("G")
        assert max(painted) == 3_002
        assert len(set(painted)) < 100


def _again(project: Project, item: Suggestion, number: int) -> Suggestion:
    return replace(item, uuid=project._store.new_uuid(), confidence=number / 4_000)


# Making suggestions


@covers("review_run")
async def test_suggestions_are_made_from_here(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f6", "n", "down", "enter")
        assert review(pilot).query_one(JobLine) is not None
        running = cast("QualcodeApp", pilot.app).running
        assert running is not None
        with Project.open(study) as project:
            interview = project.documents.get("Intervju 1").uuid
        assert running.job.choices.documents == [interview]
        await pilot.press("n", "enter")
        assert "Something is being made already" in said(pilot)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "No suggestions: nothing was likely enough." in said(pilot)
        assert "All suggestions are decided." in told(pilot)


async def test_without_codes_nothing_can_be_suggested(tmp_path: Path) -> None:
    path = make_study(tmp_path, codebook=False)
    async with opened(path) as pilot:
        await pilot.press("f6", "n")
        assert "It takes a codebook and a document" in said(pilot)


# Bounds, filters and orders

UNITS: tuple[Unit, ...] = ("word", "sentence", "turn")
EDGES: tuple[Edge, ...] = ("start", "end")


@pytest.fixture(scope="module")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    with Project.open(make_study(tmp_path_factory.mktemp("bounds"))) as project:
        return Readings(project).of(project.documents.get("Intervju 1").uuid)


def at(quote: str) -> Span:
    return Span(INTERVIEW.index(quote), INTERVIEW.index(quote) + len(quote))


@pytest.mark.parametrize(
    ("edge", "unit", "by", "expected"),
    [
        ("end", "word", 1, "Det var et møte som"),
        ("end", "word", -1, "Det var et"),
        ("start", "word", 1, "var et møte"),
        ("start", "word", -1, "ingen. Det var et møte"),
        (
            "end",
            "sentence",
            1,
            "Det var et møte som skulle handle om noe annet, og så ble det slik.",
        ),
        ("end", "sentence", -1, "Det var et møte"),
        ("start", "sentence", -1, "Egentlig ingen. Det var et møte"),
        ("end", "turn", 1, "Det var et møte som skulle handle om noe annet, og så ble det slik."),
        ("start", "turn", -1, "Egentlig ingen. Det var et møte"),
        ("start", "turn", 1, "Det var et møte"),
    ],
)
def test_one_end_moves_by_units(
    interview: Reading, edge: Edge, unit: Unit, by: int, expected: str
) -> None:
    span = moved(interview, at("Det var et møte"), edge, unit, by)
    assert INTERVIEW[span.start : span.end] == expected


def test_labels_between_turns_are_stepped_over(interview: Reading) -> None:
    span = moved(interview, at("så ble det slik."), "end", "word", 1)
    assert INTERVIEW[span.start : span.end] == "så ble det slik.\nBjørn: Jeg"
    assert moved(interview, span, "end", "word", -1) == at("så ble det slik.")
    span = moved(interview, at("så ble det slik."), "end", "sentence", 1)
    assert INTERVIEW[span.start : span.end].endswith("Bjørn: Jeg husker det litt annerledes.")
    assert moved(interview, span, "end", "sentence", -1) == at("så ble det slik.")


@given(
    start=st.integers(0, len(INTERVIEW) - 2),
    length=st.integers(1, 200),
    moves=st.lists(
        st.tuples(st.sampled_from(EDGES), st.sampled_from(UNITS), st.sampled_from((1, -1))),
        max_size=20,
    ),
)
def test_a_passage_stays_a_passage(
    interview: Reading, start: int, length: int, moves: list[tuple[Edge, Unit, int]]
) -> None:
    span = Span(start, min(len(INTERVIEW), start + length))
    for edge, unit, by in moves:
        after = moved(interview, span, edge, unit, by)
        assert 0 <= after.start < after.end <= len(INTERVIEW)
        if edge == "start":
            assert after.end == span.end
            assert (after.start - span.start) * by >= 0
        else:
            assert after.start == span.start
            assert (after.end - span.end) * by >= 0
        if after != span:
            place = after.start if edge == "start" else after.end - 1
            assert not INTERVIEW[place].isspace()
            assert any(first <= place < last for first, last in interview.blocks)
        span = after


def test_filters_are_read_as_people_type_them() -> None:
    line = parse_filter('code:"Spørsmål ved" MIN:60% kommune "to ord"', ("code", "min"))
    assert line.named == {"code": "spørsmål ved", "min": "60%"}
    assert line.words == ["kommune", "to ord"]
    assert [as_share(each) for each in ("0.6", "0,6", "60%", "60", "1", "0")] == [
        0.6, 0.6, 0.6, 0.6, 1, 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["min:", "min:x", "min:101", "min:-1", "colour:red", "min:1 min:1"]
)
def test_a_filter_that_makes_no_sense_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        ReviewFilter(typed)


def test_without_likelihoods_the_score_orders_and_the_certain_come_first() -> None:
    suggestions = [
        Suggestion("a", "r", "d", 0, 0, 9, 0, 9, "c", 0.4, None, 1, Reason("")),
        Suggestion("b", "r", "d", 0, 0, 9, 0, 9, "c", 0.9, None, 1, Reason("")),
        Suggestion("c", "r", "d", 0, 0, 9, 0, 9, "c", 0.1, 0.2, 1, Reason("")),
    ]
    items = [of_suggestion(each) for each in suggestions]

    def uuids(order: Order) -> str:
        return "".join(item.uuid for item in in_order(items, order, ["c"], ["d"]))

    assert uuids("confidence") == "cba"
    assert uuids("uncertainty") == "cab"


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
        await pilot.press("f6", *press)
        await pilot.pause()

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)


@pictured
def test_picture_of_review(snap_compare: Callable[..., bool], study: Path) -> None:
    assert taken(snap_compare, study, (120, 40))


@pictured
def test_picture_of_review_in_a_small_terminal(
    snap_compare: Callable[..., bool], study: Path
) -> None:
    assert taken(snap_compare, study, (80, 24), ["down"])


@pictured
def test_picture_of_adjusting(snap_compare: Callable[..., bool], study: Path) -> None:
    assert taken(snap_compare, study, (120, 40), ["down", "z", "up"])
