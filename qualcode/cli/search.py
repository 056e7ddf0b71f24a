"""`qualcode search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import HITS, KWIC_WIDTH
from qualcode.cli.group import examples
from qualcode.cli.options import chosen_filter, filter_options, json_option, project_argument
from qualcode.cli.studies import opened

if TYPE_CHECKING:
    from qualcode.project import Found


@click.command(
    epilog=examples(
        "qualcode search study.qualcode tavlemøte",
        "qualcode search study.qualcode '\"gode overganger\" kommune*' --where site=K04",
        "qualcode search study.qualcode 'vakt -natt' --speaker Sykepleier --json",
    )
)
@project_argument
@click.argument("query", metavar="QUERY")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=HITS,
    show_default=True,
    help="How many hits to print.",
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
    project: Path, query: str, limit: int, width: int, as_json: bool, **filters: Any
) -> None:
    """Search the talk.

    QUERY is words that must all stand in a turn; "a phrase", begin* and -without are understood.
    Each hit is printed with the words around it. With --code or a coder, only turns they coded.
    """
    with opened(project) as study:
        found = study.search(query, chosen_filter(filters), limit=limit, width=width)
    if as_json:
        render.json_lines(
            {
                "document": hit.name,
                "turn": hit.number,
                "speaker": hit.speaker,
                "start": hit.start,
                "end": hit.end,
                "left": hit.left,
                "match": hit.match,
                "right": hit.right,
            }
            for hit in found.hits
        )
    else:
        _print_hits(found)
    if len(found.hits) >= limit:
        render.message(f"the first {limit} hits; {found.turns} turns fit (see --limit)")
    elif not found.hits:
        render.message("nothing was found")


def _print_hits(found: Found) -> None:
    if not found.hits:
        return
    places = [
        f"{hit.name}, {hit.number}" + (f", {hit.speaker}" if hit.speaker else "")
        for hit in found.hits
    ]
    render.keyword_in_context(
        [
            (place, hit.left, hit.match, hit.right)
            for place, hit in zip(places, found.hits, strict=True)
        ]
    )
