"""Coders and cases, and which speaker label stands for which case."""

from __future__ import annotations

from qualcode.model import Case, Coder
from qualcode.store.columns import as_object
from qualcode.store.database import Store


def coders(store: Store) -> list[Coder]:
    """Coders by name."""
    return [as_object(Coder, row) for row in store.rows("SELECT * FROM coder ORDER BY name")]


def cases(store: Store) -> list[Case]:
    """Cases by kind and name, with the labels that stand for them."""
    labels: dict[str, list[str]] = {}
    for row in store.rows("SELECT case_, speaker FROM case_speaker ORDER BY speaker, document"):
        found = labels.setdefault(row["case_"], [])
        if row["speaker"] not in found:
            found.append(row["speaker"])
    return [
        as_object(Case, row, speakers=tuple(labels.get(row["uuid"], ())))
        for row in store.rows("SELECT * FROM case_ ORDER BY kind, name")
    ]


def case_of_speakers(store: Store) -> dict[tuple[str, str | None], str]:
    """(label, document or None for everywhere) -> uuid of the case."""
    return {
        (row["speaker"], row["document"]): row["case_"]
        for row in store.rows("SELECT speaker, document, case_ FROM case_speaker")
    }


def speaker_links(store: Store, case: str) -> dict[str, str]:
    """A case's labels that hold everywhere -> uuid of the link's row."""
    return {
        row["speaker"]: row["uuid"]
        for row in store.rows(
            "SELECT speaker, uuid FROM case_speaker WHERE case_ = ? AND document IS NULL", [case]
        )
    }
