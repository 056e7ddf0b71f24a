"""`qualcode theme`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import THEME_STATES
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option, yes_option
from qualcode.cli.studies import changing, confirm, opened

if TYPE_CHECKING:
    from qualcode.model import Theme, ThemeState
    from qualcode.project import Project

command = StudyGroup(
    "theme",
    help="Themes that gather codes, codings and memos.\n\n"
    "A theme is made by the researcher: neither a parent of codes nor a topic cluster.",
    epilog=examples(
        "qualcode theme study.qualcode add 'Learning against the clock' --code doubt",
        "qualcode theme study.qualcode state 'Learning against the clock' reviewed",
        "qualcode theme study.qualcode list",
    ),
)


@command.command("list", epilog=examples("qualcode theme study.qualcode list --json"))
@json_option
@click.pass_obj
def list_themes(project: Path, as_json: bool) -> None:
    """List the themes with what they gather."""
    with opened(project) as study:
        described = [_described(study, theme) for theme in study.themes.list()]
    if as_json:
        render.json_lines(described)
        return
    columns = ("name", "state", "concept", "codes")
    render.table(
        (*columns, "codings", "memos"),
        [
            (*(item[name] for name in columns), len(item["codings"]), len(item["memos"]))
            for item in described
        ],
    )


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


@command.command(
    epilog=examples(
        "qualcode theme study.qualcode rename 'Learning against the clock' 'No time to learn'"
    )
)
@click.argument("name", metavar="NAME")
@click.argument("new_name", metavar="NEW-NAME")
@coder_option
@click.pass_obj
def rename(project: Path, name: str, new_name: str, coder: str | None) -> None:
    """Give a theme another name."""
    with changing(project, coder) as (study, who):
        theme = study.themes.rename(name, new_name, who)
    render.message(f"the theme is called {theme.name} now")


@command.command(
    "state",
    epilog=examples("qualcode theme study.qualcode state 'Learning against the clock' reviewed"),
)
@click.argument("name", metavar="NAME")
@click.argument("state", type=click.Choice(THEME_STATES))
@coder_option
@click.pass_obj
def set_state(project: Path, name: str, state: ThemeState, coder: str | None) -> None:
    """Say how far a theme has come."""
    with changing(project, coder) as (study, who):
        theme = study.themes.set_state(name, state, who)
    render.message(f"{theme.name} is {theme.state}")


@command.command(
    epilog=examples("qualcode theme study.qualcode remove 'Learning against the clock' --yes")
)
@click.argument("name", metavar="NAME")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, name: str, coder: str | None, yes: bool) -> None:
    """Remove a theme; what it gathers stays in the study."""
    with opened(project) as study:
        theme = study.themes.get(name)
    confirm(f"remove the theme {theme.name}", yes=yes)
    with changing(project, coder) as (study, who):
        study.themes.remove(theme.uuid, who)
    render.message(f"removed theme {theme.name}")


def _described(study: Project, theme: Theme) -> dict[str, Any]:
    return {
        "uuid": theme.uuid,
        "name": theme.name,
        "state": theme.state,
        "concept": theme.concept,
        "codes": [study.codes.by_uuid(code).id for code in theme.codes],
        "codings": list(theme.codings),
        "memos": list(theme.memos),
    }
