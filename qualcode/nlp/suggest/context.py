"""What stands around a passage in its document: before it, after it, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.passages import Passage
from qualcode.nlp.tokens import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOWHERE = -1
_FADING = 0.7
_PLACES = 9
_LEAST_PLACED = 10
"""In shorter documents the place of a passage says nothing."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Positions of other passages of the same document, `NOWHERE` where there is none.

    `before` and `after` stand next to the passage; `asked` is the last one by another speaker,
    which in an interview is the question. `place` (passages, 9) says where in its document a
    passage stands, in overlapping ninths; documents of fewer than ten passages have none.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    asked: NDArray[np.int64]
    place: NDArray[np.float32]


def surroundings(passages: Sequence[Passage]) -> Surroundings:
    """The surroundings of every passage; those of a document are read in the order of its text."""
    import numpy as np

    count = len(passages)
    before, after, asked = (np.full(count, NOWHERE, dtype=np.int64) for _ in range(3))
    place = np.zeros((count, _PLACES), dtype=np.float32)
    for rows in _by_document(passages):
        before[rows[1:]] = rows[:-1]
        after[rows[:-1]] = rows[1:]
        asked[rows] = _asked(passages, rows)
        if len(rows) >= _LEAST_PLACED:
            share = np.arange(len(rows)) / len(rows)
            distance = np.abs(share[:, None] - np.linspace(0, 1, _PLACES))
            place[rows] = np.maximum(0, 1 - distance * (_PLACES - 1))
    return Surroundings(before, after, asked, place)


def around(values: NDArray[np.float32], at: NDArray[np.int64]) -> NDArray[np.float32]:
    """The rows `at` of `values`, zero where `NOWHERE`."""
    import numpy as np

    found: NDArray[np.float32] = np.where(at[:, None] == NOWHERE, 0, values[at])
    return found


def faded(values: NDArray[np.float32], found: Surroundings) -> NDArray[np.float32]:
    """What was said before each passage, of unit length, each passage counting 0.7 of the next."""
    import numpy as np

    said = np.zeros_like(values)
    for row in _in_order(found):
        earlier = found.before[row]
        if earlier != NOWHERE:
            said[row] = _FADING * said[earlier] + values[earlier]
    length = np.maximum(np.linalg.norm(said, axis=1, keepdims=True), 1e-6)
    unit: NDArray[np.float32] = said / length
    return unit


def _in_order(found: Surroundings) -> Sequence[int]:
    """Every passage after the one before it."""
    order: list[int] = []
    for first in (found.before == NOWHERE).nonzero()[0].tolist():
        row = first
        while row != NOWHERE:
            order.append(row)
            row = int(found.after[row])
    return order


def _by_document(passages: Sequence[Passage]) -> Sequence[NDArray[np.int64]]:
    import numpy as np

    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.document, []).append(row)
    return [
        np.array(sorted(own, key=lambda row: (passages[row].start, passages[row].end)), np.int64)
        for own in rows.values()
    ]


def _asked(passages: Sequence[Passage], rows: NDArray[np.int64]) -> list[int]:
    """Per passage, the last one before it that somebody else spoke."""
    found: list[int] = []
    speaker, other, last = "", NOWHERE, NOWHERE
    for row in rows.tolist():
        own = fold(passages[row].speaker or "")
        if own != speaker:
            speaker, other = own, last
        found.append(other)
        last = row
    return found
