"""Removing a row together with what hangs on it: its memos, and its places under themes."""

from __future__ import annotations

from qualcode.store import codings as stored
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of


def remove_memos_on(store: Store, change: Transaction, target: str) -> None:
    """Remove the memos on a row that is itself being removed."""
    for memo in stored.memos_on(store, target):
        remove_memo(store, change, memo.uuid)


def remove_memo(store: Store, change: Transaction, memo: str) -> None:
    """Remove a memo, the memos on it, and its places under themes."""
    for link in keys_of(store, "theme_memo", "memo", memo):
        change.delete("theme_memo", link)
    change.delete("memo", memo)
    remove_memos_on(store, change, memo)


def remove_coding(store: Store, change: Transaction, coding: str) -> None:
    """Remove a coding, the memos on it, and its places under themes."""
    remove_memos_on(store, change, coding)
    for link in keys_of(store, "theme_coding", "coding", coding):
        change.delete("theme_coding", link)
    change.delete("coding", coding)


def remove_decisions_on(store: Store, change: Transaction, code: str) -> None:
    """Remove what was decided about a code that is itself being removed."""
    for decision in keys_of(store, "decision", "code", code):
        remove_memos_on(store, change, decision)
        change.delete("decision", decision)
