"""Terms that set topics apart: BERTopic's class-based TF-IDF (Grootendorst 2022)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import MissingPackage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TERMS = 10
_SHORTEST_TERM = 2

Terms = tuple[tuple[str, float], ...]


def content_words(text: str) -> list[str]:
    """The words of `text` that can name a topic: no function words, no numbers."""
    return [
        word
        for word in word_list(text)
        if len(word) >= _SHORTEST_TERM and not word.isdigit() and word not in stop_words()
    ]


def topic_terms(
    texts: Sequence[str], points: NDArray[np.float32], numbers: Sequence[int]
) -> Mapping[int, Terms]:
    """The terms of each topic; `numbers` is the topic of every text, -1 for outliers.

    BERTopic gets the vectors and the clusters ready made, so it loads no model.

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
            top_n_words=_TERMS,
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=BaseCluster(),
            vectorizer_model=CountVectorizer(analyzer=content_words),
            calculate_probabilities=False,
            verbose=False,
        )
        given, _ = model.fit_transform(list(texts), embeddings=points, y=list(numbers))
    return {
        ours: _ordered(model.get_topic(theirs) or [])
        for ours, theirs in sorted(set(zip(numbers, given, strict=True)))
    }


def _ordered(terms: Sequence[tuple[str, float]]) -> Terms:
    rounded = [(term, round(float(weight), 5)) for term, weight in terms if term]
    return tuple(sorted(rounded, key=lambda each: (-each[1], each[0])))
