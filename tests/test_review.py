"""Deciding about suggestions: in a queue, with another code or span, with a note, many at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import draft, steady_clock, steady_uuids

from qualcode.errors import InputError, UndoRefused, UnknownName
from qualcode.model import Suggestion
from qualcode.project import Project, SuggestChoices

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - {id: ask, name: Asking, cues: [{lang: nb, phrase: hvorfor gjør vi}]}
  - {id: draw, name: Drawing, cues: [{lang: nb, phrase: vi tegner}]}
  - {id: laugh, name: Laughing}
"""
SAYINGS = ("hvorfor gjør vi det med skjemaet?", "vi tegner rutinen sammen", "ja, da var vi ferdig")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents that nobody coded, and two runs over them."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "talk.yaml").write_text(BOOK, "utf-8")
    path = folder / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari = project.coders.ensure("Kari").uuid
        project.coders.ensure("Ola")
        project.codebooks.load(folder / "talk.yaml")
        for name in ("b", "a"):
            project.documents.add(draft(name, *(("D", text) for text in SAYINGS * 2)))
        for _ in range(2):
            project.suggestions.run(SuggestChoices(min_confidence=0, embedding="none"), kari)
    return path


@pytest.fixture
def queue(template: Path, tmp_path: Path) -> Iterator[Project]:
    """The study, its suggestions shown to everybody from the start."""
    path = tmp_path / "s.qualcode"
    shutil.copy(template, path)
    with Project.open(path) as project:
        project.settings.hides_suggestions = False
        yield project
        assert project.check() == []


def who(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def code(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def waiting(project: Project, name: str = "Kari") -> list[Suggestion]:
    return list(project.suggestions.list_open(who(project, name)))


def one(project: Project, name: str = "ask") -> Suggestion:
    return next(item for item in waiting(project) if item.code == code(project, name))


# The queue


def test_the_queue_is_of_the_latest_run_by_document_and_place(queue: Project) -> None:
    first, latest = queue.suggestions.runs()
    items = waiting(queue)
    assert items == list(queue.suggestions.list(latest.uuid, status="open"))
    assert {item.document for item in items} == {item.uuid for item in queue.documents.list()}
    names = {document.uuid: document.name for document in queue.documents.list()}
    places = [(names[item.document], item.start, item.end, item.rank) for item in items]
    assert places == sorted(places)
    for name in ("1", first.uuid):
        assert {item.run for item in queue.suggestions.list_open(who(queue), run=name)} == {
            first.uuid
        }
    with pytest.raises(UnknownName, match="no run matches '9'"):
        queue.suggestions.list_open(who(queue), run="9")


def test_the_queue_waits_for_the_end_of_the_first_pass(queue: Project) -> None:
    queue.settings.hides_suggestions = True
    assert waiting(queue) == []
    queue.progress.set(queue.documents.get("b"), who(queue), "second pass")
    assert {item.document for item in waiting(queue)} == {queue.documents.get("b").uuid}
    assert waiting(queue, "Ola") == []


def test_what_is_decided_leaves_the_queue_for_everybody(queue: Project) -> None:
    accepted, rejected, *others = waiting(queue)
    queue.suggestions.accept(accepted.uuid, who(queue))
    queue.suggestions.reject(rejected.uuid, who(queue))
    assert waiting(queue) == waiting(queue, "Ola") == others
    queue.undo(who(queue))
    assert waiting(queue) == [rejected, *others]


def test_codes_that_are_gone_leave_the_queue(queue: Project) -> None:
    assert one(queue, "draw")
    draw = code(queue, "draw")
    queue.codes.remove(draw, who(queue))
    assert waiting(queue)
    assert draw not in {item.code for item in waiting(queue)}


def test_a_study_without_runs_has_an_empty_queue(study: Project) -> None:
    assert study.suggestions.list_open(study.coders.ensure("Kari").uuid) == []


# One by one


def test_another_code_is_accepted_than_was_suggested(queue: Project) -> None:
    item = one(queue)
    coding = queue.suggestions.accept(item.uuid, who(queue), code=code(queue, "laugh"))
    assert (coding.code, coding.origin) == (code(queue, "laugh"), "suggested")
    assert (coding.start, coding.end) == (item.start, item.end)
    decided = queue.suggestions.get(item.uuid)
    assert (decided.status, decided.coding, decided.code) == ("accepted", coding.uuid, item.code)
    assert queue.undo(who(queue)) == "accept laugh for ask"
    assert queue.codings.list() == []
    assert queue.suggestions.get(item.uuid) == item


def test_other_bounds_are_accepted_than_were_suggested(queue: Project) -> None:
    item = one(queue)
    coding = queue.suggestions.accept(item.uuid, who(queue), start=item.start + 8)
    assert (coding.start, coding.end) == (item.start + 8, item.end)
    assert coding.quote == queue.documents.text(item.document)[item.start + 8 : item.end]
    assert queue.undo(who(queue)) == "accept ask"
    coding = queue.suggestions.accept(item.uuid, who(queue), end=item.start + 7)
    assert coding.quote == "hvorfor"


def test_bounds_and_codes_that_are_none_are_refused(queue: Project) -> None:
    item = one(queue)
    for bounds in ({"start": item.end}, {"end": item.start}, {"end": 10_000}):
        with pytest.raises(InputError, match="is not a passage"):
            queue.suggestions.accept(item.uuid, who(queue), **bounds)
    with pytest.raises(UnknownName, match="no code matches"):
        queue.suggestions.accept(item.uuid, who(queue), code="nothing")
    queue.codes.update(code(queue, "laugh"), retired=True)
    with pytest.raises(InputError, match="laugh is retired"):
        queue.suggestions.accept(item.uuid, who(queue), code=code(queue, "laugh"))
    assert queue.suggestions.get(item.uuid) == item


def test_a_retired_code_gives_way_to_another(queue: Project) -> None:
    item = one(queue)
    queue.codes.update(item.code, retired=True)
    with pytest.raises(InputError, match="ask is retired"):
        queue.suggestions.accept(item.uuid, who(queue))
    coding = queue.suggestions.accept(item.uuid, who(queue), code=code(queue, "draw"))
    assert coding.code == code(queue, "draw")


def test_a_rejection_keeps_its_note_and_loses_it_when_undone(queue: Project) -> None:
    item = one(queue)
    queue.suggestions.reject(item.uuid, who(queue), " Only politeness. ")
    (memo,) = queue.memos.list()
    assert (memo.kind, memo.title, memo.text) == ("coding", "rejected: ask", "Only politeness.")
    assert (memo.document, memo.start, memo.end) == (item.document, item.start, item.end)
    assert memo.coder == who(queue)
    assert queue.undo(who(queue)) == "reject ask"
    assert queue.memos.list() == []
    assert queue.suggestions.get(item.uuid) == item
    queue.redo(who(queue))
    assert queue.memos.list() == [memo]
    assert queue.suggestions.get(item.uuid).status == "rejected"


def test_a_note_that_was_rewritten_is_not_lost_with_the_rejection(queue: Project) -> None:
    queue.suggestions.reject(one(queue).uuid, who(queue), "Only politeness.")
    queue.memos.update(queue.memos.list()[0].uuid, "Irony.", who(queue, "Ola"))
    with pytest.raises(UndoRefused, match="'change coding memo' by Ola built on it"):
        queue.undo(who(queue))
    assert queue.memos.list()[0].text == "Irony."


def test_a_rejection_needs_no_note(queue: Project) -> None:
    queue.suggestions.reject(one(queue).uuid, who(queue), "  ")
    assert queue.memos.list() == []


# Many at once


def test_these_are_accepted_provisionally_in_one_step(queue: Project) -> None:
    items = waiting(queue)
    uuids = [item.uuid for item in items]
    assert queue.suggestions.accept_these([*uuids, uuids[0]], who(queue)) == len(items)
    codings = queue.codings.provisional(who(queue))
    assert [(c.document, c.start) for c in codings] == [(i.document, i.start) for i in items]
    assert {(c.origin, c.status) for c in codings} == {("bulk", "provisional")}
    assert queue.codings.provisional(who(queue, "Ola")) == []
    assert waiting(queue) == []
    queue.codings.confirm(codings[0].uuid, who(queue))
    assert len(queue.codings.provisional(who(queue))) == len(items) - 1
    queue.undo(who(queue))
    assert queue.undo(who(queue)) == f"accept {len(items)} suggestions"
    assert waiting(queue) == items


def test_decided_ones_and_retired_codes_are_passed_over(queue: Project) -> None:
    asked, drawn = one(queue, "ask"), one(queue, "draw")
    uuids = [item.uuid for item in waiting(queue)]
    drawings = [item for item in waiting(queue) if item.code == drawn.code]
    queue.suggestions.reject(asked.uuid, who(queue))
    queue.codes.update(drawn.code, retired=True)
    made = queue.suggestions.accept_these(uuids, who(queue))
    assert made == len(uuids) - 1 - len(drawings)
    assert waiting(queue) == drawings
    assert queue.suggestions.get(asked.uuid).status == "rejected"
    with pytest.raises(UnknownName, match="no suggestion matches"):
        queue.suggestions.accept_these([drawn.uuid, "nowhere"], who(queue))


def test_what_was_coded_already_is_accepted_without_a_second_coding(queue: Project) -> None:
    item = one(queue)
    own = queue.codings.apply(item.document, item.code, who(queue), item.start, item.end)
    assert queue.suggestions.accept_these([item.uuid], who(queue)) == 0
    assert queue.suggestions.get(item.uuid).coding == own.uuid
    assert queue.codings.list() == [own]


# What the journal tells of it


def test_decisions_are_part_of_the_story_of_their_document_and_code(queue: Project) -> None:
    ask, draw = one(queue, "ask"), one(queue, "draw")
    other = next(item for item in waiting(queue) if item.document != ask.document)
    queue.suggestions.reject(ask.uuid, who(queue))
    queue.suggestions.reject(draw.uuid, who(queue))
    about = [step.label for step in queue.steps(document=ask.document, verb="suggestion.reject")]
    assert about == ["reject draw", "reject ask"]
    assert queue.steps(document=other.document, verb="suggestion.reject") == []
    assert [step.label for step in queue.steps(code=ask.code, verb="suggestion.reject")] == [
        "reject ask"
    ]


def test_what_becomes_of_codings_made_in_bulk_is_part_of_the_story(queue: Project) -> None:
    queue.suggestions.accept_these([item.uuid for item in waiting(queue)], who(queue))
    coding = queue.codings.provisional(who(queue))[0]
    queue.codings.confirm(coding.uuid, who(queue))
    told = [step.verb for step in queue.steps(document=coding.document, limit=2)]
    assert told == ["coding.confirm", "suggestion.accept"]
    other = next(item.uuid for item in queue.documents.list() if item.uuid != coding.document)
    assert queue.steps(document=other, limit=1)[0].verb == "suggestion.accept"
