"""Which rows are held out together when something is fitted, calibrated or measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.passages import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FOLDS = 5
_FOLDS_OF_MANY = 3
MANY = 5_000
"""From this many training rows on, fits are too dear for five folds."""


@dataclass(frozen=True, slots=True)
class Folds:
    """`of` gives each row its fold, 0 to `count` - 1; `by_document` says what stays together."""

    of: NDArray[np.int64]
    count: int
    by_document: bool


def split(passages: Sequence[Passage]) -> Folds:
    """Folds of whole documents, or of contiguous blocks where there is a single document.

    Documents go to the emptiest fold, the largest first; five folds, three for many passages.
    """
    import numpy as np

    wanted = _FOLDS if len(passages) < MANY else _FOLDS_OF_MANY
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.document, []).append(row)
    of = np.zeros(len(passages), dtype=np.int64)
    if len(rows) == 1:
        count = min(wanted, len(passages))
        for fold, block in enumerate(np.array_split(np.arange(len(passages)), count)):
            of[block] = fold
        return Folds(of, count, by_document=False)
    count = min(wanted, len(rows))
    filled = [0] * count
    for document in sorted(rows, key=lambda name: -len(rows[name])):
        fold = filled.index(min(filled))
        filled[fold] += len(rows[document])
        of[rows[document]] = fold
    return Folds(of, count, by_document=True)
