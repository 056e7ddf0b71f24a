"""Figures on how held-out answers agree with the coders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.suggest.combination import Answer

_BINS = 10


def agreement(answer: Answer, labels: NDArray[np.bool_], top: int) -> dict[str, float | None]:
    """Hit rate, precision, F1 and calibration of `answer` against `labels` (passages, codes).

    `hit_at_1` is the share of coded passages whose first suggestion the coders gave; mean average
    precision is over the codes in use; `micro_f1` counts suggestions of confidence 0.5 and more;
    `calibration_error` (expected calibration error, ten bins; Naeini et al. 2015) is over the `top`
    suggestions of each passage, `calibration_error_all` over all codes.
    """
    import numpy as np

    coded = np.asarray(labels.any(axis=1))
    first = answer.score[coded].argmax(axis=1)
    hits = labels[coded][np.arange(len(first)), first]
    made = answer.confidence >= 0.5
    right = int((made & labels).sum())
    order = np.argsort(-answer.score, axis=1, kind="stable")[:, :top]
    return {
        "hit_at_1": _rounded(hits.mean()) if len(first) else None,
        "mean_average_precision": _mean_average_precision(answer.confidence, labels),
        "micro_f1": _rounded(2 * right / max(1, int(made.sum() + labels.sum()))),
        "calibration_error": calibration_error(
            np.take_along_axis(answer.confidence, order, axis=1),
            np.take_along_axis(labels, order, axis=1),
        ),
        "calibration_error_all": calibration_error(answer.confidence, labels),
        "calibration_error_coded_or_not": calibration_error(answer.coded, coded),
    }


def calibration_error(confidence: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Mean distance of confidence from the share that was right, over ten bins, 0..1."""
    import numpy as np

    flat, right = confidence.ravel(), truth.ravel()
    if not len(flat):
        return 0.0
    bins = np.clip((flat * _BINS).astype(int), 0, _BINS - 1)
    counts = np.bincount(bins, minlength=_BINS)
    said = np.bincount(bins, weights=flat, minlength=_BINS)
    was = np.bincount(bins, weights=right, minlength=_BINS)
    return _rounded(np.abs(said - was).sum() / counts.sum())


def _mean_average_precision(
    confidence: NDArray[np.float64], labels: NDArray[np.bool_]
) -> float | None:
    import numpy as np
    from sklearn.metrics import average_precision_score

    used = np.flatnonzero(labels.any(axis=0))
    if not len(used):
        return None
    figures = [average_precision_score(labels[:, code], confidence[:, code]) for code in used]
    return _rounded(np.mean(figures))


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 4)
