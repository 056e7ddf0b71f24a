"""Reading the journal, and counting what a study holds."""

from __future__ import annotations

import json

from qualcode.model import Event
from qualcode.store.columns import as_object
from qualcode.store.database import Store

_COUNTED = {
    "documents": "SELECT count(*) FROM document WHERE current",
    "turns": "SELECT ifnull(sum(turn_count), 0) FROM document WHERE current",
    "words": "SELECT ifnull(sum(word_count), 0) FROM document WHERE current",
    "cases": "SELECT count(*) FROM case_",
    "coders": "SELECT count(*) FROM coder",
    "codebooks": "SELECT count(*) FROM codebook",
    "codes": "SELECT count(*) FROM code",
    "codings": "SELECT count(*) FROM coding",
    "memos": "SELECT count(*) FROM memo",
    "suggestion runs": "SELECT count(*) FROM suggestion_run WHERE status = 'complete'",
    "topic runs": "SELECT count(*) FROM topic_run WHERE status = 'complete'",
    "events": "SELECT count(*) FROM event",
}


def counts(store: Store) -> dict[str, int]:
    """What the study holds, by name."""
    return {name: int(store.value(sql)) for name, sql in _COUNTED.items()}


def events(store: Store, *, coder: str | None = None, limit: int | None = None) -> list[Event]:
    """Events, newest first, of one coder (uuid) or all."""
    rows = store.rows(
        "SELECT * FROM event WHERE ? IS NULL OR coder = ? ORDER BY id DESC LIMIT ?",
        [coder, coder, -1 if limit is None else limit],
    )
    return [
        as_object(Event, row, before=_loads(row["before"]), after=_loads(row["after"]))
        for row in rows
    ]


def _loads(text: str | None) -> dict[str, object] | None:
    loaded: dict[str, object] | None = None if text is None else json.loads(text)
    return loaded
