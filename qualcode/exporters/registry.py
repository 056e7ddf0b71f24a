"""Formats by their ending, and writing a file in one of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from qualcode.errors import InputError, UnknownName
from qualcode.exporters.files import replacing
from qualcode.exporters.table import Table, WriteOptions

_WRITERS = {
    "csv": ("delimited", "write_csv"),
    "tsv": ("delimited", "write_tsv"),
    "xlsx": ("workbook", "write_xlsx"),
    "jsonl": ("jsonlines", "write_jsonl"),
    "md": ("markdown", "write_md"),
}
FORMATS = tuple(_WRITERS)
"""What a table can be written as; each name is a file's ending."""


def format_of(path: Path, known: tuple[str, ...] = FORMATS) -> str:
    """The format a file's ending stands for.

    Raises:
        InputError: the ending is none of `known`.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in known:
        said = f"the ending .{ending}" if ending else "a name without an ending"
        raise InputError(
            f"{path.name}: {said} doesn't say what to write",
            f"end it in one of {', '.join(f'.{name}' for name in known)}",
        )
    return ending


def write(
    table: Table, path: Path, format: str | None = None, options: WriteOptions = WriteOptions()  # noqa: A002, B008 - a frozen value
) -> list[str]:  # fmt: skip
    """Write a table to a file, in full or not at all.

    Args:
        table: what to write; the same rows give the same bytes.
        path: where to.
        format: one of `FORMATS`; from the file's ending where None.
        options: how to write.

    Returns:
        Notes on what the format couldn't hold as it was.

    Raises:
        UnknownName, InputError: no such format or ending, or a table too large for it.
        FileError: the file exists (without `options.force`), or can't be written.
        DiskFull: there is no room.
    """
    chosen = format_of(path) if format is None else format
    if chosen not in _WRITERS:
        raise UnknownName("export format", chosen, FORMATS)
    module, name = _WRITERS[chosen]
    writer: Callable[[Table, BinaryIO, WriteOptions], list[str]] = getattr(
        import_module(f"qualcode.exporters.{module}"), name
    )
    with replacing(path, force=options.force) as out:
        return writer(table, out, options)


def write_text(path: Path, text: str, options: WriteOptions = WriteOptions()) -> None:  # noqa: B008 - a frozen value
    """Write a text file in UTF-8 with the line ends it has, in full or not at all.

    Raises:
        FileError: the file exists (without `options.force`), or can't be written.
        DiskFull: there is no room.
    """
    with replacing(path, force=options.force) as out:
        out.write(text.encode("utf-8", "replace"))
