"""`qualcode theme`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option
from qualcode.cli.studies import changing, opened

if TYPE_CHECKING:
    from qualcode.model import Theme
    from qualcode.project import Project

command = StudyGroup(
    "theme",
    help="Themes that gather codes.\n\n"
    "A theme is made by the researcher: neither a parent of codes nor a topic cluster.",
    epilog=examples(
        "qualcode theme study.qualcode add 'Learning against the clock' --code doubt",
        "qualcode theme study.qualcode list",
    ),
)


@command.command("list", epilog=examples("qualcode theme study.qualcode list --json"))
@json_option
@click.pass_obj
def list_themes(project: Path, as_json: bool) -> None:
    """List the themes with their codes."""
    with opened(project) as study:
        described = [_described(study, theme) for theme in study.themes.list()]
    if as_json:
        render.json_lines(described)
        return
    columns = ("name", "state", "concept", "codes")
    render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(epilog=examples("qualcode theme study.qualcode show 'Learning against the clock'"))
@click.argument("name", metavar="NAME")
@json_option
@click.pass_obj
def show(project: Path, name: str, as_json: bool) -> None:
    """Show a theme."""
    with opened(project) as study:
        described = _described(study, study.themes.get(name))
    if as_json:
        render.json_value(described)
    else:
        render.record(described)


@command.command(
    epilog=examples(
        "qualcode theme study.qualcode add 'Learning against the clock' "
        "--concept 'Time is taken from learning first' --code doubt --code hurry"
    )
)
@click.argument("name", metavar="NAME")
@click.option("--concept", default="", metavar="TEXT", help="Its central organising concept.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="A code in it. Repeatable.")
@coder_option
@click.pass_obj
def add(project: Path, name: str, concept: str, codes: tuple[str, ...], coder: str | None) -> None:
    """Make a candidate theme."""
    with changing(project, coder) as (study, who):
        gathered = [study.codes.get(code).uuid for code in codes]
        with study.at_once():
            theme = study.themes.add(name, concept, who)
            if gathered:
                study.themes.set_codes(theme.uuid, gathered, who)
    render.message(f"added theme {theme.name}")


@command.command(
    epilog=examples("qualcode theme study.qualcode gather 'Learning against the clock' doubt hurry")
)
@click.argument("name", metavar="NAME")
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@coder_option
@click.pass_obj
def gather(project: Path, name: str, codes: tuple[str, ...], coder: str | None) -> None:
    """Say which codes a theme gathers: these, and no others."""
    with changing(project, coder) as (study, who):
        gathered = [study.codes.get(code).uuid for code in codes]
        theme = study.themes.set_codes(name, gathered, who)
    render.message(f"{theme.name} gathers {len(theme.codes)} codes")


def _described(study: Project, theme: Theme) -> dict[str, Any]:
    return {
        "uuid": theme.uuid,
        "name": theme.name,
        "state": theme.state,
        "concept": theme.concept,
        "codes": [study.codes.by_uuid(code).id for code in theme.codes],
    }
