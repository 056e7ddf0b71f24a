"""Topic clusters in a study: fitting, naming, undoing them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import draft, steady_clock, steady_uuids

from qualcode.errors import InputError, NotEnoughData, UndoRefused, UnknownName
from qualcode.model import TopicRun
from qualcode.project import Filter, Project, TopicChoices
from qualcode.store import topics as stored

SUBJECTS = (
    ("skjemaet", "fylles ut på papir", "mangler en rubrikk", "ligger i mappa"),
    ("bilen", "kjører for fort", "trenger bensin", "står i garasjen"),
    ("suppa", "koker på komfyren", "smaker av løk", "serveres varm"),
)
DAYS = ("mandag", "tirsdag", "onsdag")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents about three things, and a run."""
    path = tmp_path_factory.mktemp("template") / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari = project.coders.ensure("Kari").uuid
        for number in range(3):
            turns = [
                ("D1" if number else "D2", f"{thing} {said} {said} {thing} {DAYS[number]}")
                for thing, *says in SUBJECTS
                for said in says
            ]
            project.documents.add(draft(f"d{number}", *turns))
        project.topics.fit(TopicChoices(number=3), kari)
    return path


@pytest.fixture
def fitted(template: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "s.qualcode"
    shutil.copy(template, path)
    with Project.open(path) as project:
        yield project
        assert project.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def first_run(project: Project) -> TopicRun:
    return project.topics.runs()[0]


def places(project: Project, run: TopicRun) -> dict[int, list[tuple[str, int]]]:
    """Topic number -> its turns."""
    return {
        topic.number: sorted(
            (place.document, place.ordinal) for place, _ in project.topics.turns(topic.uuid)
        )
        for topic in project.topics.list(run.uuid)
    }


def test_topics_gather_turns_that_use_the_same_words(fitted: Project) -> None:
    topics = [topic for topic in fitted.topics.list(first_run(fitted).uuid) if topic.number >= 0]
    assert [topic.number for topic in topics] == [0, 1, 2]
    gathered = places(fitted, first_run(fitted))
    assert sum(len(turns) for turns in gathered.values()) == 27
    for topic in topics:
        subjects = {ordinal // 3 for _, ordinal in gathered[topic.number]}
        assert len(subjects) == 1
        assert topic.size == len(gathered[topic.number])
        assert topic.terms[0][0] == SUBJECTS[subjects.pop()][0]
        assert set(topic.representatives) <= set(gathered[topic.number])


def test_topics_and_runs_go_by_number(fitted: Project) -> None:
    run = first_run(fitted)
    assert fitted.topics.run_named() == fitted.topics.run_named("1") == run
    assert fitted.topics.run_named(run.uuid) == run
    assert fitted.topics.get(run.uuid, 1).number == 1
    with pytest.raises(UnknownName, match="no topic matches '9'"):
        fitted.topics.get(run.uuid, 9)
    with pytest.raises(UnknownName, match="no topic run matches '9'"):
        fitted.topics.run_named("9")


def test_the_same_study_and_seed_give_the_same_topics(fitted: Project) -> None:
    run = fitted.topics.fit(TopicChoices(number=3), kari(fitted))
    assert run.number == 2
    assert run.data_fingerprint == first_run(fitted).data_fingerprint
    assert places(fitted, run) == places(fitted, first_run(fitted))
    assert [topic.terms for topic in fitted.topics.list(run.uuid)] == [
        topic.terms for topic in fitted.topics.list(first_run(fitted).uuid)
    ]


def test_documents_limit_what_is_clustered(fitted: Project) -> None:
    run = fitted.topics.fit(TopicChoices(documents=("d0", "D1"), number=2), None)
    used = {document for turns in places(fitted, run).values() for document, _ in turns}
    assert used == {fitted.documents.get(name).uuid for name in ("d0", "d1")}
    with pytest.raises(UnknownName):
        fitted.topics.fit(TopicChoices(documents=("d9",)), None)
    with pytest.raises(InputError):
        fitted.topics.fit(TopicChoices(number=1), None)
    assert len(fitted.topics.runs()) == 2


def test_too_little_text_has_no_topics(study: Project) -> None:
    study.documents.add(draft("a", ("D", "Hei på deg")))
    with pytest.raises(NotEnoughData):
        study.topics.fit(TopicChoices(), None)
    with pytest.raises(NotEnoughData, match="no topics yet"):
        study.topics.run_named()
    assert study.check() == []


def test_labelling_and_undoing_it(fitted: Project) -> None:
    run = first_run(fitted).uuid
    topic = fitted.topics.get(run, 0)
    assert fitted.topics.label(topic, " The form ", kari(fitted)).label == "The form"
    assert fitted.topics.get(run, 0).label == "The form"
    with pytest.raises(InputError, match="needs a label"):
        fitted.topics.label(topic, "  ")
    assert fitted.undo(kari(fitted)) == "label topic 0"
    assert fitted.topics.get(run, 0) == topic


def test_an_undone_fit_is_gone_and_comes_back_as_it_was(fitted: Project) -> None:
    before = places(fitted, first_run(fitted))
    assert fitted.undo(kari(fitted)) == "fit topics (run 1)"
    assert fitted.topics.runs() == []
    with pytest.raises(UndoRefused):
        fitted.undo(kari(fitted))
    assert fitted.check() == []
    fitted.redo(kari(fitted))
    assert places(fitted, first_run(fitted)) == before


def test_what_was_done_before_a_fit_by_nobody_can_be_undone_after_it(fitted: Project) -> None:
    fitted.memos.add("reflexive", "before", None)
    fitted.topics.fit(TopicChoices(number=3), None)
    assert [fitted.undo(None) for _ in range(2)] == ["fit topics (run 2)", "add reflexive memo"]
    assert fitted.memos.list() == []


def test_a_cancelled_fit_leaves_nothing(fitted: Project) -> None:
    def cancel(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    before = len(fitted.history())
    with pytest.raises(KeyboardInterrupt):
        fitted.topics.fit(TopicChoices(), None, cancel)
    assert (len(fitted.topics.runs()), len(fitted.history())) == (1, before)


def test_a_fit_that_fails_while_it_is_stored_leaves_nothing(
    fitted: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    before = len(fitted.history())
    with monkeypatch.context() as broken:
        broken.setattr(stored, "write_assignments", fails)
        with pytest.raises(KeyboardInterrupt):
            fitted.topics.fit(TopicChoices(number=3), None)
    assert len(fitted.history()) == before
    assert fitted.topics.fit(TopicChoices(number=3), None).number == 2


def test_turns_of_a_removed_document_go_and_come_back_with_it(fitted: Project) -> None:
    run, before = first_run(fitted), places(fitted, first_run(fitted))
    fitted.documents.remove("d1", kari(fitted))
    assert sum(len(turns) for turns in places(fitted, run).values()) == 18
    assert len(list(fitted.table("topics").rows)) == 18
    assert fitted.check() == []
    fitted.undo(kari(fitted))
    assert places(fitted, run) == before


def test_topics_as_a_table(fitted: Project) -> None:
    fitted.topics.label(fitted.topics.get(first_run(fitted).uuid, 0), "Mine")
    table = fitted.table("topics", Filter(documents=("d0",), speakers=("D2",)))
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert len(found) == 9
    assert {row["document"] for row in found} == {"d0"}
    assert {row["label"] for row in found if row["topic"] == 0} == {"Mine"}
    text = fitted.documents.text(fitted.documents.get("d0").uuid)
    assert all(row["text"] in text for row in found)


def test_check_sees_that_a_run_was_changed(fitted: Project) -> None:
    connection = fitted._store.connection
    connection.execute("BEGIN")
    connection.execute("DELETE FROM topic_assignment WHERE turn = 0")
    assert "topics" in {problem.kind for problem in fitted.check()}
    connection.execute("ROLLBACK")


def test_a_topic_becomes_a_code_with_its_terms_as_cues(fitted: Project) -> None:
    topic = fitted.topics.get(first_run(fitted).uuid, 0)
    topic = fitted.topics.label(topic, "Things", kari(fitted))
    code = fitted.topics.to_code(topic, "Ting", kari(fitted))
    assert code == fitted.codes.get("own:ting")
    terms = [term for term, _ in topic.terms]
    assert [cue.phrase for cue in code.cues] == terms
    assert code.definition == f"Made of topic 0 (Things), whose terms are: {', '.join(terms)}."
    assert fitted.codings.list() == []
    assert fitted.undo(kari(fitted)) == "make a code of topic 0"
    assert fitted.codes.list() == []
    assert fitted.codebooks.list() == []


def test_a_topic_of_which_a_code_is_made_may_give_its_turns(fitted: Project) -> None:
    topic = fitted.topics.get(first_run(fitted).uuid, 0)
    gone = fitted.documents.get("d2").uuid
    assert gone in {document for document, _ in topic.representatives}
    fitted.documents.remove("d2")
    code = fitted.topics.to_code(topic, "Ting", kari(fitted), code_turns=True)
    codings = fitted.codings.provisional(kari(fitted))
    assert {(coding.code, coding.origin) for coding in codings} == {(code.uuid, "bulk")}
    assert {(coding.document, coding.start, coding.end) for coding in codings} == {
        (document, turn.start, turn.end)
        for document, ordinal in topic.representatives
        if document != gone
        for turn in [fitted.documents.turns(document)[ordinal]]
    }
    fitted.undo(kari(fitted))
    assert fitted.codings.list() == []
    with pytest.raises(InputError, match="needs a name"):
        fitted.topics.to_code(topic, " ", kari(fitted))
