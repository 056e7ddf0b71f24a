"""Which passages of one coder correspond to which of another's."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model import Span
from qualcode.spans import SpanIndex


def best_pairs(a: Sequence[Span], b: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of indices into `a` and `b` of passages that overlap, each passage in one at most.

    The pairs that fit best come first: those with the largest share of what both cover together
    (their Jaccard index), of equal ones the earlier in the text.
    """
    index = SpanIndex([span.start for span in b], [span.end for span in b])
    found = [
        (-_shared(own, b[other]), own.start, own.end, b[other], number, other)
        for number, own in enumerate(a)
        for other in index.overlapping(own.start, own.end)
    ]
    pairs: list[tuple[int, int]] = []
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    for *_, number, other in sorted(found):
        if number not in taken_a and other not in taken_b:
            taken_a.add(number)
            taken_b.add(other)
            pairs.append((number, other))
    return pairs


def _shared(a: Span, b: Span) -> float:
    together = max(a.end, b.end) - min(a.start, b.start)
    return (min(a.end, b.end) - max(a.start, b.start)) / together
