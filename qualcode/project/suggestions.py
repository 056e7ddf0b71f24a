"""Suggestions: seeing what the suggester said, when a coder may, and deciding about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, NotEnoughData, UnknownName
from qualcode.model import Code, Coding, Suggestion, SuggestionRun
from qualcode.project.learning import Findings, Learning
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
        """A run's (uuid) suggestions by document, place and rank.

        Open ones are those that nobody answered meanwhile by way of another run, either.
        """
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
        self,
        choices: SuggestChoices,
        coder: str | None,
        on_progress: OnProgress | None = None,
        *,
        resume: bool = False,
    ) -> RunReport:
        """Run the suggester and store what it says.

        With `resume` nothing is done where the latest run had the same parameters, versions,
        codings, text and codebook. A vector that was read is kept, so that a run which was
        cancelled or killed goes on from there.

        `on_progress` hears of stages (stage, done, of how many) and may raise to cancel; then
        nothing of the run stays.

        Raises:
            NotEnoughData, UnknownName, MissingPackage: nothing to work with, or on.
        """
        return Suggester(self._store, self._project, choices).run(coder, on_progress, resume=resume)

    def next_to_code(
        self,
        choices: SuggestChoices,
        count: int,
        coder: str | None,
        on_progress: OnProgress | None = None,
    ) -> Findings:
        """The passages whose coding would teach the suggester most, for a coder (uuid).

        Raises:
            NotEnoughData, UnknownName, MissingPackage: nothing to work with, or on.
        """
        return self._learning(choices, coder).look(count, 0, on_progress or _silent)

    def to_reread(
        self,
        choices: SuggestChoices,
        limit: int,
        coder: str,
        on_progress: OnProgress | None = None,
    ) -> Findings:
        """Passages that a coder (uuid) may want to read again, by their own codings alone.

        Raises:
            NotEnoughData: the coder has coded too little to say what to expect.
            UnknownName, MissingPackage: as `run`.
        """
        found = self._learning(_own(choices, coder), coder).look(0, limit, on_progress or _silent)
        if not found.enough:
            name = self._project.coders.get(coder).name
            raise NotEnoughData(
                f"{name} has coded too few passages to say which are unexpected",
                "code some more, in two documents at least, and ask again",
            )
        return found

    def learning(
        self, coder: str, count: int, limit: int, on_progress: OnProgress | None = None
    ) -> Findings:
        """Both of these for a coder (uuid), by their own codings alone.

        Raises:
            NotEnoughData, MissingPackage: nothing to work with, or on.
        """
        choices = _own(SuggestChoices(), coder)
        return self._learning(choices, coder).look(count, limit, on_progress or _silent)

    def _learning(self, choices: SuggestChoices, coder: str | None) -> Learning:
        return Learning(self._store, self._project, choices, coder)

    def decisions_since(self, run: SuggestionRun, coder: str) -> int:
        """How many steps a coder (uuid) took since a run that the next one can learn from."""
        return stored.decisions_since(self._store, run.uuid, coder)

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


def _own(choices: SuggestChoices, coder: str) -> SuggestChoices:
    return replace(choices, train_on=(coder,), target="all")


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
