"""Tables as files: CSV, TSV, XLSX and JSON Lines read into rows with named columns."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qualcode import text as canon
from qualcode.errors import ImportFailure
from qualcode.importers.cells import as_text, is_empty
from qualcode.importers.columns import ANY, Columns
from qualcode.importers.drafts import count, encoding_notes, listed, no_text
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source, unzipping

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_NONE = "\x1f"
_GUARDED = re.compile(r"'[=+\-@\t\r']")
_LONGEST_FIELD = 2**31 - 1
_FIELD_LIMIT = threading.Lock()
_END = "\x1eend\x1e"
_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
_JSON = json.JSONDecoder(parse_constant=lambda _: None)
_MOST_ROWS = 1_048_576
_XLSX_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by column name, each with the number a person finds it by in the file.

    Cells are text in CSV and TSV, also numbers, dates and (JSON) lists elsewhere; `settings`
    is what is needed to read the file the same way again.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, Any]]]
    settings: dict[str, str]
    notes: list[str]


def read_table(source: Source, options: ImportOptions, columns: Columns) -> Table:
    """The table in `source`, recognised by its content.

    Raises:
        ImportFailure: no table, a row that doesn't fit its header, or no rows at all.
    """
    if source.data.startswith(b"PK"):
        table = _from_xlsx(source, options, columns)
    else:
        decoded = canon.decode(source.data, options.text_encoding, keep_line_ends=True)
        if not decoded.text.strip():
            raise no_text()
        if is_jsonl(decoded.text):
            table = _from_jsonl(decoded, columns)
        else:
            table = _from_csv(decoded, options, columns)
    if not table.rows:
        raise ImportFailure("the table has no rows", "was it saved with its content?")
    return table


def column_names(head: str) -> tuple[str, ...]:
    """The columns of a text table from its beginning; those of the first line in JSON Lines."""
    if is_jsonl(head):
        for _, line in _json_lines(head):
            return ANY.renamed(tuple(_json_row(line, 1)))
    return ANY.renamed(_header(head, "")[0])


def xlsx_column_names(source: Source) -> tuple[str, ...]:
    """The columns of an Excel file's first sheet."""
    cells, _ = _sheet(source, "", rows=1)
    return ANY.renamed(tuple(as_text(cell).strip() for cell in cells[0])) if cells else ()


def is_jsonl(text: str) -> bool:
    """Whether the text begins like a JSON object."""
    return text[:1000].lstrip().startswith("{")


def _from_csv(decoded: canon.Decoded, options: ImportOptions, known: Columns) -> Table:
    text = decoded.text
    columns, delimiter, skipped = _header(text, options.settings.get("delimiter", ""))
    names = known.renamed(columns)
    _refuse_repeated(names)
    rows: list[tuple[int, dict[str, Any]]] = []
    records = _records(text, delimiter)
    for _ in range(skipped + 1):
        next(records)
    for number, record in enumerate(records, skipped + 2):
        if not any(cell.strip() for cell in record):
            continue
        fitted = record if len(record) == len(names) else _fitted(record, len(names), number)
        rows.append((number, dict(zip(names, fitted, strict=True))))
    settings = {"encoding": decoded.encoding}
    if delimiter != _NONE:
        settings["delimiter"] = _DELIMITER_NAMES.get(delimiter, delimiter)
    return Table(names, rows, settings, encoding_notes(decoded))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Records of a text table, one guarding quote taken off each cell, LF line ends."""
    with _FIELD_LIMIT:
        before = csv.field_size_limit(_LONGEST_FIELD)
        try:
            found = list(csv.reader(_lines_with_end(text), delimiter=delimiter))
        except csv.Error as error:
            raise ImportFailure("the table can't be read", f"{error}") from error
        finally:
            csv.field_size_limit(before)
    if found.pop() != [_END]:
        raise ImportFailure(
            f"a quotation mark that opens in row {len(found) + 1} is never closed",
            'close it, or double the quotation marks inside cells: ""',
        )
    guards, returns = "'" in text, "\r" in text
    for record in found:
        cells = record
        if guards:
            cells = [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]
        if returns:
            cells = [canon.line_ends(cell) for cell in cells]
        yield cells


def _lines_with_end(text: str) -> Iterator[str]:
    """The lines, and a last one that only an open quotation mark can swallow."""
    last = "\n"
    for last in io.StringIO(text, newline=""):
        yield last
    if not last.endswith(("\n", "\r")):
        yield "\n"
    yield _END


def _header(text: str, chosen: str) -> tuple[tuple[str, ...], str, int]:
    """Column names, delimiter, and how many records stand before the names."""
    first = text[:1000].split("\n", 1)[0].strip()
    told = re.fullmatch(r'"?sep=(.|\t)"?', first)
    skipped = 1 if told else 0
    wanted = _DELIMITERS.get(chosen.strip().casefold(), chosen) or (told[1] if told else "")
    if len(wanted) > 1 or wanted in {"\n", "\r", '"'}:
        raise ImportFailure(
            "the setting 'delimiter' is not one character", "use comma, semicolon, tab or pipe"
        )
    best: tuple[tuple[int, int], tuple[str, ...], str] = ((-1, 0), (), _NONE)
    for delimiter in (wanted,) if wanted else (_NONE, ",", ";", "\t"):
        names = _first_record(text, delimiter, skipped)
        known = len(ANY.names & set(ANY.renamed(names)))
        if (known, len(names)) > best[0]:
            best = ((known, len(names)), names, delimiter)
    return best[1], best[2], skipped


def _first_record(text: str, delimiter: str, skipped: int) -> tuple[str, ...]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for _ in range(skipped):
            next(reader)
        return tuple(name.strip() for name in next(reader, []))
    except (csv.Error, StopIteration):
        return ()


def _fitted(record: list[str], width: int, number: int) -> list[str]:
    if len(record) > width and not any(cell.strip() for cell in record[width:]):
        return record[:width]
    raise ImportFailure(
        f"row {number} has {count(len(record), 'cell')} where the header has {width}",
        "check its delimiters and quotation marks, or set the delimiter",
    )


def _from_jsonl(decoded: canon.Decoded, known: Columns) -> Table:
    rows = [(number, _json_row(line, number)) for number, line in _json_lines(decoded.text)]
    keys = tuple(dict.fromkeys(key for _, row in rows for key in row))
    columns = known.renamed(keys)
    _refuse_repeated(columns)
    names = dict(zip(keys, columns, strict=True))
    renamed = [(number, {names[key]: row[key] for key in row}) for number, row in rows]
    settings = {"encoding": decoded.encoding}
    return Table(columns, renamed, settings, encoding_notes(decoded))


def _json_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(canon.line_ends(text).split("\n"), 1):
        if line and not line.isspace():
            yield number, line


def _json_row(line: str, number: int) -> dict[str, Any]:
    if "\\u" in line:
        line = _JSON_ESCAPE.sub(lambda m: "\\ufffd" if m["lone"] else m[0], line)
    try:
        row = _JSON.decode(line)
    except (ValueError, RecursionError) as error:
        raise ImportFailure(
            f"line {number} is not JSON", 'each line holds one object, such as {"text": "…"}'
        ) from error
    if not isinstance(row, dict):
        raise ImportFailure(
            f"line {number} is no JSON object", 'each line holds one object, such as {"text": "…"}'
        )
    return row


def _from_xlsx(source: Source, options: ImportOptions, known: Columns) -> Table:
    chosen = options.text("sheet")
    cells, sheets = _sheet(source, chosen)
    if not cells:
        raise no_text()
    names = known.renamed(tuple(as_text(cell).strip() for cell in cells[0]))
    _refuse_repeated(names)
    rows = []
    for number, record in enumerate(cells[1:], 2):
        if all(is_empty(cell) for cell in record):
            continue
        padded = [*record, *(None for _ in range(len(names) - len(record)))]
        if not all(is_empty(cell) for cell in padded[len(names) :]):
            raise ImportFailure(
                f"row {number} goes on beyond the header's {len(names)} columns",
                "give every column a name",
            )
        rows.append((number, dict(zip(names, padded, strict=False))))
    notes = (
        [] if chosen or len(sheets) < 2 else [f"Only the first of {len(sheets)} sheets was read."]
    )
    return Table(names, rows, {"sheet": chosen} if chosen else {}, notes)


def _sheet(
    source: Source, chosen: str, rows: int = _MOST_ROWS
) -> tuple[list[list[Any]], list[str]]:
    """Cells of a sheet (the first one unless `chosen`), and the names of all sheets."""
    import warnings

    with unzipping(source, "Excel"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validation, which don't matter here
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        sheets = [sheet.title for sheet in book.worksheets]
        found = next((sheet for sheet in book.worksheets if chosen in {"", sheet.title}), None)
        if found is None:
            raise ImportFailure(
                f"there is no sheet '{chosen}'", f"there are: {', '.join(sheets) or 'none'}"
            )
        found.reset_dimensions()
        cells = [list(row) for row in found.iter_rows(max_row=rows, values_only=True)]
        book.close()
    for row in cells:
        for index, cell in enumerate(row):
            if isinstance(cell, str) and "_x" in cell:
                row[index] = _XLSX_ESCAPE.sub(_unescape, cell)
    if cells:
        while cells[0] and is_empty(cells[0][-1]):
            cells[0].pop()
    return cells, sheets


def _unescape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return match[0] if "\ud800" <= character <= "\udfff" else character


def _refuse_repeated(names: tuple[str, ...]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise ImportFailure(
            f"the column '{twice[0]}' is there twice", "give every column a name of its own"
        )


def need(table: Table, *wanted: str) -> None:
    """Refuse a table that lacks one of the columns `wanted`.

    Raises:
        ImportFailure: a column is missing; the message lists those there are.
    """
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise ImportFailure(
            f"the table has no column '{missing[0]}'; it has: {shown(table.columns)}",
            f"name its columns: {', '.join(wanted)}",
        )


def shown(columns: tuple[str, ...], limit: int = 12) -> str:
    """Column names for a message."""
    names = ", ".join(name[:40] for name in columns[:limit])
    return f"{names} and {len(columns) - limit} more" if len(columns) > limit else names or "none"


def refuse_rows(numbers: list[int], what: str, hint: str) -> None:
    """Refuse a table for some of its rows.

    Raises:
        ImportFailure: there are such rows; the message gives their numbers.
    """
    if numbers:
        rows = "row" if len(numbers) == 1 else "rows"
        raise ImportFailure(f"{what} in {rows} {listed(numbers)}", hint)
