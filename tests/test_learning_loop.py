"""Learning in a study: what to code next, what to read again, decisions that teach."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import done, refused, rows, run
from conftest import draft, steady_clock, steady_uuids

from qualcode.errors import InputError, NotEnoughData
from qualcode.model import Suggestion
from qualcode.project import Findings, Project, RunReport, SuggestChoices, same_choices

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - id: ask
    name: Asking
    name_nb: Spørre
    definition: Somebody asks why things are done as they are.
    cues: [{lang: nb, phrase: hvorfor gjør vi}]
  - id: draw
    name: Drawing
    name_nb: Tegne
    definition: A plan is drawn together.
    cues: [{lang: nb, phrase: vi tegner}]
"""
SAYINGS = ("hvorfor gjør vi det med {}?", "vi tegner {} sammen", "ja, da var {} ferdig")
THINGS = ("skjemaet", "rutinen", "møtet", "tavla")
PLAIN = SuggestChoices(embedding="none", min_confidence=0, top=2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents; Kari coded three of them, and in the first one turn wrongly, one not."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "talk.yaml").write_text(BOOK, "utf-8")
    path = folder / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari = project.coders.ensure("Kari").uuid
        project.codebooks.load(folder / "talk.yaml")
        for number in range(4):
            said = [saying.format(f"{thing} {number}") for thing in THINGS for saying in SAYINGS]
            project.documents.add(draft(f"d{number}", *(("D", text) for text in said)))
        for number in range(3):
            document = project.documents.get(f"d{number}")
            for turn in project.documents.turns(document.uuid):
                code = (
                    "draw"
                    if (number, turn.ordinal) == (0, 0)
                    else ("ask", "draw", "")[turn.ordinal % 3]
                )
                if code and (number, turn.ordinal) != (0, 1):
                    uuid = project.codes.get(code).uuid
                    project.codings.apply(document.uuid, uuid, kari, turn.start, turn.end)
            project.progress.set(document, kari, "second pass")
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "s.qualcode"))


@pytest.fixture
def study(path: Path) -> Iterator[Project]:
    with Project.open(path) as project:
        yield project
        assert project.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def suggested(project: Project, choices: SuggestChoices = PLAIN) -> RunReport:
    return project.suggestions.run(choices, kari(project))


def again(project: Project, coder: str | None = None) -> Findings:
    return project.suggestions.to_reread(PLAIN, 10, coder or kari(project))


def next_ones(project: Project, count: int = 5) -> Findings:
    return project.suggestions.next_to_code(PLAIN, count, kari(project))


def of_turn(project: Project, run: str, document: str, turn: int) -> list[Suggestion]:
    uuid = project.documents.get(document).uuid
    return [item for item in project.suggestions.list(run, document=uuid) if item.turn == turn]


def claims(found: Findings) -> list[tuple[object, ...]]:
    return [(each.kind, each.start, each.code, each.codings) for each in found.rereadings]


# What to code next


def test_what_to_code_next_is_uncoded_and_outside_documents_that_are_done(study: Project) -> None:
    found = next_ones(study, 50)
    names = {document.uuid: document.name for document in study.documents.list()}
    assert "d3" in {names[each.document] for each in found.next_ones}
    assert all(each.why for each in found.next_ones)
    study.progress.set(study.documents.get("d3"), kari(study), "done")
    left = {names[each.document] for each in next_ones(study, 50).next_ones}
    assert "d3" not in left
    assert left


def test_codes_are_named_only_where_suggestions_may_be_seen(study: Project) -> None:
    last = study.documents.get("d3").uuid
    for each in next_ones(study, 50).next_ones:
        assert bool(each.between) == (each.document != last)
        assert ("Asking" in each.why or "Drawing" in each.why) == (each.document != last)
    study.settings.hides_suggestions = False
    assert all(each.between for each in next_ones(study, 50).next_ones)


def test_turns_are_numbered_as_people_count_them(study: Project) -> None:
    for each in next_ones(study, 50).next_ones:
        turns = {turn.start: turn.number for turn in study.documents.turns(each.document)}
        assert each.turn == turns[each.start]


def test_before_any_coding_it_is_said_that_there_is_nothing_to_learn_from(study: Project) -> None:
    for coding in study.codings.list():
        study.codings.remove(coding.uuid, kari(study))
    found = next_ones(study)
    assert len(found.next_ones) == 5
    assert "too few to learn from" in found.notes[0]
    assert "‘hvorfor gjør vi’" in " ".join(each.why for each in found.next_ones)


# What to read again


def test_what_the_coder_may_want_to_read_again(study: Project) -> None:
    unexpected, missed = again(study).rereadings
    first, second = study.documents.turns(study.documents.get("d0").uuid)[:2]
    ids = {code.uuid: code.id for code in study.codes.list()}
    assert (unexpected.kind, unexpected.start, ids[unexpected.code]) == (
        "unexpected", first.start, "draw",
    )  # fmt: skip
    assert unexpected.instead is not None
    assert ids[unexpected.instead[0]] == "ask"
    assert "rather Asking" in unexpected.why
    assert (missed.kind, missed.start, ids[missed.code]) == ("missed", second.start, "draw")
    assert missed.codings == ()
    (wrong,) = unexpected.codings
    assert study.codings.get(wrong).start == first.start


def test_nothing_is_changed_by_looking(study: Project) -> None:
    before = study.latest_change()
    again(study)
    next_ones(study)
    assert study.latest_change() == before


def test_a_document_waits_for_the_end_of_the_first_pass(study: Project) -> None:
    study.progress.set(study.documents.get("d0"), kari(study), "reading")
    found = again(study)
    assert found.rereadings == []
    assert "1 document is left out" in found.notes[0]


def test_only_the_coders_own_codings_are_looked_at(study: Project) -> None:
    before = again(study)
    ola = study.coders.ensure("Ola").uuid
    ask = study.codes.get("ask").uuid
    for number in range(4):
        document = study.documents.get(f"d{number}").uuid
        for turn in study.documents.turns(document):
            study.codings.apply(document, ask, ola, turn.start, turn.end)
    assert claims(again(study)) == claims(before)
    for now, was in zip(again(study).rereadings, before.rereadings, strict=True):
        assert now.confidence == pytest.approx(was.confidence, abs=1e-3)
    own = {coding.uuid for coding in study.codings.list() if coding.coder == kari(study)}
    for each in again(study).rereadings:
        assert each.reason is not None
        assert {coding for coding, _ in each.reason.similar} <= own


def test_a_coder_who_has_hardly_coded_is_told_so(study: Project) -> None:
    ola = study.coders.ensure("Ola").uuid
    with pytest.raises(NotEnoughData, match="Ola has coded too few passages"):
        again(study, ola)


def test_both_lists_come_from_one_look(study: Project) -> None:
    both = study.suggestions.learning(kari(study), 3, 5)
    assert len(both.next_ones) == 3
    assert {each.kind for each in both.rereadings} == {"unexpected", "missed"}


# Decisions teach the next run


def test_a_rejection_doesnt_come_back_and_makes_its_like_less_likely(study: Project) -> None:
    first = suggested(study).run.uuid
    asked = [
        item
        for turn in (0, 3, 6)
        for item in of_turn(study, first, "d3", turn)
        if item.code == study.codes.get("ask").uuid
    ]
    before = of_turn(study, first, "d3", 9)
    for item in asked:
        study.suggestions.reject(item.uuid, kari(study))
    second = suggested(study).run.uuid
    for turn in (0, 3, 6):
        assert study.codes.get("ask").uuid not in {
            item.code for item in of_turn(study, second, "d3", turn)
        }
    ask = study.codes.get("ask").uuid
    was, now = (
        next(item.confidence for item in items if item.code == ask)
        for items in (before, of_turn(study, second, "d3", 9))
    )
    assert was is not None
    assert now is not None
    assert now < was


def test_an_accepted_suggestion_teaches_the_next_run(study: Project) -> None:
    first = suggested(study).run
    item = of_turn(study, first.uuid, "d3", 0)[0]
    study.suggestions.accept(item.uuid, kari(study))
    second = suggested(study).run
    assert second.data_fingerprint != first.data_fingerprint
    assert of_turn(study, second.uuid, "d3", 0) == []
    behind = {
        coding for each in study.suggestions.list(second.uuid) for coding, _ in each.reason.similar
    }
    assert {
        coding.uuid for coding in study.codings.list() if coding.origin == "suggested"
    } <= behind


def test_a_run_that_was_under_way_doesnt_ask_again_what_was_decided(study: Project) -> None:
    first = suggested(study).run
    item, other = of_turn(study, first.uuid, "d3", 0)[0], of_turn(study, first.uuid, "d3", 1)[0]
    decided: list[str] = []

    def decide(stage: str, done: int, total: int) -> None:
        if stage == "storing" and not decided:
            study.suggestions.reject(item.uuid, kari(study))
            study.suggestions.accept(other.uuid, kari(study))
            decided.append(stage)

    second = study.suggestions.run(PLAIN, kari(study), decide).run
    assert decided
    claims = {
        (each.document, each.start, each.code) for each in study.suggestions.list(second.uuid)
    }
    left = {
        (each.document, each.start, each.code)
        for each in study.suggestions.list(second.uuid, status="open")
    }
    answered = {(each.document, each.start, each.code) for each in (item, other)}
    assert claims - left == answered
    hidden, _ = study.suggestions.hidden(kari(study))
    assert hidden + len(study.suggestions.list_open(kari(study))) == len(left)


def test_decisions_since_a_run_are_steps_that_teach(study: Project) -> None:
    run = suggested(study).run
    own, count = kari(study), study.suggestions.decisions_since
    assert count(run, own) == 0
    item, other = of_turn(study, run.uuid, "d3", 0)
    study.suggestions.accept(item.uuid, own)
    study.suggestions.reject(other.uuid, own)
    assert count(run, own) == 2
    document = study.documents.get("d3").uuid
    coding = study.codings.apply(document, study.codes.get("ask").uuid, own, 0, 5)
    assert count(run, own) == 3
    study.memos.add("coding", "a thought", own, document=document, start=0, end=5)
    study.codings.flag(coding.uuid, "why?", own)
    assert count(run, own) == 3
    assert count(suggested(study).run, own) == 0


def test_the_same_can_be_asked_again_of_a_run(study: Project) -> None:
    choices = SuggestChoices(
        train_on=("Kari",), documents=("d3",), top=1, min_confidence=0.1, embedding="none", seed=3
    )
    run = suggested(study, choices).run
    (stored,) = study.suggestions.runs()
    asked = same_choices(stored)
    assert asked is not None
    assert suggested(study, asked).run.digest == run.digest
    assert same_choices(run) is not None


def test_how_often_the_queue_is_made_anew_is_a_setting(study: Project, tmp_path: Path) -> None:
    assert study.settings.retrain_after == 25
    study.settings.set_retrain_after(10, kari(study))
    assert study.settings.retrain_after == 10
    with pytest.raises(InputError, match="can't be negative"):
        study.settings.set_retrain_after(-1)
    with Project.create(tmp_path / "r.qualcode", approach="reflexive") as other:
        assert other.settings.retrain_after == 0
        other.settings.set_retrain_after(5)
        assert other.settings.retrain_after == 5


# The command line


def test_the_command_line_names_what_to_code_next(path: Path) -> None:
    told = rows("suggest", path, "--next", "4", "--embedding", "none")
    assert len(told) == 4
    assert list(told[0]) == [
        "document", "turn", "start", "end", "text", "coded", "like", "codes", "why",
    ]  # fmt: skip
    printed = done("suggest", path, "--next", "4", "--embedding", "none")
    assert printed.splitlines()[0].split() == ["document", "turn", "text", "why"]
    assert rows("history", path, "--limit", "1")[0]["change"] != "suggest (run 1)"
    assert "one study at a time" in refused("suggest", path, path, "--next", "4")


def test_asking_what_is_next_makes_nobody_a_coder(path: Path) -> None:
    done("suggest", path, "--next", "2", "--embedding", "none", "--coder", "Nina")
    assert [coder["name"] for coder in rows("coder", path, "list")] == ["Kari"]


def test_the_command_line_names_what_to_read_again(path: Path) -> None:
    told = rows("reread", path, "--embedding", "none")
    assert [(item["kind"], item["document"], item["turn"]) for item in told] == [
        ("unexpected", "d0", 1), ("missed", "d0", 2),
    ]  # fmt: skip
    assert told[0]["code_id"] == "draw"
    assert told[0]["instead_id"] == "ask"
    assert told[0]["coder"] == "Kari"
    assert told[1]["reason"]
    printed = run("reread", path, "--embedding", "none", "--coder", "Kari").stdout
    assert "which is unexpected:" in printed
    assert "which is likely:" in printed


def test_the_command_line_says_where_there_is_nothing_to_read_again(
    tmp_path: Path, path: Path
) -> None:
    assert "no coder matches 'Nobody'" in refused("reread", path, "--coder", "Nobody")
    empty = tmp_path / "empty.qualcode"
    done("new", empty)
    assert "nobody has coded" in refused("reread", empty)
