"""Codebooks, their versions, and their codes."""

from __future__ import annotations

import json

from qualcode.model import Code, Codebook, Cue, Example
from qualcode.store.columns import as_object
from qualcode.store.database import Row, Store


def codebooks(store: Store) -> list[Codebook]:
    """Codebooks by id."""
    return [as_object(Codebook, row) for row in store.rows("SELECT * FROM codebook ORDER BY id")]


def codes(store: Store) -> list[Code]:
    """All codes, by codebook and position."""
    rows = store.rows(
        "SELECT code.* FROM code JOIN codebook ON codebook.uuid = code.codebook "
        "ORDER BY codebook.id, position, code.id"
    )
    return [_code(row) for row in rows]


def code(store: Store, uuid: str) -> Code | None:
    row = store.row("SELECT * FROM code WHERE uuid = ?", [uuid])
    return None if row is None else _code(row)


def version_uuid(store: Store, codebook: str, sha256: str) -> str | None:
    """The codebook's version with this content, if it was stored."""
    found: str | None = store.value(
        "SELECT uuid FROM codebook_version WHERE codebook = ? AND sha256 = ?", [codebook, sha256]
    )
    return found


def version_in_force(store: Store, codebook: str) -> tuple[str | None, int]:
    """The codebook's present version (its uuid) and its sequence; None and 0 before the first."""
    row = store.row(
        "SELECT uuid, sequence FROM codebook_version WHERE codebook = ? ORDER BY sequence DESC",
        [codebook],
    )
    return (None, 0) if row is None else (row["uuid"], row["sequence"])


def versions(store: Store, codebook: str) -> list[tuple[str, str]]:
    """(time, sha256) of the codebook's versions, the one in force last."""
    return [
        (row["created_at"], row["sha256"])
        for row in store.rows(
            "SELECT created_at, sha256 FROM codebook_version WHERE codebook = ? ORDER BY sequence",
            [codebook],
        )
    ]


def counts(store: Store, coder: str | None = None) -> dict[str, int]:
    """Number of codings by code; of one coder, or of all."""
    where, parameters = ("", []) if coder is None else ("WHERE coder = ?", [coder])
    return {
        row[0]: row[1]
        for row in store.rows(
            f"SELECT code, count(*) FROM coding {where} GROUP BY code",
            parameters,
        )
    }


def overruled(store: Store, code: str, other: str) -> list[str]:
    """Decisions on either of two codes that a later one on the other, at that place, overrules."""
    rows = store.rows(
        "SELECT older.uuid FROM decision AS older JOIN decision AS newer "
        'USING (document, start, "end", layer, coder_a, coder_b) '
        "WHERE ((older.code = :code AND newer.code = :other) "
        "OR (older.code = :other AND newer.code = :code)) "
        "AND (older.decided_at, older.uuid) < (newer.decided_at, newer.uuid) ORDER BY older.uuid",
        {"code": code, "other": other},
    )
    return [row[0] for row in rows]


def governs(store: Store, codebook: str) -> bool:
    """Whether a coding or decision, on a code of any book, was made under one of its versions."""
    found = store.row(
        "SELECT 1 FROM codebook_version AS version WHERE codebook = ? AND ("
        "EXISTS (SELECT 1 FROM coding WHERE codebook_version = version.uuid) "
        "OR EXISTS (SELECT 1 FROM decision JOIN code ON code.uuid = decision.code "
        "WHERE codebook_version = version.uuid AND code.codebook <> version.codebook))",
        [codebook],
    )
    return found is not None


def _code(row: Row) -> Code:
    return as_object(
        Code,
        row,
        examples=tuple(Example(**item) for item in json.loads(row["examples"])),
        cues=tuple(Cue(**item) for item in json.loads(row["cues"])),
    )
