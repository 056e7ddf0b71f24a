"""Themes: made by the researcher over codes of any book, single codings, and memos."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import THEME_STATES, Event, Theme, ThemeState
from qualcode.project.names import find, fold
from qualcode.project.removing import remove_memos_on
from qualcode.store import history
from qualcode.store import themes as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, has_row


class Themes:
    """The study's themes. They are named by uuid or name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Theme]:
        """Themes by name."""
        return stored.themes(self._store)

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
        theme = Theme(self._store.new_uuid(), self._free(name), concept=concept)
        with self._store.transaction("theme.add", f"add theme {theme.name}", coder) as change:
            change.insert("theme", as_row(theme, codes=..., codings=..., memos=...))
        return theme

    def rename(self, name: str, new_name: str, coder: str | None = None) -> Theme:
        """Give a theme another name.

        Raises:
            UnknownName, ConflictError, InputError: there is none; the name is taken or empty.
        """
        theme = self.get(name)
        free = self._free(new_name, theme)
        return self._change(theme, f"rename theme {theme.name} to {free}", coder, name=free)

    def set_state(self, name: str, state: ThemeState, coder: str | None = None) -> Theme:
        """Say how far a theme has come: candidate, reviewed or dropped.

        Raises:
            UnknownName: there is no such theme or state.
        """
        if state not in THEME_STATES:
            raise UnknownName("state of a theme", state, THEME_STATES)
        theme = self.get(name)
        return self._change(theme, f"mark theme {theme.name} as {state}", coder, state=state)

    def set_concept(self, name: str, concept: str, coder: str | None = None) -> Theme:
        """Write a theme's central organising concept, or take it away with an empty text.

        Raises:
            UnknownName: there is no such theme.
        """
        theme = self.get(name)
        label = f"change the concept of theme {theme.name}"
        return self._change(theme, label, coder, concept=concept.strip())

    def set_codes(self, name: str, codes: Sequence[str], coder: str | None = None) -> Theme:
        """Say which codes (uuids) a theme gathers.

        Raises:
            UnknownName: there is no such theme or code.
        """
        theme = self.get(name)
        with self._store.transaction(
            "theme.change", f"gather codes under theme {theme.name}", coder
        ) as change:
            gone = [code for code in theme.codes if code not in set(codes)]
            self._drop(change, theme, "code", gone)
            self._gather(change, theme, "code", codes)
        return self.get(theme.uuid)

    def add_members(
        self,
        theme: str,
        *,
        codes: Sequence[str] = (),
        codings: Sequence[str] = (),
        memos: Sequence[str] = (),
        coder: str | None,
    ) -> Theme:
        """Gather codes, codings and memos (uuids) under a theme; what it has already stays.

        Raises:
            UnknownName: one of them isn't there.
        """
        own = self.get(theme)
        given = zip(stored.MEMBERS, (codes, codings, memos), strict=True)
        label = f"gather {_counted(codes, codings, memos)} under theme {own.name}"
        with self._store.transaction("theme.change", label, coder) as change:
            for member, uuids in given:
                self._gather(change, own, member, uuids)
        return self.get(own.uuid)

    def remove_members(
        self,
        theme: str,
        *,
        codes: Sequence[str] = (),
        codings: Sequence[str] = (),
        memos: Sequence[str] = (),
        coder: str | None,
    ) -> Theme:
        """Take codes, codings and memos (uuids) out of a theme; they stay in the study.

        Raises:
            UnknownName: there is no such theme.
        """
        own = self.get(theme)
        given = zip(stored.MEMBERS, (codes, codings, memos), strict=True)
        label = f"take {_counted(codes, codings, memos)} out of theme {own.name}"
        with self._store.transaction("theme.change", label, coder) as change:
            for member, uuids in given:
                self._drop(change, own, member, uuids)
        return self.get(own.uuid)

    def remove(self, name: str, coder: str | None = None) -> None:
        """Remove a theme with the memos on it; what it gathers stays in the study.

        Raises:
            UnknownName: there is none.
        """
        theme = self.get(name)
        with self._store.transaction("theme.remove", f"remove theme {theme.name}", coder) as change:
            for member in stored.MEMBERS:
                self._drop(change, theme, member, None)
            remove_memos_on(self._store, change, theme.uuid)
            change.delete("theme", theme.uuid)

    def history(self, theme: str) -> Sequence[Event]:
        """What was done to a theme (uuid or name) and what it gathers, newest first."""
        return history.events(self._store, history.Wanted(about=[self.get(theme).uuid]))

    def _free(self, name: str, own: Theme | None = None) -> str:
        name = name.strip()
        if not name:
            raise InputError("a theme needs a name", "give it one")
        if any(
            fold(theme.name) == fold(name) and (own is None or theme.uuid != own.uuid)
            for theme in self.list()
        ):
            raise ConflictError(f"there is a theme '{name}' already", "choose another name")
        return name

    def _change(self, theme: Theme, label: str, coder: str | None, **columns: str) -> Theme:
        with self._store.transaction("theme.change", label, coder) as change:
            change.update("theme", theme.uuid, columns)
        return self.get(theme.uuid)

    def _gather(
        self, change: Transaction, theme: Theme, member: stored.Member, uuids: Sequence[str]
    ) -> None:
        there = stored.links(self._store, theme.uuid, member)
        new = [uuid for uuid in dict.fromkeys(uuids) if uuid not in there]
        for uuid in new:
            if not has_row(self._store, member, uuid):
                raise UnknownName(member, uuid)
        change.insert_all(
            f"theme_{member}",
            [{"uuid": self._store.new_uuid(), "theme": theme.uuid, member: uuid} for uuid in new],
        )

    def _drop(
        self,
        change: Transaction,
        theme: Theme,
        member: stored.Member,
        uuids: Sequence[str] | None,
    ) -> None:
        """Take members out of a theme; all where none are named."""
        there = stored.links(self._store, theme.uuid, member)
        for uuid in sorted(there) if uuids is None else dict.fromkeys(uuids):
            if uuid in there:
                change.delete(f"theme_{member}", there[uuid])


def _counted(codes: Sequence[str], codings: Sequence[str], memos: Sequence[str]) -> str:
    named = (("code", codes), ("coding", codings), ("memo", memos))
    parts = [f"{len(uuids)} {name}{'s' * (len(uuids) != 1)}" for name, uuids in named if uuids]
    return ", ".join(parts) or "nothing"
