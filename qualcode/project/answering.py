"""Which turns a query means, and which codings.

Whether a turn fits is decided turn by turn: `code:A` holds where a coding of A touches the turn.
Beside each other in the same brackets `code:`, `coder:` and `status:` speak of the same coding:
`code:A coder:Kari` holds where Kari gave A.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from qualcode.project.turn_numbers import TurnNumbers
from qualcode.query import And, Field, Near, Node, Not, Or, Variable
from qualcode.store import search as stored
from qualcode.store.database import Store

_OF_CODINGS = ("code", "coder", "status")

Values = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows the codings that a part speaks of; each entry asks for a coding of its own."""

    coders: tuple[Values, ...] = (None,)
    statuses: tuple[Values, ...] = (None,)

    def inside(self, parts: Sequence[Node]) -> Scope:
        """The scope of parts that stand beside each other."""
        return Scope(
            tuple(part.values for part in _fields(parts, "coder")) or self.coders,
            tuple(part.values for part in _fields(parts, "status")) or self.statuses,
        )


class CodedTurns(NamedTuple):
    """A coding, and the numbers of the turns it touches (`last` inclusive)."""

    coding: stored.FoundCoding
    first: int
    last: int


class Answers:
    """Answers to the parts of a query whose names are resolved, in one study."""

    def __init__(self, store: Store, numbers: TurnNumbers) -> None:
        self._store = store
        self._numbers = numbers
        self._bounds = cache(lambda document: stored.turn_bounds(store, document))
        self._known: dict[tuple[Node, Scope], frozenset[int]] = {}
        self._codings: dict[tuple[Values, Values, Values], Sequence[CodedTurns]] = {}
        self._fields: dict[str, Callable[[Collection[str]], Collection[int]]] = {
            "document": lambda uuids: {n for uuid in uuids for n in numbers.of_document(uuid)},
            "speaker": numbers.spoken_by,
            "case": numbers.of_cases,
        }

    def turns(self, tree: Node, scope: Scope = Scope()) -> frozenset[int]:
        """The turns where a part of the query holds."""
        known = self._known.get((tree, scope))
        if known is None:
            matching = stored.for_index(tree)
            held = self._turns(tree, scope) if matching is None else self._numbers.holding(matching)
            known = self._known[tree, scope] = frozenset(held)
        return known

    def codings(
        self, tree: Node, allowed: frozenset[int], scope: Scope = Scope(), *, any_else: bool = True
    ) -> dict[str, CodedTurns]:  # fmt: skip
        """The codings, by uuid, that make `tree` hold at the turns `allowed`.

        Where it speaks of no codings, with `any_else`, it is all that touch these turns.
        """
        found: dict[str, CodedTurns] = {}
        if not allowed:
            return found
        match tree:
            case And(parts) if speaking := _speaking(parts):
                rest = any_else and not any(map(_always_of_codings, speaking))
                for part in speaking:
                    found |= self.codings(part, allowed, scope.inside(parts), any_else=rest)
                return found
            case Or(parts):
                for part in parts:
                    there = allowed & self.turns(part, scope)
                    found |= self.codings(part, there, scope, any_else=any_else)
                return found
            case Near(left, right):
                # Each of the two is at turns of its own.
                return self.codings(Or((left, right)), allowed, scope, any_else=any_else)
            case Field(name) if name in _OF_CODINGS:
                for one in self._meant(tree, scope):
                    found |= self._touching(self._matching(*one), allowed)
                return found
        if any_else:
            for coders, statuses in product(scope.coders, scope.statuses):
                found |= self._touching(self._matching(None, coders, statuses), allowed)
        return found

    def _turns(self, tree: Node, scope: Scope) -> Collection[int]:
        found: Collection[int] = ()
        match tree:
            case And(parts):
                found = self._all(parts, scope.inside(parts))
            case Or(parts):
                found = frozenset().union(*(self.turns(part, scope) for part in parts))
            case Not(part):
                found = frozenset(self._numbers.all()) - self.turns(part, scope)
            case Near(left, right, distance):
                one, other = self.turns(left, scope), self.turns(right, scope)
                found = self._numbers.with_neighbour(one, other, distance)
                found |= self._numbers.with_neighbour(other, one, distance)
            case Variable(name, value):
                found = self._numbers.with_variable(name, value)
            case Field(name, values) if name in self._fields:
                found = self._fields[name](values)
            case Field():
                touched = [_touched(self._matching(*one)) for one in self._meant(tree, scope)]
                found = frozenset.intersection(*touched)
        return found

    def _all(self, parts: Sequence[Node], scope: Scope) -> frozenset[int]:
        """Turns where all parts hold; the index is asked once for the words of all."""
        if _fields(parts, "code"):  # narrowed by coder and status, so that these hold with it
            parts = [part for part in parts if not _narrows(part)]
        textual = [
            part
            for part in parts
            if stored.for_index(part.part if isinstance(part, Not) else part) is not None
        ]
        if stored.for_index(And(tuple(textual))) is not None:
            parts = [part for part in parts if part not in textual] + [And(tuple(textual))]
        wanted = [self.turns(part, scope) for part in parts if not isinstance(part, Not)]
        unwanted = [self.turns(part.part, scope) for part in parts if isinstance(part, Not)]
        held = wanted or [frozenset(self._numbers.all())]
        return frozenset.intersection(*sorted(held, key=len)).difference(*unwanted)

    def _meant(self, field: Field, scope: Scope) -> list[tuple[Values, Values, Values]]:
        """(codes, coders, statuses) of each coding that a turn must have for the field to hold."""
        values: Values = field.values
        return [
            (codes, coders, statuses)
            for codes, coders, statuses in product(
                (values,) if field.name == "code" else (None,),
                (values,) if field.name == "coder" else scope.coders,
                (values,) if field.name == "status" else scope.statuses,
            )
        ]

    def _matching(self, codes: Values, coders: Values, statuses: Values) -> Sequence[CodedTurns]:
        key = (codes, coders, statuses)
        if key not in self._codings:
            found = stored.codings(self._store, codes, coders, statuses)
            self._codings[key] = list(self._placed(found))
        return self._codings[key]

    def _placed(self, codings: Iterable[stored.FoundCoding]) -> Iterator[CodedTurns]:
        """The turns that codings touch; one between turns belongs to the turn before."""
        by_document: dict[str, list[stored.FoundCoding]] = {}
        for coding in codings:
            by_document.setdefault(coding.document, []).append(coding)
        for document, own in by_document.items():
            if document not in self._numbers:
                continue
            begin = self._numbers.of_document(document).start
            starts, ends = self._bounds(document)
            for coding in own:
                first = bisect_right(ends, coding.start)
                last = bisect_left(starts, coding.end) - 1
                if last < first:
                    first = last = max(first - 1, 0)
                yield CodedTurns(coding, begin + first, begin + last)

    @staticmethod
    def _touching(codings: Sequence[CodedTurns], allowed: frozenset[int]) -> dict[str, CodedTurns]:
        return {
            coded.coding.uuid: coded
            for coded in codings
            if any(turn in allowed for turn in range(coded.first, coded.last + 1))
        }


def _fields(parts: Sequence[Node], name: str) -> list[Field]:
    return [part for part in parts if isinstance(part, Field) and part.name == name]


def _touched(codings: Sequence[CodedTurns]) -> frozenset[int]:
    return frozenset(turn for coded in codings for turn in range(coded.first, coded.last + 1))


def _speaking(parts: Sequence[Node]) -> Sequence[Node]:
    """Those parts that say which codings are meant; coders and statuses only where they are all.

    Beside others they narrow what those say.
    """
    speaking = [part for part in parts if _speaks_of_codings(part)]
    return [part for part in speaking if not _narrows(part)] or speaking


def _narrows(part: Node) -> bool:
    return isinstance(part, Field) and part.name in ("coder", "status")


def _speaks_of_codings(tree: Node) -> bool:
    match tree:
        case And(parts) | Or(parts):
            return any(map(_speaks_of_codings, parts))
        case Near(left, right):
            return _speaks_of_codings(left) or _speaks_of_codings(right)
        case Field(name):
            return name in _OF_CODINGS
    return False


def _always_of_codings(tree: Node) -> bool:
    """Whether wherever the part holds, codings make it hold."""
    match tree:
        case And(parts):
            return any(map(_always_of_codings, parts))
        case Or(parts):
            return all(map(_always_of_codings, parts))
        case Near(left, right):
            return _always_of_codings(left) and _always_of_codings(right)
        case Field(name):
            return name in _OF_CODINGS
    return False
