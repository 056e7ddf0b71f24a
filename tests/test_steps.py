"""The journal as steps: reading it with filters, and undoing from a point."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import draft

from qualcode.errors import UndoRefused
from qualcode.model import Coding, Step
from qualcode.project import Project


@pytest.fixture
def busy(study: Project) -> Iterator[Project]:
    """Two documents, three codes, Kari and Ola; nothing coded yet."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.codes.ensure(["ask", "tell", "show"])
    for name in ("a", "b"):
        study.documents.add(draft(name, ("D", "Hei på deg, du som er her " * 40)))
    yield study
    assert study.check() == []


def who(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def code(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def document(project: Project, name: str) -> str:
    return project.documents.get(name).uuid


def apply(
    project: Project, name: str, start: int = 0, about: str = "a", by: str = "Kari"
) -> Coding:
    return project.codings.apply(
        document(project, about), code(project, name), who(project, by), start, start + 3
    )


def apply_many(project: Project, name: str, about: str = "a", number: int = 120) -> None:
    """So many codings in one transaction that the journal packs them."""
    uuids = [apply(project, name, at * 4, about).uuid for at in range(number)]
    project.codes.merge(code(project, name), project.codes.add_own(f"{name} more", None).uuid)
    assert len(uuids) == number


def labels(steps: object) -> list[str]:
    assert isinstance(steps, list)
    return [step.label for step in steps]


def done(project: Project, **wanted: object) -> list[str]:
    return labels(project.steps(**wanted))  # type: ignore[arg-type]


# Steps


def test_a_step_is_one_transaction(busy: Project) -> None:
    before = busy.latest_change()
    apply(busy, "ask")
    coded = busy.codings.apply_all(
        document(busy, "a"), [code(busy, name) for name in ("tell", "show")], who(busy), 0, 3
    )
    assert len(coded) == 2
    newest, second, *_ = busy.steps()
    assert newest == Step(
        busy.history()[0].transaction, newest.time, who(busy), "coding.apply", "apply 2 codes",
        events=2, undone=False, is_undo=False,
    )  # fmt: skip
    assert (second.label, second.events) == ("apply ask", 1)
    assert busy.latest_change() == before + 3


def test_steps_tell_what_is_undone_and_what_undoes(busy: Project) -> None:
    apply(busy, "ask")
    busy.undo(who(busy))
    undo, ask = busy.steps(limit=2)
    assert (undo.label, undo.is_undo, undo.undone) == ("undo: apply ask", True, False)
    assert (ask.is_undo, ask.undone) == (False, True)
    busy.redo(who(busy))
    redo, undo, ask = busy.steps(limit=3)
    assert (redo.label, redo.verb, redo.is_undo) == ("apply ask", "journal.redo", True)
    assert (undo.undone, ask.undone) == (True, False)
    busy.undo(who(busy))
    assert busy.steps(verb="coding.apply")[0].undone


def test_steps_and_events_are_filtered(busy: Project) -> None:
    apply(busy, "ask")
    apply(busy, "tell", by="Ola")
    later = apply(busy, "show", about="b")
    assert done(busy, coder=who(busy, "Ola")) == ["apply tell"]
    assert done(busy, verb="coding.apply") == ["apply show", "apply tell", "apply ask"]
    assert done(busy, verb="coding") == ["apply show", "apply tell", "apply ask"]
    assert done(busy, verb="cod") == []
    assert done(busy, verb="coding", limit=1) == ["apply show"]
    assert done(busy, since=later.created_at) == ["apply show"]
    assert done(busy, until="2026-01-04") == []
    assert len(done(busy, since="2026-01-05", until="2026-01-05")) == len(done(busy))
    assert done(busy, coder=who(busy), verb="coding", document=document(busy, "a")) == ["apply ask"]
    assert [event.label for event in busy.history(verb="coding", limit=2)] == [
        "apply show",
        "apply tell",
    ]
    assert [event.label for event in busy.history(coder=who(busy, "Ola"))] == ["apply tell"]


def test_the_story_of_a_document(busy: Project) -> None:
    coding = apply(busy, "ask", about="b")
    apply(busy, "tell")
    busy.codings.set_attributes(coding.uuid, {"voice": "we"}, who(busy))
    memo = busy.memos.add("document", "Odd", who(busy), document=document(busy, "b"))
    busy.memos.update(memo.uuid, "Very odd", who(busy))
    busy.documents.rename("b", "c", who(busy))
    busy.codings.remove(coding.uuid, who(busy))
    assert done(busy, document=document(busy, "c")) == [
        "remove ask",
        "rename document b",
        "change document memo",
        "add document memo",
        "set attributes of ask",
        "apply ask",
        "import b",
    ]


def test_a_step_is_counted_whole_whatever_was_asked_for(busy: Project) -> None:
    coding = apply(busy, "ask")
    busy.memos.add("coding", "Why?", who(busy), target_table="coding", target=coding.uuid)
    busy.codings.remove(coding.uuid, who(busy))
    assert busy.steps(document=document(busy, "a"))[0].events == 2


def test_the_story_of_a_code(busy: Project) -> None:
    coding = apply(busy, "ask")
    ask = code(busy, "ask")
    apply(busy, "tell")
    busy.codings.recode(coding.uuid, code(busy, "show"), who(busy))
    busy.codes.update(ask, who(busy), definition="A question.")
    busy.themes.add("Talk", coder=who(busy))
    busy.themes.set_codes("Talk", [ask], who(busy))
    assert done(busy, code=ask) == [
        "gather codes under theme Talk",
        "change code ask",
        "recode ask to show",
        "apply ask",
        "add 3 codes",
    ]


def test_packed_changes_are_part_of_the_story(busy: Project) -> None:
    apply_many(busy, "ask")
    apply_many(busy, "tell", "b", 3)
    packed = busy.steps(verb="code.merge")[1]
    assert (packed.label, packed.events) == ("merge ask into ask-more", 1)
    about_a = done(busy, document=document(busy, "a"))
    assert "merge ask into ask-more" in about_a
    assert "merge tell into tell-more" not in about_a
    assert done(busy, code=code(busy, "tell more"))[0] == "merge tell into tell-more"
    assert "merge ask into ask-more" not in done(busy, code=code(busy, "tell more"))
    ask = busy.codes.get("ask more").uuid
    assert len(done(busy, document=document(busy, "a"), code=ask)) == 121


def test_an_empty_story(busy: Project) -> None:
    assert done(busy, document="nowhere") == []
    assert busy.history(code="nowhere") == []


# What u and U would take


def test_what_would_be_undone_and_redone_is_named(busy: Project) -> None:
    assert (busy.undoable(who(busy)), busy.redoable(who(busy))) == (None, None)
    apply(busy, "ask")
    apply(busy, "tell")
    assert busy.undoable(who(busy)) == "apply tell"
    assert busy.undoable(who(busy, "Ola")) is None
    busy.undo(who(busy))
    busy.undo(who(busy))
    assert (busy.undoable(who(busy)), busy.redoable(who(busy))) == (None, "apply ask")
    assert busy.redo(who(busy)) == "apply ask"
    assert (busy.undoable(who(busy)), busy.redoable(who(busy))) == ("apply ask", "apply tell")
    apply(busy, "show")
    assert (busy.undoable(who(busy)), busy.redoable(who(busy))) == ("apply show", None)
    with pytest.raises(UndoRefused, match="nothing to redo"):
        busy.redo(who(busy))


def steps_of_sqlite(project: Project, ask: Callable[[], object]) -> int:
    """How much SQLite does to answer."""
    done = 0

    def count() -> int:
        nonlocal done
        done += 1
        return 0

    project._store.connection.set_progress_handler(count, 1)
    ask()
    project._store.connection.set_progress_handler(None, 0)
    return done


@pytest.mark.parametrize("undone", [0, 1])
def test_asking_what_would_be_undone_costs_the_same_after_many_changes(
    busy: Project, undone: int
) -> None:
    costs = []
    for number in (5, 200):
        with busy.at_once():
            for at in range(number):
                apply(busy, "ask", at * 4, "a" if number == 5 else "b")
        for _ in range(undone):
            busy.undo(who(busy))
        costs.append(
            [
                steps_of_sqlite(busy, lambda: busy.undoable(who(busy))),
                steps_of_sqlite(busy, lambda: busy.redoable(who(busy))),
            ]
        )
    for few, many in zip(*costs, strict=True):
        assert 0 < many < 2 * few


# Undo from a point


def test_undoing_from_a_point_takes_back_ones_own_steps_since(busy: Project) -> None:
    kept = apply(busy, "ask")
    apply(busy, "tell")
    point = busy.steps(limit=1)[0].transaction
    theirs = apply(busy, "ask", by="Ola")
    apply(busy, "show")
    assert busy.undo_to(point, who(busy)) == ["apply show", "apply tell"]
    assert busy.codings.list() == [kept, theirs]
    assert busy.undoable(who(busy)) == "apply ask"
    assert [busy.redo(who(busy)) for _ in range(2)] == ["apply tell", "apply show"]


def test_steps_undone_already_are_passed_over(busy: Project) -> None:
    apply(busy, "ask")
    point = busy.steps(limit=1)[0].transaction
    apply(busy, "tell")
    busy.undo(who(busy))
    apply(busy, "show")
    busy.undo(who(busy))
    busy.redo(who(busy))
    assert busy.undo_to(point, who(busy)) == ["apply show", "apply ask"]
    assert busy.codings.list() == []


def test_only_ones_own_live_steps_are_a_point(busy: Project) -> None:
    apply(busy, "ask")
    mine = busy.steps(limit=1)[0].transaction
    apply(busy, "ask", by="Ola")
    theirs = busy.steps(limit=1)[0].transaction
    busy.undo(who(busy))
    undo = busy.steps(limit=1)[0].transaction
    apply(busy, "tell")
    before = busy.latest_change()
    for point in (mine, theirs, undo, "nowhere"):
        with pytest.raises(UndoRefused, match="this step can't be undone"):
            busy.undo_to(point, who(busy))
    assert busy.latest_change() == before


def test_undoing_from_a_point_is_all_or_nothing(busy: Project) -> None:
    coding = apply(busy, "ask")
    point = busy.steps(limit=1)[0].transaction
    apply(busy, "tell")
    busy.memos.add("coding", "Hm", who(busy, "Ola"), target_table="coding", target=coding.uuid)
    before = busy.latest_change()
    with pytest.raises(UndoRefused, match="can't take back 'apply ask': 'add coding memo' by Ola"):
        busy.undo_to(point, who(busy))
    assert busy.latest_change() == before
    assert len(busy.codings.list()) == 2


def test_undoing_from_a_point_puts_the_codebook_version_right(busy: Project) -> None:
    exported = busy.codebooks.export("imported")
    for definition in ("One.", "Two."):
        busy.codes.update(code(busy, "ask"), who(busy), definition=definition)
    point = busy.steps(limit=2)[1].transaction
    busy.undo_to(point, who(busy))
    assert busy.codebooks.export("imported") == exported
    assert busy.versions.text(busy.versions.list("imported")[-1].uuid) == exported


def test_blame_falls_on_what_still_stands(busy: Project) -> None:
    coding = apply(busy, "ask")
    busy.memos.add("coding", "Hm", who(busy, "Ola"), target_table="coding", target=coding.uuid)
    busy.codings.set_attributes(coding.uuid, {"voice": "we"}, who(busy))
    busy.undo(who(busy))
    with pytest.raises(UndoRefused, match="'add coding memo' by Ola built on it"):
        busy.undo(who(busy))
