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

    def list_open(self, coder: str, *, run: str | None = None) -> Sequence[Suggestion]:
        """Suggestions to be decided on, by document, place and rank.

        Those of the latest run, or one by number or uuid, in documents where the coder (uuid) may
        see them, of codes that are still there; empty where there is no run.

        Raises:
            UnknownName: there is no such run.
        """
        if run is None and not self.runs():
            return []
        chosen = self.run_named(run)
        codes = {code.uuid for code in self._project.codes.list()}
        return [
            item
            for document in self._project.documents.list()
            if self.visible(document.uuid, coder)
            for item in self.each(chosen.uuid, document=document.uuid, status="open")
            if item.code in codes
        ]

    def hidden(self, coder: str) -> tuple[int, int]:
        """How many of the latest run's open suggestions the coder (uuid) may not see yet.

        The second number is that of the documents they are in.
        """
        runs = self.runs()
        waiting = stored.waiting(self._store, runs[-1].uuid) if runs else {}
        hidden = [count for document, count in waiting.items() if not self.visible(document, coder)]
        return sum(hidden), len(hidden)

    def behind(self, coding: Coding) -> Suggestion | None:
        """The suggestion that a coding was made of, None where there is none."""
        return stored.behind(self._store, coding.document, coding.uuid)

    def accept(
        self,
        uuid: str,
        coder: str,
        *,
        code: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> Coding:
        """Make a coding of a suggestion; it remembers that it was suggested.

        `code` (uuid) gives another code than was suggested; `start` and `end` (code points) other
        bounds. Where the coder coded the passage so already, that coding stands, also if it was
        provisional until now.

        Raises:
            UnknownName: there is no such suggestion or code.
            InputError: it was decided before, the code is retired, or the bounds are no passage.
        """
        suggestion = self._open(uuid)
        suggested = suggestion.code
        given = self._project.codes.by_uuid(code or suggested)
        if given.retired:
            hint = "choose another code" if code else "choose another code, or reject it"
            raise InputError(f"the code {given.id} is retired", hint)
        if start is not None or end is not None:
            suggestion = replace(
                suggestion,
                start=suggestion.start if start is None else start,
                end=suggestion.end if end is None else end,
            )
        coding = self._drafted(suggestion, given, coder, bulk=False)
        label = f"accept {given.id}"
        if given.uuid != suggested:
            label += f" for {self._project.codes.by_uuid(suggested).id}"
        with self._store.transaction("suggestion.accept", label, coder) as change:
            self._open(uuid)  # again: another program may have decided meanwhile
            there = stored_codings.same(self._store, coding)
            if there is None:
                change.insert("coding", as_row(coding))
            elif there.status == "provisional":
                there = replace(there, status="standing")
                change.update("coding", there.uuid, {"status": there.status})
            change.update("suggestion", uuid, self._decision("accepted", coder, there or coding))
        return there or coding

    def reject(self, uuid: str, coder: str, note: str = "") -> None:
        """Reject a suggestion: it doesn't come back for this text, code and codebook version.

        A `note` of why is kept as a memo on the passage, in the same step.

        Raises:
            UnknownName, InputError: there is no such suggestion; it was decided before.
        """
        suggestion = self._open(uuid)
        code = self._project.codes.by_uuid(suggestion.code)
        with self._store.transaction("suggestion.reject", f"reject {code.id}", coder) as change:
            self._open(uuid)  # again: another program may have decided meanwhile
            change.update("suggestion", uuid, self._decision("rejected", coder, None))
            if note.strip():
                self._project.memos.add(
                    "coding", note.strip(), coder, title=f"rejected: {code.id}",
                    document=suggestion.document, start=suggestion.start, end=suggestion.end,
                )  # fmt: skip

    def accept_these(self, uuids: Sequence[str], coder: str) -> int:
        """Make provisional codings of suggestions, of those that are still open.

        Suggestions of retired codes are left as they are. Returns how many codings are new.

        Raises:
            UnknownName: there is no such suggestion.
        """
        with self._store.writing():
            return self._accept([self.get(uuid) for uuid in dict.fromkeys(uuids)], coder)

    def accept_all(
        self, run: str, min_confidence: float, coder: str, codes: Sequence[str] = ()
    ) -> int:
        """Make provisional codings of a run's open suggestions from a confidence upwards.

        `codes` (uuids) limits them. Suggestions of retired codes are left as they are. Returns how
        many codings are new.

        Raises:
            NotEnoughData: the run has no confidences.
        """
        with self._store.writing():
            open_ones = [
                item for item in self.each(run, status="open") if not codes or item.code in codes
            ]
            if open_ones and all(item.confidence is None for item in open_ones):
                raise NotEnoughData(
                    "this run has no confidences: there were no codings to learn them from",
                    "code a few documents, run `suggest` again, or accept one by one in `open`",
                )
            sure = [item for item in open_ones if (item.confidence or 0.0) >= min_confidence]
            return self._accept(sure, coder)

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

    def _accept(self, items: Sequence[Suggestion], coder: str) -> int:
        """Make provisional codings, in one step; the number of new ones."""
        codes = {code.uuid: code for code in self._project.codes.list(retired=False)}
        given = [item for item in items if item.status == "open" and item.code in codes]
        made = 0
        label = f"accept {len(given)} suggestions"
        with self._store.transaction("suggestion.accept", label, coder, packed=True) as change:
            for item in given:
                coding = self._drafted(item, codes[item.code], coder, bulk=True)
                there = stored_codings.same(self._store, coding)
                if there is None:
                    change.insert("coding", as_row(coding))
                    made += 1
                change.update(
                    "suggestion", item.uuid, self._decision("accepted", coder, there or coding)
                )
        return made

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
