"""Undo and redo over the journal, by transaction, for one coder at a time.

A transaction is live when nothing live undoes it. Undo takes the coder's latest live
transaction that isn't an undo itself; redo takes back the coder's latest live undo, as long as
nothing new was done since. Both apply the recorded changes backwards as a new transaction, so
they survive a restart and are part of the history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from qualcode.errors import UndoRefused
from qualcode.store.codings import has_memos
from qualcode.store.database import Row, Store
from qualcode.store.journal import KEYS, Transaction, changes_of
from qualcode.store.packing import Change

# Not steps that anybody took: without them the study, or what a step stands on, would be gone.
_NOT_STEPS = "'study.create', 'coder.add', 'suggestion.begin', 'suggestion.cancel', 'topic.begin'"

_DONE = f"""
    SELECT "transaction" AS uuid, label, id FROM event AS done
    WHERE coder IS :coder AND undoes IS NULL AND verb NOT IN ({_NOT_STEPS})
      AND NOT EXISTS (
        SELECT 1 FROM event AS undone WHERE undone.undoes = done."transaction"
        AND NOT EXISTS (SELECT 1 FROM event AS redone WHERE redone.undoes = undone."transaction")
      )
    ORDER BY id DESC LIMIT 1
"""
_UNDONE = """
    SELECT undone."transaction" AS uuid, undone.label, undone.id
    FROM event AS undone JOIN event AS done ON done."transaction" = undone.undoes
    WHERE undone.coder IS :coder AND undone.undoes IS NOT NULL AND done.undoes IS NULL
      AND NOT EXISTS (SELECT 1 FROM event AS redone WHERE redone.undoes = undone."transaction")
    ORDER BY undone.id DESC LIMIT 1
"""


Completion = Callable[[Transaction], None]
"""What else a change of the study brings with it, done in the same transaction."""


def undo(store: Store, coder: str | None, complete: Completion) -> str:
    """Take back the coder's latest live transaction; returns what it was called.

    Raises:
        UndoRefused: there is none, or a later change built on it.
    """
    with store.transaction("journal.undo", "undo", coder) as change:
        target = store.row(_DONE, {"coder": coder})
        if target is None:
            raise UndoRefused("there is nothing to undo", "only your own changes are undone")
        change.undoes = target["uuid"]
        change.label = f"undo: {target['label']}"
        _take_back(store, change, target)
        complete(change)
    return str(target["label"])


def redo(store: Store, coder: str | None, complete: Completion) -> str:
    """Do again what the coder's latest undo took back; returns what it was called.

    Raises:
        UndoRefused: nothing was undone, something new was done since, or a later change
            built on the undo.
    """
    with store.transaction("journal.redo", "redo", coder) as change:
        target = store.row(_UNDONE, {"coder": coder})
        newest = store.row(_DONE, {"coder": coder})
        if target is None or (newest is not None and newest["id"] > target["id"]):
            raise UndoRefused("there is nothing to redo", "redo works right after an undo")
        change.undoes = target["uuid"]
        change.label = str(target["label"]).removeprefix("undo: ")
        _take_back(store, change, target)
        complete(change)
    return change.label


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
        """
        SELECT event.label, coder.name FROM event LEFT JOIN coder ON coder.uuid = event.coder
        WHERE event.id > ? AND (event.uuid = ? OR instr(event.after, ?)) ORDER BY event.id DESC
        """,
        [since, change.key, json.dumps(change.key)],
    )
    if later is None:
        blame = "a later change"
    else:
        blame = f"'{later['label']}'" + (f" by {later['name']}" if later["name"] else "")
    return UndoRefused(f"can't take back '{label}': {blame} built on it", "undo that first")
