"""How topics join into larger ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.nlp.topics.request import Merge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TERMS = 4


def join(
    middles: NDArray[np.float32],
    sizes: Sequence[int],
    weights: Mapping[int, Mapping[str, float]],
) -> list[Merge]:
    """The merges of topics by average linkage of their middles (Sokal & Michener 1958).

    Args:
        middles: of the topics, (topics, axes), of unit length.
        sizes: passages in each.
        weights: c-TF-IDF of the terms of each topic; a branch has the mean, by size.
    """
    import numpy as np
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    count = len(middles)
    if count < 2:
        return []
    apart = np.clip(1 - middles.astype(np.float64) @ middles.T.astype(np.float64), 0, 2)
    np.fill_diagonal(apart, 0)
    steps = linkage(squareform((apart + apart.T) / 2, checks=False), "average")
    held: list[list[int]] = [[number] for number in range(count)]
    merges = []
    for left, right, height, _ in steps:
        one, other = sorted((int(left), int(right)))
        together = [*held[one], *held[other]]
        held.append(together)
        merges.append(Merge(one, other, round(float(height), 4), _terms(together, sizes, weights)))
    return merges


def _terms(
    topics: Sequence[int], sizes: Sequence[int], weights: Mapping[int, Mapping[str, float]]
) -> list[str]:
    total: dict[str, float] = {}
    for topic in topics:
        for term, weight in weights[topic].items():
            total[term] = total.get(term, 0.0) + sizes[topic] * weight
    return sorted(total, key=lambda term: (-round(total[term], 9), term))[:_TERMS]
