"""`qualcode accept`."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.group import examples
from qualcode.cli.options import coder_option, json_option, project_argument
from qualcode.cli.studies import coding


@click.command(
    epilog=examples(
        "qualcode accept study.qualcode --run 3 --min-confidence 0.9 --coder Kari",
        "qualcode accept study.qualcode --run 3 --min-confidence 0.8 --code exp.modelling",
    )
)
@project_argument
@click.option("--run", required=True, metavar="NUMBER", help="Which run, by its number.")
@click.option(
    "--min-confidence",
    required=True,
    metavar="P",
    type=click.FloatRange(0, 1),
    help="The least confidence.",
)
@click.option(
    "--code",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Only this code and those under it. Repeatable.",
)
@coder_option
@json_option
def command(
    project: Path,
    *,
    run: str,
    min_confidence: float,
    codes: tuple[str, ...],
    coder: str | None,
    as_json: bool,
) -> None:
    """Accept the surest suggestions of a run.

    They become provisional codings, which no analysis counts until somebody has opened them.
    `undo` takes all of them back.
    """  # fmt: skip
    with coding(project, coder) as (study, who):
        found = study.suggestions.run_named(run)
        wanted = [
            uuid
            for name in codes
            for uuid in sorted(study.codes.with_children(study.codes.get(name).uuid))
        ]
        made = study.suggestions.accept_all(found.uuid, min_confidence, who, wanted)
    if as_json:
        render.json_value({"run": found.number, "codings": made})
    else:
        render.line(f"{made} provisional codings from run {found.number}")
