"""The suggester: cues, resemblance and models put together for every passage to be scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotEnoughData
from qualcode.model import Code
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
from qualcode.nlp.suggest.cues import CueFindings, find_cues
from qualcode.nlp.suggest.explaining import Explainer
from qualcode.nlp.suggest.folds import Folds, split
from qualcode.nlp.suggest.learning import LEAST_CODINGS, LinearModels, fit_models, log_odds
from qualcode.nlp.suggest.measuring import agreement
from qualcode.nlp.suggest.neighbours import Exemplars, exemplars, held_out_nearness, nearness
from qualcode.nlp.suggest.request import Proposal, SuggestOutcome, SuggestRequest
from qualcode.nlp.suggest.similarity import Similarity, similarity
from qualcode.nlp.suggest.space import Space, build_space
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNK = 2_048
_DECIMALS = 6


def suggest(
    passages: Sequence[Passage],
    codes: Sequence[Code],
    request: SuggestRequest,
    on_progress: OnProgress,
) -> SuggestOutcome:
    """Proposes `request.top` codes with reasons for every passage that is a target.

    Passages with codes, and considered ones without, are what is learned from; a target among
    them is scored by models that didn't see its document. Retired codes are left out. With the
    same arguments the outcome is the same, on the same machine and versions.

    Raises:
        NotEnoughData: no passage is to be scored, or there is no code.
    """
    offered = [code for code in codes if not code.retired]
    if not offered:
        raise NotEnoughData("there is no code to suggest", "load a codebook or add codes first")
    spoken = [bool(word_list(passage.text)) for passage in passages]
    wanted = [i for i, passage in enumerate(passages) if passage.target]
    if not any(spoken[i] for i in wanted):
        raise NotEnoughData(
            "there is no passage with words to suggest codes for",
            "import documents, or ask for all passages instead of the uncoded ones",
        )
    # Asked for `top` codes whatever their confidence, it answers for passages without words too.
    targets = [i for i in wanted if spoken[i] or not request.min_confidence]
    study = _read(passages, offered, request.seed, on_progress)
    training = _training(passages, spoken, offered)
    learned = _learn(study, training, request, on_progress) if training.enough else None
    proposals = list(_propose(study, learned, targets, request, on_progress))
    return SuggestOutcome(
        proposals=proposals,
        metrics=_metrics(training, learned, request.top),
        versions=_versions(),
        notes=list(_notes(training, learned, offered, len(wanted) - len(targets))),
        abstained=dict(training.abstained),
    )


@dataclass(frozen=True, slots=True)
class _Study:
    """Everything read from the text alone."""

    passages: Sequence[Passage]
    codes: Sequence[Code]
    space: Space
    cues: CueFindings
    likeness: Similarity


@dataclass(frozen=True, slots=True)
class _Training:
    """The passages to learn from (`rows`), their `labels`, and which codes get a model."""

    rows: NDArray[np.int64]
    labels: NDArray[np.bool_]
    folds: Folds
    wanted: Sequence[bool]
    abstained: dict[str, str]
    enough: bool


@dataclass(frozen=True, slots=True)
class _Learned:
    """Models, the combination, and the held-out answer with the place of each training row."""

    models: LinearModels
    coded: LinearModels
    combination: Combination
    exemplars: Exemplars
    held_out: Answer
    labels: NDArray[np.bool_]
    place_of: dict[int, int]


def _read(
    passages: Sequence[Passage], codes: Sequence[Code], seed: int, on_progress: OnProgress
) -> _Study:
    cues = find_cues(passages, codes, on_progress)
    on_progress("reading words", 0, 1)
    space = build_space(passages, codes, seed)
    likeness = similarity(space, passages, len(codes), on_progress)
    return _Study(passages, codes, space, cues, likeness)


def _training(
    passages: Sequence[Passage], spoken: Sequence[bool], codes: Sequence[Code]
) -> _Training:
    import numpy as np

    position = {code.uuid: index for index, code in enumerate(codes)}
    rows = [
        i
        for i, passage in enumerate(passages)
        if spoken[i] and (passage.considered or not passage.codes.isdisjoint(position))
    ]
    labels = np.zeros((len(rows), len(codes)), dtype=bool)
    for place, row in enumerate(rows):
        for code in passages[row].codes & position.keys():
            labels[place, position[code]] = True
    own = [passages[row] for row in rows]
    folds = split(own)
    abstained = {
        code.uuid: why
        for index, code in enumerate(codes)
        if (why := _why_no_model(own, labels[:, index], by_document=folds.by_document))
    }
    coded = int(labels.any(axis=1).sum())
    return _Training(
        rows=np.array(rows, dtype=np.int64),
        labels=labels,
        folds=folds,
        wanted=[code.uuid not in abstained for code in codes],
        abstained=abstained,
        enough=coded >= LEAST_CODED and folds.count > 1,
    )


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


def _learn(
    study: _Study, training: _Training, request: SuggestRequest, on_progress: OnProgress
) -> _Learned:
    import numpy as np

    labels, folds, rows = training.labels, training.folds, training.rows
    options: Any = {"folds": folds, "seed": request.seed, "on_progress": on_progress}
    models = fit_models(study.space, rows, labels, training.wanted, **options)
    any_code = np.asarray(labels.any(axis=1, keepdims=True))
    coded = fit_models(study.space, rows, any_code, [True], **options)
    sources = _sources(
        study,
        rows,
        model=models.held_out,
        prior=models.prior,
        near=held_out_nearness(study.space, rows, labels, folds),
        coded=coded.held_out[:, 0],
    )
    trained = models.trained
    on_progress("calibrating", 0, 1)
    return _Learned(
        models=models,
        coded=coded,
        combination=Combination(sources, labels, trained, request.seed),
        exemplars=exemplars(rows, labels),
        held_out=held_out_answer(sources, labels, trained, folds, request.seed),
        labels=labels,
        place_of={int(row): place for place, row in enumerate(rows)},
    )


def _sources(
    study: _Study,
    rows: NDArray[np.int64],
    *,
    model: NDArray[np.float64],
    prior: NDArray[np.float64],
    near: NDArray[np.float64],
    coded: NDArray[np.float64],
) -> Sources:
    return Sources(
        model=model,
        prior=prior,
        nearness=near,
        description=study.likeness.description[rows].astype(float),
        example=study.likeness.example[rows].astype(float),
        cue=study.cues.scores[rows].astype(float),
        coded=coded,
    )


def _answer(
    study: _Study, learned: _Learned | None, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Scores and confidences of passages; training rows get their held-out ones."""
    import numpy as np

    if learned is None:
        score = without_codings(
            study.likeness.description[rows].astype(float),
            study.likeness.example[rows].astype(float),
            study.cues.scores[rows].astype(float),
        )
        return np.round(score, _DECIMALS), None
    model = log_odds(study.space, learned.models, rows)
    prior = np.broadcast_to(learned.models.prior_all, model.shape)
    sources = _sources(
        study,
        rows,
        model=model,
        prior=prior,
        near=nearness(study.space, rows, learned.exemplars),
        coded=log_odds(study.space, learned.coded, rows)[:, 0],
    )
    answer = learned.combination.answer(sources)
    for at, row in enumerate(rows.tolist()):
        place = learned.place_of.get(row)
        if place is not None:
            answer.score[at] = learned.held_out.score[place]
            answer.confidence[at] = learned.held_out.confidence[place]
    return np.round(answer.score, _DECIMALS), np.round(answer.confidence, _DECIMALS)


def _propose(
    study: _Study,
    learned: _Learned | None,
    targets: Sequence[int],
    request: SuggestRequest,
    on_progress: OnProgress,
) -> Iterator[Proposal]:
    import numpy as np

    uuids = [code.uuid for code in study.codes]
    models = learned.models if learned else None
    explainer = Explainer(study.space, study.passages, uuids, study.cues, models)
    for start in range(0, len(targets), _CHUNK):
        on_progress("scoring", start, len(targets))
        rows = np.array(targets[start : start + _CHUNK], dtype=np.int64)
        score, confidence = _answer(study, learned, rows)
        sure = score if confidence is None else confidence
        order = np.argsort(-score, axis=1, kind="stable")
        chosen = [
            _choose(order[at], sure[at], uuids, study.passages[row].rejected, request)
            for at, row in enumerate(rows.tolist())
        ]
        explained = explainer.explain(rows, chosen)
        for at, row in enumerate(rows.tolist()):
            passage = study.passages[row]
            for rank, (code, why) in enumerate(zip(chosen[at], explained[at], strict=True), 1):
                yield Proposal(
                    passage=row,
                    document=passage.document,
                    turn=passage.turn,
                    start=passage.start,
                    end=passage.end,
                    evidence_start=why.evidence.start,
                    evidence_end=why.evidence.end,
                    code=uuids[code],
                    score=float(score[at, code]),
                    confidence=None if confidence is None else float(confidence[at, code]),
                    rank=rank,
                    reason=why.reason,
                )


def _choose(
    order: NDArray[np.int64],
    sure: NDArray[np.float64],
    uuids: Sequence[str],
    rejected: frozenset[str],
    request: SuggestRequest,
) -> list[int]:
    allowed = (code for code in order.tolist() if uuids[code] not in rejected)
    top = [code for code, _ in zip(allowed, range(request.top), strict=False)]
    return [code for code in top if sure[code] >= request.min_confidence]


def _metrics(training: _Training, learned: _Learned | None, top: int) -> dict[str, Any]:
    if learned is None:
        return {}
    return {
        **agreement(learned.held_out, learned.labels, top),
        "passages": len(learned.labels),
        "coded_passages": int(learned.labels.any(axis=1).sum()),
        "codes_with_model": int(learned.models.trained.sum()),
        "folds": training.folds.count,
        "folds_by": "document" if training.folds.by_document else "block",
    }


def _notes(
    training: _Training, learned: _Learned | None, codes: Sequence[Code], silent: int
) -> Iterator[str]:
    coded = int(training.labels.any(axis=1).sum())
    if learned is None:
        yield (
            f"{coded} coded passages, {LEAST_CODED} are needed to learn from: suggestions rest on "
            "cues and on resemblance to the codebook, and carry no confidence"
        )
    else:
        if training.abstained:
            yield (
                f"{len(training.abstained)} of {len(codes)} codes have too few codings for a "
                "model; for them cues and resemblance to the codebook decide"
            )
        if not training.folds.by_document:
            yield (
                "only one document is coded: confidences were checked on other parts of it, not "
                "on another document, and may be too high"
            )
        if coded == len(training.labels):
            yield (
                "no passage counts as read and left uncoded, so confidences take for granted "
                "that a passage is to be coded"
            )
    wordless = sum(1 for code in codes if not word_list(f"{code.name} {code.definition}"))
    if wordless:
        yield f"{wordless} codes have neither a name nor a definition in words"
    if silent:
        yield f"{silent} passages without words were left out"


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("numpy", "scikit-learn", "scipy", "spacy")}
