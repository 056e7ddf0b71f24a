"""An evaluation of the suggester as it is told, printed and reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import log2
from typing import Any

from qualcode.analysis.ceiling import Ceiling
from qualcode.analysis.evaluation import Confusion, Figures

_TOO_FEW = 50
_HARDLY = 0.01
_CLEARLY = 0.02


@dataclass(frozen=True, slots=True)
class CodeName:
    """A code that was evaluated; `no_model` says why none is trained for it, where none is."""

    uuid: str
    id: str
    path: str
    no_model: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """The figures with one embedding, `none` without."""

    embedding: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Figures on coded passages after learning from `taught` of them, as a mean over the folds.

    `taken` says which part of the codings that was.
    """

    taken: str
    taught: float
    hit_at_1: float | None
    mean_average_precision: float | None
    micro_f1: float | None


@dataclass(frozen=True, slots=True)
class PairOfCoders:
    """Two coders by name, in how many documents they met, and how far they agree."""

    coder_a: str
    coder_b: str
    documents: int
    ceiling: Ceiling


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the suggester agrees with what coders did unaided.

    `codes` name the columns that figures refer to. The curve, the confusions and the coders are
    about the first of the `variants`.
    """

    unit: str
    coders: Sequence[str]
    passages: int
    coded: int
    documents: int
    folds: int
    by_document: bool
    seed: int
    codes: Sequence[CodeName]
    variants: Sequence[Variant]
    curve: Sequence[CurvePoint]
    confusions: Sequence[Confusion]
    pairs: Sequence[PairOfCoders]
    notes: Sequence[str]

    def about(self) -> str:
        """One sentence on what was measured."""
        parts = "documents" if self.by_document else "parts of one document"
        return (
            f"{self.passages} passages ({self.unit}) of {_counted(self.documents, 'document')}, "
            f"{self.coded} of them coded by {', '.join(self.coders)}; each answered by what other "
            f"{parts} teach ({self.folds} folds)"
        )

    def overview(self) -> Iterator[tuple[str, list[float | None]]]:
        """The main figures, each with its value in every variant."""
        found = [variant.figures for variant in self.variants]
        coded, every = [item.coded_only for item in found], [item.all_passages for item in found]
        decided = [item.coded_or_not for item in found]
        yield "coded passages: first suggestion right", [item.hit_at_1 for item in coded]
        yield "coded passages: mean average precision", [i.mean_average_precision for i in coded]
        yield "coded passages: micro F1", [item.micro_f1 for item in coded]
        yield "coded passages: macro F1", [item.macro_f1 for item in coded]
        yield "coded passages: calibration error", [item.calibration_error for item in coded]
        yield "all passages: mean average precision", [i.mean_average_precision for i in every]
        yield "all passages: micro F1", [item.micro_f1 for item in every]
        yield "all passages: macro F1", [item.macro_f1 for item in every]
        yield "all passages: precision", [item.precision for item in every]
        yield "all passages: recall", [item.recall for item in every]
        yield "all passages: calibration error", [item.calibration_error for item in every]
        if any(decided):
            yield "coded or not: F1", [item.f1 if item else None for item in decided]
            yield "coded or not: precision", [item.precision if item else None for item in decided]
            yield "coded or not: recall", [item.recall if item else None for item in decided]
            yield (
                "coded or not: calibration error",
                [item.calibration_error if item else None for item in decided],
            )

    def more_coding(self) -> str:
        """A sentence on what twice as much coding may bring; empty without a curve.

        Beyond what was measured a curve flattens out (Figueroa et al. 2012), so that the gain of
        the last doubling is the most to be hoped for from the next.
        """
        if len(self.curve) < 2:
            return ""
        half, full = self.curve[-2], self.curve[-1]
        if full.taught < _TOO_FEW:
            return f"with fewer than {_TOO_FEW} coded passages the curve doesn't say where it leads"
        if not 0 < half.taught < full.taught:
            return ""
        if half.mean_average_precision is None or full.mean_average_precision is None:
            return ""
        doublings = log2(full.taught / half.taught)
        gain = (full.mean_average_precision - half.mean_average_precision) / doublings
        said = (
            f"from {half.taught:.0f} to {full.taught:.0f} coded passages mean average precision "
            f"went from {half.mean_average_precision:.2f} to {full.mean_average_precision:.2f}: "
        )
        if gain < _HARDLY:
            return said + "more coding of the same kind will hardly help"
        much = "a little" if gain < _CLEARLY else f"up to {gain:.2f}"
        return said + f"twice as much coding may bring {much} more"

    def as_json(self) -> dict[str, Any]:
        """Everything under names that stay."""
        names = [{"code": name.path, "code_id": name.id} for name in self.codes]
        return {
            "unit": self.unit,
            "coders": list(self.coders),
            "passages": self.passages,
            "coded": self.coded,
            "documents": self.documents,
            "folds": self.folds,
            "folds_by": "document" if self.by_document else "block",
            "seed": self.seed,
            "variants": [self._variant(variant) for variant in self.variants],
            "curve": [asdict(point) for point in self.curve],
            "more_coding": self.more_coding(),
            "confusions": [
                {
                    **names[item.code],
                    "sibling": names[item.sibling]["code"],
                    "sibling_id": names[item.sibling]["code_id"],
                    "passages": item.passages,
                    "share": item.share,
                }
                for item in self.confusions
            ],
            "agreement": [self._pair(pair) for pair in self.pairs],
            "notes": list(self.notes),
        }

    def _variant(self, variant: Variant) -> dict[str, Any]:
        told = asdict(variant.figures)
        codes = [
            {
                "code": name.path,
                "code_id": name.id,
                **{key: value for key, value in own.items() if key != "code"},
                "no_model": name.no_model,
            }
            for name, own in zip(self.codes, told.pop("codes"), strict=True)
        ]
        return {"embedding": variant.embedding, **told, "codes": codes}

    def _pair(self, pair: PairOfCoders) -> dict[str, Any]:
        told = asdict(pair.ceiling)
        codes = [
            {
                "code": self.codes[own["code"]].path,
                "code_id": self.codes[own["code"]].id,
                **{key: value for key, value in own.items() if key != "code"},
            }
            for own in told.pop("codes")
        ]
        return {
            "coder_a": pair.coder_a,
            "coder_b": pair.coder_b,
            "documents": pair.documents,
            **told,
            "codes": codes,
        }


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
