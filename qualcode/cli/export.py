"""`qualcode export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qualcode.cli import render
from qualcode.cli.choices import EXPORTS
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import (
    chosen_filter,
    filter_options,
    force_option,
    json_option,
    project_argument,
)
from qualcode.cli.studies import opened


@click.command(
    epilog=examples(
        "qualcode export study.qualcode -o codings.csv",
        "qualcode export study.qualcode -o excerpts.xlsx --what excerpts --code exp.modelling",
        "qualcode export study.qualcode -o site_k04.md --what excerpts --where site=K04",
        "qualcode export study.qualcode -o book.yaml --codebook expansive-learning",
    )
)
@project_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=PATH,
    metavar="FILE",
    help="Where to; the format comes from the ending: csv, tsv, xlsx, jsonl, md or yaml.",
)
@click.option(
    "--what", type=click.Choice(EXPORTS), help="What to write; codings, or the codebook for yaml."
)
@click.option(
    "--run", metavar="NUMBER", help="With suggestions or topics: which run; the latest if not said."
)
@click.option("--codebook", metavar="NAME", help="With yaml: which codebook.")
@filter_options
@click.option(
    "--raw",
    is_flag=True,
    help="CSV and TSV: leave out the ' before cells that a spreadsheet would run.",
)
@click.option(
    "--excel-no", is_flag=True, help="CSV as Norwegian Excel reads it: semicolons, decimal commas."
)
@force_option
@json_option
def command(
    project: Path,
    *,
    output: Path,
    what: str | None,
    run: str | None,
    codebook: str | None,
    raw: bool,
    excel_no: bool,
    force: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Write codings, excerpts and other tables to a file.

    The file is there in full or not at all. Prints its path.
    """
    from qualcode.project import WriteOptions

    with opened(project) as study, render.waiting("writing"):
        written = study.export(
            output,
            what,
            chosen_filter(filters),
            WriteOptions(raw=raw, excel_no=excel_no, force=force),
            run=run,
            codebook=codebook,
        )
    if as_json:
        render.json_value(
            {"file": str(written.path), "rows": written.rows, "notes": list(written.notes)}
        )
        return
    for note in written.notes:
        render.message(f"note: {note}")
    render.line(str(written.path))
    render.message(f"wrote {written.rows} rows")
