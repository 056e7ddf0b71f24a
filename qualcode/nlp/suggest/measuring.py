"""Figures on how held-out answers agree with the coders, as they are kept with a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.measures import (
    best,
    calibration_error,
    hit_at_1,
    mean_average_precision,
    micro_f1,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.suggest.combination import Answer


def agreement(answer: Answer, labels: NDArray[np.bool_], top: int) -> dict[str, float | None]:
    """Hit rate, precision, F1 and calibration of `answer` against `labels` (passages, codes).

    `hit_at_1` is the share of coded passages whose first suggestion the coders gave; mean average
    precision is over the codes in use; `micro_f1` counts suggestions of confidence 0.5 and more;
    `calibration_error` is over the `top` suggestions of each passage, `calibration_error_all` over
    all codes. Without confidences there is nothing to say.
    """
    import numpy as np

    if answer.confidence is None or answer.coded is None:
        return {}
    chosen = best(answer.score, top)
    return {
        "hit_at_1": _rounded(hit_at_1(answer.score, labels)),
        "mean_average_precision": _rounded(mean_average_precision(answer.confidence, labels)),
        "micro_f1": _rounded(micro_f1(answer.confidence >= 0.5, labels)),
        "calibration_error": _rounded(
            calibration_error(
                np.take_along_axis(answer.confidence, chosen, axis=1),
                np.take_along_axis(labels, chosen, axis=1),
            )
        ),
        "calibration_error_all": _rounded(calibration_error(answer.confidence, labels)),
        "calibration_error_coded_or_not": _rounded(
            calibration_error(answer.coded, np.asarray(labels.any(axis=1)))
        ),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
