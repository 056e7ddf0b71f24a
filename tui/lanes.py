"""A document's codings side by side: each in a lane of the gutter, found by place."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from qualcode.model import CodingMark, Turn
from qualcode.spans import SpanIndex


class Lanes:
    """Codings with a lane each, so that overlapping ones never share one.

    A lane stays what it was while codings come and go; the next load packs them again.
    """

    def __init__(self, codings: Iterable[CodingMark] = ()) -> None:
        # Lists, since there may be tens of thousands; a place is left empty by a discard.
        self._codings: list[CodingMark | None] = []
        self._lanes = array("I")
        self._number: dict[str, int] = {}
        self._index = SpanIndex()
        free: list[int] = []
        busy: list[tuple[int, int]] = []
        used = 0
        ordered = sorted(codings, key=lambda c: (c.start, -c.end, c.code, c.uuid))
        for coding in ordered:
            while busy and busy[0][0] <= coding.start:
                heappush(free, heappop(busy)[1])
            if free:
                lane = heappop(free)
            else:
                lane, used = used, used + 1
            heappush(busy, (coding.end, lane))
            self._put(coding, lane)
        self._starts = array("I", [coding.start for coding in ordered])
        self._coverage: _Coverage | None = None

    def __len__(self) -> int:
        return len(self._number)

    def __contains__(self, uuid: object) -> bool:
        """Whether the coding of a uuid is here."""
        return uuid in self._number

    def add(self, coding: CodingMark) -> int:
        """Put a coding in, into the first lane that is free along it; returns the lane."""
        taken = {lane for _, lane in self.overlapping(coding.start, coding.end)}
        lane = next(lane for lane in range(len(taken) + 1) if lane not in taken)
        self._put(coding, lane)
        insort(self._starts, coding.start)
        if self._coverage:
            self._coverage.count(coding, 1)
        return lane

    def discard(self, uuid: str) -> CodingMark | None:
        """Take a coding out and return it; None where it isn't here."""
        number = self._number.pop(uuid, None)
        if number is None:
            return None
        self._index.discard(number)
        coding, self._codings[number] = self._codings[number], None
        if coding:
            del self._starts[bisect_left(self._starts, coding.start)]
            if self._coverage:
                self._coverage.count(coding, -1)
        return coding

    def overlapping(self, start: int, end: int) -> list[tuple[CodingMark, int]]:
        """Codings sharing a code point with the range, each with its lane."""
        return [
            (coding, self._lanes[number])
            for number in self._index.overlapping(start, end)
            if (coding := self._codings[number])
        ]

    def at(self, offset: int) -> list[CodingMark]:
        """Codings that cover the code point at an offset, in the order of their lanes."""
        found = sorted(self._index.at(offset), key=self._lanes.__getitem__)
        return [coding for number in found if (coding := self._codings[number])]

    def of_code(self, code: str) -> list[CodingMark]:
        """Codings of one code, by place."""
        found = [coding for coding in self._codings if coding and coding.code == code]
        return sorted(found, key=lambda coding: (coding.start, coding.end))

    def next_start(self, offset: int) -> int | None:
        """Where the first coded passage behind an offset begins."""
        place = bisect_right(self._starts, offset)
        return self._starts[place] if place < len(self._starts) else None

    def previous_start(self, offset: int) -> int | None:
        """Where the last coded passage begins that begins before an offset."""
        place = bisect_left(self._starts, offset)
        return self._starts[place - 1] if place else None

    def uncoded(self, turns: Sequence[Turn], ordinal: int, step: int) -> int | None:
        """The next turn (its place in `turns`) from `ordinal` on, by 1 or -1, without a coding.

        Headings and empty turns are passed over. Ask with the same turns every time.
        """
        if self._coverage is None:
            self._coverage = _Coverage(turns)
            for coding in self._codings:
                if coding:
                    self._coverage.count(coding, 1)
        return self._coverage.next_free(ordinal, step)

    def _put(self, coding: CodingMark, lane: int) -> None:
        number = len(self._codings)
        self._codings.append(coding)
        self._lanes.append(lane)
        self._number[coding.uuid] = number
        self._index.add(number, coding.start, coding.end)


class _Coverage:
    """How many codings lie on each turn, so that a free one is found without looking at them."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._starts = array("I", [turn.start for turn in turns])
        self._ends = array("I", [turn.end for turn in turns])
        self._counts = array(
            "I", [turn.kind == "heading" or turn.start == turn.end for turn in turns]
        )

    def count(self, coding: CodingMark, by: int) -> None:
        first = bisect_right(self._ends, coding.start)
        for place in range(first, bisect_left(self._starts, coding.end)):
            self._counts[place] += by

    def next_free(self, place: int, step: int) -> int | None:
        counts = self._counts
        while 0 <= place < len(counts):
            if not counts[place]:
                return place
            place += step
        return None
