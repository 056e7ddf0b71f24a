"""Two coders side by side: where they differ, what they agree on after talking, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from qualcode.analysis.agreement import Counts, cohen_kappa, counted, percent_agreement
from qualcode.analysis.pairing import best_pairs
from qualcode.errors import ConflictError, InputError
from qualcode.model import Choice, Coder, Coding, Decision, Document, Span
from qualcode.project.removing import remove_coding
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored_codings
from qualcode.store import decisions as stored
from qualcode.store import documents as stored_documents
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction

if TYPE_CHECKING:
    from qualcode.project.study import Project

CONSENSUS = "Consensus"
"""Name of the coder whose codings are what was agreed on."""

Kind = Literal["same", "overlap", "only a", "only b"]

_TAKEN: Mapping[Choice, str] = {"a": "A", "b": "B", "both": "both", "neither": "neither"}
_SWAPPED: Mapping[Choice, Choice] = {"a": "b", "b": "a", "both": "both", "neither": "neither"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What two coders did with one code (uuid) at one place of a document.

    `start` and `end` hold both codings. `decision` is what was agreed on about it.
    """

    code: str
    start: int
    end: int
    a: Coding | None
    b: Coding | None
    kind: Kind
    coder_a: str
    coder_b: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far two coders agree on a code (uuid): numbers of turns, per cent, Cohen's kappa.

    `kappa` is None where it isn't defined: both gave the code to every turn.
    """

    code: str
    both: int
    only_a: int
    only_b: int
    neither: int
    percent: float
    kappa: float | None


class Consensus:
    """Comparing two coders. Provisional codings are left out: nobody has looked at them."""

    def __init__(self, store: Store, project: Project) -> None:
        self._store = store
        self._project = project

    def differences(
        self, document: str, coder_a: str, coder_b: str, layer: str | None = None
    ) -> Sequence[Difference]:
        """Both coders' codings of a document, paired, by place; what is the same included.

        Codings of the same code that overlap are paired, the best overlap first. Decisions are
        those in the `layer` of one coder, or in any. All are uuids.

        Raises:
            UnknownName: there is no such document.
            InputError: the coders are one and the same.
        """
        about = self._project.documents.get(document)
        _refuse_one(coder_a, coder_b)
        own = self._by_code(stored_codings.of_document(self._store, about.uuid, coder_a))
        others = self._by_code(stored_codings.of_document(self._store, about.uuid, coder_b))
        decisions = self._decisions(about.uuid, coder_a, coder_b, layer)
        found: list[Difference] = []
        place = self._places()
        for code in sorted(own.keys() | others.keys(), key=place.__getitem__):
            pairs = _paired(code, coder_a, coder_b, own.get(code, ()), others.get(code, ()))
            found.extend(_with_decisions(pairs, decisions.get(code, ())))
        return sorted(found, key=lambda item: (item.start, item.end, place[item.code]))

    def decide(
        self,
        document: str,
        difference: Difference,
        choice: Choice,
        note: str,
        *,
        layer_name: str = CONSENSUS,
        coder: str,
    ) -> Decision:
        """Write down what the two agreed on, in the layer of a coder that is made when needed.

        To take the side of the one who didn't give the code is to leave it out. An earlier
        decision about the same difference is replaced, with the codings it made.

        Raises:
            UnknownName: there is no such document.
            ConflictError: the codings have changed since the difference was looked at.
            InputError: the layer is one of the two coders', or a model's.
        """
        about = self._project.documents.get(document)
        if choice not in _TAKEN:
            raise InputError(f"there is no choice '{choice}'", f"choose of {', '.join(_TAKEN)}")
        code = self._project.codes.by_uuid(difference.code)
        with self._store.writing():
            layer = self._layer(layer_name, difference)
            earlier = self._present(about, difference, layer).decision
            decision = Decision(
                uuid=earlier.uuid if earlier else self._store.new_uuid(),
                document=about.uuid,
                code=code.uuid,
                start=difference.start,
                end=difference.end,
                layer=layer.uuid,
                choice=choice,
                coder_a=difference.coder_a,
                coder_b=difference.coder_b,
                note=note.strip(),
                codebook_version=stored_codes.version_in_force(self._store, code.codebook)[0],
                decided_by=coder,
                decided_at=self._store.now(),
            )
            label = f"decide {code.id}: take {_TAKEN[choice]}"
            with self._store.transaction("consensus.decide", label, coder) as change:
                self._write_codings(change, difference, decision, replacing=earlier is not None)
                if earlier:
                    change.update("decision", decision.uuid, as_row(decision))
                else:
                    change.insert("decision", as_row(decision))
        return decision

    def agreement(
        self, document: str | None, coder_a: str, coder_b: str
    ) -> Sequence[CodeAgreement]:
        """Agreement turn by turn on each code that one of the two gave, in the codebooks' order.

        A turn has a code when a coding shares a character with it. Without a document (uuid),
        those count that both have coded something in, or marked as done.

        Raises:
            UnknownName: there is no such document.
            InputError: the coders are one and the same.
        """
        _refuse_one(coder_a, coder_b)
        counts: dict[str, Counts] = {}
        turns = 0
        for about in self._compared(document, coder_a, coder_b):
            starts, ends = stored_documents.turn_edges(self._store, about)
            own, others = self._spans(about, coder_a), self._spans(about, coder_b)
            for code in own.keys() | others.keys():
                here = counted(starts, ends, own.get(code, ()), others.get(code, ()))
                before = counts.get(code, Counts(0, 0, 0, turns))
                counts[code] = before + here
            turns += len(starts)
            for code in counts.keys() - own.keys() - others.keys():
                counts[code] += Counts(0, 0, 0, len(starts))
        place = self._places()
        return [
            CodeAgreement(
                code,
                **asdict(counts[code]),
                percent=percent_agreement(counts[code]) or 0.0,
                kappa=cohen_kappa(counts[code]),
            )
            for code in sorted(counts, key=place.__getitem__)
        ]

    def _compared(self, document: str | None, coder_a: str, coder_b: str) -> Sequence[str]:
        if document is not None:
            return [self._project.documents.get(document).uuid]
        done = self._project.progress.all()
        return [
            about.uuid
            for about in self._project.documents.list()
            if all(
                done.get((about.uuid, coder)) == "done"
                or stored_codings.has_coded(self._store, about.uuid, coder)
                for coder in (coder_a, coder_b)
            )
        ]

    def _spans(self, document: str, coder: str) -> Mapping[str, Sequence[Span]]:
        spans: dict[str, list[Span]] = {}
        for mark in stored_codings.marks(self._store, document, coder):
            if mark.status != "provisional":
                spans.setdefault(mark.code, []).append(Span(mark.start, mark.end))
        return spans

    def _by_code(self, codings: Sequence[Coding]) -> Mapping[str, Sequence[Coding]]:
        found: dict[str, list[Coding]] = {}
        for coding in codings:
            if coding.status != "provisional":
                found.setdefault(coding.code, []).append(coding)
        return found

    def _places(self) -> Mapping[str, int]:
        return {code.uuid: place for place, code in enumerate(self._project.codes.list())}

    def _decisions(
        self, document: str, coder_a: str, coder_b: str, layer: str | None
    ) -> Mapping[str, Sequence[Decision]]:
        """By code, newest first, told as if `coder_a` had been A all along."""
        found: dict[str, list[Decision]] = {}
        for decision in stored.of_document(self._store, document):
            if {decision.coder_a, decision.coder_b} != {coder_a, coder_b}:
                continue
            if layer is None or decision.layer == layer:
                found.setdefault(decision.code, []).append(_told_by(decision, coder_a))
        for decisions in found.values():
            decisions.sort(key=lambda item: item.decided_at, reverse=True)
        return found

    def _layer(self, name: str, difference: Difference) -> Coder:
        layer = self._project.coders.ensure(name)
        if layer.uuid in (difference.coder_a, difference.coder_b):
            raise InputError(
                f"{layer.name} is one of the two coders", "keep the consensus under another name"
            )
        if layer.kind != "human":
            raise InputError(f"{layer.name} is a model", "keep the consensus under another name")
        return layer

    def _present(self, document: Document, difference: Difference, layer: Coder) -> Difference:
        """The difference as it is now, with its decision in the layer."""
        a, b = difference.coder_a, difference.coder_b
        own, others = (
            self._by_code(
                stored_codings.of_code(self._store, document.uuid, difference.code, coder)
            ).get(difference.code, ())
            for coder in (a, b)
        )
        decisions = self._decisions(document.uuid, a, b, layer.uuid).get(difference.code, ())
        for item in _with_decisions(_paired(difference.code, a, b, own, others), decisions):
            if (item.a, item.b) == (difference.a, difference.b):
                return item
        raise ConflictError(
            "the codings have changed since they were compared", "compare the coders again"
        )

    def _write_codings(
        self, change: Transaction, difference: Difference, decision: Decision, *, replacing: bool
    ) -> None:
        sources = {
            source.span: source
            for source, choices in ((difference.a, ("a", "both")), (difference.b, ("b", "both")))
            if source is not None and decision.choice in choices
        }
        there = stored_codings.of_code(
            self._store, decision.document, decision.code, decision.layer
        )
        if replacing:
            earlier = stored.of_document(self._store, decision.document)
            for coding in there:
                if coding.span not in sources and _made_by(coding, earlier) == decision.uuid:
                    remove_coding(self._store, change, coding.uuid)
        for span in sorted(sources.keys() - {coding.span for coding in there}):
            made = replace(
                sources[span],
                uuid=self._store.new_uuid(),
                coder=decision.layer,
                created_at=decision.decided_at,
                codebook_version=decision.codebook_version,
                # The episode is the coder's own, and moves as that coder moves it.
                episode=None,
                status="standing",
            )
            change.insert("coding", as_row(made))


def _paired(
    code: str, coder_a: str, coder_b: str, own: Sequence[Coding], others: Sequence[Coding]
) -> list[Difference]:
    """The differences of one code, without decisions."""
    pairs = best_pairs([item.span for item in own], [item.span for item in others])
    alone_a = sorted(set(range(len(own))) - {number for number, _ in pairs})
    alone_b = sorted(set(range(len(others))) - {number for _, number in pairs})
    return [
        *(_difference(code, coder_a, coder_b, own[x], others[y]) for x, y in pairs),
        *(_difference(code, coder_a, coder_b, own[x], None) for x in alone_a),
        *(_difference(code, coder_a, coder_b, None, others[y]) for y in alone_b),
    ]


def _difference(
    code: str, coder_a: str, coder_b: str, a: Coding | None, b: Coding | None
) -> Difference:
    spans = [item.span for item in (a, b) if item is not None]
    kind: Kind = "overlap"
    if len(spans) == 1:
        kind = "only a" if a is not None else "only b"
    elif spans[0] == spans[1]:
        kind = "same"
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Difference(code, start, end, a, b, kind, coder_a, coder_b)


def _with_decisions(
    differences: Sequence[Difference], decisions: Sequence[Decision]
) -> Sequence[Difference]:
    """The differences with the decision that fits each best; codings may have changed since."""
    if not decisions:
        return differences
    pairs = best_pairs(
        [Span(item.start, item.end) for item in differences],
        [Span(item.start, item.end) for item in decisions],
    )
    decided = {x: decisions[y] for x, y in pairs}
    return [
        replace(item, decision=decided[x]) if x in decided else item
        for x, item in enumerate(differences)
    ]


def _told_by(decision: Decision, coder_a: str) -> Decision:
    """The decision as it reads when `coder_a` is A."""
    if decision.coder_a == coder_a:
        return decision
    return replace(
        decision,
        coder_a=decision.coder_b,
        coder_b=decision.coder_a,
        choice=_SWAPPED[decision.choice],
    )


def _made_by(coding: Coding, decisions: Sequence[Decision]) -> str | None:
    """The decision (uuid) that a coding of its layer goes back to: the tightest around it."""
    around = [
        decision
        for decision in decisions
        if (decision.layer, decision.code) == (coding.coder, coding.code)
        and decision.choice != "neither"
        and decision.start <= coding.start
        and coding.end <= decision.end
    ]
    if not around:
        return None
    return min(around, key=lambda item: (item.end - item.start, item.decided_at, item.uuid)).uuid


def _refuse_one(coder_a: str, coder_b: str) -> None:
    if coder_a == coder_b:
        raise InputError("two coders are compared", "choose another one beside the first")
