"""Codebooks as tables, JSON Lines and `{code: definition}`: one tree a code."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from qualcode.codebook.nodes import Node, from_json
from qualcode.codebook.problems import Problems
from qualcode.model import PATH_SEPARATOR

_GUARDED = tuple("=+-@\t\r'")
_DELIMITERS = ",;\t"
_LARGEST_WORKBOOK = 200_000_000
# What openpyxl raises for a damaged workbook isn't documented; these were met.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, RuntimeError,
    AttributeError, IndexError, KeyError, TypeError, ValueError,
)  # fmt: skip


def from_delimited(text: str, kind: str, problems: Problems) -> list[Node]:
    """A row a code of a CSV (`,` or `;` or tab, whichever its head has most) or TSV file.

    One `'` is taken off where it keeps a spreadsheet from running a cell.
    """
    head = text.partition("\n")[0]
    delimiter = "\t" if kind == "tsv" else max(_DELIMITERS, key=head.count)
    return _table(_records(text, delimiter, problems), "line", problems)


def from_xlsx(data: bytes, problems: Problems) -> list[Node]:
    """A row a code of an Excel workbook's first sheet."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > _LARGEST_WORKBOOK:
            problems.add("", "the workbook is too large for a codebook")
            raise problems.error()
        with warnings.catch_warnings():
            # openpyxl warns of workbook features it leaves out; cells aren't among them
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            rows = [
                (number, [_cell_text(value) for value in row])
                for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
            ]
            book.close()
    except (*_DAMAGED, InvalidFileException) as error:
        problems.add("", "this is not an Excel workbook, or it is damaged")
        raise problems.error() from error
    return _table(iter(rows), "row", problems)


def from_json_lines(text: str, problems: Problems) -> list[Node]:
    """A JSON object a line, each a code."""
    rows = [
        from_json(line, problems, f"line {number}")
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    if not rows:
        problems.add("", "the file is empty")
    return rows


def from_object(root: Node, problems: Problems) -> list[Node]:
    """The codes of `{code: definition}` or `{code: {definition: …}}`, in file order.

    A key `A > B` is the code named B with the parent A; parents that have no key are made.
    """
    rows: dict[str, Node] = {}
    for key, node in root.value.items():
        fields = _fields_of(key, node, problems)
        for ancestor in _missing_ancestors(key, root.value, rows):
            rows[ancestor] = Node(_identity(ancestor, node.where), "", node.where)
        rows[key] = Node({**_identity(key, node.where), **fields}, "", node.where)
    return list(rows.values())


def _fields_of(key: str, node: Node, problems: Problems) -> dict[str, Node]:
    if isinstance(node.value, dict):
        given = node.value.get("id")
        if given is not None and given.text != key:
            problems.add(node.where, f"the id '{given.text}' differs from the key")
        return {name: value for name, value in node.value.items() if value.value is not None}
    if node.value is None or isinstance(node.value, str):
        return {"definition": node}
    problems.add(node.where, "a definition must be text")
    return {}


def _identity(key: str, where: str) -> dict[str, Node]:
    prefix, name = _split(key)
    fields = {"id": Node(key, key, where), "name": Node(name, name, where)}
    return {**fields, "parent": Node(prefix, prefix, where)} if prefix else fields


def _split(key: str) -> tuple[str, str]:
    prefix, _, name = key.rpartition(PATH_SEPARATOR)
    whole = all(part.strip() for part in key.split(PATH_SEPARATOR))
    return (prefix, name) if whole else ("", key)


def _missing_ancestors(key: str, *known: Any) -> list[str]:
    missing = []
    prefix = _split(key)[0]
    while prefix and not any(prefix in held for held in known):
        missing.append(prefix)
        prefix = _split(prefix)[0]
    return missing[::-1]


def _records(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for record in reader:
            yield line, [_unguarded(cell) for cell in record]
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(f"line {line}", f"not a readable table: {error}")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(
    records: Iterator[tuple[int, Sequence[str]]], unit: str, problems: Problems
) -> list[Node]:
    filled = ((number, cells) for number, cells in records if any(c.strip() for c in cells))
    first, header = next(filled, (0, ()))
    columns = [cell.strip() for cell in header]
    columns = [name.casefold() if name.casefold() in _KNOWN else name for name in columns]
    if not columns:
        problems.add("", "the file is empty")
        return []
    if not {"id", "name"} & set(columns):
        problems.add(f"{unit} {first}", "a codebook table needs a column `id` or `name`")
        return []
    named = [name for name in columns if name]
    for name in sorted({name for name in named if named.count(name) > 1}):
        problems.add(f"{unit} {first}", f"two columns are called '{name}'")
    return [_row(columns, cells, f"{unit} {number}", problems) for number, cells in filled]


_KNOWN = frozenset(
    ("id", "name", "name_nb", "parent", "definition", "include", "exclude", "source", "basis",
     "colour", "retired", "examples", "cues")
)  # fmt: skip
_IDENTITY = frozenset(("id", "name", "parent"))


def _row(columns: list[str], cells: Sequence[str], where: str, problems: Problems) -> Node:
    if any(cell.strip() for cell in cells[len(columns) :]):
        problems.add(where, f"more cells than the {len(columns)} columns of the head")
    fields = {}
    for column, cell in zip(columns, cells, strict=False):
        text = cell.strip() if column in _IDENTITY else cell
        if text and not column:
            problems.add(where, "a cell in a column without a name")
        elif text:
            fields[column] = Node(text, text, where)
    return Node(fields, "", where)
