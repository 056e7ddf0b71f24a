"""`qualcode evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import UNITS
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import force_option, json_option, project_argument, seed_option
from qualcode.cli.studies import opened

if TYPE_CHECKING:
    from qualcode.model import Acceptance
    from qualcode.project import Acceptances, Evaluation, Project

_CONFUSIONS_SHOWN = 10
_CUES_SHOWN = 30


@click.command(
    epilog=examples(
        "qualcode evaluate study.qualcode",
        "qualcode evaluate study.qualcode --train-on Kari --embedding none --no-curve",
        "qualcode evaluate study.qualcode -o evaluation.html",
        "qualcode evaluate study.qualcode --decisions --json",
    )
)
@project_argument
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    metavar="N",
    default=5,
    show_default=True,
    help="Into how many groups of documents to part the study; each is answered by the others.",
)
@click.option(
    "--train-on",
    multiple=True,
    metavar="CODER",
    help="Learn from this coder, and compare with them; all where none is named. Repeatable.",
)
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="NAME",
    help="Only codes of this codebook; of all where none is named. Repeatable.",
)
@click.option(
    "--unit",
    type=click.Choice(UNITS),
    default="turn",
    show_default=True,
    help="What gets suggestions.",
)
@click.option(
    "--embedding",
    metavar="NAME",
    help="Only with this embedding; where none is named, with the usual one and without any.",
)
@seed_option
@click.option("--no-curve", is_flag=True, help="Leave out the learning curve, which takes longest.")
@click.option(
    "--all-origins",
    is_flag=True,
    help="Count codings that were made of suggestions too, not only unaided ones.",
)
@click.option(
    "--decisions",
    is_flag=True,
    help="Only tell how often suggestions were accepted, by code and by cue.",
)
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help="Write a page to read and hand on, with diagrams; its name ends in .html.",
)
@force_option
@json_option
def command(
    project: Path,
    *,
    no_curve: bool,
    decisions: bool,
    output: Path | None,
    force: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """How well suggestions agree with what coders did unaided.

    Every document is answered by what other documents teach. Nothing is stored. With --json
    everything is one object.
    """
    if decisions and output:
        raise click.UsageError("--decisions prints tables; leave out -o, whose page has them too")
    with opened(project) as study:
        if decisions:
            _print_decisions(study, study.evaluations.acceptances(choices["train_on"]), as_json)
            return
        evaluation = _evaluated(study, {**choices, "curve": not no_curve}, output, force=force)
    if as_json:
        render.json_value(evaluation.as_json())
    else:
        _print(evaluation)
    if output:
        render.message(f"wrote {output}")


def _evaluated(
    study: Project, choices: dict[str, Any], output: Path | None, *, force: bool
) -> Evaluation:
    from qualcode.project import EvaluateChoices, check_report_name

    if output:
        check_report_name(output)
    with render.Progress() as progress:
        evaluation = study.evaluations.run(EvaluateChoices(**choices), progress)
    if output:
        study.evaluations.report(output, evaluation, force=force)
    return evaluation


def _print(evaluation: Evaluation) -> None:
    render.line(evaluation.about())
    render.line()
    render.table(
        ("agreement", *(variant.embedding for variant in evaluation.variants)),
        [(what, *map(_share, values)) for what, values in evaluation.overview()],
    )
    _print_codes(evaluation)
    _print_confidence(evaluation)
    _print_curve(evaluation)
    _print_confusions(evaluation)
    _print_pairs(evaluation)
    for note in evaluation.notes:
        render.message(f"note: {note}")


def _print_codes(evaluation: Evaluation) -> None:
    first, *others = evaluation.variants
    unused = sum(1 for own in first.figures.codes if not own.support)
    left_out = f" ({unused} that nobody gave are left out)" if unused else ""
    _title(f"by code, all passages{left_out}")
    render.table(
        (
            "code", "coded", "documents", "suggested", "precision", "recall", "F1",
            *(f"average precision, {variant.embedding}" for variant in evaluation.variants),
        ),
        [
            (
                name.path, own.support, own.documents, own.suggested,
                *map(_share, (own.precision, own.recall, own.f1, own.average_precision)),
                *(_share(other.figures.codes[at].average_precision) for other in others),
            )
            for at, (name, own) in enumerate(
                zip(evaluation.codes, first.figures.codes, strict=True)
            )
            if own.support
        ],
    )  # fmt: skip


def _print_confidence(evaluation: Evaluation) -> None:
    figures = evaluation.variants[0].figures
    if not figures.reliability:
        return
    _title("what a confidence is worth")
    render.table(
        ("confidence", "suggestions", "said", "right"),
        [
            (f"{b.lower:.1f}-{b.upper:.1f}", b.suggestions, _share(b.confidence), _share(b.right))
            for b in figures.reliability
        ],
    )
    _title("first suggestions as sure as this")
    render.table(
        ("confidence from", "passages covered", "right"),
        [
            (f"{item.confidence:.1f}", _share(item.covered), _share(item.precision))
            for item in figures.coverage
        ],
    )


def _print_curve(evaluation: Evaluation) -> None:
    if not evaluation.curve:
        return
    _title("learning curve, coded passages")
    render.table(
        ("learned from", "coded passages", "first right", "mean average precision", "micro F1"),
        [
            (
                point.taken,
                round(point.taught),
                *map(_share, (point.hit_at_1, point.mean_average_precision, point.micro_f1)),
            )
            for point in evaluation.curve
        ],
    )
    if said := evaluation.more_coding():
        render.line(said)


def _print_confusions(evaluation: Evaluation) -> None:
    if not evaluation.confusions:
        return
    _title("codes taken for a sibling")
    render.table(
        ("coded", "suggested first", "passages", "share"),
        [
            (
                evaluation.codes[item.code].path,
                evaluation.codes[item.sibling].path,
                item.passages,
                _share(item.share),
            )
            for item in evaluation.confusions[:_CONFUSIONS_SHOWN]
        ],
    )


def _print_pairs(evaluation: Evaluation) -> None:
    for pair in evaluation.pairs:
        own = pair.ceiling
        _title(f"{pair.coder_a} and {pair.coder_b}: {own.passages} passages both had read")
        render.table(
            ("", "the two", "suggester"),
            [
                ("mean kappa", _share(own.kappa), _share(own.suggester_kappa)),
                (f"micro F1 with {pair.coder_a}", _share(own.f1), _share(own.suggester_f1_a)),
                (f"micro F1 with {pair.coder_b}", _share(own.f1), _share(own.suggester_f1_b)),
            ],
        )
        render.table(
            ("code", "both", f"only {pair.coder_a}", f"only {pair.coder_b}", "kappa", "suggester"),
            [
                (
                    evaluation.codes[item.code].path, item.both, item.only_a, item.only_b,
                    _share(item.kappa), _share(item.suggester_kappa),
                )
                for item in own.codes
            ],
        )  # fmt: skip


def _print_decisions(study: Project, found: Acceptances, as_json: bool) -> None:
    codes = {code.uuid: code.id for code in study.codes.list()}
    paths = study.codes.paths()

    def told(item: Acceptance) -> dict[str, Any]:
        cue = {} if item.cue is None else {"cue": item.cue}
        return {
            "code": paths[item.code], "code_id": codes[item.code], **cue,
            "accepted": item.accepted, "recoded": item.recoded, "rejected": item.rejected,
            "rate": item.rate,
        }  # fmt: skip

    by_code, by_cue = [told(item) for item in found.codes], [told(item) for item in found.cues]
    if as_json:
        render.json_value({"codes": by_code, "cues": by_cue})
    elif not by_code:
        render.message("no suggestion has been decided on yet")
    else:
        _print_rates(("code", "accepted", "recoded", "rejected", "rate"), by_code)
        if by_cue:
            render.line()
            columns = ("cue", "code", "accepted", "recoded", "rejected", "rate")
            _print_rates(columns, by_cue[:_CUES_SHOWN])


def _print_rates(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    render.table(
        columns,
        [[_share(row[name]) if name == "rate" else row[name] for name in columns] for row in rows],
    )


def _title(text: str) -> None:
    render.line()
    render.line(text)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
