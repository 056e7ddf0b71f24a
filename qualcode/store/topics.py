"""Topic runs, their topics, and which turns belong to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from qualcode.model import Topic, TopicRun, TurnRef
from qualcode.store.columns import as_object
from qualcode.store.database import Row, Store
from qualcode.store.journal import bulk


def next_number(store: Store) -> int:
    return int(store.value("SELECT ifnull(max(number), 0) + 1 FROM topic_run"))


def runs(store: Store) -> list[TopicRun]:
    """The finished runs, oldest first; one that was undone is not among them."""
    rows = store.rows("SELECT * FROM topic_run WHERE status = 'complete' ORDER BY number")
    return [as_object(TopicRun, row) for row in rows]


def topics(store: Store, run: str) -> list[Topic]:
    """A run's topics by number; the outliers, -1, first."""
    rows = store.rows("SELECT * FROM topic WHERE run = ? ORDER BY number", [run])
    return [_topic(row) for row in rows]


def write_assignments(store: Store, assignments: Sequence[tuple[str, TurnRef, float]]) -> None:
    """Write (topic uuid, turn, weight); for a running transaction."""
    store.db["topic_assignment"].insert_all(
        {"topic": topic, "document": turn.document, "turn": turn.ordinal, "weight": weight}
        for topic, turn, weight in assignments
    )


def turns(store: Store, topic: str) -> list[tuple[TurnRef, float]]:
    """A topic's turns in documents that are still there, with their weights, heaviest first."""
    return [
        (TurnRef(row["document"], row["turn"]), row["weight"])
        for row in store.rows(
            "SELECT topic_assignment.* FROM topic_assignment "
            "JOIN document ON document.uuid = topic_assignment.document "
            "WHERE topic = ? AND document.current ORDER BY weight DESC, document.name, turn",
            [topic],
        )
    ]


def digest(assignments: Sequence[tuple[str, TurnRef, float]]) -> str:
    """Hash over the assignments of a run."""
    rows = sorted(
        (topic, turn.document, turn.ordinal, weight) for topic, turn, weight in assignments
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def assignments(store: Store, run: str) -> list[tuple[str, TurnRef, float]]:
    """Everything a run assigned, also in documents removed since."""
    return [
        (row["topic"], TurnRef(row["document"], row["turn"]), row["weight"])
        for row in store.rows(
            "SELECT topic_assignment.* FROM topic_assignment "
            "JOIN topic ON topic.uuid = topic_assignment.topic WHERE run = ?",
            [run],
        )
    ]


def packed_places(places: Sequence[tuple[TurnRef, tuple[float, float]]]) -> bytes:
    """A run's map as content to be kept in bulk: document, turn, x, y."""
    return json.dumps([[turn.document, turn.ordinal, x, y] for turn, (x, y) in places]).encode()


def places(store: Store, digest: str) -> dict[TurnRef, tuple[float, float]]:
    """A run's map by the hash it is kept under.

    Raises:
        NotAStudy: it is gone or damaged.
    """
    return {
        TurnRef(document, turn): (x, y) for document, turn, x, y in json.loads(bulk(store, digest))
    }


def _topic(row: Row) -> Topic:
    return as_object(
        Topic,
        row,
        terms=tuple((term, weight) for term, weight in json.loads(row["terms"])),
        representatives=tuple(
            (document, turn) for document, turn in json.loads(row["representatives"])
        ),
    )
