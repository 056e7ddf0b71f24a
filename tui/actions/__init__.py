"""Everything a person can do in the TUI, once: keys, footer, help and commands come from here."""

from __future__ import annotations

from . import (
    app,
    codebook,
    codes,
    coding,
    compare,
    discussions,
    journal,
    learning,
    memos,
    quotes,
    retrieve,
    review,
    themes,
    topics,
    transcript,
)
from .registry import GROUPS, Action, Scope, bindings, key_name

ACTIONS: tuple[Action, ...] = (
    *app.ACTIONS,
    *coding.ACTIONS,
    *transcript.ACTIONS,
    *codes.ACTIONS,
    *codebook.ACTIONS,
    *review.ACTIONS,
    *retrieve.ACTIONS,
    *themes.ACTIONS,
    *quotes.ACTIONS,
    *topics.ACTIONS,
    *memos.ACTIONS,
    *journal.ACTIONS,
    *compare.ACTIONS,
    *discussions.ACTIONS,
    *learning.ACTIONS,
)

__all__ = ["ACTIONS", "GROUPS", "Action", "Scope", "bindings", "key_name", "of_scope"]


def of_scope(*scopes: Scope) -> list[Action]:
    """The actions of these scopes, in the order of the scopes."""
    return [action for scope in scopes for action in ACTIONS if action.scope == scope]
