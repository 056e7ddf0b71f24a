"""Which topic each point belongs to, how near it is to the middle, and what belongs nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OUTLIERS = -1
LEAST_IN_TOPIC = 3
_FENCE = 1.5


def numbered(clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Topic numbers: the largest cluster 0, ties by first appearance, tiny ones the outliers."""
    import numpy as np

    kinds, first, counts = np.unique(clusters, return_index=True, return_counts=True)
    real = [i for i in range(len(kinds)) if kinds[i] != OUTLIERS and counts[i] >= LEAST_IN_TOPIC]
    order = sorted(real, key=lambda i: (-counts[i], first[i]))
    number_of = {kinds[i]: rank for rank, i in enumerate(order)}
    return np.array([number_of.get(kind, OUTLIERS) for kind in clusters], dtype=np.int64)


def middles(points: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """The middle of each topic, (topics, axes), of unit length."""
    import numpy as np

    count = int(numbers.max(initial=-1)) + 1
    found = np.zeros((count, points.shape[1]), dtype=np.float32)
    for number in range(count):
        middle = points[numbers == number].mean(axis=0)
        found[number] = middle / max(float(np.linalg.norm(middle)), 1e-6)
    return found


def closeness(points: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cosine of every point to the middle of its topic, 0..1; 0 for outliers."""
    import numpy as np

    found = np.zeros(len(points))
    middle = middles(points, numbers)
    inside = np.flatnonzero(numbers != OUTLIERS)
    nearness = np.einsum("ij,ij->i", points[inside], middle[numbers[inside]])
    found[inside] = np.clip(nearness, 0, 1)
    return found


def without_strays(points: NDArray[np.float32], clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Topic numbers, with the points that are unusually far from their topic's middle taken out.

    Unusual is a cosine below the lower quartile by more than one and a half times the distance
    between the quartiles (Tukey 1977).
    """
    import numpy as np

    numbers = numbered(clusters)
    near = closeness(points, numbers)
    inside = numbers != OUTLIERS
    if not inside.any():
        return numbers
    low, high = np.quantile(near[inside], [0.25, 0.75])
    numbers[inside & (near < low - _FENCE * (high - low))] = OUTLIERS
    return numbered(numbers)


def with_strays_in(points: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers with each outlier in the topic whose middle is nearest, the sizes in order."""
    import numpy as np

    strays = numbers == OUTLIERS
    middle = middles(points, numbers)
    if not len(middle) or not strays.any():
        return numbers
    moved = numbers.copy()
    moved[strays] = np.argmax(points[strays] @ middle.T, axis=1)
    return numbered(moved)
