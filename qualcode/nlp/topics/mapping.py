"""Where passages lie on a map: near each other where they mean the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.nlp.progress import OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LANDMARKS = 1_500
_NEAREST = 5
_PERPLEXITY = 30
_LEAST = 5
_BLOCK = 2_000


def lay_out(points: NDArray[np.float32], seed: int, on_progress: OnProgress) -> NDArray[np.float64]:
    """A place for each point, (points, 2) within 0..1, by t-SNE (van der Maaten & Hinton 2008).

    Of more than 1,500 points so many are laid out; the others go between the five of those that
    are nearest to them. Distances between far groups mean little.
    """
    import numpy as np

    on_progress("drawing the map", 0, 1)
    count = len(points)
    if count <= _LANDMARKS:
        return _within(_t_sne(points, seed))
    chosen = np.sort(np.random.default_rng(seed).permutation(count)[:_LANDMARKS])
    marks = points[chosen]
    places = _t_sne(marks, seed)
    found = np.zeros((count, 2))
    for start in range(0, count, _BLOCK):
        nearness = points[start : start + _BLOCK] @ marks.T
        nearest = np.sort(np.argpartition(-nearness, _NEAREST, axis=1)[:, :_NEAREST])
        found[start : start + _BLOCK] = places[nearest].mean(axis=1)
    found[chosen] = places
    return _within(found)


def _t_sne(points: NDArray[np.float32], seed: int) -> NDArray[np.float64]:
    import numpy as np
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    if len(points) < _LEAST or points.shape[1] < 2:
        return np.column_stack([np.arange(len(points)), points[:, 0]]).astype(np.float64)
    perplexity = min(_PERPLEXITY, (len(points) - 1) // 3)
    # Sums over several threads come in any order, and t-SNE makes much of their last digits.
    with threadpool_limits(1):
        model = TSNE(perplexity=perplexity, init="random", random_state=seed, n_jobs=1)
        return np.asarray(model.fit_transform(points.astype(np.float64)), dtype=np.float64)


def _within(places: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    low, high = places.min(axis=0), places.max(axis=0)
    found: NDArray[np.float64] = np.round((places - low) / np.maximum(high - low, 1e-9), 4)
    return found
