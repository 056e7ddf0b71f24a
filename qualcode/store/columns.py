"""Dataclasses to rows and back: lists and mappings are JSON text, truth is 0 or 1."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_AS_THEY_ARE = frozenset({str, int, float})


def to_json(value: Any) -> str:
    """Compact JSON, keys in their order, letters as they are."""
    return _ENCODER.encode(value)


def as_row(item: Any, **columns: Any) -> dict[str, Any]:
    """The row of a dataclass instance; `columns` are set, or left out where Ellipsis."""
    names, values = _reader(cast("Hashable", type(item)))
    # Most values are as SQLite keeps them, and a call for each would be a tenth of bulk work.
    row = {
        name: value if value is None or type(value) in _AS_THEY_ARE else column_value(value)
        for name, value in zip(names, values(item), strict=True)
    }
    for name, value in columns.items():
        if value is ...:
            del row[name]
        else:
            row[name] = value
    return row


def column_value(value: Any) -> Any:
    """A field's value as SQLite keeps it."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Mapping):
        return to_json(dict(value)) if value else "{}"
    if isinstance(value, (list, tuple)):
        return to_json([_plain(item) for item in value])
    return value


def as_object(kind: type[T], row: sqlite3.Row, **values: Any) -> T:
    """The dataclass instance of a row; `values` replace columns."""
    keys = row.keys()
    read = {
        name: _field_value(row[name], form)
        for name, form in _forms(cast("Hashable", kind)).items()
        if name not in values and name in keys
    }
    return kind(**read, **values)


def _plain(item: Any) -> Any:
    return {f.name: getattr(item, f.name) for f in fields(item)} if _is_dataclass(item) else item


def _is_dataclass(item: Any) -> bool:
    return hasattr(item, "__dataclass_fields__")


@cache
def _reader(kind: Hashable) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """A dataclass's field names, and what reads their values; all kinds have several fields."""
    names = tuple(_forms(kind))
    return names, attrgetter(*names)


@cache
def _forms(kind: Hashable) -> dict[str, str]:
    forms = {}
    for field in fields(kind):  # type: ignore[arg-type]
        annotation = str(field.type)
        if annotation.startswith("Mapping"):
            forms[field.name] = "mapping"
        elif annotation.startswith("Sequence"):
            forms[field.name] = "sequence"
        else:
            forms[field.name] = "bool" if annotation == "bool" else "plain"
    return forms


def _field_value(value: Any, form: str) -> Any:
    if form == "plain":
        return value
    if form == "bool":
        return bool(value)
    if form == "mapping":
        return json.loads(value) if value else {}
    return tuple(json.loads(value)) if value else ()
