"""Codings: applying and removing codes, and what they quote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import draft
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import ConflictError, InputError, QualcodeError, UnknownName
from qualcode.model import Coding, Document
from qualcode.project import Project
from qualcode.text import CONTEXT

TEXT = "Vi prøvde å få det til, men det gikk ikke så bra som vi hadde tenkt."
NASTY = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\r\n\u0301\u200d\u202e\ufeff👩🙂åÅ"),
    ),
    min_size=1,
    max_size=120,
)


@pytest.fixture
def coded(study: Project) -> Iterator[Project]:
    """A document, codes x and y, and Kari and Ola."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", ("D", TEXT)))
    study.codes.ensure(["x", "y"])
    yield study
    assert study.check() == []


def document(project: Project) -> Document:
    return project.documents.get("a")


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def apply(project: Project, start: int, end: int, code: str = "x", coder: str = "Kari") -> Coding:
    return project.codings.apply(
        document(project).uuid,
        project.codes.get(code).uuid,
        project.coders.get(coder).uuid,
        start,
        end,
    )


def test_a_coding_holds_its_quote_and_the_words_around_it(coded: Project) -> None:
    coding = apply(coded, 40, 45)
    assert coding.quote == TEXT[40:45]
    assert coding.prefix == TEXT[40 - CONTEXT : 40]
    assert coding.suffix == TEXT[45:]
    assert (coding.origin, coding.status) == ("unaided", "standing")
    assert coded.codings.get(coding.uuid) == coding
    assert coded.codings.list() == coded.codings.of_document(document(coded).uuid) == [coding]


def test_codings_may_overlap_in_every_way(coded: Project) -> None:
    for start, end, code, coder in (
        (0, 9, "x", "Kari"), (0, 9, "y", "Kari"), (0, 9, "x", "Ola"), (3, 20, "x", "Kari"),
        (0, len(TEXT), "y", "Kari"),
    ):  # fmt: skip
        apply(coded, start, end, code, coder)
    own = coded.codings.of_document(document(coded).uuid, kari(coded))
    assert [(c.start, c.end) for c in own] == [(0, 9), (0, 9), (0, len(TEXT)), (3, 20)]
    assert len(coded.codings.list()) == 5


def test_a_code_is_given_once(coded: Project) -> None:
    apply(coded, 0, 9)
    with pytest.raises(ConflictError, match="x is given to this passage already"):
        apply(coded, 0, 9)
    assert len(coded.codings.list()) == 1


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, len(TEXT) + 1), (2**70, 2**70 + 1)]
)
def test_passages_that_are_none(coded: Project, start: int, end: int) -> None:
    with pytest.raises(InputError, match="is not a passage of a"):
        apply(coded, start, end)
    assert coded.codings.list() == []


def test_codings_of_nothing(coded: Project) -> None:
    own, code = document(coded).uuid, coded.codes.get("x").uuid
    for arguments in (("nowhere", code, kari(coded)), (own, "nowhere", kari(coded))):
        with pytest.raises(UnknownName):
            coded.codings.apply(*arguments, 0, 3)
    with pytest.raises(QualcodeError):
        coded.codings.apply(own, code, "nobody", 0, 3)
    with pytest.raises(UnknownName):
        coded.codings.remove("nowhere", kari(coded))
    assert coded.codings.list() == []


def test_removing_takes_the_memos_along_and_undo_brings_them_back(coded: Project) -> None:
    coding = apply(coded, 0, 9)
    memos = [
        coded.memos.add("coding", text, kari(coded), target_table="coding", target=coding.uuid)
        for text in ("one", "two")
    ]
    coded.memos.add("reflexive", "stays", kari(coded))
    assert coded.codings.remove(coding.uuid, kari(coded)) == coding
    assert [memo.text for memo in coded.memos.list()] == ["stays"]
    assert coded.undo(kari(coded)) == "remove x"
    assert coded.codings.list() == [coding]
    assert coded.memos.list(target=coding.uuid) == memos
    assert coded.redo(kari(coded)) == "remove x"
    assert coded.codings.list() == []


def test_status_and_attributes_change(coded: Project) -> None:
    coding = apply(coded, 0, 9)
    coded.codings.set_status(coding.uuid, "discuss", kari(coded))
    coded.codings.set_attributes(coding.uuid, {"voice": "we", "nr": 2}, kari(coded))
    changed = coded.codings.get(coding.uuid)
    assert (changed.status, changed.attributes) == ("discuss", {"voice": "we", "nr": 2})
    coded.undo(kari(coded))
    coded.undo(kari(coded))
    assert coded.codings.get(coding.uuid) == coding


def test_a_coding_may_say_more(coded: Project) -> None:
    episode = coded.episodes.add(document(coded), kari(coded), 0, 0)
    coding = coded.codings.apply(
        document(coded).uuid, coded.codes.get("x").uuid, kari(coded), 0, 9,
        origin="suggested", status="provisional", attributes={"a": [1]}, episode=episode.uuid,
    )  # fmt: skip
    assert coded.codings.get(coding.uuid) == coding
    assert coding.episode == episode.uuid


@given(text=NASTY, data=st.data())
@settings(max_examples=25)
def test_a_quote_is_the_text_at_its_offsets(
    text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("study") / "s.qualcode"
    with Project.create(path) as project:
        coder = project.coders.ensure("Kari").uuid
        code = project.codes.ensure(["x"])["x"].uuid
        own = project.documents.add(draft("a", ("D", text))).uuid
        spans = data.draw(
            st.lists(
                st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=5
            )
        )
        wanted = sorted({(start, end) for start, end in spans if start < end})
        for start, end in wanted:
            project.codings.apply(own, code, coder, start, end)
    with Project.open(path) as project:
        assert project.documents.text(own) == text
        found = project.codings.list()
        assert [(coding.start, coding.end) for coding in found] == wanted
        for coding in found:
            assert coding.quote == text[coding.start : coding.end]
            assert text[: coding.start].endswith(coding.prefix)
            assert text[coding.end :].startswith(coding.suffix)
        assert project.check() == []
