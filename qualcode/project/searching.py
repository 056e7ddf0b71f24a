"""Full-text search with the words around each hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.project.filters import Filter, Selection, Talk
from qualcode.store import search as stored
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project

KWIC_WIDTH = 40
"""Code points shown on either side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the query was found; `start` and `end` are code points in the document."""

    document: str
    name: str
    turn: int
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
        talk = Talk(project)
        selection = Selection(project, wanted, talk)
        admitted = {document.uuid for document in selection.documents}
        found = [
            turn
            for turn in found
            if turn.document in admitted
            and selection.admits_talk(turn.document, talk.turn_at(turn.document, turn.start))
        ]
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
