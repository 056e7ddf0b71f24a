"""`qualcode open`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qualcode.cli.group import examples
from qualcode.cli.options import coder_option, project_argument
from qualcode.errors import InputError


@click.command(
    epilog=examples(
        "qualcode open study.qualcode",
        'qualcode open study.qualcode --coder Kari --document "Workshop 2"',
    )
)
@project_argument
@coder_option
@click.option("--document", metavar="NAME", help="Which document to begin with.")
def command(project: Path, coder: str | None, document: str | None) -> None:
    """Read and code in the terminal."""
    if not on_terminal():
        raise InputError(
            "this is not a terminal to read and code in",
            "run `qualcode open` in a terminal window, without redirecting what goes in or out",
        )
    from tui import run

    run(project, coder, document)


def on_terminal() -> bool:
    """Whether somebody sits at a terminal, to look and to type."""
    return sys.stdin.isatty() and sys.stdout.isatty()
