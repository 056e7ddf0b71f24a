"""Why a code was proposed for a passage, in a form a researcher can check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Reason, Span
from qualcode.nlp.passages import Passage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.suggest.cards import WHOLE, Card
from qualcode.nlp.suggest.cues import CueFindings
from qualcode.nlp.suggest.evidence import passage_words, word_weights
from qualcode.nlp.suggest.learning import LinearModels
from qualcode.nlp.suggest.similarity import left_out, letter_cosines
from qualcode.nlp.suggest.space import Space
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EXCERPTS_SHOWN = 2
_MOST_EXCERPTS = 300
"""Of a code with more, those compared are spread evenly over the study."""
_LEAST_LIKENESS = 0.3
_LEAST_RESEMBLANCE = 0.08
_PLAIN_RESEMBLANCE = 0.25
_WEIGHT_OF_MEANING = 0.5
_QUOTED = 80
_NOTHING = "no cue, shared word or coded excerpt stands out; it fills up the list"
_CUES_QUOTED = 2
_SHARED_SHOWN = 3

Similar = tuple[tuple[str, str, float], ...]
"""Coded excerpts: coding uuid, coder's name, cosine."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason of one proposal, and its evidence span in the document."""

    reason: Reason
    evidence: Span


@dataclass(frozen=True, slots=True)
class _Excerpts:
    """The coded passages of one code, with a coding's uuid and its coder's name for each."""

    rows: NDArray[np.int64]
    codings: Sequence[str]
    coders: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Resemblance:
    card: Card
    shared: Sequence[str]


class Explainer:
    """Explains proposals for the passages of a space."""

    def __init__(
        self,
        space: Space,
        passages: Sequence[Passage],
        codes: Sequence[str],
        cues: CueFindings,
        models: LinearModels | None,
    ) -> None:
        """`codes` are uuids; `models` is None while there is nothing learned."""
        import numpy as np

        self._space = space
        self._passages = passages
        self._cues = cues
        self._weights = word_weights(space, len(codes), models)
        self._excerpts = _excerpts(passages, codes)
        self._cards = np.array([i for i, card in enumerate(space.cards) if card.kind != WHOLE], int)
        owners = np.array([space.cards[i].code for i in self._cards], int)
        self._words = [list(dict.fromkeys(word_list(space.cards[i].text))) for i in self._cards]
        self._cards_of = [np.flatnonzero(owners == code) for code in range(len(codes))]

    def explain(
        self, rows: NDArray[np.int64], chosen: Sequence[Sequence[int]]
    ) -> list[list[Explanation]]:
        """Explanations for the `chosen` codes (positions) of each of the passages `rows`."""
        cosines = self._to_cards(rows)
        near = self._nearest(rows, chosen)
        found = []
        for place, (row, codes) in enumerate(zip(rows.tolist(), chosen, strict=True)):
            passage = self._passages[row]
            words = passage_words(self._space, self._weights, passage, row, codes)
            own = frozenset(word_list(passage.text)) - stop_words()
            explanations = []
            for at, code in enumerate(codes):
                cues = tuple(self._cues.spans.get((row, code), ()))
                heavy, before = words.heaviest[at], words.before[at]
                if heavy and before and before[0][1] <= heavy[0][1]:
                    before = ()
                part = self._resembled(passage, code, cosines[place], own)
                reason = _reason(cues, near.get((place, code), ()), heavy, before, part)
                evidence = _evidence(passage, cues, words.sentence[at])
                explanations.append(Explanation(reason, evidence))
            found.append(explanations)
        return found

    def _to_cards(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(rows, cards): by letters, and half as much by meaning."""
        import numpy as np

        meant = self._space.meanings[rows] @ self._space.card_meanings[self._cards].T
        found: NDArray[np.float32] = letter_cosines(self._space, rows, self._cards)
        found += np.clip(meant, 0, 1) * np.float32(_WEIGHT_OF_MEANING)
        return found

    def _resembled(
        self, passage: Passage, code: int, cosines: NDArray[np.float32], own: frozenset[str]
    ) -> _Resemblance | None:
        places = [place for place in self._cards_of[code] if cosines[place] >= _LEAST_RESEMBLANCE]
        for place in sorted(places, key=lambda each: (-round(float(cosines[each]), 4), each)):
            card = self._space.cards[self._cards[place]]
            if card.kind == "example" and left_out(passage.text, card.text):
                continue
            shared = [word for word in self._words[place] if word in own]
            if shared or cosines[place] >= _PLAIN_RESEMBLANCE:
                return _Resemblance(card, shared[:_SHARED_SHOWN])
        return None

    def _nearest(
        self, rows: NDArray[np.int64], chosen: Sequence[Sequence[int]]
    ) -> Mapping[tuple[int, int], Similar]:
        """Per (position in `rows`, code) the coded excerpts most like it, its own excepted."""
        import numpy as np

        places: dict[int, list[int]] = {}
        for place, codes in enumerate(chosen):
            for code in codes:
                places.setdefault(code, []).append(place)
        found = {}
        for code in sorted(places):
            excerpts = self._excerpts[code]
            if not len(excerpts.rows):
                continue
            asked = rows[places[code]]
            likeness = self._likeness(asked, excerpts.rows)
            likeness[asked[:, None] == excerpts.rows[None, :]] = -1
            best: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []
            for _ in range(min(_EXCERPTS_SHOWN, likeness.shape[1])):
                top = likeness.argmax(axis=1)
                best.append((top, likeness[np.arange(len(top)), top]))
                likeness[np.arange(len(top)), top] = -1
            for at, place in enumerate(places[code]):
                found[place, code] = tuple(
                    (
                        excerpts.codings[top[at]],
                        excerpts.coders[top[at]],
                        round(float(cosine[at]), 3),
                    )
                    for top, cosine in best
                    if cosine[at] >= _LEAST_LIKENESS
                )
        return found

    def _likeness(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
        space = self._space
        if space.meanings.shape[1]:
            meant: NDArray[np.float32] = space.meanings[rows] @ space.meanings[others].T
            return meant
        words = (space.words[rows] @ space.words[others].T).toarray()
        characters = (space.characters[rows] @ space.characters[others].T).toarray()
        mean: NDArray[np.float32] = (words + characters) / 2
        return mean


def _evidence(
    passage: Passage, cues: Sequence[tuple[str, int, int]], sentence: Span | None
) -> Span:
    if cues:
        return Span(cues[0][1], cues[0][2])
    return sentence or Span(passage.start, passage.end)


def _excerpts(passages: Sequence[Passage], codes: Sequence[str]) -> list[_Excerpts]:
    """Per code; one coding stands for a passage, the first by uuid."""
    import numpy as np

    position = {code: index for index, code in enumerate(codes)}
    found: list[dict[int, tuple[str, str]]] = [{} for _ in codes]
    for row, passage in enumerate(passages):
        for code, coding, coder in sorted(passage.codings):
            if code in position:
                found[position[code]].setdefault(row, (coding, coder))
    excerpts = []
    for each in found:
        rows = np.array(list(each), int)
        if len(rows) > _MOST_EXCERPTS:
            rows = rows[np.linspace(0, len(rows) - 1, _MOST_EXCERPTS).astype(int)]
        shown = [each[row] for row in rows.tolist()]
        excerpts.append(
            _Excerpts(rows, [coding for coding, _ in shown], [coder for _, coder in shown])
        )
    return excerpts


def _reason(
    cues: Sequence[tuple[str, int, int]],
    near: Similar,
    words: Sequence[tuple[str, float]],
    before: Sequence[tuple[str, float]],
    part: _Resemblance | None,
) -> Reason:
    text = "; ".join(_sayings(cues, near, words, before, part))
    return Reason(
        text=text or _NOTHING,
        cues=tuple(cues),
        similar=tuple((coding, cosine) for coding, _, cosine in near),
        words=tuple(words),
        definition=part.card.text if part else "",
    )


def _sayings(
    cues: Sequence[tuple[str, int, int]],
    near: Similar,
    words: Sequence[tuple[str, float]],
    before: Sequence[tuple[str, float]],
    part: _Resemblance | None,
) -> Iterator[str]:
    if cues:
        phrases = list(dict.fromkeys(phrase for phrase, _, _ in cues))[:_CUES_QUOTED]
        yield f"{'cue' if len(phrases) == 1 else 'cues'} {' and '.join(f'‘{each}’' for each in phrases)}"
    if near:
        noun = "an excerpt" if len(near) == 1 else f"{len(near)} excerpts"
        coders = list(dict.fromkeys(coder for _, coder, _ in near if coder))
        by = f"coded by {' and '.join(coders)}" if coders else "coded before"
        yield f"like {noun} {by} ({near[0][2]:.2f})"
    if words:
        yield f"words: {', '.join(word for word, _ in words)}"
    if before:
        yield f"in the turn before: {before[0][0]}"
    if part:
        shared = f" by {', '.join(part.shared)}" if part.shared else ""
        yield f"resembles the {part.card.kind} ‘{_shortened(part.card.text)}’{shared}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + "…"
