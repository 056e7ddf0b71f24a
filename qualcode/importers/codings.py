"""The codings table: codes given to spans of documents that are in the study already."""

from __future__ import annotations

from qualcode import text as canon
from qualcode.errors import ImportFailure
from qualcode.importers.cells import as_text, is_empty, whole_number
from qualcode.importers.columns import CODINGS
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source, clean_name
from qualcode.importers.tables import need, read_table, refuse_rows, shown
from qualcode.model import CodingDraft, ImportedFile


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """Codings with offsets or a quote to be found; documents and codes are named, not resolved.

    Raises:
        ImportFailure: no table, missing columns, or rows without document, code or place.
    """
    table = read_table(source, options, CODINGS)
    need(table, "document")
    columns = frozenset(table.columns)
    if not columns & {"code", "code_id"}:
        need(table, "code")
    if "quote" not in columns:
        need(table, "start", "end")
    nowhere: list[int] = []
    nameless: list[int] = []
    uncoded: list[int] = []
    astray: list[int] = []
    codings = []
    for number, cells in table.rows:
        values = {name: canon.line_ends(as_text(cells.get(name))) for name in CODINGS.names}
        start, end = whole_number(cells.get("start")), whole_number(cells.get("end"))
        half = (start is None) != is_empty(cells.get("start")) or (end is None) != is_empty(
            cells.get("end")
        )
        if not values["document"].strip():
            nameless.append(number)
        elif not (values["code"].strip() or values["code_id"].strip()):
            uncoded.append(number)
        elif half or (start is None) != (end is None) or (end or 0) < (start or 0):
            astray.append(number)
        elif start == end and not values["quote"].strip():
            nowhere.append(number)
        codings.append(
            CodingDraft(
                code=values["code"].strip() or values["code_id"].strip(),
                start=start,
                end=end,
                quote=values["quote"],
                coder=clean_name(values["coder"]) or None,
                memo=values["memo"],
                document=clean_name(values["document"]),
                code_id=values["code_id"].strip(),
                uuid=values["uuid"].strip() or None,
                created_at=values["created_at"].strip() or None,
                row=number,
            )
        )
    refuse_rows(nameless, "there is no document", "name the document in every row")
    refuse_rows(uncoded, "there is no code", "give every row a code, its path, id or name")
    refuse_rows(
        astray,
        "start and end are no range of characters",
        "use whole numbers from 0 up, end above start, or leave both out and give a quote",
    )
    refuse_rows(nowhere, "there are neither offsets nor a quote", "give start and end, or a quote")
    if not codings:
        raise ImportFailure(f"no codings; the columns are: {shown(table.columns)}", "")
    unused = [name for name in table.columns if name not in CODINGS.names]
    notes = list(table.notes)
    if unused:
        notes.append(f"Columns not used: {shown(tuple(unused))}.")
    return ImportedFile("codings", codings=codings, notes=notes)
