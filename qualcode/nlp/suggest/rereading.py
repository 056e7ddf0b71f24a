"""Passages worth rereading: codings that held-out models don't expect, and likely ones missing.

Each coded document is judged by models that never saw it. A coding is unexpected to the extent that
passages left without the code look more like it than its own passage does: a rank within the code,
so that rare codes, whose likelihoods are all small, aren't all unexpected. A passage left without any
code may have been missed where it looks more like a code than a quarter of what has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from qualcode.model import Reason
from qualcode.nlp.suggest.explaining import Explainer
from qualcode.nlp.suggest.study import Learned, Study, Training

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RereadKind = Literal["unexpected", "missed"]

LEAST_LIKELY = 0.2
"""With less confidence no passage counts as missed."""

_LEAST_BEATEN = 0.05
_EXPECTED = 0.5
_TYPICAL = 0.25


@dataclass(frozen=True, slots=True)
class Reread:
    """A passage (its position) to be read again because of a code (uuid).

    `unexpected`: it has the code, by these `codings` (uuids), and `share` of the passages without
    it look more like it. `missed`: it has no code, and looks more like this one than `share` of the
    passages that have it. `confidence` is the held-out likelihood of the code; `instead` the code
    without a coding there that is likelier, with its likelihood. `reason` is that of the code not given.
    """

    kind: RereadKind
    passage: int
    code: str
    confidence: float
    share: float
    codings: tuple[str, ...] = ()
    instead: tuple[str, float] | None = None
    reason: Reason | None = None


def rereadings(
    study: Study,
    training: Training,
    learned: Learned,
    limit: int,
    without: Collection[str] = (),
) -> list[Reread]:
    """At most `limit` of each kind, the most unexpected and the likeliest first.

    Only codes with a model of their own, and only targets; none of the documents `without`.
    """
    import numpy as np

    if learned.held_out is None or learned.held_out.confidence is None:
        return []
    confidence = learned.held_out.confidence
    own = [study.passages[row] for row in training.rows.tolist()]
    asked = [passage.target and passage.document not in without for passage in own]
    ranked = _Ranked(study, training, confidence, np.array(asked, dtype=bool))
    unexpected = sorted(ranked.unexpected(), key=lambda each: (-each.share, each.confidence))
    missed = sorted(ranked.missed(), key=lambda each: (-each.confidence, -each.share))
    return list(_explained(study, learned, [*unexpected[:limit], *missed[:limit]]))


class _Ranked:
    """The held-out confidences of the training rows, compared within each code."""

    def __init__(
        self,
        study: Study,
        training: Training,
        confidence: NDArray[np.float64],
        asked: NDArray[np.bool_],
    ) -> None:
        self._passages = study.passages
        self._uuids = [code.uuid for code in study.codes]
        self._training = training
        self._confidence = confidence
        self._asked = asked
        self._trained = [at for at, wanted in enumerate(training.wanted) if wanted]

    def unexpected(self) -> Iterator[Reread]:
        import numpy as np

        labels = self._training.labels
        for code in self._trained:
            own = self._confidence[:, code]
            without = np.sort(own[~labels[:, code]])
            if not len(without):
                continue
            for place in np.flatnonzero(labels[:, code] & self._asked).tolist():
                higher = len(without) - int(np.searchsorted(without, own[place], side="right"))
                share = higher / len(without)
                if share >= _LEAST_BEATEN and own[place] < _EXPECTED:
                    yield self._told("unexpected", place, code, share)

    def missed(self) -> Iterator[Reread]:
        import numpy as np

        labels = self._training.labels
        for code in self._trained:
            own = self._confidence[:, code]
            having = np.sort(own[labels[:, code]])
            least = max(LEAST_LIKELY, float(np.quantile(having, _TYPICAL)))
            left = ~labels[:, code] & self._asked & (own >= least)
            for place in np.flatnonzero(left).tolist():
                passage = self._passages[int(self._training.rows[place])]
                if not passage.codes and self._uuids[code] not in passage.rejected:
                    lower = int(np.searchsorted(having, own[place], side="left"))
                    yield self._told("missed", place, code, lower / len(having))

    def _told(self, kind: RereadKind, place: int, code: int, share: float) -> Reread:
        row = int(self._training.rows[place])
        uuid, passage = self._uuids[code], self._passages[row]
        confidence = float(self._confidence[place, code])
        codings = tuple(sorted(each[1] for each in passage.codings if each[0] == uuid))
        instead = self._likelier(place, confidence) if kind == "unexpected" else None
        return Reread(kind, row, uuid, confidence, share, codings, instead)

    def _likelier(self, place: int, than: float) -> tuple[str, float] | None:
        import numpy as np

        row = int(self._training.rows[place])
        rejected = self._passages[row].rejected
        left = np.where(self._training.labels[place], -1.0, self._confidence[place])
        for code in np.argsort(-left, kind="stable").tolist():
            if left[code] <= than:
                return None
            if self._uuids[code] not in rejected:
                return self._uuids[code], float(left[code])
        return None


def _explained(study: Study, learned: Learned, found: list[Reread]) -> Iterator[Reread]:
    """The same with the reasons for the codes that weren't given."""
    import numpy as np

    uuids = [code.uuid for code in study.codes]
    explainer = Explainer(study.space, study.passages, uuids, study.cues, learned.models)
    wanted: list[list[int]] = []
    for each in found:
        ungiven = each.code if each.kind == "missed" else each.instead and each.instead[0]
        wanted.append([uuids.index(ungiven)] if ungiven else [])
    rows = np.array([each.passage for each in found], dtype=np.int64)
    for each, told in zip(found, explainer.explain(rows, wanted) if found else [], strict=True):
        yield replace(each, reason=told[0].reason) if told else each
