"""`qualcode suggest --next`: the passages whose coding would teach most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli import render
from qualcode.cli.studies import acting_coder, opened
from qualcode.errors import InputError, UnknownName

if TYPE_CHECKING:
    from qualcode.project import Findings, Project, SuggestChoices

_WORDS = 70


def print_next(
    paths: Sequence[Path], chosen: SuggestChoices, count: int, coder: str | None, *, as_json: bool
) -> None:
    """Print at most `count` passages of a study to be coded next, the most teaching first.

    Raises:
        InputError: several studies are named.
    """
    if len(paths) > 1:
        raise InputError("what to code next is told for one study at a time", "name one study")
    with opened(paths[0]) as study:
        with render.Progress() as progress:
            found = study.suggestions.next_to_code(chosen, count, _asking(study, coder), progress)
        if as_json:
            render.json_lines(_fields(study, found))
            return
        rows = [
            (item["document"], item["turn"], render.shortened(item["text"], _WORDS), item["why"])
            for item in _fields(study, found)
        ]
        render.table(("document", "turn", "text", "why"), rows)
        for note in found.notes:
            render.message(f"note: {note}")


def _asking(study: Project, given: str | None) -> str | None:
    """The uuid of who asks; None where they are new, since asking makes nobody a coder."""
    name = acting_coder(study, given)
    try:
        return study.coders.get(name).uuid if name else None
    except UnknownName:
        return None


def _fields(study: Project, found: Findings) -> Iterator[dict[str, Any]]:
    paths, ids = study.codes.paths(), {code.uuid: code.id for code in study.codes.list()}
    names = {document.uuid: document.name for document in study.documents.list()}
    for item in found.next_ones:
        yield {
            "document": names[item.document],
            "turn": item.turn,
            "start": item.start,
            "end": item.end,
            "text": item.text,
            "coded": item.coded,
            "like": item.like,
            "codes": [
                {"code": paths[code], "code_id": ids[code], "score": score}
                for code, score in item.between
            ],
            "why": item.why,
        }
