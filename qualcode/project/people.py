"""Coders and cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import CASE_KINDS, Case, CaseDraft, Coder, CoderKind
from qualcode.project.names import find, fold
from qualcode.store import people as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store


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
            raise InputError("a coder needs a name")
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
        if draft.kind not in CASE_KINDS:
            raise UnknownName("kind of case", draft.kind, CASE_KINDS)
        if not draft.name.strip():
            raise InputError("a case needs a name")
        if any(fold(case.name) == fold(draft.name) for case in self.list()):
            raise ConflictError(f"there is a case '{draft.name}' already", "`case set` changes it")
        case = Case(
            self._store.new_uuid(), draft.name.strip(), draft.kind, draft.variables, draft.consent
        )
        with self._store.transaction("case.add", f"add case {case.name}", coder) as change:
            change.insert("case_", as_row(case, speakers=...))
            self.link(case, draft.speakers, coder)
        return replace(case, speakers=tuple(draft.speakers))

    def link(self, case: Case, speakers: Sequence[str], coder: str | None = None) -> None:
        """Say that these labels stand for the case, in every document.

        Raises:
            ConflictError: a label stands for another case.
        """
        taken = self.by_speaker()
        with self._store.transaction("case.link", f"link speakers to {case.name}", coder) as change:
            for speaker in dict.fromkeys(speakers):
                other = taken.get((speaker, None))
                if other is not None and other.uuid != case.uuid:
                    raise ConflictError(
                        f"the speaker '{speaker}' stands for case {other.name}",
                        f"take it from there first: `case unlink … {other.name}`",
                    )
                if other is None:
                    change.insert(
                        "case_speaker",
                        {
                            "uuid": self._store.new_uuid(),
                            "case_": case.uuid,
                            "speaker": speaker,
                            "document": None,
                        },
                    )

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
        merged = {**case.variables, **variables}
        kept = {key: value for key, value in merged.items() if value is not None}
        self._update(case, "set variables of", coder, variables=to_json(kept))

    def rename(self, name: str, new_name: str, coder: str | None = None) -> None:
        """Give a case another name.

        Raises:
            UnknownName, ConflictError: there is none; the name is taken.
        """
        case = self.get(name)
        if any(fold(o.name) == fold(new_name) and o.uuid != case.uuid for o in self.list()):
            raise ConflictError(f"there is a case '{new_name}' already", "choose another name")
        self._update(case, "rename", coder, name=new_name.strip())

    def remove(self, name: str, coder: str | None = None) -> None:
        """Remove a case and its links to speakers; the talk stays."""
        case = self.get(name)
        with self._store.transaction("case.remove", f"remove case {case.name}", coder) as change:
            for row in self._store.rows(
                "SELECT uuid FROM case_speaker WHERE case_ = ? ORDER BY rowid", [case.uuid]
            ):
                change.delete("case_speaker", row["uuid"])
            change.delete("case_", case.uuid)

    def _update(self, case: Case, action: str, coder: str | None, **columns: Any) -> None:
        with self._store.transaction("case.change", f"{action} case {case.name}", coder) as change:
            change.update("case_", case.uuid, columns)
