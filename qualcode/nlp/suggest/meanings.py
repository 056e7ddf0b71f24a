"""Meanings of passages and cards, by an embedding or by the study's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.features import Rows
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.cards import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from qualcode.nlp.embedding import VectorSource

    Floats = NDArray[np.float32]

NO_EMBEDDING = "none"
_MAIN_AXES = 192
_LATENT_AXES = 150
_LATENT_SAMPLE = 20_000
_LEAST_LATENT = 40
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Meanings:
    """Rows of unit length for passages and for cards, the main axes first.

    `axes` (terms, dimensions) and `reach` (passages,) lead from words to latent rows; they are
    without columns, and one, for those of an `embedding`.
    """

    passages: Floats
    cards: Floats
    reach: Floats
    axes: Floats
    embedding: str


def embedded(
    passages: Sequence[Passage],
    texts: Sequence[str],
    cards: Sequence[Card],
    source: VectorSource | None,
    on_progress: OnProgress,
) -> Meanings | None:
    """Vectors of a source, centred by language and turned to their main axes; None without any.

    What all cards share, since they are all definitions, says nothing of any code: they are centred
    among themselves.
    """
    import numpy as np

    from qualcode.nlp.embedding import centred

    if source is None:
        return None
    raw = source.vectors([*texts, *(card.text for card in cards)], on_progress)
    if not raw.shape[1]:
        return None
    described = centred_cards(raw[len(texts) :], cards)
    own = centred(raw[: len(texts)], [passage.language for passage in passages])
    del raw
    turn = _main_axes(own)
    return Meanings(
        passages=_unit(own @ turn),
        cards=_unit(described @ turn),
        reach=np.ones(len(texts), dtype=np.float32),
        axes=np.zeros((0,), dtype=np.float32),
        embedding=source.name,
    )


def centred_cards(vectors: Floats, cards: Sequence[Card]) -> Floats:
    """Vectors of cards minus the mean of their kind, of unit length again."""
    import numpy as np

    moved = np.array(vectors, dtype=np.float32)
    for kind in sorted({card.kind for card in cards}):
        rows = np.array([card.kind == kind for card in cards])
        if len({card.code for card in cards if card.kind == kind}) > 1:
            moved[rows] -= moved[rows].mean(axis=0)
    return _unit(moved)


def own_axes(
    passages: tuple[Rows, Rows], cards: tuple[csr_matrix, csr_matrix], seed: int
) -> Meanings:
    """Latent axes of words and characters; none where there is next to no text."""
    import numpy as np

    directions = _directions(passages, cards, seed)
    split = passages[0].columns
    count = len(passages[0].at)
    rows = np.zeros((count, directions.shape[1]), dtype=np.float32)
    reach = np.ones(count, dtype=np.float32)
    for start in range(0, count, _CHUNK):
        some = np.arange(start, min(start + _CHUNK, count))
        rows[some], reach[some] = _turned((passages[0][some], passages[1][some]), directions)
    card_rows, _ = _turned(cards, directions)
    axes = directions[:split]
    return Meanings(rows, card_rows, reach, axes, NO_EMBEDDING)


def _main_axes(vectors: Floats) -> Floats:
    """(dimensions, axes): the directions in which the vectors differ most (principal axes)."""
    import numpy as np

    spread = vectors.T.astype(np.float64) @ vectors.astype(np.float64)
    _, directions = np.linalg.eigh(spread)
    main: Floats = directions[:, ::-1][:, :_MAIN_AXES].astype(np.float32)
    return main


def _directions(
    passages: tuple[Rows, Rows], cards: tuple[csr_matrix, csr_matrix], seed: int
) -> Floats:
    import numpy as np
    from scipy.sparse import hstack, vstack
    from sklearn.utils.extmath import randomized_svd

    count = len(passages[0].at)
    chosen = np.sort(np.random.default_rng(seed).permutation(count)[:_LATENT_SAMPLE])
    if count <= _LATENT_SAMPLE:
        chosen = np.arange(count)
    spoken = hstack([passages[0][chosen], passages[1][chosen]])
    sample = vstack([spoken, hstack(cards)], format="csr")
    axes = min(_LATENT_AXES, min(sample.shape) // 3)
    if sample.shape[0] < _LEAST_LATENT or not sample.nnz:
        return np.zeros((sample.shape[1], 0), dtype=np.float32)
    _, _, directions = randomized_svd(sample, axes, n_iter=3, random_state=seed)
    return np.ascontiguousarray(directions.T, dtype=np.float32)


def _turned(blocks: tuple[csr_matrix, csr_matrix], directions: Floats) -> tuple[Floats, Floats]:
    """Latent rows of unit length, and the lengths they had."""
    import numpy as np

    split = blocks[0].shape[1]
    rows = blocks[0] @ directions[:split] + blocks[1] @ directions[split:]
    reach = np.maximum(np.linalg.norm(rows, axis=1), 1e-6).astype(np.float32)
    return (rows / reach[:, None]).astype(np.float32), reach


def _unit(rows: Floats) -> Floats:
    import numpy as np

    length = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    unit: Floats = (rows / length).astype(np.float32)
    return unit
