"""`qualcode demo`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.group import PATH, examples
from qualcode.cli.open import on_terminal
from qualcode.cli.options import json_option


@click.command(epilog=examples("qualcode demo", "qualcode demo my_demo --no-open"))
@click.argument("folder", metavar="[DIR]", type=PATH, default=Path("qualcode-demo"))
@click.option("--no-open", is_flag=True, help="Only build it; don't open it afterwards.")
@json_option
def command(folder: Path, no_open: bool, as_json: bool) -> None:
    """Build the sample study and look around in it.

    DIR is a new or empty folder, qualcode-demo where none is named. Transcripts, codings and
    people in the sample are made up.
    """
    from qualcode.project.sample import build_demo

    absent = not folder.exists()
    empty = not absent and folder.is_dir() and not any(folder.iterdir())
    try:
        with render.Progress() as progress:
            summary = build_demo(folder, progress)
    except BaseException:
        if absent:
            shutil.rmtree(folder, ignore_errors=True)
        elif empty:
            for half_made in folder.iterdir():
                half_made.unlink()
        raise
    if as_json:
        render.json_value(
            {
                "study": str(summary.study),
                "counts": summary.counts,
                "exported": [str(path) for path in summary.exported],
            }
        )
    else:
        render.line(f"The sample study: {summary.study} (synthetic: everything in it is made up)")
        render.table(("what", "number"), list(summary.counts.items()))
        render.line("Exported:")
        for path in summary.exported:
            render.line(f"  {path}")
    if no_open or as_json or not on_terminal():
        render.message(f"open it with: qualcode open {summary.study}")
        return
    from tui import run

    run(summary.study)
