"""The only printer: results to stdout, messages and progress to stderr.

What comes from files and people may hold control characters and terminal escape sequences;
each is replaced by a stand-in that can be seen. Text that goes out as JSON keeps them, escaped.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import click

_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\ufffb{_BIDIRECTIONAL}\ud800-\udfff]"
)
_DELETE = 0x7F
_BAR_CELLS = 20
_STAGE_WIDTH = 40


def visible(text: str) -> str:
    """The text on one line, with a visible stand-in for what would steer the terminal."""
    return _UNSAFE.sub(_stand_in, text)


def shortened(text: str, width: int = 60) -> str:
    """The beginning of a text on one line, with … where it goes on."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def line(text: str = "") -> None:
    """Print a result of one line."""
    click.echo(visible(text))


def text(content: str) -> None:
    """Print a result of several lines."""
    for own in content.split("\n"):
        line(own)


def file_text(content: str) -> None:
    """Print what is meant for a file: to the letter, unless it goes to a terminal."""
    if sys.stdout.isatty():
        text(content)
    else:
        click.echo(content)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows in aligned columns; columns of numbers stand to the right."""
    cells = [[visible(_cell(value)) for value in row] for row in rows]
    if not cells:
        message("(nothing)")
        return
    by_column = list(zip(*cells, strict=True))
    widths = [
        max(_width(cell) for cell in (name, *own))
        for name, own in zip(columns, by_column, strict=True)
    ]
    numeric = [all(_is_number(cell) for cell in own) for own in by_column]
    for own in (columns, *cells):
        padded = [
            " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
            for cell, width, right in zip(own, widths, numeric, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def record(fields: Mapping[str, Any]) -> None:
    """Print names and values below each other; empty values are left out."""
    shown = {name: value for name, value in fields.items() if value not in (None, "", [], {}, ())}
    width = max((len(name) for name in shown), default=0)
    for name, value in shown.items():
        line(f"{name:<{width}}  {_cell(value)}")


def keyword_in_context(hits: Sequence[tuple[str, str, str, str]]) -> None:
    """Print hits (place, left, match, right), one a line, the matches below each other."""
    shown = [tuple(visible(part) for part in hit) for hit in hits]
    place_width = max(_width(place) for place, *_ in shown)
    left_width = max(_width(left) for _, left, *_ in shown)
    for place, left, match, right in shown:
        gap = " " * (place_width - _width(place) + 2 + left_width - _width(left))
        click.echo(f"{place}{gap}{left}[{match}]{right}")


def json_value(value: Any) -> None:
    """Print one JSON value on one line."""
    import json

    encoded = json.dumps(value, ensure_ascii=False)
    click.echo(_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", encoded))


def json_lines(values: Iterable[Any]) -> None:
    """Print JSON Lines."""
    for value in values:
        json_value(value)


def message(content: str) -> None:
    """Tell something beside the result."""
    click.echo(visible(content), err=True)


def error(fault: str, hint: str = "") -> None:
    """Tell what is wrong, and what to do about it."""
    message(f"error: {fault}")
    if hint:
        message(f"hint: {hint}")


class Progress:
    """A bar on the terminal while something long runs; where there is no terminal, nothing."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._draw("")

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` of a stage is done; a total of 0 is unknown."""
        stage = shortened(visible(stage), _STAGE_WIDTH)
        if total <= 0:
            self._draw(stage)
            return
        full = _BAR_CELLS * min(done, total) // total
        self._draw(f"[{'#' * full}{'.' * (_BAR_CELLS - full)}] {done}/{total} {stage}")

    def _draw(self, content: str) -> None:
        if not self._shown or content == self._drawn:
            return
        blank = " " * max(0, _width(self._drawn) - _width(content))
        click.echo(f"\r{content}{blank}" + ("" if content else "\r"), err=True, nl=False)
        self._drawn = content


@contextmanager
def waiting(stage: str) -> Iterator[None]:
    """Show on the terminal that something takes its time."""
    with Progress() as progress:
        progress(stage, 0, 0)
        yield


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == _DELETE else f"<U+{code:04X}>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_cell(own)}" for name, own in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_cell(own) for own in value)
    return str(value)


def _is_number(cell: str) -> bool:
    return not cell or cell.replace(".", "", 1).replace("-", "", 1).isdecimal()


def _width(cell: str) -> int:
    """Cells a text takes on the terminal: none for combining marks, two for wide letters."""
    if cell.isascii():
        return len(cell)
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in cell
    )
