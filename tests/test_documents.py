"""Documents, sessions, episodes, themes, memos, progress and settings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from conftest import draft

from qualcode.drafts import CaseDraft
from qualcode.errors import ConflictError, InputError, UndoRefused, UnknownName
from qualcode.project import Project
from qualcode.text import sha256


@pytest.fixture
def filled(study: Project) -> Project:
    """Two documents, a code, and Kari and Ola."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("Intervju Å", ("I", "Hei på deg"), ("D", "Ja, hei")))
    study.documents.add(draft("b", (None, "En to tre")))
    study.codes.ensure(["x"])
    return study


def uuid(project: Project, name: str = "b") -> str:
    return project.documents.get(name).uuid


def coder(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def test_a_document_tells_what_was_added(filled: Project) -> None:
    document = filled.documents.get("Intervju Å")
    assert (document.length, document.turn_count, document.word_count) == (18, 2, 5)
    assert filled.documents.text(document.uuid) == "Hei på deg\nJa, hei"
    assert [(t.ordinal, t.start, t.end, t.speaker) for t in filled.documents.turns(document.uuid)] == [
        (0, 0, 10, "I"), (1, 11, 18, "D"),
    ]  # fmt: skip
    assert filled.documents.speakers() == [("D", 1), ("I", 1)]
    assert filled.info().counts["words"] == 8


def test_documents_are_listed_by_name_whatever_the_case(filled: Project) -> None:
    filled.documents.add(draft("A"))
    assert [document.name for document in filled.documents.list()] == ["A", "b", "Intervju Å"]


@pytest.mark.parametrize("name", ["Intervju Å", "intervju å", " Intervju A\u030a ", "INTERVJU Å"])
def test_a_document_goes_by_its_name(filled: Project, name: str) -> None:
    assert filled.documents.get(name).name == "Intervju Å"
    assert filled.documents.get(uuid(filled, "b")).name == "b"


def test_an_unknown_document_names_the_nearest(filled: Project) -> None:
    with pytest.raises(UnknownName, match="no document matches 'Intervu'") as raised:
        filled.documents.get("Intervu")
    assert "Intervju Å" in raised.value.hint


def test_a_name_is_given_once(filled: Project) -> None:
    with pytest.raises(ConflictError, match="'b' already"):
        filled.documents.add(draft("b"))
    with pytest.raises(ConflictError, match="'b' already"):
        filled.documents.rename("Intervju Å", " b ")
    for nothing in ("", "  "):
        with pytest.raises(InputError, match="needs a name"):
            filled.documents.add(draft(nothing))
        with pytest.raises(InputError, match="needs a name"):
            filled.documents.rename("b", nothing)
    assert len(filled.documents.list()) == 2


def test_renaming_and_undoing_it(filled: Project) -> None:
    assert filled.documents.rename("b", " c ", coder(filled)).name == "c"
    assert filled.documents.rename("c", "c").name == "c"
    assert filled.undo(coder(filled)) == "rename document b"
    assert filled.documents.get("b").name == "b"


def test_kind_variables_and_session(filled: Project) -> None:
    filled.documents.set_kind("b", "workshop")
    with pytest.raises(UnknownName, match="kind of document"):
        filled.documents.set_kind("b", "podcast")
    filled.documents.set_variables("b", {"site": "K04", "year": 2025})
    filled.documents.set_variables("b", {"site": None, "level": "å"})
    session = filled.sessions.add("First", date="2026-01-05", present=("Kari", "D"))
    filled.documents.set_session("b", session.uuid)
    document = filled.documents.get("b")
    assert document.kind == "workshop"
    assert document.variables == {"year": 2025, "level": "å"}
    assert document.session == session.uuid
    assert filled.sessions.get("first") == session
    with pytest.raises(ConflictError):
        filled.sessions.add("FIRST")
    with pytest.raises(InputError):
        filled.sessions.add(" ")
    assert filled.check() == []


def everything(project: Project) -> Mapping[str, object]:
    return {
        "documents": project.documents.list(),
        "codings": project.codings.list(),
        "memos": sorted(project.memos.list(), key=lambda memo: memo.uuid),
        "episodes": [
            episode
            for document in project.documents.list()
            for episode in project.episodes.of_document(document.uuid)
        ],
        "progress": project.progress.all(),
        "found": [hit.start for hit in project.search("hei").hits],
    }


def test_removing_a_document_takes_everything_on_it_and_undo_brings_it_back(
    filled: Project,
) -> None:
    kari, document = coder(filled), filled.documents.get("Intervju Å")
    coding = filled.codings.apply(document.uuid, filled.codes.get("x").uuid, kari, 0, 3)
    episode = filled.episodes.add(document, kari, 0, 1, "greeting")
    for table, target in (
        ("coding", coding.uuid), ("document", document.uuid), ("episode", episode.uuid),
    ):  # fmt: skip
        filled.memos.add("document", "hm", kari, target_table=table, target=target)
    filled.memos.add("document", "span", kari, document=document.uuid, start=0, end=3)
    filled.memos.add("document", "both", kari, document=document.uuid,
                     target_table="coding", target=coding.uuid)  # fmt: skip
    filled.memos.add("reflexive", "stays", kari)
    filled.progress.set(document, kari, "done")
    before = everything(filled)

    filled.documents.remove("Intervju Å", kari)
    assert [memo.text for memo in filled.memos.list()] == ["stays"]
    assert (filled.codings.list(), filled.progress.all()) == ([], {})
    assert filled.search("hei").hits == []
    assert filled.check() == []
    assert filled.undo(kari) == "remove document Intervju Å"
    assert everything(filled) == before
    assert filled.check() == []
    filled.redo(kari)
    assert len(filled.memos.list()) == 1
    assert filled.check() == []


def test_a_text_is_that_of_its_document(filled: Project) -> None:
    documents = [filled.documents.get(name) for name in ("Intervju Å", "b", "Intervju Å")]
    for document in documents:
        assert sha256(filled.documents.text(document.uuid)) == document.sha256
    with pytest.raises(UnknownName, match="no document matches 'nowhere'"):
        filled.documents.text("nowhere")


def test_two_documents_may_have_the_same_text(filled: Project) -> None:
    filled.documents.add(draft("copy", (None, "En to tre")))
    filled.documents.remove("b")
    assert [hit.name for hit in filled.search("to").hits] == ["copy"]
    assert filled.check() == []


# Episodes, progress, themes


def test_episodes_stay_inside_their_document(filled: Project) -> None:
    document = filled.documents.get("Intervju Å")
    episode = filled.episodes.add(document, coder(filled), 0, 1, "greeting")
    assert filled.episodes.of_document(document.uuid) == [episode]
    for first, last in ((-1, 0), (1, 0), (0, 2)):
        with pytest.raises(InputError, match="are not an episode"):
            filled.episodes.add(document, coder(filled), first, last)


def test_progress_is_each_coders_own(filled: Project) -> None:
    document, kari, ola = filled.documents.get("b"), coder(filled), coder(filled, "Ola")
    assert filled.progress.get(document.uuid, kari) == "unread"
    filled.progress.set(document, kari, "first pass")
    assert not filled.progress.first_pass_done(document.uuid, kari)
    filled.progress.set(document, kari, "second pass")
    assert filled.progress.first_pass_done(document.uuid, kari)
    assert not filled.progress.first_pass_done(document.uuid, ola)
    with pytest.raises(UnknownName, match="state of progress"):
        filled.progress.set(document, kari, "nearly")  # type: ignore[arg-type]
    assert filled.undo(kari) == "mark b as second pass"
    assert filled.progress.all() == {(document.uuid, kari): "first pass"}


def test_themes_gather_codes(filled: Project) -> None:
    codes = {name: code.uuid for name, code in filled.codes.ensure(["x", "y"]).items()}
    filled.themes.add("Trust", "that one can ask")
    assert filled.themes.set_codes("trust", [codes["y"], codes["x"], codes["y"]]).codes == (
        codes["x"], codes["y"],
    )  # fmt: skip
    filled.themes.set_codes("Trust", [codes["x"]])
    [theme] = filled.themes.list()
    assert (theme.name, theme.concept, theme.state) == ("Trust", "that one can ask", "candidate")
    assert theme.codes == (codes["x"],)
    for name, kind in (("TRUST", ConflictError), (" ", InputError)):
        with pytest.raises(kind):
            filled.themes.add(name)


# Memos


def test_memos_are_found_by_what_they_are_about(filled: Project) -> None:
    kari, document = coder(filled), uuid(filled)
    code = filled.codes.get("x").uuid
    one = filled.memos.add("code", "one", kari, title="T", target_table="code", target=code)
    two = filled.memos.add("document", "two", None, document=document, start=0, end=2)
    assert filled.memos.list(target=code) == filled.memos.list(kind="code") == [one]
    assert filled.memos.list(document=document) == [two]
    assert filled.memos.list(coder=kari) == [one]
    assert filled.memos.get(one.uuid[:36]) == one
    changed = filled.memos.update(one.uuid, "rewritten", kari)
    assert (changed.title, changed.text) == ("T", "rewritten")
    assert changed.updated_at > one.updated_at
    assert filled.memos.get(one.uuid) == changed
    filled.undo(kari)
    assert filled.memos.get(one.uuid) == one
    filled.memos.remove(one.uuid, kari)
    assert filled.memos.list() == [two]


def test_a_memos_beginning_is_enough_where_it_is_the_only_one(filled: Project) -> None:
    memos = [filled.memos.add("reflexive", str(number), None) for number in range(2)]
    for name in ("", "0000", "nonsense"):  # what both begin with fits neither
        with pytest.raises(UnknownName, match="no memo matches"):
            filled.memos.get(name)
    assert filled.memos.get(memos[1].uuid) == memos[1]


@pytest.mark.parametrize(
    "about",
    [
        {"text": "  "},
        {"kind": "shopping"},
        {"target_table": "coding", "target": "nowhere"},
        {"target_table": "sqlite_master", "target": "code"},
        {"target_table": "turn", "target": "1"},
        {"document": "nowhere"},
        {"document": "b", "start": 0, "end": 10},
        {"document": "b", "start": -1, "end": 2},
        {"document": "b", "start": 2, "end": 2},
        {"document": "b", "start": 2},
        {"start": 0, "end": 2},
    ],
)
def test_memos_that_can_not_be_written(filled: Project, about: dict[str, object]) -> None:
    given = {"kind": "document", "text": "hm", "coder": None, **about}
    if given.get("document") == "b":
        given["document"] = uuid(filled)
    with pytest.raises(InputError):
        filled.memos.add(**given)  # type: ignore[arg-type]
    assert filled.memos.list() == []


@pytest.mark.parametrize("table", ["coding", "document", "code", "case_"])
def test_undo_never_leaves_a_memo_without_what_it_is_about(filled: Project, table: str) -> None:
    kari, ola = coder(filled), coder(filled, "Ola")
    if table == "coding":
        target = filled.codings.apply(uuid(filled), filled.codes.get("x").uuid, kari, 0, 2).uuid
    elif table == "document":
        target = filled.documents.add(draft("new"), coder=kari).uuid
    elif table == "code":
        target = filled.codes.add("imported", "new", coder=kari).uuid
    else:
        target = filled.cases.add(CaseDraft("Anna"), kari).uuid
    filled.memos.add("reflexive", "theirs", ola, target_table=table, target=target)
    with pytest.raises(UndoRefused, match="'add reflexive memo' by Ola built on it"):
        filled.undo(kari)
    assert [memo.text for memo in filled.memos.list()] == ["theirs"]
    assert filled.check() == []
    filled.undo(ola)
    filled.undo(kari)
    assert filled.check() == []


def test_check_sees_a_memo_about_nothing(filled: Project) -> None:
    memo = filled.memos.add(
        "code", "hm", None, target_table="code", target=filled.codes.get("x").uuid
    )
    with filled._store.transaction("test.break", "break") as change:
        change.update("memo", memo.uuid, {"target": "nowhere"})
    assert [problem.kind for problem in filled.check()] == ["memo"]


# Settings, and several changes at once


def test_settings_are_kept(filled: Project) -> None:
    assert filled.settings.hides_suggestions
    assert not filled.settings.synthetic
    filled.settings.hides_suggestions = False
    filled.settings.hides_suggestions = False
    filled.settings.synthetic = True
    assert not filled.settings.hides_suggestions
    assert filled.settings.synthetic
    assert filled.check() == []


def test_where_a_coder_was_is_remembered_beside_the_history(filled: Project) -> None:
    kari, before = coder(filled), len(filled.history())
    assert filled.settings.recall(kari, "document") is None
    filled.settings.remember(kari, "document", "a")
    filled.settings.remember(kari, "document", "b")
    assert filled.settings.recall(kari, "document") == "b"
    assert filled.settings.recall(coder(filled, "Ola"), "document") is None
    assert len(filled.history()) == before


def test_of_changes_at_once_all_are_stored_or_none(filled: Project) -> None:
    kari = coder(filled)

    def change() -> None:
        with filled.at_once():
            filled.memos.add("reflexive", "one", kari)
            filled.documents.rename("b", "c", kari)
            filled.documents.rename("c", "Intervju Å", kari)

    before = everything(filled), len(filled.history())
    with pytest.raises(ConflictError):
        change()
    assert (everything(filled), len(filled.history())) == before
    with filled.at_once():
        filled.memos.add("reflexive", "one", kari)
        filled.documents.rename("b", "c", kari)
    assert filled.undo(kari) == "rename document b"
    assert filled.undo(kari) == "add reflexive memo"


def test_a_part_that_fails_leaves_nothing_of_itself(filled: Project) -> None:
    kari = coder(filled)
    filled.cases.add(CaseDraft("Anna", speakers=["D1"]))
    bo = filled.cases.add(CaseDraft("Bo"))
    with filled.at_once():
        filled.memos.add("reflexive", "one", kari)
        with pytest.raises(ConflictError):
            filled.cases.link(bo, ["D2", "D1"], kari)
        filled.memos.add("reflexive", "two", kari)
    assert [memo.text for memo in filled.memos.list()] == ["one", "two"]
    assert filled.cases.get("Bo").speakers == ()
    assert filled.check() == []


def test_the_history_never_tells_what_was_said(filled: Project) -> None:
    kari, document = coder(filled), filled.documents.get("Intervju Å")
    coding = filled.codings.apply(document.uuid, filled.codes.get("x").uuid, kari, 0, 10)
    memo = filled.memos.add("coding", "om hei", kari, target_table="coding", target=coding.uuid)
    filled.memos.update(memo.uuid, "mer om hei", kari)
    filled.codings.set_attributes(coding.uuid, {"we": True}, kari)
    filled.codings.set_status(coding.uuid, "discuss", kari)
    filled.codings.remove(coding.uuid, kari)
    filled.undo(kari)
    filled.redo(kari)
    labels = [event.label for event in filled.history()]
    assert not [label for label in labels if "hei" in label.casefold() or "deg" in label]
    assert all(labels)
