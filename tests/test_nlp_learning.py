"""Features, folds, calibration figures: the parts whose arithmetic can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model import Code
from qualcode.nlp.features import text_table
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.suggest.combination import (
    Answer,
    Sources,
    held_out_answer,
    without_codings,
)
from qualcode.nlp.suggest.folds import MANY, Folds, split
from qualcode.nlp.suggest.learning import Beside, LinearModels, fit_models, log_odds
from qualcode.nlp.suggest.measuring import agreement, calibration_error
from qualcode.nlp.suggest.neighbours import exemplars, held_out_nearness, nearness
from qualcode.nlp.suggest.space import Space, build_space


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def passages_of(documents: list[str]) -> list[Passage]:
    return [Passage(name, turn, 0, 1, "x") for turn, name in enumerate(documents)]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_folds_keep_documents_whole_and_are_never_empty(documents: list[str]) -> None:
    folds = split(passages_of(documents))
    assert folds.by_document == (len(set(documents)) > 1)
    assert set(folds.of.tolist()) == set(range(folds.count))
    assert folds.count <= 5
    if folds.by_document:
        homes = {name: set() for name in documents}
        for name, fold in zip(documents, folds.of.tolist(), strict=True):
            homes[name].add(fold)
        assert all(len(found) == 1 for found in homes.values())
    else:
        assert folds.of.tolist() == sorted(folds.of.tolist())


def test_the_largest_documents_are_spread_first() -> None:
    folds = split(passages_of(["a"] * 9 + ["b"] * 8 + ["c", "d", "e"] * 2 + ["f"]))
    assert np.bincount(folds.of).tolist() == [9, 8, 3, 2, 2]


def test_many_rows_get_fewer_folds() -> None:
    assert split(passages_of(["a", "b", "c", "d", "e"] * (MANY // 5))).count == 3


def test_word_weights_are_sublinear_tfidf_of_unit_length() -> None:
    texts = ["fisk fisk hav", "fisk sand"]
    table = text_table(texts, texts)
    idf = {"fisk": math.log(3 / 3) + 1, "hav": math.log(3 / 2) + 1}
    raw = {"fisk": (1 + math.log(2)) * idf["fisk"], "hav": idf["hav"]}
    norm = math.sqrt(sum(value**2 for value in raw.values()))
    row = table.words[table.row_of[texts[0]]].toarray()[0]
    found = {term: row[i] for i, term in enumerate(table.terms) if row[i]}
    assert found == pytest.approx({term: value / norm for term, value in raw.items()}, rel=1e-5)
    assert table.length.tolist() == [3, 2]


def test_word_pairs_in_two_texts_are_features_and_never_cross_texts() -> None:
    texts = ["god natt alle", "si god natt", "alle si"]
    terms = set(text_table(texts, texts).terms)
    assert "god natt" in terms
    assert not {"alle si", "natt alle", "natt si"} & terms


def test_character_grams_stay_inside_words() -> None:
    texts = ["ab cd", "b c"]
    shared = text_table(texts, texts).characters.toarray()
    assert (shared[0] * shared[1]).sum() == 0


@given(st.lists(st.text(max_size=20), min_size=1, max_size=30))
def test_rows_have_unit_length_or_are_empty(texts: list[str]) -> None:
    table = text_table(texts, texts)
    for matrix in (table.words, table.characters):
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        assert all(length == 0 or length == pytest.approx(1, abs=1e-4) for length in lengths)


def test_only_speaker_labels_of_several_documents_are_roles() -> None:
    def space(documents: int) -> int:
        passages = [
            Passage(f"d{i % documents}", i, 0, 5, f"ord{i}", speaker=("I", f"P{i % documents}")[i % 2])
            for i in range(24)
        ]  # fmt: skip
        return int(build_space(passages, [Code("u", "b", "c", "C")], 0, None, quiet).plain.shape[1])

    plain = space(1)
    assert space(3) > plain
    assert plain == 3


def test_latent_axes_need_some_text() -> None:
    def axes(count: int) -> int:
        passages = [Passage("d", i, 0, 9, f"ord{i % 7} tale{i % 5}") for i in range(count)]
        return build_space(passages, [Code("u", "b", "c", "C")], 0, None, quiet).meanings.shape[1]

    assert axes(20) == 0
    assert axes(60) > 1


def test_a_name_without_words_is_no_card() -> None:
    codes = [Code("u", "b", "c", "???", definition="A definition. ..."), Code("v", "b", "d", "!")]
    cards = build_space([Passage("d", 0, 0, 3, "ord")], codes, 0, None, quiet).cards
    assert {card.text for card in cards} == {"A definition.", "???. A definition. ..."}


def test_only_the_most_frequent_features_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.nlp.features.MAX_WORD_FEATURES", 2)
    texts = ["fisk hav", "fisk sand", "hav fisk", "stein"]
    assert text_table(texts, texts).terms == ["fisk", "hav"]


def learned_parts(flip: bool) -> tuple[Space, np.ndarray, np.ndarray, Folds]:
    """A space, its rows, labels and folds; `flip` turns the labels of the first fold around."""
    said = ["budsjettet er kuttet", "vi tegner tavla", "klokka er ti", "pengene er borte"]
    passages = [Passage(f"d{i % 5}", i, 0, 9, f"{said[i % 4]} {i % 3}") for i in range(100)]
    labels = np.array([[i % 4 in (0, 3), i % 4 == 1, False] for i in range(100)])
    folds = split(passages)
    if flip:
        labels[folds.of == 0] = ~labels[folds.of == 0]
    space = build_space(
        passages, [Code(str(i), "b", str(i), str(i)) for i in range(3)], 0, None, quiet
    )
    return space, np.arange(100), labels, folds


def fit(
    space: Space,
    rows: np.ndarray,
    labels: np.ndarray,
    wanted: list[bool],
    folds: Folds,
    on_progress: OnProgress = quiet,
) -> LinearModels:
    """The models of labels that are all known, nothing standing beside the passages."""
    return fit_models(
        space, rows, labels, np.ones(labels.shape, dtype=bool), wanted,
        folds=folds, beside=Beside(rows[:0], rows[:0]), described=True, seed=0,
        on_progress=on_progress,
    )  # fmt: skip


def test_what_is_said_of_a_fold_does_not_depend_on_its_own_labels() -> None:
    space, rows, labels, folds = learned_parts(flip=False)
    _, _, turned, _ = learned_parts(flip=True)
    own = folds.of == 0
    assert (labels[own] != turned[own]).all()
    models, other = (fit(space, rows, each, [True] * 3, folds) for each in (labels, turned))
    assert np.array_equal(models.held_out[own], other.held_out[own])
    assert np.array_equal(models.prior[own], other.prior[own])
    near = held_out_nearness(space, rows, labels, folds)
    assert np.array_equal(near[own], held_out_nearness(space, rows, turned, folds)[own])
    nothing = np.zeros(labels.shape)
    coded = models.held_out[:, 0]
    sources = Sources(
        model=models.held_out, beside=nothing, prior=models.prior, nearness=near,
        description=nothing, around=nothing, example=nothing, cue=nothing, coded=coded,
    )  # fmt: skip
    known = np.ones(labels.shape, dtype=bool)
    answer, again = (
        held_out_answer(sources, each, known, models.trained, folds=folds, seed=0)
        for each in (labels, turned)
    )
    assert np.array_equal(answer.confidence[own], again.confidence[own])


def test_models_separate_and_untrained_columns_say_their_share() -> None:
    space, rows, labels, folds = learned_parts(flip=False)
    models = fit(space, rows, labels, [True, False, True], folds)
    assert models.trained.tolist() == [True, False, False]
    assert ((models.held_out[:, 0] > 0) == labels[:, 0]).all()
    assert np.array_equal(models.held_out[:, 1:], models.prior[:, 1:])
    assert models.prior_all[1] == pytest.approx(math.log(25.5 / 75.5))
    again = log_odds(space, models, rows)
    assert ((again[:, 0] > 0) == labels[:, 0]).all()
    # Every text recurs in all documents, so that held out or not makes little difference.
    assert np.abs(again[:, 0] - models.held_out[:, 0]).max() < 0.5
    assert again[:, 1] == pytest.approx(models.prior_all[1])


@pytest.mark.parametrize(("many", "fits"), [(101, 6), (100, 5)])
def test_many_rows_are_not_fitted_once_more(
    many: int, fits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualcode.nlp.suggest.learning.MANY", many)
    space, rows, labels, folds = learned_parts(flip=False)
    totals = set()
    models = fit(
        space, rows, labels, [True] * 3, folds, lambda _stage, _done, total: totals.add(total)
    )
    assert totals == {fits * 2}
    assert ((log_odds(space, models, rows)[:, 0] > 0) == labels[:, 0]).all()


def test_without_codings_the_code_ahead_of_the_others_or_a_cue_is_enough() -> None:
    likeness = np.array([[1.0, 0.2, 0.2], [0.5, 0.5, 0.5], [0.2, 0.2, 0.2], [1.0, 0.2, 0.2]])
    nothing, cue = np.zeros_like(likeness), np.zeros_like(likeness)
    cue[2, 1] = 0.7
    found = without_codings(likeness, nothing, nothing, cue, np.array([20.0, 20, 20, 1]))
    assert found[0, 0] > found[1, 0] > found[0, 1]
    assert found[2, 1] > 0.7 > found[0, 0]
    assert found[0, 0] > found[3, 0], "few words say little"
    beside = without_codings(nothing, likeness, nothing, nothing, np.full(4, 20.0))
    assert beside[0, 0] > beside[0, 1]


def test_exemplars_are_limited_and_nearness_needs_some() -> None:
    labels = np.zeros((1000, 2), dtype=bool)
    labels[:, 0] = True
    rows = np.arange(1000)
    many, none = exemplars(rows, labels)
    assert len(many) == 60
    assert (many[0], many[-1]) == (0, 999)
    space, own, _, _ = learned_parts(flip=False)
    found = nearness(space, own, [own[:1], none])
    assert found[0].tolist() == pytest.approx([1, 0], abs=1e-5)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([[0.05, 0.05, 0.05, 0.05], [0.95, 0.95, 0.95, 0.95]])
    truth = np.array([[False, False, False, True], [True, True, True, True]])
    assert calibration_error(confidence, truth) == pytest.approx((0.2 + 0.05) / 2)
    assert calibration_error(np.zeros((0, 2)), np.zeros((0, 2), dtype=bool)) is None
    assert calibration_error(np.ones((1, 1)), np.ones((1, 1), dtype=bool)) == 0


def test_agreement_by_hand() -> None:
    score = np.array([[0.9, 0.2], [0.6, 0.4], [0.7, 0.3]])
    coded = np.array([1.0, 1.0, 0.1])
    labels = np.array([[True, False], [False, True], [False, False]])
    figures = agreement(Answer(score, score * coded[:, None], coded), labels, top=1)
    assert figures["hit_at_1"] == 0.5
    assert figures["micro_f1"] == 0.5
    assert figures["mean_average_precision"] == 1.0
    assert figures["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.07) / 3, abs=1e-4)
    assert figures["calibration_error_coded_or_not"] == pytest.approx(0.1 / 3, abs=1e-4)


def test_agreement_without_any_coding() -> None:
    nothing = np.zeros((3, 2), dtype=bool)
    figures = agreement(Answer(np.zeros((3, 2)), np.zeros((3, 2)), np.zeros(3)), nothing, top=2)
    assert figures["hit_at_1"] is None
    assert figures["mean_average_precision"] is None


@pytest.mark.parametrize(
    "word", ["og", "hva", "ikke", "ikkje", "korleis", "æ", "the", "mhm", "don't"]
)
def test_function_words_of_all_three_languages(word: str) -> None:
    assert word in stop_words()


@pytest.mark.parametrize("word", ["pasient", "møte", "kommune", "leiing", "ward"])
def test_words_with_a_topic_are_no_function_words(word: str) -> None:
    assert word not in stop_words()
