"""Choosing what to propose for each passage, and saying why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.model import Reason
from qualcode.nlp.suggest.explaining import Explainer, Explanation
from qualcode.nlp.suggest.families import Family, FamilyConfidence, families, uncertain
from qualcode.nlp.suggest.request import Proposal, SuggestRequest
from qualcode.nlp.suggest.study import Learned, Study, Training, answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Choice:
    """A code (position) for a passage; `family` where it stands for one of its codes."""

    code: int
    score: float
    confidence: float | None
    family: Family | None = None


class Proposer:
    """Proposes codes for passages of a study by what was learned of it."""

    def __init__(
        self, study: Study, training: Training, learned: Learned | None, request: SuggestRequest
    ) -> None:
        self._study = study
        self._learned = learned
        self._request = request
        self._uuids = [code.uuid for code in study.codes]
        self._families = _family_confidence(study, training, learned, request)
        models = learned.models if learned else None
        self._explainer = Explainer(study.space, study.passages, self._uuids, study.cues, models)

    def propose(self, rows: NDArray[np.int64]) -> Iterator[Proposal]:
        """Proposals for the passages `rows`, by rank."""
        import numpy as np

        found = answer(self._study, self._learned, rows)
        sure = found.score if found.confidence is None else found.confidence
        order = np.argsort(-found.score, axis=1, kind="stable")
        likely = list(self._families.likely(sure)) if self._families else []
        chosen = []
        for at, row in enumerate(rows.tolist()):
            rejected = self._study.passages[row].rejected
            own = self._chosen(order[at], found.score[at], sure[at], rejected)
            uncertain_ones = {
                family: float(share[at])
                for family, share in likely
                if uncertain(family, sure[at], float(share[at]))
            }
            chosen.append(self._with_parents(own, uncertain_ones, rejected))
        explained = self._explainer.explain(rows, [[each.code for each in own] for own in chosen])
        for at, row in enumerate(rows.tolist()):
            pairs = zip(chosen[at], explained[at], strict=True)
            for rank, (choice, why) in enumerate(pairs, 1):
                yield self._proposal(row, rank, choice, why, sure[at])

    def _chosen(
        self,
        order: NDArray[np.int64],
        score: NDArray[np.float64],
        sure: NDArray[np.float64],
        rejected: frozenset[str],
    ) -> list[_Choice]:
        allowed = (code for code in order.tolist() if self._uuids[code] not in rejected)
        top = [code for code, _ in zip(allowed, range(self._request.top), strict=False)]
        return [
            _Choice(code, float(score[code]), float(sure[code]) if self._learned else None)
            for code in top
            if sure[code] >= self._request.min_confidence
        ]

    def _with_parents(
        self, own: list[_Choice], likely: Mapping[Family, float], rejected: frozenset[str]
    ) -> list[_Choice]:
        """Parents of uncertain codes put before them, within the number asked for."""
        for family, share in likely.items():
            if self._uuids[family.parent] in rejected or share < self._request.min_confidence:
                continue
            others = [each for each in own if each.code != family.parent]
            inside = [each.score for each in others if each.code in family.under]
            parent = _Choice(family.parent, max([share, *inside]), share, family)
            own = sorted([parent, *others], key=lambda each: -(each.confidence or 0.0))
        return own[: self._request.top]

    def _proposal(
        self, row: int, rank: int, choice: _Choice, why: Explanation, sure: NDArray[np.float64]
    ) -> Proposal:
        passage = self._study.passages[row]
        reason = why.reason
        if choice.family:
            reason = self._of_family(reason, choice.family, sure)
        return Proposal(
            passage=row,
            document=passage.document,
            turn=passage.turn,
            start=passage.start,
            end=passage.end,
            evidence_start=why.evidence.start,
            evidence_end=why.evidence.end,
            code=self._uuids[choice.code],
            score=choice.score,
            confidence=choice.confidence,
            rank=rank,
            reason=reason,
        )

    def _of_family(self, reason: Reason, family: Family, sure: NDArray[np.float64]) -> Reason:
        best = sorted(family.under, key=lambda code: (-float(sure[code]), code))[:_NAMED]
        named = ", ".join(f"{self._study.codes[code].name} ({sure[code]:.2f})" for code in best)
        return replace(reason, text=f"one of the codes under it, not clear which: {named}")


def _family_confidence(
    study: Study, training: Training, learned: Learned | None, request: SuggestRequest
) -> FamilyConfidence | None:
    """None where nothing was learned, or every passage is to get its best single codes."""
    found = families(study.codes)
    held_out = learned.held_out if learned else None
    if held_out is None or held_out.confidence is None or not request.min_confidence:
        return None
    read = training.read
    return FamilyConfidence(found, held_out.confidence[read], training.labels[read])
