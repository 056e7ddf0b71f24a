"""Vectors without what they owe to the language they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.errors import InputError
from qualcode.nlp.embedding.reading import unit_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_TO_CENTRE = 20
"""Distinct texts from which a language has a mean of its own; for rarer ones it is that of all."""


def centred(vectors: NDArray[np.float32], languages: Sequence[str | None]) -> NDArray[np.float32]:
    """The vectors minus the mean of their language, of unit length again.

    What all texts of a language share says nothing about what they mean, and keeps texts apart
    that mean the same in two languages (removing common directions: Mu & Viswanath 2018; by
    language: Libovický, Rosa & Fraser 2020). A mean is taken over distinct vectors, so that a
    phrase said a thousand times counts once. Where a language has fewer than `LEAST_TO_CENTRE`,
    the mean of all languages is taken. Zero vectors stay zero and count for nothing.

    Raises:
        InputError: there are not as many languages as vectors.
    """
    import numpy as np

    if len(languages) != len(vectors):
        raise InputError(f"{len(vectors)} vectors have {len(languages)} languages")
    moved = np.array(vectors, dtype=np.float32)
    if not moved.size:
        return moved
    said = moved.any(axis=1)
    distinct = _distinct(moved) & said
    of_row = np.array([language or "" for language in languages])
    common = _mean(moved[distinct])
    for language in sorted(set(of_row.tolist())):
        rows = of_row == language
        own = rows & distinct
        mean = _mean(moved[own]) if own.sum() >= LEAST_TO_CENTRE else common
        moved[rows & said] -= mean
    return unit_rows(moved)


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Their mean; no direction at all where there is only one, for nothing would be left of it."""
    import numpy as np

    if len(vectors) < 2:
        return np.zeros(vectors.shape[1], dtype=np.float32)
    mean: NDArray[np.float64] = vectors.mean(axis=0, dtype=np.float64)
    return mean.astype(np.float32)


def _distinct(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether a row is the first of its kind."""
    import numpy as np

    first: dict[bytes, int] = {}
    for at, row in enumerate(vectors):
        first.setdefault(hashlib.blake2b(row.tobytes(), digest_size=16).digest(), at)
    flags = np.zeros(len(vectors), dtype=np.bool_)
    flags[list(first.values())] = True
    return flags
