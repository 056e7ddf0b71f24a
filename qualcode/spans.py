"""Overlapping spans: a sweep into disjoint runs, and an index that finds what covers a place.

Spans are half-open ranges of code points. An empty span covers nothing: it is in no run and no
answer (a coding is never empty). A span with a negative start, or that ends before it starts,
is a mistake of the caller and raises ValueError.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")

_FINEST_BITS = 12
_BITS_PER_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """A stretch covered by the same items from its start to its end, never by none."""

    start: int
    end: int
    items: tuple[T, ...]


def boundary_sweep(items: Iterable[tuple[int, int, T]]) -> list[Run[T]]:
    """Disjoint runs, in order, of overlapping spans `(start, end, item)`.

    Together the runs cover what the spans cover; gaps between spans have no run. Inside a run
    the spans that begin earlier come first, of those the longer, then as they were given.

    Raises:
        ValueError: a span is negative.
    """
    spans = [(start, end, item) for start, end, item in items if _covers(start, end)]
    ranked = sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1]))
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    ending: defaultdict[int, list[int]] = defaultdict(list)
    active: list[int] = []
    runs: list[Run[T]] = []
    upcoming = 0
    for position, after in pairwise(edges):
        for rank in ending.pop(position, ()):
            del active[bisect_left(active, rank)]
        while upcoming < len(ranked) and spans[ranked[upcoming]][0] == position:
            insort(active, upcoming)
            ending[spans[ranked[upcoming]][1]].append(upcoming)
            upcoming += 1
        if active:
            covering = tuple(spans[ranked[rank]][2] for rank in active)
            runs.append(Run(position, after, covering))
    return runs


class SpanIndex:
    """Finds the spans that overlap a range, in a text of any length.

    Each span lies in the one bin that holds all of it: the finest bins are 4,096 code points
    wide, each level above is eight times wider (the binning scheme of Kent et al. 2002, The
    human genome browser at UCSC, Genome Research 12). A query looks at few bins a level.

    Args:
        starts: where each span starts, by index.
        ends: where each span ends, parallel to `starts`.

    Raises:
        ValueError: the sequences differ in length, or a span is negative.
    """

    def __init__(self, starts: Sequence[int] = (), ends: Sequence[int] = ()) -> None:
        self._spans: dict[int, tuple[int, int]] = {}
        self._levels: list[dict[int, list[int]]] = []
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            self.add(index, start, end)

    def __len__(self) -> int:
        return len(self._spans)

    def add(self, index: int, start: int, end: int) -> None:
        """Put a span in under `index`, in place of one that had it.

        Raises:
            ValueError: the span is negative.
        """
        covers = _covers(start, end)
        self.discard(index)
        if not covers:
            return
        level, place = _bin(start, end)
        while len(self._levels) <= level:
            self._levels.append({})
        self._spans[index] = (start, end)
        self._levels[level].setdefault(place, []).append(index)

    def discard(self, index: int) -> None:
        """Take the span of `index` out; nothing happens where there is none."""
        span = self._spans.pop(index, None)
        if span is not None:
            level, place = _bin(*span)
            held = self._levels[level][place]
            held.remove(index)
            if not held:
                del self._levels[level][place]

    def overlapping(self, start: int, end: int) -> list[int]:
        """Indices, ascending, of the spans sharing a code point with `start` to `end`."""
        if start >= end:
            return []
        spans = self._spans
        found = []
        for level, bins in enumerate(self._levels):
            shift = _FINEST_BITS + _BITS_PER_LEVEL * level
            first, last = max(start, 0) >> shift, (end - 1) >> shift
            few = last - first < len(bins)
            places = range(first, last + 1) if few else (p for p in bins if first <= p <= last)
            for place in places:
                for index in bins.get(place, ()):
                    from_, to = spans[index]
                    if from_ < end and start < to:
                        found.append(index)
        found.sort()
        return found

    def at(self, position: int) -> list[int]:
        """Indices, ascending, of the spans that cover the code point at `position`."""
        return self.overlapping(position, position + 1)


def _covers(start: int, end: int) -> bool:
    if start < 0 or end < start:
        raise ValueError(f"not a span: {start} to {end}")
    return start < end


def _bin(start: int, end: int) -> tuple[int, int]:
    differing = (start ^ (end - 1)).bit_length()
    level = max(0, -((_FINEST_BITS - differing) // _BITS_PER_LEVEL))
    return level, start >> (_FINEST_BITS + _BITS_PER_LEVEL * level)
