"""`qualcode suggest`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import SUGGESTION_CONFIDENCE, SUGGESTION_COUNT, TARGETS, UNITS
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import coder_option, json_option, seed_option
from qualcode.cli.studies import acting_uuid, opened
from qualcode.errors import QualcodeError

if TYPE_CHECKING:
    from qualcode.project import Project, RunReport, SuggestChoices

_REASONS_SHOWN = 5


@click.command(
    epilog=examples(
        "qualcode suggest study.qualcode",
        "qualcode suggest study.qualcode --document 'Workshop 2' --top 5 --min-confidence 0.5",
        "qualcode suggest study.qualcode --target all --train-on Kari --json > suggestions.jsonl",
    )
)
@click.argument("projects", nargs=-1, required=True, type=PATH, metavar="PROJECT…")
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="NAME",
    help="Suggest codes of this codebook; of all where none is named. Repeatable.",
)
@click.option(
    "--train-on",
    multiple=True,
    metavar="CODER",
    help="Learn from this coder; from all human coders where none is named. Repeatable.",
)
@click.option(
    "--unit",
    type=click.Choice(UNITS),
    default="turn",
    show_default=True,
    help="What gets suggestions.",
)
@click.option(
    "--target",
    type=click.Choice(TARGETS),
    default="uncoded",
    show_default=True,
    help="Only what those coders left uncoded, or everything.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Suggest for this document; for all where none is named. Repeatable.",
)
@click.option(
    "--top",
    metavar="K",
    type=click.IntRange(min=1),
    default=SUGGESTION_COUNT,
    show_default=True,
    help="How many codes at most for each passage.",
)
@click.option(
    "--min-confidence",
    metavar="P",
    type=click.FloatRange(0, 1),
    default=SUGGESTION_CONFIDENCE,
    show_default=True,
    help="The least confidence (before there are codings to learn from: score); 0 gives the best "
    "codes for every passage.",
)
@click.option(
    "--embedding",
    metavar="NAME",
    default="none",
    show_default=True,
    help="Which embedding to compare meanings with.",
)
@seed_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many studies to work on at the same time.",
)
@coder_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    projects: tuple[Path, ...],
    jobs: int,
    coder: str | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Suggest codes, with reasons, and store them as a run.

    A suggestion never becomes a coding by itself: coders decide in `open`, or `accept` takes the
    surest. With --json the suggestions are printed, one a line.
    """
    if jobs > 1 and len(projects) > 1:
        from qualcode.cli.parallel import options_of, run_each

        options = options_of(context, frozenset({"jobs"}))
        _tell_each(run_each("suggest", projects, options, jobs), titled=not as_json)
        return
    from qualcode.project import SuggestChoices

    chosen = SuggestChoices(**choices)
    failed = False
    for path in projects:
        try:
            _suggest(path, chosen, coder, as_json=as_json, titled=len(projects) > 1)
        except QualcodeError as fault:
            if len(projects) == 1:
                raise
            failed = True
            render.error(f"{path}: {fault.message}", fault.hint)
    if failed:
        raise click.exceptions.Exit(1)


def _tell_each(ended: Iterable[tuple[Path, int, str, str]], *, titled: bool) -> None:
    failed = False
    for path, code, out, err in ended:
        if titled:
            render.line(str(path))
        render.passed_on(out, err)
        failed = failed or code != 0
    if failed:
        raise click.exceptions.Exit(1)


def _suggest(
    path: Path, chosen: SuggestChoices, coder: str | None, *, as_json: bool, titled: bool
) -> None:
    with opened(path) as study:
        who = acting_uuid(study, coder)
        with render.Progress() as progress:
            report = study.suggestions.run(chosen, who, progress)
        if as_json:
            _print_json(study, report)
            return
        if titled:
            render.line(str(path))
        _summary(study, report)


def _print_json(study: Project, report: RunReport) -> None:
    table = study.table("suggestions", run=report.run.uuid)
    render.json_lines(dict(zip(table.columns, row, strict=True)) for row in table.rows)


def _summary(study: Project, report: RunReport) -> None:
    made = Counter(item.code for item in study.suggestions.each(report.run.uuid))
    paths = study.codes.paths()
    render.line(f"run {report.run.number}: {report.suggestions} suggestions")
    if made:
        render.table(
            ("suggestions", "code"), [(count, paths[code]) for code, count in made.most_common()]
        )
    for note in report.notes:
        render.message(f"note: {note}")
    reasons = Counter(report.abstained.values())
    for why, count in reasons.most_common(_REASONS_SHOWN):
        render.message(f"no model for {count} codes: {why}")
    if len(reasons) > _REASONS_SHOWN:
        others = sum(count for _, count in reasons.most_common()[_REASONS_SHOWN:])
        render.message(f"no model for {others} codes for other reasons")
    if report.run.metrics:
        render.line()
        render.line("held-out agreement with the coders:")
        render.record({f"  {name}": value for name, value in report.run.metrics.items()})
