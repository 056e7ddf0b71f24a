"""Coders and cases."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.drafts import CaseDraft
from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import CASE_KINDS, Case, Coder, CoderKind
from qualcode.project.names import find, fold
from qualcode.project.removing import remove_memos_on
from qualcode.store import people as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of


class Coders:
    """Those who code; a coder is made at the first coding, or by name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Coder]:
        """Coders by name."""
        return stored.coders(self._store)

    def get(self, name: str) -> Coder:
        """A coder by uuid or name.

        Raises:
            UnknownName: there is none.
        """
        return find("coder", name, self.list(), lambda item: item.uuid, lambda item: item.name)

    def ensure(self, name: str, kind: CoderKind = "human") -> Coder:
        """The coder of that name, made where there is none.

        Raises:
            InputError: the name is empty.
        """
        name = name.strip()
        if not name:
            raise InputError("a coder needs a name", "give one with --coder")
        for coder in self.list():
            if fold(coder.name) == fold(name):
                return coder
        coder = Coder(self._store.new_uuid(), name, kind)
        # Nobody's own change: undoing as far back as one can must not remove oneself.
        with self._store.transaction("coder.add", f"add coder {name}") as change:
            change.insert("coder", as_row(coder))
        return coder

    def rename(self, name: str, new_name: str) -> Coder:
        """Give a coder another name.

        Raises:
            UnknownName, ConflictError: there is none; the name is taken.
        """
        coder = self.get(name)
        new_name = new_name.strip()
        if not new_name:
            raise InputError("a coder needs a name", "give one")
        if any(fold(o.name) == fold(new_name) and o.uuid != coder.uuid for o in self.list()):
            raise ConflictError(f"there is a coder '{new_name}' already", "choose another name")
        with self._store.transaction(
            "coder.rename", f"rename coder {coder.name}", coder.uuid
        ) as change:
            change.update("coder", coder.uuid, {"name": new_name})
        return replace(coder, name=new_name)


class Cases:
    """Participants, sites and units, with what is known of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Case]:
        """Cases by kind and name."""
        return stored.cases(self._store)

    def get(self, name: str) -> Case:
        """A case by uuid or name.

        Raises:
            UnknownName: there is none.
        """
        return find("case", name, self.list(), lambda item: item.uuid, lambda item: item.name)

    def by_speaker(self) -> Mapping[tuple[str, str | None], Case]:
        """(speaker, document uuid or None for everywhere) -> the case behind the label."""
        cases = {case.uuid: case for case in self.list()}
        links = stored.case_of_speakers(self._store)
        return {place: cases[uuid] for place, uuid in links.items()}

    def add(self, draft: CaseDraft, coder: str | None = None) -> Case:
        """Make a case.

        Raises:
            ConflictError, InputError: the name, or one of the speakers, is taken; no such kind.
        """
        known = {fold(case.name) for case in self.list()}
        with self._store.transaction("case.add", f"add case {draft.name}", coder) as change:
            return self._add(change, draft, known, self._labelled())

    def bring_in(self, drafts: Sequence[CaseDraft], coder: str | None = None) -> None:
        """Make the cases of a table; those that are there, by name, are brought up to date.

        Raises:
            ConflictError, InputError: as by `add` and `link`; then nothing is changed.
        """
        known = {fold(case.name): case for case in self.list()}
        labelled = self._labelled()
        with self._store.transaction(
            "case.import", f"bring in {len(drafts)} cases", coder
        ) as change:
            for draft in drafts:
                case = known.get(fold(draft.name))
                if case is None:
                    known[fold(draft.name)] = self._add(change, draft, known, labelled)
                    continue
                variables = _merged(case.variables, draft.variables)
                consent = draft.consent or case.consent
                change.update(
                    "case_", case.uuid, {"variables": to_json(variables), "consent": consent}
                )
                self._link(change, case, draft.speakers, labelled)
                known[fold(draft.name)] = replace(case, variables=variables, consent=consent)

    def link(self, case: Case, speakers: Sequence[str], coder: str | None = None) -> None:
        """Say that these labels stand for the case, in every document.

        Raises:
            ConflictError: a label stands for another case.
        """
        labelled = self._labelled()
        with self._store.transaction("case.link", f"link speakers to {case.name}", coder) as change:
            self._link(change, case, speakers, labelled)

    def unlink(self, case: Case, speakers: Sequence[str], coder: str | None = None) -> None:
        """Say that these labels no longer stand for the case.

        Raises:
            UnknownName: a label doesn't.
        """
        links = stored.speaker_links(self._store, case.uuid)
        with self._store.transaction(
            "case.unlink", f"unlink speakers from {case.name}", coder
        ) as change:
            for speaker in speakers:
                if speaker not in links:
                    raise UnknownName(f"speaker of {case.name}", speaker, links)
                change.delete("case_speaker", links[speaker])

    def set_variables(
        self, name: str, variables: Mapping[str, Any], coder: str | None = None
    ) -> None:
        """Set case variables; a value of None takes the variable away."""
        case = self.get(name)
        merged = _merged(case.variables, variables)
        self._update(case, "set variables of", coder, variables=to_json(merged))

    def set_consent(self, name: str, consent: str, coder: str | None = None) -> None:
        """Say what the case has consented to."""
        self._update(self.get(name), "set the consent of", coder, consent=consent)

    def rename(self, name: str, new_name: str, coder: str | None = None) -> None:
        """Give a case another name.

        Raises:
            UnknownName, ConflictError, InputError: there is none; the name is taken, or empty.
        """
        case = self.get(name)
        if not new_name.strip():
            raise InputError("a case needs a name", "give it one")
        if any(fold(o.name) == fold(new_name) and o.uuid != case.uuid for o in self.list()):
            raise ConflictError(f"there is a case '{new_name}' already", "choose another name")
        self._update(case, "rename", coder, name=new_name.strip())

    def remove(self, name: str, coder: str | None = None) -> None:
        """Remove a case with the memos on it and its links to speakers; the talk stays."""
        case = self.get(name)
        with self._store.transaction("case.remove", f"remove case {case.name}", coder) as change:
            for link in keys_of(self._store, "case_speaker", "case_", case.uuid):
                change.delete("case_speaker", link)
            remove_memos_on(self._store, change, case.uuid)
            change.delete("case_", case.uuid)

    def _update(self, case: Case, action: str, coder: str | None, **columns: Any) -> None:
        with self._store.transaction("case.change", f"{action} case {case.name}", coder) as change:
            change.update("case_", case.uuid, columns)

    def _labelled(self) -> dict[str, Case]:
        """Label -> the case it stands for in every document."""
        return {
            label: case for (label, document), case in self.by_speaker().items() if not document
        }

    def _add(
        self,
        change: Transaction,
        draft: CaseDraft,
        known: Container[str],
        labelled: dict[str, Case],
    ) -> Case:
        if draft.kind not in CASE_KINDS:
            raise UnknownName("kind of case", draft.kind, CASE_KINDS)
        if not draft.name.strip():
            raise InputError("a case needs a name", "give it one")
        if fold(draft.name) in known:
            raise ConflictError(f"there is a case '{draft.name}' already", "`case set` changes it")
        case = Case(
            self._store.new_uuid(), draft.name.strip(), draft.kind, draft.variables, draft.consent
        )
        change.insert("case_", as_row(case, speakers=...))
        self._link(change, case, draft.speakers, labelled)
        return replace(case, speakers=tuple(draft.speakers))

    def _link(
        self, change: Transaction, case: Case, speakers: Sequence[str], labelled: dict[str, Case]
    ) -> None:
        for speaker in dict.fromkeys(speakers):
            other = labelled.get(speaker)
            if other is not None and other.uuid != case.uuid:
                raise ConflictError(
                    f"the speaker '{speaker}' stands for case {other.name}",
                    f"take it from there first: `case unlink … {other.name}`",
                )
            if other is None:
                labelled[speaker] = case
                change.insert(
                    "case_speaker",
                    {
                        "uuid": self._store.new_uuid(),
                        "case_": case.uuid,
                        "speaker": speaker,
                        "document": None,
                    },
                )


def _merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Variables brought up to date; those given as None are taken away."""
    merged = {**before, **given}
    return {key: value for key, value in merged.items() if value is not None}
