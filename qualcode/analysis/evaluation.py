"""How well suggestions fit what coders did, in figures: pure functions on arrays.

Arrays are (passages, codes). `score` is the likelihood of a code were the passage coded,
`confidence` that of the code being given at all, both held out: the documents they are about were
not learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.measures import (
    BINS,
    average_precision,
    best,
    bin_of,
    calibration_error,
    f1,
    hit_at_1,
    mean,
    mean_average_precision,
    micro_f1,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Truth = NDArray[np.bool_]

SURE = 0.5
"""From this confidence on a suggestion counts as made, for F1, precision and recall."""

TOP = 3
"""Calibration is measured over this many suggestions for each passage."""


@dataclass(frozen=True, slots=True)
class Overall:
    """Figures over all codes; `hit_at_1` only where every passage has a code."""

    passages: int
    hit_at_1: float | None
    mean_average_precision: float | None
    micro_f1: float | None
    macro_f1: float | None
    precision: float | None
    recall: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """Figures of one code (by its column), over all passages; `support` are those coded with it."""

    code: int
    support: int
    documents: int
    suggested: int
    right: int
    precision: float | None
    recall: float | None
    f1: float | None
    average_precision: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions with a confidence from `lower` to `upper`: how many, said and found right."""

    lower: float
    upper: float
    suggestions: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of passages whose first suggestion is as sure as this, and of those the right ones."""

    confidence: float
    covered: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class CodedOrNot:
    """The decision whether a passage is coded at all; `coded` is the share that is."""

    passages: int
    coded: float
    precision: float | None
    recall: float | None
    f1: float | None
    average_precision: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one way of suggesting.

    `coded_only` takes it as given that a passage is coded, `all_passages` asks for that as well.
    """

    coded_only: Overall
    all_passages: Overall
    codes: Sequence[CodeFigures]
    reliability: Sequence[Bin]
    coverage: Sequence[Coverage]
    coded_or_not: CodedOrNot | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Passages coded with `code`, not with its `sibling`, for which the sibling came first."""

    code: int
    sibling: int
    passages: int
    share: float


def figures(
    score: Matrix,
    confidence: Matrix,
    coded: NDArray[np.float64],
    truth: Truth,
    documents: Sequence[str],
) -> Figures:
    """All figures; where nothing could be learned confidences and `coded` are not a number.

    Such passages count as having no suggestions, and are left out of calibration.
    """
    import numpy as np

    any_code = np.asarray(truth.any(axis=1))
    sure = np.nan_to_num(confidence)
    known = ~np.isnan(coded)
    chosen = best(score, TOP)
    given = np.take_along_axis(truth, chosen, axis=1)
    said, was = np.take_along_axis(sure, chosen, axis=1)[known], given[known]
    some = any_code & known
    scored = np.take_along_axis(score, chosen, axis=1)[some]
    return Figures(
        coded_only=_overall(
            np.where(known[:, None], score, 0)[any_code],
            truth[any_code],
            hits=hit_at_1(score, truth),
            ranked=score[any_code],
            calibration=calibration_error(scored, given[some]),
        ),
        all_passages=_overall(
            sure,
            truth,
            ranked=np.where(known[:, None], sure, score),
            calibration=calibration_error(said, was),
        ),
        codes=_by_code(sure, truth, documents),
        reliability=reliability(said, was),
        coverage=_coverage(score, sure, truth),
        coded_or_not=_coded_or_not(coded[known], any_code[known]),
    )


def reliability(said: NDArray[np.float64], was: Truth) -> Sequence[Bin]:
    """The bins of a reliability diagram that hold anything."""
    import numpy as np

    bins = bin_of(said)
    counts = np.bincount(bins, minlength=BINS).tolist()
    sums = np.bincount(bins, weights=said.ravel(), minlength=BINS).tolist()
    rights = np.bincount(bins, weights=was.ravel(), minlength=BINS).tolist()
    return [
        Bin(at / BINS, (at + 1) / BINS, counts[at], sums[at] / counts[at], rights[at] / counts[at])
        for at in range(BINS)
        if counts[at]
    ]


def confusions(
    score: Matrix, truth: Truth, siblings: Sequence[Sequence[int]]
) -> Sequence[Confusion]:
    """Which codes are taken for a sibling, the most frequent first; `siblings` are columns."""
    import numpy as np

    first = score.argmax(axis=1)
    found = []
    for group in siblings:
        for code in group:
            own = truth[:, code]
            for sibling in group:
                count = int((own & ~truth[:, sibling] & (first == sibling)).sum())
                if sibling != code and count:
                    found.append(Confusion(code, sibling, count, count / int(np.sum(own))))
    return sorted(found, key=lambda item: (-item.passages, item.code, item.sibling))


def _overall(
    sure: Matrix,
    truth: Truth,
    *,
    ranked: Matrix,
    calibration: float | None,
    hits: float | None = None,
) -> Overall:
    import numpy as np

    made = sure >= SURE
    right, count, wanted = int((made & truth).sum()), int(made.sum()), int(truth.sum())
    by_code = [
        f1(int((made[:, code] & truth[:, code]).sum()), int(made[:, code].sum()), int(own))
        for code, own in enumerate(np.asarray(truth.sum(axis=0)).tolist())
        if own
    ]
    return Overall(
        passages=len(truth),
        hit_at_1=hits,
        mean_average_precision=mean_average_precision(ranked, truth),
        micro_f1=micro_f1(made, truth),
        macro_f1=mean([value for value in by_code if value is not None]),
        precision=right / count if count else None,
        recall=right / wanted if wanted else None,
        calibration_error=calibration,
    )


def _by_code(sure: Matrix, truth: Truth, documents: Sequence[str]) -> Sequence[CodeFigures]:
    import numpy as np

    found = []
    for code in range(truth.shape[1]):
        own, made = truth[:, code], sure[:, code] >= SURE
        support, count, right = int(own.sum()), int(made.sum()), int((own & made).sum())
        found.append(
            CodeFigures(
                code=code,
                support=support,
                documents=len({documents[row] for row in np.flatnonzero(own).tolist()}),
                suggested=count,
                right=right,
                precision=right / count if count else None,
                recall=right / support if support else None,
                f1=f1(right, count, support) if support else None,
                average_precision=average_precision(sure[:, code], own),
            )
        )
    return found


def _coverage(score: Matrix, sure: Matrix, truth: Truth) -> Sequence[Coverage]:
    import numpy as np

    rows = np.arange(len(truth))
    first = score.argmax(axis=1)
    said, right = sure[rows, first], truth[rows, first]
    return [
        Coverage(
            at / BINS,
            float((said >= at / BINS).mean()),
            float(right[said >= at / BINS].mean()) if (said >= at / BINS).any() else None,
        )
        for at in range(1, BINS)
    ]


def _coded_or_not(likelihood: NDArray[np.float64], coded: Truth) -> CodedOrNot | None:
    """None where all passages are coded or none: then there is nothing to decide."""
    if not coded.any() or coded.all():
        return None
    made = likelihood >= SURE
    right, count, wanted = int((made & coded).sum()), int(made.sum()), int(coded.sum())
    return CodedOrNot(
        passages=len(coded),
        coded=wanted / len(coded),
        precision=right / count if count else None,
        recall=right / wanted,
        f1=f1(right, count, wanted),
        average_precision=average_precision(likelihood, coded),
        calibration_error=calibration_error(likelihood, coded),
    )
