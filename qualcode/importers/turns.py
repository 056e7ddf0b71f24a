"""The turns table: one row a turn, with its codes. How people who code in a spreadsheet come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from qualcode import text as canon
from qualcode.drafts import CodingDraft, DocumentDraft, ImportedFile
from qualcode.importers.cells import as_scalar, as_text, is_empty, whole_number
from qualcode.importers.columns import TURNS
from qualcode.importers.drafts import (
    Piece,
    count,
    draft,
    guess_kind,
    join_pieces,
    listed,
    no_text,
)
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source, clean_name
from qualcode.importers.tables import Table, need, read_table, refuse_rows

CODE_SEPARATOR = ";"
_IGNORED = frozenset({"start", "end"})


class _Row(NamedTuple):
    number: int
    text: str
    cells: dict[str, Any]


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """Documents of a table with a column `text`, in the order they first appear.

    Raises:
        ImportFailure: no table, no column `text`, rows that don't fit, or no text at all.
    """
    table = read_table(source, options, TURNS)
    need(table, "text")
    notes = list(table.notes)
    groups = _documents(table, source, notes)
    if not groups:
        raise no_text()
    kind = guess_kind(source, options, notes)
    others = [name for name in table.columns if name not in TURNS.names]
    settings = {"format": "turns", **table.settings}
    documents = []
    for name, rows in groups.items():
        base = draft(source, kind, "", (), settings, name=name, language=options.language)
        documents.append(_filled(base, rows, others))
    ignored = sorted(_IGNORED & set(table.columns))
    if ignored:
        notes.append(f"Columns not used: {', '.join(ignored)}.")
    times = [name for name in ("start_ms", "end_ms") if name in table.columns]
    bad_times = sum(
        not is_empty(row.cells.get(key)) and whole_number(row.cells.get(key)) is None
        for rows in groups.values()
        for row in rows
        for key in times
    )
    if bad_times:
        notes.append(f"{count(bad_times, 'time')} left out: not a whole number of milliseconds.")
    return ImportedFile("turns", documents=documents, notes=notes)


def _documents(table: Table, source: Source, notes: list[str]) -> dict[str, list[_Row]]:
    """Rows with text by document; what is skipped is told in `notes`."""
    groups: dict[str, list[_Row]] = {}
    wrong: list[int] = []
    empty: list[int] = []
    coded: list[int] = []
    nameless = 0
    for number, cells in table.rows:
        value = cells.get("text", _IGNORED)
        if value is _IGNORED or isinstance(value, list | dict):
            wrong.append(number)
            continue
        text = canon.line_ends(as_text(value))
        if not text.strip():
            empty.append(number)
            if any(_codes(cells.get("codes"))):
                coded.append(number)
            continue
        name = clean_name(as_text(cells.get("document")))
        nameless += not name
        groups.setdefault(name or source.document, []).append(_Row(number, text, cells))
    refuse_rows(wrong, "there is no text", "give every row a text, an empty one where need be")
    if empty:
        notes.append(f"{count(len(empty), 'row')} without text skipped.")
    if coded:
        notes.append(f"Codes lost with rows that have no text: {listed(coded)}.")
    if nameless and "document" in table.columns:
        notes.append(f"{count(nameless, 'row')} without a document went under the file's name.")
    return groups


def _filled(base: DocumentDraft, rows: list[_Row], others: list[str]) -> DocumentDraft:
    """The document with its text, turns, variables and codings."""
    variables, attributes = _variables(rows, others)
    languages = [_label(row.cells.get("language")) for row in rows]
    text, turns = join_pieces(
        Piece(
            row.text,
            _label(row.cells.get("speaker")),
            *_times(row.cells),
            "speech",
            language,
            attribute,
        )
        for row, language, attribute in zip(rows, languages, attributes, strict=True)
    )
    spoken = Counter(language for language in languages if language)
    codings = [
        CodingDraft(
            code=code,
            start=turn.start,
            end=turn.end,
            quote=row.text,
            coder=_label(row.cells.get("coder")),
            document=base.name,
            row=row.number,
        )
        for row, turn in zip(rows, turns, strict=True)
        if row.cells.get("codes")
        for code in _codes(row.cells["codes"])
    ]
    return replace(
        base,
        text=text,
        turns=turns,
        language=spoken.most_common(1)[0][0] if spoken else base.language,
        variables=variables,
        codings=codings,
    )


def _times(cells: dict[str, Any]) -> tuple[int | None, int | None]:
    start = whole_number(cells.get("start_ms"))
    end = whole_number(cells.get("end_ms"))
    return start, end if end is None or start is None or end >= start else None


def _label(value: Any) -> str | None:
    return clean_name(as_text(value)) or None


def _codes(value: Any) -> Iterator[str]:
    """A row's codes, each once: those of a list to the letter, those of a text divided at `;`."""
    if isinstance(value, list):
        yield from dict.fromkeys(code for item in value if (code := as_text(item)).strip())
    elif not is_empty(value):
        parts = (canon.line_ends(part).strip() for part in as_text(value).split(CODE_SEPARATOR))
        yield from dict.fromkeys(part for part in parts if part)


def _variables(rows: list[_Row], others: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Document variables of the columns that are constant, turn attributes of the others."""
    variables: dict[str, Any] = {}
    attributes: list[dict[str, Any]] = [{} for _ in rows]
    for name in others:
        values = [as_scalar(row.cells.get(name)) for row in rows]
        first = values[0]
        if not is_empty(first) and all(value == first for value in values):
            variables[name] = first
            continue
        for attribute, value in zip(attributes, values, strict=True):
            if not is_empty(value):
                attribute[name] = value
    numbers = [row.cells.get("turn") for row in rows]
    if any(not is_empty(number) for number in numbers) and not _running(numbers):
        for attribute, number in zip(attributes, numbers, strict=True):
            if not is_empty(number):
                attribute["turn"] = _number(number)
    return variables, attributes


def _number(value: Any) -> Any:
    """A turn's number as a number, unless that would change how it is written."""
    number = whole_number(value)
    return number if number is not None and str(number) == as_text(value) else as_scalar(value)


def _running(numbers: list[Any]) -> bool:
    """Whether the numbers are those that turns have anyhow, counted from 1."""
    return all(whole_number(number) == index for index, number in enumerate(numbers, 1))
