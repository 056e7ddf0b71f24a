"""Having a model read many texts: in batches of like length, long ones in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import MissingPackage
from qualcode.nlp.embedding.pieces import PIECE, pieces
from qualcode.nlp.embedding.protocol import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 64
"""Texts that a model is given at once, of like length; fewer where they are long."""

_BATCH_SIZE = 16_000
_OFF_UNIT = 0.01


def read_meanings(
    embedder: Embedder, texts: Sequence[str]
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Positions of some of the texts and their vectors, until all have been; the shortest first.

    The texts are distinct and `readable`. A text longer than `PIECE` is the mean of its pieces,
    weighed by their length. Between two pieces of work it gives no positions now and then, so
    that whoever waits can be told and can cancel.

    Raises:
        MissingPackage: the model doesn't load, or what it gives are no vectors.
    """
    import numpy as np

    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), texts[at]))
    short = [at for at in order if len(texts[at]) <= PIECE]
    for batch in _batches(short, texts):
        yield batch, _embedded(embedder, [texts[at] for at in batch])
    for at in order[len(short) :]:
        parts = pieces(texts[at])
        total = np.zeros(embedder.dimensions, dtype=np.float64)
        for batch in _batches(range(len(parts)), parts):
            weights = np.array([len(parts[part]) for part in batch], dtype=np.float64)
            total += weights @ _embedded(embedder, [parts[part] for part in batch])
            yield [], np.zeros((0, embedder.dimensions), dtype=np.float32)
        yield [at], unit_rows(total[np.newaxis].astype(np.float32))


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows at unit length, those of no length as they are; changes and returns `vectors`."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
    lengths[lengths < 1e-9] = 1
    vectors /= lengths[:, np.newaxis].astype(np.float32)
    return vectors


def _batches(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for at in order:
        if batch and (len(batch) == BATCH or size + len(texts[at]) > _BATCH_SIZE):
            yield batch
            batch, size = [], 0
        batch.append(at)
        size += len(texts[at])
    if batch:
        yield batch


def _embedded(embedder: Embedder, texts: list[str]) -> NDArray[np.float32]:
    """The model's answer, once it has been looked at."""
    import numpy as np

    given = np.asarray(embedder.embed(texts))
    if given.shape != (len(texts), embedder.dimensions):
        raise MissingPackage(
            f"the embedding {embedder.name} gave vectors of the shape {given.shape} where "
            f"{(len(texts), embedder.dimensions)} was due",
            "install the version that Qualcode names, or use --embedding none",
        )
    lengths = np.linalg.norm(given.astype(np.float64), axis=1)
    if not np.all(np.abs(lengths - 1) < _OFF_UNIT):  # so too where one is not a number
        raise MissingPackage(
            f"the embedding {embedder.name} gave vectors that aren't of unit length",
            "its model is damaged: install it again, or use --embedding none",
        )
    return given.astype(np.float32)
