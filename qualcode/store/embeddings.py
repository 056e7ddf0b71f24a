"""Vectors of texts, by model and hash of the text: a cache that can be made again.

It isn't in the journal. A vector is kept as half-precision floats, the lowest byte first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from qualcode.store.database import Store

_CHUNK = 2_000


def found(store: Store, model: str, hashes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """(hash, vector) of those texts that the model has read before."""
    for at in range(0, len(hashes), _CHUNK):
        yield from store.tuples(
            "SELECT text_sha256, vector FROM embedding WHERE model = ? "
            "AND text_sha256 IN (SELECT value FROM json_each(?))",
            [model, json.dumps(hashes[at : at + _CHUNK])],
        )


def keep(store: Store, model: str, vectors: Iterable[tuple[str, bytes]]) -> None:
    """Keep (hash, vector) in one short transaction, in place of what was there."""
    with store.writing():
        store.connection.executemany(
            "INSERT OR REPLACE INTO embedding (model, text_sha256, vector) VALUES (?, ?, ?)",
            ((model, text, vector) for text, vector in vectors),
        )


def counts(store: Store) -> dict[str, int]:
    """How many texts each model has read, by its name."""
    rows = store.rows("SELECT model, count(*) FROM embedding GROUP BY model ORDER BY model")
    return {row[0]: int(row[1]) for row in rows}


def sizes(store: Store, model: str) -> dict[int, int]:
    """How many of a model's vectors have which length in bytes."""
    rows = store.rows(
        "SELECT length(vector) AS size, count(*) FROM embedding WHERE model = ? "
        "GROUP BY size ORDER BY size",
        [model],
    )
    return {int(row[0]): int(row[1]) for row in rows}


def of_size(store: Store, model: str, size: int) -> Iterator[bytes]:
    """A model's vectors that are `size` bytes long."""
    found_ones = store.tuples(
        "SELECT vector FROM embedding WHERE model = ? AND length(vector) = ?", [model, size]
    )
    for (vector,) in found_ones:
        yield vector
