"""How much passages resemble what the codebook says of each code.

Cosines of TF-IDF rows and of latent rows, averaged; over a code's description as the mean of its
name, sentences and rules, over its examples as the best. An example that stands word for word in
a passage is left out for that passage: it was taken from there and would only find itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.space import Space
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_CHUNK = 2_048
_LOOK_CLOSER = 0.4


@dataclass(frozen=True, slots=True)
class Similarity:
    """(passages, codes), each 0..1: resemblance to the description and to the best example."""

    description: NDArray[np.float32]
    example: NDArray[np.float32]


def similarity(
    space: Space, passages: Sequence[Passage], codes: int, on_progress: OnProgress
) -> Similarity:
    """The resemblance of every passage to each of `codes` codes."""
    import numpy as np

    description = np.zeros((len(passages), codes), dtype=np.float32)
    example = np.zeros((len(passages), codes), dtype=np.float32)
    describing = np.array([i for i, card in enumerate(space.cards) if card.kind != "example"], int)
    examples = np.array([i for i, card in enumerate(space.cards) if card.kind == "example"], int)
    averaging = _averaging(space, describing, codes)
    owners = np.array([space.cards[i].code for i in examples], int)
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    texts = [space.cards[i].text for i in examples]
    for start in range(0, len(passages), _CHUNK):
        on_progress("comparing with definitions", start, len(passages))
        rows = np.arange(start, min(start + _CHUNK, len(passages)))
        if len(describing):
            description[rows] = card_cosines(space, rows, describing) @ averaging.T
        if len(examples):
            cosines = card_cosines(space, rows, examples)
            _leave_out_own(cosines, passages[start : start + _CHUNK], texts)
            example[rows[:, None], owners[firsts]] = np.maximum.reduceat(cosines, firsts, axis=1)
    return Similarity(np.clip(description, 0, 1), np.clip(example, 0, 1))


def card_cosines(
    space: Space, rows: NDArray[np.int64], cards: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(rows, cards): mean of the cosines on the letters and on the latent axes."""
    import numpy as np

    found = letter_cosines(space, rows, cards)
    if space.latent.shape[1]:
        latent: NDArray[np.float32] = space.latent[rows] @ space.card_latent[cards].T
        return (found + latent) / np.float32(2)
    return found


def letter_cosines(
    space: Space, rows: NDArray[np.int64], cards: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(rows, cards): mean of the cosines of words and of characters."""
    import numpy as np

    words = (space.words[rows] @ space.card_words[cards].T).toarray()
    characters = (space.characters[rows] @ space.card_characters[cards].T).toarray()
    mean: NDArray[np.float32] = ((words + characters) / 2).astype(np.float32)
    return mean


def _averaging(space: Space, describing: NDArray[np.int64], codes: int) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    owners = np.array([space.cards[i].code for i in describing], int)
    counts = np.bincount(owners, minlength=codes)
    values = (1 / counts[owners]).astype(np.float32)
    return csr_matrix((values, (owners, np.arange(len(owners)))), shape=(codes, len(owners)))


def left_out(passage: str, example: str) -> bool:
    """Whether `example` stands word for word in `passage`."""
    return f" {' '.join(word_list(example))} " in f" {' '.join(word_list(passage))} "


def _leave_out_own(
    cosines: NDArray[np.float32], passages: Sequence[Passage], examples: Sequence[str]
) -> None:
    import numpy as np

    for row, column in np.argwhere(cosines > _LOOK_CLOSER):
        if left_out(passages[row].text, examples[column]):
            cosines[row, column] = 0
