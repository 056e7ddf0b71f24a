"""Topics over sessions, sites and other groups of talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import UnknownName
from qualcode.model import Document, Topic, Turn
from qualcode.project.filters import Talk, variables_in_use

if TYPE_CHECKING:
    from qualcode.project.study import Project

NONE = "(none)"
"""The group of turns that belong to none."""

_FIXED = ("session", "document", "speaker")

_GroupOf = Callable[[Document, Turn], str]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the turns of groups divide among topics; `groups` in order (sessions by date).

    `counts` is by topic number and group. Shares are of the turns of a group that are in any
    topic or the outliers.
    """

    by: str
    groups: Sequence[str]
    topics: Sequence[Topic]
    counts: dict[tuple[int, str], int]

    def count(self, topic: int, group: str) -> int:
        return self.counts.get((topic, group), 0)

    def total(self, group: str) -> int:
        """Turns of a group in all topics together."""
        return sum(self.count(topic.number, group) for topic in self.topics)

    def share(self, topic: int, group: str) -> float:
        """The share of a group's turns that is in a topic, 0..1."""
        return self.count(topic, group) / max(1, self.total(group))


def spread(project: Project, topics: Sequence[Topic], by: str) -> Spread:
    """Counts of turns per topic and group.

    Raises:
        UnknownName: there is no such variable.
    """
    group_of, order = _grouping(project, by)
    documents = {document.uuid: document for document in project.documents.list()}
    turns = {uuid: project.documents.turns(uuid) for uuid in documents}
    counts: Counter[tuple[int, str]] = Counter()
    for topic in topics:
        for place, _ in project.topics.turns(topic.uuid):
            document = documents[place.document]
            group = group_of(document, turns[place.document][place.ordinal])
            counts[topic.number, group] += 1
    found = {group for _, group in counts}
    known = [group for group in order if group in found]
    rest = sorted(found - set(known) - {NONE}, key=lambda group: (group.casefold(), group))
    groups = [*known, *rest, *([NONE] if NONE in found else [])]
    listed = sorted(topics, key=lambda topic: (topic.number < 0, topic.number))
    return Spread(by, groups, listed, dict(counts))


def _grouping(project: Project, by: str) -> tuple[_GroupOf, Sequence[str]]:
    """What group a turn is in, and the order of groups that have one of their own."""
    if by == "session":
        sessions = project.sessions.list()
        names = {session.uuid: session.name for session in sessions}
        return (
            lambda document, _: names.get(document.session or "", NONE),
            [session.name for session in sessions],
        )
    if by == "document":
        return (lambda document, _: document.name), ()
    if by == "speaker":
        return (lambda _, turn: turn.speaker or NONE), ()
    known = variables_in_use(project)
    if by not in known:
        raise UnknownName("grouping", by, [*_FIXED, *sorted(known)])
    talk = Talk(project)

    def value(document: Document, turn: Turn) -> str:
        case = talk.case_of(document.uuid, turn.speaker)
        held = {
            **document.variables,
            **turn.attributes,
            **(case.variables if case else {}),
        }.get(by)
        return NONE if held is None or held == "" else str(held)

    return value, ()
