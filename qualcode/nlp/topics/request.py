"""What the topic model is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.errors import InputError, UnknownName

METHODS = ("auto", "ward", "k-means", "hdbscan", "umap")
"""Ways to cluster; `auto` is Ward's, or k-means for a large study."""

FINDS_ITS_NUMBER = frozenset({"hdbscan", "umap"})
"""Those that can't be told how many topics to find."""


@dataclass(frozen=True, slots=True)
class TopicRequest:
    """How many topics (None: chosen by silhouette), the seed, and how to cluster.

    With `reduce_outliers` a passage that fits nowhere goes to the topic it is nearest to.

    Raises:
        InputError, UnknownName: `number` is under 2, or given to a method that finds it itself;
            no such method.
    """

    number: int | None = None
    seed: int = 0
    method: str = "auto"
    reduce_outliers: bool = False

    def __post_init__(self) -> None:
        if self.number is not None and self.number < 2:
            raise InputError("at least two topics are needed", "leave the number out to choose it")
        if self.method not in METHODS:
            raise UnknownName("topic method", self.method, METHODS)
        if self.number is not None and self.method in FINDS_ITS_NUMBER:
            raise InputError(
                f"{self.method} finds the number of topics itself", "leave one of the two out"
            )


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
class Merge:
    """Two branches that join at a height (cosine distance), and the terms of both together.

    A branch is a topic's number, or the number of topics plus the position of a merge before.
    """

    left: int
    right: int
    height: float
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class TopicOutcome:
    """Topics, and which passage is in which.

    `assignments` are (position of the passage, topic number, cosine to the topic's middle, 0..1)
    in the order of the passages; passages without enough content words are in none. `places` are
    where each of them lies on a map (x, y; 0..1), `tree` how the topics join, the closest first.
    `stability` (-1..1) is how well fits on parts of the text agree with this one, None where they
    couldn't be made. `parameters` say what was decided, `notes` are sentences for the user.
    """

    topics: Sequence[TopicCluster]
    assignments: Sequence[tuple[int, int, float]]
    places: Sequence[tuple[float, float]]
    tree: Sequence[Merge]
    stability: float | None
    notes: Sequence[str]
    versions: Mapping[str, str]
    method: str
    parameters: Mapping[str, Any]
