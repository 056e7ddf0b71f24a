"""Motions by unit, growing selections, the margin and the mouse: pure rules and by their keys."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    coding_screen,
    covers,
    make_study,
    opened,
)

from qualcode.model import CodingMark, Document, Span, Turn, TurnKind
from qualcode.project import Project
from tui import growing, motions, passages
from tui.lanes import Lanes
from tui.layout import Lines
from tui.reading import Reading
from tui.screens.prompt import Prompt
from tui.widgets.transcript import Transcript


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def place(words: str) -> int:
    return INTERVIEW.index(words)


def selected(transcript: Transcript) -> str | None:
    span = transcript.selection
    return transcript.lines.text[span.start : span.end] if span else None


def reading(text: str, *turns: tuple[int, int], kinds: tuple[TurnKind, ...] = ()) -> Reading:
    document = Document(
        "d", "d", "other", None, len(text), "", "1", {}, None, None, None, None, {}, "", 0, 0
    )
    made = [
        Turn(n, start, end, kind=kinds[n] if kinds else "speech")
        for n, (start, end) in enumerate(turns)
    ]
    return Reading(document, text, made)


def mark(number: int, start: int, end: int) -> CodingMark:
    return CodingMark(f"u{number:03}", "c", "k", start, end, "unaided", "standing")


def stops(text: str, name: str, open_one: Reading | None = None) -> list[str]:
    """The first word at each stop of a motion from the beginning."""
    open_one = open_one or reading(text)
    lines = Lines(text, 30, open_one.blocks)
    offset, found = lines.starts[0], []
    while (moved := motions.by_name(name, lines, open_one, offset)) != offset:
        assert moved > offset
        offset = moved
        found.append((text[offset:].split(maxsplit=1) or [""])[0])
    return found


# Sentences and paragraphs


def test_abbreviations_numbers_and_ordinals_do_not_end_a_sentence() -> None:
    text = (
        "Vi møttes kl. 10 med f.eks. dr. Moe, bl.a. om 3.5 timer. Så gikk vi! «Hva nå?» sa hun. "
        "Den 3. mars kom de... og gikk."
    )
    assert stops(text, "next_sentence") == ["Så", "«Hva", "sa", "Den"]


def test_talk_without_full_stops_stops_at_pauses_lines_and_turns() -> None:
    text = (
        "ja vi tenkte (.) at det var (2.5) litt … nei\nmen så kom hun [lang pause] og da\nikke mer"
    )
    turns = (0, text.index("\nmen")), (text.index("men"), len(text))
    assert stops(text, "next_sentence", reading(text, *turns)) == [
        "at",
        "litt",
        "nei",
        "men",
        "og",
        "ikke",
    ]


def test_paragraphs_are_divided_by_blank_lines_and_turns() -> None:
    text = "en\nto\n \n\n  tre fire\n\nfem"
    assert stops(text, "next_paragraph") == ["tre", "fem"]
    turns = (0, 5), (text.index("tre"), len(text))
    assert stops(text, "next_paragraph", reading(text, *turns)) == ["tre", "fem"]


UNITS = st.lists(
    st.sampled_from(
        ["ord", "da.", "nei!", "f.eks.", "\n", "\n\n", " ", " ", "…", "(.)", "x y", "😀"]
    ),
    max_size=40,
).map("".join)


@given(UNITS, st.lists(st.integers(0, 60), max_size=4, unique=True), st.integers(1, 20))
def test_going_back_by_unit_stops_where_going_on_did(
    text: str, cuts: list[int], width: int
) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    open_one = reading(text, *pairwise(edges))
    lines = Lines(text, width, open_one.blocks)
    for unit in ("sentence", "paragraph", "turn"):
        forward = [lines.starts[0]]
        while (to := motions.by_name(f"next_{unit}", lines, open_one, forward[-1])) > forward[-1]:
            forward.append(to)
        backward = [lines.last_place(len(lines) - 1)]
        while (to := motions.by_name(f"previous_{unit}", lines, open_one, backward[-1])) < backward[
            -1
        ]:
            backward.append(to)
        assert set(backward[1:]) >= set(forward[:-1]) - {backward[0]}
        assert backward[-1] == lines.starts[0]


def test_a_megabyte_without_a_break_is_gone_through_in_bounded_steps() -> None:
    text = "x" * 1_000_000
    open_one = reading(text)
    lines = Lines(text, 80)
    assert motions.previous_word(lines, 999_990) > 998_000
    assert motions.next_word(lines, 500_000) == lines.last_place(len(lines) - 1)
    assert passages.previous_sentence(text, open_one.blocks, 999_000) == 0
    assert passages.next_sentence(text, open_one.blocks, 5) is None


# Coded passages and uncoded turns


CODINGS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=12,
)


@given(CODINGS, st.data())
def test_coded_and_uncoded_are_found_as_by_looking_at_everything(
    spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    kinds: tuple[TurnKind, ...] = ("heading", "speech", "speech", "speech", "fieldnote", "speech")
    bounds = [(0, 5), (5, 20), (22, 22), (22, 40), (41, 60), (61, 90)]
    open_one = reading("x" * 90, *bounds, kinds=kinds)
    marks = [mark(n, *span) for n, span in enumerate(spans)]
    cut = data.draw(st.integers(0, len(marks)))
    open_one.lanes = Lanes(marks[:cut])
    if data.draw(st.booleans()):
        open_one.lanes.uncoded(open_one.turns, 0, 1)
    for each in marks[cut:]:
        open_one.lanes.add(each)
    gone = data.draw(st.lists(st.sampled_from(marks), unique=True)) if marks else []
    for each in gone:
        open_one.lanes.discard(each.uuid)
    left = [each for each in marks if each not in gone]
    free = [
        start
        for (start, end), kind in zip(bounds, kinds, strict=True)
        if kind != "heading"
        and start < end
        and not any(c.start < end and start < c.end for c in left)
    ]
    for offset in range(0, 90, 3):
        assert open_one.lanes.next_start(offset) == min(
            (c.start for c in left if c.start > offset), default=None
        )
        assert open_one.lanes.previous_start(offset) == max(
            (c.start for c in left if c.start < offset), default=None
        )
        here = open_one.turn_at(offset)
        assert here is not None
        assert motions.uncoded_turn(open_one, offset, 1) == min(
            (start for start in free if start > offset), default=None
        )
        assert motions.uncoded_turn(open_one, offset, -1) == max(
            (start for start in free if start < offset), default=None
        )


# Growing


def test_growing_goes_through_the_units_and_over_several_of_them() -> None:
    text = "Hei du. Ja vel.\n\nNeste bit.\nEn annen tur."
    turn = (0, text.index("\nEn"))
    open_one = reading(text, turn, (turn[1] + 1, len(text)))
    lines = Lines(text, 40, open_one.blocks)

    def grown(start: int, end: int) -> list[str]:
        found = []
        while unit := growing.larger(lines, open_one, start, end):
            start, end = unit.start, unit.end
            found.append(text[start:end])
        return found

    at = text.index("vel")
    assert grown(at, at) == [
        "vel", "Ja vel.", "Hei du. Ja vel.", "Hei du. Ja vel.\n\nNeste bit.", text,
    ]  # fmt: skip
    assert grown(4, at + 1)[:2] == ["du. Ja vel", "Hei du. Ja vel."]
    assert growing.smaller(lines, open_one, 0, 15) == Span(0, 7)
    assert growing.smaller(lines, open_one, 0, 7) == Span(0, 3)
    assert growing.smaller(lines, open_one, 0, 3) is None


# By their keys


@covers("next_sentence", "previous_sentence", "next_paragraph", "previous_paragraph")
async def test_moving_by_sentences_and_paragraphs(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "right_parenthesis")
        assert transcript.caret == place("Det var første gang")
        await pilot.press("right_parenthesis")
        assert transcript.caret == place("Hvem tok")
        await pilot.press("left_parenthesis")
        assert transcript.caret == place("Det var første gang")
        await pilot.press("right_curly_bracket")
        assert transcript.caret == place("Hvem tok")
        await pilot.press("w", "left_curly_bracket", "left_curly_bracket")
        assert transcript.caret == place("Vi satte")


@covers("next_coded", "previous_coded", "next_uncoded", "previous_uncoded")
async def test_moving_by_what_is_coded_and_what_is_not(study: Path) -> None:
    add_codings(study, ("lead", "tegnet hele"), ("act", "Hvem tok"), ("act", "initiativet"))
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        seen = []
        for key in ("L", "L", "L", "H", "y", "y", "Y", "Y"):
            await pilot.press(key)
            seen.append(transcript.caret)
        assert seen == [
            place("tegnet hele"), place("Hvem tok"), place("initiativet"), place("Hvem tok"),
            place("Egentlig"), place("Jeg husker"), place("Egentlig"), place("Hva gjorde"),
        ]  # fmt: skip


@covers("visual")
async def test_in_visual_mode_the_new_motions_extend_too(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "v", "right_parenthesis")
        assert selected(transcript) == INTERVIEW[place("Vi satte") : place("Det var første gang")]
        await pilot.press("number_sign", "4", "enter")
        await pilot.pause()
        assert selected(transcript) == INTERVIEW[place("Vi satte") : place("Egentlig")]


@covers("extend_next_turn", "extend_previous_turn", "extend_text_start", "extend_text_end")
async def test_extending_by_turns_and_to_the_ends(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "ctrl+shift+down")
        assert transcript.selection == Span(place("Vi satte"), place("Hvem tok"))
        await pilot.press("ctrl+shift+up", "ctrl+shift+up")
        assert transcript.selection == Span(place("Hva gjorde"), place("Vi satte"))
        await pilot.press("ctrl+shift+end")
        assert transcript.selection == Span(place("Vi satte"), len(INTERVIEW.rstrip()))
        await pilot.press("ctrl+shift+home")
        assert transcript.selection == Span(place("Hva gjorde"), place("Vi satte"))


@covers("go_to_turn")
async def test_going_to_a_turn_by_its_number(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("number_sign", "9", "9", "enter")
        assert isinstance(pilot.app.screen, Prompt)
        assert "no turn 99" in str(pilot.app.screen.query_one("#prompt-wrong").render())
        await pilot.press("backspace", "backspace", "5", "enter")
        await pilot.pause()
        assert transcript.caret == place("Jeg husker")
        await pilot.press("number_sign", "escape")
        await pilot.pause()
        assert transcript.caret == place("Jeg husker")


@covers("grow", "shrink")
async def test_growing_and_shrinking_back_the_same_way(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        start = place("første gang") + 2
        transcript.go(start)
        steps: list[str | None] = [None]
        for _ in range(4):
            await pilot.press("plus")
            steps.append(selected(transcript))
        assert steps[1:3] == ["første", "Det var første gang vi så det sammen."]
        assert (steps[3] or "").startswith("Vi satte oss")
        assert (steps[4] or "").startswith("Hva gjorde")
        for step in steps[-2::-1]:
            await pilot.press("minus")
            assert selected(transcript) == step
        assert transcript.caret == start
        await pilot.press("plus", "b", "V", "minus")
        assert (selected(transcript) or "").startswith("Vi satte oss")
        assert (selected(transcript) or "").endswith("hjemreise.")


@covers("swap_ends")
async def test_the_selections_other_end_can_be_moved(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "w", "v", "e", "s")
        assert transcript.caret == place("satte oss")
        await pilot.press("b")
        assert selected(transcript) == "Vi satte"


async def test_a_plain_arrow_goes_to_the_edge_of_the_selection(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        for key, words in (("left", "satte oss"), ("right", " oss ned")):
            transcript.select(place("satte oss"), place(" oss ned"))
            await pilot.press(key)
            assert transcript.selection is None
            assert transcript.caret == place(words)


async def test_a_kept_selection_lasts_until_the_next_move(study: Path) -> None:
    async with opened(study) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("v", "w")
        transcript.keep_selection()
        assert selected(transcript) == "Hva "
        await pilot.press("w")
        assert transcript.selection is None


# The prompt


async def test_a_prompt_keeps_nothing_a_terminal_would_obey(study: Path) -> None:
    taken: list[str | None] = []
    async with opened(study) as pilot:
        pilot.app.push_screen(Prompt("Na\x1bme?", initial="a\x1b[31mb\u202ec\td"), taken.append)
        await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == "a[31mbc d"
        await pilot.press("end", *" 👩")
        await pilot.press("enter")
        await pilot.pause()
        pilot.app.push_screen(Prompt("Name?"), taken.append)
        await pilot.pause()
        await pilot.press("space", "enter")
        assert isinstance(pilot.app.screen, Prompt)
        await pilot.press("escape")
        pilot.app.push_screen(Prompt("Note?", may_be_empty=True), taken.append)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
    assert taken == ["a[31mbc d 👩", None, ""]


# The margin and the bracket of an episode


def screen_lines(pilot: Pilot[None]) -> list[str]:
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line) for line in strips]


@covers("margin")
async def test_without_the_margin_turns_still_show_where_they_begin(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        assert "2 Anna" in screen_lines(pilot)[2]
        caret = coding_screen(pilot).transcript.caret
        await pilot.press("f4")
        await pilot.pause()
        lines = screen_lines(pilot)
        assert "Anna" not in "\n".join(lines)
        assert lines[1].startswith("▸     Hva gjorde")
        assert lines[2].startswith("▸     Vi satte oss")
        assert lines[3].startswith("      ")
        assert coding_screen(pilot).transcript.caret == caret
        with Project.open(study) as project:
            project.coders.ensure(CODER)
    async with opened(study, size=(80, 24)) as pilot:
        assert "Anna" not in "\n".join(screen_lines(pilot))
        await pilot.press("f4")
        await pilot.pause()
        assert "2 Anna" in screen_lines(pilot)[2]


async def test_episodes_have_a_bracket_that_stays_open_while_they_are(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        open_one = transcript.reading
        assert open_one is not None
        turns = open_one.turns
        open_one.episodes = [
            (Span(turns[4].start, turns[5].end), True),
            (Span(turns[6].start, turns[6].end), False),
            (Span(turns[1].start, turns[2].end), False),
        ]
        transcript.codings_changed()
        await pilot.pause()
        column = screen_lines(pilot)[1].index("Hva gjorde") - 1
        signs = "".join(line[column] for line in screen_lines(pilot)[1:13])
        assert signs.rstrip() == " ┌││└  ┌│┆["[: len(signs.rstrip())]
