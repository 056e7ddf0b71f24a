"""`qualcode document`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import DOCUMENT_KINDS, PROGRESS_STATES
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option, pairs, typed, yes_option
from qualcode.cli.studies import changing, coding, confirm, opened

if TYPE_CHECKING:
    from qualcode.model import Document
    from qualcode.project import Project

command = StudyGroup(
    "document",
    help="Documents: list, show, rename, describe, remove.\n\nThey come in with `import`.",
    epilog=examples(
        "qualcode document study.qualcode list",
        "qualcode document study.qualcode show workshop_2 --turns",
    ),
)


@command.command("list", epilog=examples("qualcode document study.qualcode list --json"))
@json_option
@click.pass_obj
def list_documents(project: Path, as_json: bool) -> None:
    """List the documents."""
    with opened(project) as study:
        described = [_described(study, document) for document in study.documents.list()]
    if as_json:
        render.json_lines(described)
        return
    columns = ("name", "kind", "language", "session", "turns", "words", "codings")
    render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(
    epilog=examples(
        "qualcode document study.qualcode show workshop_2",
        "qualcode document study.qualcode show workshop_2 --turns --json",
    )
)
@click.argument("name", metavar="NAME")
@click.option("--turns", is_flag=True, help="Print what is said, turn by turn.")
@json_option
@click.pass_obj
def show(project: Path, name: str, turns: bool, as_json: bool) -> None:
    """Show what is known of a document, or its turns."""
    with opened(project) as study:
        document = study.documents.get(name)
        if turns:
            _show_turns(study, document, as_json=as_json)
            return
        described = _described(study, document)
        progress = {
            coder.name: study.progress.get(document.uuid, coder.uuid)
            for coder in study.coders.list()
        }
    described |= {
        "progress": progress,
        "source": document.source_name,
        "sha256": document.sha256,
        "settings": dict(document.settings),
        "added_at": document.added_at,
    }
    if as_json:
        render.json_value(described)
    else:
        render.record(described)


@command.command(epilog=examples('qualcode document study.qualcode rename ws2 "Workshop 2"'))
@click.argument("name", metavar="NAME")
@click.argument("new_name", metavar="NEW")
@coder_option
@click.pass_obj
def rename(project: Path, name: str, new_name: str, coder: str | None) -> None:
    """Give a document another name."""
    with changing(project, coder) as (study, who):
        renamed = study.documents.rename(name, new_name, who)
    render.message(f"renamed {name} to {renamed.name}")


@command.command(
    "set",
    epilog=examples(
        "qualcode document study.qualcode set ws2 --kind workshop --session 'Workshop 2'",
        "qualcode document study.qualcode set ws2 --var site=K04 --var recorder=",
    ),
)
@click.argument("name", metavar="NAME")
@click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="What kind of document it is.")
@click.option("--session", metavar="NAME", help="Which session it comes from; empty for none.")
@click.option(
    "--var",
    "variables",
    multiple=True,
    metavar="KEY=VALUE",
    callback=pairs,
    help="A variable; an empty value takes it away. Repeatable.",
)
@coder_option
@click.pass_obj
def set_facts(
    project: Path,
    *,
    name: str,
    kind: str | None,
    session: str | None,
    variables: dict[str, str],
    coder: str | None,
) -> None:
    """Say what kind of document it is, its session and its variables."""
    if kind is None and session is None and not variables:
        raise click.UsageError("give --kind, --session or --var")
    with changing(project, coder) as (study, who):
        uuid = study.documents.get(name).uuid
        where = study.sessions.get(session).uuid if session else None
        with study.at_once():
            if kind is not None:
                study.documents.set_kind(uuid, kind, who)
            if session is not None:
                study.documents.set_session(uuid, where, who)
            if variables:
                study.documents.set_variables(uuid, typed(variables), who)
    render.message(f"changed {name}")


@command.command(
    epilog=examples('qualcode document study.qualcode mark ws2 "second pass" --coder Kari')
)
@click.argument("name", metavar="NAME")
@click.argument("state", metavar="STATE", type=click.Choice(PROGRESS_STATES))
@coder_option
@click.pass_obj
def mark(project: Path, name: str, state: Any, coder: str | None) -> None:
    """Say how far a coder is with a document.

    STATE is unread, reading, "first pass", "second pass" or done. From the second pass on,
    suggestions are shown; turns left uncoded in a document that is done count as read and
    not coded.
    """
    with coding(project, coder) as (study, who):
        study.progress.set(study.documents.get(name), who, state)
    render.message(f"marked {name} as {state}")


@command.command(epilog=examples("qualcode document study.qualcode remove ws2 --yes"))
@click.argument("name", metavar="NAME")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, name: str, coder: str | None, yes: bool) -> None:
    """Remove a document with its codings, memos and quotes; `undo` brings them back."""
    with opened(project) as study:
        document = study.documents.get(name)
        codings = len(study.codings.of_document(document.uuid))
        memos = len(study.memos.list(document=document.uuid))
        quotes = len(study.quotes.list(document.uuid))
    confirm(
        f"remove document {document.name} with {document.turn_count} turns, "
        f"{codings} codings, {memos} memos and {quotes} quotes",
        yes=yes,
    )
    with changing(project, coder) as (study, who):
        study.documents.remove(document.uuid, who)
    render.message(f"removed {document.name}")


def _described(study: Project, document: Document) -> dict[str, Any]:
    session = study.sessions.get(document.session).name if document.session else None
    return {
        "uuid": document.uuid,
        "name": document.name,
        "kind": document.kind,
        "language": document.language,
        "session": session,
        "turns": document.turn_count,
        "words": document.word_count,
        "codings": len(study.codings.of_document(document.uuid)),
        "variables": dict(document.variables),
    }


def _show_turns(study: Project, document: Document, *, as_json: bool) -> None:
    text = study.documents.text(document.uuid)
    turns = study.documents.turns(document.uuid)
    if as_json:
        render.json_lines(
            {
                "document": document.name,
                "turn": turn.number,
                "text": text[turn.start : turn.end],
                **{
                    name: value
                    for name, value in asdict(turn).items()
                    if name not in ("ordinal", "attributes")
                },
                "attributes": dict(turn.attributes),
            }
            for turn in turns
        )
        return
    for turn in turns:
        speaker = f"{turn.speaker}: " if turn.speaker else ""
        render.text(f"{turn.number:>4}  {speaker}{text[turn.start : turn.end]}")
