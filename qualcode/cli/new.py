"""`qualcode new`."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.choices import APPROACHES
from qualcode.cli.group import examples
from qualcode.cli.options import project_argument
from qualcode.cli.studies import created


@click.command(
    epilog=examples(
        "qualcode new study.qualcode",
        "qualcode new study.qualcode --codebook expansive-learning --coder Kari",
        "qualcode new study.qualcode --codebook my_codes.yaml --approach reflexive",
    )
)
@project_argument
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="ID|FILE",
    help="A shipped codebook (see `codebook PROJECT shipped`) or a file. Repeatable.",
)
@click.option(
    "--coder", metavar="NAME", envvar="QUALCODE_CODER", show_envvar=True, help="Who will code."
)
@click.option(
    "--approach", type=click.Choice(APPROACHES), default="codebook", show_default=True,
    help="Which family of methods sets the defaults.",
)  # fmt: skip
def command(project: Path, codebooks: tuple[str, ...], coder: str | None, approach: str) -> None:
    """Make a new study.

    PROJECT is the study's file, such as study.qualcode. Where anything is wrong, no file is made.
    """
    with created(project, approach) as study:
        uuid = study.coders.ensure(coder).uuid if coder else None
        for name in codebooks:
            study.codebooks.load(name, uuid)
        counts = study.info().counts
    held = f"{counts['codes']} codes" if codebooks else "nothing in it yet"
    render.message(f"made {project} with {held}")
