"""`qualcode info`."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli import render
from qualcode.cli.group import examples
from qualcode.cli.options import json_option, project_argument
from qualcode.cli.studies import opened


@click.command(
    epilog=examples("qualcode info study.qualcode", "qualcode info study.qualcode --json")
)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> None:
    """Counts and settings of a study."""
    with opened(project) as study:
        info = study.info()
        hides = study.settings.hides_suggestions
        synthetic = study.settings.synthetic
    if as_json:
        render.json_value(
            {
                "path": info.path,
                "approach": info.approach,
                "created_at": info.created_at,
                "hides_suggestions": hides,
                "synthetic": synthetic,
                "embedding": {"default": info.embedding, "kept": info.embedded},
                "counts": {name.replace(" ", "_"): n for name, n in info.counts.items()},
            }
        )
        return
    render.record(
        {
            "study": info.path,
            "approach": info.approach,
            "created": info.created_at,
            "suggestions": "hidden until a coder's first pass is done" if hides else "shown",
            "embedding": info.embedding,
            "meanings kept": ", ".join(f"{n:,} of {name}" for name, n in info.embedded.items()),
            "material": "synthetic: everything in it is made up" if synthetic else "",
        }
    )
    render.line()
    render.table(("what", "number"), list(info.counts.items()))
