"""Full-text search over turns: the index finds the turns, we find the words in their text.

The index holds NFC copies with Norwegian letters kept apart (å is not a). A query is words
that must all stand in a turn; `"a phrase"`, `begin*` and `-without` are understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qualcode.errors import InputError
from qualcode.store.database import Store

_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")

Term = tuple[tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted and unwanted: sequences of words, each with 'last word is a prefix'."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    def for_index(self) -> str:
        """The query in FTS5's syntax; every word is quoted, so nothing else is an operator."""
        query = " AND ".join(_phrase(term) for term in self.wanted)
        for term in self.unwanted:
            query = f"({query}) NOT {_phrase(term)}"
        return query


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """A turn that fits the query; `number` is what people call it."""

    document: str
    ordinal: int
    number: int | str
    start: int
    end: int
    speaker: str | None


def parse(query: str) -> Query:
    """Read a query as people type it.

    Raises:
        InputError: it holds no word to look for.
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, phrase, word in _PART.findall(query):
        # The index folds case in its own way, so it is asked for the words as they were typed.
        words = tuple(
            unicodedata.normalize("NFC", token) for token in _TOKEN.findall(phrase or word)
        )
        if words:
            (unwanted if minus else wanted).append((words, (phrase or word).endswith("*")))
    if not wanted:
        raise InputError(
            "the query holds no word to look for",
            'write words, "a phrase", begin* or word -without',
        )
    return Query(tuple(wanted), tuple(unwanted))


def turns(store: Store, query: Query, document: str | None = None) -> list[FoundTurn]:
    """The turns that fit, by document name and place."""
    rows = store.rows(
        "SELECT turn.document, turn.ordinal, "
        "ifnull(json_extract(turn.attributes, '$.turn'), turn.ordinal + 1), "
        'turn.start, turn."end", turn.speaker '
        "FROM turn_fts JOIN turn ON turn.id = turn_fts.rowid "
        "JOIN document ON document.uuid = turn.document "
        "WHERE turn_fts MATCH ? AND document.current AND (? IS NULL OR turn.document = ?) "
        "ORDER BY document.name COLLATE NOCASE, document.uuid, turn.ordinal",
        [query.for_index(), document, document],
    )
    return [FoundTurn(*row) for row in rows]


def places(text: str, start: int, end: int, query: Query) -> list[tuple[int, int]]:
    """Where the wanted words stand in `text[start:end]`: spans in their order, none twice."""
    tokens = [
        (_fold(match.group()), match.start(), match.end())
        for match in _TOKEN.finditer(text, start, end)
    ]
    found = set()
    for typed, prefix in query.wanted:
        words = tuple(_fold(word) for word in typed)
        for first in range(len(tokens) - len(words) + 1):
            if _fits(tokens[first : first + len(words)], words, prefix=prefix):
                found.add((tokens[first][1], tokens[first + len(words) - 1][2]))
    return sorted(found)


def index_is_whole(store: Store) -> bool:
    """Whether the index holds exactly the turns there are."""
    indexed = store.value("SELECT count(*) FROM turn_fts_docsize")
    matching = store.value("SELECT count(*) FROM turn_fts_docsize d JOIN turn ON turn.id = d.id")
    return bool(indexed == matching == store.value("SELECT count(*) FROM turn"))


def _fits(tokens: list[tuple[str, int, int]], words: tuple[str, ...], *, prefix: bool) -> bool:
    heads = all(token[0] == word for token, word in zip(tokens[:-1], words[:-1], strict=True))
    last = tokens[-1][0]
    return heads and (last.startswith(words[-1]) if prefix else last == words[-1])


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _phrase(term: Term) -> str:
    words, prefix = term
    return '"' + " ".join(words) + '"' + ("*" if prefix else "")
