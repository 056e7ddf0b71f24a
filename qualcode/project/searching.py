"""Full-text search with the words around each hit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Span
from qualcode.project.filters import Filter, Selection, Talk
from qualcode.spans import SpanIndex
from qualcode.store import search as stored
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project

KWIC_WIDTH = 40
"""Code points shown on either side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the query was found.

    `start` and `end` are code points in the document, `turn` is the turn's ordinal and `number`
    what people call it.
    """

    document: str
    name: str
    turn: int
    number: int | str
    speaker: str | None
    start: int
    end: int
    left: str
    match: str
    right: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits, and how many turns fit altogether."""

    hits: Sequence[Hit]
    turns: int


def search(
    store: Store, project: Project, query: str, wanted: Filter, *, limit: int, width: int
) -> Found:
    """Turns that hold all words of the query; see `store.search` for its syntax.

    Raises:
        InputError: the query holds no word; a filter's name fits nothing.
    """
    parsed = stored.parse(query)
    only = project.documents.get(wanted.documents[0]).uuid if len(wanted.documents) == 1 else None
    found = stored.turns(store, parsed, only)
    if wanted != Filter():
        found = _admitted(project, found, wanted)
    names = {document.uuid: document.name for document in project.documents.list()}
    hits: list[Hit] = []
    document, text = "", ""
    for turn in found:
        if len(hits) >= limit:
            break
        if turn.document != document:
            document, text = turn.document, project.documents.text(turn.document)
        # Folding differs between the index and us in rare letters; then the whole turn is the hit.
        places = stored.places(text, turn.start, turn.end, parsed) or [(turn.start, turn.end)]
        hits += [
            Hit(
                document=document,
                name=names[document],
                turn=turn.ordinal,
                number=turn.number,
                speaker=turn.speaker,
                start=start,
                end=end,
                left=text[max(turn.start, start - width) : start],
                match=text[start:end],
                right=text[end : min(turn.end, end + width)],
            )
            for start, end in places
        ]
    return Found(hits[:limit], len(found))


def _admitted(
    project: Project, found: Sequence[stored.FoundTurn], wanted: Filter
) -> list[stored.FoundTurn]:
    talk = Talk(project)
    selection = Selection(project, wanted, talk)
    documents = {document.uuid for document in selection.documents}
    coded = _coded(project, selection) if wanted.codes or wanted.coders else None
    return [
        turn
        for turn in found
        if turn.document in documents
        and selection.admits_talk(turn.document, talk.turn_of(turn.document, turn.start, turn.end))
        and (coded is None or _is_coded(turn, coded))
    ]


def _coded(project: Project, selection: Selection) -> Mapping[str, SpanIndex]:
    """Where the wanted codes were given, by document."""
    places: dict[str, list[Span]] = defaultdict(list)
    for coding in project.codings.list():
        if selection.admits(coding):
            places[coding.document].append(coding.span)
    return {
        document: SpanIndex([span.start for span in spans], [span.end for span in spans])
        for document, spans in places.items()
    }


def _is_coded(turn: stored.FoundTurn, coded: Mapping[str, SpanIndex]) -> bool:
    index = coded.get(turn.document)
    return index is not None and bool(index.overlapping(turn.start, turn.end))
