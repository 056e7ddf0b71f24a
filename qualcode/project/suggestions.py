"""Suggestions: running the suggester, deciding, and when a coder may see what it said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from qualcode.errors import InputError, MissingPackage, NotEnoughData, UnknownName
from qualcode.model import Code, Coding, Suggestion, SuggestionRun, Unit
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored_codings
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.nlp.passages import Passage
    from qualcode.nlp.suggest import SuggestOutcome
    from qualcode.project.study import Project

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SuggestChoices:
    """What to suggest, for what, learnt from whom; names as people type them.

    `train_on` are coders, all human ones where it is empty. `target` "uncoded" leaves out the
    passages that those coders coded. With `min_confidence` 0 every passage gets `top` codes.
    """

    codebooks: Sequence[str] = ()
    train_on: Sequence[str] = ()
    documents: Sequence[str] = ()
    unit: Unit = "turn"
    target: Literal["uncoded", "all"] = "uncoded"
    top: int = 3
    min_confidence: float = 0.3
    embedding: str = "none"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run, how many suggestions it made, and what it has to say about itself.

    `abstained` maps codes' ids to why no model was trained for them.
    """

    run: SuggestionRun
    suggestions: int
    notes: Sequence[str]
    abstained: dict[str, str]


class Suggestions:
    """The study's suggestions."""

    def __init__(self, store: Store, project: Project) -> None:
        self._store = store
        self._project = project

    def runs(self) -> Sequence[SuggestionRun]:
        """Finished runs, oldest first."""
        return stored.runs(self._store)

    def run_named(self, name: str | None = None) -> SuggestionRun:
        """A run by number or uuid; the latest without a name.

        Raises:
            UnknownName, NotEnoughData: there is no such run, or none at all.
        """
        runs = self.runs()
        if not runs:
            raise NotEnoughData("the study has no suggestions yet", "make some with `suggest`")
        if name is None:
            return runs[-1]
        for run in runs:
            if name in (str(run.number), run.uuid):
                return run
        raise UnknownName("run", name, [str(run.number) for run in runs])

    def visible(self, document: str, coder: str) -> bool:
        """Whether the coder may see suggestions for the document (both by uuid).

        They stay hidden until the coder's first pass is done, so that they don't anchor.
        """
        if not self._project.settings.hides_suggestions:
            return True
        return self._project.progress.first_pass_done(document, coder)

    def list(
        self, run: str, *, document: str | None = None, status: str | None = None
    ) -> Sequence[Suggestion]:
        """A run's (uuid) suggestions by document, place and rank."""
        return list(self.each(run, document=document, status=status))

    def each(
        self, run: str, *, document: str | None = None, status: str | None = None
    ) -> Iterator[Suggestion]:
        """The same as `list`, one by one."""
        return stored.of_run(self._store, run, document=document, status=status)

    def get(self, uuid: str) -> Suggestion:
        """A suggestion by uuid.

        Raises:
            UnknownName: there is none.
        """
        suggestion = stored.by_uuid(self._store, uuid)
        if suggestion is None:
            raise UnknownName("suggestion", uuid)
        return suggestion

    def accept(self, uuid: str, coder: str) -> Coding:
        """Make a coding of a suggestion; it remembers that it was suggested.

        Raises:
            InputError: it was decided before.
        """
        suggestion = self._open(uuid)
        code = self._project.codes.by_uuid(suggestion.code)
        coding = self._drafted(suggestion, code, coder, bulk=False)
        there = stored_codings.same(self._store, coding)
        with self._store.transaction("suggestion.accept", f"accept {code.id}", coder) as change:
            if there is None:
                change.insert("coding", as_row(coding))
            change.update("suggestion", uuid, self._decision("accepted", coder, there or coding))
        return there or coding

    def reject(self, uuid: str, coder: str) -> None:
        """Reject a suggestion: it doesn't come back for this text, code and codebook version.

        Raises:
            InputError: it was decided before.
        """
        suggestion = self._open(uuid)
        code = self._project.codes.by_uuid(suggestion.code)
        with self._store.transaction("suggestion.reject", f"reject {code.id}", coder) as change:
            change.update("suggestion", uuid, self._decision("rejected", coder, None))

    def accept_all(
        self, run: str, min_confidence: float, coder: str, codes: Sequence[str] = ()
    ) -> int:
        """Make provisional codings of a run's open suggestions from a confidence upwards.

        `codes` (uuids) limits them. Returns how many codings are new.

        Raises:
            NotEnoughData: the run has no confidences.
        """
        open_ones = [
            item for item in self.each(run, status="open") if not codes or item.code in codes
        ]
        if open_ones and all(item.confidence is None for item in open_ones):
            raise NotEnoughData(
                "this run has no confidences: there were no codings to learn them from",
                "code a few documents, run `suggest` again, or accept one by one in `open`",
            )
        sure = [item for item in open_ones if (item.confidence or 0.0) >= min_confidence]
        by_uuid = {code.uuid: code for code in self._project.codes.list()}
        label = f"accept {len(sure)} suggestions"
        made = 0
        with self._store.transaction("suggestion.accept", label, coder, packed=True) as change:
            for item in sure:
                if item.code not in by_uuid:
                    continue
                coding = self._drafted(item, by_uuid[item.code], coder, bulk=True)
                there = stored_codings.same(self._store, coding)
                if there is None:
                    change.insert("coding", as_row(coding))
                    made += 1
                change.update(
                    "suggestion", item.uuid, self._decision("accepted", coder, there or coding)
                )
        return made

    def run(
        self, choices: SuggestChoices, coder: str | None, on_progress: OnProgress | None = None
    ) -> RunReport:
        """Run the suggester and store what it says.

        `on_progress` hears of stages (stage, done, of how many) and may raise to cancel; then
        nothing of the run stays.

        Raises:
            NotEnoughData, UnknownName, MissingPackage: nothing to work with, or on.
        """
        from qualcode.nlp.suggest import SuggestRequest, suggest

        if choices.embedding != "none":
            raise MissingPackage(
                f"there is no embedding '{choices.embedding}' in this version",
                "use --embedding none",
            )
        tell = on_progress or _silent
        codes = self._codes(choices.codebooks)
        passages = self._passages(choices)
        outcome = suggest(
            passages,
            codes,
            SuggestRequest(
                top=choices.top,
                min_confidence=choices.min_confidence,
                seed=choices.seed,
                unit=choices.unit,
            ),
            tell,
        )
        run = self._new_run(choices, codes, passages, outcome)
        run = self._store_run(run, outcome, coder, tell)
        ids = {code.uuid: code.id for code in codes}
        return RunReport(
            run,
            len(outcome.proposals),
            outcome.notes,
            {ids[uuid]: why for uuid, why in outcome.abstained.items()},
        )

    def _codes(self, codebooks: Sequence[str]) -> Sequence[Code]:
        books = [self._project.codebooks.get(name).uuid for name in codebooks]
        codes = [
            code
            for code in self._project.codes.list(retired=False)
            if not books or code.codebook in books
        ]
        if not codes:
            raise NotEnoughData(
                "there are no codes to suggest", "load a codebook with `codebook add`"
            )
        return codes

    def _passages(self, choices: SuggestChoices) -> Sequence[Passage]:
        from qualcode.nlp.passages import cut, label

        project = self._project
        trainers = self._trainers(choices.train_on)
        wanted = {project.documents.get(name).uuid for name in choices.documents}
        documents = project.documents.list()
        passages: list[Passage] = []
        for document in documents:
            passages += cut(
                document.uuid,
                project.documents.text(document.uuid),
                project.documents.turns(document.uuid),
                choices.unit,
                language=document.language,
                episodes=project.episodes.of_document(document.uuid),
            )
        codings = [
            coding
            for coding in project.codings.list()
            if coding.coder in trainers and coding.status != "provisional"
        ]
        done = {
            document
            for (document, coder), state in project.progress.all().items()
            if coder in trainers and state == "done"
        }
        considered = {coding.document for coding in codings} | done
        refused = self._rejections(trainers)
        return [
            replace(
                passage,
                target=(not wanted or passage.document in wanted)
                and (choices.target == "all" or not passage.codes),
                rejected=refused.get(passage.text, frozenset()),
            )
            for passage in label(passages, codings, considered)
        ]

    def _trainers(self, names: Sequence[str]) -> set[str]:
        if names:
            return {self._project.coders.get(name).uuid for name in names}
        return {coder.uuid for coder in self._project.coders.list() if coder.kind == "human"}

    def _rejections(self, coders: set[str]) -> dict[str, frozenset[str]]:
        """Text of a passage -> codes rejected for it under the present codebook versions."""
        versions_at = {run.uuid: run.parameters["codebook_versions"] for run in self.runs()}
        book_of = {code.uuid: code.codebook for code in self._project.codes.list()}
        now = self._versions()
        texts: dict[str, str] = {}
        refused: dict[str, set[str]] = {}
        for item in stored.rejected(self._store):
            book = book_of.get(item.code)
            if (
                book is None
                or item.decided_by not in coders
                or versions_at.get(item.run, {}).get(book) != now[book]
            ):
                continue
            if item.document not in texts:
                texts[item.document] = self._project.documents.text(item.document)
            passage = texts[item.document][item.start : item.end]
            refused.setdefault(passage, set()).add(item.code)
        return {text: frozenset(codes) for text, codes in refused.items()}

    def _versions(self) -> dict[str, str | None]:
        return {
            book.uuid: stored_codes.latest_version(self._store, book.uuid)
            for book in self._project.codebooks.list()
        }

    def _new_run(
        self,
        choices: SuggestChoices,
        codes: Sequence[Code],
        passages: Sequence[Passage],
        outcome: SuggestOutcome,
    ) -> SuggestionRun:
        return SuggestionRun(
            uuid=self._store.new_uuid(),
            number=stored.next_number(self._store),
            created_at=self._store.now(),
            method=outcome.method,
            parameters={**asdict(choices), "codebook_versions": self._versions()},
            versions=dict(outcome.versions),
            seed=choices.seed,
            data_fingerprint=sha256(to_json([_seen(passage) for passage in passages])),
            codebook_fingerprint=sha256(
                to_json([[code.id, code.name, code.definition, code.include] for code in codes])
            ),
            metrics=dict(outcome.metrics),
            status="running",
        )

    def _store_run(
        self, run: SuggestionRun, outcome: SuggestOutcome, coder: str | None, tell: OnProgress
    ) -> SuggestionRun:
        label = f"suggest (run {run.number})"
        with self._store.transaction("suggestion.begin", label) as change:
            change.insert("suggestion_run", as_row(run))
        try:
            tell("storing", 0, len(outcome.proposals))
            stored.write(self._store, self._suggested(run.uuid, outcome))
            digest = stored.digest(self._store, run.uuid)
        except BaseException:
            stored.forget(self._store, run.uuid)
            with self._store.transaction("suggestion.cancel", label) as change:
                change.delete("suggestion_run", run.uuid)
            raise
        with self._store.transaction("suggestion.run", label, coder) as change:
            change.update("suggestion_run", run.uuid, {"status": "complete", "digest": digest})
        return replace(run, status="complete", digest=digest)

    def _suggested(self, run: str, outcome: SuggestOutcome) -> Iterator[Suggestion]:
        for item in outcome.proposals:
            yield Suggestion(
                uuid=self._store.new_uuid(),
                run=run,
                document=item.document,
                turn=item.turn,
                start=item.start,
                end=item.end,
                evidence_start=item.evidence_start,
                evidence_end=item.evidence_end,
                code=item.code,
                score=item.score,
                confidence=item.confidence,
                rank=item.rank,
                reason=item.reason,
            )

    def _open(self, uuid: str) -> Suggestion:
        suggestion = self.get(uuid)
        if suggestion.status != "open":
            raise InputError(f"the suggestion was {suggestion.status} before", "undo that first")
        return suggestion

    def _drafted(self, item: Suggestion, code: Code, coder: str, *, bulk: bool) -> Coding:
        return self._project.codings.draft(
            self._project.documents.get(item.document),
            code,
            coder,
            item.start,
            item.end,
            origin="bulk" if bulk else "suggested",
            status="provisional" if bulk else "standing",
        )

    def _decision(self, status: str, coder: str, coding: Coding | None) -> dict[str, Any]:
        return {
            "status": status,
            "decided_by": coder,
            "decided_at": self._store.now(),
            "coding": coding.uuid if coding else None,
        }


def _seen(passage: Passage) -> list[Any]:
    return [
        passage.document, passage.start, passage.end, sha256(passage.text),
        sorted(passage.codes), passage.considered, passage.target, sorted(passage.rejected),
    ]  # fmt: skip


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
