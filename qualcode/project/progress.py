"""How far each coder is with each document. The coder says so; nothing is counted."""

from __future__ import annotations

from qualcode.errors import UnknownName
from qualcode.model import PROGRESS_STATES, Document, ProgressState
from qualcode.store import documents as stored
from qualcode.store.database import Store


class ProgressBoard:
    """Coders' progress with documents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> dict[tuple[str, str], ProgressState]:
        """(document uuid, coder uuid) -> state, where anything was said."""
        return {(item.document, item.coder): item.state for item in stored.progress(self._store)}

    def get(self, document: str, coder: str) -> ProgressState:
        """A coder's state with a document (both by uuid); `unread` where nothing was said."""
        found = stored.progress_row(self._store, document, coder)
        return found[1].state if found else "unread"

    def set(self, document: Document, coder: str, state: ProgressState) -> None:
        """Say how far a coder is with a document.

        Raises:
            UnknownName: there is no such state.
        """
        if state not in PROGRESS_STATES:
            raise UnknownName("state of progress", state, PROGRESS_STATES)
        found = stored.progress_row(self._store, document.uuid, coder)
        with self._store.transaction(
            "progress.set", f"mark {document.name} as {state}", coder
        ) as change:
            if found:
                change.update("progress", found[0], {"state": state})
            else:
                change.insert(
                    "progress",
                    {
                        "uuid": self._store.new_uuid(),
                        "document": document.uuid,
                        "coder": coder,
                        "state": state,
                    },
                )

    def first_pass_done(self, document: str, coder: str) -> bool:
        """Whether the coder has ended the first pass through the document."""
        return PROGRESS_STATES.index(self.get(document, coder)) > PROGRESS_STATES.index(
            "first pass"
        )
