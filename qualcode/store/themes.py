"""Themes, and what they gather: codes, single codings, memos."""

from __future__ import annotations

from typing import Literal

from qualcode.model import Theme
from qualcode.store.columns import as_object
from qualcode.store.database import Store

Member = Literal["code", "coding", "memo"]
MEMBERS: tuple[Member, ...] = ("code", "coding", "memo")
"""What a theme may gather; each has its table of links, `theme_code` and so on."""

_IN_ORDER = {
    "code": "SELECT theme, code FROM theme_code JOIN code ON code.uuid = theme_code.code "
    "JOIN codebook ON codebook.uuid = code.codebook ORDER BY codebook.id, position, code.id",
    "coding": "SELECT theme, coding FROM theme_coding "
    "JOIN coding ON coding.uuid = theme_coding.coding "
    "JOIN document ON document.uuid = coding.document ORDER BY document.name COLLATE NOCASE, "
    'document.uuid, start, "end", coding.created_at, coding.uuid',
    "memo": "SELECT theme, memo FROM theme_memo JOIN memo ON memo.uuid = theme_memo.memo "
    "ORDER BY created_at, memo.uuid",
}


def themes(store: Store) -> list[Theme]:
    """Themes by name.

    Their codes come in the order of the codebooks, codings by document name and place, memos
    oldest first.
    """
    gathered = {member: _gathered(store, member) for member in MEMBERS}
    return [
        as_object(
            Theme,
            row,
            codes=tuple(gathered["code"].get(row["uuid"], ())),
            codings=tuple(gathered["coding"].get(row["uuid"], ())),
            memos=tuple(gathered["memo"].get(row["uuid"], ())),
        )
        for row in store.rows("SELECT * FROM theme ORDER BY name")
    ]


def links(store: Store, theme: str, member: Member) -> dict[str, str]:
    """What a theme gathers of one kind -> uuid of the link's row."""
    return {
        row[0]: row[1]
        for row in store.rows(f"SELECT {member}, uuid FROM theme_{member} WHERE theme = ?", [theme])
    }


def themes_of(store: Store, member: Member, uuid: str) -> dict[str, str]:
    """The themes that gather a code, coding or memo -> uuid of the link's row."""
    return {
        row[0]: row[1]
        for row in store.rows(f"SELECT theme, uuid FROM theme_{member} WHERE {member} = ?", [uuid])
    }


def _gathered(store: Store, member: Member) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for row in store.rows(_IN_ORDER[member]):
        members.setdefault(row[0], []).append(row[1])
    return members
