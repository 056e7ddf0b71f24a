"""`qualcode search`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import HITS, KWIC_WIDTH
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import (
    chosen_filter,
    filter_options,
    force_option,
    json_option,
    project_argument,
)
from qualcode.cli.studies import opened

if TYPE_CHECKING:
    from qualcode.project import Found, Project

_PLACE = ("document", "turn", "speaker", "code", "coder")
_LONGEST = 60


@click.command(
    epilog=examples(
        "qualcode search study.qualcode tavlemøte",
        "qualcode search study.qualcode '\"gode overganger\" kommune*' --where site=K04",
        "qualcode search study.qualcode 'vakt -natt' --speaker Sykepleier --json",
        "qualcode search study.qualcode 'code:exp.modelling coder:Kari site=K04'",
        "qualcode search study.qualcode '(avtale OR rutine) NEAR/2 code:exp.questioning'",
        "qualcode search study.qualcode status:discuss -o discuss.xlsx",
    )
)
@project_argument
@click.argument("query", metavar="QUERY")
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help="Write all hits to this file; .csv, .tsv, .xlsx, .jsonl or .md says how.",
)
@force_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many hits to give; {HITS} where they are printed, all where they are written.",
)
@click.option(
    "--width",
    type=click.IntRange(min=0),
    default=KWIC_WIDTH,
    show_default=True,
    help="How many letters to print on either side of a hit.",
)
@filter_options
@json_option
def command(
    project: Path,
    query: str,
    output: Path | None,
    limit: int | None,
    width: int,
    *,
    force: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Search the talk and the codings.

    QUERY is words that must all stand in a turn; "a phrase", begin* and -without are understood.
    AND, OR, NOT and brackets combine, and NEAR/3 asks for turns at most three apart. code:X,
    coder:X, document:X, speaker:X, case:X, status:discuss and variable=value ask for what holds
    in a turn; beside each other, code, coder and status speak of the same coding.

    Each hit is printed with the words around it. A query without words gives codings, and turns
    that fit without being coded.
    """
    with opened(project) as study:
        most = limit or (sys.maxsize - 1 if output else HITS)
        found = study.search(query, chosen_filter(filters), limit=most, width=width)
        if output:
            _write(study, found, output, force=force)
            return
        hits = list(_named(study, found))
    if as_json:
        render.json_lines(hits)
    elif hits:
        _print_hits(hits)
    if found.more:
        render.message(f"the first {most} hits; {found.turns} turns fit (see --limit)")
    elif not hits:
        render.message("nothing was found")


def _write(study: Project, found: Found, output: Path, *, force: bool) -> None:
    from qualcode.project import WriteOptions

    written = study.export_hits(output, found, WriteOptions(force=force))
    for note in written.notes:
        render.message(note)
    render.message(f"{written.rows} hits written to {output}")


def _named(study: Project, found: Found) -> Iterator[dict[str, Any]]:
    """The hits with names in place of uuids."""
    codes = {code.uuid: code.id for code in study.codes.list()}
    coders = {coder.uuid: coder.name for coder in study.coders.list()}
    for hit in found.hits:
        coding = None if hit.coding is None else study.codings.get(hit.coding)
        yield {
            "document": hit.name,
            "turn": hit.number,
            "speaker": hit.speaker,
            "start": hit.start,
            "end": hit.end,
            "left": hit.left,
            "match": hit.match,
            "right": hit.right,
            "codes": [codes[code] for code in hit.codes],
            "code": None if coding is None else codes[coding.code],
            "coder": None if coding is None else coders[coding.coder],
            "coding": hit.coding,
        }


def _print_hits(hits: Sequence[Mapping[str, Any]]) -> None:
    render.keyword_in_context(
        [
            (
                ", ".join(str(hit[part]) for part in _PLACE if hit[part]),
                hit["left"],
                render.shortened(hit["match"]) if len(hit["match"]) > _LONGEST else hit["match"],
                hit["right"],
            )
            for hit in hits
        ]
    )
