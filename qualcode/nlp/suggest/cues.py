"""Cues: phrases of a codebook found in passages with spaCy's phrase matcher.

A cue matches whole words, whatever their case and Unicode form; commas and the like between its
words don't matter, the end of a sentence does. ` … ` in a cue is a gap of up to 12 tokens. Cues that
fire all over the study weigh little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.model import Code
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.tokens import Token, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GAP = 12
"""The most tokens that ` … ` stands for."""

_GAP_MARK = "…"
_LANGUAGES = ("en", "nb", "nn")
_READ_WITH = {"en": ("en",), "nb": ("nb", "nn"), "nn": ("nb", "nn"), "no": ("nb", "nn")}
_FREE_FIRINGS = 3
_HALF_WEIGHT_SHARE = 0.03
_TRUST = 0.7
_MOST_SPANS = 10
_OTHER_WORD = "\x00"


@dataclass(frozen=True, slots=True)
class CueFindings:
    """Cues found: `scores` (passages, codes) in 0..1, and the (phrase, start, end) behind them."""

    scores: NDArray[np.float32]
    spans: Mapping[tuple[int, int], Sequence[tuple[str, int, int]]]


@dataclass(frozen=True, slots=True)
class _Cue:
    code: int
    phrase: str
    language: str | None
    parts: tuple[tuple[str, ...], ...]


def find_cues(
    passages: Sequence[Passage], codes: Sequence[Code], on_progress: OnProgress
) -> CueFindings:
    """Every firing of the codes' cues.

    Passages in Norwegian are read with the cues of both written forms, English ones with the
    English, passages of another or no stated language with all.
    """
    import numpy as np

    cues = list(_read_cues(codes))
    scores = np.zeros((len(passages), len(codes)), dtype=np.float32)
    if not cues:
        return CueFindings(scores, {})
    firings: list[tuple[int, int, int, int]] = []
    readers: dict[str, _Reader] = {}
    for index, passage in enumerate(passages):
        if index % 2000 == 0:
            on_progress("reading cues", index, len(passages))
        stream = list(tokens(passage.text, passage.start))
        languages = _READ_WITH.get(_primary(passage.language), _LANGUAGES)
        seen: set[tuple[int, int, int]] = set()
        for name in languages:
            if name not in readers:
                readers[name] = _Reader(name, cues)
            seen.update(readers[name].read(stream))
        firings.extend((index, *found) for found in sorted(seen))
    weights = _weights(firings, len(cues), len(passages))
    spans: dict[tuple[int, int], list[tuple[str, int, int]]] = {}
    missed = np.ones_like(scores)
    for index, number, start, end in firings:
        cue = cues[number]
        known = spans.setdefault((index, cue.code), [])
        # The same phrase again, or from the list of the other Norwegian form, adds no evidence.
        if all(phrase != cue.phrase for phrase, _, _ in known):
            missed[index, cue.code] *= 1 - _TRUST * weights[number]
        if (cue.phrase, start, end) not in known and len(known) < _MOST_SPANS:
            known.append((cue.phrase, start, end))
    return CueFindings(1 - missed, spans)


def _read_cues(codes: Sequence[Code]) -> Iterator[_Cue]:
    for index, code in enumerate(codes):
        for cue in code.cues:
            parts = tuple(
                tuple(token.text for token in tokens(part))
                for part in cue.phrase.replace("...", _GAP_MARK).split(_GAP_MARK)
            )
            filled = tuple(part for part in parts if part)
            if filled:
                language = _primary(cue.language)
                known = language if language in _LANGUAGES else None
                yield _Cue(index, cue.phrase, known, filled)


def _primary(language: str | None) -> str:
    return (language or "").lower().replace("_", "-").split("-")[0]


class _Reader:
    """The cues of one language over a blank spaCy pipeline."""

    def __init__(self, language: str, cues: Sequence[_Cue]) -> None:
        from spacy.matcher import PhraseMatcher

        self._vocab = _blank(language).vocab
        self._cues = [
            (number, cue) for number, cue in enumerate(cues) if cue.language in (None, language)
        ]
        self._matcher = PhraseMatcher(self._vocab)
        self._part_of: dict[int, tuple[str, ...]] = {}
        self._starting: dict[tuple[str, ...], list[tuple[int, _Cue]]] = {}
        # Of other words the vocabulary would keep every single one, and most passages have no cue.
        self._words = {word for _, cue in self._cues for part in cue.parts for word in part}
        for number, cue in self._cues:
            self._starting.setdefault(cue.parts[0], []).append((number, cue))
            for part in cue.parts:
                self._add(part)

    def read(self, stream: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
        """(cue number, start, end) of every firing; of a gap, the shortest from each beginning."""
        words = [token.text if token.text in self._words else _OTHER_WORD for token in stream]
        if words.count(_OTHER_WORD) == len(words):
            return
        found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for key, first, after in self._matcher(self._doc(words)):
            found.setdefault(self._part_of[key], []).append((first, after))
        for part, places in found.items():
            for number, cue in self._starting.get(part, ()):
                for first, after in places:
                    last = _follow(cue.parts[1:], after, found)
                    if last is not None:
                        yield number, stream[first].start, stream[last - 1].end

    def _add(self, part: tuple[str, ...]) -> None:
        name = " ".join(part)
        key = self._vocab.strings.add(name)
        if key not in self._part_of:
            self._part_of[key] = part
            self._matcher.add(name, [self._doc(part)])

    def _doc(self, words: Sequence[str]) -> Any:
        from spacy.tokens import Doc

        return Doc(self._vocab, words=list(words))


@cache
def _blank(language: str) -> Any:
    import spacy

    return spacy.blank(language)


def _follow(
    parts: Sequence[tuple[str, ...]],
    after: int,
    found: Mapping[tuple[str, ...], Sequence[tuple[int, int]]],
) -> int | None:
    """Where the last of `parts` ends when each begins within the gap of the one before."""
    if not parts:
        return after
    for start, end in sorted(found.get(parts[0], ())):
        if after <= start <= after + GAP:
            last = _follow(parts[1:], end, found)
            if last is not None:
                return last
    return None


def _weights(
    firings: Sequence[tuple[int, int, int, int]], cues: int, passages: int
) -> NDArray[np.float64]:
    import numpy as np

    places = {(index, number) for index, number, _, _ in firings}
    frequency = np.zeros(cues)
    for _, number in places:
        frequency[number] += 1
    share = np.maximum(0, frequency - _FREE_FIRINGS) / max(1, passages)
    return 1 / (1 + share / _HALF_WEIGHT_SHARE)
