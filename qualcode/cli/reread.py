"""`qualcode reread`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import UNITS
from qualcode.cli.group import examples
from qualcode.cli.options import coder_option, json_option, project_argument, seed_option
from qualcode.cli.studies import known_coder, opened
from qualcode.errors import NotEnoughData

if TYPE_CHECKING:
    from qualcode.project import Findings, Project

_WORDS = 70
_HEADINGS = {
    "unexpected": "coded so, which is unexpected:",
    "missed": "not coded so, which is likely:",
}


@click.command(
    epilog=examples(
        "qualcode reread study.qualcode --coder Kari",
        "qualcode reread study.qualcode --coder Kari --limit 50 --json > again.jsonl",
    )
)
@project_argument
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many passages of each kind at most.",
)
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="NAME",
    help="Only codes of this codebook. Repeatable.",
)
@click.option(
    "--document", "documents", multiple=True, metavar="NAME", help="Only this document. Repeatable."
)
@click.option(
    "--unit", type=click.Choice(UNITS), default="turn", show_default=True, help="What is judged."
)
@click.option(
    "--embedding",
    metavar="NAME",
    default=None,
    help="What to compare meanings with, as for `suggest`.",
)
@seed_option
@coder_option
@json_option
def command(project: Path, *, limit: int, coder: str | None, as_json: bool, **choices: Any) -> None:
    """A coder's passages that are worth reading again.

    Codings of theirs that models which didn't see the document don't expect, and passages they left
    without a code that is likely there: by their own codings alone. Nothing is changed, and
    nothing here says that a coding is wrong.
    """
    from qualcode.project import SuggestChoices

    with opened(project) as study:
        who = known_coder(study, coder)
        if who is None:
            raise NotEnoughData("nobody has coded in this study", "code some documents in `open`")
        with render.Progress() as progress:
            found = study.suggestions.to_reread(SuggestChoices(**choices), limit, who, progress)
        items = list(_fields(study, found, study.coders.get(who).name))
        if as_json:
            render.json_lines(items)
            return
        _print(items)
        for note in found.notes:
            render.message(f"note: {note}")


def _print(items: list[dict[str, Any]]) -> None:
    for kind, heading in _HEADINGS.items():
        rows = [
            (item["document"], item["turn"], render.shortened(item["text"], _WORDS), item["why"])
            for item in items
            if item["kind"] == kind
        ]
        if rows:
            render.line(heading)
            render.table(("document", "turn", "text", "why"), rows)
            render.line()
    if not items:
        render.message("nothing stands out to be read again")


def _fields(study: Project, found: Findings, coder: str) -> Iterator[dict[str, Any]]:
    paths, ids = study.codes.paths(), {code.uuid: code.id for code in study.codes.list()}
    names = {document.uuid: document.name for document in study.documents.list()}
    for item in found.rereadings:
        other, likelihood = item.instead or (None, None)
        yield {
            "kind": item.kind,
            "document": names[item.document],
            "turn": item.turn,
            "start": item.start,
            "end": item.end,
            "text": item.text,
            "code": paths[item.code],
            "code_id": ids[item.code],
            "coder": coder,
            "confidence": item.confidence,
            "share": item.share,
            "instead": paths[other] if other else None,
            "instead_id": ids[other] if other else None,
            "instead_confidence": likelihood,
            "codings": list(item.codings),
            "why": item.why,
            "reason": item.reason.text if item.reason else "",
        }
