"""The suggester: cues, resemblance and models put together for every passage to be scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotEnoughData
from qualcode.model import Code
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.combination import LEAST_CODED
from qualcode.nlp.suggest.measuring import agreement
from qualcode.nlp.suggest.proposing import Proposer
from qualcode.nlp.suggest.request import Proposal, SuggestOutcome, SuggestRequest
from qualcode.nlp.suggest.study import (
    Learned,
    Training,
    learn,
    read_study,
    training_of,
)
from qualcode.nlp.tokens import word_list

if TYPE_CHECKING:
    from qualcode.nlp.embedding import VectorSource

_CHUNK = 2_048


def suggest(
    passages: Sequence[Passage],
    codes: Sequence[Code],
    request: SuggestRequest,
    on_progress: OnProgress,
    source: VectorSource | None = None,
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
    study = read_study(passages, offered, request.seed, source, on_progress)
    training = training_of(study)
    learned = learn(study, training, request.seed, on_progress) if training.enough else None
    proposals = list(_propose(Proposer(study, training, learned, request), targets, on_progress))
    return SuggestOutcome(
        proposals=proposals,
        metrics=_metrics(training, learned, request.top),
        versions=_versions(),
        notes=list(_notes(training, learned, offered, len(wanted) - len(targets))),
        abstained=dict(training.abstained),
    )


def _propose(
    proposer: Proposer, targets: Sequence[int], on_progress: OnProgress
) -> Iterator[Proposal]:
    import numpy as np

    for start in range(0, len(targets), _CHUNK):
        on_progress("scoring", start, len(targets))
        yield from proposer.propose(np.array(targets[start : start + _CHUNK], dtype=np.int64))


def _metrics(training: Training, learned: Learned | None, top: int) -> dict[str, Any]:
    if learned is None or learned.held_out is None:
        return {}
    read = training.read
    return {
        **agreement(learned.held_out.at(read), training.labels[read], top),
        "passages": len(training.labels),
        "coded_passages": int(training.labels.any(axis=1).sum()),
        "codes_with_model": int(learned.models.trained.sum()),
        "folds": training.folds.count,
        "folds_by": "document" if training.folds.by_document else "block",
    }


def _notes(
    training: Training, learned: Learned | None, codes: Sequence[Code], silent: int
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
        if training.labels.any(axis=1).all():
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
