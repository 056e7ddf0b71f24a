"""Agreement numbers against hand-computed ones and scikit-learn's, and the pairing of passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.agreement import (
    Counts,
    cohen_kappa,
    counted,
    marked,
    percent_agreement,
)
from qualcode.analysis.pairing import best_pairs
from qualcode.model import Span

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda it: Span(it[0], sum(it))),
    max_size=8,
)


@pytest.mark.parametrize(
    ("counts", "percent", "kappa"),
    [
        # po = 35/50 = 0.7; pe = (25*30 + 25*20) / 2500 = 0.5
        (Counts(20, 5, 10, 15), 70.0, 0.4),
        # po = 60/100 = 0.6; pe = (70*60 + 30*40) / 10000 = 0.54
        (Counts(45, 25, 15, 15), 60.0, 0.06 / 0.46),
        # worse than chance: po = 0; pe = 0.5
        (Counts(0, 5, 5, 0), 0.0, -1.0),
        (Counts(3, 0, 0, 7), 100.0, 1.0),
        # A never gave it: po = pe
        (Counts(0, 0, 4, 6), 60.0, 0.0),
        (Counts(0, 0, 0, 9), 100.0, None),
        (Counts(9, 0, 0, 0), 100.0, None),
        (Counts(0, 0, 0, 0), None, None),
    ],
)
def test_numbers_worked_out_by_hand(
    counts: Counts, percent: float | None, kappa: float | None
) -> None:
    assert percent_agreement(counts) == percent
    assert cohen_kappa(counts) == (kappa if kappa is None else pytest.approx(kappa))


@given(
    st.builds(Counts, *[st.integers(0, 30)] * 4).filter(
        lambda counts: counts.units and cohen_kappa(counts) is not None
    )
)
def test_kappa_is_scikit_learns(counts: Counts) -> None:
    from sklearn.metrics import cohen_kappa_score

    a = [1] * counts.both + [1] * counts.only_a + [0] * counts.only_b + [0] * counts.neither
    b = [1] * counts.both + [0] * counts.only_a + [1] * counts.only_b + [0] * counts.neither
    assert cohen_kappa(counts) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)


@given(st.builds(Counts, *[st.integers(0, 30)] * 4))
def test_kappa_does_not_know_who_is_a(counts: Counts) -> None:
    other = Counts(counts.both, counts.only_b, counts.only_a, counts.neither)
    assert cohen_kappa(counts) == cohen_kappa(other)
    assert (cohen_kappa(counts) or 0.0) <= 1.0


@given(lengths=st.lists(st.integers(1, 9), max_size=12), gap=st.integers(0, 2), a=SPANS, b=SPANS)
def test_a_unit_is_coded_when_a_passage_touches_it(
    lengths: list[int], gap: int, a: list[Span], b: list[Span]
) -> None:
    starts, ends, at = [], [], 0
    for length in lengths:
        starts.append(at)
        ends.append(at + length)
        at += length + gap

    def touched(spans: list[Span], unit: int) -> bool:
        return any(s.start < ends[unit] and starts[unit] < s.end for s in spans)

    in_a, in_b = ([touched(spans, n) for n in range(len(lengths))] for spans in (a, b))
    assert list(marked(starts, ends, a)) == in_a
    pairs = list(zip(in_a, in_b, strict=True))
    assert counted(starts, ends, a, b) == Counts(
        pairs.count((True, True)), pairs.count((True, False)),
        pairs.count((False, True)), pairs.count((False, False)),
    )  # fmt: skip


def test_counts_of_documents_add_up() -> None:
    assert Counts(1, 2, 3, 4) + Counts(10, 20, 30, 40) == Counts(11, 22, 33, 44)


# Pairing


def share(a: Span, b: Span) -> float:
    """Jaccard index, position by position."""
    one, other = set(range(a.start, a.end)), set(range(b.start, b.end))
    return len(one & other) / len(one | other)


@given(a=SPANS, b=SPANS)
def test_the_best_overlaps_are_paired(a: list[Span], b: list[Span]) -> None:
    pairs = best_pairs(a, b)
    shares = [share(a[x], b[y]) for x, y in pairs]
    assert all(shares)
    assert shares == sorted(shares, reverse=True)
    assert len({x for x, _ in pairs}) == len({y for _, y in pairs}) == len(pairs)
    of_a, of_b = dict(pairs), {y: x for x, y in pairs}
    for x in range(len(a)):
        for y in range(len(b)):
            best = max(
                share(a[x], b[of_a[x]]) if x in of_a else 0.0,
                share(a[of_b[y]], b[y]) if y in of_b else 0.0,
            )
            # Two that aren't paired are each, or one of them, better off where they are.
            assert best >= share(a[x], b[y])


@given(a=SPANS)
def test_what_is_the_same_is_paired_with_itself(a: list[Span]) -> None:
    distinct = sorted(set(a))
    assert sorted(best_pairs(distinct, distinct[::-1])) == [
        (n, len(distinct) - 1 - n) for n in range(len(distinct))
    ]


def test_of_equal_overlaps_the_earlier_is_paired() -> None:
    assert best_pairs([Span(5, 15)], [Span(10, 20), Span(0, 10)]) == [(0, 1)]
    assert best_pairs([Span(10, 20), Span(0, 10)], [Span(5, 15)]) == [(1, 0)]
