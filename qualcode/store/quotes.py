"""Quotes: passages as they are to be printed."""

from __future__ import annotations

from qualcode.model import Quote
from qualcode.store.columns import as_object
from qualcode.store.database import Store


def listed(store: Store, document: str | None, released: bool | None) -> list[Quote]:
    """Quotes by document name and place."""
    rows = store.rows(
        "SELECT quote.* FROM quote JOIN document ON document.uuid = quote.document "
        "WHERE document.current AND (? IS NULL OR document = ?) AND (? IS NULL OR released = ?) "
        'ORDER BY document.name COLLATE NOCASE, document.uuid, start, "end", created_at, quote.uuid',
        [document, document, released, released],
    )
    return [as_object(Quote, row) for row in rows]


def by_uuid(store: Store, uuid: str) -> Quote | None:
    row = store.row("SELECT * FROM quote WHERE uuid = ?", [uuid])
    return None if row is None else as_object(Quote, row)
