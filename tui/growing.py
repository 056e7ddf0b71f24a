"""Growing a selection to the next larger unit, and back (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model import Span

from . import motions, passages
from .layout import Lines
from .reading import Reading


def larger(lines: Lines, reading: Reading, start: int, end: int) -> Span | None:
    """The smallest unit that holds a range and more: word, sentence, paragraph, turn, document.

    A range over several units of a kind grows to all of them. None where it is the document.
    """
    for unit in _units(lines, reading, start, end):
        if unit.start <= start and end <= unit.end and (unit.start, unit.end) != (start, end):
            return unit
    return None


def smaller(lines: Lines, reading: Reading, start: int, end: int) -> Span | None:
    """The largest unit at the beginning of a range that is less than it; None below a word."""
    found = None
    for unit in _units(lines, reading, start, start + 1):
        if unit.end - unit.start >= end - start:
            break
        if start <= unit.start and unit.end <= end:
            found = unit
    return found


def _units(lines: Lines, reading: Reading, start: int, end: int) -> Iterator[Span]:
    """The units around a range, from the smallest; each may be the one before it again."""
    text, blocks = reading.text, reading.blocks
    last = max(start, end - 1)
    word, last_word = motions.word_around(lines, start), motions.word_around(lines, last)
    if word and last_word:
        yield Span(word[0], last_word[1])
    sentence = passages.sentence_at(text, blocks, start)
    last_sentence = passages.sentence_at(text, blocks, last)
    if sentence and last_sentence:
        yield Span(sentence.start, last_sentence.end)
    first_block, last_block = (passages.block_at(blocks, place) for place in (start, last))
    if first_block >= 0:
        first_part = passages.paragraph_at(text, blocks[first_block], start)
        last_part = passages.paragraph_at(text, blocks[last_block], last)
        yield from _trimmed(reading, first_part.start, last_part.end)
        yield from _trimmed(reading, blocks[first_block][0], blocks[last_block][1])
    whole = (0, len(text))
    around = Span(
        lines.place(passages.paragraph_at(text, whole, start).start, forward=True),
        lines.place(passages.paragraph_at(text, whole, last).end, forward=False),
    )
    yield from _trimmed(reading, around.start, around.end)
    yield Span(lines.starts[0], lines.last_place(len(lines) - 1))


def _trimmed(reading: Reading, start: int, end: int) -> Iterator[Span]:
    span = reading.trimmed(start, end)
    if span:
        yield span
