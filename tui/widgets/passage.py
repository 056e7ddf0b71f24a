"""A passage as paragraphs: its own words marked, with the talk before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.model import Span

from ..passages import block_at
from ..reading import Reading
from .textpane import Mark, Paragraph

_AROUND = 240
_LONGEST = 1_600
_MOST_BLOCKS = 12
_OPENING, _CLOSING = "‹", "›"


def in_context(reading: Reading, span: Span, evidence: Sequence[Span] = ()) -> Iterator[Paragraph]:
    """The turns that a passage touches, one before and one after; angles show where it is.

    `evidence` are parts of it that are underlined. Of long talk only what is near is there.
    """
    blocks = reading.blocks
    first, last = block_at(blocks, span.start), block_at(blocks, max(span.start, span.end - 1))
    first, last = max(0, first), max(0, last)
    numbers = [number for number in range(first - 1, last + 2) if 0 <= number < len(blocks)]
    if len(numbers) > _MOST_BLOCKS:
        half = _MOST_BLOCKS // 2
        numbers, rest = numbers[:half], numbers[-half:]
    else:
        rest = []
    for number in numbers:
        yield _paragraph(reading, number, span, evidence)
    if rest:
        between = rest[0] - numbers[-1] - 1
        yield Paragraph(f"… {between} more turns …", "soft")
        for number in rest:
            yield _paragraph(reading, number, span, evidence)


def _paragraph(reading: Reading, number: int, span: Span, evidence: Sequence[Span]) -> Paragraph:
    start, end = reading.blocks[number]
    turn = reading.turn_at(start)
    builder = _Builder(reading.text)
    if turn is not None and turn.start == start and turn.speaker:
        builder.say(f"{turn.speaker}: ")
    if end <= span.start:
        builder.tail(start, end)
    elif start >= span.end:
        builder.head(start, end)
    else:
        _around(builder, (start, end), span, evidence)
    return Paragraph(builder.text, "soft", marks=tuple(builder.marks))


def _around(
    builder: _Builder, block: tuple[int, int], span: Span, evidence: Sequence[Span]
) -> None:
    """What a block has before the passage, of it, and after it."""
    begin, stop = max(block[0], span.start), min(block[1], span.end)
    builder.tail(block[0], begin)
    at = len(builder.text)
    if begin == span.start:
        builder.say(_OPENING)
    builder.words(begin, stop, evidence)
    if stop == span.end:
        builder.say(_CLOSING)
    builder.marks.insert(0, Mark(at, len(builder.text), "passage"))
    builder.head(stop, block[1])


class _Builder:
    """A paragraph as it grows, with its marks."""

    def __init__(self, source: str) -> None:
        self.text = ""
        self.marks: list[Mark] = []
        self._source = source

    def say(self, text: str) -> None:
        """Add words that aren't the document's."""
        self.text += text

    def tail(self, start: int, end: int) -> None:
        """Add the last of a stretch."""
        cut = max(start, end - _AROUND)
        self.text += ("… " if cut > start else "") + self._source[cut:end]

    def head(self, start: int, end: int) -> None:
        """Add the first of a stretch."""
        cut = min(end, start + _AROUND)
        self.text += self._source[start:cut] + (" …" if cut < end else "")

    def words(self, start: int, end: int, evidence: Sequence[Span]) -> None:
        """Add a stretch of the passage with its evidence marked, without the middle of it where it is long."""
        half = _LONGEST // 2
        stretches = [(start, end)]
        if end - start > _LONGEST:
            stretches = [(start, start + half), (end - half, end)]
        for number, (begin, stop) in enumerate(stretches):
            if number:
                self.say(" … ")
            by = len(self.text) - begin
            self.text += self._source[begin:stop]
            self.marks += [
                Mark(max(part.start, begin) + by, min(part.end, stop) + by, "evidence")
                for part in evidence
                if part.start < stop and begin < part.end
            ]
