"""The codings table: codes given to spans of documents that are in the study already."""

from __future__ import annotations

from typing import Any

from qualcode import text as canon
from qualcode.drafts import CodingDraft, ImportedFile
from qualcode.importers.cells import as_text, is_empty, whole_number
from qualcode.importers.columns import CODINGS
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source, clean_name
from qualcode.importers.tables import need, read_table, refuse_rows, shown

_FAULTS = {
    "there is no document": "name the document in every row",
    "there is no code": "give every row a code, its path, id or name",
    "start and end are no range of characters": (
        "use whole numbers from 0 up, end above start, or leave both out and give a quote"
    ),
    "there are neither offsets nor a quote": "give start and end, or a quote",
}


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """Codings with offsets or a quote to be found; documents and codes are named, not resolved.

    Raises:
        ImportFailure: no table, missing columns, or rows without document, code or place.
    """
    table = read_table(source, options, CODINGS)
    columns = frozenset(table.columns)
    need(table, "document")
    if "code_id" not in columns:
        need(table, "code")
    if "quote" not in columns:
        need(table, "start", "end")
    faults: dict[str, list[int]] = {fault: [] for fault in _FAULTS}
    codings = []
    for number, cells in table.rows:
        coding = _coding(number, cells)
        fault = _fault(coding, cells)
        if fault:
            faults[fault].append(number)
        codings.append(coding)
    for fault, rows in faults.items():
        refuse_rows(rows, fault, _FAULTS[fault])
    notes = list(table.notes)
    unused = tuple(name for name in table.columns if name not in CODINGS.names)
    if unused:
        notes.append(f"Columns not used: {shown(unused)}.")
    return ImportedFile("codings", codings=codings, notes=notes)


def _coding(number: int, cells: dict[str, Any]) -> CodingDraft:
    def text(name: str) -> str:
        value = cells.get(name)
        return "" if value is None or value == "" else canon.line_ends(as_text(value))

    code_id = text("code_id").strip()
    return CodingDraft(
        code=text("code").strip() or code_id,
        start=whole_number(cells.get("start")),
        end=whole_number(cells.get("end")),
        quote=text("quote"),
        coder=clean_name(text("coder")) or None,
        memo=text("memo"),
        document=clean_name(text("document")),
        code_id=code_id,
        uuid=text("uuid").strip() or None,
        created_at=text("created_at").strip() or None,
        row=number,
    )


def _fault(coding: CodingDraft, cells: dict[str, Any]) -> str:
    """What makes the row unusable, an empty string where nothing does."""
    no_document, no_code, no_range, no_place = _FAULTS
    start, end = coding.start, coding.end
    unread = (start is None and not is_empty(cells.get("start"))) or (
        end is None and not is_empty(cells.get("end"))
    )
    found = ""
    if not coding.document:
        found = no_document
    elif not coding.code:
        found = no_code
    elif unread or (start is None) != (end is None) or (end or 0) < (start or 0):
        found = no_range
    elif start == end and not coding.quote.strip():
        found = no_place
    return found
