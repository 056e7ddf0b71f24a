"""Smaller training sets, for a learning curve that shows how much more coding helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.suggest.study import Training

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PER_CODE = (5, 20, 100)
SHARES = (0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A part of what was coded: at most `per_code` passages of each code, or a `share` of all.

    Uncoded passages are kept in the same proportion to coded ones as there are in full.
    """

    seed: int
    per_code: int | None = None
    share: float | None = None

    def __call__(self, training: Training) -> Training:
        """The training set with that part of its rows."""
        import numpy as np

        random = np.random.default_rng(self.seed)
        coded = np.asarray(training.labels.any(axis=1))
        if self.per_code is None:
            kept = _drawn(np.flatnonzero(coded), self.share or 1.0, random)
        else:
            kept = self._of_each_code(training.labels, self.per_code, random)
        left = _drawn(np.flatnonzero(~coded), len(kept) / max(1, int(coded.sum())), random)
        keep = np.zeros(len(coded), dtype=bool)
        keep[kept] = True
        keep[left] = True
        return training.only(keep)

    def _of_each_code(
        self, labels: NDArray[np.bool_], most: int, random: np.random.Generator
    ) -> NDArray[np.int64]:
        import numpy as np

        chosen: set[int] = set()
        for code in range(labels.shape[1]):
            own = random.permutation(np.flatnonzero(labels[:, code]))
            chosen.update(own[:most].tolist())
        return np.array(sorted(chosen), dtype=np.int64)


def lessons(training: Training, seed: int) -> Iterator[Lesson]:
    """The parts that are clearly smaller than what there is; nothing for a handful of codings."""
    import numpy as np

    support = np.asarray(training.labels.sum(axis=0))
    coded = int(training.labels.any(axis=1).sum())
    for most in PER_CODE:
        if 2 * int(np.minimum(support, most).sum()) <= int(support.sum()):
            yield Lesson(seed, per_code=most)
    for share in SHARES:
        if coded * share >= 2 * PER_CODE[0]:
            yield Lesson(seed, share=share)


def _drawn(
    places: NDArray[np.int64], share: float, random: np.random.Generator
) -> NDArray[np.int64]:
    count = min(len(places), round(share * len(places)))
    return random.permutation(places)[:count]
