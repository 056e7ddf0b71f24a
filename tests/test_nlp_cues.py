"""Cues: folding, whole words, gaps, languages, and offsets into the untouched text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model import Code, Cue
from qualcode.nlp.passages import Passage
from qualcode.nlp.suggest.cues import GAP, find_cues
from qualcode.nlp.tokens import fold, tokens


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def fired(
    text: str, phrase: str, language: str | None = None, spoken: str | None = None
) -> list[str]:
    """The stretches of `text` where the cue fires."""
    code = Code("u", "b", "c", "C", cues=[Cue(phrase, language)])
    passage = Passage("d", 0, 7, 7 + len(text), text, language=spoken)
    found = find_cues([passage], [code], quiet)
    spans = found.spans.get((0, 0), ())
    assert bool(spans) == bool(found.scores[0, 0] > 0)
    assert all(said == phrase for said, _, _ in spans)
    return [text[start - 7 : end - 7] for _, start, end in spans]


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Ja, HVORFOR gjør vi det?", "hvorfor gjør vi", ["HVORFOR gjør vi"]),
        ("hvorforgjør vi det", "hvorfor gjør vi", []),
        ("overlapper vi", "over", []),
        ("ja men det er jo", "ja, men", ["ja men"]),
        ("Ja. Men det er jo", "ja, men", []),
        ("det fungerer\nikke", "fungerer ikke", ["fungerer\nikke"]),
        ("we can’t go on", "we can't go on", ["we can’t go on"]),
        ("en mock‑up av det", "mock-up", ["mock‑up"]),
        ("i dag og i dag", "i dag", ["i dag", "i dag"]),
        ("verken du eller jeg eller de", "verken … eller", ["verken du eller"]),
        ("both a and b at the same time", "both … and … at the same time", [
            "both a and b at the same time",
        ]),
        ("eller verken", "verken … eller", []),
        ("verken eller", "verken … eller", ["verken eller"]),
        ("anything", "…", []),
        ("anything", "", []),
    ],
)  # fmt: skip
def test_where_a_cue_fires(text: str, phrase: str, found: list[str]) -> None:
    assert fired(text, phrase) == found


def test_a_later_middle_part_is_tried_when_the_first_leads_nowhere() -> None:
    text = "a b " + "x " * GAP + "b c"
    assert fired(text, "a … b … c") == []
    assert fired("a b " + "x " * (GAP - 2) + "b x c", "a … b … c") == [
        "a b " + "x " * (GAP - 2) + "b x c"
    ]


def test_the_gap_is_twelve_tokens_at_most() -> None:
    assert fired("verken " + "x " * 12 + "eller", "verken … eller")
    assert not fired("verken " + "x " * 13 + "eller", "verken … eller")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("phrase_form", ["NFC", "NFD"])
def test_unicode_forms_meet_and_offsets_stay_those_of_the_text(form: str, phrase_form: str) -> None:
    text = unicodedata.normalize(form, "Nå går det på tåa 🎈 må vi gå nå")
    phrase = unicodedata.normalize(phrase_form, "må vi gå")
    assert fired(text, phrase) == [unicodedata.normalize(form, "må vi gå")]


def test_lower_case_that_is_longer_than_the_text_moves_no_offset() -> None:
    assert fired("İİİ hvorfor gjør vi", "hvorfor gjør vi") == ["hvorfor gjør vi"]


@pytest.mark.parametrize(
    ("spoken", "language", "fires"),
    [
        ("nb", "nb", True), ("nb", "nn", True), ("nn", "nb", True), ("no", "nn", True),
        ("nb-NO", "nb", True), ("nb-NO", "en", False), ("nb", "en", False), ("en", "nb", False), ("en", "en", True),
        ("en_GB", "en", True), (None, "nb", True), (None, "en", True), ("da", "nn", True),
        ("en", None, True), ("nn", None, True),
    ],
)  # fmt: skip
def test_passages_are_read_with_the_cues_of_their_language(
    spoken: str | None, language: str | None, fires: bool
) -> None:
    assert bool(fired("vi og de", "vi og", language, spoken)) == fires


def test_a_phrase_in_both_norwegian_lists_or_said_twice_counts_once() -> None:
    def score(text: str, cues: list[Cue]) -> tuple[float, int]:
        found = find_cues(
            [Passage("d", 0, 0, len(text), text, language="nb")],
            [Code("u", "b", "c", "C", cues=cues)],
            quiet,
        )
        return float(found.scores[0, 0]), len(found.spans[0, 0])

    one, both = [Cue("verken", "nb")], [Cue("verken", "nb"), Cue("verken", "nn")]
    once = score("verken", one)
    assert score("verken", both) == once
    assert score("verken og verken", one) == (once[0], 2)
    assert score("verken " * 40, one) == (once[0], 10)
    assert score("verken eller", [*one, Cue("eller", "nb")])[0] > once[0]


def test_a_cue_that_fires_everywhere_weighs_little() -> None:
    code = [
        Code("u1", "b", "c1", "C1", cues=[Cue("vi må")]),
        Code("u2", "b", "c2", "C2", cues=[Cue("sjelden fugl")]),
    ]
    texts = ["vi må videre"] * 99 + ["vi må se en sjelden fugl"]
    passages = [Passage("d", i, 0, len(text), text) for i, text in enumerate(texts)]
    scores = find_cues(passages, code, quiet).scores
    assert scores[99, 1] > 5 * scores[99, 0] > 0


@given(st.text(max_size=60))
def test_tokens_lie_in_order_inside_the_text_and_fold_to_their_stretch(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert token.text in (fold(text[token.start : token.end]), ".")
        last = token.end


@given(st.lists(st.sampled_from(["vi", "må", "Må", "gå", "…", ".", ",", "på", "nå"]), max_size=40))
def test_a_firing_is_the_phrase_with_at_most_the_gap_between(words: list[str]) -> None:
    text = " ".join(words)
    for stretch in fired(text, "vi må"):
        assert [token.text for token in tokens(stretch)] == ["vi", "må"]
    for stretch in fired(text, "vi … på"):
        inside = [token.text for token in tokens(stretch)]
        assert (inside[0], inside[-1]) == ("vi", "på")
        assert len(inside) <= GAP + 2
