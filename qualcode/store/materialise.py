"""Rows that follow from others: a document's turns and their full-text index.

The journal holds the document's row, which names its text and its turns by their hashes; the
turns and the index are made from those whenever such a row is inserted, also by undo and redo.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from qualcode.model import Turn

TurnRow = tuple[Any, ...]


def pack_turns(turns: Sequence[Turn]) -> bytes:
    """The turns as content to be kept under its hash."""
    rows = [
        (
            turn.start, turn.end, turn.speaker, turn.start_ms, turn.end_ms, turn.kind,
            turn.language, json.dumps(turn.attributes, ensure_ascii=False) if turn.attributes else None,
        )
        for turn in turns
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpack_turns(content: bytes) -> list[TurnRow]:
    """The rows of `pack_turns`, as lists of column values in the order of their ordinals."""
    return [tuple(row) for row in json.loads(content)]


def _insert_turns(connection: sqlite3.Connection, document: Mapping[str, Any]) -> None:
    (packed,) = connection.execute(
        "SELECT data FROM bulk WHERE sha256 = ?", [document["turns_sha256"]]
    ).fetchone()
    rows = unpack_turns(zlib.decompress(packed))
    (text,) = connection.execute(
        "SELECT text FROM document_text WHERE sha256 = ?", [document["sha256"]]
    ).fetchone()
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM turn").fetchone()
    uuid = document["uuid"]
    connection.executemany(
        "INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((last + 1 + ordinal, uuid, ordinal, *row) for ordinal, row in enumerate(rows)),
    )
    connection.executemany(
        "INSERT INTO turn_fts (rowid, text) VALUES (?, ?)",
        _indexed(text, ((last + 1 + ordinal, row[0], row[1]) for ordinal, row in enumerate(rows))),
    )


def _delete_turns(connection: sqlite3.Connection, document: str) -> None:
    (text,) = connection.execute(
        "SELECT text FROM document_text JOIN document USING (sha256) WHERE uuid = ?", [document]
    ).fetchone()
    turns = connection.execute(
        'SELECT id, start, "end" FROM turn WHERE document = ?', [document]
    ).fetchall()
    # A contentless index forgets a row only when it is told what the row held.
    connection.executemany(
        "INSERT INTO turn_fts (turn_fts, rowid, text) VALUES ('delete', ?, ?)",
        _indexed(text, ((turn[0], turn[1], turn[2]) for turn in turns)),
    )
    connection.execute("DELETE FROM turn WHERE document = ?", [document])


def _indexed(text: str, turns: Iterable[tuple[int, int, int]]) -> Iterable[tuple[int, str]]:
    for rowid, start, end in turns:
        yield rowid, unicodedata.normalize("NFC", text[start:end])


AFTER_INSERT: Mapping[str, Callable[[sqlite3.Connection, Mapping[str, Any]], None]] = {
    "document": _insert_turns
}
BEFORE_DELETE: Mapping[str, Callable[[sqlite3.Connection, str], None]] = {"document": _delete_turns}
