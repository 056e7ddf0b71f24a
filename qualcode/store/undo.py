"""Undo and redo over the journal, by transaction, for one coder at a time.

A transaction is live when nothing live undoes it. Undo takes the coder's latest live
transaction that isn't an undo itself; redo takes back the coder's latest live undo, as long as
nothing new was done since. Both apply the recorded changes backwards as a new transaction, so
they survive a restart and are part of the history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence

from qualcode.errors import UndoRefused
from qualcode.store.codings import has_memos
from qualcode.store.database import Row, Store
from qualcode.store.journal import KEYS, Transaction, changes_of
from qualcode.store.packing import Change

# Not steps that anybody took: without them the study, or what a step stands on, would be gone.
_NOT_STEPS = "'study.create', 'coder.add', 'suggestion.begin', 'suggestion.cancel', 'topic.begin'"


_LIVE = f"""
    coder IS :coder AND undoes IS NULL AND verb NOT IN ({_NOT_STEPS}) AND NOT EXISTS (
        SELECT 1 FROM event AS undone WHERE undone.undoes = done."transaction"
        AND NOT EXISTS (SELECT 1 FROM event AS redone WHERE redone.undoes = undone."transaction")
    )
"""
_DONE = f"""
    SELECT "transaction" AS uuid, label, id FROM event AS done WHERE {_LIVE}
    ORDER BY id DESC LIMIT 1
"""
_DONE_SINCE = f"""
    SELECT "transaction" AS uuid, label, max(id) AS id FROM event AS done
    WHERE {_LIVE} AND id >= (SELECT min(id) FROM event WHERE "transaction" = :since)
    GROUP BY "transaction" ORDER BY max(id) DESC
"""
# What was undone before the newest live step can't be done again, so that only what came after
# it is looked at: the query is asked after every change.
_UNDONE = """
    SELECT undone."transaction" AS uuid, undone.label, undone.id
    FROM event AS undone JOIN event AS done ON done."transaction" = undone.undoes
    WHERE undone.coder IS :coder AND undone.id > :after
      AND undone.undoes IS NOT NULL AND done.undoes IS NULL
      AND NOT EXISTS (SELECT 1 FROM event AS redone WHERE redone.undoes = undone."transaction")
    ORDER BY undone.id DESC LIMIT 1
"""

UNDONE_NOW = """
    SELECT DISTINCT undoes FROM event AS undone WHERE undoes IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM event AS redone WHERE redone.undoes = undone."transaction")
"""
"""What is undone at present, steps and undos both."""

Completion = Callable[[Transaction], None]
"""What else a change of the study brings with it, done in the same transaction."""


def undo(store: Store, coder: str | None, complete: Completion) -> str:
    """Take back the coder's latest live transaction; returns what it was called.

    Raises:
        UndoRefused: there is none, or a later change built on it.
    """
    with store.transaction("journal.undo", "undo", coder) as change:
        target = _newest_done(store, coder)
        if target is None:
            raise UndoRefused("there is nothing to undo", "only your own changes are undone")
        _undo(store, change, target, complete)
    return str(target["label"])


def undo_to(
    store: Store, coder: str | None, transaction: str, complete: Completion
) -> Sequence[str]:
    """Take back the coder's live transactions from the newest to this one, or none of them.

    Each is undone by a transaction of its own. Returns what they were called, newest first.

    Raises:
        UndoRefused: it isn't live, isn't the coder's, or a later change built on one of them.
    """
    with store.writing():
        targets = _done_since(store, coder, transaction)
        for target in targets:
            with store.transaction("journal.undo", "undo", coder) as change:
                _undo(store, change, target, complete)
    return [str(target["label"]) for target in targets]


def undone_with(store: Store, coder: str | None, transaction: str) -> Sequence[str]:
    """What `undo_to` would take back, newest first; nothing is changed.

    Raises:
        UndoRefused: it isn't live, or isn't the coder's.
    """
    return [str(target["label"]) for target in _done_since(store, coder, transaction)]


def redo(store: Store, coder: str | None, complete: Completion) -> str:
    """Do again what the coder's latest undo took back; returns what it was called.

    Raises:
        UndoRefused: nothing was undone, something new was done since, or a later change
            built on the undo.
    """
    with store.transaction("journal.redo", "redo", coder) as change:
        target = _newest_undone(store, coder)
        if target is None:
            raise UndoRefused("there is nothing to redo", "redo works right after an undo")
        change.undoes = target["uuid"]
        change.label = _called(target)
        _take_back(store, change, target)
        complete(change)
    return change.label


def undoable(store: Store, coder: str | None) -> str | None:
    """What the coder's latest live transaction is called, which `undo` would take back."""
    target = _newest_done(store, coder)
    return None if target is None else str(target["label"])


def redoable(store: Store, coder: str | None) -> str | None:
    """What `redo` would do again."""
    target = _newest_undone(store, coder)
    return None if target is None else _called(target)


def _done_since(store: Store, coder: str | None, transaction: str) -> Sequence[Row]:
    targets = store.rows(_DONE_SINCE, {"coder": coder, "since": transaction})
    if not any(target["uuid"] == transaction for target in targets):
        raise UndoRefused(
            "this step can't be undone", "it is undone already, or it isn't one of yours"
        )
    return targets


def _newest_done(store: Store, coder: str | None) -> Row | None:
    return store.row(_DONE, {"coder": coder})


def _newest_undone(store: Store, coder: str | None) -> Row | None:
    done = _newest_done(store, coder)
    return store.row(_UNDONE, {"coder": coder, "after": 0 if done is None else done["id"]})


def _called(undo: Row) -> str:
    """What an undo took back."""
    return str(undo["label"]).removeprefix("undo: ")


def _undo(store: Store, change: Transaction, target: Row, complete: Completion) -> None:
    change.undoes = target["uuid"]
    change.label = f"undo: {target['label']}"
    _take_back(store, change, target)
    complete(change)


def _take_back(store: Store, change: Transaction, target: Row) -> None:
    events = store.rows('SELECT * FROM event WHERE "transaction" = ? ORDER BY id', [target["uuid"]])
    last = int(events[-1]["id"])
    for item in reversed([item for event in events for item in changes_of(store, event)]):
        if not _still_so(store, item):
            raise _built_on(store, item, last, target["label"])
        try:
            if item.before is None and has_memos(store, item.key):
                raise _built_on(store, item, last, target["label"])
            change.apply([item.reversed()])
        except sqlite3.IntegrityError as error:
            raise _built_on(store, item, last, target["label"]) from error


def _still_so(store: Store, change: Change) -> bool:
    """Whether the row is as the change left it."""
    current = store.row(
        f'SELECT * FROM "{change.table}" WHERE {KEYS[change.table]} = ?',
        [change.key],
    )
    if current is None or change.after is None:
        return current is None and change.after is None
    return all(current[name] == value for name, value in change.after.items())


def _built_on(store: Store, change: Change, since: int, label: str) -> UndoRefused:
    later = store.row(
        f"""
        SELECT event.label, coder.name FROM event LEFT JOIN coder ON coder.uuid = event.coder
        WHERE event.id > ? AND (event.uuid = ? OR instr(event.after, ?))
          AND event.undoes IS NULL AND event."transaction" NOT IN ({UNDONE_NOW})
        ORDER BY event.id DESC
        """,
        [since, change.key, json.dumps(change.key)],
    )
    if later is None:
        blame = "a later change"
    else:
        blame = f"'{later['label']}'" + (f" by {later['name']}" if later["name"] else "")
    return UndoRefused(f"can't take back '{label}': {blame} built on it", "undo that first")
