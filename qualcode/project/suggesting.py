"""Running the suggester over a study: what it is given, and storing what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from qualcode import __version__
from qualcode.errors import NotEnoughData
from qualcode.model import Code, Suggestion, SuggestionRun, Unit
from qualcode.project.vectors import StudyVectors, study_vectors
from qualcode.store import codes as stored_codes
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
    `embedding` is the default one where none is named.
    """

    codebooks: Sequence[str] = ()
    train_on: Sequence[str] = ()
    documents: Sequence[str] = ()
    unit: Unit = "turn"
    target: Literal["uncoded", "all"] = "uncoded"
    top: int = 3
    min_confidence: float = 0.2
    embedding: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run, how many suggestions it made, and what it has to say about itself.

    `abstained` maps codes' ids to why no model was trained for them. `passages` were read in
    `documents`. `made_before` says that the latest run was the same, so that nothing was done.
    """

    run: SuggestionRun
    suggestions: int
    notes: Sequence[str]
    abstained: dict[str, str]
    documents: int = 0
    passages: int = 0
    made_before: bool = False


class Suggester:
    """One run of the suggester over a study."""

    def __init__(self, store: Store, project: Project, choices: SuggestChoices) -> None:
        self._store = store
        self._project = project
        self._choices = choices

    def run(
        self, coder: str | None, on_progress: OnProgress | None, *, resume: bool = False
    ) -> RunReport:
        """See `Suggestions.run`."""
        from qualcode.nlp.suggest import SuggestRequest, suggest

        choices = self._choices
        source = study_vectors(self._store, choices.embedding)
        tell = on_progress or _silent
        began = self._store.now()
        codes, passages = self.codes(), self.passages()
        documents = len({passage.document for passage in passages})
        if resume and (same := self._made_before(codes, passages, source)):
            count = stored.count(self._store, same.uuid)
            return RunReport(same, count, (), {}, documents, len(passages), made_before=True)
        request = SuggestRequest(
            top=choices.top,
            min_confidence=choices.min_confidence,
            seed=choices.seed,
            unit=choices.unit,
        )
        outcome = suggest(passages, codes, request, tell, source)
        run = self._new_run(began, codes, passages, outcome, source)
        run = self._store_run(run, outcome, coder, tell)
        ids = {code.uuid: code.id for code in codes}
        return RunReport(
            run,
            len(outcome.proposals),
            [*(source.notes if source else ()), *outcome.notes],
            {ids[uuid]: why for uuid, why in outcome.abstained.items()},
            documents,
            len(passages),
        )

    def codes(self) -> Sequence[Code]:
        """The codes that can be suggested.

        Raises:
            NotEnoughData, UnknownName: there are none; no such codebook.
        """
        books = [self._project.codebooks.get(name).uuid for name in self._choices.codebooks]
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

    def passages(self) -> Sequence[Passage]:
        """Every passage of the study with what its coders did, as the suggester reads it.

        Raises:
            UnknownName: no such coder or document.
        """
        from qualcode.nlp.passages import cut, label

        project, choices = self._project, self._choices
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
        names = {coder.uuid: coder.name for coder in project.coders.list()}
        return [
            replace(
                passage,
                target=(not wanted or passage.document in wanted)
                and (choices.target == "all" or not passage.codes),
                rejected=refused.get(passage.text, frozenset()),
            )
            for passage in label(passages, codings, considered, names)
        ]

    def _trainers(self, names: Sequence[str]) -> set[str]:
        if names:
            return {self._project.coders.get(name).uuid for name in names}
        return {coder.uuid for coder in self._project.coders.list() if coder.kind == "human"}

    def _rejections(self, coders: set[str]) -> dict[str, frozenset[str]]:
        """Text of a passage -> codes rejected for it under the present codebook versions."""
        versions_at = {
            run.uuid: run.parameters["codebook_versions"] for run in stored.runs(self._store)
        }
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
            book.uuid: stored_codes.version_in_force(self._store, book.uuid)[0]
            for book in self._project.codebooks.list()
        }

    def _parameters(self) -> dict[str, Any]:
        return {**asdict(self._choices), "codebook_versions": self._versions()}

    def _made_before(
        self, codes: Sequence[Code], passages: Sequence[Passage], source: StudyVectors | None
    ) -> SuggestionRun | None:
        """The latest run, where another one by these choices would be the same."""
        runs = stored.runs(self._store)
        if not runs:
            return None
        last = runs[-1]
        own = _own_versions(source)
        packages = [name for name in last.versions if name not in own]
        same = (
            to_json(last.parameters) == to_json(self._parameters())
            and last.versions == {**_installed(packages), **own}
            and last.codebook_fingerprint == _codebook_fingerprint(codes)
            and last.data_fingerprint == _data_fingerprint(passages)
        )
        return last if same else None

    def _new_run(
        self,
        began: str,
        codes: Sequence[Code],
        passages: Sequence[Passage],
        outcome: SuggestOutcome,
        source: StudyVectors | None,
    ) -> SuggestionRun:
        return SuggestionRun(
            uuid=self._store.new_uuid(),
            number=0,
            created_at=began,
            method=outcome.method,
            parameters=self._parameters(),
            versions={**outcome.versions, **_own_versions(source)},
            seed=self._choices.seed,
            data_fingerprint=_data_fingerprint(passages),
            codebook_fingerprint=_codebook_fingerprint(codes),
            metrics=dict(outcome.metrics),
            status="running",
        )

    def _store_run(
        self, run: SuggestionRun, outcome: SuggestOutcome, coder: str | None, tell: OnProgress
    ) -> SuggestionRun:
        with self._store.writing():
            # Numbered only now, since another program may have finished a run meanwhile.
            run = replace(run, number=stored.next_number(self._store))
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
        # Written in the order of their index: half a million in any order take three times as long.
        uuids = sorted(self._store.new_uuid() for _ in outcome.proposals)
        for uuid, item in zip(uuids, outcome.proposals, strict=True):
            yield Suggestion(
                uuid=uuid,
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


def _data_fingerprint(passages: Sequence[Passage]) -> str:
    return sha256(to_json([_seen(passage) for passage in passages]))


def _codebook_fingerprint(codes: Sequence[Code]) -> str:
    return sha256(to_json([[code.id, code.name, code.definition, code.include] for code in codes]))


def _own_versions(source: StudyVectors | None) -> dict[str, str]:
    return {"qualcode": __version__, "embedding": source.name if source else "none"}


def _installed(packages: Sequence[str]) -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _seen(passage: Passage) -> list[Any]:
    return [
        passage.document, passage.start, passage.end, sha256(passage.text),
        sorted(passage.codes), passage.considered, passage.target, sorted(passage.rejected),
    ]  # fmt: skip


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
