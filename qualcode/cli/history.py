"""`qualcode history`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.group import examples
from qualcode.cli.options import json_option, project_argument
from qualcode.cli.studies import opened

if TYPE_CHECKING:
    from qualcode.model import Event
    from qualcode.project import Project

_MORE = 4
_MOST = 2**40


@click.command(
    epilog=examples(
        "qualcode history study.qualcode --limit 10",
        "qualcode history study.qualcode --coder Kari --json",
    )
)
@project_argument
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many changes."
)
@click.option("--coder", metavar="NAME", help="Only changes by this coder.")
@json_option
def command(project: Path, limit: int, coder: str | None, as_json: bool) -> None:
    """Who changed what, newest first."""
    with opened(project) as study:
        who = study.coders.get(coder).uuid if coder else None
        names = {item.uuid: item.name for item in study.coders.list()}
        changes = [_described(events, names) for events in _changes(study, who, limit)]
    if as_json:
        render.json_lines(changes)
        return
    columns = ("time", "coder", "change", "rows")
    render.table(columns, [[item[name] for name in columns] for item in changes])


def _changes(study: Project, coder: str | None, limit: int) -> list[list[Event]]:
    """The newest changes, each as its events."""
    wanted = limit = min(limit, _MOST)
    while True:
        events: Sequence[Event] = study.history(coder=coder, limit=wanted)
        changes = [list(own) for _, own in groupby(events, lambda event: event.transaction)]
        if len(events) < wanted or len(changes) > limit:
            return changes[:limit]
        wanted *= _MORE


def _described(events: list[Event], names: dict[str, str]) -> dict[str, Any]:
    event = events[0]
    return {
        "time": event.time,
        "coder": names.get(event.coder or ""),
        "verb": event.verb,
        "change": event.label,
        "rows": None if event.bulk else len(events),
        "transaction": event.transaction,
        "undoes": event.undoes,
    }
