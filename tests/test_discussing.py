"""Codings flagged for discussion, and what the team decides about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import draft

from qualcode.errors import InputError, UnknownName
from qualcode.model import Coding
from qualcode.project import Project

TEXT = "Vi prøvde å få det til, men det gikk ikke så bra."


@pytest.fixture
def coded(study: Project) -> Iterator[Project]:
    """A document, the code x, Kari and Ola; Kari has given x to the first nine characters."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", ("D", TEXT)))
    study.codes.ensure(["x"])
    apply(study, 0, 9)
    yield study
    assert study.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def ola(project: Project) -> str:
    return project.coders.get("Ola").uuid


def apply(project: Project, start: int, end: int, name: str = "a", coder: str = "Kari") -> Coding:
    """A coding in the document of that name."""
    return project.codings.apply(
        project.documents.get(name).uuid,
        project.codes.get("x").uuid,
        project.coders.get(coder).uuid,
        start,
        end,
    )


def only(project: Project) -> Coding:
    [coding] = project.codings.list()
    return coding


def test_anybody_flags_a_coding_with_a_line_of_why(coded: Project) -> None:
    own = only(coded)
    coded.codings.flag(own.uuid, "or is it y?", ola(coded))
    [found] = coded.discussions()
    assert (found.coding, found.why) == (replace(own, status="discuss"), "or is it y?")
    [memo] = coded.memos.list(target=own.uuid)
    assert (memo.kind, memo.title, memo.coder) == ("coding", "discuss", ola(coded))
    assert (found.flagged_by, found.flagged_at) == (memo.coder, memo.created_at)
    assert coded.undo(ola(coded)) == "flag x"
    assert (only(coded), coded.discussions(), coded.memos.list()) == (own, [], [])


def test_a_flag_needs_a_reason(coded: Project) -> None:
    with pytest.raises(InputError, match="needs some text"):
        coded.codings.flag(only(coded).uuid, " ", kari(coded))
    with pytest.raises(UnknownName):
        coded.codings.flag("nowhere", "why", kari(coded))
    assert coded.discussions() == []


def test_a_flag_is_taken_off_and_may_come_back_for_another_reason(coded: Project) -> None:
    own = only(coded)
    coded.memos.add("coding", "hm", ola(coded), target_table="coding", target=own.uuid)
    coded.codings.flag(own.uuid, "first", ola(coded))
    coded.codings.unflag(own.uuid, kari(coded))
    assert (only(coded), coded.discussions()) == (own, [])
    assert [memo.title for memo in coded.memos.list()] == ["", "discussed"]
    coded.codings.set_status(own.uuid, "discuss", kari(coded))
    assert [(item.why, item.flagged_by, item.flagged_at) for item in coded.discussions()] == [
        ("", None, "")
    ]
    coded.codings.flag(own.uuid, "second", kari(coded))
    coded.codings.flag(own.uuid, "third", ola(coded))
    assert [item.why for item in coded.discussions()] == ["third"]
    coded.codings.unflag(own.uuid, kari(coded))
    assert coded.undo(kari(coded)) == "unflag x"
    assert [item.why for item in coded.discussions()] == ["third"]


def test_flagged_codings_come_by_document_and_place(coded: Project) -> None:
    coded.documents.add(draft("A first", ("D", TEXT)))
    elsewhere = apply(coded, 5, 9, "A first", "Ola")
    late = apply(coded, 20, 30)
    [early] = [item for item in coded.codings.list() if item.quote == TEXT[:9]]
    for coding in (late, elsewhere, early):
        coded.codings.flag(coding.uuid, "why", kari(coded))
    found = [item.coding.uuid for item in coded.discussions()]
    assert found == [early.uuid, late.uuid, elsewhere.uuid]


def test_what_was_decided_stays_with_the_version_of_the_codebook(coded: Project) -> None:
    own = only(coded)
    coded.codes.update(own.code, definition="changed")
    coded.codings.flag(own.uuid, "or is it y?", ola(coded))
    memo = coded.decide_discussion(own.uuid, "it stays x", kari(coded))
    assert coded.memos.get(memo.uuid) == memo
    assert (memo.kind, memo.title, memo.text) == ("method", "decision: x", "it stays x")
    in_force = coded.versions.list("imported")[-1].uuid
    assert (memo.target_table, memo.target) == ("codebook_version", in_force)
    assert memo.target != own.codebook_version
    assert (memo.document, memo.start, memo.end) == (own.document, 0, 9)
    assert (only(coded), coded.discussions()) == (own, [])
    assert coded.check() == []
    assert coded.undo(kari(coded)) == "decide about x"
    assert [item.why for item in coded.discussions()] == ["or is it y?"]
    assert len(coded.memos.list()) == 1


def test_decisions_are_about_flagged_codings_and_say_something(coded: Project) -> None:
    own = only(coded)
    for refused in (
        lambda: coded.decide_discussion(own.uuid, "so", kari(coded)),
        lambda: coded.codings.unflag(own.uuid, kari(coded)),
    ):
        with pytest.raises(InputError, match="isn't flagged"):
            refused()
    coded.codings.flag(own.uuid, "why", kari(coded))
    with pytest.raises(InputError, match="needs some text"):
        coded.decide_discussion(own.uuid, "", kari(coded))
    with pytest.raises(UnknownName):
        coded.decide_discussion("nowhere", "so", kari(coded))
    assert len(coded.discussions()) == 1


def test_a_codebook_goes_with_the_decisions_about_it(coded: Project) -> None:
    own = only(coded)
    coded.codings.flag(own.uuid, "why", kari(coded))
    coded.decide_discussion(own.uuid, "so", kari(coded))
    coded.codings.remove(own.uuid, kari(coded))
    [memo] = coded.memos.list()
    coded.codebooks.remove("imported", kari(coded))
    assert coded.memos.list() == []
    assert coded.check() == []
    coded.undo(kari(coded))
    assert coded.memos.list() == [memo]
