"""Changes, and many of them as one piece of content.

Bulk work mostly inserts rows one after the other into one table. Those are packed together: the
names of their columns stand once, and so does what all of them have in common.
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
            pieces.append(_inserted(table, columns, list(run)))
    return to_json(pieces).encode("utf-8")


def unpack(content: bytes) -> Iterator[Change]:
    """The changes of `pack`."""
    for piece in json.loads(content):
        if isinstance(piece, list):
            yield Change(*piece)
            continue
        for key, *values in piece["rows"]:
            own = dict(zip(piece["own"], values, strict=True))
            after = {
                name: own[name] if name in own else piece["common"][name]
                for name in piece["columns"]
            }
            yield Change(piece["table"], key, None, after)


def _inserted_columns(change: Change) -> tuple[str, tuple[str, ...] | None]:
    if change.before is not None or change.after is None:
        return change.table, None
    return change.table, tuple(change.after)


def _inserted(table: str, columns: tuple[str, ...], run: list[Change]) -> dict[str, Any]:
    rows = [change.after or {} for change in run]
    common = {
        name: rows[0][name] for name in columns if all(row[name] == rows[0][name] for row in rows)
    }
    own = [name for name in columns if name not in common]
    return {
        "table": table,
        "columns": columns,
        "common": common,
        "own": own,
        "rows": [
            [change.key, *(row[name] for name in own)]
            for change, row in zip(run, rows, strict=True)
        ],
    }


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
