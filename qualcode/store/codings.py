"""Codings and memos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from qualcode.model import Coding, CodingMark, Memo
from qualcode.store.columns import as_object
from qualcode.store.database import Row, Store

# A document may carry tens of thousands of codings, so they are built by position.
_COLUMNS = (
    'coding.uuid, coding.document, code, coder, start, "end", quote, prefix, suffix, '
    "created_at, codebook_version, episode, origin, status, coding.attributes"
)
_ORDER = 'ORDER BY start, "end", created_at, uuid'


def by_uuid(store: Store, uuid: str) -> Coding | None:
    row = store.row(f"SELECT {_COLUMNS} FROM coding WHERE uuid = ?", [uuid])
    return None if row is None else _coding(row)


def of_document(store: Store, document: str, coder: str | None = None) -> list[Coding]:
    """A document's codings by place, of one coder or of all."""
    where, parameters = "document = ?", [document]
    if coder is not None:
        where, parameters = f"{where} AND coder = ?", [document, coder]
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM coding WHERE {where} {_ORDER}",
        parameters,
    )
    return [_coding(row) for row in rows]


def marks(store: Store, document: str, coder: str | None = None) -> list[CodingMark]:
    """A document's codings by place without their words, of one coder or of all."""
    shared: dict[Any, Any] = {}
    share = shared.setdefault
    return [
        CodingMark(
            uuid,
            share(code, code),
            share(by, by),
            start,
            end,
            share(origin, origin),
            share(status, status),
        )
        for uuid, code, by, start, end, origin, status in store.tuples(
            'SELECT uuid, code, coder, start, "end", origin, status FROM coding '
            f"WHERE document = ? AND (? IS NULL OR coder = ?) {_ORDER}",
            [document, coder, coder],
        )
    ]


def each(store: Store) -> Iterator[Coding]:
    """All codings of current documents, by document name and place."""
    for row in store.each(
        f"SELECT {_COLUMNS} FROM coding JOIN document ON document.uuid = coding.document "
        "WHERE document.current ORDER BY document.name COLLATE NOCASE, document.uuid, start, "
        '"end", created_at, coding.uuid'
    ):
        yield _coding(row)


def same(store: Store, coding: Coding) -> Coding | None:
    """The coding that has this one's document, code, coder and span already."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM coding WHERE document = ? AND code = ? AND coder = ? AND start = ? "
        'AND "end" = ?',
        [coding.document, coding.code, coding.coder, coding.start, coding.end],
    )
    return None if row is None else _coding(row)


def memos(store: Store) -> list[Memo]:
    """All memos, oldest first."""
    rows = store.rows("SELECT * FROM memo ORDER BY created_at, uuid")
    return [as_object(Memo, row) for row in rows]


def memos_beginning(store: Store, uuid: str) -> list[Memo]:
    """The memos whose uuid begins so."""
    rows = store.rows("SELECT * FROM memo WHERE substr(uuid, 1, ?) = ?", [len(uuid), uuid])
    return [as_object(Memo, row) for row in rows]


def memos_on(store: Store, target: str) -> list[Memo]:
    """The memos attached to one row, oldest first."""
    rows = store.rows("SELECT * FROM memo WHERE target = ? ORDER BY created_at, uuid", [target])
    return [as_object(Memo, row) for row in rows]


def has_memos(store: Store, target: str) -> bool:
    """Whether a memo is attached to the row."""
    return store.row("SELECT 1 FROM memo WHERE target = ?", [target]) is not None


def _coding(row: Row) -> Coding:
    values = list(row)
    values[-1] = {} if values[-1] == "{}" else json.loads(values[-1])
    return Coding(*values)
