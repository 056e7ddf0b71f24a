"""Vectors made of hashed words: no model, no time, the same everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.tokens import word_list

DIMENSIONS = 32


class FakeVectors:
    """A source of vectors: the mean of a direction per word, by way of `synonyms` the same one.

    `synonyms` maps a word to the word whose direction it shares, so that a test can have two
    languages, or two ways to say it. Texts without words get a zero vector.
    """

    name = "fake 1"

    def __init__(self, synonyms: dict[str, str] | None = None) -> None:
        self.synonyms = synonyms or {}
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str], on_progress: OnProgress) -> NDArray[np.float32]:
        self.asked += texts
        on_progress("reading meanings", 0, len(texts))
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        vectors = np.stack([self._vector(text) for text in texts])
        on_progress("reading meanings", len(texts), len(texts))
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(DIMENSIONS)
        for word in word_list(text):
            total += _direction(self.synonyms.get(word, word))
        length = np.linalg.norm(total)
        return (total / (length or 1.0)).astype(np.float32)


class FakeEmbedder:
    """A model with the vectors of `FakeVectors`; counts the texts it was given."""

    name = "fake 1"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return FakeVectors().vectors(texts, lambda *_: None)


@cache
def _direction(word: str) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8])
    direction: NDArray[np.float64] = np.random.default_rng(seed).standard_normal(DIMENSIONS)
    return direction
