"""Documents, their texts and turns, sessions, episodes, and how far each coder is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from qualcode.errors import UnknownName
from qualcode.model import Document, Episode, Progress, Session, Span, Turn
from qualcode.store.columns import as_object, as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, bulk
from qualcode.store.materialise import pack_turns, unpack_turns

_NO_ATTRIBUTES: Mapping[str, Any] = {}
"""One for all turns without any; nobody writes into a `Mapping`."""


def listed(store: Store) -> list[Document]:
    """The current documents by name."""
    rows = store.rows("SELECT * FROM document WHERE current ORDER BY name COLLATE NOCASE, uuid")
    return [as_object(Document, row) for row in rows]


def by_uuid(store: Store, uuid: str) -> Document | None:
    row = store.row("SELECT * FROM document WHERE uuid = ?", [uuid])
    return None if row is None else as_object(Document, row)


def by_name(store: Store, name: str) -> Document | None:
    row = store.row("SELECT * FROM document WHERE name = ? AND current", [name])
    return None if row is None else as_object(Document, row)


def text(store: Store, document: str) -> str:
    """A document's canonical text.

    Raises:
        UnknownName: there is no such document.
    """
    found: str | None = store.value(
        "SELECT text FROM document_text JOIN document USING (sha256) WHERE uuid = ?", [document]
    )
    if found is None:
        raise UnknownName("document", document)
    return found


def texts(store: Store) -> Iterable[tuple[str, str]]:
    """(uuid, canonical text) of all current documents, one by one, in the order of `listed`."""
    for row in store.each(
        "SELECT uuid, text FROM document JOIN document_text USING (sha256) WHERE current "
        "ORDER BY name COLLATE NOCASE, uuid"
    ):
        yield row["uuid"], row["text"]


def turns(store: Store, document: str) -> list[Turn]:
    """A document's turns in their order; equal labels are one string."""
    shared: dict[str | None, Any] = {None: None}
    share = shared.setdefault
    return [
        Turn(
            ordinal, start, end, share(speaker, speaker), start_ms, end_ms, share(kind, kind),
            share(language, language), json.loads(attributes) if attributes else _NO_ATTRIBUTES,
        )
        for ordinal, start, end, speaker, start_ms, end_ms, kind, language, attributes in store.tuples(
            'SELECT ordinal, start, "end", speaker, start_ms, end_ms, kind, language, attributes '
            "FROM turn WHERE document = ? ORDER BY ordinal",
            [document],
        )
    ]  # fmt: skip


def turn_edges(store: Store, document: str) -> tuple[list[int], list[int]]:
    """Starts and ends of a document's turns that aren't empty, in their order."""
    edges = list(
        store.tuples(
            'SELECT start, "end" FROM turn WHERE document = ? AND "end" > start ORDER BY ordinal',
            [document],
        )
    )
    return [edge[0] for edge in edges], [edge[1] for edge in edges]


def speakers(store: Store) -> list[tuple[str, int]]:
    """Speaker labels with their number of turns, by label."""
    return [
        (row[0], row[1])
        for row in store.rows(
            "SELECT speaker, count(*) FROM turn WHERE speaker IS NOT NULL "
            "GROUP BY speaker ORDER BY speaker"
        )
    ]


def turn_attributes(store: Store) -> list[str]:
    """Names of the attributes in use, sorted."""
    return [
        row[0]
        for row in store.rows(
            "SELECT DISTINCT found.key FROM turn, json_each(turn.attributes) AS found "
            "WHERE turn.attributes IS NOT NULL ORDER BY 1"
        )
    ]


def insert(
    store: Store,
    change: Transaction,
    documents: Iterable[tuple[Document, str, Iterable[Turn]]],
) -> None:
    """Insert documents with their texts and turns."""
    for document, content, its_turns in documents:
        store.db["document_text"].insert({"sha256": document.sha256, "text": content}, ignore=True)
        turns_sha256 = change.keep_bulk(pack_turns(list(its_turns)))
        change.insert("document", as_row(document, turns_sha256=turns_sha256, current=1))


def stored_turns_differ(store: Store, document: str) -> bool:
    """Whether the turn rows are other than the turns kept under the document's hash."""
    digest = store.value("SELECT turns_sha256 FROM document WHERE uuid = ?", [document])
    stored = [
        tuple(row)
        for row in store.rows(
            'SELECT start, "end", speaker, start_ms, end_ms, kind, language, attributes '
            "FROM turn WHERE document = ? ORDER BY ordinal",
            [document],
        )
    ]
    return stored != unpack_turns(bulk(store, digest))


def sessions(store: Store) -> list[Session]:
    """Sessions by date, then name."""
    rows = store.rows("SELECT * FROM session ORDER BY date, name")
    return [as_object(Session, row) for row in rows]


def episodes(store: Store, document: str) -> list[Episode]:
    """A document's episodes in their order."""
    rows = store.rows(
        "SELECT * FROM episode WHERE document = ? ORDER BY first_turn, last_turn, uuid", [document]
    )
    return [as_object(Episode, row) for row in rows]


def episode(store: Store, uuid: str) -> Episode | None:
    row = store.row("SELECT * FROM episode WHERE uuid = ?", [uuid])
    return None if row is None else as_object(Episode, row)


def episode_at(store: Store, document: str, coder: str, turn: int) -> Episode | None:
    """The coder's episode that holds the turn, the one that begins last of several."""
    row = store.row(
        "SELECT * FROM episode WHERE document = ? AND coder = ? AND first_turn <= ? "
        "AND last_turn >= ? ORDER BY first_turn DESC, uuid",
        [document, coder, turn, turn],
    )
    return None if row is None else as_object(Episode, row)


def turn_bounds(store: Store, document: str, ordinal: int) -> Span | None:
    """Where a turn is in its document's text."""
    row = store.row(
        'SELECT start, "end" FROM turn WHERE document = ? AND ordinal = ?', [document, ordinal]
    )
    return None if row is None else Span(row["start"], row["end"])


def progress(store: Store) -> list[Progress]:
    """What coders have said of their progress, by document and coder."""
    rows = store.rows("SELECT * FROM progress ORDER BY document, coder")
    return [as_object(Progress, row) for row in rows]


def progress_row(store: Store, document: str, coder: str) -> tuple[str, Progress] | None:
    """(uuid of the row, progress) of one coder with one document."""
    row = store.row("SELECT * FROM progress WHERE document = ? AND coder = ?", [document, coder])
    return None if row is None else (row["uuid"], as_object(Progress, row))
