"""`qualcode session`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from qualcode.cli import render
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option
from qualcode.cli.studies import changing, opened

command = StudyGroup(
    "session",
    help="Sessions that documents come from.\n\n"
    "`document PROJECT set NAME --session SESSION` links a document to one.",
    epilog=examples(
        "qualcode session study.qualcode list",
        "qualcode session study.qualcode add 'Workshop 2' --date 2026-03-12",
    ),
)


@command.command("list", epilog=examples("qualcode session study.qualcode list --json"))
@json_option
@click.pass_obj
def list_sessions(project: Path, as_json: bool) -> None:
    """List the sessions."""
    with opened(project) as study:
        documents = study.documents.list()
        described = [
            {
                **asdict(session),
                "present": list(session.present),
                "documents": [item.name for item in documents if item.session == session.uuid],
            }
            for session in study.sessions.list()
        ]
    if as_json:
        render.json_lines(described)
        return
    columns = ("name", "date", "phase", "place", "documents")
    render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(epilog=examples("qualcode session study.qualcode show 'Workshop 2'"))
@click.argument("name", metavar="NAME")
@json_option
@click.pass_obj
def show(project: Path, name: str, as_json: bool) -> None:
    """Show a session and its documents."""
    with opened(project) as study:
        session = study.sessions.get(name)
        documents = [item.name for item in study.documents.list() if item.session == session.uuid]
    described: dict[str, Any] = {
        **asdict(session),
        "present": list(session.present),
        "documents": documents,
    }
    if as_json:
        render.json_value(described)
    else:
        render.record(described)


@command.command(
    epilog=examples(
        "qualcode session study.qualcode add 'Workshop 2' --date 2026-03-12 --phase modelling "
        "--present Kari"
    )
)
@click.argument("name", metavar="NAME")
@click.option("--date", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Its day.")
@click.option("--phase", metavar="TEXT", help="Which phase of the study or intervention.")
@click.option("--place", metavar="TEXT", help="Where it was.")
@click.option("--present", multiple=True, metavar="NAME", help="Who was present. Repeatable.")
@coder_option
@click.pass_obj
def add(
    project: Path,
    *,
    name: str,
    date: Any,
    phase: str | None,
    place: str | None,
    present: tuple[str, ...],
    coder: str | None,
) -> None:
    """Make a session."""
    with changing(project, coder) as (study, who):
        session = study.sessions.add(
            name,
            who,
            date=date.date().isoformat() if date else None,
            phase=phase,
            place=place,
            present=present,
        )
    render.message(f"added session {session.name}")
