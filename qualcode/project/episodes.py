"""Episodes: stretches of turns with one topic, as each coder delimits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import InputError, UnknownName
from qualcode.model import Document, Episode, Span
from qualcode.project.documents import Documents
from qualcode.project.removing import remove_memos_on
from qualcode.store import codings as stored_codings
from qualcode.store import documents as stored
from qualcode.store import settings as stored_settings
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of
from qualcode.text import context, strip

_OPEN = "episode:{document}"
"""Where it is remembered, for each coder, which episode of a document is open."""


class Episodes:
    """The study's episodes. A coder's own ones don't overlap, but for those of imports."""

    def __init__(self, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def of_document(self, document: str) -> Sequence[Episode]:
        """A document's (uuid) episodes in their order."""
        return stored.episodes(self._store, document)

    def get(self, uuid: str) -> Episode:
        """An episode by uuid.

        Raises:
            UnknownName: there is none.
        """
        episode = stored.episode(self._store, uuid)
        if episode is None:
            raise UnknownName("episode", uuid)
        return episode

    def at(self, document: str, coder: str, turn: int) -> Episode | None:
        """The coder's episode that holds a turn (by ordinal) of a document; both by uuid."""
        return stored.episode_at(self._store, document, coder, turn)

    def opened(self, document: str, coder: str) -> Episode | None:
        """The episode that the coder has opened in a document and not closed; both by uuid."""
        key = _OPEN.format(document=document)
        uuid, _, left_at = (stored_settings.recalled(self._store, coder, key) or "").partition("@")
        episode = stored.episode(self._store, uuid)
        # A closed one whose last turn is as it was before has been opened again by undo.
        if episode is None or left_at not in ("", str(episode.last_turn)):
            return None
        return episode

    def span(self, episode: Episode) -> Span:
        """Where the episode's talk is in the text, without white space at its ends.

        Raises:
            UnknownName: its turns aren't there (any more).
        """
        first, last = (
            stored.turn_bounds(self._store, episode.document, ordinal)
            for ordinal in (episode.first_turn, episode.last_turn)
        )
        if first is None or last is None:
            raise UnknownName("episode", episode.uuid)
        text = self._documents.text(episode.document)
        return strip(text, first.start, last.end) or Span(first.start, last.end)

    def add(
        self, document: Document, coder: str, first_turn: int, last_turn: int, topic: str = ""
    ) -> Episode:
        """Delimit an episode by the ordinals of its first and last turn.

        Raises:
            InputError: there are no such turns.
        """
        _refuse_turns(document, first_turn, last_turn)
        episode = Episode(
            self._store.new_uuid(), document.uuid, coder, first_turn, last_turn, topic
        )
        with self._store.transaction(
            "episode.add", f"add an episode to {document.name}", coder
        ) as change:
            change.insert("episode", as_row(episode))
        return episode

    def open(self, document: Document, coder: str, turn: int, topic: str = "") -> Episode:
        """Begin an episode at a turn (by ordinal). It has that turn only until it is closed.

        Raises:
            InputError: there is no such turn, it belongs to another episode of the coder's, or
                one is open already.
        """
        _refuse_turns(document, turn, turn)
        episode = Episode(self._store.new_uuid(), document.uuid, coder, turn, turn, topic.strip())
        with self._store.writing():
            other = self.opened(document.uuid, coder)
            if other is not None:
                raise InputError(
                    f"an episode is open since turn {other.first_turn + 1}", "close that one first"
                )
            self._refuse_overlap(episode)
            with self._store.transaction(
                "episode.open", f"open an episode in {document.name}", coder
            ) as change:
                change.insert("episode", as_row(episode))
            self._remember(episode, episode.uuid)
        return episode

    def close(self, uuid: str, turn: int, coder: str, *, topic: str | None = None) -> Episode:
        """End an episode with a turn (by ordinal), and say what it is about where `topic` does.

        Codings of the whole episode come to cover all of it.

        Raises:
            UnknownName: there is no such episode.
            InputError: the turn is before its first, it would overlap another episode of the
                coder's, or it is somebody else's.
        """
        with self._store.writing():
            before = self.get(uuid)
            was_open = self._is_open(before)
            about = {} if topic is None else {"topic": topic.strip()}
            closed = self._change("close", before, coder, last_turn=turn, **about)
            if was_open:
                grown = closed.last_turn != before.last_turn
                self._remember(closed, f"{uuid}@{before.last_turn}" if grown else "")
        return closed

    def change(
        self,
        uuid: str,
        coder: str,
        *,
        topic: str | None = None,
        thread: str | None = None,
        first_turn: int | None = None,
        last_turn: int | None = None,
    ) -> Episode:
        """Say otherwise what an episode is about, or where it begins or ends.

        Codings of the whole episode follow its new bounds.

        Raises:
            UnknownName, InputError: as by `close`.
        """
        given = {
            "topic": topic,
            "thread": thread,
            "first_turn": first_turn,
            "last_turn": last_turn,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        with self._store.writing():
            before = self.get(uuid)
            was_open = self._is_open(before)
            changed = self._change("change", before, coder, **changes)
            if not was_open and self.opened(before.document, coder) == changed:
                self._remember(changed, "")
        return changed

    def remove(self, uuid: str, coder: str) -> None:
        """Remove an episode with the memos on it; its codings keep their place.

        Raises:
            UnknownName, InputError: there is none; it is somebody else's.
        """
        episode = self.get(uuid)
        self._refuse_others(episode, coder)
        with self._store.transaction(
            "episode.remove", f"remove an episode of {self._name(episode)}", coder
        ) as change:
            for coding in keys_of(self._store, "coding", "episode", uuid):
                change.update("coding", coding, {"episode": None})
            remove_memos_on(self._store, change, uuid)
            change.delete("episode", uuid)

    def _change(self, action: str, before: Episode, coder: str, **changes: Any) -> Episode:
        self._refuse_others(before, coder)
        after = replace(before, **changes)
        _refuse_turns(self._documents.get(after.document), after.first_turn, after.last_turn)
        self._refuse_overlap(after)
        label = f"{action} an episode of {self._name(after)}"
        with self._store.transaction(f"episode.{action}", label, coder) as change:
            change.update("episode", after.uuid, changes)
            if changes.keys() & {"first_turn", "last_turn"}:
                self._follow(change, before, after)
        return after

    def _follow(self, change: Transaction, before: Episode, after: Episode) -> None:
        """Let the codings of the whole episode cover all of it as it is now."""
        old, new = self.span(before), self.span(after)
        columns = _columns(self._documents.text(after.document), new)
        for uuid in keys_of(self._store, "coding", "episode", after.uuid):
            coding = stored_codings.by_uuid(self._store, uuid)
            if coding is None or coding.span != old or new == old:
                continue
            moved = replace(coding, start=new.start, end=new.end)
            # Where the coder gave the code to the whole stretch before, that coding stands.
            if stored_codings.same(self._store, moved) is None:
                change.update("coding", uuid, columns)

    def _refuse_overlap(self, episode: Episode) -> None:
        for other in stored.episodes(self._store, episode.document):
            if (
                other.uuid != episode.uuid
                and other.coder == episode.coder
                and other.first_turn <= episode.last_turn
                and episode.first_turn <= other.last_turn
            ):
                raise InputError(
                    f"turns {other.first_turn + 1} to {other.last_turn + 1} are another episode "
                    "of yours",
                    "episodes don't overlap; end one before the other begins",
                )

    def _refuse_others(self, episode: Episode, coder: str) -> None:
        if episode.coder != coder:
            raise InputError("the episode is another coder's", "delimit one of your own")

    def _is_open(self, episode: Episode) -> bool:
        return self.opened(episode.document, episode.coder) == episode

    def _remember(self, episode: Episode, value: str) -> None:
        key = _OPEN.format(document=episode.document)
        stored_settings.remember(self._store, episode.coder, key, value)

    def _name(self, episode: Episode) -> str:
        return self._documents.get(episode.document).name


def _columns(text: str, span: Span) -> Mapping[str, Any]:
    prefix, quote, suffix = context(text, span.start, span.end)
    return {
        "start": span.start,
        "end": span.end,
        "quote": quote,
        "prefix": prefix,
        "suffix": suffix,
    }


def _refuse_turns(document: Document, first: int, last: int) -> None:
    if not 0 <= first <= last < document.turn_count:
        raise InputError(
            f"turns {first + 1} to {last + 1} are not an episode of {document.name}",
            f"it has {document.turn_count} turns",
        )
