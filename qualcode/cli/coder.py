"""`qualcode coder`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import json_option
from qualcode.cli.studies import opened

if TYPE_CHECKING:
    from qualcode.model import Coder
    from qualcode.project import Project

command = StudyGroup(
    "coder",
    help="Those who code.\n\nA coder is also made by the first change made with --coder NAME.",
    epilog=examples(
        "qualcode coder study.qualcode list",
        "qualcode coder study.qualcode rename kari Kari",
    ),
)


@command.command("list", epilog=examples("qualcode coder study.qualcode list --json"))
@json_option
@click.pass_obj
def list_coders(project: Path, as_json: bool) -> None:
    """List the coders with their number of codings."""
    with opened(project) as study:
        described = [_described(study, coder) for coder in study.coders.list()]
    if as_json:
        render.json_lines(described)
    else:
        columns = ("name", "kind", "codings")
        render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(epilog=examples("qualcode coder study.qualcode show Kari"))
@click.argument("name", metavar="NAME")
@json_option
@click.pass_obj
def show(project: Path, name: str, as_json: bool) -> None:
    """Show a coder, and how far they are with each document."""
    with opened(project) as study:
        coder = study.coders.get(name)
        described = _described(study, coder)
        progress = {
            document.name: study.progress.get(document.uuid, coder.uuid)
            for document in study.documents.list()
        }
    if as_json:
        render.json_value({**described, "progress": progress})
        return
    render.record(described)
    render.line()
    render.table(("document", "progress"), list(progress.items()))


@command.command(epilog=examples("qualcode coder study.qualcode add Kari"))
@click.argument("name", metavar="NAME")
@click.pass_obj
def add(project: Path, name: str) -> None:
    """Make a coder."""
    with opened(project) as study:
        coder = study.coders.ensure(name)
    render.message(f"{coder.name} codes in this study")


@command.command(epilog=examples("qualcode coder study.qualcode rename kari Kari"))
@click.argument("name", metavar="NAME")
@click.argument("new_name", metavar="NEW")
@click.pass_obj
def rename(project: Path, name: str, new_name: str) -> None:
    """Give a coder another name; all codings stay theirs."""
    with opened(project) as study:
        coder = study.coders.rename(name, new_name)
    render.message(f"renamed {name} to {coder.name}")


def _described(study: Project, coder: Coder) -> dict[str, Any]:
    return {
        "uuid": coder.uuid,
        "name": coder.name,
        "kind": coder.kind,
        "codings": sum(study.codes.counts(coder.uuid).values()),
    }
