"""Changes, and many of them as one piece of content.

Rows that were inserted one after the other into one table are packed by column, which is what
bulk work mostly is: the names of the columns stand once, not in every row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from qualcode.store.columns import to_json

Values = Mapping[str, Any]


class Change(NamedTuple):
    """One row's change: before is None for an insert, after is None for a delete.

    An update holds the changed columns only.
    """

    table: str
    key: str
    before: Values | None
    after: Values | None

    def reversed(self) -> Change:
        """What takes the change back."""
        return Change(self.table, self.key, self.after, self.before)


def pack(changes: Iterable[Change]) -> bytes:
    """The changes as content, in their order."""
    pieces: list[Any] = []
    for (table, columns), run in groupby(changes, _inserted_columns):
        if columns is None:
            pieces.extend(list(change) for change in run)
        else:
            rows = [[change.key, *(change.after or {}).values()] for change in run]
            pieces.append({"table": table, "columns": columns, "rows": rows})
    return to_json(pieces).encode("utf-8")


def unpack(content: bytes) -> Iterator[Change]:
    """The changes of `pack`."""
    for piece in json.loads(content):
        if isinstance(piece, list):
            yield Change(*piece)
            continue
        for key, *values in piece["rows"]:
            yield Change(
                piece["table"], key, None, dict(zip(piece["columns"], values, strict=True))
            )


def _inserted_columns(change: Change) -> tuple[str, tuple[str, ...] | None]:
    if change.before is not None or change.after is None:
        return change.table, None
    return change.table, tuple(change.after)
