"""The journal: undo everything returns to the start, replay rebuilds the tables."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import draft, steady_clock, steady_uuids
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qualcode.drafts import CaseDraft
from qualcode.errors import ConflictError, QualcodeError, UndoRefused
from qualcode.model import PROGRESS_STATES
from qualcode.project import Project

CODERS = st.sampled_from([0, 1])
NUMBERS = st.integers(0, 30)
NAMES = st.sampled_from(["alpha", "beta", "gamma", "Ærlig", "å", "x > y"])


def contents(project: Project) -> dict[str, Any]:
    """Everything a person made, as the doors show it."""
    documents = project.documents.list()
    return {
        "documents": [asdict(document) for document in documents],
        "texts": [project.documents.text(document.uuid) for document in documents],
        "turns": [
            asdict(turn)
            for document in documents
            for turn in project.documents.turns(document.uuid)
        ],
        "codes": [asdict(code) for code in project.codes.list()],
        "codings": [asdict(coding) for coding in project.codings.list()],
        "memos": [asdict(memo) for memo in project.memos.list()],
        "cases": [asdict(case) for case in project.cases.list()],
        "themes": [asdict(theme) for theme in project.themes.list()],
        "progress": project.progress.all(),
        "found": [hit.start for hit in project.search("ord").hits],
    }


class Alone(RuleBasedStateMachine):
    """One coder works on a study, in any order."""

    names = ("Kari",)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(
            Path(self.folder.name) / "s.qualcode", clock=steady_clock(), new_uuid=steady_uuids()
        )
        self.coders = [self.project.coders.ensure(name).uuid for name in self.names] * 2
        self.project.codebooks.load("contradictions")
        self.project.documents.add(draft("base", ("I", "Et ord til"), ("D", "ja 🙂 ord")))
        self.start = contents(self.project)

    def teardown(self) -> None:
        try:
            if self.undo_everything():
                assert contents(self.project) == self.start
            assert self.project.check() == []
        finally:
            self.project.close()
            self.folder.cleanup()

    def undo_everything(self) -> bool:
        """Undo as far as it goes; whether nothing is left to undo.

        Alone, that is always everything. Of two, one may have undone what a change of the
        other's, which is undone in its turn, needs to come back: then undo refuses.
        """
        moved = True
        while moved:
            moved = False
            left = 0
            for coder in self.coders:
                try:
                    self.project.undo(coder)
                    moved = True
                except UndoRefused as refusal:
                    left += "nothing to undo" not in refusal.message
        assert not left or len(self.names) > 1
        return not left

    def attempt(self, change: Any) -> None:
        """Do it; a refusal must leave everything as it was."""
        before = contents(self.project)
        try:
            change()
        except QualcodeError:
            assert contents(self.project) == before

    def pick(self, items: Any, number: int) -> Any:
        return items[number % len(items)] if items else None

    @rule(
        coder=CODERS, name=NAMES, words=st.lists(st.sampled_from(["ord", "ja 🙂", "å"]), max_size=3)
    )
    def add_document(self, coder: int, name: str, words: list[str]) -> None:
        turns = [("D", word) for word in words]
        self.attempt(
            lambda: self.project.documents.add(draft(name, *turns), coder=self.coders[coder])
        )

    @rule(coder=CODERS, number=NUMBERS)
    def remove_document(self, coder: int, number: int) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.attempt(lambda: self.project.documents.remove(document.uuid, self.coders[coder]))

    @rule(coder=CODERS, number=NUMBERS, name=NAMES)
    def rename_document(self, coder: int, number: int, name: str) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.attempt(
                lambda: self.project.documents.rename(document.uuid, name, self.coders[coder])
            )

    @rule(coder=CODERS, number=NUMBERS, start=st.integers(-1, 12), length=st.integers(0, 6))
    def apply(self, coder: int, number: int, start: int, length: int) -> None:
        document = self.pick(self.project.documents.list(), number)
        code = self.pick(self.project.codes.list(), number)
        if document and code:
            self.attempt(
                lambda: self.project.codings.apply(
                    document.uuid, code.uuid, self.coders[coder], start, start + length
                )
            )

    @precondition(lambda self: self.project.codings.list())
    @rule(coder=CODERS, number=NUMBERS)
    def remove_coding(self, coder: int, number: int) -> None:
        coding = self.pick(self.project.codings.list(), number)
        self.attempt(lambda: self.project.codings.remove(coding.uuid, self.coders[coder]))

    @precondition(lambda self: self.project.codings.list())
    @rule(coder=CODERS, number=NUMBERS)
    def memo_on_coding(self, coder: int, number: int) -> None:
        coding = self.pick(self.project.codings.list(), number)
        self.project.memos.add(
            "coding", "hm", self.coders[coder], target_table="coding", target=coding.uuid
        )

    @precondition(lambda self: self.project.memos.list())
    @rule(coder=CODERS, number=NUMBERS, text=st.sampled_from(["a", "b", " "]))
    def change_memo(self, coder: int, number: int, text: str) -> None:
        memo = self.pick(self.project.memos.list(), number)
        self.attempt(lambda: self.project.memos.update(memo.uuid, text, self.coders[coder]))

    @rule(coder=CODERS, name=NAMES, number=NUMBERS)
    def add_code(self, coder: int, name: str, number: int) -> None:
        parent = self.pick([None, *self.project.codes.list()], number)
        self.attempt(
            lambda: self.project.codes.add(
                "contradictions", name, parent=parent and parent.uuid, coder=self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, one=NUMBERS, other=NUMBERS)
    def merge_codes(self, coder: int, one: int, other: int) -> None:
        codes = self.project.codes.list()
        self.attempt(
            lambda: self.project.codes.merge(
                self.pick(codes, one).uuid, self.pick(codes, other).uuid, self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, one=NUMBERS, other=NUMBERS)
    def move_code(self, coder: int, one: int, other: int) -> None:
        codes = self.project.codes.list()
        parent = self.pick([None, *codes], other)
        self.attempt(
            lambda: self.project.codes.move(
                self.pick(codes, one).uuid, parent and parent.uuid, self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, number=NUMBERS)
    def remove_code(self, coder: int, number: int) -> None:
        code = self.pick(self.project.codes.list(), number)
        self.attempt(lambda: self.project.codes.remove(code.uuid, self.coders[coder]))

    @rule(coder=CODERS, number=NUMBERS, state=st.sampled_from(PROGRESS_STATES))
    def set_progress(self, coder: int, number: int, state: Any) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.project.progress.set(document, self.coders[coder], state)

    @rule(coder=CODERS, name=NAMES, speaker=st.sampled_from(["I", "D"]))
    def add_case(self, coder: int, name: str, speaker: str) -> None:
        case = CaseDraft(name, speakers=[speaker], variables={"site": "K04"})
        self.attempt(lambda: self.project.cases.add(case, self.coders[coder]))

    @rule(coder=CODERS, name=NAMES)
    def add_theme(self, coder: int, name: str) -> None:
        codes = [code.uuid for code in self.project.codes.list()[:2]]

        def gather() -> None:
            theme = self.project.themes.add(name, coder=self.coders[coder])
            self.project.themes.set_codes(theme.uuid, codes, self.coders[coder])

        self.attempt(gather)

    @rule(coder=CODERS)
    def undo(self, coder: int) -> None:
        self.attempt(lambda: self.project.undo(self.coders[coder]))

    @rule(coder=CODERS)
    def redo(self, coder: int) -> None:
        self.attempt(lambda: self.project.redo(self.coders[coder]))

    @rule(coder=CODERS)
    def undo_and_redo_change_nothing(self, coder: int) -> None:
        before = contents(self.project)
        try:
            self.project.undo(self.coders[coder])
        except UndoRefused:
            return
        self.project.redo(self.coders[coder])
        assert contents(self.project) == before

    @invariant()
    def replay_rebuilds_the_tables(self) -> None:
        assert self.project.check() == []


class Together(Alone):
    """Two coders work on one study, in any order."""

    names = ("Kari", "Ola")


TestAlone = Alone.TestCase
TestAlone.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestTogether = Together.TestCase
TestTogether.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)


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
