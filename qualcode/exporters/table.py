"""What the exporters write, and how."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; `rows` are read once and have a value for each of `columns`.

    Values are None, bool, int, float, str, lists of them, or mappings.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write.

    `raw` leaves out the `'` that keeps a spreadsheet from running a CSV or TSV cell, `excel_no`
    writes CSV as Norwegian Excel reads it (`;`, byte-order mark, decimal commas, CRLF), `force`
    replaces a file that exists.
    """

    raw: bool = False
    excel_no: bool = False
    force: bool = False


def cell_text(value: Any) -> str:
    """A value as the text of a cell: lists joined by `; `, mappings as JSON, None empty."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(cell_text(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
