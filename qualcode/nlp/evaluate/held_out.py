"""Answers for every training passage by what the documents outside its fold teach.

Everything is fitted, calibrated and weighed inside the other folds (nested cross-validation;
Varma & Simon 2006): an answer about a document has seen none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import InputError
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.folds import Folds
from qualcode.nlp.suggest.study import Study, Training, predict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Answers for the training rows, in their order.

    `score` and `confidence` are (rows, codes), `coded` (rows,). Where the other folds hold too
    little to learn from, the last two are not a number. `taught` is how many coded passages
    were learned from, as a mean over the folds.
    """

    score: NDArray[np.float64]
    confidence: NDArray[np.float64]
    coded: NDArray[np.float64]
    taught: float


def outer_folds(training: Training, count: int) -> Folds:
    """At most `count` folds of whole documents; contiguous blocks of a single document.

    Documents go to the emptiest fold, the largest first.

    Raises:
        InputError: fewer than two folds are asked for.
    """
    import numpy as np

    if count < 2:
        raise InputError("at least two folds are needed", "use --folds 5")
    rows: dict[str, list[int]] = {}
    for at, row in enumerate(training.rows.tolist()):
        rows.setdefault(training.passages[row].document, []).append(at)
    of = np.zeros(len(training.rows), dtype=np.int64)
    if len(rows) < 2:
        used = max(1, min(count, len(of)))
        for fold, block in enumerate(np.array_split(np.arange(len(of)), used)):
            of[block] = fold
        return Folds(of, used, by_document=False)
    used = min(count, len(rows))
    filled = [0] * used
    for document in sorted(rows, key=lambda name: (-len(rows[name]), name)):
        fold = filled.index(min(filled))
        filled[fold] += len(rows[document])
        of[rows[document]] = fold
    return Folds(of, used, by_document=True)


def held_out(
    study: Study,
    training: Training,
    folds: Folds,
    *,
    seed: int,
    on_progress: OnProgress,
    taught: Callable[[Training], Training] | None = None,
) -> HeldOut:
    """The answers; `taught` may leave less to learn from in each fold."""
    import numpy as np

    shape = training.labels.shape
    score, confidence = np.zeros(shape), np.full(shape, np.nan)
    coded = np.full(shape[0], np.nan)
    sizes = []
    for fold in range(folds.count):
        inside, outside = folds.of != fold, folds.of == fold
        lesson = training.only(inside)
        if taught is not None:
            lesson = taught(lesson)
        sizes.append(int(lesson.labels.any(axis=1).sum()))
        told = _in_fold(on_progress, fold, folds.count)
        found = predict(study, lesson, training.rows[outside], seed, told)
        score[outside] = found.score
        if found.confidence is not None and found.coded is not None:
            confidence[outside] = found.confidence
            coded[outside] = found.coded
    return HeldOut(score, confidence, coded, float(np.mean(sizes)))


def _in_fold(on_progress: OnProgress, fold: int, folds: int) -> OnProgress:
    def told(stage: str, done: int, total: int) -> None:
        on_progress(f"fold {fold + 1} of {folds}: {stage}", done, total)

    return told
