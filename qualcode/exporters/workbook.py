"""Excel workbooks: a sheet with a bold, frozen head and a filter."""

from __future__ import annotations

import datetime
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from qualcode.errors import InputError
from qualcode.exporters.table import Table, WriteOptions, cell_text

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 32_767  # UTF-16 units
_EXACT_NUMBERS = 2**53
_WIDEST = 60
_NARROWEST = 8
_ROWS_MEASURED = 200
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CREATED = datetime.datetime(2000, 1, 1)  # a fixed one: same rows, same bytes


def write_xlsx(table: Table, out: BinaryIO, options: WriteOptions) -> list[str]:
    """One sheet; text stays text whatever it begins with, numbers are numbers.

    Returns:
        Notes on cells that Excel can't hold as they are: cut, or with characters replaced.

    Raises:
        InputError: more rows or columns than a sheet has.
    """
    del options
    if len(table.columns) > _MOST_COLUMNS:
        raise InputError(
            f"an Excel sheet has {_MOST_COLUMNS:,} columns, the table {len(table.columns):,}",
            "export it as CSV or JSON Lines",
        )
    with _workbook(out) as book:
        sheet = _Sheet(book, table)
        for row in table.rows:
            sheet.add(row)
        sheet.finish()
    return sheet.notes()


@contextmanager
def _workbook(out: BinaryIO) -> Iterator[Any]:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    # Rows wait on disk, beside the result: a shared temporary folder is no place for transcripts
    with tempfile.TemporaryDirectory(dir=Path(out.name).parent, prefix=".qualcode-") as folder:
        target = _Target(out)
        book = xlsxwriter.Workbook(target, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": _CREATED})
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            if not book.fileclosed:
                target.out = io.BytesIO()
                book.fileclosed = True
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()


class _Target:
    """Where a workbook goes. xlsxwriter leaves its archive open when packing fails; what that
    still writes when Python collects it has to go elsewhere.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.out = out

    def __getattr__(self, name: str) -> Any:
        return getattr(self.out, name)


class _Sheet:
    """A sheet being written row by row."""

    def __init__(self, book: Any, table: Table) -> None:
        self._sheet = book.add_worksheet(_sheet_name(table.name))
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"valign": "top"})
        self._columns = len(table.columns)
        self._widths = [_NARROWEST] * self._columns
        self._rows = 0
        self._changed: Counter[str] = Counter()
        bold = book.add_format({"bold": True, "valign": "top"})
        for column, name in enumerate(table.columns):
            self._write_text(0, column, name, bold)
            self._widths[column] = max(_NARROWEST, min(len(name) + 3, _WIDEST))
        self._sheet.freeze_panes(1, 0)

    def add(self, row: Any) -> None:
        """Write the next row.

        Raises:
            InputError: the sheet is full.
        """
        self._rows += 1
        number = self._rows
        if number >= _MOST_ROWS:
            raise InputError(
                f"an Excel sheet has {_MOST_ROWS:,} rows and the table more",
                "export it as CSV or JSON Lines, or choose less with a filter",
            )
        sheet = self._sheet
        for column, value in enumerate(row):
            if type(value) is str:
                self._write_text(number, column, value, None)
            elif isinstance(value, bool):
                sheet.write_boolean(number, column, value, self._plain)
            elif isinstance(value, int | float) and abs(value) <= _EXACT_NUMBERS:
                sheet.write_number(number, column, value, self._plain)
            elif value is not None:
                self._write_text(number, column, cell_text(value), None)
        if number <= _ROWS_MEASURED:
            self._measure(row)

    def finish(self) -> None:
        """Set what depends on all the rows."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)
        if self._columns:
            self._sheet.autofilter(0, 0, self._rows, self._columns - 1)

    def notes(self) -> list[str]:
        """What had to be changed, with counts."""
        return [f"{what} in {count:,} cells" for what, count in sorted(self._changed.items())]

    def _write_text(self, row: int, column: int, value: str, style: Any) -> None:
        if not value:
            return
        if not value.isprintable():
            value = self._legal(value)
        if len(value) > _LONGEST_CELL // 2:
            value = self._cut(value)
        if style is None:
            style = self._wrapped if len(value) > _WIDEST or "\n" in value else self._plain
        if value.startswith("<r>") and value.endswith("</r>"):
            # xlsxwriter would take it for its own markup and write it unescaped
            self._sheet.write_rich_string(row, column, value[:2], self._plain, value[2:], style)
        else:
            self._sheet.write_string(row, column, value, style)

    def _legal(self, value: str) -> str:
        legal, count = _ILLEGAL.subn("\ufffd", value)
        if count:
            self._changed["characters that Excel doesn't allow replaced by \ufffd"] += 1
        return _LINE_END.sub("\n", legal)

    def _cut(self, value: str) -> str:
        units = value.encode("utf-16-le")
        if len(units) <= 2 * _LONGEST_CELL:
            return value
        self._changed[f"text cut to the {_LONGEST_CELL:,} characters an Excel cell holds"] += 1
        return units[: 2 * (_LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"

    def _measure(self, row: Any) -> None:
        for column, value in enumerate(row):
            if value is not None:
                longest = max(map(len, cell_text(value)[:500].split("\n")))
                self._widths[column] = min(max(self._widths[column], longest + 2), _WIDEST)


def _sheet_name(name: str) -> str:
    return _NOT_IN_SHEET_NAME.sub(" ", name).strip(" '")[:31] or "Table"
