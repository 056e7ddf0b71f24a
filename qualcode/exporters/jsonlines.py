"""JSON Lines."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, BinaryIO

from qualcode.exporters.table import Table, WriteOptions


def write_jsonl(table: Table, out: BinaryIO, options: WriteOptions) -> list[str]:
    """An object a row, the columns as its keys, in UTF-8; lists stay lists, None is null."""
    del options
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for row in table.rows:
        line = encode({key: _value(item) for key, item in zip(table.columns, row, strict=True)})
        out.write(line.encode("utf-8", "replace") + b"\n")
    return []


def _value(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _value(item) for key, item in value.items()}
    return value
