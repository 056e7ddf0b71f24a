"""Agreement between two coders about one code, unit by unit."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.model import Span


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many units both coders, one of them, or neither gave the code."""

    both: int
    only_a: int
    only_b: int
    neither: int

    @property
    def units(self) -> int:
        return self.both + self.only_a + self.only_b + self.neither

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.both + other.both,
            self.only_a + other.only_a,
            self.only_b + other.only_b,
            self.neither + other.neither,
        )


def counted(
    starts: Sequence[int], ends: Sequence[int], a: Iterable[Span], b: Iterable[Span]
) -> Counts:
    """How two coders' passages of one code fall on units.

    Units are given by their starts and ends, in order, none of them empty or overlapping. A
    unit counts as coded when a passage shares a code point with it.
    """
    in_a, in_b = marked(starts, ends, a), marked(starts, ends, b)
    both = (int.from_bytes(in_a) & int.from_bytes(in_b)).bit_count()
    only_a, only_b = in_a.count(1) - both, in_b.count(1) - both
    return Counts(both, only_a, only_b, len(starts) - both - only_a - only_b)


def marked(starts: Sequence[int], ends: Sequence[int], passages: Iterable[Span]) -> bytearray:
    """For each unit, 1 where a passage shares a code point with it, else 0."""
    marks = bytearray(len(starts))
    for passage in passages:
        first = bisect_right(ends, passage.start)
        last = bisect_left(starts, passage.end)
        marks[first:last] = b"\x01" * (last - first)
    return marks


def percent_agreement(counts: Counts) -> float | None:
    """Share of units, in per cent, on which the coders agree; None without units."""
    if not counts.units:
        return None
    return 100.0 * (counts.both + counts.neither) / counts.units


def cohen_kappa(counts: Counts) -> float | None:
    """Cohen's kappa (Cohen 1960, A coefficient of agreement for nominal scales).

    (po - pe) / (1 - pe), po being the share of units agreed on and pe the share to be expected
    if each coder gave the code as often as they did, but by chance. None where pe is 1 (both
    coded every unit, or neither any) and without units: kappa isn't defined there.
    """
    n = counts.units
    a, b = counts.both + counts.only_a, counts.both + counts.only_b
    # In whole numbers, times n squared, so that pe == 1 is seen exactly.
    expected = a * b + (n - a) * (n - b)
    if expected == n * n:
        return None
    observed = (counts.both + counts.neither) * n
    return (observed - expected) / (n * n - expected)
