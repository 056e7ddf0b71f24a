"""The page about an evaluation of the suggester. It holds figures and names, no talk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from qualcode.analysis.evaluated import CodeName, CurvePoint, Evaluation, Variant
from qualcode.model import Acceptance
from qualcode.report.charts import Series, lines
from qualcode.report.page import bullets, document, paragraph, section, table

_CONFUSIONS_SHOWN = 20
_CUES_SHOWN = 50

Named = Sequence[tuple[str, Acceptance]]


def page(study: str, evaluation: Evaluation, codes: Named, cues: Named) -> str:
    """The whole page.

    `codes` and `cues` are how suggestions were decided on, each with the name of its code.
    """
    return document(
        f"{study}: how well suggestions agree with the coders",
        evaluation.about() + ".",
        [
            _overview(evaluation),
            _confidence(evaluation),
            _by_code(evaluation),
            _curve(evaluation),
            _confusions(evaluation),
            *_pairs(evaluation),
            _decisions(codes, cues),
            section("Notes", bullets(evaluation.notes)) if evaluation.notes else "",
        ],
    )


def _overview(evaluation: Evaluation) -> str:
    names = [variant.embedding for variant in evaluation.variants]
    return section(
        "In short",
        paragraph(
            "All figures lie between 0 and 1; of calibration errors 0 is best, of all others 1. "
            "A suggestion counts as made from a confidence of .5 on."
        ),
        paragraph("'none' is the suggester without an embedding, as on machines that have none.")
        if len(names) > 1
        else "",
        table(("agreement", *names), [(what, *values) for what, values in evaluation.overview()]),
    )


def _confidence(evaluation: Evaluation) -> str:
    drawn = [item for item in evaluation.variants if item.figures.reliability]
    if not drawn:
        return ""
    return section(
        "What a confidence is worth",
        paragraph(
            "Where suggestions of a confidence of .7 are right seven times of ten, the line is on "
            "the diagonal. The second diagram shows how many passages have a first suggestion "
            "at least as sure, and how many of those are right."
        ),
        "<div class=charts>",
        lines(
            "Reliability",
            [_reliability(item) for item in drawn],
            x_title="confidence",
            y_title="share that was right",
            diagonal=True,
        ),
        _coverage(drawn[0]),
        "</div>",
        table(
            ("confidence", "suggestions", "said on average", "right"),
            [
                (f"{b.lower:.1f}–{b.upper:.1f}", b.suggestions, b.confidence, b.right)
                for b in drawn[0].figures.reliability
            ],
        ),
    )


def _coverage(variant: Variant) -> str:
    found = variant.figures.coverage
    right = [(own.confidence, own.precision) for own in found if own.precision is not None]
    return lines(
        f"First suggestions, {variant.embedding}",
        [
            Series("right", right),
            Series("passages covered", [(own.confidence, own.covered) for own in found]),
        ],
        x_title="confidence from",
        y_title="share",
    )


def _reliability(variant: Variant) -> Series:
    return Series(variant.embedding, [(b.confidence, b.right) for b in variant.figures.reliability])


def _by_code(evaluation: Evaluation) -> str:
    first, *others = evaluation.variants
    lacking = any(name.no_model for name in _given(evaluation))
    rows = [
        (
            name.path, own.support, own.documents, own.suggested, own.precision, own.recall, own.f1,
            own.average_precision,
            *(other.figures.codes[at].average_precision for other in others),
            *([name.no_model] if lacking else []),
        )
        for at, (name, own) in enumerate(zip(evaluation.codes, first.figures.codes, strict=True))
        if own.support
    ]  # fmt: skip
    return section(
        "By code",
        paragraph("Over all passages, coded and not. Codes that nobody gave are left out."),
        table(
            (
                "code", "coded", "documents", "suggested", "precision", "recall", "F1",
                *(f"average precision, {variant.embedding}" for variant in evaluation.variants),
                *(["why it has no model"] if lacking else []),
            ),
            rows,
        ),
    )  # fmt: skip


def _given(evaluation: Evaluation) -> Iterator[CodeName]:
    """The codes that somebody gave."""
    for name, own in zip(evaluation.codes, evaluation.variants[0].figures.codes, strict=True):
        if own.support:
            yield name


def _curve(evaluation: Evaluation) -> str:
    curve = [point for point in evaluation.curve if point.taught]
    if len(curve) < 2:
        return ""
    return section(
        "How much would more coding help",
        paragraph(said[0].upper() + said[1:] + ".") if (said := evaluation.more_coding()) else "",
        lines(
            "Learning curve, coded passages",
            [
                Series("mean average precision", _over(curve, "mean_average_precision")),
                Series("first suggestion right", _over(curve, "hit_at_1")),
            ],
            x_title="coded passages learned from (doubling evenly)",
            y_title="agreement",
            ticks=_ticks(curve),
        ),
        table(
            ("learned from", "coded passages", "first right", "mean average precision", "micro F1"),
            [
                (p.taken, round(p.taught), p.hit_at_1, p.mean_average_precision, p.micro_f1)
                for p in curve
            ],
        ),
    )


def _over(curve: Sequence[CurvePoint], figure: str) -> list[tuple[float, float]]:
    found = [(_along(curve, point), getattr(point, figure)) for point in curve]
    return [(x, y) for x, y in found if y is not None]


def _along(curve: Sequence[CurvePoint], point: CurvePoint) -> float:
    """Place on the x axis, by the logarithm of what was learned from."""
    least, most = log(curve[0].taught), log(curve[-1].taught)
    return (log(point.taught) - least) / (most - least) if most > least else 1.0


def _ticks(curve: Sequence[CurvePoint]) -> list[tuple[float, str]]:
    """Labels from the right, those left out that would run into the next."""
    ticks: list[tuple[float, str]] = []
    for point in reversed(curve):
        at = _along(curve, point)
        if not ticks or ticks[-1][0] - at > 0.1:
            ticks.append((at, f"{point.taught:.0f}"))
    return ticks


def _confusions(evaluation: Evaluation) -> str:
    if not evaluation.confusions:
        return ""
    return section(
        "Codes taken for a sibling",
        paragraph(
            "Passages coded with the one and not with the other, for which the other came first. "
            "Definitions that don't part them clearly can be one reason."
        ),
        table(
            ("coded", "suggested first", "passages", "share of the coded"),
            [
                (
                    evaluation.codes[item.code].path,
                    evaluation.codes[item.sibling].path,
                    item.passages,
                    item.share,
                )
                for item in evaluation.confusions[:_CONFUSIONS_SHOWN]
            ],
        ),
    )


def _pairs(evaluation: Evaluation) -> Iterator[str]:
    for pair in evaluation.pairs:
        own = pair.ceiling
        yield section(
            f"{pair.coder_a} and {pair.coder_b}",
            paragraph(
                f"Agreement on the {own.passages} passages both had read. How far two people agree "
                "is about as much as a suggester can be asked for."
            ),
            table(
                ("", "the two coders", "suggester"),
                [
                    ("mean of Cohen's kappa", own.kappa, own.suggester_kappa),
                    (f"micro F1 with {pair.coder_a}", own.f1, own.suggester_f1_a),
                    (f"micro F1 with {pair.coder_b}", own.f1, own.suggester_f1_b),
                ],
            ),
            table(
                (
                    "code", "both", f"only {pair.coder_a}", f"only {pair.coder_b}", "kappa",
                    "suggester's kappa",
                ),
                [
                    (
                        evaluation.codes[item.code].path, item.both, item.only_a, item.only_b,
                        item.kappa, item.suggester_kappa,
                    )
                    for item in own.codes
                ],
            ),
        )  # fmt: skip


def _decisions(codes: Named, cues: Named) -> str:
    if not codes:
        return ""
    columns = ("accepted", "with another code", "rejected", "share accepted")
    parts = [
        table(
            ("code", *columns),
            [(name, i.accepted, i.recoded, i.rejected, i.rate) for name, i in codes],
        )
    ]
    if cues:
        parts.append(
            table(
                ("cue", "code", *columns),
                [
                    (i.cue or "", name, i.accepted, i.recoded, i.rejected, i.rate)
                    for name, i in cues[:_CUES_SHOWN]
                ],
            )
        )
    return section("How suggestions were decided on", *parts)
