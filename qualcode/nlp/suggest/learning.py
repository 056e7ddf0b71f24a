"""What the study's own codings teach: one logistic regression per code, held out by fold.

Each fold's models see the other folds. A row of the training set is scored by the model that
didn't see it; any other passage by models fitted on all rows, or, where there are many rows and a
fit is dear, by the mean of the folds' models. Either is linear, so the weight of a word can be
read off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.folds import MANY, Folds
from qualcode.nlp.suggest.space import Space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

LEAST_CODINGS = 3
"""Fewer coded passages than this, and a code gets no model."""

_STRENGTH = 4.0
_TOLERANCE = 0.1
_ROUNDS = 400
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class LinearModels:
    """Linear models side by side, one column per target.

    `weights` (features, targets) and `intercepts` are for passages outside the training set;
    `held_out` (training rows, targets) are log-odds by the fold that didn't see the row; `prior`
    the same from the share of positives alone, `prior_all` from all rows. Where `trained` is
    False, log-odds equal the prior.
    """

    weights: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    held_out: NDArray[np.float64]
    prior: NDArray[np.float64]
    prior_all: NDArray[np.float64]
    trained: NDArray[np.bool_]


def fit_models(
    space: Space,
    rows: NDArray[np.int64],
    labels: NDArray[np.bool_],
    wanted: Sequence[bool],
    *,
    folds: Folds,
    seed: int,
    on_progress: OnProgress,
) -> LinearModels:
    """Fits every column of `labels` (training rows, targets) that is `wanted`, in every fold.

    Args:
        space: features of all passages.
        rows: the passages that are training rows.
        labels: what the coders did with them.
        wanted: which columns have enough positives to be fitted.
        folds: the fold of each training row.
        seed: seed of the solver's order of coordinates.
        on_progress: told after every column.
    """
    import numpy as np

    features = space.rows(rows).astype(np.float64)
    targets = labels.shape[1]
    weights = np.zeros((features.shape[1], targets), dtype=np.float32)
    intercepts = np.zeros(targets)
    held_out = np.zeros(labels.shape)
    prior = np.zeros(labels.shape)
    everything = np.ones(len(rows), dtype=bool)
    # (rows seen, rows scored, share in the models for other passages)
    fits = [(folds.of != fold, folds.of == fold, 1 / folds.count) for fold in range(folds.count)]
    if len(rows) < MANY:
        fits = [(seen, scored, 0.0) for seen, scored, _ in fits]
        fits.append((everything, ~everything, 1.0))
    for step, (seen, scored, share) in enumerate(fits):
        inside, outside = features[seen], features[scored]
        for target in range(targets):
            on_progress("fitting", step * targets + target, len(fits) * targets)
            truth = labels[seen, target]
            prior[scored, target] = held_out[scored, target] = intercept = _share(truth)
            if wanted[target] and 2 <= truth.sum() < len(truth):
                weight, intercept = _fit(inside, truth, seed)
                held_out[scored, target] = outside @ weight + intercept
                weights[:, target] += (weight * share).astype(np.float32)
            intercepts[target] += intercept * share
    prior_all = np.array([_share(labels[:, target]) for target in range(targets)])
    trained = np.asarray(np.abs(weights).sum(axis=0) > 0)
    return LinearModels(weights, intercepts, held_out, prior, prior_all, trained)


def log_odds(space: Space, models: LinearModels, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """(rows, targets): what the mean models say of passages outside the training set."""
    import numpy as np

    found = np.empty((len(rows), len(models.intercepts)))
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        found[start : start + _CHUNK] = space.rows(some) @ models.weights + models.intercepts
    return found


def _fit(
    features: csr_matrix, truth: NDArray[np.bool_], seed: int
) -> tuple[NDArray[np.float64], float]:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        solver="liblinear",
        dual=True,
        C=_STRENGTH,
        tol=_TOLERANCE,
        max_iter=_ROUNDS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        # Stopping a little early moves no ranking, and confidences are calibrated afterwards.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features, truth)
    return model.coef_[0], float(model.intercept_[0])


def _share(truth: NDArray[np.bool_]) -> float:
    """Log-odds of a positive, kept from the extremes by half a case on either side."""
    import math

    share = (float(truth.sum()) + 0.5) / (len(truth) + 1)
    return math.log(share / (1 - share))
