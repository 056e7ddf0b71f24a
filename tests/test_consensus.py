"""Two coders side by side: differences, decisions about them, agreement turn by turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from conftest import draft

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Choice, Coding, Decision
from qualcode.project import CONSENSUS, CodeAgreement, Difference, Project

TURNS = ["En to tre", "fire fem", "", "seks sju", "åtte 🙂 ni", "ti"]
TEXT = "\n".join(TURNS)


@pytest.fixture
def two(study: Project) -> Iterator[Project]:
    """A document of six turns (one of them empty), codes x, y and z, Kari and Ola."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", *(("D", turn) for turn in TURNS)))
    study.codes.ensure(["x", "y", "z"])
    yield study
    assert study.check() == []


def document(project: Project, name: str = "a") -> str:
    return project.documents.get(name).uuid


def coder(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def give(
    project: Project, name: str, words: str, code: str = "x", about: str = "a", **more: Any
) -> Coding:
    """A coding of these words of the text."""
    start = TEXT.index(words)
    return project.codings.apply(
        document(project, about), project.codes.get(code).uuid, coder(project, name),
        start, start + len(words), **more,
    )  # fmt: skip


def differences(project: Project, a: str = "Kari", b: str = "Ola") -> Sequence[Difference]:
    return project.consensus.differences(document(project), coder(project, a), coder(project, b))


def told(project: Project, found: Sequence[Difference]) -> list[tuple[str, str, str]]:
    """Code, kind and words of each difference."""
    ids = {code.uuid: code.id for code in project.codes.list()}
    return [(ids[item.code], item.kind, TEXT[item.start : item.end]) for item in found]


def decide(project: Project, found: Difference, choice: Choice, **more: Any) -> Decision:
    return project.consensus.decide(
        document(project), found, choice, "we talked", coder=coder(project), **more
    )


def layer(project: Project, name: str = CONSENSUS) -> list[tuple[str, str]]:
    """Code and words of the codings in the layer."""
    ids = {code.uuid: code.id for code in project.codes.list()}
    found = project.codings.of_document(document(project), coder(project, name))
    return [(ids[coding.code], coding.quote) for coding in found]


# Differences


def test_codings_of_two_coders_are_paired_by_code_and_overlap(two: Project) -> None:
    same_a, same_b = give(two, "Kari", "ti", "y"), give(two, "Ola", "ti", "y")
    long, near = give(two, "Kari", "to tre\nfire"), give(two, "Ola", "tre\nfire")
    far, alone = give(two, "Ola", "to"), give(two, "Kari", "seks", "z")
    found = differences(two)
    assert told(two, found) == [
        ("x", "only b", "to"), ("x", "overlap", "to tre\nfire"), ("z", "only a", "seks"),
        ("y", "same", "ti"),
    ]  # fmt: skip
    assert [(item.a, item.b) for item in found] == [
        (None, far), (long, near), (alone, None), (same_a, same_b),
    ]  # fmt: skip
    assert {(item.coder_a, item.coder_b) for item in found} == {(coder(two), coder(two, "Ola"))}
    mirrored = differences(two, "Ola", "Kari")
    assert [(item.b, item.a, item.start) for item in mirrored] == [
        (item.a, item.b, item.start) for item in found
    ]


def test_one_is_no_two(two: Project) -> None:
    for compare in (two.consensus.differences, two.consensus.agreement):
        with pytest.raises(InputError, match="two coders are compared"):
            compare(document(two), coder(two), coder(two))
        with pytest.raises(UnknownName):
            compare("nowhere", coder(two), coder(two, "Ola"))
    assert differences(two) == []


def test_what_nobody_has_looked_at_is_left_out(two: Project) -> None:
    give(two, "Kari", "ti", status="provisional", origin="bulk")
    give(two, "Ola", "ti")
    assert told(two, differences(two)) == [("x", "only b", "ti")]
    [found] = two.consensus.agreement(document(two), coder(two), coder(two, "Ola"))
    assert (found.both, found.only_a, found.only_b) == (0, 0, 1)


# Decisions


@pytest.mark.parametrize(
    ("choice", "label", "overlap", "only_a"),
    [
        ("a", "take A", ["En to"], ["seks"]),
        ("b", "take B", ["to tre"], []),
        ("both", "take both", ["En to", "to tre"], ["seks"]),
        ("neither", "take neither", [], []),
    ],
)
def test_what_was_agreed_on_goes_into_the_layer(
    two: Project, choice: Choice, label: str, overlap: list[str], only_a: list[str]
) -> None:
    episode = two.episodes.open(two.documents.get("a"), coder(two), 0).uuid
    give(two, "Kari", "En to", attributes={"voice": "we"}, status="discuss", episode=episode)
    old = give(two, "Ola", "to tre", attributes={"voice": "we"}).codebook_version
    give(two, "Kari", "seks", "y")
    two.codes.update(two.codes.get("x").uuid, definition="changed")
    overlapping, alone = differences(two)
    before = two.latest_change()
    decision = decide(two, overlapping, choice)
    assert layer(two) == [("x", words) for words in overlap]
    for coding in two.codings.of_document(document(two), coder(two, CONSENSUS)):
        assert (coding.status, coding.attributes) == ("standing", {"voice": "we"})
        assert coding.codebook_version == decision.codebook_version
        assert coding.episode is None
    assert decision.codebook_version not in (None, old)
    assert (decision.choice, decision.note) == (choice, "we talked")
    assert (decision.start, decision.end) == (0, len("En to tre"))
    assert (decision.layer, decision.decided_by) == (coder(two, CONSENSUS), coder(two))
    assert differences(two)[0] == replace(overlapping, decision=decision)
    decide(two, alone, choice)
    assert layer(two)[len(overlap) :] == [("y", words) for words in only_a]
    assert two.undo(coder(two)) == f"decide y: {label}"
    assert two.undo(coder(two)) == f"decide x: {label}"
    assert (layer(two), differences(two)) == ([], [overlapping, alone])
    assert two.latest_change() > before
    two.redo(coder(two))
    assert differences(two)[0].decision == decision


def test_a_new_decision_takes_the_place_of_the_old(two: Project) -> None:
    give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    first = decide(two, differences(two)[0], "both")
    memo = two.memos.add("method", "hm", None, target_table="decision", target=first.uuid)
    [kept] = [
        coding.uuid
        for coding in two.codings.of_document(document(two), coder(two, CONSENSUS))
        if coding.quote == "to tre"
    ]
    second = decide(two, differences(two)[0], "b")
    assert (second.uuid, second.choice) == (first.uuid, "b")
    assert [item.decision for item in differences(two)] == [second]
    [left] = two.codings.of_document(document(two), coder(two, CONSENSUS))
    assert (left.uuid, left.quote) == (kept, "to tre")
    decide(two, differences(two)[0], "neither")
    assert layer(two) == []
    assert two.memos.list() == [memo]
    two.undo(coder(two))
    assert layer(two) == [("x", "to tre")]
    assert differences(two)[0].decision == second


def test_a_new_decision_leaves_what_others_made(two: Project) -> None:
    for name in ("Kari", "Ola"):
        give(two, name, "to")
    give(two, "Kari", "En to tre")
    give(two, "Kari", "En to tre", "y")
    for item in differences(two):
        decide(two, item, "a")
    assert layer(two) == [("x", "En to tre"), ("y", "En to tre"), ("x", "to")]
    outer, of_y, inner = differences(two)
    decide(two, of_y, "b")
    assert layer(two) == [("x", "En to tre"), ("x", "to")]
    decide(two, of_y, "a")
    assert told(two, [outer, inner]) == [("x", "only a", "En to tre"), ("x", "same", "to")]
    decide(two, inner, "neither")
    assert layer(two) == [("x", "En to tre"), ("y", "En to tre")]
    decide(two, inner, "both")
    decide(two, outer, "b")
    assert layer(two) == [("y", "En to tre"), ("x", "to")]


def test_a_decision_reads_the_same_from_the_other_side(two: Project) -> None:
    give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    decision = decide(two, differences(two)[0], "a")
    [mirrored] = differences(two, "Ola", "Kari")
    assert mirrored.decision == replace(
        decision, choice="b", coder_a=coder(two, "Ola"), coder_b=coder(two)
    )
    again = decide(two, mirrored, "a")
    assert again.uuid == decision.uuid
    assert layer(two) == [("x", "to tre")]
    decided = differences(two)[0].decision
    assert decided is not None
    assert decided.choice == "b"


def test_a_decision_holds_on_when_bounds_change(two: Project) -> None:
    own = give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    give(two, "Kari", "ti")
    decision = decide(two, differences(two)[0], "a")
    two.codings.adjust(own.uuid, 0, len("En to tre\nfire"), coder(two))
    assert [item.decision for item in differences(two)] == [decision, None]
    decide(two, differences(two)[0], "a")
    assert layer(two) == [("x", "En to tre\nfire")]


def test_layers_are_kept_apart(two: Project) -> None:
    give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    two.coders.ensure("Per")
    first = decide(two, differences(two)[0], "a")
    other = decide(two, differences(two)[0], "b", layer_name="Second talk")
    assert first.uuid != other.uuid
    assert (layer(two), layer(two, "Second talk")) == ([("x", "En to")], [("x", "to tre")])

    def decision_in(name: str) -> Decision | None:
        [found] = two.consensus.differences(
            document(two), coder(two), coder(two, "Ola"), coder(two, name)
        )
        return found.decision

    assert decision_in(CONSENSUS) == first
    assert decision_in("Second talk") == other
    assert decision_in("Per") is None
    assert differences(two)[0].decision == other  # the latest, where no layer is named
    decide(two, differences(two)[0], "neither", layer_name="Second talk")
    assert (layer(two), layer(two, "Second talk")) == ([("x", "En to")], [])


def test_what_others_agreed_on_is_not_what_these_two_did(two: Project) -> None:
    two.coders.ensure("Per")
    for name in ("Kari", "Ola", "Per"):
        give(two, name, "En to")
    first = decide(two, differences(two, "Kari", "Per")[0], "a")
    assert [item.decision for item in differences(two)] == [None]
    assert [item.decision for item in differences(two, "Kari", "Per")] == [first]
    second = decide(two, differences(two)[0], "neither")
    assert first.uuid != second.uuid
    # The codings that hold are those of the talk that made them.
    assert layer(two) == [("x", "En to")]


def test_decisions_that_are_refused(two: Project) -> None:
    own = give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    two.coders.ensure("Robot", "model")
    [found] = differences(two)
    before = two.latest_change()
    for name, match in (("Ola", "one of the two coders"), ("Robot", "is a model")):
        with pytest.raises(InputError, match=match):
            decide(two, found, "a", layer_name=name)
    with pytest.raises(InputError, match="there is no choice 'c'"):
        decide(two, found, "c")  # type: ignore[arg-type]
    assert two.latest_change() == before
    two.codings.adjust(own.uuid, 0, 2, coder(two))
    with pytest.raises(ConflictError, match="the codings have changed"):
        decide(two, found, "a")
    assert CONSENSUS not in [item.name for item in two.coders.list()]


def test_decisions_go_with_the_document_and_come_back(two: Project) -> None:
    give(two, "Kari", "En to")
    give(two, "Ola", "to tre")
    decide(two, differences(two)[0], "both")
    two.quotes.add(document(two), 0, 5, coder(two))
    quotes, found = two.quotes.list(), differences(two)
    two.documents.remove("a", coder(two))
    assert (two.codings.list(), two.quotes.list(), two.check()) == ([], [], [])
    two.undo(coder(two))
    assert (two.quotes.list(), differences(two)) == (quotes, found)


@pytest.mark.parametrize("book", [False, True])
def test_decisions_go_with_their_code_and_come_back(two: Project, book: bool) -> None:
    own = give(two, "Kari", "ti")
    decision = decide(two, differences(two)[0], "neither")
    memo = two.memos.add("method", "hm", None, target_table="decision", target=decision.uuid)
    two.codings.remove(own.uuid, coder(two))
    if book:
        two.codebooks.remove("imported", coder(two))
    else:
        two.codes.remove(own.code, coder(two))
    assert (two.memos.list(), two.check()) == ([], [])
    two.undo(coder(two))
    two.undo(coder(two))
    assert two.memos.list() == [memo]
    assert [item.decision for item in differences(two)] == [decision]


def test_check_sees_quotes_and_decisions_that_do_not_fit(two: Project) -> None:
    give(two, "Kari", "En to")
    decide(two, differences(two)[0], "b")
    two.quotes.add(document(two), 0, 5, coder(two))
    assert two.check() == []
    for statement, kind in (
        ("UPDATE quote SET original = 'En tre'", "quote"),
        ('UPDATE quote SET "end" = 9999', "quote"),
        ('UPDATE decision SET "end" = 9999', "decision"),
    ):
        with two._store.trying():
            two._store.connection.execute(statement)
            assert kind in {problem.kind for problem in two.check()}, statement


def test_check_reads_the_text_that_is_stored(two: Project) -> None:
    assert two.documents.text(document(two)) == TEXT
    with two._store.trying():
        two._store.connection.execute("DROP TRIGGER document_text_keeps_update")
        two._store.connection.execute("UPDATE document_text SET text = lower(text)")
        assert "text" in {problem.kind for problem in two.check()}


# Agreement


def agreement(project: Project, about: str | None = "a") -> dict[str, CodeAgreement]:
    found = project.consensus.agreement(
        about and document(project, about), coder(project), coder(project, "Ola")
    )
    ids = {code.uuid: code.id for code in project.codes.list()}
    return {ids[item.code]: item for item in found}


def test_agreement_is_counted_in_turns_that_hold_words(two: Project) -> None:
    give(two, "Kari", "to tre\nfire")  # turns 1 and 2
    give(two, "Kari", "ti")
    give(two, "Ola", "fem")
    give(two, "Ola", "fire")
    give(two, "Ola", "ni")
    give(two, "Ola", "ni", "y")
    found = agreement(two)
    assert list(found) == ["x", "y"]
    x, y = found["x"], found["y"]
    # Of five turns: 1 only Kari, 2 both, 4 neither, 5 only Ola, 6 only Kari.
    assert (x.both, x.only_a, x.only_b, x.neither, x.percent) == (1, 2, 1, 1, 40.0)
    # po = 2/5; pe = (3*2 + 2*3) / 25 = 12/25
    assert x.kappa == pytest.approx((2 / 5 - 12 / 25) / (1 - 12 / 25))
    assert (y.both, y.only_a, y.only_b, y.neither, y.percent, y.kappa) == (0, 0, 1, 4, 80.0, 0.0)


def test_kappa_of_a_code_on_every_turn_is_not_defined(two: Project) -> None:
    for name in ("Kari", "Ola"):
        give(two, name, TEXT)
    found = agreement(two)["x"]
    assert (found.both, found.percent, found.kappa) == (5, 100.0, None)


def test_agreement_over_the_study_is_over_what_both_have_worked_through(two: Project) -> None:
    for name in ("b", "c", "d"):
        two.documents.add(draft(name, *(("D", turn) for turn in TURNS)))
    give(two, "Kari", "ti")
    give(two, "Ola", "ti")
    give(two, "Kari", "ti", "y", "b")
    give(two, "Kari", "seks", "x", "c")
    give(two, "Ola", "ti", "z", "d")
    give(two, "Kari", "ti", status="provisional", about="d")
    two.progress.set(two.documents.get("c"), coder(two, "Ola"), "done")
    found = agreement(two, None)
    assert list(found) == ["x"]  # of a and c, ten turns; b and d were coded by one only
    x = found["x"]
    assert (x.both, x.only_a, x.only_b, x.neither) == (1, 1, 0, 8)
    two.progress.set(two.documents.get("b"), coder(two, "Ola"), "done")
    both = agreement(two, None)
    assert [(item.both, item.only_a, item.neither) for item in both.values()] == [
        (1, 1, 13), (0, 1, 14),
    ]  # fmt: skip
