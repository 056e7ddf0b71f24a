"""A parent where it is likely that one of its codes fits, but not which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

SURE = 0.5
"""From this confidence on a code speaks for itself."""
_LEAST_CODED = 10


@dataclass(frozen=True, slots=True)
class Family:
    """A code (position) and all codes under it, at least two."""

    parent: int
    under: tuple[int, ...]


def families(codes: Sequence[Code]) -> list[Family]:
    """The families of a codebook's codes, by the position of the parent."""
    position = {code.uuid: index for index, code in enumerate(codes)}
    under: dict[int, list[int]] = {}
    for index, code in enumerate(codes):
        for above in _above(code, codes, position):
            under.setdefault(above, []).append(index)
    return [Family(parent, tuple(own)) for parent, own in sorted(under.items()) if len(own) > 1]


class FamilyConfidence:
    """How likely it is that a parent or any code under it fits.

    A logistic regression (Platt 1999) over all pairs of a family and a passage puts right what
    single confidences add up to, since codes of one family may go together or exclude each other.
    """

    def __init__(
        self, found: Sequence[Family], confidence: Matrix, labels: NDArray[np.bool_]
    ) -> None:
        """Fits on held-out confidences (passages, codes) of coded passages and their labels."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        pairs = [self._pair(family, confidence) for family in found]
        truths = [labels[:, [family.parent, *family.under]].any(axis=1) for family in found]
        self.families: Sequence[Family] = ()
        self._model = LogisticRegression(C=1.0, max_iter=1_000)
        if not found or np.concatenate(truths).sum() < _LEAST_CODED or np.concatenate(truths).all():
            return
        self.families = found
        self._model.fit(np.concatenate(pairs), np.concatenate(truths))

    def likely(self, confidence: Matrix) -> Iterator[tuple[Family, NDArray[np.float64]]]:
        """Each family with its likelihood (passages,)."""
        for family in self.families:
            yield family, self._model.predict_proba(self._pair(family, confidence))[:, 1]

    @staticmethod
    def _pair(family: Family, confidence: Matrix) -> Matrix:
        """Log-odds that any fits, were they independent, and of the best one."""
        import numpy as np
        from scipy.special import logit

        own = np.clip(confidence[:, [family.parent, *family.under]], 1e-4, 1 - 1e-4)
        any_fits = np.clip(1 - np.prod(1 - own, axis=1), 1e-4, 1 - 1e-4)
        pair: Matrix = np.stack([logit(any_fits), logit(own.max(axis=1))], axis=1)
        return pair


def uncertain(family: Family, confidence: NDArray[np.float64], likelihood: float) -> bool:
    """Whether the family is likely and none of its codes is sure; `confidence` is (codes,)."""
    return likelihood >= SURE and bool((confidence[[family.parent, *family.under]] < SURE).all())


def _above(code: Code, codes: Sequence[Code], position: Mapping[str, int]) -> Iterator[int]:
    seen = {code.uuid}
    above = code.parent
    while above is not None and above in position and above not in seen:
        seen.add(above)
        yield position[above]
        above = codes[position[above]].parent
