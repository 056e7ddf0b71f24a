"""Where the caret goes: pure functions from an offset to an offset.

The caret stands before a character. `Lines.place` keeps it off text that isn't displayed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from .layout import Lines

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_LOOK_BACK = 200


def by_name(name: str, lines: Lines, starts: Sequence[int], offset: int) -> int:
    """Where a move along the text goes; `starts` are the turns' beginnings, in order."""
    if name in _ALONG:
        return _ALONG[name](lines, offset)
    if name == "next_turn":
        found = next_start(starts, offset)
        return offset if found is None else found
    if name == "previous_turn":
        found = previous_start(starts, offset)
        return lines.starts[0] if found is None else found
    return lines.starts[0] if name == "text_start" else lines.last_place(len(lines) - 1)


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
        begin = max(0, stop - _LOOK_BACK)
        while begin and not text[begin].isspace():
            begin -= 1
        for match in reversed(list(_WORD.finditer(text, begin, stop))):
            place = lines.place(match.start(), forward=False)
            if place < offset:
                return place
        stop = begin
    return lines.starts[0]


def word_around(lines: Lines, offset: int) -> tuple[int, int] | None:
    """The word at an offset, None between words."""
    text = lines.text
    begin = max(0, offset - _LOOK_BACK)
    while begin and not text[begin].isspace():
        begin -= 1
    for match in _WORD.finditer(text, begin):
        if match.end() > offset:
            return match.span() if match.start() <= offset else None
    return None


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


_ALONG: dict[str, Callable[[Lines, int], int]] = {
    "left": previous_place,
    "right": next_place,
    "next_word": next_word,
    "previous_word": previous_word,
    "word_end": word_end,
    "line_start": line_start,
    "line_end": line_end,
}
