"""Cutting documents into passages, and which codings label which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import InputError
from qualcode.model import Coding, Episode, Turn
from qualcode.nlp.passages import Passage, cut, label

TEXT = "Hva gjør vi? Vi prøver.\n\nNy bit her.\nOverskrift\n  Ja, det er sånn.  \n   "
FIRST = TEXT.index("\nOverskrift")
SECOND = TEXT.index("  Ja")
TURNS = (
    Turn(0, 0, FIRST, "I", language="nb"),
    Turn(1, FIRST + 1, FIRST + 11, kind="heading"),
    Turn(2, SECOND, SECOND + 20, "D1"),
    Turn(3, SECOND + 21, len(TEXT), "D1"),
)


def coding(start: int, end: int, code: str = "c", uuid: str = "k", document: str = "d") -> Coding:
    return Coding(uuid, document, code, "coder", start, end, "", "", "", "2026-01-01")


def test_turns_become_passages_without_headings_and_blank_turns() -> None:
    found = cut("d", TEXT, TURNS, language="nn")
    assert [(each.turn, each.speaker, each.language) for each in found] == [
        (0, "I", "nb"),
        (2, "D1", "nn"),
    ]
    assert found[1].text == "Ja, det er sånn."
    assert all(TEXT[each.start : each.end] == each.text for each in found)


def test_previous_is_the_turn_before_not_the_heading() -> None:
    found = cut("d", TEXT, TURNS)
    assert found[0].previous == ""
    assert found[1].previous == TEXT[:FIRST]


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("sentence", ["Hva gjør vi?", "Vi prøver.", "Ny bit her.", "Ja, det er sånn."]),
        ("paragraph", ["Hva gjør vi? Vi prøver.", "Ny bit her.", "Ja, det er sånn."]),
    ],
)
def test_smaller_units(unit: str, texts: list[str]) -> None:
    found = cut("d", TEXT, TURNS, unit)  # type: ignore[arg-type]
    assert [each.text for each in found] == texts
    assert [each.turn for each in found] == [0] * (len(texts) - 1) + [2]


def test_an_episode_spans_its_turns_once() -> None:
    episodes = [Episode("e1", "d", "a", 0, 2), Episode("e2", "d", "b", 0, 2)]
    found = cut("d", TEXT, TURNS, "episode", episodes=episodes)
    assert [(each.turn, each.start, each.text) for each in found] == [(None, 0, TEXT.strip())]


def test_an_episode_outside_its_document_is_refused() -> None:
    with pytest.raises(InputError, match="outside its document"):
        cut("d", TEXT, TURNS, "episode", episodes=[Episode("e", "d", "a", 2, 9)])


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        (0, 10, True),  # the same span
        (0, 5, True),  # half of the passage, all of the coding
        (5, 15, True),  # half of both
        (6, 16, False),  # less than half of both
        (8, 10, True),  # a short coding inside
        (-20, 40, True),  # a long coding around
        (9, 11, True),  # half of the coding
        (9, 12, False),
        (10, 20, False),  # touching
        (5, 5, False),  # empty
    ],
)
def test_a_coding_labels_what_it_shares_half_of_the_shorter_with(
    start: int, end: int, labels: bool
) -> None:
    passage = Passage("d", 0, 100, 110, "x" * 10)
    found = label([passage], [coding(100 + start, 100 + end)], names={"coder": "Kari"})
    assert found[0].codes == (frozenset({"c"}) if labels else frozenset())
    assert found[0].codings == ((("c", "k", "Kari"),) if labels else ())


def test_considered_documents_and_foreign_codings() -> None:
    passages = [Passage("d", 0, 0, 5, "hello"), Passage("e", 0, 0, 5, "world")]
    found = label(passages, [coding(0, 5, document="f")], considered={"e"})
    assert [each.considered for each in found] == [False, True]
    assert not any(each.codes for each in found)


spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=12), st.lists(spans, max_size=12))
def test_labelling_agrees_with_looking_at_every_pair(
    places: list[tuple[int, int]], coded: list[tuple[int, int]]
) -> None:
    passages = [Passage("d", i, *place, "x") for i, place in enumerate(places)]
    codings = [coding(*span, code=f"c{i}", uuid=f"k{i}") for i, span in enumerate(coded)]
    for passage, found in zip(passages, label(passages, codings), strict=True):
        expected = set()
        for each in codings:
            shared = min(passage.end, each.end) - max(passage.start, each.start)
            shorter = min(passage.end - passage.start, each.end - each.start)
            if shared > 0 and shared * 2 >= shorter:
                expected.add(each.code)
        assert found.codes == expected
        assert (found.start, found.end) == (passage.start, passage.end)
