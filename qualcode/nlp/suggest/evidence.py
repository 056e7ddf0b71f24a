"""What the words of a passage weigh for a code, and which of its sentences carries the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Span
from qualcode.nlp.passages import Passage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.suggest.cards import WHOLE
from qualcode.nlp.suggest.learning import LinearModels
from qualcode.nlp.suggest.space import MEANING_WEIGHT, PREVIOUS_WEIGHT, Space
from qualcode.nlp.tokens import word_list
from qualcode.text import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Matrix = NDArray[np.float32]

Weighed = tuple[tuple[str, float], ...]

_SHOWN = 3
_LEAST_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class WordWeights:
    """(terms, codes): what a word adds to a code's log-odds, per unit of its TF-IDF weight.

    `own` by itself, `through_axes` by way of the latent axes (to be divided by the passage's
    reach), `previous` when it stands in the turn before. `described` is the word's weight in the
    code's description and needs no codings.
    """

    own: Matrix
    through_axes: Matrix
    previous: Matrix
    described: Matrix
    column_of: dict[str, int]
    is_function_word: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PassageWords:
    """What the words of one passage say for some codes, one entry per code.

    `heaviest` words and `before` (the same of the turn before) are (word, weight in log-odds);
    `sentence` (offsets in the document) speaks most for the code, None where the passage is one
    sentence or none speaks for the code.
    """

    heaviest: Sequence[Weighed]
    before: Sequence[Weighed]
    sentence: Sequence[Span | None]


def word_weights(space: Space, codes: int, models: LinearModels | None) -> WordWeights:
    """The word weights of all codes; zero for what no model was trained on."""
    import numpy as np

    words, characters = len(space.terms), space.characters.columns
    described = _described(space, codes)
    column_of = {term: column for column, term in enumerate(space.terms)}
    functional = np.array(
        [stop_words().issuperset(term.split(" ")) for term in space.terms], dtype=bool
    )
    if models is None:
        nothing = np.zeros_like(described)
        return WordWeights(nothing, nothing, nothing, described, column_of, functional)
    after = 2 * words + characters
    latent = models.weights[after : after + space.axes.shape[1]]
    return WordWeights(
        own=models.weights[:words],
        through_axes=space.axes @ latent * np.float32(MEANING_WEIGHT),
        previous=models.weights[words + characters : after] * np.float32(PREVIOUS_WEIGHT),
        described=described,
        column_of=column_of,
        is_function_word=functional,
    )


def passage_words(
    space: Space, weights: WordWeights, passage: Passage, row: int, codes: Sequence[int]
) -> PassageWords:
    """The words of `passage`, which is the row `row`, and what they weigh for `codes`."""
    import numpy as np

    wanted = np.asarray(codes, dtype=np.int64)
    columns, values = space.words.row(row)
    own = weights.own[columns][:, wanted]
    if space.axes.shape[1]:
        own += weights.through_axes[columns][:, wanted] / space.reach[row]
    weighed = values[:, None] * own
    before, strengths = space.previous.row(row)
    weighed_before = strengths[:, None] * weights.previous[before][:, wanted]
    described = values[:, None] * weights.described[columns][:, wanted]
    return PassageWords(
        heaviest=[_top(space, weights, columns, each) for each in weighed.T],
        before=[_top(space, weights, before, each) for each in weighed_before.T],
        sentence=_best_sentences(passage, weights, columns, weighed + described),
    )


def _best_sentences(
    passage: Passage, weights: WordWeights, columns: NDArray[np.int64], evidence: Matrix
) -> list[Span | None]:
    """Per code; `evidence` (words, codes) is what the words in `columns` add."""
    import numpy as np

    spans = list(sentences(passage.text))
    if len(spans) < 2:
        return [None] * evidence.shape[1]
    place_of = {column: place for place, column in enumerate(columns.tolist())}
    inside = np.zeros((len(spans), len(columns)), dtype=np.float32)
    for number, span in enumerate(spans):
        for word in word_list(passage.text[span.start : span.end]):
            place = place_of.get(weights.column_of.get(word, -1))
            if place is not None:
                inside[number, place] = 1
    # Small products by OpenBLAS leave a floating-point flag behind now and then, though every
    # number is sound; NumPy would warn of it.
    with np.errstate(invalid="ignore"):
        totals = np.round(inside @ evidence, 5)
    return [
        Span(passage.start + spans[best].start, passage.start + spans[best].end)
        if totals[best, code] > 0
        else None
        for code, best in enumerate(totals.argmax(axis=0).tolist())
    ]


def _described(space: Space, codes: int) -> Matrix:
    import numpy as np

    described = np.zeros((len(space.terms), codes), dtype=np.float32)
    for row, card in enumerate(space.cards):
        if card.kind == WHOLE:
            columns, values = _row(space.card_words, row)
            described[columns, card.code] = values
    return described


def _row(matrix: csr_matrix, row: int) -> tuple[NDArray[np.int64], Matrix]:
    first, last = matrix.indptr[row], matrix.indptr[row + 1]
    return matrix.indices[first:last], matrix.data[first:last]


def _top(
    space: Space, weights: WordWeights, columns: NDArray[np.int64], weighed: Matrix
) -> Weighed:
    """The heaviest words; function words only where no other word weighs."""
    heavy = (weighed >= _LEAST_WEIGHT).nonzero()[0]
    if not len(heavy):
        return ()
    telling = heavy[~weights.is_function_word[columns[heavy]]]
    chosen = telling if len(telling) else heavy
    ranked = sorted(
        (-round(weight, 3), space.terms[column])
        for weight, column in zip(weighed[chosen].tolist(), columns[chosen].tolist(), strict=True)
    )
    return tuple((term, -less) for less, term in ranked[:_SHOWN])
