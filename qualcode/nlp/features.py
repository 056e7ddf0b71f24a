"""Texts as sparse TF-IDF rows: words (1-2 grams) and characters (3-5 grams inside words).

Weights are sublinear term frequency times smoothed inverse document frequency, rows of unit
length (Salton & Buckley 1988). Character grams are counted once per distinct word and
multiplied up, which is what keeps 100,000 passages cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

MAX_WORD_FEATURES = 40_000
MAX_CHARACTER_FEATURES = 40_000
_CHARACTER_SIZES = (3, 4, 5)
_ROWS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, in an order of their own and perhaps repeated, without copying them."""

    table: csr_matrix
    at: NDArray[np.int64]

    @property
    def columns(self) -> int:
        return int(self.table.shape[1])

    def __getitem__(self, index: NDArray[np.int64]) -> csr_matrix:
        return self.table[self.at[index]]

    def row(self, index: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The columns and the values of one row."""
        place = self.at[index]
        first, last = self.table.indptr[place], self.table.indptr[place + 1]
        return self.table.indices[first:last], self.table.data[first:last]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Distinct texts as rows of two blocks; `row_of` finds a text's row."""

    row_of: dict[str, int]
    words: csr_matrix
    characters: csr_matrix
    terms: Sequence[str]
    length: NDArray[np.float32]


def text_table(texts: Iterable[str], weigh_by: Sequence[str]) -> TextTable:
    """Rows for every distinct text of `texts`; document frequencies are those of `weigh_by`.

    `weigh_by` (a subset of `texts`, repetitions counting) decides what is frequent; features in
    fewer than two of its texts are left out, unless it is tiny.
    """
    import numpy as np

    row_of: dict[str, int] = {}
    for text in texts:
        row_of.setdefault(text, len(row_of))
    counts, pairs, types = _count_words(list(row_of))
    weigh_rows = np.array([row_of[text] for text in weigh_by], dtype=np.int64)
    least = 2 if len(weigh_rows) >= 20 else 1
    grams = _character_grams(types)
    unigrams = _weigh(counts, weigh_rows, least, MAX_WORD_FEATURES)
    bigrams = _weigh(pairs.matrix, weigh_rows, 2, MAX_WORD_FEATURES)
    characters = _weigh(counts @ grams, weigh_rows, least, MAX_CHARACTER_FEATURES)
    length = np.asarray(counts.sum(axis=1)).ravel().astype(np.float32)
    del counts
    terms = [types[i] for i in unigrams.kept] + [
        f"{types[pairs.first[i]]} {types[pairs.second[i]]}" for i in bigrams.kept
    ]
    from scipy.sparse import hstack

    words = _unit_rows(hstack([unigrams.matrix, bigrams.matrix], format="csr"))
    return TextTable(
        row_of=row_of,
        words=words,
        characters=_unit_rows(characters.matrix),
        terms=terms,
        length=length,
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    matrix: csr_matrix
    first: NDArray[np.int64]
    second: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Weighed:
    matrix: csr_matrix
    kept: NDArray[np.int64]


def _count_words(texts: Sequence[str]) -> tuple[csr_matrix, _Pairs, list[str]]:
    import numpy as np
    from scipy.sparse import csr_matrix

    ids: dict[str, int] = {}
    flat: list[int] = []
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    for number, text in enumerate(texts):
        flat.extend(ids.setdefault(word, len(ids)) for word in word_list(text))
        bounds[number + 1] = len(flat)
    stream = np.array(flat, dtype=np.int64)
    rows = np.repeat(np.arange(len(texts)), np.diff(bounds))
    size = max(1, len(ids))
    counts = csr_matrix(
        (np.ones(len(stream), dtype=np.float32), (rows, stream)), shape=(len(texts), size)
    )
    together = rows[:-1] == rows[1:]
    keys = (stream[:-1] * size + stream[1:])[together]
    distinct, columns = np.unique(keys, return_inverse=True)
    matrix = csr_matrix(
        (np.ones(len(keys), dtype=np.float32), (rows[:-1][together], columns)),
        shape=(len(texts), max(1, len(distinct))),
    )
    return counts, _Pairs(matrix, distinct // size, distinct % size), list(ids)


def _character_grams(types: Sequence[str]) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    ids: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, word in enumerate(types):
        padded = f" {word} "
        for size in _CHARACTER_SIZES:
            last = max(1, len(padded) - size + 1)
            columns.extend(ids.setdefault(padded[i : i + size], len(ids)) for i in range(last))
            rows.extend([row] * last)
    ones = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((ones, (rows, columns)), shape=(max(1, len(types)), max(1, len(ids))))


def _weigh(counts: csr_matrix, weigh_rows: Any, least: int, most: int) -> _Weighed:
    import numpy as np

    frequency = _document_frequency(counts, weigh_rows)
    kept = np.flatnonzero(frequency >= least)
    if len(kept) > most:
        order = np.argsort(-frequency[kept], kind="stable")[:most]
        kept = np.sort(kept[order])
    matrix = counts[:, kept].tocsr()
    matrix.sort_indices()
    idf = np.log((1 + len(weigh_rows)) / (1 + frequency[kept])) + 1
    matrix.data = ((1 + np.log(matrix.data)) * idf[matrix.indices]).astype(np.float32)
    return _Weighed(matrix, kept)


def _document_frequency(counts: csr_matrix, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many of the `rows`, repetitions counting, each column stands."""
    import numpy as np

    times = np.bincount(rows, minlength=counts.shape[0])
    frequency = np.zeros(counts.shape[1], dtype=np.int64)
    for some in _chunks(counts):
        first, last = counts.indptr[some.start], counts.indptr[some.stop]
        weights = np.repeat(times[some], np.diff(counts.indptr[some.start : some.stop + 1]))
        frequency += np.bincount(
            counts.indices[first:last], weights=weights, minlength=counts.shape[1]
        ).astype(np.int64)
    return frequency


def _unit_rows(matrix: csr_matrix) -> csr_matrix:
    """The rows divided by their lengths, in place and in chunks, since there may be many."""
    import numpy as np

    for some in _chunks(matrix):
        first, last = matrix.indptr[some.start], matrix.indptr[some.stop]
        sizes = np.diff(matrix.indptr[some.start : some.stop + 1])
        owner = np.repeat(np.arange(len(sizes)), sizes)
        values = matrix.data[first:last].astype(np.float64)
        norms = np.sqrt(np.bincount(owner, weights=values**2, minlength=len(sizes)))
        norms[norms == 0] = 1
        matrix.data[first:last] = values / norms[owner]
    return matrix


def _chunks(matrix: csr_matrix) -> Iterator[slice]:
    for start in range(0, matrix.shape[0], _ROWS_AT_ONCE):
        yield slice(start, min(start + _ROWS_AT_ONCE, matrix.shape[0]))
