"""What the suggester is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.errors import InputError
from qualcode.model import Reason, Unit

METHOD = "cues+meanings+tfidf+logistic"
"""Names this suggester in a stored run."""


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """How many codes to propose for a passage and how sure to be.

    `top` codes are proposed per passage, fewer where their confidence (the score, while there is
    no confidence) is under `min_confidence`. `unit` is what the passages were cut into; it is
    kept with the run.

    Raises:
        InputError: `top` is under 1, or `min_confidence` outside 0..1.
    """

    top: int = 3
    min_confidence: float = 0.0
    seed: int = 0
    unit: Unit = "turn"

    def __post_init__(self) -> None:
        if self.top < 1:
            raise InputError("at least one suggestion per passage is needed", "use --top 1 or more")
        if not 0 <= self.min_confidence <= 1:
            raise InputError("a confidence lies between 0 and 1", "use for instance 0.5")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One code for one passage.

    `passage` is the passage's position in the sequence that was given. Offsets are code points
    in the document. `score` (0..1) orders the codes of a passage, were it to be coded at all;
    `confidence` (0..1) is the calibrated likelihood that the coders would give the code, None
    without codings to calibrate on. `rank` starts at 1.
    """

    passage: int
    document: str
    turn: int | None
    start: int
    end: int
    evidence_start: int
    evidence_end: int
    code: str
    score: float
    confidence: float | None
    rank: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class SuggestOutcome:
    """The proposals, in the order of passages and ranks, and how they came about.

    `metrics` are out-of-fold figures on the study's own codings (empty without any); `notes` are
    sentences for the user; `abstained` maps a code's uuid to why no model was trained for it.
    """

    proposals: Sequence[Proposal]
    metrics: Mapping[str, Any]
    versions: Mapping[str, str]
    notes: Sequence[str]
    abstained: Mapping[str, str]
    method: str = METHOD
