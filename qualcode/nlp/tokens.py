"""Words of a text as the language side sees them: folded, with offsets into the original.

Folding is NFC, lower case, and one shape of apostrophe and hyphen. It is done token by token, so
that the offsets stay those of the canonical text, whatever folding does to lengths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCE_END = "."
"""The folded form of every run of `. ! ? …`."""

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:['’ʼ\-\u2010\u2011][\w{_MARKS}]+)*")
_TOKEN = re.compile(rf"(?P<word>{_WORD.pattern})|(?P<end>[.!?…]+(?=[\s\"'»”’)\]]|$))")
_SHAPES = str.maketrans({"’": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word (or `SENTENCE_END`) and where it stands, in code points, half-open."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` in NFC, lower case, with plain apostrophes and hyphens.

    >>> fold("Hvorfor Ga\u030ar DET")
    'hvorfor går det'
    """
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFC", text.lower())
    return lowered.translate(_SHAPES)


def tokens(text: str, offset: int = 0) -> Iterator[Token]:
    """Words and sentence ends of `text`; `offset` is added to their positions."""
    whole = fold(text) if _folds_in_place(text) else None
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if not match["word"]:
            folded = SENTENCE_END
        elif whole is None:
            folded = fold(match["word"])
        else:
            folded = whole[start:end]
        yield Token(folded, start + offset, end + offset)


def _folds_in_place(text: str) -> bool:
    """Whether every character folds to one at the same place."""
    return text.isascii() or (
        unicodedata.is_normalized("NFC", text) and len(text.lower()) == len(text) == len(fold(text))
    )


def word_list(text: str) -> list[str]:
    """Folded words of `text`, without sentence ends."""
    return _WORD.findall(fold(text))
