"""What coders agreed on about passages they coded differently."""

from __future__ import annotations

from qualcode.model import Decision
from qualcode.store.columns import as_object
from qualcode.store.database import Store


def of_document(store: Store, document: str) -> list[Decision]:
    """A document's decisions by place, the older first."""
    rows = store.rows(
        'SELECT * FROM decision WHERE document = ? ORDER BY start, "end", decided_at, uuid',
        [document],
    )
    return [as_object(Decision, row) for row in rows]
