"""Terms that set topics apart: BERTopic's class-based TF-IDF (Grootendorst 2022), made diverse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import MissingPackage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Terms = tuple[tuple[str, float], ...]
Directions = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Gives vectors of unit length for terms."""

_TERMS = 10
_CANDIDATES = 25
_RELEVANCE = 0.7


def topic_terms(
    texts: Sequence[str], points: NDArray[np.float32], numbers: Sequence[int]
) -> Mapping[int, Terms]:
    """The strongest terms of each topic; `numbers` is the topic of every text, -1 for outliers.

    `texts` are terms with spaces between. BERTopic gets the vectors and the clusters ready made,
    so it loads no model.

    Raises:
        MissingPackage: BERTopic isn't installed or can't be imported.
    """
    import warnings

    with warnings.catch_warnings():
        # BERTopic, and pandas beneath it, warn about their own insides; none of it concerns us.
        warnings.simplefilter("ignore")
        try:
            from bertopic import BERTopic
            from bertopic.cluster import BaseCluster
            from bertopic.dimensionality import BaseDimensionalityReduction
        except (ImportError, OSError) as error:
            raise MissingPackage(
                "topic clusters need BERTopic, which isn't installed or doesn't load",
                "install the extra qualcode[topics]; the README says how to do it without PyTorch",
            ) from error
        from sklearn.feature_extraction.text import CountVectorizer

        model = BERTopic(
            language="multilingual",  # "english" would strip æ, ø and å
            top_n_words=_CANDIDATES,
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=BaseCluster(),
            vectorizer_model=CountVectorizer(analyzer=str.split),
            calculate_probabilities=False,
            verbose=False,
        )
        given, _ = model.fit_transform(list(texts), embeddings=points, y=list(numbers))
    return {
        ours: _ordered(model.get_topic(theirs) or [])
        for ours, theirs in sorted(set(zip(numbers, given, strict=True)))
    }


def chosen_terms(
    candidates: Terms, directions: Directions, middle: NDArray[np.float32] | None
) -> Terms:
    """Ten of a topic's terms, the strongest first, so that they don't all say the same.

    Chosen by maximal marginal relevance (Carbonell & Goldstein 1998): half of the relevance is
    the weight, half, where the topic's `middle` is known, how near the term is to it (as KeyBERT
    does, Grootendorst 2020).
    """
    import numpy as np

    if len(candidates) <= _TERMS:
        return candidates
    rows = directions([term for term, _ in candidates])
    weights = np.array([weight for _, weight in candidates])
    relevance = weights / max(float(weights.max()), 1e-9)
    if middle is not None:
        relevance = (relevance + np.clip(rows @ middle, 0, 1)) / 2
    alike = rows @ rows.T
    kept = [int(np.argmax(relevance))]
    while len(kept) < _TERMS:
        worth = _RELEVANCE * relevance - (1 - _RELEVANCE) * alike[:, kept].max(axis=1)
        worth[kept] = -np.inf
        kept.append(int(np.argmax(np.round(worth, 6))))
    return tuple(candidates[at] for at in sorted(kept))


def directions_of(texts: Sequence[str], points: NDArray[np.float32]) -> Directions:
    """Directions of terms: the mean of the points of the texts that use them, of unit length."""
    import numpy as np

    users: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for term in sorted(set(text.split())):
            users.setdefault(term, []).append(row)

    def directions(terms: Sequence[str]) -> NDArray[np.float32]:
        rows = np.stack([points[users[term]].mean(axis=0) for term in terms])
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
        unit: NDArray[np.float32] = (rows / lengths).astype(np.float32)
        return unit

    return directions


def _ordered(terms: Sequence[tuple[str, float]]) -> Terms:
    rounded = [(term, round(float(weight), 5)) for term, weight in terms if term]
    return tuple(sorted(rounded, key=lambda each: (-each[1], each[0])))
