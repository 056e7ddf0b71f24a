"""Sessions that documents come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualcode.errors import ConflictError, InputError
from qualcode.model import Session
from qualcode.project.names import find, fold
from qualcode.store import documents as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store


class Sessions:
    """Workshops, interviews and meetings."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Session]:
        """Sessions by date, then name."""
        return stored.sessions(self._store)

    def get(self, name: str) -> Session:
        """A session by uuid or name.

        Raises:
            UnknownName: there is none.
        """
        return find("session", name, self.list(), lambda item: item.uuid, lambda item: item.name)

    def add(self, name: str, coder: str | None = None, **details: Any) -> Session:
        """Make a session; `details` are date (ISO 8601), phase, place, present.

        Raises:
            ConflictError, InputError: the name is taken or empty.
        """
        name = name.strip()
        if not name:
            raise InputError("a session needs a name", "give it one")
        if any(fold(session.name) == fold(name) for session in self.list()):
            raise ConflictError(f"there is a session '{name}' already", "choose another name")
        session = Session(self._store.new_uuid(), name, **details)
        with self._store.transaction("session.add", f"add session {name}", coder) as change:
            change.insert("session", as_row(session))
        return session
