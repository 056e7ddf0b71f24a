"""`qualcode check`."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.group import examples
from qualcode.cli.options import json_option, project_argument
from qualcode.cli.studies import opened


@click.command(
    epilog=examples("qualcode check study.qualcode", "qualcode check study.qualcode --json")
)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> None:
    """Check that everything in a study holds together.

    Quotes against the text, turns, references, the full-text index, and the journal, which is
    replayed. Nothing is changed. Where anything is wrong, the exit code is 1.
    """
    with opened(project) as study, render.waiting("checking"):
        problems = study.check()
    if as_json:
        render.json_lines({"kind": item.kind, "message": item.message} for item in problems)
    elif problems:
        render.table(("kind", "problem"), [(item.kind, item.message) for item in problems])
    else:
        render.line("everything holds together")
    if problems:
        if not as_json:
            render.error(f"{len(problems)} problems in {project}", "go back to a copy of the study")
        raise click.exceptions.Exit(1)
