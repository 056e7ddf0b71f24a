"""The units of a text that a caret goes by and a selection grows to: sentences, paragraphs (pure).

A block is a stretch of text that is shown, such as a turn: no sentence and no paragraph goes on
from one block into the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from qualcode.model import Span
from qualcode.project import sentences

from .layout import Block

_LOOK_BACK = 2_000
_CLOSED = re.compile(r"[.!?…][)\]»”\"'’]*\Z")
_GAP = re.compile(r"\n(?:[^\S\n]*\n)+[^\S\n]*")
_PAUSE = re.compile(
    r"(?:…+|\.\.+|[(\[](?:\.+|\d+(?:[.,]\d+)?|[^)\]\n]{0,20}\bpaus\w*)[)\]]|\s[\u2013\u2014-])\s+",
    re.IGNORECASE,
)


def block_at(blocks: Sequence[Block], offset: int) -> int:
    """The place of the block an offset is in, or of the one before it; -1 before the first."""
    return bisect_right(blocks, offset, key=lambda block: block[0]) - 1


def sentence_at(text: str, blocks: Sequence[Block], offset: int) -> Span | None:
    """The sentence an offset is in, or else the one before it in its block."""
    place = block_at(blocks, offset)
    if place < 0:
        return None
    found = None
    for sentence in _sentences(text, blocks[place], offset):
        if sentence.start > offset:
            break
        found = sentence
    return found


def next_sentence(text: str, blocks: Sequence[Block], offset: int) -> int | None:
    """Where the first sentence behind an offset begins."""
    for number in range(max(0, block_at(blocks, offset)), len(blocks)):
        for sentence in _sentences(text, blocks[number], offset):
            if sentence.start > offset:
                return sentence.start
    return None


def previous_sentence(text: str, blocks: Sequence[Block], offset: int) -> int | None:
    """Where the last sentence begins that begins before an offset."""
    for number in range(block_at(blocks, offset), -1, -1):
        before = min(offset - 1, blocks[number][1])
        found = sentence_at(text, [blocks[number]], before)
        if found is not None and found.start < offset:
            return found.start
    return None


def paragraph_at(text: str, block: Block, offset: int) -> Span:
    """The paragraph an offset is in: the part of the block between two blank lines."""
    start = _paragraph_start(text, block, offset)
    gap = _next_gap(text, offset, block[1])
    return Span(start, max(start, gap[0] if gap else block[1]))


def next_paragraph(text: str, blocks: Sequence[Block], offset: int) -> int | None:
    """Where the first paragraph behind an offset begins, in its block or the next one."""
    place = block_at(blocks, offset)
    if place >= 0:
        gap = _next_gap(text, offset, blocks[place][1])
        if gap and offset < gap[1] < blocks[place][1]:
            return gap[1]
    return blocks[place + 1][0] if place + 1 < len(blocks) else None


def previous_paragraph(text: str, blocks: Sequence[Block], offset: int) -> int | None:
    """Where the last paragraph begins that begins before an offset."""
    place = block_at(blocks, offset)
    if place >= 0 and offset > blocks[place][0]:
        return _paragraph_start(text, blocks[place], min(offset, blocks[place][1]) - 1)
    if place > 0:
        return _paragraph_start(text, blocks[place - 1], blocks[place - 1][1] - 1)
    return None


def _sentences(text: str, block: Block, offset: int) -> Iterator[Span]:
    """Sentences of a block in order, from some way before an offset; never begun inside one.

    Talk written down without full stops is divided at its pauses.
    """
    start, end = block
    for sentence in sentences(text, _safe_start(text, start, min(offset, end)), end):
        if _CLOSED.search(text, max(sentence.start, sentence.end - 8), sentence.end):
            yield sentence
        else:
            yield from _parts(text, sentence)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    begin = sentence.start
    for pause in _PAUSE.finditer(text, sentence.start, sentence.end):
        yield Span(begin, pause.start() + len(pause[0].rstrip()))
        begin = pause.end()
    yield Span(begin, sentence.end)


def _safe_start(text: str, start: int, offset: int) -> int:
    """A place at or before the offset where a sentence begins for sure."""
    while offset > start and text[offset - 1].isspace():
        offset -= 1
    start = max(start, text.rfind("\n", start, offset) + 1)
    if offset - start > _LOOK_BACK:
        start = max(start, text.rfind(". ", start, offset - _LOOK_BACK) + 1)
    return start


def _paragraph_start(text: str, block: Block, offset: int) -> int:
    first = block[0]
    position = min(offset + 1, block[1])
    while True:
        newline = text.rfind("\n", first, position)
        before = text.rfind("\n", first, newline) if newline >= 0 else -1
        if before < 0:
            return first
        if not text[before + 1 : newline].strip():
            gap = _GAP.match(text, before, block[1])
            if gap and gap.end() <= offset:
                return gap.end()
        position = newline


def _next_gap(text: str, offset: int, end: int) -> tuple[int, int] | None:
    gap = _GAP.search(text, offset, end)
    return gap.span() if gap else None
