"""Clusters of points.

Up to 5,000: Ward's agglomerative clustering (Ward 1963), one tree cut at every number asked for.
Above: mini-batch k-means (Sculley 2010). The number is chosen by the silhouette (Rousseeuw 1987).
By wish HDBSCAN (Campello et al. 2013), over principal components or over UMAP (McInnes 2018).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qualcode.errors import MissingPackage
from qualcode.nlp.progress import OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_FOR_TREE = 5_000
FEW = 50
"""Below this many passages the number of topics is kept low."""

_PASSAGES_PER_TOPIC = 15
_PASSAGES_PER_TOPIC_OF_FEW = 6
_MOST_TOPICS = 20
_MOST_TRIED = 12
_NEARLY_BEST = 0.1
_SILHOUETTE_SAMPLE = 2_000
_MOST_TO_CHOOSE_BY = 20_000
_BATCH = 4_096
_DENSE_AXES = 5
_LEAST_DENSE = 5
_PASSAGES_PER_DENSE = 100

Cut = Callable[[int], "NDArray[np.int64]"]


def method_for(method: str, count: int) -> str:
    """The method that `auto` stands for with so many points; another as it is."""
    if method != "auto":
        return method
    return "ward" if count <= MOST_FOR_TREE else "k-means"


def cutter(points: NDArray[np.float32], seed: int, method: str) -> Cut:
    """A function that gives each point a cluster (from 0), for a number of clusters.

    HDBSCAN has its own number, and -1 for points that are in none.

    Raises:
        MissingPackage: UMAP was asked for and isn't installed.
    """
    import numpy as np

    if method == "ward":
        from scipy.cluster.hierarchy import fcluster, ward

        tree = ward(points.astype(np.float64))
        return lambda number: np.asarray(fcluster(tree, number, "maxclust"), dtype=np.int64) - 1
    if method == "k-means":
        from sklearn.cluster import MiniBatchKMeans

        return lambda number: np.asarray(
            MiniBatchKMeans(
                number, n_init=3, batch_size=_BATCH, random_state=seed
            ).fit_predict(points),
            dtype=np.int64,
        )  # fmt: skip
    found = _dense(points[:, :_DENSE_AXES] if method == "hdbscan" else _umap(points, seed))
    return lambda _number: found


def _dense(points: NDArray[np.float32]) -> NDArray[np.int64]:
    import numpy as np
    from sklearn.cluster import HDBSCAN

    least = max(_LEAST_DENSE, len(points) // _PASSAGES_PER_DENSE)
    model = HDBSCAN(min_cluster_size=min(least, len(points)), copy=True)
    return np.asarray(model.fit_predict(points.astype(np.float64)), dtype=np.int64)


def _umap(points: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a seed costs it its threads, and numba's own
        try:
            from umap import UMAP
        except (ImportError, OSError) as error:
            raise MissingPackage(
                "the method umap needs the package umap-learn, which isn't installed",
                "install it, or leave --method out",
            ) from error
        axes = min(_DENSE_AXES, len(points) - 2)
        model = UMAP(
            n_neighbors=min(15, len(points) - 1), n_components=axes, min_dist=0.0,
            metric="cosine", random_state=seed, n_jobs=1,
        )  # fmt: skip
        reduced: NDArray[np.float32] = model.fit_transform(points)
    return reduced


def part(points: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The points, or 20,000 drawn from more: enough to choose a number by."""
    import numpy as np

    if len(points) <= _MOST_TO_CHOOSE_BY:
        return points
    rows = np.random.default_rng(seed).permutation(len(points))[:_MOST_TO_CHOOSE_BY]
    return points[np.sort(rows)]


def choose_number(
    points: NDArray[np.float32], cut: Cut, seed: int, on_progress: OnProgress
) -> tuple[int, dict[int, float]]:
    """The number of topics, and the silhouettes that decided.

    Tried are up to twelve numbers from 2 to one per fifteen passages (per six where there are
    few), 20 at most; taken is the smallest whose silhouette lies below the best by no more than a
    tenth of the way from the worst, because the silhouette of talk creeps up with the number.
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
    enough = best - _NEARLY_BEST * (best - min(found.values()))
    return min(number for number, value in found.items() if value >= enough), found
