"""Points for passages: what they mean, or their words, without what they owe to their language.

Vectors are centred by language, drawn towards their nearest neighbours (which takes away some of
what is accidental in a turn), and reduced by PCA.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.embedding import VectorSource, centred
from qualcode.nlp.features import text_table
from qualcode.nlp.marks import unmarked
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.topics.words import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AXES = 50
NEIGHBOURS = 10
MOST_WITH_NEIGHBOURS = 5_000

_PASSAGES_PER_NEIGHBOUR = 20
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Points:
    """A point per passage, (passages, axes) of unit length, and what it was made of.

    `made_of` is the name of the embedding, or "words" for TF-IDF; `neighbours` is how many each
    point was drawn to.
    """

    rows: NDArray[np.float32]
    made_of: str
    neighbours: int

    @property
    def of_words(self) -> bool:
        return self.made_of == _WORDS


def read_points(
    passages: Sequence[Passage],
    readings: Sequence[Reading],
    seed: int,
    source: VectorSource | None,
    on_progress: OnProgress,
) -> Points:
    """Points of the passages by their meanings, by their words where there are no meanings."""
    made_of = _WORDS
    languages = [passage.language for passage in passages]
    vectors: NDArray[np.float32] | None = None
    if source is not None:
        vectors = source.vectors([unmarked(passage.text) for passage in passages], on_progress)
        made_of = source.name if vectors.shape[1] else _WORDS
    if vectors is None or not vectors.shape[1]:
        vectors = _word_vectors([" ".join(reading.lemmas) for reading in readings], seed)
    on_progress("comparing", 0, 1)
    vectors = centred(vectors, languages)
    count = len(vectors)
    neighbours = min(NEIGHBOURS, count // _PASSAGES_PER_NEIGHBOUR)
    if count > MOST_WITH_NEIGHBOURS:
        neighbours = 0
    return Points(_reduced(_drawn(vectors, neighbours), seed), made_of, neighbours)


def _word_vectors(texts: Sequence[str], seed: int) -> NDArray[np.float32]:
    """TF-IDF of words and characters, reduced by a seeded SVD, unit length."""
    import numpy as np
    from scipy.sparse import hstack
    from sklearn.utils.extmath import randomized_svd

    table = text_table(texts, texts)
    rows = np.array([table.row_of[text] for text in texts], dtype=np.int64)
    features = hstack([table.words[rows], table.characters[rows]], format="csr")
    axes = min(AXES, min(features.shape) - 1)
    _, _, directions = randomized_svd(features, axes, n_iter=5, random_state=seed)
    return _unit(np.asarray(features @ directions.T))


def _drawn(vectors: NDArray[np.float32], neighbours: int) -> NDArray[np.float32]:
    """Each vector averaged with the mean of those nearest to it by cosine, of unit length."""
    import numpy as np

    if not neighbours:
        return vectors
    found = np.empty_like(vectors)
    for start in range(0, len(vectors), 1_000):
        block = vectors[start : start + 1_000]
        nearness = block @ vectors.T
        nearness[np.arange(len(block)), np.arange(start, start + len(block))] = -np.inf
        nearest = np.sort(np.argpartition(-nearness, neighbours, axis=1)[:, :neighbours])
        found[start : start + 1_000] = (block + vectors[nearest].mean(axis=1)) / 2
    return _unit(found)


def _reduced(vectors: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The first principal components (Pearson 1901), seeded, of unit length."""
    from sklearn.decomposition import PCA

    axes = min(AXES, min(vectors.shape) - 1)
    if axes < 1:
        return _unit(vectors)
    model = PCA(axes, svd_solver="randomized", random_state=seed)
    return _unit(model.fit_transform(vectors.astype("float64")))


def _unit(vectors: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return unit
