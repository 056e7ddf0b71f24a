"""What `info` tells of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.store import embeddings, history
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project


@dataclass(frozen=True, slots=True)
class Info:
    """Counts and settings.

    `embedding` is the one runs use where none is named; `embedded` counts the texts whose vectors
    are kept, by model.
    """

    path: str
    approach: str
    created_at: str
    counts: dict[str, int]
    embedding: str
    embedded: dict[str, int]


def info(store: Store, project: Project) -> Info:
    """Counts and settings of a study."""
    from qualcode.nlp.embedding import default_embedding

    return Info(
        path=str(project.path),
        approach=project.settings.approach,
        created_at=project.settings.created_at,
        counts=history.counts(store),
        embedding=default_embedding(),
        embedded=embeddings.counts(store),
    )
