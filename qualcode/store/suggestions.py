"""Runs of the suggester and what they suggested.

What a run said is written once, in chunks, under a digest in the run's row; only decisions
about suggestions change later, and those are in the journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice

from qualcode.model import Reason, Suggestion, SuggestionRun
from qualcode.store.columns import as_object, as_row, to_json
from qualcode.store.database import Row, Store

_CHUNK = 2_000
_SAID = (
    'document, turn, start, "end", evidence_start, evidence_end, code, score, '
    "confidence, rank, reason"
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
            store.db["suggestion"].insert_all(
                [as_row(item, reason=to_json(asdict(item.reason))) for item in chunk]
            )
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
    row = store.row("SELECT * FROM suggestion WHERE uuid = ?", [uuid])
    return None if row is None else _suggestion(row)


def of_run(
    store: Store, run: str, *, document: str | None = None, status: str | None = None
) -> Iterator[Suggestion]:
    """A run's suggestions by document name, place and rank; documents removed are left out."""
    for row in store.each(
        "SELECT suggestion.* FROM suggestion JOIN document ON document.uuid = suggestion.document "
        "WHERE run = ? AND document.current AND (? IS NULL OR suggestion.document = ?) "
        "AND (? IS NULL OR suggestion.status = ?) "
        'ORDER BY document.name COLLATE NOCASE, document.uuid, start, "end", rank',
        [run, document, document, status, status],
    ):
        yield _suggestion(row)


def rejected(store: Store) -> list[Suggestion]:
    """Every suggestion that a coder rejected, of any run."""
    rows = store.rows(
        "SELECT * FROM suggestion WHERE decided_by IS NOT NULL AND status = 'rejected'"
    )
    return [_suggestion(row) for row in rows]


def count(store: Store, run: str) -> int:
    return int(store.value("SELECT count(*) FROM suggestion WHERE run = ?", [run]))


def _suggestion(row: Row) -> Suggestion:
    return as_object(Suggestion, row, reason=_reason(row["reason"]))


def _reason(stored: str) -> Reason:
    parts = json.loads(stored)
    return Reason(
        text=parts["text"],
        cues=tuple((phrase, start, end) for phrase, start, end in parts["cues"]),
        similar=tuple((coding, nearness) for coding, nearness in parts["similar"]),
        words=tuple((word, weight) for word, weight in parts["words"]),
        definition=parts["definition"],
    )
