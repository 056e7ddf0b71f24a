"""Moving one end of a passage by words, sentences or turns (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from qualcode.model import Span

from .. import passages
from ..reading import Reading

Edge = Literal["start", "end"]
Unit = Literal["word", "sentence", "turn"]

_WORD = re.compile(r"\S+")
_NEAR = 400


def moved(reading: Reading, span: Span, edge: Edge, unit: Unit, by: int) -> Span:
    """The span with one end a unit on (`by` 1) or back (-1); the same where that can't be.

    The beginning goes to where units begin, the end to where they end, and something always
    stays between them. What isn't shown of the text, such as speakers' labels, is stepped over.
    """
    if edge == "start":
        start = _next_start(reading, span.start, unit, by)
        return span if start is None or start >= span.end else Span(start, span.end)
    end = _next_end(reading, span.end, unit, by)
    return span if end is None or end <= span.start else Span(span.start, end)


def _next_start(reading: Reading, offset: int, unit: Unit, by: int) -> int | None:
    """The nearest beginning of a unit behind an offset, or before it."""
    if unit == "sentence":
        step = passages.next_sentence if by > 0 else passages.previous_sentence
        return step(reading.text, reading.blocks, offset)
    starts = [span.start for span in _near(reading, unit, offset)]
    found = [start for start in starts if (start > offset if by > 0 else start < offset)]
    return _nearest(found, by)


def _next_end(reading: Reading, offset: int, unit: Unit, by: int) -> int | None:
    """The nearest end of a unit behind an offset, or before it."""
    if unit == "sentence":
        return _next_sentence_end(reading, offset, by)
    ends = [span.end for span in _near(reading, unit, offset)]
    return _nearest([end for end in ends if (end > offset if by > 0 else end < offset)], by)


def _nearest(places: list[int], by: int) -> int | None:
    return (min(places) if by > 0 else max(places)) if places else None


def _next_sentence_end(reading: Reading, offset: int, by: int) -> int | None:
    text, blocks = reading.text, reading.blocks
    here = passages.sentence_at(text, blocks, offset - 1)
    if here is not None and by > 0 and here.end > offset:
        return here.end
    if here is not None and by < 0 and here.end < offset:
        return here.end
    begin = (
        passages.next_sentence(text, blocks, offset - 1)
        if by > 0
        else passages.previous_sentence(text, blocks, here.start if here else offset)
    )
    found = None if begin is None else passages.sentence_at(text, blocks, begin)
    return found.end if found else None


def _near(reading: Reading, unit: Unit, offset: int) -> list[Span]:
    """The words or turns around an offset, at least one on either side where there is one."""
    find: Callable[[Reading, int], list[Span]] = _words if unit == "word" else _turns
    return find(reading, offset)


def _turns(reading: Reading, offset: int) -> list[Span]:
    blocks = reading.blocks
    here = passages.block_at(blocks, offset)
    return [
        span
        for start, end in blocks[max(0, here - 1) : here + 3]
        if (span := reading.trimmed(start, end)) is not None
    ]


def _words(reading: Reading, offset: int) -> list[Span]:
    text, blocks = reading.text, reading.blocks
    here = max(0, passages.block_at(blocks, offset))
    found = []
    for number in range(max(0, here - 1), min(len(blocks), here + 2)):
        first, last = blocks[number]
        if number < here:
            first = max(first, last - _NEAR)
        elif number == here:
            first, last = max(first, offset - _NEAR), min(last, offset + _NEAR)
        else:
            last = min(last, first + _NEAR)
        # A word that the window cuts is none: its other end isn't known.
        while first > blocks[number][0] and not text[first - 1].isspace():
            first -= 1
        while last < blocks[number][1] and not text[last].isspace():
            last += 1
        found += [Span(*match.span()) for match in _WORD.finditer(text, first, last)]
    return found
