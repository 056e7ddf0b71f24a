"""Lanes, visible blocks, letters and finding: the pure parts beside the layout."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from qualcode.model import Code, Coding, Document, Memo, Reason, Span, Suggestion, Turn
from tui.finding import find_codes
from tui.glyphs import glyph
from tui.lanes import Lanes
from tui.marks import SIGNS, letters
from tui.reading import Reading, visible_blocks
from tui.widgets.paint import bar_style, clock, columns

SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=20,
)


def coding(number: int, start: int, end: int, code: str = "c") -> Coding:
    return Coding(f"u{number:03}", "d", code, "k", start, end, "", "", "", "")


def reading(text: str, turns: list[Turn]) -> Reading:
    document = Document(
        "d", "d", "other", None, len(text), "", "1", {}, None, None, None, None, {}, "", 0, 0
    )
    return Reading(document, text, turns)


@given(SPANS, st.data())
def test_overlapping_codings_never_share_a_lane(
    spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    codings = [coding(n, *span) for n, span in enumerate(spans)]
    cut = data.draw(st.integers(0, len(codings)))
    lanes = Lanes(codings[:cut])
    for each in codings[cut:]:
        lanes.add(each)
    gone = data.draw(st.lists(st.sampled_from(codings), unique_by=str)) if codings else []
    for each in gone:
        assert lanes.discard(each.uuid) == each
        assert lanes.discard(each.uuid) is None
    left = [each for each in codings if each not in gone]
    assert len(lanes) == len(left)
    lane = {each.uuid: place for each, place in lanes.overlapping(0, 1000)}
    assert set(lane) == {each.uuid for each in left}
    for one, other in combinations(left, 2):
        if one.start < other.end and other.start < one.end:
            assert lane[one.uuid] != lane[other.uuid]
    for offset in range(0, 90, 7):
        here = lanes.at(offset)
        assert {each.uuid for each in here} == {
            each.uuid for each in left if each.start <= offset < each.end
        }
        assert [lane[each.uuid] for each in here] == sorted(lane[each.uuid] for each in here)


def test_a_load_packs_lanes_from_the_left() -> None:
    lanes = Lanes([coding(1, 0, 10), coding(2, 5, 8), coding(3, 10, 12), coding(4, 8, 9)])
    lane = {each.uuid: place for each, place in lanes.overlapping(0, 99)}
    assert lane == {"u001": 0, "u002": 1, "u004": 1, "u003": 0}


def test_labels_between_turns_are_left_out_and_other_text_is_not() -> None:
    text = "Møte 3. mars\n\nI: hei\nAnna (lege): ja\n[pause]\nI: ok\n\nslutt"
    turns = [
        Turn(0, text.index("hei"), text.index("\nAnna"), "I"),
        Turn(1, text.index("ja"), text.index("\n[pause]"), "Anna"),
        Turn(2, text.index("ok"), text.index("\n\nslutt"), "I"),
    ]
    shown = [text[start:end] for start, end in visible_blocks(text, turns)]
    assert shown == ["Møte 3. mars", "hei", "ja", "[pause]", "ok", "slutt"]


def test_a_text_without_turns_is_one_block() -> None:
    assert visible_blocks("abc", []) == [(0, 3)]
    assert visible_blocks("", []) == [(0, 0)]
    assert reading(" abc ", []).unit_at(2) == Span(1, 4)


def test_the_unit_is_the_turn_without_outer_space() -> None:
    open_one = reading("a:  hei  \nb: \n", [Turn(0, 2, 9, "a"), Turn(1, 12, 13, "b")])
    assert open_one.unit_at(5) == Span(4, 7)
    assert open_one.unit_at(12) is None
    assert open_one.unit_at(0) is None


def test_memos_and_suggestions_are_found_by_place() -> None:
    open_one = reading("abcdefgh", [Turn(0, 0, 8)])

    def memo(uuid: str, **where: object) -> Memo:
        return Memo(uuid, "document", "", "x", None, "", "", **where)  # type: ignore[arg-type]

    memos = [
        memo("span", document="d", start=2, end=4),
        memo("coding", target_table="coding", target="u001"),
        memo("whole", document="d"),
        memo("named", target_table="document", target="d"),
    ]
    open_one.load([coding(1, 3, 5)], memos)
    assert [m.uuid for m in open_one.memos_at(3)] == ["span", "coding"]
    assert [m.uuid for m in open_one.memos_at(4)] == ["coding"]
    assert [m.uuid for m in open_one.memos_on_document()] == ["whole", "named"]
    suggestions = [
        Suggestion(f"s{s}", "r", "d", 0, s, s + 3, s, s + 1, "c", 1.0, None, 1, Reason("x"))
        for s in (4, 1)
    ]
    open_one.set_suggestions(suggestions)
    assert [s.start for s in open_one.suggestions] == [1, 4]
    assert [s.start for s in open_one.suggestions_at(5)] == [4]
    assert (open_one.is_suggested(0, 2), open_one.is_suggested(2, 4)) == (True, False)


@given(st.lists(st.text("abAB1 ", max_size=5), max_size=200))
def test_letters_are_unique_while_they_last(names: list[str]) -> None:
    codes = [Code(f"u{n}", "b", f"c{n}", name) for n, name in enumerate(names)]
    given_letters = letters(codes)
    first = [given_letters[code.uuid] for code in codes[: len(SIGNS)]]
    assert len(set(first)) == len(first)
    assert len(set(SIGNS)) == len(SIGNS)
    assert all(glyph(letter) == (letter, 1) for letter in given_letters.values())
    if names and names[0].strip():
        assert first[0].casefold() == names[0].strip()[0].casefold()


CODES = [
    Code("1", "b", "exp.model", "Modelling", "Modellering"),
    Code("2", "b", "exp.question", "Questioning", "Spørsmål ved praksis"),
    Code("3", "b", "lead", "Remodelled leadership"),
    Code("4", "b", "exp", "Learning"),
]
PATHS = {"1": "Learning > Modelling", "2": "Learning > Questioning"}


def found(query: str, recent: list[str] | None = None) -> list[str]:
    return [code.uuid for code in find_codes(query, CODES, PATHS, recent or [])]


def test_codes_are_found_by_name_id_path_and_in_both_languages() -> None:
    assert found("") == ["1", "2", "3", "4"]
    assert found("", ["4", "2"]) == ["4", "2", "1", "3"]
    assert found("model") == ["1", "3"]
    assert found("SPØR") == ["2"]
    assert found("praksis") == ["2"]
    assert found("learning mod") == ["1"]
    assert found("exp") == ["1", "2", "4"]
    assert found("exp", ["4"]) == ["4", "1", "2"]
    assert found("zzz") == []


def test_pale_bars_are_darker_on_a_light_ground_only() -> None:
    dark, light = Style(bgcolor="#101010"), Style(bgcolor="#fafafa")
    assert bar_style(dark, "#edc948").color == Style(color="#edc948").color
    assert bar_style(light, "#edc948").color != Style(color="#edc948").color
    assert bar_style(light, "#4e79a7").color == Style(color="#4e79a7").color


def test_times_and_columns() -> None:
    assert clock(0) == "0:00"
    assert clock(65_999) == "1:05"
    assert clock(3_600_000) == "1:00:00"
    for width in range(20, 220, 7):
        parts = columns(width, 340, 12, timed=width % 2 == 0)
        assert parts.text >= 8
        assert parts.left + parts.text + 1 <= max(width, parts.left + 9)


def test_turns_are_numbered_as_they_were_imported():
    from qualcode.model import Document, Turn
    from tui.reading import Reading

    text = "ja\nnei"
    turns = [Turn(0, 0, 2, attributes={"turn": 17}), Turn(1, 3, 6, attributes={"turn": "17b"})]
    document = Document(
        "d", "d", "other", None, len(text), "", "1", {}, None, None, None, None, {}, "", 2, 2
    )
    assert Reading(document, text, turns).number_width == 3
    assert Reading(document, text, [Turn(0, 0, 2), Turn(1, 3, 6)]).number_width == 1
