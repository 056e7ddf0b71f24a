"""The journal: every change to a journalled row, written with the change itself.

A change is (table, key, before, after), rows being dicts of SQLite values; before is None for
an insert, after is None for a delete, and an update holds the changed columns only. Bulk work
packs its changes into one content-addressed blob. Undo, redo and `check` read the same events.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.errors import ConflictError, NotAStudy
from qualcode.store.columns import to_json
from qualcode.store.materialise import AFTER_INSERT, BEFORE_DELETE
from qualcode.store.packing import Change, Values, pack, unpack
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.store.database import Store

KEYS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "coder", "session", "document", "episode", "case_", "case_speaker", "codebook",
            "codebook_version", "code", "theme", "theme_code", "progress", "coding", "memo",
            "suggestion_run", "suggestion", "topic_run", "topic", "theme_coding", "theme_memo",
            "quote", "decision",
        ),
        "uuid",
    ),
    "setting": "key",
}  # fmt: skip
"""The journalled tables and the column that identifies their rows."""

_PACK_FROM = 100
"""Transactions with so many changes are packed even where nobody said so."""

_FAST = 1
"""Level of compression: a coder waits for it, and talk compresses well at any level."""


class Transaction:
    """The changes of one transaction, applied at once and written to the journal at its end."""

    def __init__(
        self,
        store: Store,
        verb: str,
        label: str,
        coder: str | None,
        *,
        packed: bool,
    ) -> None:
        self.uuid = store.new_uuid()
        self.time = store.now()
        self.coder = coder
        self.label = label
        self.undoes: str | None = None
        self._store = store
        self._verb = verb
        self._packed = packed
        self._changes: list[Change] = []

    def insert(self, table: str, row: Values) -> None:
        """Insert one row."""
        self.insert_all(table, [row])

    def insert_all(self, table: str, rows: Iterable[Values]) -> None:
        """Insert rows that all have the same columns."""
        rows = list(rows)
        if not rows:
            return
        key = KEYS[table]
        _insert(self._store, table, rows)
        self._changes.extend(Change(table, row[key], None, row) for row in rows)

    def update(self, table: str, key: str, changes: Values) -> None:
        """Change columns of one row; columns that keep their value are left out."""
        row = self._current(table, key)
        changed = {name: value for name, value in changes.items() if row[name] != value}
        if not changed:
            return
        self._apply(Change(table, key, {name: row[name] for name in changed}, changed))

    def delete(self, table: str, key: str) -> None:
        """Delete one row."""
        self._apply(Change(table, key, dict(self._current(table, key)), None))

    def apply(self, changes: Iterable[Change]) -> None:
        """Make changes that were recorded before, forwards or reversed."""
        for change in changes:
            self._apply(change)

    def touches(self, table: str) -> bool:
        """Whether a row of the table has been changed so far."""
        return any(change.table == table for change in self._changes)

    def keep_bulk(self, content: bytes) -> str:
        """Store `content` compressed under its hash; returns the hash."""
        return keep_bulk(self._store, content)

    def write_journal(self) -> None:
        """Write the events; called once, at the end of the transaction."""
        if not self._changes:
            return
        if self._packed or len(self._changes) >= _PACK_FROM:
            digest = keep_bulk(self._store, pack(self._changes))
            events: Iterator[dict[str, Any]] = iter([{"bulk": digest}])
        else:
            events = (
                {
                    "table": change.table,
                    "uuid": change.key,
                    "before": None if change.before is None else to_json(change.before),
                    "after": None if change.after is None else to_json(change.after),
                }
                for change in self._changes
            )
        self._write(events)

    def _write(self, events: Iterator[dict[str, Any]]) -> None:
        replica = self._store.value("SELECT value FROM setting WHERE key = 'replica'")
        sequence = self._store.value(
            "SELECT ifnull(max(sequence), 0) FROM event WHERE replica = ?", [replica]
        )
        common = {
            "transaction": self.uuid,
            "replica": replica,
            "time": self.time,
            "coder": self.coder,
            "verb": self._verb,
            "label": self.label,
            "undoes": self.undoes,
            **dict.fromkeys(("table", "uuid", "before", "after", "bulk")),
        }
        _insert(
            self._store,
            "event",
            [
                {**common, **event, "sequence": number}
                for number, event in enumerate(events, sequence + 1)
            ],
        )

    def _current(self, table: str, key: str) -> dict[str, Any]:
        row = self._store.row(
            f'SELECT * FROM "{table}" WHERE {KEYS[table]} = ?',
            [key],
        )
        if row is None:
            raise ConflictError(
                f"the {table.rstrip('_')} to be changed isn't there any more",
                "somebody else removed it meanwhile; look at the study again",
            )
        return dict(row)

    def _apply(self, change: Change) -> None:
        table, key, before, after = change
        execute, where = self._store.connection.execute, f"WHERE {KEYS[table]} = ?"
        if after is None:
            if table in BEFORE_DELETE:
                BEFORE_DELETE[table](self._store.connection, key)
            execute(f'DELETE FROM "{table}" {where}', [key])
        elif before is None:
            _insert(self._store, table, [after])
        else:
            columns = ", ".join(f'"{name}" = ?' for name in after)
            execute(f'UPDATE "{table}" SET {columns} {where}', [*after.values(), key])
        self._changes.append(change)


def has_row(store: Store, table: str, key: str | None) -> bool:
    """Whether a journalled table has the row; False where there is no such table."""
    if table not in KEYS:
        return False
    found = store.row(f'SELECT 1 FROM "{table}" WHERE {KEYS[table]} = ?', [key])
    return found is not None


def keys_of(store: Store, table: str, column: str, value: str) -> list[str]:
    """Keys of a journalled table's rows that have `value` in a column, oldest first."""
    rows = store.rows(
        f'SELECT {KEYS[table]} FROM "{table}" WHERE {column} = ? ORDER BY rowid', [value]
    )
    return [row[0] for row in rows]


def keep_bulk(store: Store, content: bytes) -> str:
    """Store `content` compressed under its hash, once; returns the hash."""
    digest = sha256(content)
    if store.row("SELECT 1 FROM bulk WHERE sha256 = ?", [digest]) is None:
        store.connection.execute(
            "INSERT INTO bulk VALUES (?, ?)", [digest, zlib.compress(content, _FAST)]
        )
    return digest


def bulk(store: Store, digest: str) -> bytes:
    """The content kept under `digest`.

    Raises:
        NotAStudy: it is gone or damaged.
    """
    data = store.value("SELECT data FROM bulk WHERE sha256 = ?", [digest])
    try:
        return zlib.decompress(data or b"")
    except zlib.error as error:
        raise NotAStudy(
            f"{store.path.name} is damaged: content {digest[:8]} can't be read",
            "restore it from a backup",
        ) from error


def changes_of(store: Store, event: sqlite3.Row) -> list[Change]:
    """The changes of one event row, unpacked."""
    if event["bulk"] is not None:
        return list(unpack(bulk(store, event["bulk"])))
    return [Change(event["table"], event["uuid"], _loads(event["before"]), _loads(event["after"]))]


def _insert(store: Store, table: str, rows: Sequence[Values]) -> None:
    # sqlite-utils' insert_all takes more than twice as long, and 20,000 codings are to be
    # saved in a second.
    columns = list(rows[0])
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    store.connection.executemany(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
        [[row[name] for name in columns] for row in rows],
    )
    if table in AFTER_INSERT:
        for row in rows:
            AFTER_INSERT[table](store.connection, row)


def _loads(text: str | None) -> Values | None:
    loaded: Values | None = None if text is None else json.loads(text)
    return loaded
