"""Reading the journal, and counting what a study holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from qualcode.model import Event, Step
from qualcode.store.columns import as_object, to_json
from qualcode.store.database import Store
from qualcode.store.journal import bulk, changes_of
from qualcode.store.packing import Change, unpack
from qualcode.store.undo import UNDONE_NOW

_COUNTED = {
    "documents": "SELECT count(*) FROM document WHERE current",
    "turns": "SELECT ifnull(sum(turn_count), 0) FROM document WHERE current",
    "words": "SELECT ifnull(sum(word_count), 0) FROM document WHERE current",
    "cases": "SELECT count(*) FROM case_",
    "coders": "SELECT count(*) FROM coder",
    "codebooks": "SELECT count(*) FROM codebook",
    "codes": "SELECT count(*) FROM code",
    "codings": "SELECT count(*) FROM coding",
    "memos": "SELECT count(*) FROM memo",
    "suggestion runs": "SELECT count(*) FROM suggestion_run WHERE status = 'complete'",
    "topic runs": "SELECT count(*) FROM topic_run WHERE status = 'complete'",
    "events": "SELECT count(*) FROM event",
}
_CONDITIONS = {
    "coder": "coder = :coder",
    "verb": "(verb = :verb OR substr(verb, 1, length(:verb) + 1) = :verb || '.')",
    "since": "time >= :since",
    "until": "substr(time, 1, length(:until)) <= :until",
}
_MENTIONED = """
    SELECT uuid FROM event WHERE uuid IS NOT NULL AND (instr(before, :about) OR instr(after, :about))
    UNION SELECT uuid FROM suggestion WHERE decided_by IS NOT NULL AND document = :about
    UNION SELECT uuid FROM suggestion WHERE decided_by IS NOT NULL AND code = :about
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; what is None or empty doesn't narrow.

    `coder` is a uuid. `verb` is a verb, `coding.apply`, or the first part of some, `coding`.
    `since` and `until` are ISO 8601 dates or times in UTC, both inclusive. `about` are uuids of
    documents, codes or themes: events of those rows, and of the rows that refer to them.
    """

    coder: str | None = None
    verb: str | None = None
    since: str | None = None
    until: str | None = None
    about: Sequence[str] = ()


def counts(store: Store) -> dict[str, int]:
    """What the study holds, by name."""
    return {name: int(store.value(sql)) for name, sql in _COUNTED.items()}


def latest(store: Store) -> int:
    """Id of the journal's last event, 0 before the first."""
    return int(store.value("SELECT ifnull(max(id), 0) FROM event"))


def events(store: Store, wanted: Wanted, limit: int | None = None) -> list[Event]:
    """Events, newest first."""
    asked = _Question(store, wanted)
    rows = store.each(f"SELECT * FROM event {asked.rest}", asked.values)
    return [
        as_object(Event, row, before=_loads(row["before"]), after=_loads(row["after"]))
        for row in islice((row for row in rows if asked.fits(row["bulk"])), limit)
    ]


def steps(store: Store, wanted: Wanted, limit: int | None = None) -> list[Step]:
    """Transactions, newest first, each as one step."""
    asked = _Question(store, wanted)
    undone = {row[0] for row in store.rows(UNDONE_NOW)}
    rows = store.tuples(
        f'SELECT bulk, "transaction", time, coder, verb, label, undoes FROM event {asked.rest}',
        asked.values,
    )
    fitting = (row for row in rows if asked.fits(row[0]))
    taken = []
    for transaction, own in islice(groupby(fitting, lambda row: row[1]), limit):
        (_, _, time, coder, verb, label, undoes), *more = own
        size = _size(store, transaction) if wanted.about else 1 + len(more)
        taken.append(
            Step(
                transaction, time, coder, verb, label, size,
                undone=transaction in undone, is_undo=undoes is not None,
            )
        )  # fmt: skip
    return taken


class _Question:
    """What is wanted, as the end of an SQL query and a look into packed changes."""

    def __init__(self, store: Store, wanted: Wanted) -> None:
        self._store = store
        self._about = [(uuid, _referring(store, uuid)) for uuid in wanted.about]
        self.values = {name: getattr(wanted, name) for name in ("coder", "verb", "since", "until")}
        conditions = [
            condition for name, condition in _CONDITIONS.items() if self.values[name] is not None
        ]
        for number, (_, rows) in enumerate(self._about):
            conditions.append(
                f"(bulk IS NOT NULL OR uuid IN (SELECT value FROM json_each(:rows{number})))"
            )
            self.values[f"rows{number}"] = to_json(sorted(rows))
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        self.rest = f"{where} ORDER BY id DESC"

    def fits(self, packed: str | None) -> bool:
        """Whether an event, with the hash of its changes where they are packed, is wanted."""
        if packed is None or not self._about:
            return True
        content = bulk(self._store, packed)
        return all(
            uuid.encode() in content or any(item.key in rows for item in unpack(content))
            for uuid, rows in self._about
        )


def _referring(store: Store, about: str) -> set[str]:
    """Keys of a document, code or theme and of the rows that refer, or referred, to it."""
    keys = {about, *(row[0] for row in store.rows(_MENTIONED, {"about": about}))}
    for (digest,) in store.tuples("SELECT DISTINCT bulk FROM event WHERE bulk IS NOT NULL"):
        content = bulk(store, digest)
        if about.encode() in content:
            keys |= {item.key for item in unpack(content) if _names(item, about)}
    return keys


def _size(store: Store, transaction: str) -> int:
    return int(store.value('SELECT count(*) FROM event WHERE "transaction" = ?', [transaction]))


def _names(change: Change, about: str) -> bool:
    return any(about in (side or {}).values() for side in (change.before, change.after))


def of_step(store: Store, transaction: str) -> list[Event]:
    """The events of one transaction in their order, packed ones as one for each row."""
    found: list[Event] = []
    for row in store.rows('SELECT * FROM event WHERE "transaction" = ? ORDER BY id', [transaction]):
        event = as_object(Event, row, before=_loads(row["before"]), after=_loads(row["after"]))
        found += [
            replace(event, table=table, uuid=key, before=before, after=after, bulk=None)
            for table, key, before, after in changes_of(store, row)
        ]
    return found


def _loads(text: str | None) -> dict[str, object] | None:
    loaded: dict[str, object] | None = None if text is None else json.loads(text)
    return loaded
