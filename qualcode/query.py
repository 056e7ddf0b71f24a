"""Queries as people type them, read into a tree. Nothing here knows a study.

    words              all must stand in the turn
    "a phrase"         these words after each other
    begin*             words that begin so
    -without           not in the turn; NOT before a word, a field or brackets says the same
    AND OR NOT ( )     AND holds closer than OR; two parts beside each other are joined by AND
    a NEAR/3 b         in turns at most three apart; NEAR/0 is the same turn
    code:X             and coder:, document:, speaker:, case:, status:
    variable=value     of the case, the turn or the document

What is in quotation marks is never an operator or a field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.query_pieces import Piece, QueryError, pieces

SYNTAX: Sequence[tuple[str, str]] = (
    ("word word", "turns that hold all of the words"),
    ('"a phrase"', "these words after each other"),
    ("begin*", "words that begin so"),
    ("-word", "turns without it; also NOT word, -code:X, -(…)"),
    ("a OR b", "either; AND holds closer than OR, brackets group"),
    ("a NEAR/3 b", "in turns at most 3 apart, NEAR/0 in the same turn"),
    ("code:X", "turns with this code or one under it; by id, name or path"),
    ("coder:X", "turns this coder coded; beside code: that code by them"),
    ("status:discuss", "turns with codings to discuss; also provisional, standing"),
    ("document:X", "turns of this document"),
    ("speaker:X", "turns of this speaker"),
    ("case:X", "turns of this participant, site or unit"),
    ("site=K04", "turns where a variable of case, turn or document is so"),
)
"""Each form with what it finds; names of several words go in quotation marks."""

LONGEST = 10_000
"""Letters a query may have."""

_DEEPEST = 25
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words after each other, the last one perhaps only begun."""

    words: tuple[str, ...]
    prefix: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One of `FIELDS` with any of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable with this value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Turns where the part doesn't hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """Turns where all parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Turns where one of the parts holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Turns of either part that have one of the other at most `turns` away."""

    left: Node
    right: Node
    turns: int


Node = Words | Field | Variable | Not | And | Or | Near


def parse(query: str) -> Node:
    """Read a query as people type it.

    Raises:
        QueryError: it holds nothing to look for, or an operator, bracket or quotation mark
            stands alone; the message says where.
        UnknownName: a field or status there isn't.
    """
    if len(query) > LONGEST:
        raise QueryError(
            f"the query has more than {LONGEST:,} letters", "look for less at a time", LONGEST
        )
    tree = _Parser(query).tree()
    if tree is None:
        raise QueryError(
            "the query holds no word to look for",
            'write words, "a phrase", begin* or code:name',
            0,
        )
    if not _wants(tree):
        raise QueryError(
            "the query says only what is not to be found, no word to look for",
            "say what to look for as well, for instance: word -without, coder:Kari NOT code:X",
            0,
        )
    return tree


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """The words of `text[start:end]` as they are searched: (word, where it starts, ends)."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield match.group(), match.start(), match.end()


def wanted_words(tree: Node) -> list[Words]:
    """The words that are looked for, not those that are to be absent."""
    match tree:
        case Words():
            return [tree]
        case And(parts) | Or(parts):
            return [words for part in parts for words in wanted_words(part)]
        case Near(left, right):
            return wanted_words(left) + wanted_words(right)
    return []


def _wants(tree: Node) -> bool:
    match tree:
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(map(_wants, parts))
    return True


class _Parser:
    """Reads the pieces of a query by descent, the loosest operator first."""

    def __init__(self, query: str) -> None:
        self._pieces = list(pieces(query))
        self._next = 0
        self._depth = 0

    def tree(self) -> Node | None:
        """The query's tree, None where it holds nothing."""
        tree = self._either()
        left = self._peek()
        if left is not None:  # only a closing bracket ends the reading before the end
            raise QueryError(
                f"the bracket {left.where} closes nothing",
                "take it away, or put ( before what belongs together",
                left.place,
            )
        return tree

    def _either(self) -> Node | None:
        parts = [self._all()]
        while (operator := self._take("OR")) is not None:
            self._refuse_nothing(parts[-1], operator, "before")
            parts.append(self._all())
            self._refuse_nothing(parts[-1], operator, "after")
        return _any_of(parts)

    def _all(self) -> Node | None:
        parts: list[Node] = []
        operator = None
        while (piece := self._peek()) is not None and piece.kind not in ("OR", ")"):
            if piece.kind == "AND":
                self._refuse_nothing(parts[-1] if parts else None, piece, "before")
                operator = self._take("AND")
            part = self._near()
            if operator is not None:
                self._refuse_nothing(part, operator, "after")
                operator = None
            if part is not None:
                parts.append(part)
        return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _near(self) -> Node | None:
        left = self._one()
        links = 0
        while (operator := self._take("NEAR")) is not None:
            links += 1
            if links > _DEEPEST:
                raise QueryError(
                    f"more than {_DEEPEST} NEAR in a row {operator.where}",
                    "ask for fewer things at once",
                    operator.place,
                )
            right = self._one()
            self._refuse_nothing(left, operator, "before")
            self._refuse_nothing(right, operator, "after")
            if left is None or right is None:
                continue
            if isinstance(left, Not) or isinstance(right, Not):
                raise QueryError(
                    f"{operator.text} {operator.where} can't stand beside NOT",
                    f"for a without b near it, write: a NOT (a {operator.text} b)",
                    operator.place,
                )
            left = Near(left, right, int(operator.value))
        return left

    def _one(self) -> Node | None:
        """A word, phrase, field, bracketed query, or one of these with NOT before it."""
        piece = self._peek()
        if piece is None or piece.kind in ("AND", "OR", "NEAR", ")"):
            return None
        self._next += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError(
                f"the query is nested too deep {piece.where}", "use fewer brackets", piece.place
            )
        node = self._of(piece)
        self._depth -= 1
        return node

    def _of(self, piece: Piece) -> Node | None:
        if piece.kind in ("NOT", "-"):
            part = self._one()
            if piece.kind == "NOT":
                self._refuse_nothing(part, piece, "after")
            return None if part is None else Not(part)
        if piece.kind == "(":
            tree = self._either()
            if self._take(")") is None:
                raise QueryError(
                    f"the bracket {piece.where} is never closed", "put a ) behind it", piece.place
                )
            return tree
        if piece.kind == "field":
            return Field(piece.text, (piece.value,))
        if piece.kind == "variable":
            return Variable(piece.text, piece.value)
        words = tuple(unicodedata.normalize("NFC", word) for word, *_ in tokens(piece.text))
        return Words(words, piece.text.endswith("*")) if words else None

    def _peek(self) -> Piece | None:
        return self._pieces[self._next] if self._next < len(self._pieces) else None

    def _take(self, kind: str) -> Piece | None:
        piece = self._peek()
        if piece is None or piece.kind != kind:
            return None
        self._next += 1
        return piece

    def _refuse_nothing(self, part: Node | None, operator: Piece, side: str) -> None:
        if part is None:
            raise QueryError(
                f"{operator.text} {operator.where} has nothing {side} it",
                f'put words or code:name {side} it; for the word itself, write "{operator.text}"',
                operator.place,
            )


def _any_of(parts: Sequence[Node | None]) -> Node | None:
    """One node for where any of the parts holds; those that are such nodes are taken apart.

    `code:A OR code:B` becomes one field of two values, which can be narrowed like one of one.
    """
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Or):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    fields = [part for part in flat if isinstance(part, Field)]
    if fields and len(fields) == len(flat) and len({field.name for field in fields}) == 1:
        values = dict.fromkeys(value for field in fields for value in field.values)
        return Field(fields[0].name, tuple(values))
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)
