"""The study's settings, and what is remembered for each coder outside its history."""

from __future__ import annotations

from qualcode.store.database import Store


def setting(store: Store, key: str) -> str | None:
    """A setting's value, None where it was never set."""
    found: str | None = store.value("SELECT value FROM setting WHERE key = ?", [key])
    return found


def norwegian_prevails(store: Store) -> bool:
    """Whether more documents are Norwegian than are in other languages, where that is known."""
    prevails = store.value(
        "SELECT sum(CASE WHEN substr(lower(language), 1, 2) IN ('nb', 'nn', 'no') "
        "THEN 1 ELSE -1 END) > 0 "
        "FROM document WHERE current AND language IS NOT NULL"
    )
    return bool(prevails)


def recalled(store: Store, coder: str, key: str) -> str | None:
    """What was remembered for a coder, None where nothing was."""
    found: str | None = store.value(
        "SELECT value FROM recalled WHERE coder = ? AND key = ?", [coder, key]
    )
    return found


def remember(store: Store, coder: str, key: str, value: str) -> None:
    """Remember something for a coder."""
    with store.writing():
        store.db["recalled"].upsert(
            {"coder": coder, "key": key, "value": value}, pk=("coder", "key")
        )
