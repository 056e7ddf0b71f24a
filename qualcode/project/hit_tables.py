"""What a search found, as a table to be written to a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import UnknownName
from qualcode.exporters import Table, WriteOptions, write
from qualcode.model import Coding
from qualcode.project.exporting import Exported
from qualcode.project.filters import Talk
from qualcode.project.searching import Found, Hit

if TYPE_CHECKING:
    from qualcode.project.study import Project

HITS = (
    "document", "turn", "speaker", "case", "start", "end", "left", "match", "right", "codes",
    "code", "code_id", "coder", "status", "uuid",
)  # fmt: skip
"""`codes` are all on the passage; `code` and what follows tell of the coding a hit is."""


def hits_table(project: Project, found: Found) -> Table:
    """The hits as they stand, a row each."""
    return Table("Search", HITS, _rows(project, found.hits))


def export_hits(project: Project, path: Path, found: Found, options: WriteOptions) -> Exported:
    """Write the hits to a file; the format comes from the file's ending.

    Raises:
        InputError: no such ending, or more than the format holds.
        FileError, DiskFull: the file can't be written.
    """
    notes = write(hits_table(project, found), path, options=options)
    return Exported(path, len(found.hits), notes)


def _rows(project: Project, hits: Sequence[Hit]) -> Iterator[Sequence[Any]]:
    talk = Talk(project)
    paths = project.codes.paths()
    ids = {code.uuid: code.id for code in project.codes.list()}
    coders = {coder.uuid: coder.name for coder in project.coders.list()}
    for hit in hits:
        case = talk.case_of(hit.document, hit.speaker)
        coding = _coding(project, hit)
        yield (
            hit.name, hit.number, hit.speaker, case.name if case else None, hit.start, hit.end,
            hit.left, hit.match, hit.right, [paths[code] for code in hit.codes if code in paths],
            *(
                (None,) * 5 if coding is None else
                (paths[coding.code], ids[coding.code], coders[coding.coder], coding.status, coding.uuid)
            ),
        )  # fmt: skip


def _coding(project: Project, hit: Hit) -> Coding | None:
    """The coding a hit is, None where it is words, or was removed since."""
    try:
        return None if hit.coding is None else project.codings.get(hit.coding)
    except UnknownName:
        return None
