"""A hit with what is known of it, and the turns around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.model import Coding, Memo, Span

from ..desk import Desk
from ..passages import block_at
from ..reading import Reading
from ..widgets.textpane import Mark, Paragraph

_MOST_BLOCKS = 60
_LONGEST = 4_000


def about_codings(
    desk: Desk, codings: Sequence[Coding], memos: Sequence[Memo]
) -> Iterator[Paragraph]:
    """The codings on a passage, each with its coder where that is another, and memos there."""
    if not codings:
        yield Paragraph("No code here yet.", "soft")
    for coding in codings:
        parts = [desk.name_of(coding.code)]
        if coding.coder != desk.coder_uuid and coding.coder in desk.coders:
            parts.append(desk.coders[coding.coder].name)
        if coding.status != "standing":
            parts.append("to discuss" if coding.status == "discuss" else coding.status)
        yield Paragraph(" · ".join(parts), badge=desk.marks.get(coding.code))
    for memo in memos:
        yield Paragraph(f"Memo: {memo.text}", "soft", indent=2)


def turns_around(reading: Reading, passage: Span, match: Span, around: int) -> list[Paragraph]:
    """The turns a passage touches with `around` more on either side.

    The passage stands between angles, the words that were found are underlined.
    """
    blocks = reading.blocks
    first = max(0, block_at(blocks, passage.start))
    last = max(first, block_at(blocks, max(passage.start, passage.end - 1)))
    numbers = range(max(0, first - around), min(len(blocks), last + around + 1))
    kept = list(numbers)
    if len(kept) > _MOST_BLOCKS:
        middle = min(max(first, kept[0] + _MOST_BLOCKS // 2), kept[-1] - _MOST_BLOCKS // 2)
        kept = list(range(middle - _MOST_BLOCKS // 2, middle + _MOST_BLOCKS // 2))
    paragraphs = [_turn(reading, number, passage, match) for number in kept]
    if kept[0] > numbers[0]:
        paragraphs.insert(0, Paragraph(f"… {kept[0] - numbers[0]} more turns before …", "soft"))
    if kept[-1] < numbers[-1]:
        paragraphs.append(Paragraph(f"… {numbers[-1] - kept[-1]} more turns …", "soft"))
    return paragraphs


def _turn(reading: Reading, number: int, passage: Span, match: Span) -> Paragraph:
    start, end = reading.blocks[number]
    turn = reading.turn_at(start)
    said = ""
    if turn is not None and turn.start == start:
        said = f"{turn.number} {turn.speaker}: " if turn.speaker else f"{turn.number}  "
    begin, stop = max(start, passage.start), min(end, passage.end)
    if begin >= stop:
        cut = min(end, start + _LONGEST)
        return Paragraph(said + reading.text[start:cut] + (" …" if cut < end else ""), "soft")
    # Of very long talk only what is near the passage's beginning.
    near, far = max(start, begin - _LONGEST), min(end, begin + _LONGEST)
    opening = "‹" if begin == passage.start else ""
    closing = "›" if stop == passage.end and stop <= far else ""
    stop = min(stop, far)
    head = said + ("… " if near > start else "") + reading.text[near:begin]
    text = head + opening + reading.text[begin:stop] + closing + reading.text[stop:far]
    by = len(head) + len(opening) - begin
    marks = [Mark(len(head), stop + by + len(closing), "passage")]
    if match.start < stop and match.end > begin and match != passage:
        marks.append(Mark(max(match.start, begin) + by, min(match.end, stop) + by, "evidence"))
    return Paragraph(text + (" …" if far < end else ""), "soft", marks=tuple(marks))
