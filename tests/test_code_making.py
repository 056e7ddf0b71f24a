"""Codes made and put in order while coding, and what merging and removing them takes along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import draft
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ConflictError, InputError, UndoRefused, UnknownName
from qualcode.model import Choice, Coding, Example
from qualcode.project import Project

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - {id: act, name: Acting, colour: "#112233"}
  - {id: act.ask, name: Asking, parent: act, colour: "#445566"}
  - {id: act.tell, name: Telling, parent: act}
  - {id: act.show, name: Showing, parent: act}
  - {id: feel, name: Feeling}
"""


@pytest.fixture
def talk(study: Project, tmp_path: Path) -> Iterator[Project]:
    """The book, a document, Kari, Ola and Per."""
    path = tmp_path / "talk.yaml"
    path.write_text(BOOK, "utf-8")
    study.codebooks.load(path)
    for name in ("Kari", "Ola", "Per"):
        study.coders.ensure(name)
    study.documents.add(draft("a", ("D", "Hei på deg, du som er her")))
    yield study
    assert study.check() == []


def who(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def uuid(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def order(project: Project) -> list[str]:
    return [code.id for code in project.codes.list()]


def apply(project: Project, code: str, by: str = "Kari", start: int = 0) -> Coding:
    document = project.documents.get("a").uuid
    return project.codings.apply(document, uuid(project, code), who(project, by), start, start + 3)


# The study's own codes


def test_the_first_code_made_while_coding_brings_its_book(talk: Project) -> None:
    code = talk.codes.add_own("Å spørre", who(talk), definition="A question.")
    book = talk.codebooks.get("own")
    assert book.title == "Codes of this study"
    assert (code.codebook, code.id, code.name, code.parent) == (
        book.uuid, "a-sporre", "Å spørre", None,
    )  # fmt: skip
    assert talk.codes.by_uuid(code.uuid) == code
    assert talk.codebooks.own() == book
    assert talk.undo(who(talk)) == "add code a-sporre"
    assert [book.id for book in talk.codebooks.list()] == ["talk"]
    talk.redo(who(talk))
    assert talk.codes.by_uuid(code.uuid) == code


def test_a_code_made_under_another_is_of_its_book(talk: Project) -> None:
    code = talk.codes.add_own("Whispering", who(talk), parent=uuid(talk, "act"), colour="#000000")
    assert code.codebook == talk.codebooks.get("talk").uuid
    assert (code.parent, code.colour) == (uuid(talk, "act"), "#000000")
    assert [book.id for book in talk.codebooks.list()] == ["talk"]
    with pytest.raises(UnknownName, match="no code matches"):
        talk.codes.add_own("Hm", who(talk), parent="nowhere")


@pytest.mark.parametrize(
    ("name", "code_id"),
    [
        ("Å ære & øve", "a-aere-ove"), (" feel ", "feel-2"), ("A > B", "a-b"), ("café_x", "cafe-x"),
        ("学习", "学习"), ("🙂", "code"), ("A\u030a", "a"), ("x" * 200, "x" * 60), ("ACT.ask", "act-ask"),
    ],
)  # fmt: skip
def test_ids_are_made_of_names(talk: Project, name: str, code_id: str) -> None:
    assert talk.codes.add_own(name, who(talk)).id == code_id


@given(st.text(max_size=20), st.text(max_size=20))
def test_ids_are_never_given_twice(one: str, other: str) -> None:
    from qualcode.project.code_names import id_for

    first = id_for(one, ())
    second = id_for(other, (first, "code"))
    assert first.strip() == first
    assert first
    assert second not in (first, "code")


def test_a_name_stands_once_beside_its_siblings(talk: Project) -> None:
    first = talk.codes.add_own("Doubt", who(talk))
    with pytest.raises(ConflictError, match="there is a code 'Doubt' already"):
        talk.codes.add_own(" doubt", who(talk))
    talk.codes.update(first.uuid, retired=True)
    with pytest.raises(ConflictError) as refusal:
        talk.codes.add_own("doubt", who(talk))
    assert "which is retired" in refusal.value.hint
    assert talk.codes.add_own("Doubt", who(talk), parent=first.uuid).id == "doubt-2"
    with pytest.raises(InputError, match="needs a name"):
        talk.codes.add_own(" ", who(talk))


# Splitting


def test_a_code_is_split_into_codes_right_behind_it(talk: Project) -> None:
    coding = apply(talk, "act.ask")
    made = talk.codes.split(
        uuid(talk, "act.ask"), [("act.ask.why", "Asking why"), (" act.ask.who ", "")], who(talk)
    )
    assert [(code.id, code.name) for code in made] == [
        ("act.ask.why", "Asking why"), ("act.ask.who", "act.ask.who"),
    ]  # fmt: skip
    assert {code.parent for code in made} == {uuid(talk, "act")}
    assert {code.colour for code in made} == {"#445566"}
    assert order(talk) == [
        "act", "act.ask", "act.ask.why", "act.ask.who", "act.tell", "act.show", "feel",
    ]  # fmt: skip
    assert list(made) == [talk.codes.by_uuid(code.uuid) for code in made]
    assert talk.codings.list() == [coding]
    assert len(talk.versions.list("talk")) == 2
    assert talk.versions.text(talk.versions.list("talk")[-1].uuid) == talk.codebooks.export("talk")
    assert talk.undo(who(talk)) == "split act.ask into act.ask.why, act.ask.who"
    assert order(talk) == ["act", "act.ask", "act.tell", "act.show", "feel"]


def test_a_split_is_done_whole_or_not_at_all(talk: Project) -> None:
    before = talk.latest_change()
    with pytest.raises(ConflictError, match="has a code 'feel' already"):
        talk.codes.split(uuid(talk, "act"), [("new", "New"), ("feel", "Feel")], who(talk))
    with pytest.raises(InputError, match="split into other codes"):
        talk.codes.split(uuid(talk, "act"), [], who(talk))
    assert order(talk) == ["act", "act.ask", "act.tell", "act.show", "feel"]
    assert talk.latest_change() == before


# The order of codes


@pytest.mark.parametrize(
    ("code", "after", "expected"),
    [
        ("act.show", None, ["act", "act.show", "act.ask", "act.tell", "feel"]),
        ("act.ask", "act.show", ["act", "act.tell", "act.show", "act.ask", "feel"]),
        ("act.ask", "act.tell", ["act", "act.tell", "act.ask", "act.show", "feel"]),
        ("feel", None, ["feel", "act", "act.ask", "act.tell", "act.show"]),
        ("act", "feel", ["feel", "act", "act.ask", "act.tell", "act.show"]),
        ("act.ask", None, ["act", "act.ask", "act.tell", "act.show", "feel"]),
    ],
)
def test_a_code_is_placed_among_its_siblings(
    talk: Project, code: str, after: str | None, expected: list[str]
) -> None:
    before = order(talk)
    placed = talk.codes.place(uuid(talk, code), uuid(talk, after) if after else None, who(talk))
    assert order(talk) == expected
    assert placed == talk.codes.get(code)
    if expected != before:
        assert talk.undo(who(talk)) == f"move code {code}"
        assert order(talk) == before


def test_a_code_is_placed_beside_siblings_only(talk: Project) -> None:
    for after in ("feel", "act.ask"):
        with pytest.raises(InputError, match="after one with the same parent"):
            talk.codes.place(uuid(talk, "act.ask"), uuid(talk, after), who(talk))


@given(st.data())
def test_any_order_of_codes_can_be_made(data: st.DataObject) -> None:
    from qualcode.model import Code
    from qualcode.project.code_tree import positions_in

    positions = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=6))
    codes = [Code(str(n), "b", str(n), "x", position=at) for n, at in enumerate(positions)]
    wanted = data.draw(st.permutations(codes))
    placed = {code.uuid: code.position for code in codes} | positions_in(wanted)
    assert sorted(wanted, key=lambda code: placed[code.uuid]) == wanted
    assert len(set(placed.values())) == len(codes)


# Examples


def test_a_coded_passage_becomes_an_example(talk: Project) -> None:
    quote = apply(talk, "feel").quote
    code = talk.codes.add_example(uuid(talk, "feel"), f" {quote} ", "nb", who(talk))
    code = talk.codes.add_example(code.uuid, "Well", None, who(talk))
    assert code == talk.codes.get("feel")
    assert code.examples == (Example("Hei", "nb"), Example("Well"))
    with pytest.raises(ConflictError, match="feel has this example already"):
        talk.codes.add_example(code.uuid, "Hei", "nb", who(talk))
    with pytest.raises(InputError, match="needs some text"):
        talk.codes.add_example(code.uuid, " ", "nb", who(talk))
    assert talk.undo(who(talk)) == "add an example to code feel"
    assert len(talk.codes.get("feel").examples) == 1


# Decisions of two coders, and memos on versions


def decide(project: Project, code: str, choice: Choice = "neither") -> None:
    """Per decides about Kari's only coding with a code."""
    document, kari, ola = project.documents.get("a").uuid, who(project), who(project, "Ola")
    (difference,) = [
        item
        for item in project.consensus.differences(document, kari, ola)
        if item.code == uuid(project, code)
    ]
    project.consensus.decide(document, difference, choice, "so", coder=who(project, "Per"))


def decided(project: Project) -> list[tuple[str, str]]:
    rows = project._store.rows("SELECT code, choice FROM decision ORDER BY decided_at, uuid")
    ids = {code.uuid: code.id for code in project.codes.list()}
    return [(ids[row["code"]], row["choice"]) for row in rows]


def test_decisions_follow_a_merged_code(talk: Project) -> None:
    apply(talk, "feel")
    decide(talk, "feel")
    talk.codes.merge(uuid(talk, "feel"), uuid(talk, "act"), who(talk))
    assert decided(talk) == [("act", "neither")]
    talk.undo(who(talk))
    assert decided(talk) == [("feel", "neither")]


@pytest.mark.parametrize("last", ["feel", "act"])
def test_of_two_decisions_about_one_place_the_last_holds(talk: Project, last: str) -> None:
    first = "act" if last == "feel" else "feel"
    for code in (first, last):
        apply(talk, code)
    decide(talk, first, "neither")
    decide(talk, last, "a")
    talk.codes.merge(uuid(talk, "feel"), uuid(talk, "act"), who(talk))
    assert decided(talk) == [("act", "a")]
    talk.undo(who(talk))
    assert decided(talk) == [(first, "neither"), (last, "a")]


def test_a_code_is_removed_with_what_was_decided_about_it(talk: Project) -> None:
    coding = apply(talk, "feel")
    decide(talk, "feel")
    with pytest.raises(ConflictError, match="feel has 1 codings"):
        talk.codes.remove(uuid(talk, "feel"), who(talk))
    talk.codings.remove(coding.uuid, who(talk))
    talk.codes.remove(uuid(talk, "feel"), who(talk))
    assert decided(talk) == []
    talk.undo(who(talk))
    assert decided(talk) == [("feel", "neither")]


def test_a_codebook_is_removed_with_decisions_and_memos_on_its_versions(talk: Project) -> None:
    coding = apply(talk, "feel")
    decide(talk, "feel")
    version = talk.versions.list("talk")[-1].uuid
    talk.memos.add("method", "x", who(talk), target_table="codebook_version", target=version)
    with pytest.raises(ConflictError, match="are in use: feel"):
        talk.codebooks.remove("talk", who(talk))
    talk.codings.remove(coding.uuid, who(talk))
    talk.codebooks.remove("talk", who(talk))
    assert (talk.memos.list(), talk.codebooks.list()) == ([], [])
    talk.undo(who(talk))
    assert decided(talk) == [("feel", "neither")]
    assert len(talk.memos.list()) == 1


def test_a_decision_under_a_codebook_keeps_it(talk: Project) -> None:
    other = talk.codes.add_own("Other", who(talk))
    coding = apply(talk, "feel")
    decide(talk, "feel")
    talk.codings.remove(coding.uuid, who(talk))
    talk.codes.merge(uuid(talk, "feel"), other.uuid, who(talk))
    with pytest.raises(ConflictError, match="of other codebooks were made under talk"):
        talk.codebooks.remove("talk", who(talk))


@pytest.mark.parametrize(
    ("moved", "kept", "expected"),
    [
        ("provisional", "standing", "standing"),
        ("standing", "provisional", "standing"),
        ("discuss", "standing", "discuss"),
        ("standing", "discuss", "discuss"),
        ("provisional", "provisional", "provisional"),
    ],
)
def test_a_question_asked_about_either_coding_stays_asked(
    talk: Project, moved: str, kept: str, expected: str
) -> None:
    one, other = apply(talk, "feel"), apply(talk, "act")
    for coding, status in ((one, moved), (other, kept)):
        talk.codings.set_status(coding.uuid, status, who(talk))  # type: ignore[arg-type]
    talk.codes.merge(uuid(talk, "feel"), uuid(talk, "act"), who(talk))
    assert [(coding.uuid, coding.status) for coding in talk.codings.list()] == [
        (other.uuid, expected)
    ]


def test_undoing_a_code_others_have_used_is_refused(talk: Project) -> None:
    talk.codes.add_own("Doubt", who(talk))
    apply(talk, "doubt", "Ola")
    with pytest.raises(UndoRefused, match="'apply doubt' by Ola built on it"):
        talk.undo(who(talk))
