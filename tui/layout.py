"""Wrapping of canonical text into display lines, and where offsets fall in them (pure).

One string is never cut up: lines are two arrays of offsets into it. A line is what is visible
between `starts[i]` and `ends[i]`; the space or line end it was broken at belongs to it, so that
every offset has exactly one line.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from .glyphs import ODD, Cluster, clusters, is_break

Block = tuple[int, int]


class Lines:
    """The display lines of a text at one width.

    Args:
        text: canonical text.
        width: cells a line may take, at least 1. A single wider cluster gets its own line.
        blocks: half-open ranges of the text to show, in order and apart; each begins a line.
            What lies between them isn't shown, and belongs to the line before it. All of the
            text where left out.
    """

    __slots__ = ("ends", "starts", "text", "width")

    def __init__(self, text: str, width: int, blocks: Iterable[Block] | None = None) -> None:
        self.text = text
        self.width = max(1, width)
        self.starts, self.ends = _wrap(
            text, self.width, [(0, len(text))] if blocks is None else blocks
        )

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int:
        """The line that an offset belongs to; the nearest one for an offset outside."""
        return min(max(0, bisect_right(self.starts, offset) - 1), len(self.starts) - 1)

    def clusters(self, line: int) -> Sequence[Cluster]:
        """The visible clusters of a line."""
        start, end = self.starts[line], self.ends[line]
        if ODD.search(self.text, start, end):
            return list(clusters(self.text, start, end))
        return [Cluster(offset, offset + 1, 1, self.text[offset]) for offset in range(start, end)]

    def is_narrow(self, line: int) -> bool:
        """Whether each character of the line is displayed as itself in one cell."""
        return not ODD.search(self.text, self.starts[line], self.ends[line])

    def column_of(self, offset: int) -> int:
        """Cells between the beginning of the offset's line and the offset."""
        line = self.at(offset)
        offset = min(offset, self.ends[line])
        start = self.starts[line]
        if not ODD.search(self.text, start, self.ends[line]):
            return max(0, offset - start)
        column = 0
        for cluster in clusters(self.text, start, self.ends[line]):
            if cluster.end > offset:
                break
            column += cluster.width
        return column

    def offset_at(self, line: int, column: int) -> int:
        """The offset under a cell; beyond the end, the last place of the line for the caret."""
        line = min(max(0, line), len(self.starts) - 1)
        start, end = self.starts[line], self.ends[line]
        last = self.last_place(line)
        if not ODD.search(self.text, start, end):
            return min(start + max(0, column), last)
        reached = 0
        for cluster in clusters(self.text, start, end):
            reached += cluster.width
            if reached > column:
                return cluster.start
        return last

    def last_place(self, line: int) -> int:
        """The last offset of a line that the caret can be at."""
        start, end = self.starts[line], self.ends[line]
        following = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text) + 1
        if end < following or start == end:
            return end
        if not ODD.search(self.text, start, end):
            return end - 1
        return list(clusters(self.text, start, end))[-1].start

    def place(self, offset: int, *, forward: bool) -> int:
        """The offset, or the nearest place before (or after) it that the caret can be at.

        It can't be at what isn't shown, nor inside a cluster.
        """
        line = self.at(offset)
        offset = max(offset, self.starts[line])
        if offset < self.ends[line]:
            return self._outside_cluster(line, offset, forward=forward)
        last = self.last_place(line)
        if offset <= last or not forward or line + 1 == len(self.starts):
            return last
        return self.starts[line + 1]

    def _outside_cluster(self, line: int, offset: int, *, forward: bool) -> int:
        start, end = self.starts[line], self.ends[line]
        if ODD.search(self.text, start, end):
            for cluster in clusters(self.text, start, end):
                if cluster.start < offset < cluster.end:
                    inside = cluster.end < end or self.last_place(line) == end
                    if forward and inside:
                        return cluster.end
                    if forward and line + 1 < len(self.starts):
                        return self.starts[line + 1]
                    return cluster.start
        return offset


def _wrap(text: str, width: int, blocks: Iterable[Block]) -> tuple[array[int], array[int]]:
    found = _Found(text, width)
    for block_start, block_end in blocks:
        position = block_start
        while True:
            newline = text.find("\n", position, block_end)
            found.paragraph(position, block_end if newline < 0 else newline)
            position = newline + 1
            if newline < 0 or position == block_end:
                break
    if not found.starts:
        found.starts.append(0)
        found.ends.append(0)
    return found.starts, found.ends


class _Found:
    """Lines found so far, and where the next character is that has to be measured."""

    __slots__ = ("ends", "odd", "starts", "text", "width")

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = width
        self.starts = array("I")
        self.ends = array("I")
        self.odd = -1

    def paragraph(self, position: int, end: int) -> None:
        """Break `text[position:end]`, which holds no line end; an empty one is a line too."""
        text, width, odd = self.text, self.width, self.odd
        add_start, add_end, rfind = self.starts.append, self.ends.append, text.rfind
        while True:
            add_start(position)
            if odd < position:
                match = ODD.search(text, position)
                odd = match.start() if match else len(text)
            limit = position + width
            if odd <= limit + 1 and odd < end:
                stop, position = _wide_line(text, position, end, width)
            elif end <= limit:
                stop = position = end
            else:
                cut = rfind(" ", position + 1, limit + 1)
                stop, position = (limit, limit) if cut < 0 else (cut, cut + 1)
            add_end(stop)
            if position >= end:
                self.odd = odd
                return


def _wide_line(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Where the line ends and where the next one begins, for a line that needs measuring."""
    column = 0
    cut = None
    for cluster in clusters(text, start, end):
        if cluster.start > start and is_break(text[cluster.start]):
            cut = cluster
        if column + cluster.width > width and cluster.start > start:
            break
        column += cluster.width
    else:
        return end, end
    if cut is None:
        return cluster.start, cluster.start
    return cut.start, cut.end
