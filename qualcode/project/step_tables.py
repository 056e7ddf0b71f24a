"""Steps of the journal as a table to be written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.exporters import Table, WriteOptions, write
from qualcode.model import Step
from qualcode.project.exporting import Exported

if TYPE_CHECKING:
    from qualcode.project.study import Project

STEPS = ("time", "coder", "verb", "label", "events", "undone", "is_undo", "transaction")


def export_steps(
    project: Project, path: Path, steps: Sequence[Step], options: WriteOptions
) -> Exported:
    """Write steps in their order; the format comes from the file's ending.

    Raises:
        InputError: no such ending, or more than the format holds.
        FileError, DiskFull: the file can't be written.
    """
    coders = {coder.uuid: coder.name for coder in project.coders.list()}
    rows = (
        (
            step.time, coders.get(step.coder or ""), step.verb, step.label, step.events,
            step.undone, step.is_undo, step.transaction,
        )
        for step in steps
    )  # fmt: skip
    notes = write(Table("Journal", STEPS, rows), path, options=options)
    return Exported(path, len(steps), notes)
