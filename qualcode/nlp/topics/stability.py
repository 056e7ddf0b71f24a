"""Whether topics are in the text or in the draw: fits on parts of it, compared with the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.topics.clustering import cutter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FITS = 5
SHARE = 0.8
"""How many fits are made, and on which share of the passages."""

SHAKY = 0.5
"""Below this agreement the user is told that the topics may come out otherwise."""

_MOST = 20_000


def stability(
    points: NDArray[np.float32],
    clusters: NDArray[np.int64],
    number: int,
    *,
    method: str,
    seed: int,
    on_progress: OnProgress,
) -> float | None:
    """The mean adjusted Rand index of fits on random parts of the points with `clusters`, -1..1.

    Five times 80 % of the points (20,000 at most) are drawn and clustered with other seeds, and
    compared on the points drawn (Ben-Hur, Elisseeff & Guyon 2002; Hubert & Arabie 1985). None
    where there are too few points.
    """
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    count = min(int(SHARE * len(points)), _MOST)
    if count < 2 * number:
        return None
    draws = np.random.default_rng(seed)
    agreed = []
    for fit in range(FITS):
        on_progress("trying how stable they are", fit, FITS)
        rows = np.sort(draws.permutation(len(points))[:count])
        again = cutter(points[rows], seed + fit + 1, method)(number)
        agreed.append(float(adjusted_rand_score(clusters[rows], again)))
    return round(float(np.mean(agreed)), 3)
