"""What the study's own codings teach: one logistic regression per code, held out by fold.

Each fold's models see the other folds. A row of the training set is scored by the model that
didn't see it; any other passage by models fitted on all rows, or, where there are many rows and a
fit is dear, by the mean of the folds' models. Either is linear, so the weight of a word can be
read off. Rare codes count as much as the rest of the rows together (balanced weights), the
codebook's own words for a code as one more example of it, the less the more there are; what that
does to the log-odds is put right where they are calibrated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.cards import WHOLE
from qualcode.nlp.suggest.folds import MANY, Folds
from qualcode.nlp.suggest.space import Space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

LEAST_CODINGS = 3
"""Fewer coded passages than this, and a code gets no model."""

_STRENGTH = 2.0
_TOLERANCE = 0.1
_ROUNDS = 300
_CHUNK = 4_096
_LIKE_EXAMPLES = 5.0
_LEAST_SAMPLE = 2_000
_OTHERS_PER_POSITIVE = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Passages outside the training set that stand next to it, to be scored held out as well.

    `fold` is that of the training row they stand next to.
    """

    rows: NDArray[np.int64]
    fold: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LinearModels:
    """Linear models side by side, one column per target.

    `weights` (features, targets) and `intercepts` are for passages outside the training set;
    `held_out` (training rows, targets) are log-odds by the fold that didn't see the row, `beside`
    the same of the passages next to them; `prior` the same from the share of positives alone,
    `prior_all` from all rows; `usual` is the mean of `held_out`. Where `trained` is False, log-odds equal the prior.
    """

    weights: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    held_out: NDArray[np.float64]
    beside: NDArray[np.float64]
    prior: NDArray[np.float64]
    prior_all: NDArray[np.float64]
    trained: NDArray[np.bool_]

    @property
    def usual(self) -> NDArray[np.float64]:
        mean: NDArray[np.float64] = self.held_out.mean(axis=0)
        return mean


def fit_models(
    space: Space,
    rows: NDArray[np.int64],
    labels: NDArray[np.bool_],
    known: NDArray[np.bool_],
    wanted: Sequence[bool],
    *,
    folds: Folds,
    beside: Beside,
    described: bool,
    seed: int,
    on_progress: OnProgress,
) -> LinearModels:
    """Fits every column of `labels` (training rows, targets) that is `wanted`, in every fold.

    Args:
        space: features of all passages.
        rows: the passages that are training rows.
        labels: what the coders did with them.
        known: which of the labels are known.
        wanted: which columns have enough positives to be fitted.
        folds: the fold of each training row.
        beside: other passages to score by fold.
        described: whether the targets are codes, whose descriptions count as examples.
        seed: seed of the sampling and of the solver's order of coordinates.
        on_progress: told after every column.
    """
    import numpy as np

    fitter = _Fitter(space, rows, labels, known, wanted, described=described, seed=seed)
    around = space.rows(beside.rows)
    targets = labels.shape[1]
    weights = np.zeros((fitter.features.shape[1], targets), dtype=np.float32)
    intercepts = np.zeros(targets)
    held_out, prior = np.zeros(labels.shape), np.zeros(labels.shape)
    held_beside = np.zeros((len(beside.rows), targets))
    fits = list(_fits(folds, len(rows)))
    for step, (fold, share) in enumerate(fits):
        seen = folds.of != fold
        found, base = fitter.fit(seen, step, len(fits), on_progress)
        weights += (found * share).astype(np.float32)
        intercepts += base * share
        scored, near = np.flatnonzero(~seen), np.flatnonzero(beside.fold == fold)
        held_out[scored] = fitter.features[scored] @ found + base
        held_beside[near] = around[near] @ found + base
        prior[scored] = [_share(labels[seen, target]) for target in range(targets)]
    prior_all = np.array([_share(labels[:, target]) for target in range(targets)])
    trained = np.asarray(np.abs(weights).sum(axis=0) > 0)
    return LinearModels(weights, intercepts, held_out, held_beside, prior, prior_all, trained)


def log_odds(space: Space, models: LinearModels, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """(rows, targets): what the models say of passages outside the training set."""
    import numpy as np

    found = np.empty((len(rows), len(models.intercepts)))
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        found[start : start + _CHUNK] = space.rows(some) @ models.weights + models.intercepts
    return found


def _fits(folds: Folds, rows: int) -> Iterator[tuple[int, float]]:
    """(the fold left out, its share in the models for other passages); -1 leaves out nothing."""
    few = rows < MANY
    for fold in range(folds.count):
        yield fold, 0.0 if few else 1 / folds.count
    if few:
        yield -1, 1.0


class _Fitter:
    """Fits all targets on some of the training rows."""

    def __init__(
        self,
        space: Space,
        rows: NDArray[np.int64],
        labels: NDArray[np.bool_],
        known: NDArray[np.bool_],
        wanted: Sequence[bool],
        *,
        described: bool,
        seed: int,
    ) -> None:
        import numpy as np

        self.features = space.rows(rows)
        self._labels = labels
        self._known = known
        self._wanted = wanted
        self._seed = seed
        whole = [i for i, card in enumerate(space.cards) if card.kind == WHOLE and described]
        self._cards = space.card_rows(np.array(whole, dtype=np.int64))
        self._card_of = np.array([space.cards[i].code for i in whole], dtype=np.int64)

    def fit(
        self, seen: NDArray[np.bool_], step: int, steps: int, on_progress: OnProgress
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights (features, targets) and intercepts; the prior where nothing can be fitted."""
        import numpy as np

        targets = self._labels.shape[1]
        intercepts = np.array([_share(self._labels[seen, target]) for target in range(targets)])
        weights = np.zeros((self.features.shape[1], targets))
        fitted = [target for target in range(targets) if self._can_fit(target, seen)]
        for place, target in enumerate(fitted):
            on_progress("fitting", step * len(fitted) + place, steps * len(fitted))
            # One after the other: liblinear draws from one generator for the whole process, so
            # threads would make the weights depend on which of them is ahead.
            weights[:, target], intercepts[target] = self._fit_one(target, seen)
        return weights, intercepts

    def _can_fit(self, target: int, seen: NDArray[np.bool_]) -> bool:
        given = self._labels[seen & self._known[:, target], target]
        return self._wanted[target] and 2 <= given.sum() < len(given)

    def _fit_one(self, target: int, seen: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
        import numpy as np
        from scipy.sparse import vstack

        chosen = self._sampled(target, np.flatnonzero(seen & self._known[:, target]))
        truth = self._labels[chosen, target]
        mass = _balanced(truth)
        own = self._card_of == target
        if not own.any() or own.all():
            return _fit(self.features[chosen], truth, mass, self._seed)
        likened = _LIKE_EXAMPLES / (_LIKE_EXAMPLES + truth.sum())
        of_cards = likened * np.where(own, mass[truth][0], mass[~truth][0])
        return _fit(
            vstack([self.features[chosen], self._cards], format="csr"),
            np.concatenate([truth, own]),
            np.concatenate([mass, of_cards]),
            self._seed,
        )

    def _sampled(self, target: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """All rows, or where there are many, the positives and a sample of the others."""
        import numpy as np

        given = self._labels[rows, target]
        others = rows[~given]
        most = max(_LEAST_SAMPLE, _OTHERS_PER_POSITIVE * int(given.sum()))
        if len(rows) < MANY or len(others) <= most:
            return rows
        chosen = np.random.default_rng(self._seed).permutation(len(others))[:most]
        return np.sort(np.concatenate([rows[given], others[chosen]]))


def _balanced(truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights that make both sides count alike, one on average."""
    import numpy as np

    positive = truth.mean()
    weights: NDArray[np.float64] = np.where(truth, 0.5 / positive, 0.5 / (1 - positive))
    return weights


def _fit(
    features: csr_matrix, truth: NDArray[np.bool_], mass: NDArray[np.float64], seed: int
) -> tuple[NDArray[np.float64], float]:
    import warnings

    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model: Any = LogisticRegression(
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
        model.fit(features.astype(np.float64), truth, sample_weight=mass)
    return model.coef_[0], float(model.intercept_[0])


def _share(truth: NDArray[np.bool_]) -> float:
    """Log-odds of a positive, kept from the extremes by half a case on either side."""
    import math

    share = (float(truth.sum()) + 0.5) / (len(truth) + 1)
    return math.log(share / (1 - share))
