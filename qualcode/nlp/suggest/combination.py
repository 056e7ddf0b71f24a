"""From several sources to one score and one calibrated confidence per passage and code.

Two logistic regressions over all pairs of a coded passage and a code learn how far this study's
models, resemblances and cues can be trusted (stacking; Wolpert 1992, Platt 1999): one for codes
with a model of their own, one, without the model, for codes that have none. Because they pool
all codes, a code with no coding still gets a confidence, learned from how well its kind of evidence
did for the others. They give the score: the likelihood of the code, were the passage coded. A third
regression gives the likelihood that the passage is coded at all; confidence is the product.
Everything said about a training row comes from folds that didn't hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.suggest.folds import Folds

    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float32]

LEAST_CODED = 5
"""With fewer coded passages nothing can be calibrated: confidence stays None."""

_MOST_PAIRS = 150_000
_AROUND = 0.4
_SHARPNESS = 4.0
_FEW_WORDS = 5.0
_FAR_AHEAD = 8.0
_RESEMBLES = 1.0


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of some passages, each (passages, codes); `coded` (passages,).

    `model` and `prior` are log-odds, the latter from a code's share of the training rows alone;
    `beside` is the model's for the passages before and after. `nearness` is to coded passages,
    `description` to what the codebook says, `around` the same of what is around the passage.
    `example` and `cue` lie in 0..1; `coded` is the log-odds of being coded at all.
    """

    model: Matrix
    beside: Matrix
    prior: Matrix
    nearness: Matrix
    description: Matrix
    around: Matrix
    example: Matrix
    cue: Matrix
    coded: NDArray[np.float64]

    def at(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Sources:
        """The same for some of the passages."""
        return Sources(
            self.model[rows],
            self.beside[rows],
            self.prior[rows],
            self.nearness[rows],
            self.description[rows],
            self.around[rows],
            self.example[rows],
            self.cue[rows],
            self.coded[rows],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """(passages, codes): `score`, were the passage coded, and calibrated `confidence`.

    `coded` (passages,) is the likelihood of being coded at all. Without anything learned there is
    only a score.
    """

    score: Matrix
    confidence: Matrix | None
    coded: NDArray[np.float64] | None

    def at(self, rows: NDArray[np.bool_]) -> Answer:
        """The same for some of the passages."""
        return Answer(
            self.score[rows],
            None if self.confidence is None else self.confidence[rows],
            None if self.coded is None else self.coded[rows],
        )


def without_codings(
    likeness: Floats, around: Floats, example: Floats, cue: Floats, spoken: Floats
) -> Matrix:
    """A score in 0..1 while there is nothing to learn from.

    How far a code's resemblance is ahead of the other codes' and of a middling one (a softmax
    against an even share), less in passages of few words (`spoken`), or the cue that fired
    (noisy or).
    """
    import numpy as np
    from scipy.special import softmax

    resemblance = (likeness + _AROUND * around + example).astype(np.float64)
    none = np.full((len(resemblance), 1), _RESEMBLES)
    share = softmax(_SHARPNESS * np.hstack([resemblance, none]), axis=1)
    ahead = share[:, :-1] * share.shape[1]
    far = min(_FAR_AHEAD, share.shape[1])
    enough = (spoken / (spoken + _FEW_WORDS))[:, None]
    score: Matrix = 1 - (1 - cue) * (1 - enough * ahead / (ahead + far))
    return np.asarray(score, dtype=np.float64)


class Combination:
    """The three regressions, fitted on held-out sources of the training rows."""

    def __init__(
        self,
        sources: Sources,
        labels: NDArray[np.bool_],
        known: NDArray[np.bool_],
        trained: NDArray[np.bool_],
        seed: int,
    ) -> None:
        import numpy as np

        read = np.asarray(known.all(axis=1))
        coded = np.asarray(labels.any(axis=1))
        some = sources.at(coded | ~read)
        truth, sure = labels[coded | ~read], known[coded | ~read]
        self._trained = trained
        self._with_model = _Logistic(
            _pairs_with_model(some)[:, trained], truth[:, trained], sure[:, trained], seed
        )
        self._without = _Logistic(_pairs_without(some), truth, sure, seed)
        self._coded = _Logistic(sources.coded[:, None, None], coded[:, None], read[:, None], seed)

    def answer(self, sources: Sources) -> Answer:
        """Scores and confidences of passages that were not in the fit."""
        score = self._without.likelihood(_pairs_without(sources))
        if self._trained.any():
            score[:, self._trained] = self._with_model.likelihood(
                _pairs_with_model(sources)[:, self._trained]
            )
        coded = self._coded.likelihood(sources.coded[:, None, None])[:, 0]
        return Answer(score, score * coded[:, None], coded)


def held_out_answer(
    sources: Sources,
    labels: NDArray[np.bool_],
    known: NDArray[np.bool_],
    trained: NDArray[np.bool_],
    *,
    folds: Folds,
    seed: int,
) -> Answer:
    """The answer for the training rows, each from a combination fitted on the other folds."""
    import numpy as np

    score = np.zeros(labels.shape)
    confidence = np.zeros(labels.shape)
    coded = np.zeros(len(labels))
    for fold in range(folds.count):
        inside, outside = folds.of != fold, folds.of == fold
        fitted = Combination(sources.at(inside), labels[inside], known[inside], trained, seed)
        some = fitted.answer(sources.at(outside))
        score[outside], confidence[outside], coded[outside] = (
            some.score,
            some.confidence,
            some.coded,
        )
    return Answer(score, confidence, coded)


def _pairs_with_model(sources: Sources) -> NDArray[np.float64]:
    import numpy as np

    return np.stack(
        [
            sources.model,
            _lead(sources.model),
            sources.beside,
            sources.prior,
            sources.nearness,
            _lead(sources.nearness),
            sources.description,
            sources.around,
            sources.example,
            sources.cue,
        ],
        axis=-1,
    )


def _pairs_without(sources: Sources) -> NDArray[np.float64]:
    import numpy as np

    return np.stack(
        [
            sources.prior,
            sources.description,
            _lead(sources.description),
            sources.around,
            sources.example,
            sources.cue,
        ],
        axis=-1,
    )


def _lead(values: Matrix) -> Matrix:
    """How far each code is ahead of the best other code of its passage."""
    import numpy as np

    if values.shape[1] < 2:
        return np.zeros_like(values)
    best = np.partition(values, -2, axis=1)
    other = np.where(values == best[:, -1:], best[:, -2:-1], best[:, -1:])
    lead: Matrix = values - other
    return lead


class _Logistic:
    """A logistic regression over standardised pairs, or a constant where one side is empty."""

    def __init__(
        self, pairs: Matrix, truth: NDArray[np.bool_], known: NDArray[np.bool_], seed: int
    ) -> None:
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        flat, wanted = pairs[known], truth[known]
        if len(wanted) > _MOST_PAIRS:
            chosen = np.random.default_rng(seed).permutation(len(wanted))[:_MOST_PAIRS]
            flat, wanted = flat[chosen], wanted[chosen]
        self._share = (wanted.sum() + 0.5) / (len(wanted) + 1)
        self._weights: NDArray[np.float64] | None = None
        if wanted.all() or not wanted.any():
            return
        self._mean = flat.mean(axis=0)
        self._scale = np.maximum(flat.std(axis=0), 1e-9)
        model = LogisticRegression(C=1.0, max_iter=1_000)
        model.fit((flat - self._mean) / self._scale, wanted)
        self._weights = model.coef_[0]
        self._intercept = float(model.intercept_[0])

    def likelihood(self, pairs: Matrix) -> Matrix:
        """Likelihoods in the shape of the pairs."""
        import numpy as np
        from scipy.special import expit

        if self._weights is None:
            return np.full(pairs.shape[:-1], self._share)
        found: Matrix = expit((pairs - self._mean) / self._scale @ self._weights + self._intercept)
        return found
