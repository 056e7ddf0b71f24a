"""What rows of a study are called, and where they are in a text, from their table and uuid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from qualcode.errors import QualcodeError, UnknownName
from qualcode.model import Memo

from .desk import Desk
from .readings import Readings

_KINDS: Mapping[str, str] = {
    "case_": "case",
    "case_speaker": "speaker of a case",
    "codebook_version": "codebook version",
    "theme_code": "code under a theme",
    "theme_coding": "coding under a theme",
    "theme_memo": "memo under a theme",
    "suggestion_run": "run of suggestions",
    "topic_run": "run of topics",
}
_LONGEST = 4_000


class Place(NamedTuple):
    """A passage, `start`..`end` of a document (uuid)."""

    document: str
    start: int
    end: int


def kind_of_row(table: str) -> str:
    """What people call a row of a table."""
    return _KINDS.get(table, table)


class Names:
    """Names of rows as they are now. What was asked before is remembered until `forget`."""

    def __init__(self, desk: Desk, readings: Readings) -> None:
        self._desk = desk
        self._readings = readings
        self.of = lru_cache(_LONGEST)(self._name)
        self._few = lru_cache(None)(self._all_of)

    def forget(self) -> None:
        """Ask the study again from now on."""
        self.of.cache_clear()
        self._few.cache_clear()

    def _name(self, table: str, uuid: str) -> str | None:
        """The name of a row, None where it isn't there (any more)."""
        desk, project = self._desk, self._desk.project
        one_by_one: Mapping[str, Callable[[], str]] = {
            "code": lambda: desk.name_of(desk.codes[uuid]),
            "coder": lambda: desk.coders[uuid].name,
            "codebook": lambda: desk.books[uuid].title,
            "document": lambda: project.documents.get(uuid).name,
            "coding": lambda: self._coding(uuid),
            "memo": lambda: f"{project.memos.get(uuid).kind} memo",
        }
        try:
            if table in one_by_one:
                return one_by_one[table]()
            return self._few(table)[uuid]
        except (KeyError, UnknownName):
            return None

    def _coding(self, uuid: str) -> str:
        coding = self._desk.project.codings.get(uuid)
        code = self.of("code", coding.code) or "?"
        return f"{code} in {self._readings.place(coding.document, coding.start)}"

    def _all_of(self, table: str) -> Mapping[str, str]:
        return self._listed[table]()

    @property
    def _listed(self) -> Mapping[str, Callable[[], Mapping[str, str]]]:
        """The tables of which there are few rows, and their names by uuid."""
        project, books = self._desk.project, self._desk.books
        return {
            "case_": lambda: {case.uuid: case.name for case in project.cases.list()},
            "theme": lambda: {theme.uuid: theme.name for theme in project.themes.list()},
            "session": lambda: {session.uuid: session.name for session in project.sessions.list()},
            "codebook_version": lambda: {
                version.uuid: f"{book.title}, version {version.sequence}"
                for book in books.values()
                for version in project.versions.list(book.uuid)
            },
            "suggestion_run": lambda: {
                run.uuid: f"run {run.number}" for run in project.suggestions.runs()
            },
            "topic_run": lambda: {run.uuid: f"run {run.number}" for run in project.topics.runs()},
        }

    # Memos

    def subject(self, memo: Memo) -> str:
        """What a memo is on."""
        if memo.target_table is None or memo.target is None:
            if memo.document is None:
                return "the study"
            if memo.start is None:
                return self.of("document", memo.document) or "a document that was removed"
            return self._passage(memo.document, memo.start)
        name = self.of(memo.target_table, memo.target)
        if memo.target_table in {"document", "coding"} and name:
            return name
        kind = kind_of_row(memo.target_table)
        return f"{kind} {name}" if name else f"a {kind} that was removed"

    def place(self, memo: Memo) -> Place | None:
        """The passage that a memo is on or about, None where it has none."""
        if memo.document is not None:
            start = memo.start or 0
            return Place(memo.document, start, start if memo.end is None else memo.end)
        if memo.target is None:
            return None
        if memo.target_table == "document":
            return Place(memo.target, 0, 0)
        if memo.target_table == "coding":
            return self.place_of_coding(memo.target)
        return None

    def place_of_coding(self, uuid: str) -> Place | None:
        """Where a coding is, None where it isn't there any more."""
        try:
            coding = self._desk.project.codings.get(uuid)
        except UnknownName:
            return None
        return Place(coding.document, coding.start, coding.end)

    def _passage(self, document: str, start: int) -> str:
        try:
            return self._readings.place(document, start)
        except QualcodeError:
            return "a document that was removed"
