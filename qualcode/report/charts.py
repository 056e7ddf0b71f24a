"""Small diagrams as inline SVG; what they show also stands in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 380, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 15, 15, 45


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a diagram: its points, x and y from 0 to 1, and its name."""

    name: str
    points: Sequence[tuple[float, float]]


def lines(
    caption: str,
    series: Sequence[Series],
    *,
    x_title: str,
    y_title: str,
    ticks: Sequence[tuple[float, str]] | None = None,
    diagonal: bool = False,
) -> str:
    """A line for each series, with dots. `ticks` are places (0 to 1) and labels on the x axis."""
    marks = ticks if ticks is not None else [(at / 5, f"{at / 5:.1f}") for at in range(6)]
    parts = [_frame(marks, x_title, y_title)]
    if diagonal:
        parts.append(_stroke("ideal", (0, 0), (1, 1)))
    for at, own in enumerate(series):
        parts.append(_line(own, " second" if at else ""))
    names = "; ".join(
        f"{own.name} ({'dashed' if at else 'solid'})" for at, own in enumerate(series)
    )
    said = caption + (f": {names}" if len(series) > 1 else "")
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'
        f"<figcaption>{escape(said)}</figcaption></figure>"
    )


def _line(series: Series, kind: str) -> str:
    places = [_place(x, y) for x, y in series.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="dot{kind}" cx="{px:.1f}" cy="{py:.1f}" r="4">'
        f"<title>{x:.2f}: {y:.2f}</title></circle>"
        for (px, py), (x, y) in zip(places, series.points, strict=True)
    )
    return f'<polyline class="line{kind}" points="{path}"/>{dots}'


def _frame(ticks: Sequence[tuple[float, str]], x_title: str, y_title: str) -> str:
    parts = []
    for step in range(6):
        y = step / 5
        parts.append(_stroke("axis" if not step else "grid", (0, y), (1, y)))
        left, height = _place(0, y)
        parts.append(_text(f"{y:.1f}", left - 6, height + 4, "end"))
    for x, label in ticks:
        at, bottom = _place(x, 0)
        parts.append(_text(label, at, bottom + 16, "middle"))
    parts.append(_stroke("axis", (0, 0), (0, 1)))
    middle, _ = _place(0.5, 0)
    parts.append(_text(x_title, middle, _HEIGHT - 8, "middle"))
    _, height = _place(0, 0.5)
    parts.append(
        f'<text transform="translate(13 {height:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_title)}</text>"
    )
    return "".join(parts)


def _stroke(kind: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = _place(*start), _place(*end)
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(text: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _place(x: float, y: float) -> tuple[float, float]:
    """From 0..1, y upwards, to the drawing's units."""
    return (
        _LEFT + x * (_WIDTH - _LEFT - _RIGHT),
        _HEIGHT - _BOTTOM - y * (_HEIGHT - _TOP - _BOTTOM),
    )
