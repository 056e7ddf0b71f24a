"""Search: words with the words around them, and codings, where a query fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING

from qualcode.project.answering import Answers, CodedTurns, Scope
from qualcode.project.filters import Filter
from qualcode.project.query_names import Names, narrowed
from qualcode.project.turn_numbers import TurnNumbers
from qualcode.query import Node, Words, parse, wanted_words
from qualcode.store import search as stored
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.model import Document
    from qualcode.project.study import Project

KWIC_WIDTH = 40
"""Code points shown on either side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the query was found.

    `start` and `end` are code points in the document, `turn` is the ordinal of the turn it
    begins in and `number` what people call that. `coding` is a coding's uuid where the hit is
    one, None where it is words. `codes` are those (uuids) given to any of it, by whomever.
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
    coding: str | None = None
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits, and how many turns fit altogether.

    `more` is whether there are hits beyond the limit.
    """

    hits: Sequence[Hit]
    turns: int
    more: bool = False


def search(
    store: Store,
    project: Project,
    query: str,
    wanted: Filter,
    *,
    limit: int,
    width: int,
    coders: Sequence[str] | None = None,
) -> Found:
    """Where a query fits; see `qualcode.query` for what it may hold.

    `coders` (uuids) are those whose codings count where the query names no coder; all if None.

    Raises:
        InputError: the query can't be read; a name in it, or in the filter, fits nothing.
    """
    asked = Names(project).resolved(parse(query))
    words = wanted_words(asked)
    tree = narrowed(project, asked, wanted) if wanted != Filter() else asked
    reader = _Reader(store, project, width)
    matching = stored.for_index(tree)
    if matching is not None:
        turns = stored.turns(store, matching)
        found, count = reader.words_in(turns, words), len(turns)
    else:
        numbers = TurnNumbers(store, project, reader.documents)
        answers = Answers(store, numbers)
        scope = Scope() if coders is None else Scope((tuple(coders),))
        fitting = answers.turns(tree, scope)
        found = reader.everything(answers, numbers, Asked(tree, words, scope), fitting)
        count = len(fitting)
    hits = list(islice(found, limit + 1))
    return Found(list(_with_codes(store, project, hits[:limit], coders)), count, len(hits) > limit)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its tree, the words it looks for, and whose codings count in it."""

    tree: Node
    words: Sequence[Words]
    scope: Scope


class _Reader:
    """Makes hits of turns and codings; reads each document's text and turns once."""

    def __init__(self, store: Store, project: Project, width: int) -> None:
        self._store = store
        self._project = project
        self._width = width
        self.documents = project.documents.list()
        self._by_uuid = {document.uuid: document for document in self.documents}
        self._text: tuple[str, str] = ("", "")
        self._turns: tuple[str, Sequence[stored.FoundTurn]] = ("", ())

    def words_in(self, turns: Iterable[stored.FoundTurn], words: Sequence[Words]) -> Iterator[Hit]:
        """The places of the words in turns that hold them."""
        for turn in turns:
            text = self._text_of(turn.document)
            spans = stored.places(text, turn.start, turn.end, words)
            # Folding differs between the index and us in rare letters; then it is the whole turn.
            for start, end in spans or [(turn.start, turn.end)]:
                yield self._hit(turn, turn, start, end)

    def everything(
        self, answers: Answers, numbers: TurnNumbers, asked: Asked, fitting: frozenset[int]
    ) -> Iterator[Hit]:
        """By place: the words in turns that fit; in those without, codings, else the turn."""
        spoken = fitting & frozenset().union(*(answers.turns(word) for word in asked.words))
        silent = fitting - spoken
        coded = answers.codings(asked.tree, silent, asked.scope).values() if silent else ()
        bare = silent.difference(*(range(one.first, one.last + 1) for one in coded))
        codings: dict[str, list[CodedTurns]] = {}
        for one in coded:
            codings.setdefault(one.coding.document, []).append(one)
        for document in self.documents:
            own = numbers.of_document(document.uuid)
            yield from merge(
                self.words_in(self._those(document, own, spoken), asked.words),
                self._codings(document, own, codings.get(document.uuid, ())),
                self._whole(self._those(document, own, bare)),
                key=lambda hit: (hit.start, hit.end),
            )

    def _codings(
        self, document: Document, own: range, coded: Iterable[CodedTurns]
    ) -> Iterator[Hit]:
        for one in sorted(coded, key=_place):
            first, last = (self._turn(document, turn - own.start) for turn in (one.first, one.last))
            hit = self._hit(first, last, one.coding.start, one.coding.end)
            yield replace(hit, coding=one.coding.uuid)

    def _whole(self, turns: Iterable[stored.FoundTurn]) -> Iterator[Hit]:
        return (
            self._hit(turn, turn, turn.start, turn.end) for turn in turns if turn.end > turn.start
        )

    def _those(
        self, document: Document, own: range, wanted: frozenset[int]
    ) -> Iterator[stored.FoundTurn]:
        return (self._turn(document, turn - own.start) for turn in own if turn in wanted)

    def _hit(self, first: stored.FoundTurn, last: stored.FoundTurn, start: int, end: int) -> Hit:
        text = self._text_of(first.document)
        return Hit(
            document=first.document,
            name=self._by_uuid[first.document].name,
            turn=first.ordinal,
            number=first.number,
            speaker=first.speaker,
            start=start,
            end=end,
            left=text[max(first.start, start - self._width) : start],
            match=text[start:end],
            right=text[end : min(last.end, end + self._width)],
        )

    def _turn(self, document: Document, ordinal: int) -> stored.FoundTurn:
        if self._turns[0] != document.uuid:
            turns = stored.turns_of(self._store, document.uuid)
            whole = stored.FoundTurn(document.uuid, 0, 1, 0, document.length, None)
            self._turns = (document.uuid, turns or [whole])
        return self._turns[1][ordinal]

    def _text_of(self, document: str) -> str:
        if self._text[0] != document:
            self._text = (document, self._project.documents.text(document))
        return self._text[1]


def _place(coded: CodedTurns) -> tuple[int, int, str, str]:
    coding = coded.coding
    return coding.start, coding.end, coding.created_at, coding.uuid


def _with_codes(
    store: Store, project: Project, hits: Sequence[Hit], coders: Sequence[str] | None
) -> Iterator[Hit]:
    """The hits, each with the codes that were given to any of it, in the order of the codebook."""
    ranks: dict[str, int] = {}
    for document, own in groupby(hits, key=lambda hit: hit.document):
        of_document = list(own)
        end = max(hit.end for hit in of_document)
        codings = stored.codes_between(store, document, of_document[0].start, end, coders)
        upcoming = next(codings, None)
        held: list[tuple[int, int, str]] = []
        for hit in of_document:  # by place, so that what has ended is done with
            held = [coding for coding in held if coding[1] > hit.start]
            while upcoming is not None and upcoming[0] < hit.end:
                held.append(upcoming)
                upcoming = next(codings, None)
            codes = {code for start, end, code in held if start < hit.end and end > hit.start}
            if codes and not ranks:
                ranks = {code.uuid: rank for rank, code in enumerate(project.codes.list())}
            yield replace(hit, codes=tuple(sorted(codes, key=ranks.__getitem__))) if codes else hit
