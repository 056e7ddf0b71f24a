"""Topic clusters: fitting them, naming them, looking into them. A reading aid, not themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, NotEnoughData, UnknownName
from qualcode.exporters import WriteOptions, write_text
from qualcode.model import Code, Coding, Cue, Topic, TopicRun, TurnRef
from qualcode.project.suggesting import OnProgress
from qualcode.project.topic_map import map_page
from qualcode.project.topic_spread import Spread, spread
from qualcode.project.topic_suggestions import Claim, TopicSuggestions, suggest_for
from qualcode.project.topic_tree import Branch, branches
from qualcode.project.vectors import StudyVectors, study_vectors
from qualcode.store import topics as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.nlp.passages import Passage
    from qualcode.nlp.topics import TopicCluster, TopicOutcome
    from qualcode.project.study import Project


@dataclass(frozen=True, slots=True)
class TopicChoices:
    """What to cluster: documents by name (all where empty), into how many topics, and how.

    `embedding` is the study's default where it is None; `method` one of `TOPIC_METHODS`.
    """

    documents: Sequence[str] = ()
    number: int | None = None
    seed: int = 0
    embedding: str | None = None
    method: str = "auto"
    reduce_outliers: bool = False


class Topics:
    """The study's topic runs and topics."""

    def __init__(self, store: Store, project: Project) -> None:
        self._store = store
        self._project = project

    def runs(self) -> Sequence[TopicRun]:
        """Finished runs, oldest first."""
        return stored.runs(self._store)

    def run_named(self, name: str | None = None) -> TopicRun:
        """A run by number or uuid; the latest without a name.

        Raises:
            UnknownName, NotEnoughData: there is no such run, or none at all.
        """
        runs = self.runs()
        if not runs:
            raise NotEnoughData("the study has no topics yet", "make some with `topics … fit`")
        if name is None:
            return runs[-1]
        for run in runs:
            if name in (str(run.number), run.uuid):
                return run
        raise UnknownName("topic run", name, [str(run.number) for run in runs])

    def list(self, run: str) -> Sequence[Topic]:
        """A run's (uuid) topics by number; -1 is what fits nowhere."""
        return stored.topics(self._store, run)

    def get(self, run: str, number: int) -> Topic:
        """A topic of a run by its number.

        Raises:
            UnknownName: there is none.
        """
        topics = self.list(run)
        for topic in topics:
            if topic.number == number:
                return topic
        raise UnknownName("topic", str(number), [str(topic.number) for topic in topics])

    def turns(self, topic: str) -> Sequence[tuple[TurnRef, float]]:
        """A topic's (uuid) turns with their weights, heaviest first."""
        return stored.turns(self._store, topic)

    def places(self, run: TopicRun) -> dict[TurnRef, tuple[float, float]]:
        """Where each turn of a run lies on its map (x, y; 0..1); empty for runs without one."""
        digest = run.parameters.get("places")
        return stored.places(self._store, str(digest)) if digest else {}

    def tree(self, run: TopicRun) -> Sequence[Branch]:
        """How the topics of a run join into larger ones, top down, deeper ones indented.

        Raises:
            NotEnoughData: the run was made before topics had a tree, or has one topic only.
        """
        return branches(run, self.list(run.uuid))

    def over(self, run: TopicRun, by: str) -> Spread:
        """Turns per topic and session, or value of a variable of cases, documents or turns.

        Raises:
            UnknownName: `by` is neither "session", "document", "speaker" nor a variable.
        """
        return spread(self._project, self.list(run.uuid), by)

    def write_map(self, run: TopicRun, path: Path, options: WriteOptions = WriteOptions()) -> int:  # noqa: B008 - a frozen value
        """Write a run's map as one HTML file that needs nothing else; returns how many turns.

        Raises:
            NotEnoughData: the run has no map.
            FileError, DiskFull: the file can't be written.
        """
        page, turns = map_page(self._project, run)
        write_text(path, page, options)
        return turns

    def suggest(self, run: TopicRun, topic: Topic, code: Code, coder: str) -> TopicSuggestions:
        """Suggest a code for the turns of a topic, as a run of its own.

        Turns that the code was given to, or rejected for, are left out.

        Raises:
            InputError: the code is retired, or the topic is the outliers.
            NotEnoughData: no turn is left to suggest it for.
        """
        return suggest_for(self._store, self._project, Claim(run, topic, code), coder)

    def label(self, topic: Topic, label: str, coder: str | None = None) -> Topic:
        """Give a topic a name of the researcher's own.

        Raises:
            InputError: the name is empty.
        """
        label = label.strip()
        if not label:
            raise InputError("a topic needs a label", "give it one")
        with self._store.transaction("topic.label", f"label topic {topic.number}", coder) as change:
            change.update("topic", topic.uuid, {"label": label})
        return replace(topic, label=label)

    def to_code(self, topic: Topic, name: str, coder: str, *, code_turns: bool = False) -> Code:
        """Make a code of a topic in the study's own codebook; its terms become cues.

        With `code_turns` its typical turns get the code, provisionally, for somebody to look at.

        Raises:
            InputError, ConflictError: the name is empty, or another code's there.
        """
        terms = [term for term, _ in topic.terms]
        called = f"{topic.number} ({topic.label})" if topic.label else str(topic.number)
        label = f"make a code of topic {topic.number}"
        with self._store.transaction("topic.to_code", label, coder) as change:
            code = self._project.codes.add_own(
                name,
                coder,
                definition=f"Made of topic {called}, whose terms are: {', '.join(terms)}.",
                cues=tuple(Cue(term.casefold()) for term in terms),
            )
            if code_turns:
                drafts = self._typical(topic, code, coder)
                change.insert_all("coding", [as_row(coding) for coding in drafts])
        return code

    def _typical(self, topic: Topic, code: Code, coder: str) -> Sequence[Coding]:
        """Codings of a topic's typical turns, in documents that are still there."""
        drafts = []
        present = {document.uuid: document for document in self._project.documents.list()}
        for uuid, ordinal in topic.representatives:
            if uuid not in present:
                continue
            turn = self._project.documents.turns(uuid)[ordinal]
            drafts.append(
                self._project.codings.draft(
                    present[uuid], code, coder, turn.start, turn.end,
                    origin="bulk", status="provisional",
                )
            )  # fmt: skip
        return drafts

    def fit(
        self, choices: TopicChoices, coder: str | None, on_progress: OnProgress | None = None
    ) -> TopicRun:
        """Cluster the turns into topics and store them.

        Raises:
            NotEnoughData, MissingPackage: too little text; BERTopic, or what was asked for, is
                not installed.
            UnknownName, InputError: no such document or method; a number that can't be.
        """
        from qualcode.nlp.topics import TopicRequest, fit_topics

        passages = self._passages(choices)
        source = study_vectors(self._store, choices.embedding)
        outcome = fit_topics(
            passages,
            TopicRequest(
                number=choices.number,
                seed=choices.seed,
                method=choices.method,
                reduce_outliers=choices.reduce_outliers,
            ),
            on_progress or (lambda _stage, _done, _total: None),
            source,
        )
        return self._store_run(choices, outcome, passages, source, coder)

    def _passages(self, choices: TopicChoices) -> Sequence[Passage]:
        from qualcode.nlp.passages import cut

        wanted = {self._project.documents.get(name).uuid for name in choices.documents}
        return [
            passage
            for document in self._project.documents.list()
            if not wanted or document.uuid in wanted
            for passage in cut(
                document.uuid,
                self._project.documents.text(document.uuid),
                self._project.documents.turns(document.uuid),
                language=document.language,
            )
        ]

    def _store_run(
        self,
        choices: TopicChoices,
        outcome: TopicOutcome,
        passages: Sequence[Passage],
        source: StudyVectors | None,
        coder: str | None,
    ) -> TopicRun:
        turns = [TurnRef(passage.document, passage.turn or 0) for passage in passages]
        run_uuid = self._store.new_uuid()
        topics = [self._topic(run_uuid, item, turns) for item in outcome.topics]
        uuid_of = {topic.number: topic.uuid for topic in topics}
        assigned = [
            (uuid_of[number], turns[index], float(weight))
            for index, number, weight in outcome.assignments
        ]
        placed = [
            (turns[index], place)
            for (index, _, _), place in zip(outcome.assignments, outcome.places, strict=True)
        ]
        run = TopicRun(
            uuid=run_uuid,
            number=stored.next_number(self._store),
            created_at=self._store.now(),
            method=outcome.method,
            parameters=_parameters(choices, outcome),
            versions=dict(outcome.versions),
            seed=choices.seed,
            data_fingerprint=_fingerprint(passages),
            notes=(*(source.notes if source else ()), *outcome.notes),
            digest=stored.digest(assigned),
        )
        label = f"fit topics (run {run.number})"
        # A topic is a journalled row, since it can be labelled; what it holds is bulk. Undoing
        # the fit hides the run, so that assignments never lose their topic.
        with self._store.transaction("topic.begin", label, packed=True) as change:
            places = change.keep_bulk(stored.packed_places(placed))
            run = replace(run, parameters={**run.parameters, "places": places})
            change.insert("topic_run", as_row(run, status="running"))
            change.insert_all("topic", [as_row(topic) for topic in topics])
            stored.write_assignments(self._store, assigned)
        with self._store.transaction("topic.fit", label, coder) as change:
            change.update("topic_run", run.uuid, {"status": "complete"})
        return run

    def _topic(self, run: str, item: TopicCluster, turns: Sequence[TurnRef]) -> Topic:
        return Topic(
            uuid=self._store.new_uuid(),
            run=run,
            number=item.number,
            label=item.label,
            size=item.size,
            terms=tuple(item.terms),
            representatives=tuple(
                (turns[index].document, turns[index].ordinal) for index in item.representatives
            ),
        )


def _parameters(choices: TopicChoices, outcome: TopicOutcome) -> dict[str, Any]:
    tree = [[each.left, each.right, each.height, list(each.terms)] for each in outcome.tree]
    return {
        **outcome.parameters,
        "documents": list(choices.documents),
        "method": choices.method,
        "tree": tree,
    }


def _fingerprint(passages: Sequence[Passage]) -> str:
    return sha256(to_json([[p.document, p.start, p.end, sha256(p.text)] for p in passages]))
