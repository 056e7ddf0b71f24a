"""Texts as a model can read them: in one shape, and no longer than it takes in at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.tokens import word_list

PIECE = 1_200
"""Code points of a text that a model reads at once; about 300 to 400 of its 512 tokens."""

MOST_PIECES = 32
"""Pieces of a text that are read, spread over it evenly: the mean of more hardly differs."""

_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?…]+[)\]»”\"']*\s")
_FEW = 2


def readable(text: str) -> str:
    r"""`text` in NFC with single spaces, without what a model can't read.

    NUL characters would end the text for it, and half a character (a lone surrogate) isn't text.
    Texts that look the same have the same vector that way.

    >>> readable("Vi  ma\u030a\x00 jo\n")
    'Vi må jo'
    """
    whole = _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))
    return " ".join(unicodedata.normalize("NFC", whole).split())


def says_something(text: str) -> bool:
    """Whether there is a meaning to compare: not in "#", nor in one or two function words.

    >>> [says_something(text) for text in ("…", "Ja ja", "Hva med det?", "Skolen")]
    [False, False, True, True]
    """
    words = word_list(text)
    return len(words) > _FEW or not stop_words().issuperset(words)


def pieces(text: str) -> list[str]:
    """A readable text in pieces of at most `PIECE` code points, at most `MOST_PIECES` of them.

    A piece ends with a sentence where one ends in its second half, else between two words; a word
    that is longer than a piece is cut.
    """
    found = list(_cut(text))
    if len(found) <= MOST_PIECES:
        return found
    last = len(found) - 1
    return [found[round(at * last / (MOST_PIECES - 1))] for at in range(MOST_PIECES)]


def _cut(text: str) -> Iterator[str]:
    begin = 0
    while len(text) - begin > PIECE:
        stop = begin + PIECE
        ends = [match.end() for match in _SENTENCE_END.finditer(text, begin + PIECE // 2, stop)]
        end = ends[-1] if ends else text.rfind(" ", begin, stop) + 1
        end = end if end > begin else stop
        yield text[begin:end].strip()
        begin = end
    if begin < len(text):
        yield text[begin:].strip()
