"""What SQLite itself finds wrong with a study's file."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.store.database import Store

_MOST = 20


def damages(store: Store) -> Iterator[str]:
    """SQLite's words for what is damaged in the file, the first of them."""
    for row in store.rows(f"PRAGMA integrity_check({_MOST})"):
        if row[0] != "ok":
            yield row[0]


def dangling(store: Store) -> Iterator[tuple[str, str]]:
    """(table, table referred to) of every row whose foreign key finds nothing."""
    for row in store.rows("PRAGMA foreign_key_check"):
        yield row["table"], row["parent"]
