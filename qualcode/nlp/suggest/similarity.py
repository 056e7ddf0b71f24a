"""How much passages resemble what the codebook says of each code.

By meaning to a code's name, to all of its description and to the best of its sentences, and by
letters (TF-IDF of words and characters) to its description; to its examples as the best of them. An
example that stands word for word in a passage is left out for that passage: it was taken from
there and would only find itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.cards import EXAMPLE, NAME, WHOLE
from qualcode.nlp.suggest.context import NOWHERE, Surroundings
from qualcode.nlp.suggest.space import Space
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float32]

_CHUNK = 2_048
_LOOK_CLOSER = 0.4
_WEIGHT_OF_LETTERS = 2.0
_WEIGHT_BESIDE = 0.5
_PARTS = ("definition", "inclusion rule")


@dataclass(frozen=True, slots=True)
class Similarity:
    """(passages, codes): resemblance to the description, of the passage and of what is around it.

    Both are sums of cosines, from about -1 to 3. `example`, 0..1, is that to the best example.
    """

    description: Floats
    around: Floats
    example: Floats


def similarity(
    space: Space, passages: Sequence[Passage], codes: int, on_progress: OnProgress
) -> Similarity:
    """The resemblance of every passage to each of `codes` codes."""
    import numpy as np

    description = np.zeros((len(passages), codes), dtype=np.float32)
    example = np.zeros_like(description)
    kinds = [_Kind(space, of, codes) for of in ((NAME,), (WHOLE,), _PARTS)]
    described = _averaging(space, codes)
    examples = _Kind(space, (EXAMPLE,), codes)
    texts = [space.cards[i].text for i in examples.cards]
    for start in range(0, len(passages), _CHUNK):
        on_progress("comparing with definitions", start, len(passages))
        rows = np.arange(start, min(start + _CHUNK, len(passages)))
        letters = letter_cosines(space, rows, np.arange(len(space.cards)))
        meant = space.meanings[rows] @ space.card_meanings.T
        description[rows] = _WEIGHT_OF_LETTERS * (letters @ described.T)
        for kind in kinds:
            description[rows] += kind.best(meant)
        both = letters[:, examples.cards]
        if meant.any():
            both = (both + meant[:, examples.cards]) * np.float32(0.5)
        _leave_out_own(both, passages[start : start + _CHUNK], texts)
        example[rows] = np.clip(examples.best_of_own(both), 0, 1)
    return Similarity(description, _around(description, space.surroundings), example)


def letter_cosines(space: Space, rows: NDArray[np.int64], cards: NDArray[np.int64]) -> Floats:
    """(rows, cards): mean of the cosines of words and of characters."""
    import numpy as np

    words = (space.words[rows] @ space.card_words[cards].T).toarray()
    characters = (space.characters[rows] @ space.card_characters[cards].T).toarray()
    mean: Floats = ((words + characters) / 2).astype(np.float32)
    return mean


class _Kind:
    """Cards of some kinds, by code."""

    def __init__(self, space: Space, kinds: Collection[str], codes: int) -> None:
        import numpy as np

        self._codes = codes
        self.cards = np.array(
            [i for i, card in enumerate(space.cards) if card.kind in kinds], dtype=np.int64
        )
        owners = np.array([space.cards[i].code for i in self.cards], dtype=np.int64)
        self._firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        self._owners = owners[self._firsts]

    def best(self, cosines: Floats) -> Floats:
        """(rows, codes) of (rows, all cards): the best card's; 0 for codes without such a card."""
        return self.best_of_own(cosines[:, self.cards])

    def best_of_own(self, cosines: Floats) -> Floats:
        """The same of (rows, these cards)."""
        import numpy as np

        found = np.zeros((len(cosines), self._codes), dtype=np.float32)
        if len(self.cards):
            found[:, self._owners] = np.maximum.reduceat(cosines, self._firsts, axis=1)
        return found


def _around(description: Floats, beside: Surroundings) -> Floats:
    """What is answered counts whole, what stands before and after half."""
    import numpy as np

    found = np.zeros_like(description)
    for at, weight in (
        (beside.asked, 1.0),
        (beside.before, _WEIGHT_BESIDE),
        (beside.after, _WEIGHT_BESIDE),
    ):
        there = at != NOWHERE
        found[there] += np.float32(weight) * description[at[there]]
    return found


def _averaging(space: Space, codes: int) -> csr_matrix:
    """(codes, cards): the mean over the cards of a code that aren't examples."""
    import numpy as np
    from scipy.sparse import csr_matrix

    cards = [i for i, card in enumerate(space.cards) if card.kind != EXAMPLE]
    owners = np.array([space.cards[i].code for i in cards], dtype=np.int64)
    counts = np.bincount(owners, minlength=codes)
    values = (1 / counts[owners]).astype(np.float32)
    return csr_matrix((values, (owners, cards)), shape=(codes, len(space.cards)))


def left_out(passage: str, example: str) -> bool:
    """Whether `example` stands word for word in `passage`."""
    return f" {' '.join(word_list(example))} " in f" {' '.join(word_list(passage))} "


def _leave_out_own(cosines: Floats, passages: Sequence[Passage], examples: Sequence[str]) -> None:
    import numpy as np

    for row, column in np.argwhere(cosines > _LOOK_CLOSER):
        if left_out(passages[row].text, examples[column]):
            cosines[row, column] = 0
