"""Changing codings: several codes at once, recoding, new bounds, splitting, re-reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from conftest import draft
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Coding
from qualcode.project import Project
from qualcode.text import context

TEXT = "Vi prøvde å få det til, men det gikk 🙂 ikke så bra \n\n som vi hadde tenkt."


@pytest.fixture
def coded(study: Project) -> Iterator[Project]:
    """A document, codes x, y and z, Kari and Ola; Kari has given x to the first nine characters."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", ("D", TEXT)))
    study.codes.ensure(["x", "y", "z"])
    apply(study, 0, 9)
    yield study
    assert study.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def ola(project: Project) -> str:
    return project.coders.get("Ola").uuid


def code(project: Project, name: str = "x") -> str:
    return project.codes.get(name).uuid


def apply(project: Project, start: int, end: int, name: str = "x", coder: str = "Kari") -> Coding:
    return project.codings.apply(
        project.documents.get("a").uuid,
        code(project, name),
        project.coders.get(coder).uuid,
        start,
        end,
    )


def only(project: Project) -> Coding:
    [coding] = project.codings.list()
    return coding


def version(project: Project) -> str:
    """The version in force, as a new coding has it."""
    made = apply(project, 1, 2, "z", "Ola")
    project.undo(ola(project))
    assert made.codebook_version
    return made.codebook_version


# Several codes at once


def apply_all(project: Project, names: Sequence[str], **details: Any) -> Sequence[Coding]:
    own = project.documents.get("a").uuid
    given = [code(project, name) for name in names]
    return project.codings.apply_all(own, given, kari(project), 0, 9, **details)


def test_several_codes_are_one_step(coded: Project) -> None:
    first = only(coded)
    made = apply_all(coded, ["z", "x", "y", "z"])
    assert [coding.code for coding in made] == [code(coded, "z"), code(coded, "y")]
    assert {coding.quote for coding in made} == {TEXT[:9]}
    assert {coding.code for coding in coded.codings.list()} == {code(coded, n) for n in "xyz"}
    assert coded.undo(kari(coded)) == "apply 2 codes"
    assert only(coded) == first
    coded.redo(kari(coded))
    assert len(coded.codings.list()) == 3


def test_a_step_of_one_code_bears_its_name(coded: Project) -> None:
    apply_all(coded, ["x", "y"])
    assert coded.undo(kari(coded)) == "apply y"


def test_of_several_codes_one_at_least_must_be_new(coded: Project) -> None:
    with pytest.raises(ConflictError, match="x is given to this passage already"):
        apply_all(coded, ["x", "x"])
    with pytest.raises(InputError, match="no code was chosen"):
        apply_all(coded, [])
    coded.codes.update(code(coded, "z"), retired=True)
    with pytest.raises(InputError, match="the code z is retired"):
        apply_all(coded, ["y", "z"])
    assert len(coded.codings.list()) == 1


def test_codes_go_to_ones_own_episodes_only(coded: Project) -> None:
    own = coded.episodes.open(coded.documents.get("a"), kari(coded), 0)
    other = coded.episodes.open(coded.documents.get("a"), ola(coded), 0)
    coded.documents.add(draft("b", ("D", TEXT)))
    elsewhere = coded.episodes.open(coded.documents.get("b"), kari(coded), 0)
    assert [coding.episode for coding in apply_all(coded, ["y"], episode=own.uuid)] == [own.uuid]
    for wrong in (other, elsewhere):
        with pytest.raises(InputError, match="another coder's, or of another document"):
            apply_all(coded, ["z"], episode=wrong.uuid)
        with pytest.raises(InputError, match="another coder's, or of another document"):
            coded.codings.apply(
                own.document, code(coded, "z"), kari(coded), 0, 9, episode=wrong.uuid
            )
    with pytest.raises(UnknownName):
        apply_all(coded, ["z"], episode="nowhere")
    assert len(coded.codings.list()) == 2


# Recoding and re-reading


def test_a_coding_gets_another_code_under_the_version_in_force(coded: Project) -> None:
    before = only(coded)
    coded.codes.update(code(coded, "y"), definition="changed")
    after = coded.codings.recode(before.uuid, code(coded, "y"), kari(coded))
    assert after == only(coded)
    assert after == replace(before, code=code(coded, "y"), codebook_version=version(coded))
    assert after.codebook_version != before.codebook_version
    assert coded.undo(kari(coded)) == "recode x to y"
    assert only(coded) == before


def test_recoding_never_makes_two_of_the_same(coded: Project) -> None:
    apply(coded, 0, 9, "y")
    for name in ("x", "y"):
        with pytest.raises(ConflictError, match=f"{name} is given to this passage already"):
            coded.codings.recode(coded.codings.list()[0].uuid, code(coded, name), kari(coded))
    coded.codes.update(code(coded, "z"), retired=True)
    with pytest.raises(InputError, match="the code z is retired"):
        coded.codings.recode(coded.codings.list()[0].uuid, code(coded, "z"), kari(coded))


def test_confirming_moves_a_coding_to_the_version_in_force(coded: Project) -> None:
    before = only(coded)
    coded.codes.update(code(coded), definition="changed")
    assert coded.codings.confirm(before.uuid, kari(coded)) == only(coded)
    assert only(coded) == replace(before, codebook_version=version(coded))
    assert coded.undo(kari(coded)) == "confirm x"
    assert only(coded) == before


@pytest.mark.parametrize("act", ["confirm", "recode"])
@pytest.mark.parametrize(
    ("status", "becomes"),
    [("provisional", "standing"), ("standing", "standing"), ("discuss", "discuss")],
)
def test_what_was_looked_at_is_no_longer_provisional(
    coded: Project, act: str, status: Any, becomes: str
) -> None:
    uuid = only(coded).uuid
    coded.codings.set_status(uuid, status, kari(coded))
    if act == "confirm":
        coded.codings.confirm(uuid, kari(coded))
    else:
        coded.codings.recode(uuid, code(coded, "y"), kari(coded))
    assert only(coded).status == becomes


# Bounds


def test_a_coding_gets_other_bounds_and_quotes_what_is_there(coded: Project) -> None:
    before = only(coded)
    after = coded.codings.adjust(before.uuid, 3, 40, kari(coded))
    assert after == only(coded)
    assert (after.prefix, after.quote, after.suffix) == context(TEXT, 3, 40)
    assert coded.undo(kari(coded)) == "adjust x"
    assert only(coded) == before


def test_bounds_that_can_not_be(coded: Project) -> None:
    own = only(coded)
    apply(coded, 3, 12)
    for start, end in ((-1, 9), (4, 4), (5, 4), (0, len(TEXT) + 1)):
        with pytest.raises(InputError, match="is not a passage of a"):
            coded.codings.adjust(own.uuid, start, end, kari(coded))
    with pytest.raises(ConflictError, match="x is given to this passage already"):
        coded.codings.adjust(own.uuid, 3, 12, kari(coded))
    assert coded.codings.get(own.uuid) == own


def test_the_same_bounds_are_no_step(coded: Project) -> None:
    before, own = coded.latest_change(), only(coded)
    assert coded.codings.adjust(own.uuid, 0, 9, kari(coded)) == own
    assert coded.latest_change() == before


def test_a_coding_leaves_the_episode_it_no_longer_touches(study: Project) -> None:
    coder = study.coders.ensure("Kari").uuid
    study.codes.ensure(["x"])
    document = study.documents.add(draft("a", ("I", "En to"), ("D", "tre fire")))
    episode = study.episodes.open(document, coder, 0).uuid
    uuid = study.codings.apply(document.uuid, code(study), coder, 0, 5, episode=episode).uuid
    assert study.codings.adjust(uuid, 4, 9, coder).episode == episode
    assert study.codings.adjust(uuid, 5, 9, coder).episode is None
    study.episodes.close(episode, 0, coder)
    later = study.episodes.open(document, coder, 1).uuid
    uuid = study.codings.apply(document.uuid, code(study), coder, 6, 9, episode=later).uuid
    assert study.codings.adjust(uuid, 4, 7, coder).episode == later
    assert study.codings.adjust(uuid, 4, 6, coder).episode is None
    assert study.check() == []


def test_a_coding_is_split_with_all_it_has(coded: Project) -> None:
    document, coder = coded.documents.get("a"), kari(coded)
    episode = coded.episodes.open(document, coder, 0)
    whole = coded.codings.apply(
        document.uuid, code(coded, "y"), coder, 0, len(TEXT),
        attributes={"voice": "we"}, episode=episode.uuid,
    )  # fmt: skip
    memo = coded.memos.add("coding", "hm", coder, target_table="coding", target=whole.uuid)
    coded.themes.add("Trust")
    coded.themes.add_members("Trust", codings=[whole.uuid], coder=coder)
    cut = TEXT.index("\n\n") + 1
    first, second = coded.codings.split(whole.uuid, cut, coder)
    assert (first.quote, second.quote) == (TEXT[: cut - 2], TEXT[cut + 2 :])
    assert replace(second, uuid=whole.uuid, start=0, end=len(TEXT)) == replace(
        whole, quote=second.quote, prefix=second.prefix, suffix=second.suffix
    )
    assert [coded.codings.get(half.uuid) for half in (first, second)] == [first, second]
    assert coded.memos.list(target=first.uuid) == [memo]
    assert coded.memos.list(target=second.uuid) == []
    assert coded.themes.get("Trust").codings == (first.uuid, second.uuid)
    assert coded.undo(coder) == "split y"
    assert coded.codings.get(whole.uuid) == whole
    assert coded.themes.get("Trust").codings == (whole.uuid,)
    coded.redo(coder)
    assert len(coded.codings.list()) == 3


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("Vi prøvde", 0), ("Vi prøvde", 9), ("Vi prøvde", -3), ("Vi prøvde", 40),
        (" \n\n som", 2), ("bra \n\n ", 4), (" \n\n ", 2),
    ],
)  # fmt: skip
def test_cuts_that_leave_nothing(coded: Project, words: str, at: int) -> None:
    start = TEXT.index(words)
    own = apply(coded, start, start + len(words), "y")
    with pytest.raises(InputError, match="split between two of its words"):
        coded.codings.split(own.uuid, start + at, kari(coded))
    assert coded.codings.get(own.uuid) == own


@pytest.mark.parametrize("half", [(0, 2), (3, 9)])
def test_splitting_never_makes_two_of_the_same(coded: Project, half: tuple[int, int]) -> None:
    own = only(coded)
    apply(coded, *half)
    with pytest.raises(ConflictError, match="x is given to this passage already"):
        coded.codings.split(own.uuid, 3, kari(coded))
    assert coded.codings.get(own.uuid) == own


OFFSETS = st.integers(0, len(TEXT))


@given(span=st.tuples(OFFSETS, OFFSETS), to=st.tuples(OFFSETS, OFFSETS), at=OFFSETS)
def test_bounds_go_and_come_back(
    coded: Project, span: tuple[int, int], to: tuple[int, int], at: int
) -> None:
    coder = kari(coded)
    with coded._store.trying():  # each example begins where the last one did
        try:
            own = apply(coded, span[0], span[1], "y")
        except InputError:
            return
        there = coded.codings.list()
        try:
            assert coded.codings.adjust(own.uuid, to[0], to[1], coder).quote == TEXT[slice(*to)]
        except InputError:
            assert not 0 <= to[0] < to[1] <= len(TEXT)
        assert coded.codings.adjust(own.uuid, span[0], span[1], coder) == own
        coded.codings.recode(own.uuid, code(coded, "z"), coder)
        assert coded.codings.recode(own.uuid, code(coded, "y"), coder) == own
        assert coded.codings.list() == there
        try:
            first, second = coded.codings.split(own.uuid, at, coder)
        except InputError:
            left, right = TEXT[own.start : max(at, own.start)], TEXT[min(at, own.end) : own.end]
            assert not (own.start < at < own.end and left.strip() and right.strip())
        else:
            assert own.start == first.start < first.end <= at <= second.start < second.end
            assert second.end == own.end
            assert not TEXT[first.end : second.start].strip()
            assert not TEXT[first.end - 1].isspace()
            assert not TEXT[second.start].isspace()
            for half in (first, second):
                assert (half.prefix, half.quote, half.suffix) == context(TEXT, *_bounds(half))
            assert coded.undo(coder) == "split y"
            assert coded.codings.list() == there


def _bounds(coding: Coding) -> tuple[int, int]:
    return coding.start, coding.end


# Whose codings


CHANGES: dict[str, Callable[[Project, str, str], Any]] = {
    "recode": lambda project, uuid, by: project.codings.recode(uuid, code(project, "y"), by),
    "adjust": lambda project, uuid, by: project.codings.adjust(uuid, 0, 5, by),
    "split": lambda project, uuid, by: project.codings.split(uuid, 2, by),
    "confirm": lambda project, uuid, by: project.codings.confirm(uuid, by),
    "attributes": lambda project, uuid, by: project.codings.set_attributes(uuid, {"a": 1}, by),
}


@pytest.mark.parametrize("act", CHANGES)
def test_each_coder_changes_their_own_codings(coded: Project, act: str) -> None:
    own, before = only(coded), coded.latest_change()
    with pytest.raises(InputError, match="another coder's") as refused:
        CHANGES[act](coded, own.uuid, ola(coded))
    assert refused.value.hint == "code the passage yourself"
    with pytest.raises(UnknownName):
        CHANGES[act](coded, "nowhere", kari(coded))
    assert (only(coded), coded.latest_change()) == (own, before)
    coded.codes.update(code(coded), definition="changed")  # else confirming changes nothing
    CHANGES[act](coded, own.uuid, kari(coded))
    assert own not in coded.codings.list()


# Removing


def test_a_coding_leaves_its_themes_when_it_goes(coded: Project) -> None:
    own, coder = only(coded), kari(coded)
    memo = coded.memos.add("coding", "hm", coder, target_table="coding", target=own.uuid)
    about = coded.memos.add("reflexive", "on a memo", coder, target_table="memo", target=memo.uuid)
    coded.themes.add("Trust")
    coded.themes.add_members("Trust", codings=[own.uuid], memos=[memo.uuid], coder=coder)
    filled = coded.themes.get("Trust")
    coded.codings.remove(own.uuid, coder)
    theme = coded.themes.get("Trust")
    assert (theme.codings, theme.memos, coded.memos.list()) == ((), (), [])
    assert coded.check() == []
    assert coded.undo(coder) == "remove x"
    assert coded.themes.get("Trust") == filled
    assert coded.memos.list() == [memo, about]
    coded.memos.remove(memo.uuid, coder)
    assert coded.themes.get("Trust").memos == ()
    assert coded.undo(coder) == "remove coding memo"
    assert coded.themes.get("Trust") == filled


def test_a_document_goes_with_memos_on_its_memos(coded: Project) -> None:
    coder, about = kari(coded), coded.documents.get("a").uuid
    first = coded.memos.add("document", "hm", coder, document=about)
    second = coded.memos.add(
        "document", "on it", coder, target_table="memo", target=first.uuid, document=about
    )
    coded.documents.remove("a", coder)
    assert (coded.memos.list(), coded.check()) == ([], [])
    coded.undo(coder)
    assert coded.memos.list() == [first, second]
