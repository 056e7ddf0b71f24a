"""Suggesting a code for the turns of a topic: claims with a reason, as the suggester's are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.errors import InputError, NotEnoughData
from qualcode.model import Code, Reason, Suggestion, SuggestionRun, Topic, TopicRun, TurnRef
from qualcode.project.suggesting import SuggestChoices, Suggester
from qualcode.store import codes as stored_codes
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.nlp.passages import Passage
    from qualcode.project.study import Project

METHOD = "topic"
"""Names runs of suggestions that were made of a topic."""

_TERMS = 5


@dataclass(frozen=True, slots=True)
class TopicSuggestions:
    """A run made of a topic, how many suggestions it holds, and how many turns were left out."""

    run: SuggestionRun
    suggestions: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What is suggested: a code for the turns of a topic of a run."""

    run: TopicRun
    topic: Topic
    code: Code


def suggest_for(store: Store, project: Project, claim: Claim, coder: str) -> TopicSuggestions:
    """See `Topics.suggest`."""
    topic, code = claim.topic, claim.code
    if topic.number < 0:
        raise InputError("what fits nowhere is no topic", "choose a topic from 0 upwards")
    if code.retired:
        raise InputError(f"the code {code.id} is retired", "choose another code")
    weights = dict(project.topics.turns(topic.uuid))
    open_ones = {
        TurnRef(passage.document, passage.turn): passage
        for passage in Suggester(store, project, SuggestChoices(target="all")).passages()
        if passage.turn is not None and code.uuid not in passage.codes | passage.rejected
    }
    wanted = {turn: open_ones[turn] for turn in weights if turn in open_ones}
    if not wanted:
        raise NotEnoughData(
            f"all turns of topic {topic.number} have {code.id} already, or it was rejected there",
            "choose another code or topic",
        )
    suggestions = list(_suggested(store, claim, wanted, weights))
    made = _store(store, _new_run(store, project, claim, wanted), suggestions, coder)
    return TopicSuggestions(made, len(suggestions), len(weights) - len(wanted))


def _suggested(
    store: Store,
    claim: Claim,
    wanted: Mapping[TurnRef, Passage],
    weights: Mapping[TurnRef, float],
) -> Iterator[Suggestion]:
    topic, run = claim.topic, claim.run
    terms = ", ".join(term for term, _ in topic.terms[:_TERMS])
    for turn, passage in wanted.items():
        near = round(weights[turn], 4)
        yield Suggestion(
            uuid=store.new_uuid(),
            run="",
            document=passage.document,
            turn=passage.turn,
            start=passage.start,
            end=passage.end,
            evidence_start=passage.start,
            evidence_end=passage.end,
            code=claim.code.uuid,
            score=near,
            confidence=None,
            rank=1,
            reason=Reason(
                f"it is in topic {topic.number} of run {run.number} (terms: {terms}), "
                f"with a closeness of {near:.2f} to its middle"
            ),
        )


def _new_run(
    store: Store, project: Project, claim: Claim, wanted: Mapping[TurnRef, Passage]
) -> SuggestionRun:
    run, topic, code = claim.run, claim.topic, claim.code
    versions = {
        book.uuid: stored_codes.version_in_force(store, book.uuid)[0]
        for book in project.codebooks.list()
    }
    seen = sorted([p.document, p.start, p.end, sha256(p.text)] for p in wanted.values())
    return SuggestionRun(
        uuid=store.new_uuid(),
        number=0,
        created_at=store.now(),
        method=METHOD,
        parameters={
            "topic_run": run.number,
            "topic": topic.number,
            "code": code.id,
            "codebook_versions": versions,
        },
        versions=dict(run.versions),
        seed=run.seed,
        data_fingerprint=sha256(to_json(seen)),
        codebook_fingerprint=sha256(to_json([[code.id, code.name, code.definition, code.include]])),
        metrics={},
        status="running",
    )


def _store(
    store: Store, run: SuggestionRun, suggestions: list[Suggestion], coder: str
) -> SuggestionRun:
    with store.writing():
        run = replace(run, number=stored.next_number(store))
        label = f"suggest {run.parameters['code']} for topic {run.parameters['topic']}"
        with store.transaction("suggestion.begin", label) as change:
            change.insert("suggestion_run", as_row(run))
        stored.write(store, [replace(item, run=run.uuid) for item in suggestions])
        digest = stored.digest(store, run.uuid)
        with store.transaction("suggestion.run", label, coder) as change:
            change.update("suggestion_run", run.uuid, {"status": "complete", "digest": digest})
    return replace(run, status="complete", digest=digest)
