"""`qualcode case`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import CASE_KINDS
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option, pairs, typed, yes_option
from qualcode.cli.studies import changing, confirm, opened

if TYPE_CHECKING:
    from qualcode.model import Case

command = StudyGroup(
    "case",
    help="Participants, sites and units with their variables.\n\n"
    "Speakers' labels in the talk stand for cases; a table of cases comes in with `import`.",
    epilog=examples(
        "qualcode case study.qualcode list",
        "qualcode case study.qualcode add D3 --speaker 'D3 (sykepleier)' --var site=K04",
    ),
)

_variables = click.option(
    "--var", "variables", multiple=True, metavar="KEY=VALUE", callback=pairs,
    help="A variable; an empty value takes it away. Repeatable.",
)  # fmt: skip


@command.command("list", epilog=examples("qualcode case study.qualcode list --json"))
@json_option
@click.pass_obj
def list_cases(project: Path, as_json: bool) -> None:
    """List the cases."""
    with opened(project) as study:
        described = [_described(case) for case in study.cases.list()]
    if as_json:
        render.json_lines(described)
        return
    columns = ("name", "kind", "speakers", "consent", "variables")
    render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(epilog=examples("qualcode case study.qualcode show D3"))
@click.argument("name", metavar="NAME")
@json_option
@click.pass_obj
def show(project: Path, name: str, as_json: bool) -> None:
    """Show a case."""
    with opened(project) as study:
        described = _described(study.cases.get(name))
    if as_json:
        render.json_value(described)
    else:
        render.record({**described, **described["variables"], "variables": None})


@command.command(
    epilog=examples(
        "qualcode case study.qualcode add D3 --speaker 'D3 (sykepleier)' --var site=K04",
        "qualcode case study.qualcode add K04 --kind site --var inhabitants=5400",
    )
)
@click.argument("name", metavar="NAME")
@click.option(
    "--kind",
    type=click.Choice(CASE_KINDS),
    default="person",
    show_default=True,
    help="What kind of case it is.",
)
@click.option(
    "--speaker",
    "speakers",
    multiple=True,
    metavar="LABEL",
    help="A label in the talk that stands for it. Repeatable.",
)
@click.option("--consent", default="", metavar="TEXT", help="What the participant agreed to.")
@_variables
@coder_option
@click.pass_obj
def add(
    project: Path,
    *,
    name: str,
    kind: Any,
    speakers: tuple[str, ...],
    consent: str,
    variables: dict[str, str],
    coder: str | None,
) -> None:
    """Make a case."""
    from qualcode.drafts import CaseDraft

    filled = {key: value for key, value in typed(variables).items() if value is not None}
    with changing(project, coder) as (study, who):
        case = study.cases.add(CaseDraft(name, kind, speakers, filled, consent), who)
    render.message(f"added case {case.name}")


@command.command(epilog=examples("qualcode case study.qualcode rename D3 'Nurse, K04'"))
@click.argument("name", metavar="NAME")
@click.argument("new_name", metavar="NEW")
@coder_option
@click.pass_obj
def rename(project: Path, name: str, new_name: str, coder: str | None) -> None:
    """Give a case another name."""
    with changing(project, coder) as (study, who):
        study.cases.rename(name, new_name, who)
    render.message(f"renamed {name} to {new_name}")


@command.command(
    "set", epilog=examples("qualcode case study.qualcode set D3 --var role=leader --var age=")
)
@click.argument("name", metavar="NAME")
@_variables
@click.option("--consent", metavar="TEXT", help="What the participant agreed to.")
@coder_option
@click.pass_obj
def set_variables(
    project: Path, name: str, variables: dict[str, str], consent: str | None, coder: str | None
) -> None:
    """Set variables of a case, or what it consented to."""
    if not variables and consent is None:
        raise click.UsageError("give at least one --var KEY=VALUE, or --consent TEXT")
    with changing(project, coder) as (study, who), study.at_once():
        if variables:
            study.cases.set_variables(name, typed(variables), who)
        if consent is not None:
            study.cases.set_consent(name, consent, who)
    render.message(f"changed {name}")


@command.command(epilog=examples("qualcode case study.qualcode link D3 'D3 (sykepleier)' D3"))
@click.argument("name", metavar="NAME")
@click.argument("speakers", nargs=-1, required=True, metavar="LABEL…")
@coder_option
@click.pass_obj
def link(project: Path, name: str, speakers: tuple[str, ...], coder: str | None) -> None:
    """Say that speakers' labels stand for a case."""
    with changing(project, coder) as (study, who):
        study.cases.link(study.cases.get(name), speakers, who)
    render.message(f"{', '.join(speakers)}: now case {name}")


@command.command(epilog=examples("qualcode case study.qualcode unlink D3 'D3 (sykepleier)'"))
@click.argument("name", metavar="NAME")
@click.argument("speakers", nargs=-1, required=True, metavar="LABEL…")
@coder_option
@click.pass_obj
def unlink(project: Path, name: str, speakers: tuple[str, ...], coder: str | None) -> None:
    """Say that speakers' labels no longer stand for a case."""
    with changing(project, coder) as (study, who):
        study.cases.unlink(study.cases.get(name), speakers, who)
    render.message(f"{', '.join(speakers)}: no longer case {name}")


@command.command(epilog=examples("qualcode case study.qualcode remove D3 --yes"))
@click.argument("name", metavar="NAME")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, name: str, coder: str | None, yes: bool) -> None:
    """Remove a case; the talk stays."""
    with opened(project) as study:
        case = study.cases.get(name)
    confirm(
        f"remove case {case.name} with {len(case.variables)} variables and "
        f"{len(case.speakers)} speaker labels",
        yes=yes,
    )
    with changing(project, coder) as (study, who):
        study.cases.remove(case.uuid, who)
    render.message(f"removed case {case.name}")


def _described(case: Case) -> dict[str, Any]:
    return {
        "uuid": case.uuid,
        "name": case.name,
        "kind": case.kind,
        "speakers": list(case.speakers),
        "consent": case.consent,
        "variables": dict(case.variables),
    }
