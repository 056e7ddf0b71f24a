"""Runs of the suggester and what they suggested.

What a run said is written once, in chunks, under a digest in the run's row; only decisions
about suggestions change later, and those are in the journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any

from qualcode.model import Reason, Suggestion, SuggestionRun
from qualcode.store.columns import as_object, to_json
from qualcode.store.database import Row, Store

_CHUNK = 2_000
_SAID = (
    'document, turn, start, "end", evidence_start, evidence_end, code, score, '
    "confidence, rank, reason"
)
_COLUMNS = ", ".join(f'suggestion."{field.name}"' for field in fields(Suggestion))
# Decided about the same passage and code while the run was made, or by way of an earlier run.
_ANSWERED = (
    '(suggestion.document, suggestion.start, suggestion."end", suggestion.code) IN ('
    'SELECT document, start, "end", code FROM suggestion WHERE decided_by IS NOT NULL '
    "AND run <> ? AND decided_at > (SELECT created_at FROM suggestion_run WHERE uuid = ?))"
)
_TAUGHT = (
    "'coding.apply', 'coding.confirm', 'coding.recode', 'suggestion.accept', 'suggestion.reject'"
)
_REASON = [field.name for field in fields(Suggestion)].index("reason")
_VALUES = attrgetter(*(field.name for field in fields(Suggestion)))
_INSERT = (
    "INSERT INTO suggestion ("
    + ", ".join(f'"{field.name}"' for field in fields(Suggestion))
    + f") VALUES ({', '.join('?' * len(fields(Suggestion)))})"
)


def next_number(store: Store) -> int:
    return int(store.value("SELECT ifnull(max(number), 0) + 1 FROM suggestion_run"))


def runs(store: Store) -> list[SuggestionRun]:
    """The finished runs, oldest first; one that was undone is not among them."""
    rows = store.rows("SELECT * FROM suggestion_run WHERE status = 'complete' ORDER BY number")
    return [as_object(SuggestionRun, row) for row in rows]


def write(store: Store, suggestions: Iterable[Suggestion]) -> int:
    """Write a run's suggestions in short transactions; returns how many they were."""
    waiting = iter(suggestions)
    written = 0
    while chunk := list(islice(waiting, _CHUNK)):
        with store.writing():
            # sqlite-utils' insert_all takes three times as long, and there may be half a million.
            store.connection.executemany(_INSERT, map(_row, chunk))
        written += len(chunk)
    return written


def forget(store: Store, run: str) -> None:
    """Remove what an unfinished run wrote."""
    with store.writing():
        store.db["suggestion"].delete_where("run = ?", [run])


def digest(store: Store, run: str) -> str:
    """Hash over what the run said, decisions left out; equal runs have equal digests."""
    hashed = hashlib.sha256()
    for row in store.each(
        f'SELECT {_SAID} FROM suggestion WHERE run = ? ORDER BY document, start, "end", rank, code',
        [run],
    ):
        hashed.update(json.dumps(tuple(row)).encode())
    return hashed.hexdigest()


def by_uuid(store: Store, uuid: str) -> Suggestion | None:
    row = store.row(f"SELECT {_COLUMNS} FROM suggestion WHERE uuid = ?", [uuid])
    return None if row is None else _suggestion(row)


def of_run(
    store: Store, run: str, *, document: str | None = None, status: str | None = None
) -> Iterator[Suggestion]:
    """A run's suggestions by document name, place and rank; documents removed are left out.

    With `status` "open" also those are left out that were answered by way of another run since.
    """
    for row in store.each(
        f"SELECT {_COLUMNS} FROM suggestion JOIN document ON document.uuid = suggestion.document "
        "WHERE run = ? AND document.current AND (? IS NULL OR suggestion.document = ?) "
        "AND (? IS NULL OR suggestion.status = ?) "
        f"AND (? IS NOT 'open' OR NOT {_ANSWERED}) "
        'ORDER BY document.name COLLATE NOCASE, document.uuid, start, "end", rank',
        [run, document, document, status, status, status, run, run],
    ):
        yield _suggestion(row)


def waiting(store: Store, run: str) -> dict[str, int]:
    """How many suggestions of a run are open, by document; documents removed are left out."""
    rows = store.rows(
        "SELECT suggestion.document, count(*) FROM suggestion "
        "JOIN document ON document.uuid = suggestion.document "
        "WHERE run = ? AND document.current AND suggestion.status = 'open' "
        f"AND NOT {_ANSWERED} "
        "GROUP BY suggestion.document ORDER BY suggestion.document",
        [run, run, run],
    )
    return {row[0]: int(row[1]) for row in rows}


def behind(store: Store, document: str, coding: str) -> Suggestion | None:
    """The latest suggestion for a document that a coding was made of."""
    row = store.row(
        "SELECT * FROM suggestion WHERE document = ? AND coding = ? "
        "ORDER BY decided_at DESC, uuid LIMIT 1",
        [document, coding],
    )
    return None if row is None else _suggestion(row)


def rejected(store: Store) -> list[Suggestion]:
    """Every suggestion that a coder rejected, of any run."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM suggestion WHERE decided_by IS NOT NULL AND status = 'rejected'"
    )
    return [_suggestion(row) for row in rows]


def decisions_since(store: Store, run: str, coder: str) -> int:
    """How many steps a coder took since a run in which they coded, accepted or rejected."""
    return int(
        store.value(
            'SELECT count(DISTINCT "transaction") FROM event WHERE coder = ? '
            f"AND id > (SELECT ifnull(max(id), 0) FROM event WHERE uuid = ?) AND verb IN ({_TAUGHT})",
            [coder, run],
        )
    )


def count(store: Store, run: str) -> int:
    return int(store.value("SELECT count(*) FROM suggestion WHERE run = ?", [run]))


def _row(item: Suggestion) -> list[Any]:
    values = list(_VALUES(item))
    reason = item.reason
    values[_REASON] = to_json(
        {
            "text": reason.text,
            "cues": reason.cues,
            "similar": reason.similar,
            "words": reason.words,
            "definition": reason.definition,
        }
    )
    return values


def _suggestion(row: Row) -> Suggestion:
    # By position: a run over a big study leaves a hundred thousand of them to be read at once.
    values = list(row)
    values[_REASON] = _reason(values[_REASON])
    return Suggestion(*values)


def _reason(stored: str) -> Reason:
    parts = json.loads(stored)
    return Reason(
        parts["text"],
        tuple(map(tuple, parts["cues"])),
        tuple(map(tuple, parts["similar"])),
        tuple(map(tuple, parts["words"])),
        parts["definition"],
    )
