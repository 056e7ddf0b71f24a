"""What a map of topics shows of a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import NotEnoughData
from qualcode.exporters.mapfile import MapPoint, MapTopic, map_html
from qualcode.model import Topic, TopicRun

if TYPE_CHECKING:
    from qualcode.project.study import Project

_MOST = 5_000
_LONGEST = 600
_TERMS = 6


def map_page(project: Project, run: TopicRun) -> tuple[str, int]:
    """The map of a run as HTML, and how many turns are on it.

    Of more than 5,000 turns each topic gives its share, spread from its middle outwards.

    Raises:
        NotEnoughData: the run has no map.
    """
    topics = sorted(
        project.topics.list(run.uuid), key=lambda topic: (topic.number < 0, topic.number)
    )
    points = list(_points(project, run, topics))
    if not points:
        raise NotEnoughData(f"topic run {run.number} has no map", "fit topics anew")
    total = len(points)
    drawn = points[:: -(-total // _MOST)]
    remarks = list(_remarks(run))
    if len(drawn) < total:
        remarks.insert(0, f"{len(drawn)} of {total} turns are drawn")
    listed = [
        MapTopic(
            topic.number,
            "" if topic.number < 0 else topic.label,
            topic.size,
            [term for term, _ in topic.terms[:_TERMS]],
        )
        for topic in topics
    ]
    title = f"Topics of {project.path.stem}, run {run.number}"
    return map_html(title, remarks, listed, drawn), len(drawn)


def _points(project: Project, run: TopicRun, topics: Sequence[Topic]) -> Iterator[MapPoint]:
    places = project.topics.places(run)
    names = {document.uuid: document.name for document in project.documents.list()}
    texts = {uuid: project.documents.text(uuid) for uuid in names}
    turns = {uuid: project.documents.turns(uuid) for uuid in names}
    for topic in topics:
        for where, _ in project.topics.turns(topic.uuid):
            if where not in places:
                continue
            turn = turns[where.document][where.ordinal]
            said = texts[where.document][turn.start : turn.end].strip()
            speaker = f" {turn.speaker}" if turn.speaker else ""
            x, y = places[where]
            yield MapPoint(
                x,
                y,
                topic.number,
                f"{names[where.document]}, turn {turn.number}{speaker}",
                said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…",
            )


def _remarks(run: TopicRun) -> Iterator[str]:
    made_of = run.parameters.get("embedding", "")
    yield f"{run.method} ({run.parameters.get('clusters', '')}; vectors: {made_of})"
    yield f"fitted {run.created_at[:16].replace('T', ' ')} UTC with seed {run.seed}"
    yield from run.notes
    yield "places: t-SNE (van der Maaten & Hinton 2008) of the same vectors"
