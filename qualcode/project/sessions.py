"""Sessions that documents come from, episodes inside them, and themes over codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualcode.errors import ConflictError, InputError
from qualcode.model import Document, Episode, Session, Theme
from qualcode.project.names import find, fold
from qualcode.store import codes as stored_codes
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


class Episodes:
    """Stretches of turns with one topic, as coders delimit them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_document(self, document: str) -> Sequence[Episode]:
        """A document's (uuid) episodes in their order."""
        return stored.episodes(self._store, document)

    def add(
        self, document: Document, coder: str, first_turn: int, last_turn: int, topic: str = ""
    ) -> Episode:
        """Delimit an episode by the ordinals of its first and last turn.

        Raises:
            InputError: there are no such turns.
        """
        if not 0 <= first_turn <= last_turn < document.turn_count:
            raise InputError(
                f"turns {first_turn + 1} to {last_turn + 1} are not an episode of {document.name}",
                f"it has {document.turn_count} turns",
            )
        episode = Episode(
            self._store.new_uuid(), document.uuid, coder, first_turn, last_turn, topic
        )
        with self._store.transaction(
            "episode.add", f"add an episode to {document.name}", coder
        ) as change:
            change.insert("episode", as_row(episode))
        return episode


class Themes:
    """Themes: made by the researcher over codes of any book."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Theme]:
        """Themes by name."""
        return stored_codes.themes(self._store)

    def get(self, name: str) -> Theme:
        """A theme by uuid or name.

        Raises:
            UnknownName: there is none.
        """
        return find("theme", name, self.list(), lambda item: item.uuid, lambda item: item.name)

    def add(self, name: str, concept: str = "", coder: str | None = None) -> Theme:
        """Make a candidate theme.

        Raises:
            ConflictError, InputError: the name is taken or empty.
        """
        name = name.strip()
        if not name:
            raise InputError("a theme needs a name", "give it one")
        if any(fold(theme.name) == fold(name) for theme in self.list()):
            raise ConflictError(f"there is a theme '{name}' already", "choose another name")
        theme = Theme(self._store.new_uuid(), name, concept=concept)
        with self._store.transaction("theme.add", f"add theme {name}", coder) as change:
            change.insert("theme", as_row(theme, codes=...))
        return theme

    def set_codes(self, name: str, codes: Sequence[str], coder: str | None = None) -> Theme:
        """Say which codes (uuids) a theme gathers."""
        theme = self.get(name)
        links = stored_codes.theme_links(self._store, theme.uuid)
        with self._store.transaction(
            "theme.change", f"gather codes under theme {theme.name}", coder
        ) as change:
            for code in sorted(links.keys() - set(codes)):
                change.delete("theme_code", links[code])
            for code in dict.fromkeys(codes):
                if code not in links:
                    change.insert(
                        "theme_code",
                        {"uuid": self._store.new_uuid(), "theme": theme.uuid, "code": code},
                    )
        return self.get(theme.uuid)
