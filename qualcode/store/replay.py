"""Rebuilding the journalled tables from the journal, and comparing them with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualcode.store.database import Store
from qualcode.store.journal import KEYS, changes_of

Tables = dict[str, dict[str, dict[str, Any]]]

_DECISION = ("status", "decided_by", "decided_at", "coding")
_UNDECIDED = dict.fromkeys(_DECISION) | {"status": "open"}


def replay(store: Store) -> Tables:
    """The journalled rows as the journal says they should be: table -> key -> row.

    Of suggestions, which a run writes in bulk under its digest, it gives the decisions only.
    """
    tables: Tables = {table: {} for table in KEYS}
    for event in store.each("SELECT * FROM event ORDER BY id"):
        for change in changes_of(store, event):
            rows = tables[change.table]
            if change.after is None:
                rows.pop(change.key, None)
            elif change.before is None:
                rows[change.key] = dict(change.after)
            else:
                rows.setdefault(change.key, {}).update(change.after)
    return tables


def differences(store: Store) -> Iterator[tuple[str, str]]:
    """(table, key) of every row that isn't as the journal says."""
    for table, expected in replay(store).items():
        if table == "suggestion":
            yield from _decisions_that_differ(store, expected)
            continue
        seen = set()
        for row in store.each(f'SELECT * FROM "{table}"'):
            key = row[KEYS[table]]
            seen.add(key)
            if expected.get(key) != dict(row):
                yield table, key
        yield from ((table, key) for key in sorted(expected.keys() - seen))


def _decisions_that_differ(
    store: Store, expected: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    seen = set()
    for row in store.each(
        "SELECT uuid, status, decided_by, decided_at, coding FROM suggestion "
        "WHERE status <> 'open' OR decided_by IS NOT NULL"
    ):
        seen.add(row["uuid"])
        decided = {name: row[name] for name in _DECISION}
        if _UNDECIDED | expected.get(row["uuid"], {}) != decided:
            yield "suggestion", row["uuid"]
    for key in sorted(expected.keys() - seen):
        if _UNDECIDED | expected[key] != _UNDECIDED:
            yield "suggestion", key
