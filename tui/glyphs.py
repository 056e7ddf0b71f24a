"""How characters of a transcript appear in terminal cells, and what is never sent to it raw.

Terminals disagree on the width of joined emoji, skin tones, variation selectors and flags, so
joiners, tones and selectors are left out of what is displayed, each part stands on its own, and a
flag is its two letters; the text itself is untouched. Control characters, lone surrogates and
characters that would turn the writing direction of the whole line are displayed as a stand-in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import get_character_cell_size

TAB = 4
"""Cells between tab stops."""

ODD = re.compile(
    "[^ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
"""Any character that may not be exactly one cell, or isn't displayed as itself."""

_JOINER = "\u200d"
_REPLACEMENT = "\ufffd"
_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_FILLERS = frozenset("\u3164\uffa0")
_BREAKING = frozenset("\t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u3000 ")
_NEVER_SENT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Cluster(NamedTuple):
    """What the caret steps over as one: code points `start`..`end`, `width` cells of `shown`."""

    start: int
    end: int
    width: int
    shown: str


@lru_cache(maxsize=4096)
def glyph(character: str) -> tuple[str, int]:
    """What is displayed for one code point other than a tab, and its width in cells (0..2)."""
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return ("\u2421" if code == 0x7F else chr(0x2400 + code)), 1
    if _is_obeyed(character) or character in _FILLERS:
        return _REPLACEMENT, 1
    if code in _FLAG_LETTERS:
        return chr(ord("A") + code - _FLAG_LETTERS.start), 1
    if character == "\u00ad" or code in _TONES:
        return "", 0
    width = get_character_cell_size(character)
    if width == 0 and (unicodedata.category(character) == "Cf" or 0xFE00 <= code <= 0xFE0F):
        return "", 0
    return character, width


def clusters(text: str, start: int, end: int) -> Iterator[Cluster]:
    """The clusters of `text[start:end]`, with tab stops counted from `start`.

    A cluster is a character with the zero-width ones after it, and whatever a joiner joins.
    """
    column = 0
    position = start
    while position < end:
        begin = position
        shown, width = _base(text[position], column)
        joins = not is_break(text[position])
        position += 1
        while position < end:
            character = text[position]
            if character in "\t\n":
                break
            more, cells = glyph(character)
            joined = joins and text[position - 1] == _JOINER and not is_break(character)
            if cells and not joined and not _is_flag(text, begin, position):
                break
            shown += more
            width += cells
            position += 1
        yield Cluster(begin, position, width, shown)
        column += width


def _base(character: str, column: int) -> tuple[str, int]:
    if character == "\t":
        width = TAB - column % TAB
        return " " * width, width
    shown, width = glyph(character)
    if ord(character) in _TONES:
        return _REPLACEMENT, 1
    if width == 0 and shown:
        return "\u25cc" + shown, 1
    return shown, width


def _is_flag(text: str, begin: int, position: int) -> bool:
    """Whether the character is the second letter of a flag that begins the cluster."""
    letters = text[begin : position + 1]
    return len(letters) == 2 and all(ord(letter) in _FLAG_LETTERS for letter in letters)


def is_break(character: str) -> bool:
    """Whether a line may be broken at this white space."""
    return character in _BREAKING


def shown(text: str) -> str:
    """One line of text as it may be sent to a terminal: nothing raw, line ends as spaces."""
    if not ODD.search(text):
        return text
    flat = text.replace("\n", " ")
    return "".join(cluster.shown for cluster in clusters(flat, 0, len(flat)))


def masked(text: str) -> str:
    """`text` with a stand-in for each character that may not be sent; as long as before."""
    if not ODD.search(text):
        return text
    stand_ins = {c: glyph(c)[0] for c in set(text) if c not in "\t\n"}
    return "".join(c if stand_ins.get(c, "") == "" else stand_ins[c] for c in text)


def harmless(text: str) -> str:
    """One line to be edited or stored: white space as spaces, nothing a terminal would obey."""
    spaced = "".join(" " if c in "\t\n\r" else c for c in text)
    return "".join(c for c in spaced if not _is_obeyed(c))


def _is_obeyed(character: str) -> bool:
    return character in _TURNING or unicodedata.category(character) in _NEVER_SENT


def cell_width(text: str) -> int:
    """Cells that `shown(text)` takes."""
    if not ODD.search(text):
        return len(text)
    flat = text.replace("\n", " ")
    return sum(cluster.width for cluster in clusters(flat, 0, len(flat)))


def fitted(text: str, width: int) -> str:
    """`shown(text)` cut (with an ellipsis) or padded to exactly `width` cells."""
    text = shown(text)
    if not ODD.search(text):
        return text.ljust(width) if len(text) <= width else text[: max(0, width - 1)] + "…"[:width]
    if cell_width(text) <= width:
        return text + " " * (width - cell_width(text))
    taken, cells = "", 0
    for cluster in clusters(text, 0, len(text)):
        if cells + cluster.width > width - 1:
            break
        taken += cluster.shown
        cells += cluster.width
    return taken + "…"[:width] + " " * (width - 1 - cells)
