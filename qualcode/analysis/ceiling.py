"""How far coders agree with each other, and a suggester with them, on the same passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.agreement import Counts, cohen_kappa
from qualcode.measures import mean, micro_f1

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodeCeiling:
    """One code (by its column): in how many passages who gave it, and Cohen's kappa.

    `kappa` is that of the coders, `suggester_kappa` the suggester's mean with each of the two.
    """

    code: int
    both: int
    only_a: int
    only_b: int
    neither: int
    kappa: float | None
    suggester_kappa: float | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Two coders on the passages that both had the chance to code, and the suggester on those.

    `kappa` and `suggester_kappa` are means over the codes one of them gave; `f1` takes one coder's
    codes as suggestions to the other, `suggester_f1_a` and `_b` those of the suggester.
    """

    passages: int
    kappa: float | None
    suggester_kappa: float | None
    f1: float | None
    suggester_f1_a: float | None
    suggester_f1_b: float | None
    codes: Sequence[CodeCeiling]


def ceiling(a: Truth, b: Truth, suggested: Truth) -> Ceiling:
    """Agreement over (passages, codes) of coder A, coder B and the suggester."""
    codes = [
        _of_code(code, a[:, code], b[:, code], suggested[:, code])
        for code in range(a.shape[1])
        if a[:, code].any() or b[:, code].any()
    ]
    return Ceiling(
        passages=len(a),
        kappa=mean([item.kappa for item in codes if item.kappa is not None]),
        suggester_kappa=mean(
            [item.suggester_kappa for item in codes if item.suggester_kappa is not None]
        ),
        f1=micro_f1(a, b),
        suggester_f1_a=micro_f1(suggested, a),
        suggester_f1_b=micro_f1(suggested, b),
        codes=codes,
    )


def _of_code(code: int, a: Truth, b: Truth, suggested: Truth) -> CodeCeiling:
    counts = _counts(a, b)
    own = [cohen_kappa(_counts(suggested, other)) for other in (a, b)]
    return CodeCeiling(
        code=code,
        both=counts.both,
        only_a=counts.only_a,
        only_b=counts.only_b,
        neither=counts.neither,
        kappa=cohen_kappa(counts),
        suggester_kappa=mean([value for value in own if value is not None]),
    )


def _counts(a: Truth, b: Truth) -> Counts:
    both, only_a, only_b = int((a & b).sum()), int((a & ~b).sum()), int((b & ~a).sum())
    return Counts(both, only_a, only_b, len(a) - both - only_a - only_b)
