"""`check`: whether everything in a study still holds together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Document
from qualcode.project.vectors import damaged_vectors
from qualcode.store import codings as stored_codings
from qualcode.store import decisions as stored_decisions
from qualcode.store import documents as stored_documents
from qualcode.store import quotes as stored_quotes
from qualcode.store import suggestions as stored_suggestions
from qualcode.store import topics as stored_topics
from qualcode.store.database import Store
from qualcode.store.health import damages, dangling
from qualcode.store.journal import has_row
from qualcode.store.replay import differences
from qualcode.store.search import index_is_whole
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.project.study import Project


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that doesn't hold; `message` never holds transcript text."""

    kind: str
    message: str


def problems(store: Store, project: Project) -> Iterator[Problem]:
    """Everything that is wrong, nothing where all is well."""
    yield from _file(store)
    for document in project.documents.list():
        text = stored_documents.text(store, document.uuid)
        if len(text) != document.length or sha256(text) != document.sha256:
            yield Problem("text", f"the text of {document.name} isn't what was imported")
        if stored_documents.stored_turns_differ(store, document.uuid):
            yield Problem("turns", f"the turns of {document.name} aren't what was imported")
        for turn in project.documents.turns(document.uuid):
            if turn.end > len(text):
                yield Problem("turns", f"turn {turn.ordinal + 1} of {document.name} is outside it")
        yield from _passages(store, document, text)
    if not index_is_whole(store):
        yield Problem("index", "the full-text index doesn't hold exactly the turns there are")
    for memo in project.memos.list():
        if memo.target_table and not has_row(store, memo.target_table, memo.target):
            yield Problem("memo", f"memo {memo.uuid} is about a row that isn't there")
    for table, key in differences(store):
        yield Problem("journal", f"{table} {key} isn't as the journal says")
    yield from _runs(store)
    for model, count in damaged_vectors(store).items():
        yield Problem(
            "embedding",
            f"{count} kept vectors of {model} are damaged; the next run makes them anew",
        )


def _file(store: Store) -> Iterator[Problem]:
    for damage in damages(store):
        yield Problem("file", f"SQLite: {damage}")
    for table, parent in dangling(store):
        yield Problem("reference", f"a row of {table} refers to a missing {parent}")


def _passages(store: Store, document: Document, text: str) -> Iterator[Problem]:
    for coding in stored_codings.of_document(store, document.uuid):
        if text[coding.start : coding.end] != coding.quote:
            yield Problem(
                "quote", f"coding {coding.uuid} of {document.name} doesn't quote its passage"
            )
    for quote in stored_quotes.listed(store, document.uuid, None):
        if text[quote.start : quote.end] != quote.original:
            yield Problem(
                "quote", f"quote {quote.uuid} of {document.name} isn't what stands at its passage"
            )
    for decision in stored_decisions.of_document(store, document.uuid):
        if decision.end > len(text):
            yield Problem("decision", f"decision {decision.uuid} of {document.name} is outside it")


def _runs(store: Store) -> Iterator[Problem]:
    for run in stored_suggestions.runs(store):
        if stored_suggestions.digest(store, run.uuid) != run.digest:
            yield Problem("suggestions", f"what run {run.number} suggested was changed")
    for topic_run in stored_topics.runs(store):
        if (
            stored_topics.digest(stored_topics.assignments(store, topic_run.uuid))
            != topic_run.digest
        ):
            yield Problem("topics", f"what topic run {topic_run.number} found was changed")
