"""Versions of codebooks: their text, what differs between them, codings made under older ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import draft
from hypothesis import given
from hypothesis import strategies as st

from qualcode.codebook import CodebookDraft, CodeDraft, WrittenCodes, read_codebook, write_yaml
from qualcode.errors import CodebookError, ConflictError, InputError, UnknownName
from qualcode.model import Coding, Cue, Example
from qualcode.project import CodeChange, OutdatedCoding, Project

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - {id: act, name: Acting, definition: Somebody acts.}
  - {id: act.ask, name: Asking, parent: act, definition: A question., include: Real ones.}
  - {id: act.tell, name: Telling, parent: act, definition: A story.}
  - {id: act.show, name: Showing, parent: act}
  - {id: feel, name: Feeling, definition: A feeling.}
"""
OTHER = """\
codebook: {id: other, title: Another}
codes:
  - {id: think, name: Thinking, definition: A thought.}
"""
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@pytest.fixture
def talk(study: Project, tmp_path: Path) -> Iterator[Project]:
    """Two codebooks, two documents, Kari and Ola."""
    for name, text in (("talk", BOOK), ("other", OTHER)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        study.codebooks.load(path)
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    for name in ("b", "a"):
        study.documents.add(draft(name, ("D", "Hei på deg, du som er her")))
    yield study
    assert study.check() == []


def who(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def uuid(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def apply(project: Project, code: str, start: int, document: str = "a", by: str = "Kari") -> Coding:
    about = project.documents.get(document).uuid
    return project.codings.apply(about, uuid(project, code), who(project, by), start, start + 3)


def define(project: Project, code: str, definition: str) -> None:
    project.codes.update(uuid(project, code), who(project), definition=definition)


def changes(project: Project) -> list[tuple[str, str, str, str, str]]:
    """What differs between the version that was loaded and the present one."""
    versions = project.versions.list("talk")
    loaded = min(versions, key=lambda version: version.created_at)
    return [
        (one.kind, one.code_id, one.field, one.before, one.after)
        for one in project.versions.diff(loaded.uuid, versions[-1].uuid)
    ]


# Versions


def test_each_change_of_a_code_makes_a_version_and_counts_its_codings(talk: Project) -> None:
    apply(talk, "feel", 0)
    define(talk, "feel", "Said or shown.")
    apply(talk, "feel", 4)
    apply(talk, "act", 4)
    apply(talk, "think", 0)
    old, new = talk.versions.list("talk")
    assert (old.codings, new.codings) == (1, 2)
    assert old.sequence < new.sequence
    assert old.created_at < new.created_at
    assert "A feeling." in talk.versions.text(old.uuid)
    assert talk.versions.text(new.uuid) == talk.codebooks.export("talk")
    assert [version.codings for version in talk.versions.list("Another")] == [1]


def test_coming_back_to_an_older_version_puts_it_in_force(talk: Project) -> None:
    (first,) = talk.versions.list("talk")
    define(talk, "feel", "Said or shown.")
    define(talk, "feel", "A feeling.")
    other, last = talk.versions.list("talk")
    assert last.uuid == first.uuid
    (change,) = talk.versions.diff(other.uuid, last.uuid)
    assert (change.before, change.after) == ("Said or shown.", "A feeling.")


def test_versions_that_are_not_there(talk: Project) -> None:
    with pytest.raises(UnknownName, match="no codebook matches"):
        talk.versions.list("nothing")
    with pytest.raises(UnknownName, match="no version of a codebook matches"):
        talk.versions.text("nowhere")
    one, other = talk.versions.list("talk")[0].uuid, talk.versions.list("other")[0].uuid
    with pytest.raises(InputError, match="different codebooks"):
        talk.versions.diff(one, other)
    with pytest.raises(UnknownName):
        talk.versions.diff("nowhere", "nowhere")


# Differences


def test_a_version_is_the_same_as_itself(talk: Project) -> None:
    assert changes(talk) == []


def test_changed_fields_are_told_in_the_order_of_the_codes(talk: Project) -> None:
    talk.codes.update(uuid(talk, "feel"), name="Emotion", retired=True)
    talk.codes.update(
        uuid(talk, "act.ask"),
        examples=(Example("Hvorfor?", "nb"), Example("Why?")),
        cues=(Cue("hvorfor"),),
    )
    assert changes(talk) == [
        ("changed", "act.ask", "examples", "", "Hvorfor? (nb)\nWhy?"),
        ("changed", "act.ask", "cues", "", "hvorfor"),
        ("changed", "feel", "name", "Feeling", "Emotion"),
        ("changed", "feel", "retired", "no", "yes"),
    ]
    versions = talk.versions.list("talk")
    change = talk.versions.diff(versions[0].uuid, versions[1].uuid)[0]
    assert change == CodeChange("changed", "feel", "Emotion", "name", "Feeling", "Emotion")


def test_codes_come_and_go(talk: Project) -> None:
    talk.codes.remove(uuid(talk, "act.tell"))
    talk.codes.add("talk", "want", "Wanting", definition="A wish.", exclude="Orders.")
    assert changes(talk) == [
        ("removed", "act.tell", "definition", "A story.", ""),
        ("added", "want", "definition", "", "A wish.\nExclude: Orders."),
    ]


def test_the_first_code_goes(talk: Project) -> None:
    for code in ("act.ask", "act.tell", "act.show", "act"):
        talk.codes.remove(uuid(talk, code))
    assert [(kind, code) for kind, code, *_ in changes(talk)] == [
        ("removed", "act"),
        ("removed", "act.ask"),
        ("removed", "act.tell"),
        ("removed", "act.show"),
    ]


def test_codes_move_under_others_and_among_their_siblings(talk: Project) -> None:
    talk.codes.move(uuid(talk, "act.tell"), uuid(talk, "feel"))
    assert changes(talk) == [("moved", "act.tell", "parent", "act", "feel")]
    talk.codes.move(uuid(talk, "act.tell"), uuid(talk, "act"))
    assert changes(talk) == []
    talk.codes.place(uuid(talk, "act.show"), None)
    assert changes(talk) == [("moved", "act.show", "position", "act.tell", "")]
    talk.codes.place(uuid(talk, "act.show"), uuid(talk, "act.ask"))
    assert changes(talk) == [("moved", "act.show", "position", "act.tell", "act.ask")]


# Codings under older definitions


def outdated(project: Project, by: str | None = None) -> list[str]:
    coder = who(project, by) if by else None
    return [item.coding.uuid for item in project.versions.outdated("talk", coder)]


def test_codings_under_another_definition_are_outdated(talk: Project) -> None:
    late, early, other = (
        apply(talk, "act.ask", 0, "b"),
        apply(talk, "act.ask", 4),
        apply(talk, "feel", 0),
    )
    theirs = apply(talk, "act.ask", 0, by="Ola")
    assert outdated(talk) == []
    talk.codes.update(uuid(talk, "act.ask"), include="", exclude="Polite ones.")
    assert outdated(talk) == [theirs.uuid, early.uuid, late.uuid]
    assert outdated(talk, "Kari") == [early.uuid, late.uuid]
    assert talk.versions.outdated("talk", who(talk))[0] == OutdatedCoding(
        early,
        talk.codes.get("act.ask"),
        "A question.\nInclude: Real ones.",
        "A question.\nExclude: Polite ones.",
    )
    fresh = apply(talk, "act.ask", 8)
    assert fresh.uuid not in outdated(talk)
    assert other.uuid not in outdated(talk)
    talk.codings.confirm(early.uuid, who(talk))
    assert outdated(talk, "Kari") == [late.uuid]


def test_changes_that_are_no_definition_outdate_nothing(talk: Project) -> None:
    apply(talk, "act.ask", 0)
    talk.codes.update(uuid(talk, "act.ask"), name="Questions", colour="#000000")
    talk.codes.add_example(uuid(talk, "act.ask"), "Hvorfor?")
    talk.codes.place(uuid(talk, "act.ask"), uuid(talk, "act.tell"))
    define(talk, "feel", "Something else.")
    assert outdated(talk) == []


def test_a_definition_that_comes_back_outdates_what_was_coded_between(talk: Project) -> None:
    before = apply(talk, "feel", 0)
    define(talk, "feel", "Said or shown.")
    between = apply(talk, "feel", 4)
    assert outdated(talk) == [before.uuid]
    define(talk, "feel", "A feeling.")
    assert outdated(talk) == [between.uuid]
    talk.undo(who(talk))
    assert outdated(talk) == [before.uuid]


def test_codings_that_came_from_another_codebook_are_outdated(talk: Project) -> None:
    coding = apply(talk, "think", 0)
    talk.codes.merge(uuid(talk, "think"), uuid(talk, "feel"), who(talk))
    (item,) = talk.versions.outdated("talk")
    assert (item.coding.uuid, item.definition_then) == (coding.uuid, "")
    with pytest.raises(ConflictError, match="codings of other codebooks were made under other"):
        talk.codebooks.remove("other", who(talk))
    talk.codings.confirm(coding.uuid, who(talk))
    assert outdated(talk) == []
    talk.codebooks.remove("other", who(talk))
    assert [book.id for book in talk.codebooks.list()] == ["talk"]


def test_a_codebook_without_codings_has_nothing_outdated(talk: Project) -> None:
    assert talk.versions.outdated("other") == []
    assert talk.versions.outdated(talk.codebooks.own().uuid) == []


# Reading versions back


@given(
    st.lists(
        st.builds(
            lambda number, name, definition, include, example, retired: (
                number,
                CodeDraft(
                    f"c{number}", name or "x", definition=definition, include=include,
                    examples=(Example(example or "x", "nb"),), cues=(Cue("a … b"),),
                    retired=retired, extra={"note": definition, "list": [include, {"a": "  - id: x"}]},
                ),
            ),
            st.integers(0, 20), TEXT.filter(str.strip), TEXT, TEXT, TEXT.filter(str.strip),
            st.booleans(),
        ),
        max_size=4,
        unique_by=lambda item: item[0],
    )
)  # fmt: skip
def test_what_was_written_is_read_back_as_by_the_reader(
    drafts: list[tuple[int, CodeDraft]],
) -> None:
    book = CodebookDraft(
        "b", "codes:\n  - id: y", notes="\ncodes:\n  - id: z", codes=tuple(one for _, one in drafts)
    )
    codes = book.numbered("b", [str(number) for number in range(len(drafts))])
    text = write_yaml(book.book("b"), codes)
    expected = {code.id: code for code in read_codebook(text.encode(), name="x.yaml").codes}
    written = WrittenCodes()
    assert written.of(text) == expected
    assert list(written.of(text)) == list(expected)


@pytest.mark.parametrize(
    "text", ["codebook: {id: x}\ncodes:\n  - {name: y}\n", "a\ncodes:\n  - [\n"]
)
def test_what_was_not_written_by_us_is_refused(text: str) -> None:
    with pytest.raises(CodebookError):
        WrittenCodes().of(text)
