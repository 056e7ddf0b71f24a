"""Whether the edited text of a quote is still what was said."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_OMISSIONS = frozenset(("…", "..."))
_PIECE = re.compile(r"(?:\w|\[[^\[\]]*\])+|[^\w\s]")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_WORD = re.compile(r"\w+|[^\w\s]")

_GAP = None
"""Any number of words, also none."""

Pattern = str | re.Pattern[str] | None


def check_edited(original: str, text: str) -> str | None:
    """What the edited text does to the original besides what its brackets own up to.

    An edited text is the original with parts left out as […] and words of the editor's in square
    brackets; nothing else differs but white space. Gives a sentence to warn with, or None.
    """
    said = _WORD.findall(_composed(original))
    patterns = _patterns(_composed(text))
    if _fits(said, patterns):
        return None
    loose: list[Pattern] = [_GAP]
    for pattern in patterns:
        loose += (pattern, _GAP)
    if _fits(said, loose):
        return "something is left out without […]"
    return "words differ from what was said: put your own into [square brackets]"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _patterns(text: str) -> list[Pattern]:
    """The text word by word, what stands in brackets as what it may stand for."""
    patterns: list[Pattern] = []
    for found in _PIECE.finditer(text):
        pieces = _BRACKET.split(found[0])
        if len(pieces) == 1:
            patterns.append(found[0])
        elif any(inner.strip() in _OMISSIONS for inner in pieces[1::2]) or not any(pieces[::2]):
            patterns += _around_omissions(pieces)
        else:
            patterns.append(re.compile(r"\w*".join(re.escape(word) for word in pieces[::2])))
    return patterns


def _around_omissions(pieces: list[str]) -> list[Pattern]:
    patterns: list[Pattern] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            patterns.append(_GAP)
        elif piece:
            patterns.append(piece)
    return patterns


def _fits(said: list[str], patterns: list[Pattern]) -> bool:
    """Whether the words are what the patterns describe, from the first to the last.

    What stands between two gaps is found where it comes first; that leaves most to the rest.
    """
    gaps = [
        -1,
        *(place for place, pattern in enumerate(patterns) if pattern is _GAP),
        len(patterns),
    ]
    runs = [patterns[before + 1 : after] for before, after in pairwise(gaps)]
    if len(runs) == 1:
        return len(said) == len(patterns) and _stands_at(said, 0, runs[0])
    first, *middle, last = runs
    at, end = len(first), len(said) - len(last)
    if at > end or not (_stands_at(said, 0, first) and _stands_at(said, end, last)):
        return False
    for run in middle:
        place = next((p for p in range(at, end - len(run) + 1) if _stands_at(said, p, run)), None)
        if place is None:
            return False
        at = place + len(run)
    return True


def _stands_at(said: list[str], place: int, run: list[Pattern]) -> bool:
    return all(
        word == pattern if isinstance(pattern, str) else pattern and pattern.fullmatch(word)
        for word, pattern in zip(said[place : place + len(run)], run, strict=True)
    )
