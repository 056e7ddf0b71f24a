"""Measures of how well ranked and sure answers fit what is true: pure functions on arrays.

`score` and `sure` are (passages, codes) in 0..1, `truth` is the same in yes and no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Truth = NDArray[np.bool_]

BINS = 10


def hit_at_1(score: Matrix, truth: Truth) -> float | None:
    """Share of the passages with a code whose best-scored code is one of theirs."""
    import numpy as np

    coded = np.asarray(truth.any(axis=1))
    if not coded.any():
        return None
    first = score[coded].argmax(axis=1)
    return float(truth[coded][np.arange(len(first)), first].mean())


def average_precision(score: NDArray[np.float64], truth: Truth) -> float | None:
    """Area under precision over recall of one code's ranking, in steps; ties are one step.

    None where nothing is true.
    """
    import numpy as np

    if not truth.any():
        return None
    order = np.argsort(-score, kind="stable")
    ranked, right = score[order], np.cumsum(truth[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    precision = right[last] / (last + 1)
    gained = np.diff(right[last], prepend=0)
    return float((gained * precision).sum() / right[-1])


def mean_average_precision(score: Matrix, truth: Truth) -> float | None:
    """Mean of the average precision of the codes that anything was coded with."""
    found = [average_precision(score[:, code], truth[:, code]) for code in range(truth.shape[1])]
    return mean([value for value in found if value is not None])


def f1(right: int, made: int, wanted: int) -> float | None:
    """Harmonic mean of precision and recall; None where nothing was made and nothing wanted."""
    return 2 * right / (made + wanted) if made + wanted else None


def micro_f1(made: Truth, truth: Truth) -> float | None:
    """F1 over all pairs of a passage and a code."""
    return f1(int((made & truth).sum()), int(made.sum()), int(truth.sum()))


def calibration_error(sure: NDArray[np.float64], truth: Truth) -> float | None:
    """Expected calibration error: mean distance of what was said from the share that was right.

    Over ten bins of equal width (Naeini, Cooper & Hauskrecht 2015), 0..1; None without answers.
    """
    import numpy as np

    if not sure.size:
        return None
    bins = bin_of(sure)
    said = np.bincount(bins, weights=sure.ravel(), minlength=BINS)
    was = np.bincount(bins, weights=truth.ravel(), minlength=BINS)
    return float(np.abs(said - was).sum() / sure.size)


def bin_of(sure: NDArray[np.float64]) -> NDArray[np.int64]:
    """The bin of each answer, flattened."""
    import numpy as np

    return np.clip((sure.ravel() * BINS).astype(np.int64), 0, BINS - 1)


def best(score: Matrix, top: int) -> NDArray[np.int64]:
    """The `top` codes of each passage (passages, top), the best first, of equal ones the first."""
    import numpy as np

    return np.argsort(-score, axis=1, kind="stable")[:, :top]


def mean(values: list[float]) -> float | None:
    """The mean, None of nothing."""
    return sum(values) / len(values) if values else None
