"""Themes: what they gather, how far they have come, and what merging and removing does to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import draft

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Coding, Theme
from qualcode.project import Project

CLOCK = "Against the clock"


@pytest.fixture
def board(study: Project) -> Iterator[Project]:
    """Three codes, codings by Kari and Ola in two documents, a memo, and an empty theme."""
    kari, ola = (study.coders.ensure(name).uuid for name in ("Kari", "Ola"))
    study.codes.ensure(["hurry", "doubt", "rush"])
    for name in ("b", "a"):
        document = study.documents.add(draft(name, ("I", "Hei på deg"), ("D", "Ja, hei"))).uuid
        study.codings.apply(document, code(study, "hurry"), kari, 0, 3)
        study.codings.apply(document, code(study, "rush"), kari, 0, 3)
        study.codings.apply(document, code(study, "doubt"), ola, 4, 10)
    study.memos.add("theoretical", "Time is short", kari)
    study.themes.add(CLOCK, coder=kari)
    yield study
    assert study.check() == []


def code(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def coding(project: Project, document: str, name: str) -> Coding:
    about = project.documents.get(document).uuid
    return next(c for c in project.codings.of_document(about) if c.code == code(project, name))


def memo(project: Project) -> str:
    return project.memos.list()[0].uuid


def gather_all(project: Project) -> Theme:
    return project.themes.add_members(
        CLOCK,
        codes=[code(project, "rush"), code(project, "hurry")],
        codings=[coding(project, name, "doubt").uuid for name in ("b", "a")],
        memos=[memo(project)],
        coder=kari(project),
    )


def last_label(project: Project) -> str:
    return project.history(limit=1)[0].label


def test_a_theme_gathers_codes_codings_and_memos_in_their_order(board: Project) -> None:
    theme = gather_all(board)
    assert theme == board.themes.get(CLOCK) == board.themes.list()[0]
    assert theme.codes == (code(board, "hurry"), code(board, "rush"))
    assert theme.codings == tuple(coding(board, name, "doubt").uuid for name in ("a", "b"))
    assert theme.memos == (memo(board),)
    assert last_label(board) == f"gather 2 codes, 2 codings, 1 memo under theme {CLOCK}"
    board.undo(kari(board))
    assert board.themes.get(CLOCK) == Theme(theme.uuid, CLOCK)


def test_gathering_again_adds_what_is_new_only(board: Project) -> None:
    theme = gather_all(board)
    before = board.latest_change()
    assert gather_all(board) == theme
    assert board.latest_change() == before
    more = board.themes.add_members(
        theme.uuid, codes=[code(board, "hurry"), code(board, "doubt")], coder=kari(board)
    )
    assert set(more.codes) == {*theme.codes, code(board, "doubt")}


def test_members_that_are_not_there_are_refused_with_everything(board: Project) -> None:
    nobody = "no such uuid"
    for given in ({"codes": [nobody]}, {"codings": [nobody]}, {"memos": [nobody]}):
        with pytest.raises(UnknownName):
            board.themes.add_members(CLOCK, **{"codes": [], **given}, coder=kari(board))  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="no code matches"):
        board.themes.set_codes(CLOCK, [code(board, "rush"), nobody])
    assert board.themes.get(CLOCK).codes == ()


def test_members_are_taken_out_and_stay_in_the_study(board: Project) -> None:
    gather_all(board)
    doubted = coding(board, "a", "doubt").uuid
    theme = board.themes.remove_members(
        CLOCK,
        codes=[code(board, "rush"), code(board, "doubt")],
        codings=[doubted],
        memos=[memo(board)],
        coder=kari(board),
    )
    assert theme.codes == (code(board, "hurry"),)
    assert theme.codings == (coding(board, "b", "doubt").uuid,)
    assert theme.memos == ()
    assert board.codings.get(doubted)
    board.undo(kari(board))
    assert len(board.themes.get(CLOCK).codings) == 2


def test_setting_the_codes_leaves_the_other_members(board: Project) -> None:
    gather_all(board)
    theme = board.themes.set_codes(CLOCK, [code(board, "doubt"), code(board, "hurry")])
    assert set(theme.codes) == {code(board, "doubt"), code(board, "hurry")}
    assert len(theme.codings) == 2


def test_a_theme_is_renamed_judged_and_given_its_concept(board: Project) -> None:
    uuid = board.themes.get(CLOCK).uuid
    board.themes.set_state(CLOCK, "reviewed", kari(board))
    assert last_label(board) == f"mark theme {CLOCK} as reviewed"
    board.themes.set_concept(CLOCK, " Time goes first. ", kari(board))
    board.themes.rename(CLOCK, " AGAINST the clock", kari(board))
    assert board.themes.list() == [Theme(uuid, "AGAINST the clock", "reviewed", "Time goes first.")]
    with pytest.raises(UnknownName, match="no state of a theme matches 'done'"):
        board.themes.set_state(uuid, "done")  # type: ignore[arg-type]
    for _ in range(3):
        board.undo(kari(board))
    assert board.themes.list() == [Theme(uuid, CLOCK)]


def test_a_theme_keeps_a_name_of_its_own(board: Project) -> None:
    board.themes.add("Doubt")
    with pytest.raises(ConflictError, match="there is a theme 'doubt' already"):
        board.themes.rename(CLOCK, "doubt")
    with pytest.raises(InputError, match="needs a name"):
        board.themes.rename(CLOCK, "  ")


def test_removing_a_theme_removes_its_links_and_memos_only(board: Project) -> None:
    theme = gather_all(board)
    board.memos.add("theoretical", "Why?", kari(board), target_table="theme", target=theme.uuid)
    board.themes.remove(CLOCK, kari(board))
    assert board.themes.list() == []
    assert [item.text for item in board.memos.list()] == ["Time is short"]
    assert len(board.codings.list()) == 6
    board.undo(kari(board))
    assert board.themes.list() == [theme]
    assert len(board.memos.list()) == 2


def test_the_history_of_a_theme_is_its_own(board: Project) -> None:
    board.themes.add("Other", coder=kari(board))
    board.themes.set_codes("Other", [code(board, "rush")], kari(board))
    gather_all(board)
    board.themes.remove_members(CLOCK, codes=[code(board, "rush")], coder=kari(board))
    board.themes.set_state(CLOCK, "dropped", kari(board))
    told = list(dict.fromkeys(event.label for event in board.themes.history(CLOCK)))
    assert told == [
        f"mark theme {CLOCK} as dropped",
        f"take 1 code out of theme {CLOCK}",
        f"gather 2 codes, 2 codings, 1 memo under theme {CLOCK}",
        f"add theme {CLOCK}",
    ]


def test_the_history_tells_of_packed_changes_too(board: Project) -> None:
    document = board.documents.add(draft("long", ("D", "ord " * 200))).uuid
    given = [
        board.codings.apply(document, code(board, "doubt"), kari(board), at * 4, at * 4 + 3).uuid
        for at in range(120)
    ]
    board.themes.add_members(CLOCK, codings=given, coder=kari(board))
    newest = board.themes.history(CLOCK)[0]
    assert newest.bulk is not None
    assert newest.label == f"gather 120 codings under theme {CLOCK}"
    board.themes.add("Other")
    assert [event.label for event in board.themes.history("Other")] == ["add theme Other"]


def test_codings_joined_by_a_merge_bring_their_themes(board: Project) -> None:
    theirs = coding(board, "a", "rush").uuid
    kept = coding(board, "a", "hurry").uuid
    board.themes.add("Other")
    board.themes.add_members(CLOCK, codings=[theirs], coder=None)
    board.themes.add_members("Other", codings=[theirs, kept], coder=None)
    board.codes.merge(code(board, "rush"), code(board, "hurry"), kari(board))
    assert board.themes.get(CLOCK).codings == (kept,)
    assert board.themes.get("Other").codings == (kept,)
    board.undo(kari(board))
    assert board.themes.get(CLOCK).codings == (theirs,)
    assert set(board.themes.get("Other").codings) == {theirs, kept}


def test_codes_merged_are_gathered_once(board: Project) -> None:
    board.themes.set_codes(CLOCK, [code(board, "rush"), code(board, "hurry")])
    board.themes.add("Other")
    board.themes.set_codes("Other", [code(board, "rush")])
    board.codes.merge(code(board, "rush"), code(board, "hurry"), kari(board))
    hurry = (code(board, "hurry"),)
    assert [theme.codes for theme in board.themes.list()] == [hurry, hurry]
