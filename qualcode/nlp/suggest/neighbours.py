"""How near passages are to the passages that have a code (nearest neighbours by meaning)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.nlp.suggest.folds import Folds
from qualcode.nlp.suggest.space import Space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_EXEMPLARS = 60
_NEAREST = 2

Exemplars = Sequence["NDArray[np.int64]"]


def exemplars(rows: NDArray[np.int64], labels: NDArray[np.bool_]) -> Exemplars:
    """Per code, positions of passages that have it, spread evenly where there are many."""
    import numpy as np

    found = []
    for given in labels.T:
        own = rows[given]
        if len(own) > _MOST_EXEMPLARS:
            own = own[np.linspace(0, len(own) - 1, _MOST_EXEMPLARS).astype(np.int64)]
        found.append(own)
    return found


def nearness(space: Space, rows: NDArray[np.int64], of_codes: Exemplars) -> NDArray[np.float64]:
    """(rows, codes): mean cosine to the two nearest exemplars; 0 where there are none."""
    import numpy as np

    found = np.zeros((len(rows), len(of_codes)))
    asked = space.meanings[rows]
    for code, own in enumerate(of_codes):
        if len(own):
            cosines = asked @ space.meanings[own].T
            if len(own) > _NEAREST:
                cosines = np.partition(cosines, -_NEAREST, axis=1)[:, -_NEAREST:]
            found[:, code] = cosines.mean(axis=1)
    return found


def held_out_nearness(
    space: Space, rows: NDArray[np.int64], labels: NDArray[np.bool_], folds: Folds
) -> NDArray[np.float64]:
    """The nearness of the training rows to exemplars in other folds than their own."""
    import numpy as np

    found = np.zeros(labels.shape)
    for fold in range(folds.count):
        inside, outside = folds.of != fold, folds.of == fold
        others = exemplars(rows[inside], labels[inside])
        found[outside] = nearness(space, rows[outside], others)
    return found
