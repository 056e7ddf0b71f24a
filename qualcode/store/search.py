"""Full-text search over turns, and what else a query asks of turns and codings.

The index finds the turns that hold words, we find the words in their text. It holds NFC copies
with Norwegian letters kept apart (å is not a), and folds case in its own way, so it is asked
for the words as they were typed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from qualcode.query import And, Node, Not, Or, Words, tokens
from qualcode.store.database import Store

_TURN = (
    "turn.document, turn.ordinal, "
    "ifnull(json_extract(turn.attributes, '$.turn'), turn.ordinal + 1), "
    'turn.start, turn."end", turn.speaker'
)
_MANY = 12


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """A turn that fits the query; `number` is what people call it."""

    document: str
    ordinal: int
    number: int | str
    start: int
    end: int
    speaker: str | None


class FoundCoding(NamedTuple):
    """A coding that fits the query, light, since there may be 100,000."""

    uuid: str
    document: str
    start: int
    end: int
    created_at: str


def for_index(tree: Node) -> str | None:
    """The query in FTS5's syntax, None where the index alone can't answer it.

    Every word is quoted, so that nothing in it is an operator.
    """
    match tree:
        case Words(words, prefix):
            return '"' + " ".join(words) + '"' + ("*" if prefix else "")
        case Or(parts):
            return _operated("OR", [for_index(part) for part in parts])
        case And(parts):
            wanted = _operated(
                "AND", [for_index(part) for part in parts if not isinstance(part, Not)]
            )
            unwanted = [for_index(part.part) for part in parts if isinstance(part, Not)]
            if wanted is None or not unwanted:
                return wanted
            without = _operated("OR", unwanted)
            return None if without is None else f"({wanted} NOT {without})"
    return None


def _operated(operator: str, parts: Sequence[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else "(" + f" {operator} ".join(known) + ")"


def turns(store: Store, matching: str) -> list[FoundTurn]:
    """The turns that fit a query in FTS5's syntax, by document name and place."""
    rows = store.rows(
        f"SELECT {_TURN} FROM turn_fts JOIN turn ON turn.id = turn_fts.rowid "
        "JOIN document ON document.uuid = turn.document "
        "WHERE turn_fts MATCH ? AND document.current "
        "ORDER BY document.name COLLATE NOCASE, document.uuid, turn.ordinal",
        [matching],
    )
    return [FoundTurn(*row) for row in rows]


def turns_holding(store: Store, matching: str) -> Iterator[tuple[str, int]]:
    """(document, ordinal) of the turns that fit a query in FTS5's syntax, in no order."""
    yield from store.tuples(
        "SELECT turn.document, turn.ordinal FROM turn_fts "
        "JOIN turn ON turn.id = turn_fts.rowid WHERE turn_fts MATCH ?",
        [matching],
    )


def turns_spoken_by(store: Store, speakers: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """(document, ordinal, speaker) of the turns of these speakers."""
    yield from store.tuples(
        "SELECT document, ordinal, speaker FROM turn "
        "WHERE speaker IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(speakers))],
    )


def turns_with(store: Store, attribute: str) -> Iterator[tuple[str, int, Any]]:
    """(document, ordinal, value) of the turns that have an attribute."""
    for document, ordinal, value, kind in store.tuples(
        "SELECT turn.document, turn.ordinal, found.value, found.type "
        "FROM turn, json_each(turn.attributes) AS found "
        "WHERE turn.attributes IS NOT NULL AND found.key = ?",
        [attribute],
    ):
        yield document, ordinal, bool(value) if kind in ("true", "false") else value


def turns_of(store: Store, document: str) -> list[FoundTurn]:
    """All turns of a document in their order."""
    return [
        FoundTurn(*row)
        for row in store.tuples(
            f"SELECT {_TURN} FROM turn WHERE document = ? ORDER BY ordinal", [document]
        )
    ]


def turn_bounds(store: Store, document: str) -> tuple[list[int], list[int]]:
    """Where the turns of a document start, and where they end."""
    # As two values a document: a row for each of some 400,000 turns takes thrice as long.
    row = store.row(
        'SELECT json_group_array(start), json_group_array("end") FROM turn WHERE document = ?',
        [document],
    )
    starts, ends = row or ("[]", "[]")
    return sorted(json.loads(starts)), sorted(json.loads(ends))


def codings(
    store: Store,
    codes: Collection[str] | None = None,
    coders: Collection[str] | None = None,
    statuses: Collection[str] | None = None,
) -> list[FoundCoding]:
    """The codings with one of these codes, coders and statuses; None is any. In no order."""
    conditions, parameters = ["1"], []
    # Many codes are found sooner row after row (no index is used behind +) than all over the file.
    code = "code" if codes is None or len(codes) < _MANY else "+code"
    for column, wanted in ((code, codes), ("coder", coders), ("status", statuses)):
        if wanted is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(sorted(wanted)))
    return [
        FoundCoding(*row)
        for row in store.tuples(
            'SELECT uuid, document, start, "end", created_at FROM coding '
            f"WHERE {' AND '.join(conditions)}",
            parameters,
        )
    ]


def codes_between(
    store: Store, document: str, start: int, end: int, coders: Collection[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """(start, end, code) of the codings that touch a stretch of a document, by place.

    `coders` are those whose codings count; all where None.
    """
    whose = None if coders is None else json.dumps(sorted(coders))
    yield from store.tuples(
        'SELECT start, "end", code FROM coding WHERE document = ? AND start < ? AND "end" > ? '
        "AND (? IS NULL OR coder IN (SELECT value FROM json_each(?))) "
        'ORDER BY start, "end"',
        [document, end, start, whose, whose],
    )


def places(text: str, start: int, end: int, wanted: Sequence[Words]) -> list[tuple[int, int]]:
    """Where the wanted words stand in `text[start:end]`: spans in their order, none twice."""
    held = [(_fold(word), first, last) for word, first, last in tokens(text, start, end)]
    found = set()
    for term in wanted:
        words = tuple(_fold(word) for word in term.words)
        for first in range(len(held) - len(words) + 1):
            if _fits(held[first : first + len(words)], words, prefix=term.prefix):
                found.add((held[first][1], held[first + len(words) - 1][2]))
    return sorted(found)


def index_is_whole(store: Store) -> bool:
    """Whether the index holds exactly the turns there are."""
    indexed = store.value("SELECT count(*) FROM turn_fts_docsize")
    matching = store.value("SELECT count(*) FROM turn_fts_docsize d JOIN turn ON turn.id = d.id")
    return bool(indexed == matching == store.value("SELECT count(*) FROM turn"))


def _fits(held: list[tuple[str, int, int]], words: tuple[str, ...], *, prefix: bool) -> bool:
    heads = all(token[0] == word for token, word in zip(held[:-1], words[:-1], strict=True))
    last = held[-1][0]
    return heads and (last.startswith(words[-1]) if prefix else last == words[-1])


@lru_cache(maxsize=20_000)  # talk says the same words over and over
def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()
