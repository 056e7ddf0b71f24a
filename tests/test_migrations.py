"""Studies of older versions: they open, hold what they held, and can do what is new."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import draft, steady_clock, steady_uuids

from qualcode.drafts import CaseDraft
from qualcode.project import Project, SuggestChoices
from qualcode.store import schema
from qualcode.store.sqlite import sqlite_utils

NAMES = ["0001_first", "0002_workbench", "0003_meanings"]


class Until:
    """Migrations before one of them, which is all there were in the version before it."""

    def __init__(self, migrations: Any, before: str) -> None:
        self.migrations = migrations
        self.before = before

    def apply(self, db: Any) -> None:
        self.migrations.apply(db, stop_before=self.before)


def at_first(path: Path, monkeypatch: pytest.MonkeyPatch, version: int = 1) -> dict[str, Any]:
    """A study of an older schema with something of everything; returns what it holds."""
    with monkeypatch.context() as older:
        first = Until(schema.migrations(), NAMES[version])
        older.setattr(schema, "migrations", lambda: first)
        older.setattr(schema, "SCHEMA_VERSION", version)
        with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
            fill(project)
            return contents(project)


def fill(project: Project) -> None:
    kari = project.coders.ensure("Kari").uuid
    project.codebooks.load("contradictions")
    session = project.sessions.add("Workshop 1", kari)
    turns = [("I", "Hva tenker du?"), ("D", "Vi må jo, men det går ikke 🙂")]
    for name in ("a", "b"):
        project.documents.add(draft(name, *turns), coder=kari)
    document = project.documents.get("a")
    project.documents.set_session("a", session.uuid, kari)
    episode = project.episodes.add(document, kari, 0, 1, "what to do")
    dilemma, conflict = (project.codes.get(name).uuid for name in ("ctr.dilemma", "ctr.conflict"))
    coding = project.codings.apply(document.uuid, dilemma, kari, 15, 20, episode=episode.uuid)
    project.codings.apply(
        document.uuid, conflict, kari, 0, 5, status="provisional", attributes={"voice": "we"}
    )
    project.codes.update(dilemma, kari, definition="changed")
    project.memos.add("coding", "hm", kari, target_table="coding", target=coding.uuid)
    project.cases.add(CaseDraft("D03", speakers=["D"], variables={"site": "K04"}), kari)
    project.progress.set(document, kari, "first pass")
    project.settings.hides_suggestions = False
    project.suggestions.run(SuggestChoices(embedding="none"), kari)
    project.memos.add("reflexive", "undone", kari)
    project.undo(kari)


def contents(project: Project) -> dict[str, Any]:
    documents = project.documents.list()
    runs = project.suggestions.runs()
    return {
        "sessions": project.sessions.list(),
        "documents": [(item, project.documents.text(item.uuid)) for item in documents],
        "turns": [project.documents.turns(item.uuid) for item in documents],
        "episodes": [project.episodes.of_document(item.uuid) for item in documents],
        "codes": project.codes.list(),
        "versions": project.codebooks.versions("contradictions"),
        "codings": project.codings.list(),
        "memos": project.memos.list(),
        "cases": project.cases.list(),
        "progress": project.progress.all(),
        "approach": project.settings.approach,
        "runs": runs,
        "suggestions": [project.suggestions.list(run.uuid) for run in runs],
        "events": project.history(),
        "found": [hit.start for hit in project.search("må").hits],
    }


@pytest.mark.parametrize("version", [1, 2])
def test_a_study_of_an_older_schema_opens_with_everything_in_it(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.qualcode"
    before = at_first(path, monkeypatch, version)
    assert all(before.values())
    there = set[str]().union(*NEW[: version - 1])
    assert (user_version(path), tables(path) & set[str]().union(*NEW)) == (version, there)
    with Project.open(path) as project:
        assert contents(project) == before
        assert project.check() == []
        assert (project.themes.list(), project.quotes.list(), project.discussions()) == ([], [], [])
    assert user_version(path) == 3
    assert tables(path) >= set[str]().union(*NEW)


NEW = [{"theme_coding", "theme_memo", "quote", "decision"}, {"embedding"}]
"""Tables that the second migration and those after it made."""


def user_version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    finally:
        connection.close()


def test_an_older_study_can_do_what_is_new_and_undo_what_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.qualcode"
    at_first(path, monkeypatch)
    numbers = itertools.count(1)
    with Project.open(path, new_uuid=lambda: f"new-{next(numbers)}") as project:
        kari, ola = project.coders.get("Kari").uuid, project.coders.ensure("Ola").uuid
        standing = next(item for item in project.codings.list() if item.status == "standing")
        project.themes.add("Trust", coder=kari)
        project.themes.add_members("Trust", codings=[standing.uuid], coder=kari)
        project.quotes.add(standing.document, 0, 5, kari)
        [found] = project.consensus.differences(standing.document, kari, ola)
        project.consensus.decide(standing.document, found, "a", "so", coder=kari)
        project.codings.flag(standing.uuid, "why", kari)
        assert project.check() == []
        labels = []
        while project.undoable(kari):
            labels.append(project.undo(kari))
        assert labels[0] == "flag ctr.dilemma"
        assert labels[-1] == "add session Workshop 1"
        assert (project.codings.list(), project.documents.list()) == ([], [])
        assert project.check() == []


@pytest.mark.parametrize("version", [1, 2])
def test_all_ways_to_the_present_schema_end_in_the_same(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = tmp_path / "new.qualcode", tmp_path / "old.qualcode"
    Project.create(new).close()
    at_first(old, monkeypatch, version)
    Project.open(old).close()

    def shape(path: Path) -> list[tuple[str, str]]:
        connection = sqlite3.connect(path)
        try:
            return sorted(connection.execute("SELECT name, ifnull(sql, '') FROM sqlite_schema"))
        finally:
            connection.close()

    assert shape(old) == shape(new)
    assert user_version(new) == schema.SCHEMA_VERSION == len(NAMES)


def test_every_migration_is_listed_here(tmp_path: Path) -> None:
    database = sqlite_utils().Database(tmp_path / "empty.db")
    assert [migration.name for migration in schema.migrations().pending(database)] == NAMES
    database.close()
