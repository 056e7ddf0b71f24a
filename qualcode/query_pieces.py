"""The pieces of a query: words, phrases, operators, brackets and fields, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.errors import InputError, UnknownName

FIELDS = ("code", "coder", "document", "speaker", "case", "status")
"""What may stand before a colon."""

STATUSES = ("standing", "provisional", "discuss")
"""What may stand behind `status:`."""

_QUOTES = {'"': '"', "“": "”“", "”": "”", "„": "“”", "«": "»"}
_BARE = re.compile(r"[^\s()\"“”„«»]+")
_FIELD = re.compile(r"([^\W\d_]\w*):")
_NEAR = re.compile(r"NEAR/([0-9]{1,6})")
_OPERATORS = frozenset({"AND", "OR", "NOT"})


class QueryError(InputError):
    """A query that can't be read; `place` is the letter at fault, from 0."""

    def __init__(self, message: str, hint: str, place: int) -> None:
        super().__init__(message, hint)
        self.place = place


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, bracket, minus or quoted phrase where it stands in the query."""

    kind: str
    text: str
    place: int
    value: str = ""

    @property
    def where(self) -> str:
        """Its place, for people."""
        return f"at letter {self.place + 1}"


def pieces(query: str) -> Iterator[Piece]:
    """The pieces in their order.

    Raises:
        QueryError, UnknownName: one can't be read, or is a field or status there isn't.
    """
    at = 0
    while at < len(query):
        letter = query[at]
        if letter.isspace():
            at += 1
        elif letter in "()":
            yield Piece(letter, letter, at)
            at += 1
        elif letter == "-" and query[at + 1 : at + 2].strip():
            yield Piece("-", letter, at)
            at += 1
            # A second minus is a dash, not the absence of an absence.
            at += len(query) - at - len(query[at:].lstrip("-"))
        else:
            piece, at = _phrase(query, at) if letter in _QUOTES else _bare(query, at)
            yield piece


def _phrase(query: str, at: int) -> tuple[Piece, int]:
    """The quoted phrase that begins here, or a variable with a quoted name."""
    text, end = _quoted(query, at)
    if query.startswith("*", end):
        text, end = f"{text}*", end + 1
    elif query.startswith("=", end):
        value, end = _value(query, at, end + 1, f'"{text}"=', "site=K04")
        return Piece("variable", text.strip(), at, value), end
    return Piece("words", text, at), end


def _bare(query: str, at: int) -> tuple[Piece, int]:
    """The word, operator, field or variable that begins here."""
    found = _BARE.match(query, at)
    if found is None:  # a closing quotation mark
        return Piece("words", query[at], at), at + 1
    word, end = found.group(), found.end()
    if word in _OPERATORS:
        return Piece(word, word, at), end
    if word.partition("/")[0] == "NEAR":
        near = _NEAR.fullmatch(word)
        if near is None:
            raise QueryError(
                f"NEAR at letter {at + 1} doesn't say how near",
                'write a NEAR/3 b for at most three turns apart; for the word itself, "near"',
                at,
            )
        return Piece("NEAR", word, at, near[1]), end
    field = _FIELD.match(query, at)
    opens = query[field.end() : field.end() + 1] if field else ""
    if field and (
        opens in _QUOTES or opens.strip() not in ("", "(", ")") or field[1].casefold() in FIELDS
    ):
        return _field(query, at, field)
    head, equals, _ = word.partition("=")
    if equals:
        if not head:
            raise QueryError(
                f"= at letter {at + 1} has no variable before it",
                'write site=K04 without spaces; for the sign itself, write "="',
                at,
            )
        value, end = _value(query, at, at + len(head) + 1, f"{head}=", "site=K04")
        return Piece("variable", head, at, value), end
    return Piece("words", word, at), end


def _field(query: str, at: int, found: re.Match[str]) -> tuple[Piece, int]:
    name = found[1].casefold()
    if name not in FIELDS:
        raise _unknown(f"no field {found[1]}: to search by, at letter {at + 1}", found[1], at)
    value, end = _value(query, at, found.end(), found.group(), f"{name}:name")
    if name == "status":
        value = value.casefold()
        if value not in STATUSES:
            raise UnknownName("status of a coding", value, STATUSES)
    return Piece("field", name, at, value), end


def _unknown(message: str, name: str, at: int) -> QueryError:
    near = UnknownName("field", name, FIELDS).nearest
    return QueryError(
        message,
        f"did you mean {', '.join(f'{known}:' for known in near)}? Words go in quotation marks",
        at,
    )


def _value(query: str, at: int, start: int, said: str, example: str) -> tuple[str, int]:
    """What stands behind `code:` or `site=`: (the value, where it ends)."""
    if query[start : start + 1] in _QUOTES and start < len(query):
        value, end = _quoted(query, start)
    else:
        found = _BARE.match(query, start)
        value, end = (found.group(), found.end()) if found else ("", start)
    if not value.strip():
        raise QueryError(
            f"{said} at letter {at + 1} names nothing",
            f'write the name right behind it: {example}, or in quotation marks: "two words"',
            at,
        )
    return value.strip(), end


def _quoted(query: str, at: int) -> tuple[str, int]:
    """What stands in the quotation marks that open here, and where they have closed."""
    closing = _QUOTES[query[at]]
    for end in range(at + 1, len(query)):
        if query[end] in closing:
            return query[at + 1 : end], end + 1
    raise QueryError(
        f"the quotation mark at letter {at + 1} is never closed", "put another one behind it", at
    )
