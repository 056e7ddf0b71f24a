"""Suggestions in a study: runs, when they may be seen, and deciding about them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import draft, steady_clock, steady_uuids

from qualcode.errors import (
    ConflictError,
    InputError,
    NotEnoughData,
    UnknownName,
)
from qualcode.model import Suggestion, SuggestionRun
from qualcode.project import Filter, Project, RunReport, SuggestChoices
from qualcode.store import suggestions as stored

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - id: ask
    name: Asking
    definition: Somebody asks why things are done as they are.
    cues: [{lang: nb, phrase: hvorfor gjør vi}]
  - id: draw
    name: Drawing
    definition: A plan is drawn together.
    cues: [{lang: nb, phrase: vi tegner}]
"""
SAYINGS = ("hvorfor gjør vi det med {}?", "vi tegner {} sammen", "ja, da var {} ferdig")
THINGS = ("skjemaet", "rutinen", "møtet", "tavla")
EVERYTHING = SuggestChoices(min_confidence=0, top=2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents, three of them coded by Kari, and a run for the fourth."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "talk.yaml").write_text(BOOK, "utf-8")
    path = folder / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari, _ = (project.coders.ensure(name).uuid for name in ("Kari", "Ola"))
        project.codebooks.load(folder / "talk.yaml")
        for number in range(4):
            said = [saying.format(f"{thing} {number}") for thing in THINGS for saying in SAYINGS]
            project.documents.add(draft(f"d{number}", *(("D", text) for text in said)))
        for number in range(3):
            code_as_said(project, f"d{number}", kari)
        project.suggestions.run(EVERYTHING, kari)
    return path


@pytest.fixture
def coded(template: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "s.qualcode"
    shutil.copy(template, path)
    with Project.open(path) as project:
        yield project
        assert project.check() == []


def code_as_said(project: Project, document: str, coder: str, shift: int = 0) -> None:
    """Code what asks as ask and what draws as draw; with `shift` 1 the other way round."""
    own = project.documents.get(document)
    for turn in project.documents.turns(own.uuid):
        if turn.ordinal % 3 < 2:
            code = project.codes.get(("ask", "draw")[(turn.ordinal + shift) % 3 % 2]).uuid
            project.codings.apply(own.uuid, code, coder, turn.start, turn.end)


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def first_run(project: Project) -> SuggestionRun:
    return project.suggestions.runs()[0]


def suggested(project: Project, run: str | None = None) -> list[Suggestion]:
    return list(project.suggestions.list(run or first_run(project).uuid))


def again(project: Project, **choices: object) -> RunReport:
    given = {"min_confidence": 0, "top": 2, **choices}
    return project.suggestions.run(SuggestChoices(**given), kari(project))  # type: ignore[arg-type]


def told(suggestions: list[Suggestion]) -> list[tuple[str, int, str]]:
    return [(item.document, item.start, item.code) for item in suggestions]


# Runs


def test_a_run_suggests_for_what_is_not_coded(coded: Project) -> None:
    open_ones = [item for item in suggested(coded) if (item.confidence or 0) > 0.5]
    names = {code.uuid: code.id for code in coded.codes.list()}
    last = coded.documents.get("d3").uuid
    own = [item for item in open_ones if item.document == last]
    assert {(item.turn, names[item.code]) for item in own} == {
        (turn, ("ask", "draw")[turn % 3]) for turn in range(12) if turn % 3 < 2
    }
    for item in suggested(coded):
        assert item.status == "open"
        assert item.reason.text
        assert item.start <= item.evidence_start < item.evidence_end <= item.end
    assert coded.codings.of_document(last) == []


def test_runs_go_by_number_or_uuid(coded: Project) -> None:
    run = first_run(coded)
    assert coded.suggestions.run_named() == run
    assert coded.suggestions.run_named("1") == coded.suggestions.run_named(run.uuid) == run
    with pytest.raises(UnknownName, match="no run matches '2'"):
        coded.suggestions.run_named("2")
    assert coded.suggestions.get(suggested(coded)[0].uuid) == suggested(coded)[0]
    with pytest.raises(UnknownName):
        coded.suggestions.get("nowhere")


def test_the_same_study_and_seed_give_the_same_run(coded: Project) -> None:
    run = again(coded).run
    assert (run.number, run.digest) == (2, first_run(coded).digest)
    assert run.data_fingerprint == first_run(coded).data_fingerprint
    assert run.uuid != first_run(coded).uuid


def test_a_run_learns_only_from_whom_it_is_told(coded: Project) -> None:
    ola = coded.coders.get("Ola").uuid
    for number in range(3):
        code_as_said(coded, f"d{number}", ola, shift=1)
    run = again(coded, train_on=("Kari",)).run
    assert run.digest == first_run(coded).digest
    own = {coding.uuid for coding in coded.codings.list() if coding.coder == ola}
    theirs = again(coded, train_on=("ola",)).run
    assert theirs.digest != run.digest
    near = {uuid for item in suggested(coded, theirs.uuid) for uuid, _ in item.reason.similar}
    assert near
    assert near <= own


def test_choices_limit_what_is_suggested(coded: Project) -> None:
    coded.codes.update(coded.codes.get("draw").uuid, retired=True)
    coded.documents.add(draft("d4", ("D", "hvorfor gjør vi det?"), ("D", "vi tegner den")))
    run = again(coded, documents=("D4",), codebooks=("talk",)).run
    names = {code.uuid: code.id for code in coded.codes.list()}
    found = suggested(coded, run.uuid)
    assert {item.document for item in found} == {coded.documents.get("d4").uuid}
    assert {names[item.code] for item in found} == {"ask"}
    every = again(coded, documents=("d0",), target="all").run
    assert {item.turn for item in suggested(coded, every.uuid)} == set(range(12))


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        ({"train_on": ("Kar",)}, UnknownName),
        ({"documents": ("d9",)}, UnknownName),
        ({"codebooks": ("walk",)}, UnknownName),
        ({"embedding": "huge"}, InputError),
        ({"documents": ("d0",), "train_on": ("Kari",), "unit": "episode"}, NotEnoughData),
        ({"top": 0}, InputError),
        ({"min_confidence": 2}, InputError),
    ],
)
def test_runs_that_can_not_be(
    coded: Project, choices: dict[str, object], kind: type[Exception]
) -> None:
    before = len(coded.history())
    with pytest.raises(kind):
        again(coded, **choices)
    assert (len(coded.suggestions.runs()), len(coded.history())) == (1, before)


def test_an_empty_study_has_nothing_to_suggest(study: Project) -> None:
    with pytest.raises(NotEnoughData, match="no codes"):
        study.suggestions.run(SuggestChoices(), None)
    study.codes.ensure(["x"])
    with pytest.raises(NotEnoughData):
        study.suggestions.run(SuggestChoices(), None)
    with pytest.raises(NotEnoughData, match="no suggestions yet"):
        study.suggestions.run_named()


class Cancelled(Exception):
    pass


def rows(project: Project) -> tuple[int, int]:
    value = project._store.value
    return value("SELECT count(*) FROM suggestion"), value("SELECT count(*) FROM suggestion_run")


def test_a_cancelled_run_leaves_nothing(coded: Project) -> None:
    stages: list[str] = []
    coded.suggestions.run(EVERYTHING, None, lambda stage, _done, _total: stages.append(stage))
    coded.undo(None)
    assert "storing" in stages
    before = rows(coded)
    for wanted in ("storing", stages[0]):

        def cancel(stage: str, _done: int, _total: int, wanted: str = wanted) -> None:
            if stage == wanted:
                raise Cancelled

        with pytest.raises(Cancelled):
            coded.suggestions.run(EVERYTHING, None, cancel)
        assert rows(coded) == before
        assert len(coded.suggestions.runs()) == 1
        assert coded.check() == []


def test_a_run_that_fails_while_it_is_stored_leaves_nothing(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(coded)

    def fails(*_: object) -> str:
        raise Cancelled

    monkeypatch.setattr(stored, "_CHUNK", 5)
    with monkeypatch.context() as broken:
        broken.setattr(stored, "digest", fails)
        with pytest.raises(Cancelled):
            again(coded)
    assert rows(coded) == before
    run = again(coded).run
    assert run.digest == first_run(coded).digest


def test_an_undone_run_is_gone_and_its_number_not_given_again(coded: Project) -> None:
    again(coded)
    assert coded.undo(kari(coded)) == "suggest (run 2)"
    assert [run.number for run in coded.suggestions.runs()] == [1]
    assert again(coded).run.number == 3
    coded.undo(kari(coded))
    coded.redo(kari(coded))
    assert [run.number for run in coded.suggestions.runs()] == [1, 3]


def test_what_was_done_before_a_run_by_nobody_can_be_undone_after_it(coded: Project) -> None:
    coded.memos.add("reflexive", "before", None)
    coded.suggestions.run(EVERYTHING, None)
    assert [coded.undo(None) for _ in range(2)] == ["suggest (run 2)", "add reflexive memo"]
    assert coded.redo(None) == "add reflexive memo"


def test_check_sees_that_a_run_was_changed(coded: Project) -> None:
    connection = coded._store.connection
    connection.execute("BEGIN")
    connection.execute("UPDATE suggestion SET score = score / 2 WHERE rank = 1")
    assert "suggestions" in {problem.kind for problem in coded.check()}
    connection.execute("ROLLBACK")


def test_suggestions_of_a_removed_document_go_and_come_back_with_it(coded: Project) -> None:
    before = suggested(coded)
    coded.documents.remove("d3", kari(coded))
    last = {item.document for item in before} - {item.document for item in suggested(coded)}
    assert len(last) == 1
    assert len(list(coded.table("suggestions").rows)) == len(suggested(coded)) < len(before)
    coded.undo(kari(coded))
    assert suggested(coded) == before


def test_suggestions_as_a_table(coded: Project) -> None:
    table = coded.table("suggestions", Filter(documents=("d3",), codes=("ask",)))
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert found
    for row in found:
        assert (row["run"], row["document"], row["code_id"]) == (1, "d3", "ask")
        text = coded.documents.text(coded.documents.get("d3").uuid)
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["turn"] >= 1
    with pytest.raises(UnknownName):
        list(coded.table("suggestions", run="7").rows)


# Seeing them


def test_suggestions_wait_for_the_end_of_the_first_pass(coded: Project) -> None:
    document, ola = coded.documents.get("d3"), coded.coders.get("Ola").uuid
    for state, visible in (
        ("unread", False), ("reading", False), ("first pass", False), ("second pass", True),
        ("done", True),
    ):  # fmt: skip
        coded.progress.set(document, kari(coded), state)  # type: ignore[arg-type]
        assert coded.suggestions.visible(document.uuid, kari(coded)) is visible
    assert not coded.suggestions.visible(document.uuid, ola)
    assert not coded.suggestions.visible(coded.documents.get("d2").uuid, kari(coded))
    coded.settings.hides_suggestions = False
    assert coded.suggestions.visible(document.uuid, ola)


# Deciding


def best(project: Project, code: str = "ask") -> Suggestion:
    """The surest open suggestion of a code."""
    own = [item for item in suggested(project) if item.code == project.codes.get(code).uuid]
    return max(own, key=lambda item: (item.confidence or 0, item.uuid))


def test_an_accepted_suggestion_is_a_coding_that_was_suggested(coded: Project) -> None:
    item, before = best(coded), suggested(coded)
    coding = coded.suggestions.accept(item.uuid, kari(coded))
    assert (coding.origin, coding.status, coding.coder) == ("suggested", "standing", kari(coded))
    assert (coding.document, coding.start, coding.end, coding.code) == (
        item.document, item.start, item.end, item.code,
    )  # fmt: skip
    assert coded.codings.get(coding.uuid) == coding
    decided = coded.suggestions.get(item.uuid)
    assert (decided.status, decided.decided_by, decided.coding) == (
        "accepted", kari(coded), coding.uuid,
    )  # fmt: skip
    assert item.uuid not in {
        other.uuid for other in coded.suggestions.list(item.run, status="open")
    }
    for decide in (coded.suggestions.accept, coded.suggestions.reject):
        with pytest.raises(InputError, match="was accepted before"):
            decide(item.uuid, kari(coded))
    assert coded.check() == []
    assert coded.undo(kari(coded)) == "accept ask"
    assert suggested(coded) == before
    assert coding.uuid not in {other.uuid for other in coded.codings.list()}
    coded.redo(kari(coded))
    assert coded.suggestions.get(item.uuid) == decided


def test_accepting_what_one_coded_oneself_keeps_that_coding(coded: Project) -> None:
    item = best(coded)
    own = coded.codings.apply(item.document, item.code, kari(coded), item.start, item.end)
    assert coded.suggestions.accept(item.uuid, kari(coded)) == own
    assert coded.suggestions.get(item.uuid).coding == own.uuid
    coded.undo(kari(coded))
    assert coded.codings.get(own.uuid) == own


def test_accepting_makes_a_provisional_coding_stand(coded: Project) -> None:
    coded.suggestions.accept_all(first_run(coded).uuid, 0.5, kari(coded))
    run = again(coded, target="all").run
    item = next(
        item for item in suggested(coded, run.uuid)
        if item.document == coded.documents.get("d3").uuid and (item.confidence or 0) > 0.5
    )  # fmt: skip
    coding = coded.suggestions.accept(item.uuid, kari(coded))
    assert (coding.origin, coding.status) == ("bulk", "standing")
    assert coded.codings.get(coding.uuid) == coding
    coded.undo(kari(coded))
    assert coded.codings.get(coding.uuid).status == "provisional"


def test_nothing_is_accepted_where_the_passage_is_gone(coded: Project) -> None:
    item = best(coded)
    coded.documents.remove(item.document)
    with pytest.raises(UnknownName):
        coded.suggestions.accept(item.uuid, kari(coded))
    assert coded.suggestions.get(item.uuid).status == "open"


def test_a_rejected_suggestion_does_not_come_back(coded: Project) -> None:
    item = best(coded)
    coded.suggestions.reject(item.uuid, kari(coded))
    assert coded.suggestions.get(item.uuid).status == "rejected"
    place = (item.document, item.start, item.code)
    assert place not in told(suggested(coded, again(coded).run.uuid))
    # Somebody who learns from others isn't bound by it.
    code_as_said(coded, "d0", coded.coders.get("Ola").uuid)
    theirs = again(coded, train_on=("Ola",), documents=("d3",)).run
    assert place in told(suggested(coded, theirs.uuid))


def test_a_rejection_that_was_undone_does_not_count(coded: Project) -> None:
    item = best(coded)
    coded.suggestions.reject(item.uuid, kari(coded))
    assert coded.undo(kari(coded)) == "reject ask"
    assert coded.suggestions.get(item.uuid) == item
    assert again(coded).run.digest == first_run(coded).digest


def test_a_rejected_suggestion_comes_back_when_the_codebook_has_changed(coded: Project) -> None:
    item = best(coded)
    coded.suggestions.reject(item.uuid, kari(coded))
    coded.codes.update(item.code, definition="Somebody asks why, or wonders aloud.")
    place = (item.document, item.start, item.code)
    assert place in told(suggested(coded, again(coded).run.uuid))
    # Back to the definition under which it was rejected.
    coded.codes.update(item.code, definition="Somebody asks why things are done as they are.")
    assert place not in told(suggested(coded, again(coded).run.uuid))


# Accepting many


def test_accepting_many_makes_provisional_codings_in_one_step(coded: Project) -> None:
    before, events = coded.codings.list(), len(coded.history())
    sure = [item for item in suggested(coded) if (item.confidence or 0) >= 0.5]
    made = coded.suggestions.accept_all(first_run(coded).uuid, 0.5, kari(coded))
    assert 0 < made == len(sure)
    fresh = [coding for coding in coded.codings.list() if coding not in before]
    assert {(coding.origin, coding.status) for coding in fresh} == {("bulk", "provisional")}
    assert {(c.document, c.start, c.code) for c in fresh} == set(told(sure))
    assert len(coded.history()) == events + 1
    assert all(coded.suggestions.get(item.uuid).status == "accepted" for item in sure)
    assert coded.check() == []
    assert coded.suggestions.accept_all(first_run(coded).uuid, 0.5, kari(coded)) == 0
    assert coded.undo(kari(coded)) == f"accept {made} suggestions"
    assert coded.codings.list() == before
    assert coded.suggestions.get(sure[0].uuid) == sure[0]


def test_accepting_many_of_one_code(coded: Project) -> None:
    ask, draw = (coded.codes.get(name).uuid for name in ("ask", "draw"))
    run = first_run(coded).uuid
    sure = [item for item in suggested(coded) if (item.confidence or 0) >= 0.5]
    own = coded.codings.apply(
        best(coded).document, ask, kari(coded), best(coded).start, best(coded).end
    )
    made = coded.suggestions.accept_all(run, 0.5, kari(coded), [ask])
    assert made == sum(item.code == ask for item in sure) - 1
    assert coded.codings.get(own.uuid) == own
    assert {item.code for item in suggested(coded) if item.status == "accepted"} == {ask}
    assert coded.suggestions.accept_all(run, 1.01, kari(coded), [draw]) == 0


def test_accepting_many_passes_over_retired_codes(coded: Project) -> None:
    run, draw = first_run(coded).uuid, coded.codes.get("draw").uuid
    drawings = [item for item in suggested(coded) if item.code == draw]
    asking = {item.code for item in suggested(coded)} - {draw}
    coded.codes.update(draw, retired=True)
    coded.suggestions.accept_all(run, 0.0, kari(coded))
    assert {coding.code for coding in coded.codings.provisional(kari(coded))} == asking
    assert [item for item in suggested(coded) if item.status == "open"] == drawings


def test_provisional_codings_are_not_learned_from(coded: Project) -> None:
    assert coded.suggestions.accept_all(first_run(coded).uuid, 0.5, kari(coded))
    run = again(coded).run
    assert (run.digest, run.data_fingerprint) == (
        first_run(coded).digest, first_run(coded).data_fingerprint,
    )  # fmt: skip


def test_without_codings_there_is_no_confidence_to_go_by(coded: Project) -> None:
    for coding in coded.codings.list():
        coded.codings.remove(coding.uuid, kari(coded))
    report = again(coded)
    assert {item.confidence for item in suggested(coded, report.run.uuid)} == {None}
    with pytest.raises(NotEnoughData, match="no confidences"):
        coded.suggestions.accept_all(report.run.uuid, 0.0, kari(coded))


def test_undoing_an_acceptance_is_refused_where_somebody_built_on_it(coded: Project) -> None:
    coding = coded.suggestions.accept(best(coded).uuid, kari(coded))
    coded.codings.set_status(coding.uuid, "discuss", coded.coders.get("Ola").uuid)
    with pytest.raises(ConflictError, match="'mark ask discuss' by Ola built on it"):
        coded.undo(kari(coded))
    assert coded.suggestions.get(best(coded).uuid).status == "accepted"


def test_a_retired_code_is_not_accepted(coded: Project) -> None:
    item = best(coded)
    coded.codes.update(item.code, retired=True)
    with pytest.raises(InputError, match="ask is retired"):
        coded.suggestions.accept(item.uuid, kari(coded))
    assert coded.suggestions.get(item.uuid).status == "open"


def test_two_programs_do_not_both_decide(coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    item, rejecting = best(coded), kari(coded)
    with Project.open(coded.path) as other:
        drafted = coded.codings.draft

        def decided_meanwhile(*arguments, **choices):
            other.suggestions.reject(item.uuid, rejecting)
            return drafted(*arguments, **choices)

        monkeypatch.setattr(coded.codings, "draft", decided_meanwhile)
        before = coded.codings.list()
        with pytest.raises(InputError, match="was rejected before"):
            coded.suggestions.accept(item.uuid, kari(coded))
    assert coded.codings.list() == before
    assert coded.check() == []
