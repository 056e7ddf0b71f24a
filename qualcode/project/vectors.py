"""Meanings of a study's texts as vectors, kept in the study, so that each is read only once."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from qualcode.errors import MissingPackage
from qualcode.store import embeddings as stored
from qualcode.store.database import Store
from qualcode.text import sha256

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.embedding import Embedder
    from qualcode.nlp.progress import OnProgress

STAGE = "reading meanings"
"""What progress is called while a model reads."""

KEPT_AT_ONCE = 256
"""Texts after which what was read is kept; what a killed run loses."""

_KEPT_SIZE = 100_000
_OFF_UNIT = 0.01
_HALF = "<f2"
_BYTES = 2
_RECALLED_AT_ONCE = 2_000


class StudyVectors:
    """Vectors from the study's cache, and from the model for what isn't there yet.

    `name` is the model's identity, "none" once it turned out that it doesn't work here; then,
    where nobody had asked for it by name, `notes` say so and there are no vectors.
    """

    def __init__(self, store: Store, embedder: Embedder, *, asked_for: bool) -> None:
        self._store = store
        self._embedder = embedder
        self._asked_for = asked_for
        self.name = embedder.name
        self.notes: list[str] = []

    def vectors(self, texts: Sequence[str], on_progress: OnProgress) -> NDArray[np.float32]:
        """One row for each text, of unit length, or zero for a text that says nothing.

        What the model reads is kept every `KEPT_AT_ONCE` texts, and when `on_progress` raises to
        cancel. A run that is killed goes on from there. Rows are the same to the byte whether
        they were read now or before.

        Raises:
            MissingPackage: the model was asked for by name and doesn't work.
            StudyLocked, StudyReadOnly, DiskFull: what was read can't be kept.
        """
        import numpy as np

        if self.name == "none":
            return np.zeros((len(texts), 0), dtype=np.float32)
        try:
            return self._vectors(texts, on_progress)
        except MissingPackage as fault:
            if self._asked_for:
                raise
            self.name = "none"
            self.notes.append(f"{fault.message}: texts were compared by their words alone")
            return np.zeros((len(texts), 0), dtype=np.float32)

    def _vectors(self, texts: Sequence[str], on_progress: OnProgress) -> NDArray[np.float32]:
        import numpy as np

        from qualcode.nlp.embedding import readable, says_something

        rows: dict[str, int] = {}
        row_of = [rows.setdefault(readable(text), len(rows)) for text in texts]
        distinct = list(rows)
        wanted = {sha256(text): row for text, row in rows.items() if says_something(text)}
        matrix = np.zeros((len(distinct), self._embedder.dimensions), dtype=np.float32)
        self._recall(wanted, matrix)
        missing = {text: row for text, row in wanted.items() if not matrix[row].any()}
        done = len(wanted) - len(missing)
        if missing:
            on_progress(STAGE, done, len(wanted))
            unread = [distinct[row] for row in missing.values()]
            # Closed also when `on_progress` raises, which is when it keeps what it has read.
            with closing(self._read(list(missing), unread)) as reading:
                for hashes, given in reading:
                    matrix[[missing[text] for text in hashes]] = given
                    done += len(hashes)
                    on_progress(STAGE, done, len(wanted))
        return matrix if len(distinct) == len(texts) else matrix[np.array(row_of, dtype=np.int64)]

    def _recall(self, wanted: dict[str, int], matrix: NDArray[np.float32]) -> None:
        """Fill in what is kept; vectors that are damaged count as missing."""
        kept = stored.found(self._store, self._embedder.name, list(wanted))
        size = matrix.shape[1] * _BYTES
        while some := list(islice(kept, _RECALLED_AT_ONCE)):
            fitting = [(text, vector) for text, vector in some if len(vector) == size]
            vectors = _whole(b"".join(vector for _, vector in fitting), matrix.shape[1])
            matrix[[wanted[text] for text, _ in fitting]] = vectors

    def _read(
        self, hashes: Sequence[str], texts: Sequence[str]
    ) -> Generator[tuple[list[str], NDArray[np.float32]], None, None]:
        """What the model reads, batch by batch (hashes, vectors); it keeps it as it goes."""
        from qualcode.nlp.embedding import read_meanings

        waiting: list[tuple[str, bytes]] = []
        size = 0
        try:
            for batch, given in read_meanings(self._embedder, texts):
                own = [hashes[at] for at in batch]
                halves = given.astype(_HALF)
                waiting += zip(own, (half.tobytes() for half in halves), strict=True)
                size += sum(len(texts[at]) for at in batch)
                if len(waiting) >= KEPT_AT_ONCE or size >= _KEPT_SIZE:
                    ready, waiting, size = waiting, [], 0
                    stored.keep(self._store, self._embedder.name, ready)
                yield own, _whole(halves.tobytes(), given.shape[1])
        finally:
            if waiting:
                stored.keep(self._store, self._embedder.name, waiting)


def study_vectors(store: Store, name: str | None) -> StudyVectors | None:
    """Vectors for a study by the embedding of this name; None for `none`.

    Without a name it is the default; if that doesn't work, the run goes on without and says so.

    Raises:
        InputError, MissingPackage: the embedding that was asked for doesn't exist, or isn't here.
    """
    from qualcode.nlp.embedding import DEFAULT_SETTING, default_embedding, open_embedder

    embedder = open_embedder(default_embedding() if name is None else name)
    if embedder is None:
        return None
    asked_for = name is not None or bool(os.environ.get(DEFAULT_SETTING, "").strip())
    return StudyVectors(store, embedder, asked_for=asked_for)


def damaged_vectors(store: Store) -> dict[str, int]:
    """How many kept vectors of each model aren't as long as most, or are no unit vectors."""
    damaged = {}
    for model in stored.counts(store):
        sizes = stored.sizes(store, model)
        usual = max(sizes, key=lambda size: (sizes[size], size))
        count = sum(number for size, number in sizes.items() if size != usual)
        kept = stored.of_size(store, model, usual)
        while some := list(islice(kept, _RECALLED_AT_ONCE)):
            vectors = _whole(b"".join(some), usual // _BYTES)
            count += len(some) - int(vectors.any(axis=1).sum())
        if count:
            damaged[model] = count
    return damaged


def _whole(kept: bytes, dimensions: int) -> NDArray[np.float32]:
    """Vectors as they are used, of unit length again; zero where what was kept was none."""
    import numpy as np

    vectors: NDArray[np.float32] = (
        np.frombuffer(kept, dtype=_HALF).astype(np.float32).reshape(-1, dimensions)
    )
    lengths = np.linalg.norm(vectors, axis=1)
    whole = np.abs(lengths - 1) < _OFF_UNIT  # not where one is not a number
    vectors[~whole] = 0
    lengths[~whole] = 1
    vectors /= lengths[:, np.newaxis]
    return vectors
