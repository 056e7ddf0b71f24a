"""Vectors for passages, and clusters of them.

Small studies: Ward's agglomerative clustering (Ward 1963), one tree cut at every number asked
for. Large ones: k-means. The number is chosen by the silhouette (Rousseeuw 1987).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qualcode.nlp.features import text_table
from qualcode.nlp.progress import OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AXES = 50
MOST_FOR_TREE = 3_000
FEW = 50
"""Below this many passages the number of topics is kept low."""

_PASSAGES_PER_TOPIC = 15
_PASSAGES_PER_TOPIC_OF_FEW = 6
_MOST_TOPICS = 20
_MOST_TRIED = 12
_NEARLY_BEST = 0.9
_SILHOUETTE_SAMPLE = 2_000

Cut = Callable[[int], "NDArray[np.int64]"]


def vectors(texts: Sequence[str], seed: int) -> NDArray[np.float32]:
    """(texts, axes): TF-IDF of words and characters, reduced by a seeded SVD, unit length."""
    import numpy as np
    from scipy.sparse import hstack
    from sklearn.utils.extmath import randomized_svd

    table = text_table(texts, texts)
    rows = np.array([table.row_of[text] for text in texts], dtype=np.int64)
    features = hstack([table.words[rows], table.characters[rows]], format="csr")
    axes = min(AXES, min(features.shape) - 1)
    _, _, directions = randomized_svd(features, axes, n_iter=5, random_state=seed)
    reduced = features @ directions.T
    norms = np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-6)
    unit: NDArray[np.float32] = (reduced / norms).astype(np.float32)
    return unit


def cutter(points: NDArray[np.float32], seed: int) -> Cut:
    """A function that gives each point a cluster (from 0), for a number of clusters."""
    import numpy as np

    if len(points) > MOST_FOR_TREE:
        from sklearn.cluster import KMeans

        return lambda number: np.asarray(
            KMeans(number, n_init=3, random_state=seed).fit_predict(points), dtype=np.int64
        )
    from scipy.cluster.hierarchy import fcluster, ward

    tree = ward(points.astype(np.float64))
    return lambda number: np.asarray(fcluster(tree, number, "maxclust"), dtype=np.int64) - 1


def choose_number(
    points: NDArray[np.float32], cut: Cut, seed: int, on_progress: OnProgress
) -> tuple[int, dict[int, float]]:
    """The number of topics, and the silhouettes that decided.

    Tried are up to twelve numbers from 2 to one per fifteen passages (per six where there are
    few), 20 at most; taken is the smallest whose silhouette reaches 90 % of the best, because the
    silhouette of talk keeps creeping up with the number.
    """
    import numpy as np
    from sklearn.metrics import silhouette_score

    per_topic = _PASSAGES_PER_TOPIC_OF_FEW if len(points) < FEW else _PASSAGES_PER_TOPIC
    most = max(2, min(_MOST_TOPICS, len(points) // per_topic))
    tried = sorted(
        {round(float(each)) for each in np.linspace(2, most, min(_MOST_TRIED, most - 1))}
    )
    sample = np.arange(len(points))
    if len(points) > _SILHOUETTE_SAMPLE:
        chosen = np.random.default_rng(seed).permutation(len(points))[:_SILHOUETTE_SAMPLE]
        sample = np.sort(chosen)
    found: dict[int, float] = {}
    for step, number in enumerate(tried):
        on_progress("choosing the number", step, len(tried))
        labels = cut(number)[sample]
        kinds = len(np.unique(labels))
        if 1 < kinds < len(sample):
            found[number] = round(float(silhouette_score(points[sample], labels)), 4)
    if not found:
        return 2, {}
    best = max(found.values())
    enough = best - (1 - _NEARLY_BEST) * abs(best)
    return min(number for number, value in found.items() if value >= enough), found
