"""Overlapping spans: the sweep into runs and the index, against naive models."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.spans import Run, SpanIndex, boundary_sweep

small_spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=12,
)
wide_spans = st.lists(
    st.tuples(st.integers(0, 6_000_000), st.one_of(st.integers(0, 400), st.integers(0, 5_000_000)))
    .map(lambda p: (p[0], p[0] + p[1])),
    max_size=40,
)  # fmt: skip


def test_sweep_cuts_at_every_boundary():
    runs = boundary_sweep([(4, 8, "inner"), (0, 10, "outer"), (8, 12, "next")])
    assert runs == [
        Run(0, 4, ("outer",)),
        Run(4, 8, ("outer", "inner")),
        Run(8, 10, ("outer", "next")),
        Run(10, 12, ("next",)),
    ]


def test_sweep_keeps_the_given_order_of_equal_spans_and_leaves_gaps():
    runs = boundary_sweep([(5, 6, "b"), (0, 2, "x"), (5, 6, "a")])
    assert runs == [Run(0, 2, ("x",)), Run(5, 6, ("b", "a"))]


def test_sweep_accepts_items_that_cannot_be_ordered():
    assert boundary_sweep([(0, 1, {}), (0, 1, {})]) == [Run(0, 1, ({}, {}))]


@given(small_spans)
def test_sweep_agrees_with_looking_at_every_position(spans):
    runs = boundary_sweep((start, end, i) for i, (start, end) in enumerate(spans))
    order = sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1]))
    seen = {}
    for run in runs:
        assert run.start < run.end
        for position in range(run.start, run.end):
            assert position not in seen
            seen[position] = run.items
    for position in range(50):
        covering = tuple(i for i in order if spans[i][0] <= position < spans[i][1])
        assert seen.get(position, ()) == covering
    assert [run.start for run in runs] == sorted(run.start for run in runs)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 4)])
def test_a_negative_span_is_refused(start, end):
    with pytest.raises(ValueError, match="not a span"):
        boundary_sweep([(start, end, "x")])
    index = SpanIndex([0], [9])
    with pytest.raises(ValueError, match="not a span"):
        index.add(0, start, end)
    assert index.at(5) == [0], "a refused span must not cost the one it would replace"


def test_an_empty_span_is_nowhere():
    assert boundary_sweep([(3, 3, "x")]) == []
    index = SpanIndex([3, 0], [3, 9])
    assert len(index) == 1
    assert index.at(3) == [1]
    assert index.overlapping(0, 9) == [1]


def test_an_empty_range_overlaps_nothing():
    index = SpanIndex([0], [9])
    assert index.overlapping(5, 5) == []
    assert index.overlapping(6, 4) == []


def test_sequences_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"zip\(\)"):
        SpanIndex([1, 2], [3])


def naive(spans, start, end):
    return [
        i
        for i, (from_, to) in sorted(spans.items())
        if from_ < to and start < end and from_ < end and start < to
    ]


@given(wide_spans, st.integers(-10, 6_000_000), st.integers(-10, 3_000_000))
def test_index_finds_what_a_full_scan_finds(spans, start, length):
    index = SpanIndex([s for s, _ in spans], [e for _, e in spans])
    known = dict(enumerate(spans))
    assert index.overlapping(start, start + length) == naive(known, start, start + length)
    assert index.at(start) == naive(known, start, start + 1)
    for position, _ in spans:
        assert index.at(position) == naive(known, position, position + 1)
    assert index.overlapping(0, 10**15) == naive(known, 0, 10**15)


changes = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 70_000), st.integers(-1, 40_000)), max_size=30
)


@given(changes)
def test_index_follows_additions_and_removals(steps):
    index, known = SpanIndex(), {}
    for i, start, length in steps:
        if length < 0:
            index.discard(i)
            known.pop(i, None)
        else:
            index.add(i, start, start + length)
            known[i] = (start, start + length)
        assert index.overlapping(0, 200_000) == naive(known, 0, 200_000)
        assert index.at(start) == naive(known, start, start + 1)
    assert len(index) == len(naive(known, 0, 200_000))
