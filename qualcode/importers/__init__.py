"""Reading transcripts and tables: one format per module, chosen by name or by what a file holds.

`read` is the only door. What an importer guessed or left out is in `ImportedFile.notes`; what is
needed to repeat an import is in each document's `settings`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from qualcode.drafts import ImportedFile
from qualcode.errors import ImportFailure, UnknownName
from qualcode.importers.options import ImportOptions, check_options
from qualcode.importers.source import Source, open_source

__all__ = ["AUTO", "FORMATS", "Format", "ImportOptions", "detect", "read"]

AUTO = "auto"
Reader = Callable[[Source, ImportOptions], ImportedFile]

_ENCODING = {"encoding": "of the text, such as utf-8 or cp1252"}
_SPEAKERS = {
    "speakers": "yes or no: look for speakers' labels",
    "labels": "the labels there are, divided by |, instead of guessing them",
}
_TABLE = {
    **_ENCODING,
    "delimiter": "comma, semicolon, tab, pipe or another character",
    "sheet": "the sheet of an Excel file",
}
_PLAIN = {**_ENCODING, **_SPEAKERS, "paragraphs": "blank or lines: what divides paragraphs"}
_CUES = {
    **_ENCODING,
    **_SPEAKERS,
    "join_gap_ms": "longest pause, in milliseconds, inside a turn",
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read; `settings` are the keys it knows, with what they mean."""

    name: str
    title: str
    settings: Mapping[str, str]

    def reader(self) -> Reader:
        """The function that reads it; its module is imported now."""
        module = importlib.import_module(f"{__name__}.{self.name}")
        return cast("Reader", module.read)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Format("txt", "plain text", _PLAIN),
            Format("md", "Markdown", _PLAIN),
            Format("docx", "Word", _SPEAKERS),
            Format("vtt", "WebVTT subtitles", _CUES),
            Format("srt", "SubRip subtitles", _CUES),
            Format("turns", "table of turns (CSV, TSV, XLSX, JSON Lines)", _TABLE),
            Format("codings", "table of codings (CSV, TSV, XLSX, JSON Lines)", _TABLE),
            Format(
                "cases",
                "table of cases (CSV, TSV, XLSX, JSON Lines)",
                {**_TABLE, "decimal": "comma or point: the decimal mark"},
            ),
        )
    }
)
"""The formats by name."""


def read(
    path: Path,
    *,
    format: str = AUTO,  # noqa: A002 - the name of the option
    options: ImportOptions | None = None,
) -> ImportedFile:
    """Read one file.

    Args:
        path: the file.
        format: one of `FORMATS`, or ``auto`` to go by the file's ending and content.
        options: encoding, kind, language and settings; what they leave out is guessed.

    Raises:
        FileError: the file is missing, a directory or unreadable.
        ImportFailure: it isn't in the format, is damaged, or holds nothing; the message begins
            with the file's name.
        InputError: an unknown format or setting.
    """
    chosen = options or ImportOptions()
    if format != AUTO and format not in FORMATS:
        raise UnknownName("format", format, [AUTO, *FORMATS])
    source = open_source(path)
    try:
        name = detect(path, source.data) if format == AUTO else format
        check_options(chosen, name, FORMATS[name].settings)
        return FORMATS[name].reader()(source, chosen)
    except ImportFailure as error:
        raise ImportFailure(f"{source.name}: {error.message}", error.hint) from error


def detect(path: Path, head_bytes: bytes) -> str:
    """The name of the format of a file that begins with `head_bytes`.

    Raises:
        ImportFailure: a format that can't be imported, or a table with unknown columns.
    """
    from qualcode.importers.detection import by_content

    return by_content(path, head_bytes)
