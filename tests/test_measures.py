"""Measures of ranked and sure answers, against numbers worked out by hand and scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score

from qualcode.analysis.ceiling import ceiling
from qualcode.analysis.evaluation import confusions, figures, reliability
from qualcode.measures import (
    average_precision,
    calibration_error,
    f1,
    hit_at_1,
    mean_average_precision,
    micro_f1,
)

TRUTH = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0]], dtype=bool)
SCORE = np.array([[0.9, 0.2, 0.1], [0.6, 0.4, 0.1], [0.1, 0.3, 0.8], [0.7, 0.1, 0.1]])


def test_hits_are_counted_among_coded_passages() -> None:
    assert hit_at_1(SCORE, TRUTH) == pytest.approx(2 / 3)
    assert hit_at_1(SCORE, np.zeros_like(TRUTH)) is None


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=25))
def test_average_precision_is_scikit_learns_also_with_ties(rows: list[tuple[int, bool]]) -> None:
    score = np.array([value / 4 for value, _ in rows])
    truth = np.array([own for _, own in rows])
    found = average_precision(score, truth)
    if truth.any():
        assert found == pytest.approx(average_precision_score(truth, score))
    else:
        assert found is None


def test_the_mean_is_over_codes_that_were_given() -> None:
    truth = TRUTH.copy()
    truth[:, 2] = False
    own = [average_precision_score(truth[:, code], SCORE[:, code]) for code in (0, 1)]
    assert mean_average_precision(SCORE, truth) == pytest.approx(np.mean(own))
    assert mean_average_precision(SCORE, np.zeros_like(TRUTH)) is None


def test_micro_f1_is_scikit_learns() -> None:
    made = SCORE >= 0.5
    assert micro_f1(made, TRUTH) == pytest.approx(f1_score(TRUTH, made, average="micro"))
    assert f1(0, 0, 0) is None


def test_calibration_error_is_the_mean_distance_of_the_bins() -> None:
    sure = np.array([0.95, 0.95, 0.25, 0.25])
    # |1.9 - 1| + |0.5 - 1| over four answers
    assert calibration_error(sure, np.array([1, 0, 1, 0], dtype=bool)) == pytest.approx(1.4 / 4)
    assert calibration_error(np.ones(3), np.ones(3, dtype=bool)) == 0
    assert calibration_error(np.zeros(0), np.zeros(0, dtype=bool)) is None


def test_bins_hold_what_was_said_and_what_was_right() -> None:
    (low, high) = reliability(np.array([0.21, 0.29, 1.0]), np.array([True, False, True]))
    assert (low.lower, low.upper, low.suggestions, low.right) == (0.2, 0.3, 2, 0.5)
    assert low.confidence == pytest.approx(0.25)
    assert (high.lower, high.suggestions, high.right) == (0.9, 1, 1)


def all_figures(confidence: np.ndarray | None = None, coded: np.ndarray | None = None):  # type: ignore[no-untyped-def,type-arg]
    sure = SCORE * 0.9 if confidence is None else confidence
    likely = np.array([0.9, 0.8, 0.9, 0.6]) if coded is None else coded
    return figures(SCORE, sure, likely, TRUTH, ["a", "a", "b", "b"])


def test_coded_passages_and_all_passages_are_told_apart() -> None:
    found = all_figures()
    assert (found.coded_only.passages, found.all_passages.passages) == (3, 4)
    assert found.coded_only.hit_at_1 == pytest.approx(2 / 3)
    assert found.all_passages.hit_at_1 is None
    # made on coded passages: 0, 0 and 2; on all: 0, 0, 2 and 0
    assert found.coded_only.precision == pytest.approx(2 / 3)
    assert found.all_passages.precision == pytest.approx(2 / 4)
    assert found.all_passages.recall == pytest.approx(2 / 4)


def test_figures_of_a_code_have_its_support() -> None:
    first, second, _ = all_figures().codes
    assert (first.support, first.documents, first.suggested, first.right) == (1, 1, 3, 1)
    assert (first.precision, first.recall) == (pytest.approx(1 / 3), 1)
    assert (second.support, second.documents, second.suggested) == (2, 2, 0)
    assert (second.precision, second.recall, second.f1) == (None, 0, 0)


def test_coverage_falls_as_confidence_rises() -> None:
    coverage = all_figures().coverage
    covered = [item.covered for item in coverage]
    assert covered == sorted(covered, reverse=True)
    (sure,) = [item for item in coverage if item.confidence == 0.7]
    assert (sure.covered, sure.precision) == (0.5, 1)


def test_whether_to_code_is_measured_only_where_both_happen() -> None:
    decided = all_figures().coded_or_not
    assert (decided.coded, decided.recall, decided.precision) == (0.75, 1, 0.75)
    every = figures(SCORE[:3], SCORE[:3], np.ones(3), TRUTH[:3], ["a"] * 3)
    assert every.coded_or_not is None


def test_where_nothing_was_learned_nothing_counts_as_suggested() -> None:
    unsure, unlikely = SCORE * 0.9, np.array([0.9, 0.8, 0.9, np.nan])
    unsure[3] = np.nan
    found = all_figures(unsure, unlikely)
    assert found.all_passages.precision == pytest.approx(2 / 3)
    assert sum(own.suggestions for own in found.reliability) == 9
    nothing = all_figures(np.full_like(SCORE, np.nan), np.full(4, np.nan))
    assert (nothing.reliability, nothing.all_passages.calibration_error) == ([], None)
    assert nothing.all_passages.micro_f1 == 0
    assert nothing.coded_only.mean_average_precision is not None


def test_a_code_is_taken_for_a_sibling_only_where_it_is_one() -> None:
    (found,) = confusions(SCORE, TRUTH, [[0, 1], [2]])
    assert (found.code, found.sibling, found.passages, found.share) == (1, 0, 1, 0.5)
    assert confusions(SCORE, TRUTH, [[0], [1, 2]]) == []


def test_the_suggester_stands_beside_the_coders() -> None:
    a = np.array([[1], [1], [0], [0]], dtype=bool)
    b = np.array([[1], [0], [1], [0]], dtype=bool)
    found = ceiling(a, b, a)
    # half of the passages agreed on, as by chance
    assert (found.kappa, found.f1) == (0, 0.5)
    assert (found.suggester_f1_a, found.suggester_f1_b) == (1, 0.5)
    assert found.suggester_kappa == 0.5
    (code,) = found.codes
    assert (code.both, code.only_a, code.only_b, code.neither) == (1, 1, 1, 1)


def test_codes_neither_coder_gave_are_not_counted_as_agreed_on() -> None:
    a = np.array([[1, 0], [0, 0]], dtype=bool)
    assert [item.code for item in ceiling(a, a, a).codes] == [0]
