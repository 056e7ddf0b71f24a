"""Where the caret goes: pure functions from an offset to an offset.

The caret stands before a character. `Lines.place` keeps it off text that isn't displayed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from . import passages
from .layout import Lines
from .reading import Reading

# Marks that stand on a letter before them belong to its word, and joiners inside one.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\u00ad"
)
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:['’\-]\w[\w{_MARKS}]*)*")
_LOOK_BACK = 200
_LONGEST_WORD = 1_000


def by_name(name: str, lines: Lines, reading: Reading, offset: int) -> int:
    """Where a move along the text goes; the offset itself where there is nothing further."""
    if name in _ALONG:
        return lines.place(_ALONG[name](lines, offset), forward=name not in _BACK)
    if name in _BY_UNIT:
        found = _BY_UNIT[name](reading, offset)
        while found is not None and found < offset <= lines.place(found, forward=True):
            found = _BY_UNIT[name](reading, found)
        if found is None:
            return lines.starts[0] if name in _TO_THE_START else offset
        return lines.place(found, forward=True)
    return lines.starts[0] if name == "text_start" else lines.last_place(len(lines) - 1)


def uncoded_turn(reading: Reading, offset: int, step: int) -> int | None:
    """Where the next (or, by -1, the last) turn begins that has no coding that is shown."""
    here = bisect_right(reading.turn_starts, offset) - 1
    if step < 0 and here >= 0 and reading.turn_starts[here] < offset:
        here += 1
    found = reading.lanes.uncoded(reading.turns, here + step, step)
    return None if found is None else reading.turn_starts[found]


def next_place(lines: Lines, offset: int) -> int:
    """One cluster on; the beginning of the next line after the last."""
    line = lines.at(offset)
    if offset >= lines.last_place(line):
        return lines.starts[line + 1] if line + 1 < len(lines) else lines.last_place(line)
    for cluster in lines.clusters(line):
        if cluster.end > offset:
            return cluster.end
    return lines.last_place(line)


def previous_place(lines: Lines, offset: int) -> int:
    """One cluster back; the end of the line before at a line's beginning."""
    line = lines.at(offset)
    if offset <= lines.starts[line]:
        return lines.last_place(line - 1) if line else lines.starts[0]
    before = lines.starts[line]
    for cluster in lines.clusters(line):
        if cluster.end >= offset:
            return cluster.start
        before = cluster.end
    return before


def next_word(lines: Lines, offset: int) -> int:
    """The beginning of the next word, or the end of the text."""
    text = lines.text
    position = offset
    here = word_around(lines, offset)
    if here:
        position = here[1]
    while match := _WORD.search(text, position):
        place = lines.place(match.start(), forward=True)
        if place > offset:
            return place
        position = match.end()
    return lines.last_place(len(lines) - 1)


def word_end(lines: Lines, offset: int) -> int:
    """Just behind the word the caret is in, or behind the next one."""
    position = offset
    while match := _WORD.search(lines.text, position):
        place = lines.place(match.end(), forward=True)
        if place > offset:
            return place
        position = match.end()
    return lines.last_place(len(lines) - 1)


def previous_word(lines: Lines, offset: int) -> int:
    """The beginning of the word the caret is in, or of the one before."""
    text = lines.text
    stop = offset
    while stop > 0:
        begin = _before_words(text, stop)
        for match in reversed(list(_WORD.finditer(text, begin, stop))):
            place = lines.place(match.start(), forward=False)
            if place < offset:
                return place
        stop = begin
    return lines.starts[0]


def word_around(lines: Lines, offset: int) -> tuple[int, int] | None:
    """The word at an offset, None between words."""
    text = lines.text
    begin = _before_words(text, offset)
    for match in _WORD.finditer(text, begin):
        if match.end() > offset:
            return match.span() if match.start() <= offset else None
    return None


def _before_words(text: str, offset: int) -> int:
    """Some white space a good way before an offset, to look for words from."""
    begin = max(0, offset - _LOOK_BACK)
    furthest = max(0, begin - _LONGEST_WORD)
    while begin > furthest and not text[begin].isspace():
        begin -= 1
    return begin


def vertical(lines: Lines, offset: int, by: int, column: int) -> int:
    """`by` lines down (negative: up), as near to `column` as the line allows."""
    return lines.offset_at(lines.at(offset) + by, column)


def line_start(lines: Lines, offset: int) -> int:
    return lines.starts[lines.at(offset)]


def line_end(lines: Lines, offset: int) -> int:
    return lines.last_place(lines.at(offset))


def next_start(starts: Sequence[int], offset: int) -> int | None:
    """The first of the sorted `starts` behind the offset."""
    index = bisect_right(starts, offset)
    return starts[index] if index < len(starts) else None


def previous_start(starts: Sequence[int], offset: int) -> int | None:
    """The last of the sorted `starts` before the offset."""
    index = bisect_left(starts, offset)
    return starts[index - 1] if index else None


_BACK = frozenset({"left", "previous_word"})
_TO_THE_START = frozenset({"previous_turn", "previous_paragraph", "previous_sentence"})
_ALONG: dict[str, Callable[[Lines, int], int]] = {
    "left": previous_place,
    "right": next_place,
    "next_word": next_word,
    "previous_word": previous_word,
    "word_end": word_end,
    "line_start": line_start,
    "line_end": line_end,
}
_BY_UNIT: dict[str, Callable[[Reading, int], int | None]] = {
    "next_turn": lambda reading, offset: next_start(reading.turn_starts, offset),
    "previous_turn": lambda reading, offset: previous_start(reading.turn_starts, offset),
    "next_sentence": lambda reading, offset: passages.next_sentence(
        reading.text, reading.blocks, offset
    ),
    "previous_sentence": lambda reading, offset: passages.previous_sentence(
        reading.text, reading.blocks, offset
    ),
    "next_paragraph": lambda reading, offset: passages.next_paragraph(
        reading.text, reading.blocks, offset
    ),
    "previous_paragraph": lambda reading, offset: passages.previous_paragraph(
        reading.text, reading.blocks, offset
    ),
    "next_coded": lambda reading, offset: reading.lanes.next_start(offset),
    "previous_coded": lambda reading, offset: reading.lanes.previous_start(offset),
    "next_uncoded": lambda reading, offset: uncoded_turn(reading, offset, 1),
    "previous_uncoded": lambda reading, offset: uncoded_turn(reading, offset, -1),
}
