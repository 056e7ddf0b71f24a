"""Markdown: excerpts as a document people can read, other tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from qualcode.exporters.table import Table, WriteOptions, cell_text
from qualcode.model import PATH_SEPARATOR

EXCERPT_COLUMNS = (
    "document", "turn", "speaker", "case", "code", "code_id", "coder", "start", "end", "quote",
    "prefix", "suffix", "memo", "created_at", "uuid", "origin", "status", "codebook",
)  # fmt: skip
"""Columns of an excerpts table with a meaning of their own; any other is a case variable."""

_LINE_END = re.compile("\r\n?")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_SPECIAL = re.compile(r"[&<]|[\\`*_\[\]|~$]|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_AT_LINE_START = re.compile(r"^([0-9]*)([#+=>.)-])")


def write_md(table: Table, out: BinaryIO, options: WriteOptions) -> list[str]:
    """A table with `document`, `code` and `quote` as excerpts under their codes, else a table."""
    del options
    is_excerpts = {"document", "code", "quote"} <= set(table.columns)
    lines = _excerpts(table) if is_excerpts else _pipe_table(table)
    out.writelines(line.encode("utf-8") + b"\n" for line in lines)
    return []


def _excerpts(table: Table) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in table.rows:
        excerpt = dict(zip(table.columns, row, strict=True))
        path = tuple(cell_text(excerpt["code"]).split(PATH_SEPARATOR))
        groups.setdefault(path, []).append(excerpt)
    total = sum(map(len, groups.values()))
    yield f"# {_inline(table.name)}"
    yield ""
    yield f"{_count(total, 'excerpt')}, {_count(len(groups), 'code')}"
    for path in sorted(groups, key=lambda parts: ([part.casefold() for part in parts], parts)):
        yield ""
        yield f"## {_inline(PATH_SEPARATOR.join(path))} ({len(groups[path])})"
        for excerpt in groups[path]:
            yield ""
            yield from _excerpt(excerpt)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _excerpt(excerpt: Mapping[str, Any]) -> Iterator[str]:
    quote = _lines(cell_text(excerpt["quote"]))
    yield from (f"> {line}".rstrip(" ") + hard for line, hard in _with_breaks(quote))
    yield ""
    yield f"— {_source(excerpt)}"
    before, after = _shown(excerpt, "prefix"), _shown(excerpt, "suffix")
    if before or after:
        yield ""
        yield f"Context: …{before} **[…]** {after}…"
    memo = cell_text(excerpt.get("memo"))
    if memo.strip():
        yield ""
        first, *rest = [line + hard for line, hard in _with_breaks(_lines(memo))]
        yield f"Memo: {first}"
        yield from rest


def _source(excerpt: Mapping[str, Any]) -> str:
    where = [_shown(excerpt, "document")]
    if _shown(excerpt, "turn"):
        where.append(f"turn {_shown(excerpt, 'turn')}")
    speaker, case = _shown(excerpt, "speaker"), _shown(excerpt, "case")
    where += [speaker] if speaker else []
    where += [case] if case and case != speaker else []
    if _shown(excerpt, "start"):
        where.append(f"characters {_shown(excerpt, 'start')}–{_shown(excerpt, 'end')}")
    variables = [
        f"{_inline(name)}: {_inline(cell_text(value))}"
        for name, value in excerpt.items()
        if name not in EXCERPT_COLUMNS and cell_text(value)
    ]
    parts = [", ".join(where), *([", ".join(variables)] if variables else [])]
    if _shown(excerpt, "coder"):
        parts.append(f"coded by {_shown(excerpt, 'coder')}")
    return " · ".join(parts)


def _shown(excerpt: Mapping[str, Any], column: str) -> str:
    return _inline(cell_text(excerpt.get(column)).strip())


def _pipe_table(table: Table) -> Iterator[str]:
    yield f"# {_inline(table.name)}"
    yield ""
    yield _pipe_row(table.columns)
    yield _pipe_row(["---"] * len(table.columns), escape=False)
    for row in table.rows:
        yield _pipe_row(row)


def _pipe_row(row: Any, *, escape: bool = True) -> str:
    cells = [_inline(cell_text(value)) if escape else value for value in row]
    return f"| {' | '.join(cells)} |"


def _lines(text: str) -> list[str]:
    """The text's lines so that no Markdown reader takes a part of them for markup or HTML."""
    split = _LINE_END.sub("\n", text).split("\n")
    return [_AT_LINE_START.sub(r"\1\\\2", _escaped(line)) for line in split]


def _with_breaks(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each line with two spaces, a line break, where another line of its paragraph follows."""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        yield line, "  " if line and following else ""


def _inline(text: str) -> str:
    """The text escaped, on one line that something else begins."""
    return " ".join(_escaped(line) for line in _LINE_END.sub("\n", text).split("\n"))


def _escaped(line: str) -> str:
    return _SPECIAL.sub(_escaped_character, line.strip())


def _escaped_character(found: re.Match[str]) -> str:
    character = found[0]
    if character in _ENTITIES:
        return _ENTITIES[character]
    return f"\\{character}" if character.isprintable() else "\ufffd"
