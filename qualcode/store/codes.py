"""Codebooks, their versions, their codes, and themes."""

from __future__ import annotations

import json

from qualcode.model import Code, Codebook, Cue, Example, Theme
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
    where, parameters = ("WHERE coder = ?", [coder]) if coder else ("", [])
    return {
        row[0]: row[1]
        for row in store.rows(
            f"SELECT code, count(*) FROM coding {where} GROUP BY code",
            parameters,
        )
    }


def themes(store: Store) -> list[Theme]:
    """Themes by name, with their codes in the order of the codebooks."""
    members: dict[str, list[str]] = {}
    for row in store.rows(
        "SELECT theme, code FROM theme_code JOIN code ON code.uuid = theme_code.code "
        "JOIN codebook ON codebook.uuid = code.codebook ORDER BY codebook.id, position, code.id"
    ):
        members.setdefault(row["theme"], []).append(row["code"])
    return [
        as_object(Theme, row, codes=tuple(members.get(row["uuid"], ())))
        for row in store.rows("SELECT * FROM theme ORDER BY name")
    ]


def theme_links(store: Store, theme: str) -> dict[str, str]:
    """A theme's codes -> uuid of the link's row."""
    return {
        row["code"]: row["uuid"]
        for row in store.rows("SELECT code, uuid FROM theme_code WHERE theme = ?", [theme])
    }


def themes_of(store: Store, code: str) -> dict[str, str]:
    """The themes that gather a code -> uuid of the link's row."""
    return {
        row["theme"]: row["uuid"]
        for row in store.rows("SELECT theme, uuid FROM theme_code WHERE code = ?", [code])
    }


def _code(row: Row) -> Code:
    return as_object(
        Code,
        row,
        examples=tuple(Example(**item) for item in json.loads(row["examples"])),
        cues=tuple(Cue(**item) for item in json.loads(row["cues"])),
    )
