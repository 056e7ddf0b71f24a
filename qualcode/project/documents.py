"""Documents: adding, naming, describing, removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.drafts import DocumentDraft
from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import DOCUMENT_KINDS, Document, Turn
from qualcode.project.names import find
from qualcode.project.removing import remove_coding, remove_memo, remove_memos_on
from qualcode.store import documents as stored
from qualcode.store.columns import to_json
from qualcode.store.database import Store
from qualcode.store.journal import has_row, keys_of
from qualcode.text import NORMALISER, count_words, sha256


class Documents:
    """The study's documents."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last_text: tuple[str, str] = ("", "")

    def list(self) -> Sequence[Document]:
        """Current documents by name."""
        return stored.listed(self._store)

    def get(self, name: str) -> Document:
        """A document by uuid or name.

        Raises:
            UnknownName: there is none.
        """
        document = stored.by_uuid(self._store, name) or stored.by_name(self._store, name)
        if document is not None:
            return document
        return find("document", name, self.list(), lambda item: item.uuid, lambda item: item.name)

    def text(self, uuid: str) -> str:
        """A document's canonical text, which never changes; the last one read is kept."""
        if self._last_text[0] != uuid:
            self._last_text = (uuid, stored.text(self._store, uuid))
        return self._last_text[1]

    def turns(self, uuid: str) -> Sequence[Turn]:
        """A document's turns in their order."""
        return stored.turns(self._store, uuid)

    def speakers(self) -> Sequence[tuple[str, int]]:
        """Speaker labels with their number of turns."""
        return stored.speakers(self._store)

    def turn_attributes(self) -> Sequence[str]:
        """Names of the attributes that turns carry, sorted."""
        return stored.turn_attributes(self._store)

    def add(
        self, draft: DocumentDraft, *, name: str | None = None, coder: str | None = None
    ) -> Document:
        """Store an imported document, under another `name` than its own where given.

        Raises:
            ConflictError, InputError: the name is taken or empty.
        """
        name = (draft.name if name is None else name).strip()
        if not name:
            raise InputError("a document needs a name", "give it one")
        if stored.by_name(self._store, name) is not None:
            raise ConflictError(f"there is a document '{name}' already", "choose another name")
        with self._store.transaction(
            "document.import", f"import {name}", coder, packed=True
        ) as change:
            document = Document(
                uuid=self._store.new_uuid(),
                name=name,
                kind=draft.kind,
                language=draft.language,
                length=len(draft.text),
                sha256=sha256(draft.text),
                normaliser=NORMALISER,
                settings=dict(draft.settings),
                source_name=draft.source_name,
                source_sha256=draft.source_sha256,
                revision_of=None,
                session=None,
                variables=dict(draft.variables),
                added_at=change.time,
                turn_count=len(draft.turns),
                word_count=sum(count_words(draft.text, t.start, t.end) for t in draft.turns),
            )
            stored.insert(self._store, change, [(document, draft.text, draft.turns)])
        return document

    def rename(self, name: str, new_name: str, coder: str | None = None) -> Document:
        """Give a document another name.

        Raises:
            UnknownName, ConflictError: there is none; the name is taken.
        """
        document = self.get(name)
        new_name = new_name.strip()
        if not new_name:
            raise InputError("a document needs a name", "give it one")
        other = stored.by_name(self._store, new_name)
        if other is not None and other.uuid != document.uuid:
            raise ConflictError(f"there is a document '{new_name}' already", "choose another name")
        self._update(document, "rename", coder, name=new_name)
        return replace(document, name=new_name)

    def set_kind(self, name: str, kind: str, coder: str | None = None) -> None:
        """Say what kind of document it is.

        Raises:
            UnknownName, InputError: there is no such document or kind.
        """
        if kind not in DOCUMENT_KINDS:
            raise UnknownName("kind of document", kind, DOCUMENT_KINDS)
        self._update(self.get(name), "change the kind of", coder, kind=kind)

    def set_variables(
        self, name: str, variables: Mapping[str, Any], coder: str | None = None
    ) -> None:
        """Set document variables; a value of None takes the variable away."""
        document = self.get(name)
        merged = {**document.variables, **variables}
        kept = {key: value for key, value in merged.items() if value is not None}
        self._update(document, "set variables of", coder, variables=to_json(kept))

    def set_session(self, name: str, session: str | None, coder: str | None = None) -> None:
        """Say which session (uuid) a document comes from."""
        self._update(self.get(name), "set the session of", coder, session=session)

    def remove(self, name: str, coder: str | None = None) -> None:
        """Remove a document with all that is about it: codings, memos, quotes, decisions and so on.

        Undo brings all back.
        """
        document = self.get(name)
        with self._store.transaction(
            "document.remove", f"remove document {document.name}", coder
        ) as change:
            for uuid in keys_of(self._store, "memo", "document", document.uuid):
                if has_row(self._store, "memo", uuid):  # one on another one goes with that
                    remove_memo(self._store, change, uuid)
            for uuid in keys_of(self._store, "coding", "document", document.uuid):
                remove_coding(self._store, change, uuid)
            for table in ("quote", "decision", "progress", "episode", "case_speaker"):
                for uuid in keys_of(self._store, table, "document", document.uuid):
                    remove_memos_on(self._store, change, uuid)
                    change.delete(table, uuid)
            remove_memos_on(self._store, change, document.uuid)
            change.delete("document", document.uuid)

    def _update(self, document: Document, action: str, coder: str | None, **columns: Any) -> None:
        with self._store.transaction(
            "document.change", f"{action} document {document.name}", coder
        ) as change:
            change.update("document", document.uuid, columns)
