"""The journal: what undo and redo take back, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import draft

from qualcode.errors import ConflictError, UndoRefused
from qualcode.project import Project


def test_undo_survives_a_restart_and_names_the_change(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    with Project.create(path) as project:
        coder = project.coders.ensure("Kari").uuid
        project.codebooks.load("contradictions")
        document = project.documents.add(draft("a", ("I", "Hei på deg")))
        code = project.codes.get("ctr.dilemma")
        project.codings.apply(document.uuid, code.uuid, coder, 0, 3)
    with Project.open(path) as project:
        assert project.undo(coder) == "apply ctr.dilemma"
        assert project.codings.list() == []
    with Project.open(path) as project:
        assert project.redo(coder) == "apply ctr.dilemma"
        assert [coding.quote for coding in project.codings.list()] == ["Hei"]
        assert project.check() == []


def test_the_latest_change_tells_whether_to_read_again(study: Project) -> None:
    coder = study.coders.ensure("Kari").uuid
    seen = [study.latest_change()]
    study.memos.add("reflexive", "one", coder)
    seen.append(study.latest_change())
    study.settings.remember(coder, "place", "here")
    study.memos.list()
    assert study.latest_change() == seen[-1]
    study.undo(coder)
    seen.append(study.latest_change())
    with Project.open(study.path) as elsewhere:
        elsewhere.memos.add("reflexive", "two", None)
    seen.append(study.latest_change())
    assert seen == sorted(set(seen))


def test_undo_takes_only_ones_own_changes(study: Project) -> None:
    kari, ola = (study.coders.ensure(name).uuid for name in ("Kari", "Ola"))
    study.memos.add("reflexive", "mine", kari)
    study.memos.add("reflexive", "theirs", ola)
    study.undo(kari)
    assert [memo.text for memo in study.memos.list()] == ["theirs"]
    with pytest.raises(UndoRefused, match="nothing to undo"):
        study.undo(kari)


def test_undo_is_refused_by_name_where_somebody_built_on_it(study: Project) -> None:
    kari, ola = (study.coders.ensure(name).uuid for name in ("Kari", "Ola"))
    study.codebooks.load("contradictions")
    document = study.documents.add(draft("a", ("I", "Hei på deg")))
    code = study.codes.add("contradictions", "new.code", coder=kari)
    study.codings.apply(document.uuid, code.uuid, ola, 0, 3)
    with pytest.raises(UndoRefused, match=r"'add code new.code'.*'apply new.code' by Ola"):
        study.undo(kari)
    assert study.check() == []
    study.undo(ola)
    assert study.undo(kari) == "add code new.code"


def test_redo_is_refused_after_something_new(study: Project) -> None:
    coder = study.coders.ensure("Kari").uuid
    study.memos.add("reflexive", "one", coder)
    study.undo(coder)
    study.memos.add("reflexive", "two", coder)
    with pytest.raises(UndoRefused, match="nothing to redo"):
        study.redo(coder)


def test_bulk_work_is_one_event(study: Project, tmp_path: Path) -> None:
    table = tmp_path / "talk.jsonl"
    table.write_text('{"document": "a", "text": "Hei", "codes": ["x", "y"]}\n' * 300, "utf-8")
    coder = study.coders.ensure("Kari").uuid
    before = len(study.history())
    reports = study.import_files([table])
    assert [report.error and report.error.message for report in reports] == [
        "the file holds codings but doesn't say whose"
    ]
    assert len(study.history()) == before
    from qualcode.project import ImportChoices

    [report] = study.import_files([table], ImportChoices(coder="Kari"))
    assert report.codings == 600
    assert len(study.history()) == before + 1
    study.undo(coder)
    assert (study.documents.list(), study.codings.list()) == ([], [])
    study.redo(coder)
    assert len(study.codings.list()) == 600
    assert study.check() == []


def test_the_journal_refuses_to_be_changed(study: Project) -> None:
    study.memos.add("reflexive", "kept", None)
    for statement in (
        "UPDATE event SET label = 'x'",
        "DELETE FROM event",
        "DELETE FROM bulk",
        "UPDATE document_text SET text = 'x'",
    ):
        study.codebooks.load("contradictions")
        study.documents.list() or study.documents.add(draft("a", ("I", "Hei")))
        with pytest.raises(ConflictError), study._store.writing():
            study._store.connection.execute(statement)
    assert study.check() == []


def test_check_sees_what_happened_behind_the_journals_back(study: Project) -> None:
    study.codebooks.load("contradictions")
    coder = study.coders.ensure("Kari").uuid
    document = study.documents.add(draft("a", ("I", "Hei på deg"), ("D", "Ja")))
    code = study.codes.get("ctr.dilemma")
    study.codings.apply(document.uuid, code.uuid, coder, 0, 3)
    study.memos.add("reflexive", "kept", coder)
    for statement, kind in (
        ("UPDATE coding SET quote = 'Hallo'", "quote"),
        ("UPDATE memo SET text = 'other'", "journal"),
        ("DELETE FROM memo", "journal"),
        ("UPDATE turn SET speaker = 'X' WHERE ordinal = 1", "turns"),
        ("DELETE FROM turn_fts_docsize WHERE id = 1", "index"),
    ):
        connection = study._store.connection
        connection.execute("BEGIN")
        connection.execute(statement)
        assert kind in {problem.kind for problem in study.check()}, statement
        connection.execute("ROLLBACK")
    assert study.check() == []
