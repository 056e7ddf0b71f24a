"""Which format a file is in, by its ending and what it holds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from qualcode import text as canon
from qualcode.errors import ImportFailure
from qualcode.importers.drafts import no_text
from qualcode.importers.source import Source, open_source
from qualcode.importers.subtitles import CUE_TIMES
from qualcode.importers.tables import column_names, is_jsonl, shown, xlsx_column_names

HEAD = 262_144
"""Bytes of a file that are looked at."""

_TEXT = {
    ".txt": "txt", ".text": "txt", "": "txt", ".md": "md", ".markdown": "md",
    ".vtt": "vtt", ".srt": "srt",
}  # fmt: skip
_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".jsonl", ".ndjson"})
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text file (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"ID3", "a recording"),
    (b"RIFF", "a recording"),
    (b"OggS", "a recording"),
    (b"fLaC", "a recording"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
)


def by_content(path: Path, data: bytes) -> str:
    """The name of the format of the file at `path` that begins with the bytes `data`.

    Raises:
        ImportFailure: a format that can't be imported, or a table with unknown columns.
        FileError: `path` can't be read (Office files are looked into).
    """
    head = data[:HEAD]
    if not head:
        raise no_text()
    if head.startswith(b"PK"):
        return _office(open_source(path))
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            raise ImportFailure(
                f"this is {what}, which can't be imported",
                "save the transcript as docx, txt, md, vtt, srt or a table",
            )
    if head[4:8] == b"ftyp":
        raise ImportFailure("this is a recording", "import its transcript instead")
    ending = path.suffix.casefold()
    if ending in {".docx", ".xlsx", ".xlsm"}:
        return _office(open_source(path))
    return _text_format(ending, canon.decode(_whole_lines(head)).text)


def _text_format(ending: str, text: str) -> str:
    found = _TEXT.get(ending, "")
    if text.lstrip().startswith("WEBVTT"):
        found = "vtt"
    elif ending in _TABLES or (ending == ".json" and _is_json_lines(text)):
        found = table_format(column_names(text))
    elif found == "txt" and _begins_as_srt(text):
        found = "srt"
    if found:
        return found
    raise ImportFailure(
        f"files that end in {ending} can't be imported",
        "name the format where it is another one (--format), or save it as docx, txt or a table",
    )


def table_format(columns: tuple[str, ...]) -> str:
    """Which table has these columns.

    Raises:
        ImportFailure: none; the message lists the columns seen and those wanted.
    """
    seen = frozenset(columns)
    if "text" in seen:
        return "turns"
    if seen & {"code", "code_id"} and ("quote" in seen or {"start", "end"} <= seen):
        return "codings"
    if "case" in seen:
        return "cases"
    raise ImportFailure(
        f"no known table has these columns: {shown(columns)}",
        "turns need text; codings need document, code, and quote or start and end;"
        " cases need case or case_id",
    )


def _office(source: Source) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportFailure(
            "this is not a Word or Excel file, or it is damaged",
            "open it in the program it came from and save it again",
        ) from error
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return table_format(xlsx_column_names(source))
    if "content.xml" in names:
        raise ImportFailure("this is an OpenDocument file", "save it as docx or xlsx")
    raise ImportFailure(
        "this is a zip file that holds neither a Word nor an Excel document",
        "unpack it and import the files in it",
    )


def _whole_lines(head: bytes) -> bytes:
    """`head` up to its last line end where it may have been cut inside a character."""
    if len(head) < HEAD or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 4 * 4] if len(head) >= HEAD else head
    end = head.rfind(b"\n")
    return head[: end + 1] if end > 0 else head


def _is_json_lines(text: str) -> bool:
    return is_jsonl(text) and text.lstrip().split("\n", 1)[0].rstrip().endswith("}")


def _begins_as_srt(text: str) -> bool:
    first = "\n".join(text.lstrip().split("\n")[:2])
    return CUE_TIMES.search(first) is not None
