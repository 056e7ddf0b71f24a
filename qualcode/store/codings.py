"""Codings and memos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from qualcode.model import Coding, CodingMark, CodingStatus, Memo
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
    rows = store.tuples(f"SELECT {_COLUMNS} FROM coding WHERE {where} {_ORDER}", parameters)
    return [_coding(row) for row in rows]


def of_code(store: Store, document: str, code: str, coder: str) -> list[Coding]:
    """A coder's codings of one code in a document, by place."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM coding WHERE code = ? AND coder = ? AND document = ? {_ORDER}",
        [code, coder, document],
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


def has_coded(store: Store, document: str, coder: str) -> bool:
    """Whether a coder has codings in a document, others than provisional ones."""
    found = store.row(
        "SELECT 1 FROM coding WHERE document = ? AND coder = ? AND status <> 'provisional'",
        [document, coder],
    )
    return found is not None


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


def beside(store: Store, coding: Coding) -> list[Coding]:
    """The coder's other codings of the same episode or the same span, by place."""
    own = [coding.document, coding.coder, coding.uuid]
    # Ordered outside, or SQLite goes through all of the document for the sake of the order.
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM coding WHERE uuid IN ("
        "SELECT uuid FROM coding WHERE document = ? AND coder = ? AND uuid <> ? "
        'AND start = ? AND "end" = ? '
        "UNION SELECT uuid FROM coding WHERE document = ? AND coder = ? AND uuid <> ? "
        f"AND episode = ?) {_ORDER}",
        [*own, coding.start, coding.end, *own, coding.episode],
    )
    return [_coding(row) for row in rows]


def with_status(store: Store, status: CodingStatus, coder: str | None = None) -> list[Coding]:
    """Codings of current documents that are provisional or to be discussed, in order of `each`."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM coding JOIN document ON document.uuid = coding.document "
        "WHERE status <> 'standing' AND status = ? AND (? IS NULL OR coder = ?) "
        "AND document.current ORDER BY document.name COLLATE NOCASE, document.uuid, start, "
        '"end", created_at, coding.uuid',
        [status, coder, coder],
    )
    return [_coding(row) for row in rows]


def with_code(store: Store, code: str, coder: str | None) -> list[str]:
    """The codings (uuids) with a code, in the order of `each`; of one coder, or of all."""
    rows = store.tuples(
        "SELECT coding.uuid FROM coding JOIN document ON document.uuid = coding.document "
        "WHERE code = :code AND (:coder IS NULL OR coder = :coder) AND document.current "
        "ORDER BY document.name COLLATE NOCASE, document.uuid, start, "
        '"end", created_at, coding.uuid',
        {"code": code, "coder": coder},
    )
    return [row[0] for row in rows]


def selected(store: Store, condition: str, values: dict[str, Any]) -> list[Coding]:
    """Codings of current documents that fulfil an SQL condition of ours, in the order of `each`."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM coding JOIN document ON document.uuid = coding.document "
        f"WHERE {condition} AND document.current "
        "ORDER BY document.name COLLATE NOCASE, document.uuid, start, "
        '"end", created_at, coding.uuid',
        values,
    )
    return [_coding(row) for row in rows]


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


def _coding(row: Row | tuple[Any, ...]) -> Coding:
    values = list(row)
    values[-1] = {} if values[-1] == "{}" else json.loads(values[-1])
    return Coding(*values)
