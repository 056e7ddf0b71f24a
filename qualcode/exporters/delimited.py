"""CSV and TSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

from qualcode.exporters.table import Table, WriteOptions, cell_text

_RUN_BY_SPREADSHEETS = frozenset("=+-@\t\r'")


def write_csv(table: Table, out: BinaryIO, options: WriteOptions) -> list[str]:
    """Comma-separated, or as Norwegian Excel reads it."""
    return _write(table, out, options, ";" if options.excel_no else ",")


def write_tsv(table: Table, out: BinaryIO, options: WriteOptions) -> list[str]:
    """Tab-separated; cells with tabs or line ends are quoted as in CSV."""
    return _write(table, out, options, "\t")


def _write(table: Table, out: BinaryIO, options: WriteOptions, delimiter: str) -> list[str]:
    encoding = "utf-8-sig" if options.excel_no else "utf-8"
    text = io.TextIOWrapper(out, encoding=encoding, errors="replace", newline="")
    rows = text if options.excel_no else _LineFeeds(text)
    writer = csv.writer(rows, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(_cells(table.columns, options))
    writer.writerows(_cells(row, options) for row in table.rows)
    text.flush()
    text.detach()
    return []


class _LineFeeds:
    """Ends rows in LF. Told to do so itself, csv would leave a lone CR in a cell unquoted."""

    def __init__(self, out: io.TextIOWrapper) -> None:
        self._write = out.write

    def write(self, row: str) -> int:
        return self._write(row[:-2] + "\n")


def _cells(row: Sequence[Any], options: WriteOptions) -> list[Any]:
    return [
        value if type(value) is str and value[:1] not in _RUN_BY_SPREADSHEETS
        else _cell(value, options)
        for value in row
    ]  # fmt: skip


def _cell(value: Any, options: WriteOptions) -> Any:
    if isinstance(value, int | float):
        written = cell_text(value)
        return written.replace(".", ",") if options.excel_no else written
    text = cell_text(value)
    return f"'{text}" if text[:1] in _RUN_BY_SPREADSHEETS and not options.raw else text
