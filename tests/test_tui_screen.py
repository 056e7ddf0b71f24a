"""The coding screen: what it shows, and what it does when things go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static, Tree
from tui_study import (
    CODER,
    INTERVIEW,
    add_codings,
    coded,
    coding_screen,
    inspected,
    make_study,
    opened,
    said,
)

from qualcode.errors import NotAStudy, StudyLocked, StudyReadOnly, UnknownName
from qualcode.project import Project
from tui import desk, run
from tui.app import QualcodeApp
from tui.widgets import textview as textview_module


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def screen_text(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, as the terminal would get them."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line) for line in strips]


def bar(pilot: Pilot[None], name: str) -> str:
    return str(coding_screen(pilot).query_one(f"#{name}", Static).render())


# What is shown


async def test_title_and_status_say_where_one_is(study: Path) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    async with opened(study) as pilot:
        assert bar(pilot, "title") == "s  ·  Intervju 1 (1 of 2)  ·  not read  ·  coder Kari"
        status = bar(pilot, "status")
        assert status.startswith("Turn 1 of 8  ·  Codes: Leadership  ")
        assert status.endswith("  u undoes: apply lead")
        await pilot.press("v", "w")
        assert "SELECTING  ·  4 characters selected" in bar(pilot, "status")
        await pilot.press("escape", "f", "s")
        assert "first pass done" in bar(pilot, "title")


async def test_each_turn_has_its_number_and_speaker_and_overlapping_codes_their_letters(
    study: Path,
) -> None:
    add_codings(
        study,
        ("act.model", "Vi satte oss ned med kommunen"),
        ("lead", "oss ned"),
        ("act.question", "sammen."),
    )
    async with opened(study, size=(80, 24)) as pilot:
        lines = screen_text(pilot)
        assert lines[1].startswith("1 I")
        assert lines[2].startswith("2 Anna   Me   Vi satte oss ned")
        assert "I: Hva" not in "\n".join(lines)
        assert "Q" in next(line for line in lines if "sammen." in line)


async def test_others_codings_have_dotted_bars(study: Path) -> None:
    add_codings(study, ("act", INTERVIEW[INTERVIEW.index("Vi satte") :][:120]), coder="Ola")
    async with opened(study, size=(80, 24)) as pilot:
        assert "O shows their codings" in said(pilot)
        await pilot.press("O")
        assert "┊" in "".join(screen_text(pilot))
        assert "all coders' codings" in bar(pilot, "title")


async def test_the_inspector_tells_all_of_a_code(study: Path) -> None:
    add_codings(study, ("act.question", "Hva gjorde dere"))
    async with opened(study) as pilot:
        text = inspected(pilot)
        for part in ("Questioning", "Spørsmål ved praksis", "Learning actions > Questioning",
                     "Kari · 15 characters", "Include: Doubts", "Exclude: Plain"):  # fmt: skip
            assert part in text


async def test_choosing_a_code_in_the_tree_shows_it_and_marks_its_passages(study: Path) -> None:
    add_codings(study, ("lead", "Egentlig ingen."))
    async with opened(study, size=(160, 40)) as pilot:
        screen = coding_screen(pilot)
        tree = screen.query_one(Tree)
        tree.focus()
        await pilot.press("end")
        assert "Somebody takes or is given the lead." in inspected(pilot)
        await pilot.press("enter")
        assert screen.transcript.focused_code == tree.cursor_node.data
        await pilot.press("enter", "escape")
        assert screen.transcript.focused_code is None
        assert "CODES HERE" in inspected(pilot)


async def test_choosing_a_document_in_the_list_opens_it(study: Path) -> None:
    async with opened(study, size=(160, 40)) as pilot:
        screen = coding_screen(pilot)
        screen.query_one("#documents", OptionList).focus()
        await pilot.press("down", "enter")
        assert screen.reading is not None
        assert screen.reading.document.name == "Notater"
        assert screen.focused is screen.transcript


async def test_a_document_named_at_the_start_is_the_one_opened(study: Path) -> None:
    async with opened(study, document="Notater") as pilot:
        assert "Notater (2 of 2)" in bar(pilot, "title")


async def test_a_long_document_shows_its_text_before_its_codings(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_codings(study, ("lead", "Hva gjorde dere"))
    monkeypatch.setattr(desk, "_LAZY_LENGTH", 10)
    async with opened(study) as pilot:
        reading = coding_screen(pilot).reading
        assert reading is not None
        assert reading.is_filled
        assert "Leadership" in inspected(pilot)


# Empty and odd studies


async def test_a_study_without_documents_says_how_to_get_some(tmp_path: Path) -> None:
    study = make_study(tmp_path, documents=False)
    async with opened(study) as pilot:
        assert "`qualcode import STUDY FILE`" in "\n".join(screen_text(pilot))
        await pilot.press("c", "m", "f", "o", "n", "d", "greater_than_sign", "O", "u", "v", "V")
        await pilot.press("w", "escape")
        assert "no document to write on" in said(pilot)
        (tmp_path / "ny.txt").write_text("A: hei\nB: hallo\n", encoding="utf-8")
        with Project.open(study) as project:
            assert [report.error for report in project.import_files([tmp_path / "ny.txt"])] == [
                None
            ]
        coding_screen(pilot).program.poll()
        await pilot.pause()
        await pilot.press("J")
        assert bar(pilot, "status").startswith("Turn 2 of 2")


async def test_white_space_alone_is_not_coded(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("e", "v", "l", "c")
        assert "nothing here to code" in said(pilot)


async def test_a_study_without_codes_says_how_to_get_some(tmp_path: Path) -> None:
    async with opened(make_study(tmp_path, codebook=False)) as pilot:
        await pilot.press("c")
        assert "no codes yet" in said(pilot)


async def test_what_documents_and_codes_hold_is_neither_markup_nor_sent_raw(
    tmp_path: Path,
) -> None:
    study = make_study(tmp_path)
    odd = "[bold red]x[/] \x1b[31mrød\x07 [@click=app.quit]k[/] \u202eabc"
    (tmp_path / "odd.txt").write_text(f"Anna: {odd}\nBo: ja\n", encoding="utf-8")
    with Project.open(study) as project:
        coder = project.coders.get(CODER).uuid
        assert [report.error for report in project.import_files([tmp_path / "odd.txt"])] == [None]
        document = project.documents.get("odd").uuid
        code = project.codes.add("tiny", "odd", odd, definition=odd)
        coding = project.codings.apply(document, code.uuid, coder, 0, 20)
        memo = project.memos.add("coding", odd, coder, target_table="coding", target=coding.uuid)
        project.documents.rename("odd", odd)
    async with opened(study, size=(160, 40), document=odd) as pilot:
        await pilot.press("d", "u", "c")
        for press in ((), ("escape", "o"), ("escape", "m")):
            await pilot.press(*press)
            text = "".join(screen_text(pilot))
            assert text.isprintable()
            assert "\u202e" not in text
            assert "[bold red]" in text
        await pilot.press("ctrl+s")
    with Project.open(study) as project:
        assert project.memos.get(memo.uuid).text == odd


# Bad luck


async def test_a_terminal_that_is_too_small_says_so(study: Path) -> None:
    async with opened(study, size=(40, 8)) as pilot:
        assert "Qualcode needs 50 x 10" in "\n".join(screen_text(pilot))
        await pilot.resize_terminal(80, 24)
        assert "Hva gjorde dere" in "\n".join(screen_text(pilot))


async def test_keys_work_again_once_the_terminal_is_large_enough(tmp_path: Path) -> None:
    study = make_study(tmp_path, guided=False)
    async with opened(study) as pilot:
        caret = coding_screen(pilot).transcript.caret
        await pilot.resize_terminal(40, 30)
        await pilot.pause()
        assert " ".join("".join(screen_text(pilot)).split()) == (
            "This terminal is 40 x 30. Qualcode needs 50 x 10, better 80 x 24."
        )
        await pilot.press("J", "1")
        assert coding_screen(pilot).transcript.caret == caret
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.press("J")
        assert coding_screen(pilot).transcript.caret > caret


async def test_resizing_keeps_the_caret_in_view(study: Path) -> None:
    async with opened(study, size=(160, 40)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("G")
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        top, line = transcript.scroll_offset.y, transcript.lines.at(transcript.caret)
        assert top <= line < top + transcript.size.height


async def test_what_another_program_changes_is_shown(study: Path) -> None:
    async with opened(study) as pilot:
        add_codings(study, ("lead", "Hva gjorde dere"))
        coding_screen(pilot).program.poll()
        await pilot.pause()
        assert "changed by another program" in said(pilot)
        assert "Leadership" in inspected(pilot)


async def test_a_document_removed_by_another_program_gives_way_to_another(study: Path) -> None:
    async with opened(study) as pilot:
        with Project.open(study) as project:
            project.documents.remove("Intervju 1")
        coding_screen(pilot).program.poll()
        await pilot.pause()
        assert "Notater (1 of 1)" in bar(pilot, "title")


async def test_the_place_is_kept_before_anybody_quits(study: Path) -> None:
    async with opened(study) as pilot:
        await pilot.press("J", "J")
        screen = coding_screen(pilot)
        screen.program.poll()
        with Project.open(study) as project:
            coder = project.coders.get(CODER).uuid
            assert screen.reading is not None
            caret = project.settings.recall(coder, f"caret:{screen.reading.document.uuid}")
            assert caret == str(screen.transcript.caret)


async def test_a_refused_change_is_told_with_its_hint(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(study) as pilot:

        def refuse(*_: object, **__: object) -> None:
            raise StudyReadOnly("the study can't be written", "copy it somewhere else")

        codings = coding_screen(pilot).desk.project.codings
        monkeypatch.setattr(codings, "apply_all", refuse)
        await pilot.press("c", "enter")
        assert "the study can't be written\ncopy it somewhere else" in said(pilot)
    assert coded(study) == []


async def test_a_study_that_cannot_be_read_for_a_while_is_told_too(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(study) as pilot:
        screen = coding_screen(pilot)

        def locked(*_: object, **__: object) -> None:
            raise StudyLocked("another program is writing", "try again")

        with monkeypatch.context() as patch:
            patch.setattr(screen.desk.project.documents, "list", locked)
            patch.setattr(screen.desk.project.documents, "text", locked)
            await pilot.press("O", "greater_than_sign")
            assert said(pilot).count("another program is writing") == 2
        await pilot.press("greater_than_sign")
        assert "Notater (2 of 2)" in bar(pilot, "title")


def test_a_document_that_is_not_there_is_refused_before_the_screen_opens(study: Path) -> None:
    with pytest.raises(UnknownName):
        QualcodeApp(study, CODER, "Intervju 9")


def test_a_file_that_is_no_study_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.qualcode"
    path.write_text("no study")
    with pytest.raises(NotAStudy):
        run(path)


async def test_the_only_coder_is_who_codes(study: Path) -> None:
    app = QualcodeApp(study)
    assert app.desk.coder_name == CODER
    app.desk.close()


# The mouse


async def test_clicks_set_the_caret_and_select_word_and_turn(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        left = transcript._parts.left
        await pilot.click("#transcript", offset=(left + 4, 1))
        assert transcript.caret == INTERVIEW.index("satte oss") + 1
        await pilot.click("#transcript", offset=(left + 4, 1), times=2)
        selection = transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == "satte"
        await pilot.click("#transcript", offset=(left + 4, 1), times=3)
        selection = transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end].startswith("Vi satte")


async def test_dragging_selects(study: Path) -> None:
    async with opened(study, size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        left = transcript._parts.left
        await pilot.mouse_down("#transcript", offset=(left, 1))
        await pilot.hover("#transcript", offset=(left + 8, 1))
        await pilot.mouse_up("#transcript", offset=(left + 8, 1))
        await pilot.hover("#transcript", offset=(left + 20, 1))
        selection = transcript.selection
        assert selection is not None
        assert INTERVIEW[selection.start : selection.end] == "Vi satte"


# What is painted


async def test_a_move_paints_only_the_lines_that_changed(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint = textview_module.paint

    def counted(view, *rest):  # type: ignore[no-untyped-def]
        painted.append(view.line)
        return paint(view, *rest)

    async with opened(study) as pilot:
        monkeypatch.setattr(textview_module, "paint", counted)
        await pilot.press("right")
        assert painted == [0]
        painted.clear()
        await pilot.press("left")
        assert painted == []
        await pilot.press("down")
        assert set(painted) == {0, 1, 2}
