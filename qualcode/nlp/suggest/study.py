"""What a study's text says, what its coders taught, and the answer for any of its passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.model import Code
from qualcode.nlp.language import identified
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.combination import (
    LEAST_CODED,
    Answer,
    Combination,
    Sources,
    held_out_answer,
    without_codings,
)
from qualcode.nlp.suggest.context import NOWHERE
from qualcode.nlp.suggest.cues import CueFindings, find_cues
from qualcode.nlp.suggest.folds import Folds, split
from qualcode.nlp.suggest.learning import (
    LEAST_CODINGS,
    Beside,
    LinearModels,
    fit_models,
    log_odds,
)
from qualcode.nlp.suggest.neighbours import Exemplars, exemplars, held_out_nearness, nearness
from qualcode.nlp.suggest.similarity import Similarity, similarity
from qualcode.nlp.suggest.space import Space, build_space
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.embedding import VectorSource

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Study:
    """Everything read from the text alone; `codes` are those that can be suggested.

    `vectors` (passages, dimensions) are meanings centred by language, of no dimensions where
    there is no embedding. `spoken` says which passages have words.
    """

    passages: Sequence[Passage]
    codes: Sequence[Code]
    space: Space
    cues: CueFindings
    likeness: Similarity
    spoken: Sequence[bool]

    @property
    def vectors(self) -> NDArray[np.float32]:
        return self.space.meanings


@dataclass(frozen=True, slots=True)
class Training:
    """The passages to learn from (`rows`, positions) and their `labels` (rows, codes).

    `known` says which of the labels are: of a passage that nobody read but for refusing a
    suggestion, only that code's. `abstained` maps a code's uuid to why it gets no model; `enough` says whether there is
    anything to learn from at all.
    """

    passages: Sequence[Passage]
    codes: Sequence[Code]
    rows: NDArray[np.int64]
    labels: NDArray[np.bool_]
    known: NDArray[np.bool_]
    folds: Folds
    abstained: Mapping[str, str]
    enough: bool

    @property
    def wanted(self) -> list[bool]:
        """Which codes get a model."""
        return [code.uuid not in self.abstained for code in self.codes]

    def only(self, keep: NDArray[np.bool_]) -> Training:
        """Some of its rows, with folds of their own."""
        return _training(
            self.passages, self.codes, self.rows[keep], self.labels[keep], self.known[keep]
        )

    @property
    def read(self) -> NDArray[np.bool_]:
        """(rows,) Which of the passages a coder read, so that every missing code means something."""
        import numpy as np

        return np.asarray(self.known.all(axis=1))


@dataclass(frozen=True, slots=True)
class Learned:
    """Models, the combination, and the held-out answer with the place of each training row.

    There is no held-out answer where only other passages are asked about.

    `log_odds` (passages known, codes) are held out; `place_of` (all passages) leads to them, the
    training rows first, and is `NOWHERE` for passages neither in the training set nor beside it.
    """

    models: LinearModels
    coded: LinearModels
    combination: Combination
    exemplars: Exemplars
    held_out: Answer | None
    log_odds: NDArray[np.float64]
    place_of: NDArray[np.int64]


def read_study(
    passages: Sequence[Passage],
    codes: Sequence[Code],
    seed: int,
    source: VectorSource | None,
    on_progress: OnProgress,
) -> Study:
    """Reads words, cues, meanings and resemblances to the codebook; retired codes are left out."""
    offered = [code for code in codes if not code.retired]
    passages = identified(passages)
    cues = find_cues(passages, offered, on_progress)
    space = build_space(passages, offered, seed, source, on_progress)
    likeness = similarity(space, passages, len(offered), on_progress)
    spoken = [bool(word_list(passage.text)) for passage in passages]
    return Study(passages, offered, space, cues, likeness, spoken)


def training_of(study: Study) -> Training:
    """The passages with codes, those the coders left uncoded, and those with a refused code."""
    import numpy as np

    position = {code.uuid: index for index, code in enumerate(study.codes)}
    rows, given, known = [], [], []
    for row, passage in enumerate(study.passages):
        own = [position[code] for code in passage.codes if code in position]
        refused = [position[code] for code in passage.rejected if code in position]
        if not study.spoken[row] or not (own or refused or passage.considered):
            continue
        rows.append(row)
        labels = np.zeros(len(study.codes), dtype=bool)
        labels[own] = True
        sure = np.full(len(study.codes), bool(own or passage.considered))
        sure[refused] = True
        given.append(labels)
        known.append(sure)
    shape = (len(rows), len(study.codes))
    return _training(
        study.passages,
        study.codes,
        np.array(rows, dtype=np.int64),
        np.array(given, dtype=bool).reshape(shape),
        np.array(known, dtype=bool).reshape(shape),
    )


def learn(
    study: Study,
    training: Training,
    seed: int,
    on_progress: OnProgress,
    *,
    asked: NDArray[np.int64] | None = None,
) -> Learned:
    """What the training rows teach; they must be enough.

    `asked` are the passages it will be asked about, all where they aren't said.
    """
    import numpy as np

    labels, known, folds, rows = training.labels, training.known, training.folds, training.rows
    beside = _beside(study, training)
    options: Any = {"folds": folds, "beside": beside, "seed": seed, "on_progress": on_progress}
    models = fit_models(
        study.space, rows, labels, known, training.wanted, described=True, **options
    )
    read = training.read[:, None]
    any_code = np.asarray(labels.any(axis=1, keepdims=True))
    coded = fit_models(study.space, rows, any_code, read, [True], described=False, **options)
    place_of = np.full(len(study.passages), NOWHERE, dtype=np.int64)
    place_of[rows] = np.arange(len(rows))
    place_of[beside.rows] = len(rows) + np.arange(len(beside.rows))
    held_out = np.vstack([models.held_out, models.beside])
    sources = _sources(
        study,
        rows,
        model=models.held_out,
        beside=_mean_beside(study, rows, held_out, place_of, models.usual),
        prior=models.prior,
        near=held_out_nearness(study.space, rows, labels, folds),
        coded=coded.held_out[:, 0],
    )
    on_progress("calibrating", 0, 1)
    return Learned(
        models=models,
        coded=coded,
        combination=Combination(sources, labels, known, models.trained, seed),
        exemplars=exemplars(rows, labels),
        held_out=None
        if asked is not None and not np.isin(asked, rows).any()
        else held_out_answer(sources, labels, known, models.trained, folds=folds, seed=seed),
        log_odds=held_out,
        place_of=place_of,
    )


def predict(
    study: Study,
    training: Training,
    rows: NDArray[np.int64],
    seed: int,
    on_progress: OnProgress,
) -> Answer:
    """The answer for the passages `rows` (positions) by what the training rows teach.

    Rows of the training set are answered by models that didn't see their document.
    """
    learned = learn(study, training, seed, on_progress, asked=rows) if training.enough else None
    return answer(study, learned, rows)


def answer(study: Study, learned: Learned | None, rows: NDArray[np.int64]) -> Answer:
    """The answer for the passages `rows`; without anything learned it has no confidence."""
    import numpy as np

    if learned is None:
        score = without_codings(
            study.likeness.description[rows],
            study.likeness.around[rows],
            study.likeness.example[rows],
            study.cues.scores[rows],
            study.space.spoken[rows],
        )
        return Answer(np.round(score, _DECIMALS), None, None)
    model, beside = _log_odds_around(study, learned, rows)
    sources = _sources(
        study,
        rows,
        model=model,
        beside=beside,
        prior=np.broadcast_to(learned.models.prior_all, model.shape),
        near=nearness(study.space, rows, learned.exemplars),
        coded=log_odds(study.space, learned.coded, rows)[:, 0],
    )
    return _with_held_out(learned.combination.answer(sources), learned, rows)


def _with_held_out(found: Answer, learned: Learned, rows: NDArray[np.int64]) -> Answer:
    """The answer with that of training rows held out, rounded."""
    import numpy as np

    own = learned.held_out
    place = learned.place_of[rows]
    for name in ("score", "confidence", "coded"):
        mine = getattr(found, name)
        if own is not None:
            taught = (place != NOWHERE) & (place < len(own.score))
            mine[taught] = getattr(own, name)[place[taught]]
        np.round(mine, _DECIMALS, out=mine)
    return found


def _log_odds_around(
    study: Study, learned: Learned, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The models' log-odds of the passages `rows`, and the mean of those beside each."""
    import numpy as np

    near = study.space.surroundings
    needed = np.unique(np.concatenate([rows, near.before[rows], near.after[rows]]))
    needed = needed[needed != NOWHERE]
    values = log_odds(study.space, learned.models, needed)
    taught = learned.place_of[needed]
    values[taught != NOWHERE] = learned.log_odds[taught[taught != NOWHERE]]
    place_of = np.full(len(study.passages), NOWHERE, dtype=np.int64)
    place_of[needed] = np.arange(len(needed))
    return values[place_of[rows]], _mean_beside(study, rows, values, place_of, learned.models.usual)


def _mean_beside(
    study: Study,
    rows: NDArray[np.int64],
    values: NDArray[np.float64],
    place_of: NDArray[np.int64],
    usual: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The mean of `values` before and after each row; `usual` stands for what isn't there."""
    import numpy as np

    near = study.space.surroundings
    total = np.zeros((len(rows), values.shape[1]))
    for at in (near.before[rows], near.after[rows]):
        place = np.where(at == NOWHERE, NOWHERE, place_of[at])
        total += np.where((place == NOWHERE)[:, None], usual, values[place])
    return total / 2


def _beside(study: Study, training: Training) -> Beside:
    """Passages before and after training rows that aren't training rows themselves."""
    import numpy as np

    near = study.space.surroundings
    inside = set(training.rows.tolist())
    fold_of: dict[int, int] = {}
    for row, fold in zip(training.rows.tolist(), training.folds.of.tolist(), strict=True):
        for other in (int(near.before[row]), int(near.after[row])):
            if other != NOWHERE and other not in inside:
                fold_of.setdefault(other, fold)
    return Beside(
        np.array(list(fold_of), dtype=np.int64), np.array(list(fold_of.values()), dtype=np.int64)
    )


def _training(
    passages: Sequence[Passage],
    codes: Sequence[Code],
    rows: NDArray[np.int64],
    labels: NDArray[np.bool_],
    known: NDArray[np.bool_],
) -> Training:
    own = [passages[row] for row in rows.tolist()]
    folds = split(own)
    abstained = {
        code.uuid: why
        for index, code in enumerate(codes)
        if (why := _why_no_model(own, labels[:, index], by_document=folds.by_document))
    }
    coded = int(labels.any(axis=1).sum())
    enough = coded >= LEAST_CODED and folds.count > 1
    return Training(passages, codes, rows, labels, known, folds, abstained, enough)


def _why_no_model(
    passages: Sequence[Passage], given: NDArray[np.bool_], *, by_document: bool
) -> str:
    count = int(given.sum())
    if count < LEAST_CODINGS:
        said = {0: "no passage is", 1: "1 passage is"}.get(count, f"{count} passages are")
        return f"{said} coded with it; a model needs {LEAST_CODINGS}"
    homes = {passage.document for passage, has in zip(passages, given, strict=True) if has}
    if by_document and len(homes) < 2:
        return "it is coded in one document only; a model needs two"
    if given.all():
        return "every passage read by the coders has it, so there is nothing to tell it from"
    return ""


def _sources(
    study: Study,
    rows: NDArray[np.int64],
    *,
    model: NDArray[np.float64],
    beside: NDArray[np.float64],
    prior: NDArray[np.float64],
    near: NDArray[np.float64],
    coded: NDArray[np.float64],
) -> Sources:
    return Sources(
        model=model,
        beside=beside,
        prior=prior,
        nearness=near,
        description=study.likeness.description[rows].astype(float),
        around=study.likeness.around[rows].astype(float),
        example=study.likeness.example[rows].astype(float),
        cue=study.cues.scores[rows].astype(float),
        coded=coded,
    )
