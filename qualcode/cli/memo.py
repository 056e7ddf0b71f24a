"""`qualcode memo`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import MEMO_KINDS
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option, yes_option
from qualcode.cli.studies import changing, coding, confirm, opened
from qualcode.errors import InputError

if TYPE_CHECKING:
    from qualcode.model import Memo
    from qualcode.project import Project

command = StudyGroup(
    "memo",
    help="Memos: write, list, change, remove.\n\nA memo's ID is the beginning of its uuid.",
    epilog=examples(
        "qualcode memo study.qualcode add --kind reflexive --coder Kari --text 'I expected …'",
        "qualcode memo study.qualcode list --kind reflexive",
    ),
)

_text = click.option(
    "--text", required=True, metavar="TEXT", help="What it says; - reads it from standard input."
)
_ID_LENGTH = 8


@command.command("list", epilog=examples("qualcode memo study.qualcode list --json"))
@click.option("--kind", type=click.Choice(MEMO_KINDS), help="Only memos of this kind.")
@click.option("--document", metavar="NAME", help="Only memos on this document.")
@click.option("--coder", metavar="NAME", help="Only memos by this coder.")
@json_option
@click.pass_obj
def list_memos(
    project: Path, kind: str | None, document: str | None, coder: str | None, as_json: bool
) -> None:
    """List memos, oldest first."""
    with opened(project) as study:
        memos = study.memos.list(
            kind=kind,
            document=study.documents.get(document).uuid if document else None,
            coder=study.coders.get(coder).uuid if coder else None,
        )
        described = [_described(study, memo) for memo in memos]
    if as_json:
        render.json_lines(described)
        return
    render.table(
        ("id", "kind", "coder", "on", "memo"),
        [
            (
                item["uuid"][:_ID_LENGTH],
                item["kind"],
                item["coder"],
                item["on"] or item["document"],
                render.shortened(f"{item['title']}: " * bool(item["title"]) + item["text"]),
            )
            for item in described
        ],
    )


@command.command(epilog=examples("qualcode memo study.qualcode show 1f0c"))
@click.argument("memo_id", metavar="ID")
@json_option
@click.pass_obj
def show(project: Path, memo_id: str, as_json: bool) -> None:
    """Show a memo in full."""
    with opened(project) as study:
        described = _described(study, study.memos.get(memo_id))
    if as_json:
        render.json_value(described)
        return
    content = described.pop("text")
    render.record(described)
    render.line()
    render.text(content)


@command.command(
    epilog=examples(
        "qualcode memo study.qualcode add --kind reflexive --coder Kari --text 'I expected …'",
        "qualcode memo study.qualcode add --kind code --code exp.modelling --text - < memo.txt",
    )
)
@click.option("--kind", type=click.Choice(MEMO_KINDS), required=True, help="What kind of memo.")
@_text
@click.option("--title", default="", metavar="TEXT", help="Its title.")
@click.option("--code", metavar="CODE", help="The code it is about.")
@click.option("--case", metavar="NAME", help="The case it is about.")
@click.option("--theme", metavar="NAME", help="The theme it is about.")
@click.option("--coding", "coding_uuid", metavar="UUID", help="The coding it is about.")
@click.option("--document", metavar="NAME", help="The document it is about.")
@coder_option
@click.pass_obj
def add(
    project: Path,
    /,
    *,
    kind: Any,
    text: str,
    title: str,
    coder: str | None,
    document: str | None,
    **targets: str | None,
) -> None:
    """Write a memo, on its own or about something; prints its ID."""
    if sum(value is not None for value in targets.values()) > 1:
        raise click.UsageError("a memo is about one of code, case, theme and coding")
    content = _read(text)
    with coding(project, coder) as (study, who):
        table, target = _target(study, targets)
        memo = study.memos.add(
            kind,
            content,
            who,
            title=title,
            target_table=table,
            target=target,
            document=study.documents.get(document).uuid if document else None,
        )
    render.line(memo.uuid[:_ID_LENGTH])


@command.command(epilog=examples("qualcode memo study.qualcode change 1f0c --text 'Now I think …'"))
@click.argument("memo_id", metavar="ID")
@_text
@click.option("--title", metavar="TEXT", help="Another title.")
@coder_option
@click.pass_obj
def change(project: Path, memo_id: str, text: str, title: str | None, coder: str | None) -> None:
    """Rewrite a memo; the history keeps what it said before."""
    content = _read(text)
    with changing(project, coder) as (study, who):
        memo = study.memos.update(memo_id, content, who, title=title)
    render.message(f"changed memo {memo.uuid[:_ID_LENGTH]}")


@command.command(epilog=examples("qualcode memo study.qualcode remove 1f0c --yes"))
@click.argument("memo_id", metavar="ID")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, memo_id: str, coder: str | None, yes: bool) -> None:
    """Remove a memo."""
    with opened(project) as study:
        memo = study.memos.get(memo_id)
    confirm(f"remove the {memo.kind} memo {memo.uuid[:_ID_LENGTH]}", yes=yes)
    with changing(project, coder) as (study, who):
        study.memos.remove(memo.uuid, who)
    render.message(f"removed memo {memo.uuid[:_ID_LENGTH]}")


def _read(text: str) -> str:
    if text != "-":
        return text
    try:
        return sys.stdin.read().removesuffix("\n")
    except UnicodeDecodeError:
        raise InputError("what came in isn't UTF-8 text", "save it as UTF-8 first") from None


def _target(study: Project, targets: dict[str, str | None]) -> tuple[str | None, str | None]:
    """The table and uuid of what a memo is about."""
    if (code := targets["code"]) is not None:
        return "code", study.codes.get(code).uuid
    if (case := targets["case"]) is not None:
        return "case_", study.cases.get(case).uuid
    if (theme := targets["theme"]) is not None:
        return "theme", study.themes.get(theme).uuid
    if (coding_uuid := targets["coding_uuid"]) is not None:
        return "coding", study.codings.get(coding_uuid).uuid
    return None, None


def _described(study: Project, memo: Memo) -> dict[str, Any]:
    return {
        "uuid": memo.uuid,
        "kind": memo.kind,
        "title": memo.title,
        "text": memo.text,
        "coder": study.coders.get(memo.coder).name if memo.coder else None,
        "document": study.documents.get(memo.document).name if memo.document else None,
        "start": memo.start,
        "end": memo.end,
        "on": memo.target_table.removesuffix("_") if memo.target_table else None,
        "target": memo.target,
        "created_at": memo.created_at,
        "updated_at": memo.updated_at,
    }
