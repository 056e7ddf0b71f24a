"""The panels of the coding screen: codes, documents with progress, memos, recordings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Tree
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    coded,
    coding_screen,
    covers,
    inspected,
    make_study,
    opened,
    said,
)

from qualcode.errors import InputError
from qualcode.model import Memo
from qualcode.project import Project
from tui import playing
from tui.screens.choose import Choice
from tui.screens.memo import MemoScreen
from tui.screens.prompt import Prompt
from tui.widgets.codetree import CodeTree
from tui.widgets.documents import DocumentList

WIDE = (160, 40)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def labels(pilot: Pilot[None]) -> list[str]:
    """The lines of the tree of codes that are shown."""
    tree = coding_screen(pilot).query_one(CodeTree)
    shown = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
    return [str(node.label) for node in shown if node is not None]


def go_to(pilot: Pilot[None], code: str) -> CodeTree:
    """Focus the tree with a code highlighted."""
    screen = coding_screen(pilot)
    uuid = screen.desk.project.codes.get(code).uuid
    tree = screen.query_one(CodeTree)
    tree.focus()
    for line in range(tree.last_line + 1):
        node = tree.get_node_at_line(line)
        if node is not None and node.data == uuid:
            tree.cursor_line = line
    return tree


def chosen(tree: CodeTree) -> str:
    """The highlighted line."""
    assert tree.cursor_node is not None
    return str(tree.cursor_node.label)


def memos(study: Path) -> list[Memo]:
    with Project.open(study) as project:
        return list(project.memos.list())


# The tree


async def test_counts_roll_up_and_follow_what_is_done(study: Path) -> None:
    add_codings(study, ("act.model", "Hva gjorde"), ("act.question", "dere"), ("act", "Hva"))
    async with opened(study, size=WIDE) as pilot:
        assert labels(pilot) == [
            "A tiny codebook", "L Learning actions 1 / 3", "Q Questioning 1", "M Modelling 1",
            "e Leadership",
        ]  # fmt: skip
        await pilot.press("J", "c", *"modelling", "enter")
        assert labels(pilot)[1] == "L Learning actions 1 / 4"
        assert labels(pilot)[3] == "M Modelling [1] 2"
        await pilot.press("u")
        assert labels(pilot)[1] == "L Learning actions 1 / 3"


@covers("fold", "unfold")
async def test_what_is_folded_stays_folded(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        tree = go_to(pilot, "act.model")
        await pilot.press("left")
        assert chosen(tree) == "L Learning actions"
        await pilot.press("h")
        assert labels(pilot) == ["A tiny codebook", "L Learning actions", "e Leadership"]
    async with opened(study, size=WIDE) as pilot:
        assert len(labels(pilot)) == 3
        tree = go_to(pilot, "act")
        await pilot.press("right")
        assert len(labels(pilot)) == 5
        await pilot.press("l")
        assert chosen(tree) == "Q Questioning"
    async with opened(study, size=WIDE) as pilot:
        assert len(labels(pilot)) == 5


@covers("tree_down", "tree_up", "highlight")
async def test_going_through_the_tree_tells_of_each_code(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        screen = coding_screen(pilot)
        go_to(pilot, "act.question")
        await pilot.press("j")
        assert "Making a simplified model" in inspected(pilot)
        await pilot.press("k", "k")
        assert "Any step in which the participants" in inspected(pilot)
        await pilot.press("enter")
        assert screen.transcript.focused_code == screen.desk.project.codes.get("act").uuid
        assert len(labels(pilot)) == 5
        await pilot.press("enter")
        assert screen.transcript.focused_code is None


@covers("filter_codes", "clear")
async def test_the_tree_is_filtered_by_typing(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        screen = coding_screen(pilot)
        go_to(pilot, "lead")
        await pilot.press("slash", *"modellering")
        assert labels(pilot) == ["A tiny codebook", "L Learning actions", "M Modelling"]
        await pilot.press("enter", "escape")
        assert len(labels(pilot)) == 5
        assert isinstance(screen.focused, CodeTree)
        await pilot.press("slash", *"lead", "down")
        assert labels(pilot) == ["A tiny codebook", "e Leadership"]
        await pilot.press("slash", "escape")
        assert not screen.query_one("#code-filter", Input).display
        await pilot.press("escape")
        assert screen.transcript.has_focus


async def test_a_filter_opens_what_is_folded_and_leaves_it_so(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        go_to(pilot, "act")
        await pilot.press("left", "slash", *"questioning")
        assert labels(pilot)[-1] == "Q Questioning"
        await pilot.press("escape")
        assert len(labels(pilot)) == 3
        await pilot.press("right", "slash", *"questioning", "down", "left", "left")
        assert labels(pilot)[-1] == "L Learning actions"
        await pilot.press("escape")
        assert len(labels(pilot)) == 5


@covers("apply_here")
async def test_the_highlighted_code_is_given_to_the_selection(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        await pilot.press("v", "w")
        go_to(pilot, "lead")
        await pilot.press("c")
    assert coded(study) == [("lead", "Hva")]


@covers("next_of_code", "previous_of_code")
async def test_a_code_s_passages_are_gone_through(study: Path) -> None:
    add_codings(study, ("lead", "satte oss"), ("lead", "Egentlig ingen"), ("act", "En ny plan"))
    async with opened(study, size=WIDE) as pilot:
        transcript = coding_screen(pilot).transcript
        go_to(pilot, "lead")
        for key, words in (("n", "satte oss"), ("n", "Egentlig"), ("n", "satte oss"),
                           ("p", "Egentlig"), ("p", "satte oss")):  # fmt: skip
            await pilot.press(key)
            assert transcript.caret == INTERVIEW.index(words)
        assert "Leadership: 2 of 2 in this document" in said(pilot)
        go_to(pilot, "act.model")
        await pilot.press("n")
        assert "Modelling isn't used in this document" in said(pilot)


@covers("pin")
async def test_the_highlighted_code_is_pinned(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        go_to(pilot, "lead")
        await pilot.press("P")
        assert "e Leadership [1]" in labels(pilot)
        await pilot.press("P")
        assert "Leadership is unpinned" in said(pilot)


async def test_the_tree_is_built_again_only_when_codes_change(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        screen = coding_screen(pilot)
        tree = screen.query_one(Tree)
        node = tree.get_node_at_line(1)
        add_codings(study, ("lead", "Hva gjorde"))
        screen.program.poll()
        await pilot.pause()
        assert tree.get_node_at_line(1) is node
        with Project.open(study) as project:
            project.codes.add("tiny", "x", "Extra")
        screen.program.poll()
        await pilot.pause()
        assert len(labels(pilot)) == 6


# Memos


@covers("code_memo")
async def test_a_memo_on_the_highlighted_code(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        go_to(pilot, "lead")
        await pilot.press("m", *"hvem leder?", "ctrl+s")
        assert "Memo, Kari: hvem leder?" in inspected(pilot)
    (memo,) = memos(study)
    assert (memo.kind, memo.target_table, memo.text) == ("code", "code", "hvem leder?")


@covers("memo_on")
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("p", "enter"), ("document", None, True)),
        (("o", "enter"), ("coding", "coding", False)),
        (("c", "t"), ("theoretical", "code", False)),
        (("d", "f"), ("familiarisation", None, True)),
        (("s", "enter"), ("case", "case_", False)),
        (("t", "m"), ("method", None, False)),
    ],
)
async def test_a_memo_on_anything_of_any_kind(
    study: Path, keys: tuple[str, str], expected: tuple[str, str | None, bool]
) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    with Project.open(study) as project:
        cases = study.parent / "cases.csv"
        cases.write_text("case,speaker\nIntervjuer,I\n", encoding="utf-8")
        reports = list(project.import_files([cases]))
        assert [report.error for report in reports] == [None]
    async with opened(study) as pilot:
        await pilot.press("M", *keys, *"tanke", "ctrl+s", "M", *keys)
        screen = pilot.app.screen
        assert isinstance(screen, MemoScreen)
        await pilot.press("!", "ctrl+s")
    (memo,) = memos(study)
    assert (memo.kind, memo.target_table, memo.document is not None) == expected
    assert memo.text == "tanke!"


async def test_leaving_the_question_writes_no_memo(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("M", "escape")
        assert pilot.app.screen is coding_screen(pilot)


# Progress


@covers("progress")
async def test_progress_moves_on_by_a_key_and_enter(study: Path) -> None:
    async with opened(study) as pilot:
        for expected in ("reading", "first pass", "second pass", "done"):
            await pilot.press("f", "enter")
            desk = coding_screen(pilot).desk
            assert desk.state(desk.documents[0].uuid) == expected
        await pilot.press("u")
        assert desk.state(desk.documents[0].uuid) == "second pass"


async def test_a_familiarisation_memo_is_offered_before_coding(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("f")
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("m", *"slående", "ctrl+s", "f")
        await pilot.press("m")
        assert isinstance(pilot.app.screen, Choice)
        await pilot.press("escape")
    (memo,) = memos(study)
    assert (memo.kind, memo.text) == ("familiarisation", "slående")


async def test_the_documents_show_how_far_others_are(study: Path) -> None:
    with Project.open(study) as project:
        document = project.documents.get("Notater")
        project.progress.set(document, project.coders.ensure("Ola").uuid, "done")
    async with opened(study, size=WIDE) as pilot:
        screen = coding_screen(pilot)

        def rows() -> str:
            return str(screen.query_one(DocumentList).get_option_at_index(1).prompt)

        assert "Ola" not in rows()
        await pilot.press("O")
        assert "Ola: done" in rows()


# Panels


@covers("left_panel", "inspector")
async def test_panels_are_as_they_were_left(study: Path) -> None:
    async with opened(study, size=WIDE) as pilot:
        await pilot.press("f2", "f4")
    async with opened(study, size=WIDE) as pilot:
        screen = coding_screen(pilot)
        assert not screen.query_one("#left").display
        assert screen.query_one("#inspector").display
        assert not screen.transcript.shows_margin


# Recordings

TIMED = """\
WEBVTT

00:01:05.500 --> 00:01:09.000
<v Anna>Vi begynte da.

00:02:00.000 --> 00:02:03.000
<v Bo>Ja.
"""


def add_recording(study: Path) -> Path:
    transcript, sound = study.parent / "opptak.vtt", study.parent / "opptak.mp3"
    transcript.write_text(TIMED, encoding="utf-8")
    sound.write_bytes(b"no sound")
    with Project.open(study) as project:
        reports = list(project.import_files([transcript]))
        assert [report.error for report in reports] == [None]
    return sound


@covers("play")
async def test_the_recording_is_played_from_the_turn_on(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = add_recording(study)
    heard = study.parent / "heard.txt"
    script = "import sys; open(sys.argv[1], 'w').write(' '.join(sys.argv[2:]))"
    monkeypatch.setenv(
        playing.VARIABLE, f'{sys.executable} -c "{script}" {heard} {{seconds}} {{file}}'
    )
    async with opened(study, document="opptak") as pilot:
        await pilot.press("R")
        assert isinstance(pilot.app.screen, Prompt)
        await pilot.press(*"nowhere.mp3", "enter")
        assert isinstance(pilot.app.screen, Prompt)
        pilot.app.screen.query_one(Input).value = str(sound)
        await pilot.press("enter")
        player = coding_screen(pilot)._player
        assert player is not None
        assert player.wait(timeout=60) == 0
        assert heard.read_text() == f"65.5 {sound}"
        await pilot.press("J", "R")
        player = coding_screen(pilot)._player
        assert player is not None
        assert player.wait(timeout=60) == 0
        assert heard.read_text() == f"120 {sound}"
    with Project.open(study) as project:
        assert b"no sound" not in study.read_bytes()
        assert not [event for event in project.history() if "recording" in str(event.after)]


async def test_a_turn_without_a_time_is_not_played(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("R")
        assert "Turn 1 has no time" in said(pilot)


async def test_without_a_player_the_message_says_what_to_do(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = add_recording(study)
    monkeypatch.delenv(playing.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(study.parent))
    with Project.open(study) as project:
        coder = project.coders.get(CODER).uuid
        document = project.documents.get("opptak").uuid
        project.settings.remember(coder, f"recording:{document}", str(sound))
    async with opened(study, document="opptak") as pilot:
        await pilot.press("R")
        assert "no player was found" in said(pilot)
        assert "QUALCODE_PLAYER" in said(pilot)
        monkeypatch.setenv(playing.VARIABLE, "qualcode-no-such-player {file}")
        await pilot.press("R")
        assert "qualcode-no-such-player can't be started" in said(pilot)
        sound.unlink()
        await pilot.press("R")
        assert isinstance(pilot.app.screen, Prompt)


def test_the_player_is_the_one_named_or_the_first_there_is(tmp_path: Path) -> None:
    file = tmp_path / "a b.mp3"
    named = {playing.VARIABLE: "my player --at={seconds}"}
    assert playing.command(file, 1_500, named) == ["my", "player", "--at=1.5", str(file)]
    here = {"vlc", "ffplay"}
    words = playing.command(file, 60_000, {}, lambda name: name if name in here else None)
    assert words == ["vlc", "--quiet", "--start-time=60", str(file)]
    with pytest.raises(InputError):
        playing.command(file, 0, {playing.VARIABLE: "x 'y"})
