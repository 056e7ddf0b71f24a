"""What to code next and what to read again, as the suggester finds them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model import Code, Cue
from qualcode.nlp.passages import Passage
from qualcode.nlp.suggest.combination import Answer
from qualcode.nlp.suggest.rereading import Reread, rereadings
from qualcode.nlp.suggest.study import learn, read_study, training_of
from qualcode.nlp.suggest.teaching import Lesson, diverse, lessons, teaching_worth

CODES = (
    Code("u-q", "b", "q", "Questioning", cues=[Cue("hvorfor gjør vi", "nb")]),
    Code("u-m", "b", "m", "Modelling", cues=[Cue("vi tegner", "nb")]),
    Code("u-e", "b", "e", "Economy", definition="Budget, cost, money and cuts."),
)
SUBJECTS = ("skjemaet", "rutinen", "møtet", "epikrisen", "vaktlista", "telefonen")
SAYINGS = {
    "u-q": "hvorfor gjør vi det sånn med {} når ingen leser det?",
    "u-m": "vi tegner en ny tavle for {} sammen i dag",
    "u-e": "budsjettet til {} er kuttet og pengene er borte",
    "": "ja, da var {} ferdig klokka ti",
}


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def study(coded: int = 3) -> list[Passage]:
    """Four documents with six passages of each saying; the first are coded, the rest targets."""
    passages = []
    for number in range(4):
        known = number < coded
        for turn, (subject, code) in enumerate(itertools.product(SUBJECTS, SAYINGS)):
            text = SAYINGS[code].format(f"{subject} {number}")
            passages.append(
                Passage(
                    f"d{number}", turn, 100 * turn, 100 * turn + len(text), text, "A", "nb",
                    codes=frozenset({code} - {""}) if known else frozenset(),
                    codings=((code, f"k-{number}-{turn}", "kari"),) if known and code else (),
                    considered=known,
                    target=not known,
                )
            )  # fmt: skip
    return passages


def taught(passages: list[Passage], count: int, without: tuple[str, ...] = ()) -> list[Lesson]:
    found = read_study(passages, CODES, 0, None, quiet)
    training = training_of(found)
    learned = learn(found, training, 0, quiet) if training.enough else None
    return lessons(found, learned, count, 0, on_progress=quiet, without=without)


def again(passages: list[Passage], limit: int = 10, without: tuple[str, ...] = ()) -> list[Reread]:
    found = read_study(passages, CODES, 0, None, quiet)
    training = training_of(found)
    return rereadings(found, training, learn(found, training, 0, quiet), limit, without)


def answer(score: list[list[float]], coded: list[float] | None = None) -> Answer:
    return Answer(np.array(score), None, None if coded is None else np.array(coded))


# Choosing


def test_doubt_between_two_codes_teaches_more_than_certainty() -> None:
    worth = teaching_worth(answer([[0.9, 0.1], [0.5, 0.45], [0.1, 0.1]], [1.0, 1.0, 1.0]))
    assert worth.tolist() == pytest.approx([0.2, 0.95, 1.0])


def test_doubt_counts_as_far_as_a_passage_is_likely_to_be_coded() -> None:
    worth = teaching_worth(answer([[0.5, 0.5], [0.5, 0.4]], [0.1, 0.9]))
    assert worth.tolist() == pytest.approx([0.1, 0.81])


def test_a_single_code_is_doubted_around_one_half() -> None:
    assert teaching_worth(answer([[0.5], [1.0]], [1.0, 1.0])).tolist() == [1.0, 0.5]


def test_before_any_coding_what_shows_the_codebook_teaches_most() -> None:
    assert teaching_worth(answer([[0.0, 0.7], [0.2, 0.1]])).tolist() == [0.7, 0.2]


def blobs(sizes: list[int]) -> np.ndarray:
    """Unit vectors in as many directions, a few of each."""
    rng = np.random.default_rng(1)
    rows = [np.eye(8)[i] + 0.05 * rng.normal(size=8) for i, n in enumerate(sizes) for _ in range(n)]
    found = np.array(rows, dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_the_chosen_are_unlike_each_other() -> None:
    vectors = blobs([20, 5, 5])
    worth = np.array([0.9] * 20 + [0.8] * 5 + [0.7] * 5)
    chosen = diverse(vectors, worth, 3, 0)
    assert sorted(int(vectors[at].argmax()) for at in chosen) == [0, 1, 2]
    assert [float(worth[at]) for at in chosen] == [0.9, 0.8, 0.7]


def test_of_what_is_alike_the_most_worth_is_chosen() -> None:
    vectors = np.repeat(np.eye(3, dtype=np.float32), 4, axis=0)
    worth = np.tile([0.1, 0.2, 0.9, 0.3], 3)
    assert sorted(diverse(vectors, worth, 3, 0)) == [2, 6, 10]


@given(st.integers(0, 40), st.integers(1, 12), st.booleans(), st.booleans(), st.integers(0, 3))
def test_as_many_are_chosen_as_there_are_and_none_twice(
    number: int, count: int, spread: bool, alike: bool, seed: int
) -> None:
    rng = np.random.default_rng(number)
    vectors = np.ones((number, 4)) if alike else rng.normal(size=(number, 4))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    worth = rng.random(number)
    chosen = diverse(vectors if spread else vectors[:, :0], worth, count, seed)
    assert len(set(chosen)) == len(chosen) == min(count, number)
    assert chosen == diverse(vectors if spread else vectors[:, :0], worth, count, seed)
    assert [float(worth[at]) for at in chosen] == sorted(float(worth[at]) for at in chosen)[::-1]


# What to code next


def test_before_any_coding_each_kind_of_cue_is_among_the_first() -> None:
    found = taught(study(coded=0), 6)
    assert {code for lesson in found for code, _ in lesson.cues} == {"u-q", "u-m"}
    assert all(lesson.coded is None for lesson in found)
    assert sum(lesson.like for lesson in found) == 4 * 24 - 6


def test_only_uncoded_targets_are_named_and_none_of_documents_left_out() -> None:
    passages = study()
    found = taught(passages, 30)
    assert len(found) == 24
    assert {passages[lesson.passage].document for lesson in found} == {"d3"}
    assert taught(passages, 5, without=("d3",)) == []


def test_the_same_words_are_asked_about_once() -> None:
    passages = [replace(passage, text=passage.text.split()[0]) for passage in study(coded=0)]
    assert len(taught(passages, 50)) == len({passage.text for passage in passages})


def test_codes_that_are_told_apart_teach_less_than_a_saying_nobody_coded() -> None:
    passages = study()
    odd = replace(
        passages[-1],
        text="hvorfor gjør vi det sånn når vi tegner en ny tavle",
        start=9_000,
        end=9_050,
    )
    (first,) = taught([*passages, odd], 1)
    assert first.passage == len(passages)
    assert {code for code, _ in first.between} == {"u-q", "u-m"}
    assert first.is_doubtful


# What to read again


def miscoded() -> tuple[list[Passage], int, int]:
    """A study with one coding under the wrong code and one left out, and their places."""
    passages = study(coded=4)
    wrong = next(i for i, passage in enumerate(passages) if passage.codes == {"u-q"})
    left = next(
        i
        for i, passage in enumerate(passages)
        if passage.codes == {"u-m"} and passage.document == "d1"
    )
    passages[wrong] = replace(
        passages[wrong], codes=frozenset({"u-m"}), codings=(("u-m", "k-wrong", "kari"),)
    )
    passages[left] = replace(passages[left], codes=frozenset(), codings=())
    return [replace(passage, target=True) for passage in passages], wrong, left


def test_a_coding_unlike_the_others_is_unexpected_and_a_gap_likely() -> None:
    passages, wrong, left = miscoded()
    found = again(passages)
    unexpected = [each for each in found if each.kind == "unexpected"]
    missed = [each for each in found if each.kind == "missed"]
    assert [(each.passage, each.code, each.codings) for each in unexpected] == [
        (wrong, "u-m", ("k-wrong",))
    ]
    assert [(each.passage, each.code) for each in missed] == [(left, "u-m")]
    assert unexpected[0].share > 0.5
    assert unexpected[0].instead is not None
    assert unexpected[0].instead[0] == "u-q"
    assert missed[0].confidence > 0.5 > unexpected[0].confidence
    for each in found:
        assert each.reason is not None
        assert each.reason.text
        assert "k-wrong" not in dict(each.reason.similar)


def test_codings_that_are_like_each_other_raise_no_question() -> None:
    assert again([replace(passage, target=True) for passage in study(coded=4)]) == []


def test_what_was_rejected_isnt_named_as_missed() -> None:
    passages, _, left = miscoded()
    passages[left] = replace(passages[left], rejected=frozenset({"u-m"}))
    assert [each for each in again(passages) if each.kind == "missed"] == []


def test_documents_left_out_and_what_is_no_target_arent_named() -> None:
    passages, wrong, left = miscoded()
    assert {each.passage for each in again(passages, without=("d0",))} == {left}
    passages[left] = replace(passages[left], target=False)
    assert {each.passage for each in again(passages)} == {wrong}


def test_the_limit_is_one_of_each_kind() -> None:
    passages, *_ = miscoded()
    wrong = [i for i, each in enumerate(passages) if each.codes == {"u-e"}][:2]
    for i in wrong:
        passages[i] = replace(
            passages[i], codes=frozenset({"u-q"}), codings=(("u-q", f"k-{i}", "kari"),)
        )
    found = again(passages, limit=1)
    assert [each.kind for each in found] == ["unexpected", "missed"]
