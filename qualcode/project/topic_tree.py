"""How topics join into larger ones, as lines of a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.errors import NotEnoughData
from qualcode.model import Topic, TopicRun


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the tree: one topic, or several that join at a height.

    `depth` is how many branches it hangs under, `height` the cosine distance at which its parts
    join (0 for a single topic), `topics` are their numbers, `size` their turns.
    """

    depth: int
    height: float
    topics: Sequence[int]
    size: int
    label: str
    terms: Sequence[str]


def branches(run: TopicRun, topics: Sequence[Topic]) -> list[Branch]:
    """The tree of a run from the top; of two branches the larger comes first.

    Raises:
        NotEnoughData: the run has no tree.
    """
    merges = run.parameters.get("tree") or []
    leaves = {topic.number: topic for topic in topics if topic.number >= 0}
    if not merges:
        raise NotEnoughData(
            f"topic run {run.number} has no tree", "fit topics anew; a tree needs two topics"
        )
    return list(_walk(merges, leaves, len(leaves) + len(merges) - 1, 0))


def _walk(
    merges: Sequence[Sequence[Any]], leaves: dict[int, Topic], node: int, depth: int
) -> Iterator[Branch]:
    if node < len(leaves):
        topic = leaves[node]
        terms = [term for term, _ in topic.terms]
        yield Branch(depth, 0.0, (node,), topic.size, topic.label, terms)
        return
    left, right, height, terms = merges[node - len(leaves)]
    numbers = {each: _under(merges, len(leaves), each) for each in (left, right)}
    sizes = {each: sum(leaves[one].size for one in own) for each, own in numbers.items()}
    both = tuple(sorted((*numbers[left], *numbers[right])))
    yield Branch(depth, float(height), both, sizes[left] + sizes[right], "", list(terms))
    for each in sorted((left, right), key=lambda own: (-sizes[own], own)):
        yield from _walk(merges, leaves, each, depth + 1)


def _under(merges: Sequence[Sequence[Any]], leaves: int, node: int) -> list[int]:
    if node < leaves:
        return [node]
    left, right = merges[node - leaves][:2]
    return [*_under(merges, leaves, left), *_under(merges, leaves, right)]
