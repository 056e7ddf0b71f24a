"""The cases table: participants, sites and units with their variables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from qualcode.drafts import CaseDraft, ImportedFile
from qualcode.errors import ImportFailure
from qualcode.importers.cells import as_scalar, as_text, is_empty
from qualcode.importers.columns import CASES
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source, clean_name
from qualcode.importers.tables import Table, need, read_table, refuse_rows
from qualcode.model import CASE_KINDS, CaseKind

SPEAKER_SEPARATOR = "|"
_WHOLE = re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,14})")
_DECIMAL = {
    "point": re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?"),
    "comma": re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,14})(?:,\d{1,15})?"),
}


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """Cases with kind, speakers (divided by `|`), consent; every other column is a variable.

    A text column that holds only numbers becomes numbers; numbers with leading zeros, such as
    those of municipalities, stay text.

    Raises:
        ImportFailure: no table, no column `case` or `case_id`, an unknown kind, a case twice.
    """
    table = read_table(source, options, CASES)
    need(table, "case")
    names = [clean_name(as_text(cells.get("case"))) for _, cells in table.rows]
    numbers = [number for number, _ in table.rows]
    refuse_rows(
        [number for number, name in zip(numbers, names, strict=True) if not name],
        "the case has no name",
        "name every case",
    )
    _refuse_twice(names, numbers)
    kinds = [as_text(cells.get("kind")).strip().casefold() for _, cells in table.rows]
    refuse_rows(
        [n for n, kind in zip(numbers, kinds, strict=True) if kind and kind not in CASE_KINDS],
        "the kind is unknown",
        f"use one of: {', '.join(CASE_KINDS)}",
    )
    variables = _variables(table, _decimal(table, options))
    cases = [
        CaseDraft(
            name=name,
            kind=_kind(kind),
            speakers=_speakers(cells.get("speaker")),
            variables=values,
            consent=as_text(cells.get("consent")).strip(),
        )
        for name, kind, values, (_, cells) in zip(names, kinds, variables, table.rows, strict=True)
    ]
    return ImportedFile("cases", cases=cases, notes=table.notes)


def _refuse_twice(names: Sequence[str], numbers: Sequence[int]) -> None:
    first: dict[str, int] = {}
    for name, number in zip(names, numbers, strict=True):
        if name in first:
            raise ImportFailure(
                f"the case '{name}' is in rows {first[name]} and {number}", "keep one row a case"
            )
        first[name] = number


def _kind(value: str) -> CaseKind:
    return next((kind for kind in CASE_KINDS if kind == value), "person")


def _speakers(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else as_text(value).split(SPEAKER_SEPARATOR)
    return tuple(dict.fromkeys(label for part in parts if (label := clean_name(as_text(part)))))


def _decimal(table: Table, options: ImportOptions) -> tuple[str, ...]:
    """The decimal marks to try: a comma only where it doesn't divide the cells."""
    chosen = options.choice("decimal", ("comma", "point"))
    if chosen:
        return (chosen,)
    return ("point",) if table.settings.get("delimiter") == "comma" else ("point", "comma")


def _variables(table: Table, marks: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{} for _ in table.rows]
    for name in table.columns:
        if name in CASES.names:
            continue
        values = [as_scalar(cells.get(name)) for _, cells in table.rows]
        for variables, value in zip(found, _typed(values, marks), strict=True):
            if not is_empty(value):
                variables[name] = value
    return found


def _typed(values: list[Any], marks: tuple[str, ...]) -> list[Any]:
    texts = [value.strip() if isinstance(value, str) else value for value in values]
    filled = [value for value in texts if not is_empty(value)]
    words = [value for value in filled if isinstance(value, str)]
    if not words:
        return texts
    if all(_WHOLE.fullmatch(word) for word in words):
        return [_number(value, int) for value in texts]
    for mark in marks:
        if all(_DECIMAL[mark].fullmatch(word) for word in words):
            return [_number(value, float) for value in texts]
    return texts


def _number(value: Any, convert: type[int] | type[float]) -> Any:
    if not isinstance(value, str):
        return value
    return convert(value.replace("\u2212", "-").replace(",", ".")) if value else None
