"""Painting one display line of a transcript: margin, gutter and text, as a strip of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from qualcode.model import Turn

from ..glyphs import Cluster, fitted
from ..layout import Lines

_HOUR = 3_600_000
_WIDEST_NUMBER = 8
_WIDEST_TEXT = 100
_TINT = 0.28
_PALE = 0.55


class Columns(NamedTuple):
    """Cells each part of a line takes; 0 where the document has no such part."""

    number: int
    speaker: int
    time: int
    lanes: int
    text: int

    @property
    def gutter(self) -> int:
        """Cells before the bars of the codings."""
        return sum(part + 1 for part in (self.number, self.speaker, self.time) if part) + 1

    @property
    def left(self) -> int:
        """Cells before the text."""
        return self.gutter + self.lanes + 1


def columns(width: int, number: int, speaker: int, *, timed: bool) -> Columns:
    """Share out `width` cells; `number` and `speaker` are the widths of the longest ones."""
    wide = width >= 90
    number = min(number, _WIDEST_NUMBER)
    label = min(speaker, 16 if wide else 9)
    time = 8 if timed and width >= 60 else 0
    lanes = 6 if wide else 4
    spare = Columns(number, label, time, lanes, 0)
    return spare._replace(text=max(8, min(_WIDEST_TEXT, width - spare.left - 1)))


def bare(width: int, lanes: int) -> Columns:
    """Share out `width` cells where the margin is switched off."""
    spare = Columns(0, 0, 0, lanes, 0)
    return spare._replace(text=max(8, min(_WIDEST_TEXT, width - spare.left - 1)))


class Bar(NamedTuple):
    """A coding in the gutter of one line; `letter` is empty on the lines it only runs along."""

    lane: int
    colour: str
    letter: str
    is_own: bool


class Tint(NamedTuple):
    """A range of the text coloured as a code."""

    start: int
    end: int
    colour: str


@dataclass(frozen=True, slots=True)
class LineView:
    """Everything that decides how a line looks, so that it can be the key of a cache."""

    line: int
    turn: Turn | None
    is_first: bool
    is_current: bool
    caret: int | None
    selection: tuple[int, int] | None
    bars: tuple[Bar, ...]
    tints: tuple[Tint, ...]
    suggestion: tuple[int, int] | None
    evidence: tuple[int, int] | None
    is_suggested: bool
    episode: str

    def __hash__(self) -> int:
        return hash((self.line, self.caret, self.selection, self.is_current, self.bars))


@dataclass(frozen=True, slots=True)
class Inks:
    """Styles of the parts of a line, looked up once per theme."""

    text: Style
    number: Style
    current: Style
    speaker: Style
    time: Style
    heading: Style
    aside: Style
    caret: Style
    selection: Style
    suggestion: Style
    evidence: Style


def paint(view: LineView, lines: Lines, parts: Columns, inks: Inks, width: int) -> Strip:
    """The cells of one line, `width` of them."""
    segments = [*_margin(view, parts, inks), *_gutter(view.bars, parts.lanes, inks)]
    segments.append(Segment(view.episode or " ", inks.number))
    body, cells = _text(view, lines, inks)
    segments += body
    rest = width - parts.left - cells
    if rest > 0:
        segments.append(Segment(" " * rest, inks.text))
    strip = Strip(segments, parts.left + cells + max(0, rest))
    return strip if rest >= 0 else strip.crop(0, width)


def clock(milliseconds: int) -> str:
    """A time inside a recording, as `m:ss` or `h:mm:ss`."""
    hours, rest = divmod(milliseconds, _HOUR)
    minutes, seconds = divmod(rest // 1000, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@lru_cache(maxsize=512)
def tinted(ground: Style, colour: str) -> Style:
    """`ground` with some of a code's colour in it, underlined so that it shows without colour."""
    if ground.bgcolor is None:
        return ground + Style(underline=True)
    mixed = Color.from_rich_color(ground.bgcolor).blend(Color.parse(colour), _TINT)
    return ground + Style(bgcolor=mixed.rich_color, underline=True)


@lru_cache(maxsize=512)
def badge(colour: str) -> Style:
    """The style of a code's letter: on its colour, in black or white."""
    ground = Color.parse(colour)
    return Style(color=ground.get_contrast_text(1).rich_color, bgcolor=ground.rich_color, bold=True)


@lru_cache(maxsize=512)
def bar_style(ground: Style, colour: str) -> Style:
    """A bar in a code's colour, darker where that would be too pale on a light ground."""
    ink = Color.parse(colour)
    is_light = ground.bgcolor is not None and Color.from_rich_color(ground.bgcolor).brightness > 0.5
    if is_light and ink.brightness > _PALE:
        ink = ink.darken(0.2)
    return ground + Style(color=ink.rich_color)


def _margin(view: LineView, parts: Columns, inks: Inks) -> list[Segment]:
    turn = view.turn if view.is_first else None
    segments = []
    if parts.number:
        number = fitted(str(turn.number).rjust(parts.number) if turn else "", parts.number)
        style = inks.current if view.is_current else inks.number
        segments.append(Segment(number + " ", style))
    if parts.speaker:
        label = fitted((turn.speaker or "") if turn else "", parts.speaker)
        segments.append(Segment(label + " ", inks.speaker))
    if parts.time:
        start = turn.start_ms if turn else None
        time = "" if start is None else clock(start)
        segments.append(Segment(time.rjust(parts.time) + " ", inks.time))
    if view.is_suggested:
        segments.append(Segment("?", inks.current))
    elif turn and not parts.number:
        segments.append(Segment("▸", inks.current if view.is_current else inks.speaker))
    else:
        segments.append(Segment("▎" if view.is_current else " ", inks.current))
    return segments


def _gutter(bars: tuple[Bar, ...], lanes: int, inks: Inks) -> list[Segment]:
    if not bars:
        return [Segment(" " * lanes, inks.text)]
    cells = [Segment(" ", inks.text)] * lanes
    for bar in bars:
        if bar.lane >= lanes:
            continue
        if bar.letter:
            cells[bar.lane] = Segment(bar.letter, badge(bar.colour))
        else:
            cells[bar.lane] = Segment("┃" if bar.is_own else "┊", bar_style(inks.text, bar.colour))
    if any(bar.lane >= lanes for bar in bars):
        cells[-1] = Segment("+", inks.current)
    return cells


def _text(view: LineView, lines: Lines, inks: Inks) -> tuple[list[Segment], int]:
    start, end = lines.starts[view.line], lines.ends[view.line]
    narrow = lines.is_narrow(view.line)
    clusters = () if narrow else lines.clusters(view.line)
    caret = _caret_range(view.caret, end, clusters)
    segments: list[Segment] = []
    cells = 0
    cuts = _cuts(view, caret, start, end)
    for left, right in pairwise(cuts):
        style = _style(view, caret, left, inks)
        if narrow:
            segments.append(Segment(lines.text[left:right], style))
            cells += right - left
            continue
        inside = [cluster for cluster in clusters if left <= cluster.start < right]
        if shown := "".join(cluster.shown for cluster in inside):
            segments.append(Segment(shown, style))
            cells += sum(cluster.width for cluster in inside)
    if tail := _tail(view, end, inks):
        segments.append(tail)
        cells += 1
    return segments, cells


def _caret_range(
    caret: int | None, end: int, clusters: Sequence[Cluster]
) -> tuple[int, int] | None:
    if caret is None or caret >= end:
        return None
    for cluster in clusters:
        if cluster.end > caret:
            return cluster.start, cluster.end
    return caret, caret + 1


def _cuts(view: LineView, caret: tuple[int, int] | None, start: int, end: int) -> list[int]:
    ranges = [caret, view.selection, view.suggestion, view.evidence]
    edges = {start, end}
    for span in ranges:
        if span:
            edges.update(span)
    for tint in view.tints:
        edges.update((tint.start, tint.end))
    return sorted(edge for edge in edges if start <= edge <= end)


def _style(view: LineView, caret: tuple[int, int] | None, place: int, inks: Inks) -> Style:
    style = _ground(view, place, inks)
    for tint in view.tints:
        if tint.start <= place < tint.end:
            style = tinted(style, tint.colour)
    if _inside(place, view.suggestion):
        style += inks.suggestion
    if _inside(place, view.evidence):
        style += inks.evidence
    if _inside(place, view.selection):
        style += inks.selection
    if _inside(place, caret):
        style += inks.caret
    return style


def _ground(view: LineView, place: int, inks: Inks) -> Style:
    turn = view.turn
    if turn is None or not turn.start <= place < turn.end:
        return inks.aside
    if turn.kind == "heading":
        return inks.heading
    return inks.aside if turn.kind == "fieldnote" else inks.text


def _tail(view: LineView, end: int, inks: Inks) -> Segment | None:
    """The cell behind the text, where the caret or a selected line end shows."""
    if view.caret is not None and view.caret >= end:
        return Segment(" ", inks.text + inks.caret)
    if view.selection and view.selection[0] <= end < view.selection[1]:
        return Segment(" ", inks.text + inks.selection)
    return None


def _inside(place: int, span: tuple[int, int] | None) -> bool:
    return span is not None and span[0] <= place < span[1]
