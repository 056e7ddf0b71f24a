"""`qualcode undo` and `qualcode redo`."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.group import examples
from qualcode.cli.options import project_argument
from qualcode.cli.studies import known_coder, opened

_coder = click.option(
    "--coder", metavar="NAME", envvar="QUALCODE_CODER", show_envvar=True,
    help="Whose change; the study's only coder's where nobody is named.",
)  # fmt: skip


@click.command(
    "undo",
    epilog=examples("qualcode undo study.qualcode", "qualcode undo study.qualcode --coder Kari"),
)
@project_argument
@_coder
def undo_command(project: Path, coder: str | None) -> None:
    """Take back a coder's latest change.

    Again and again, back to the beginning; what others did is left alone.
    """
    with opened(project) as study:
        undone = study.undo(known_coder(study, coder))
    render.line(f"undone: {undone}")


@click.command(
    "redo",
    epilog=examples("qualcode redo study.qualcode", "qualcode redo study.qualcode --coder Kari"),
)
@project_argument
@_coder
def redo_command(project: Path, coder: str | None) -> None:
    """Do again what was undone."""
    with opened(project) as study:
        redone = study.redo(known_coder(study, coder))
    render.line(f"done again: {redone}")
