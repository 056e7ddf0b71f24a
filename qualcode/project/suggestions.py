"""Suggestions: seeing what the suggester said, when a coder may, and deciding about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, NotEnoughData, UnknownName
from qualcode.model import Code, Coding, Suggestion, SuggestionRun
from qualcode.project.suggesting import OnProgress, RunReport, SuggestChoices, Suggester
from qualcode.store import codings as stored_codings
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project


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

        Where the coder coded the passage so already, that coding stands, also if it was
        provisional until now.

        Raises:
            InputError: it was decided before, or the code is retired.
        """
        suggestion = self._open(uuid)
        code = self._project.codes.by_uuid(suggestion.code)
        if code.retired:
            raise InputError(f"the code {code.id} is retired", "reject the suggestion instead")
        coding = self._drafted(suggestion, code, coder, bulk=False)
        with self._store.transaction("suggestion.accept", f"accept {code.id}", coder) as change:
            self._open(uuid)  # again: another program may have decided meanwhile
            there = stored_codings.same(self._store, coding)
            if there is None:
                change.insert("coding", as_row(coding))
            elif there.status == "provisional":
                there = replace(there, status="standing")
                change.update("coding", there.uuid, {"status": there.status})
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
            self._open(uuid)  # again: another program may have decided meanwhile
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
        return Suggester(self._store, self._project, choices).run(coder, on_progress)

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
