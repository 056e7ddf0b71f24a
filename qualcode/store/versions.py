"""Versions of codebooks, and the codings made under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualcode.model import Code, CodebookVersion, Coding
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored_codings
from qualcode.store.columns import as_object, to_json
from qualcode.store.database import Store


def listed(store: Store, codebook: str) -> list[CodebookVersion]:
    """A codebook's versions with their number of codings, the one in force last."""
    rows = store.rows(
        "SELECT version.*, ifnull(made.codings, 0) AS codings FROM codebook_version AS version "
        "LEFT JOIN (SELECT codebook_version, count(*) AS codings FROM coding "
        "GROUP BY codebook_version) AS made ON made.codebook_version = version.uuid "
        "WHERE codebook = ? ORDER BY sequence",
        [codebook],
    )
    return [as_object(CodebookVersion, row) for row in rows]


def digest(store: Store, uuid: str) -> str | None:
    """The hash a version's content is kept under."""
    found: str | None = store.value("SELECT sha256 FROM codebook_version WHERE uuid = ?", [uuid])
    return found


def codebook_of(store: Store, uuid: str) -> str | None:
    """The codebook that a version is of."""
    found: str | None = store.value("SELECT codebook FROM codebook_version WHERE uuid = ?", [uuid])
    return found


def in_use(store: Store, codebook: str, coder: str | None) -> list[tuple[str, str, Code]]:
    """(version, its hash, code) of the book's codes, each with the versions it was given under."""
    by_uuid = {code.uuid: code for code in stored_codes.codes(store) if code.codebook == codebook}
    rows = store.rows(
        "SELECT version.uuid, version.sha256, used.code FROM (SELECT codebook_version, code "
        "FROM coding WHERE ? IS NULL OR coder = ? GROUP BY codebook_version, code) AS used "
        "JOIN codebook_version AS version ON version.uuid = used.codebook_version "
        "ORDER BY version.codebook, version.sequence",
        [coder, coder],
    )
    return [(row[0], row[1], by_uuid[row[2]]) for row in rows if row[2] in by_uuid]


_UNDER = (
    "(codebook_version, code) IN (SELECT json_extract(value, '$[0]'), "
    "json_extract(value, '$[1]') FROM json_each(:pairs)) "
    "AND (:coder IS NULL OR coder = :coder)"
)


def codings(store: Store, pairs: Sequence[tuple[str, str]], coder: str | None) -> list[Coding]:
    """Codings of (version, code) pairs, by document name and place; of one coder, or of all."""
    return stored_codings.selected(store, _UNDER, _pairs(pairs, coder))


def numbers(store: Store, pairs: Sequence[tuple[str, str]], coder: str | None) -> dict[str, int]:
    """How many codings `codings` would give, by code."""
    rows = store.rows(
        "SELECT code, count(*) FROM coding JOIN document ON document.uuid = coding.document "
        f"WHERE {_UNDER} AND document.current GROUP BY code",
        _pairs(pairs, coder),
    )
    return {row[0]: row[1] for row in rows}


def _pairs(pairs: Sequence[tuple[str, str]], coder: str | None) -> dict[str, Any]:
    return {"pairs": to_json([list(pair) for pair in pairs]), "coder": coder}
