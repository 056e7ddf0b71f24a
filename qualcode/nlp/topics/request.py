"""What the topic model is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.errors import InputError


@dataclass(frozen=True, slots=True)
class TopicRequest:
    """How many topics (None: chosen by silhouette), and the seed.

    Raises:
        InputError: `number` is under 2.
    """

    number: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.number is not None and self.number < 2:
            raise InputError("at least two topics are needed", "leave the number out to choose it")


@dataclass(frozen=True, slots=True)
class TopicCluster:
    """A cluster of passages.

    `number` counts from 0, the largest first; -1 is the outliers. `terms` are (term, c-TF-IDF
    weight), the strongest first. `representatives` are positions of the passages nearest to the
    middle, and `label` the first three terms.
    """

    number: int
    label: str
    size: int
    terms: Sequence[tuple[str, float]]
    representatives: Sequence[int]


@dataclass(frozen=True, slots=True)
class TopicOutcome:
    """Topics, and which passage is in which.

    `assignments` are (position of the passage, topic number, cosine to the topic's middle, 0..1)
    in the order of the passages; passages without enough content words are in none. `parameters`
    say what was decided, `notes` are sentences for the user.
    """

    topics: Sequence[TopicCluster]
    assignments: Sequence[tuple[int, int, float]]
    notes: Sequence[str]
    versions: Mapping[str, str]
    method: str
    parameters: Mapping[str, Any]
