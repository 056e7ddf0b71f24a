"""Lines, the caret and the mouse against a naive model of a screen, on text that is bad luck."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from tui_study import INTERVIEW, add_codings, coding_screen, make_study, opened

from qualcode.model import Span
from qualcode.project import Project
from tui import motions
from tui.glyphs import clusters, glyph
from tui.layout import Lines
from tui.widgets.codetree import CodeTree
from tui.widgets.textpane import Paragraph, TextPane
from tui.widgets.transcript import Transcript

PIECES = st.sampled_from(
    [
        "a", "b", "ord", "på", " ", " ", "  ", "\n", "\t", ".", "kommunen", "12", "\u2013", "😀",
        "👩\u200d👩\u200d👧", "👍🏽", "🏽", "🇳🇴", "🇳", "漢字", "한국", "e\u0301", "\u0301", "\x1b[31m",
        "\x00", "\x07", "\x9b2J", "\u202e", "\u2066", "\u200d", "\ufe0f", "\u00ad", "שָׁלוֹם", "مرحبا",
        "\u2028", "\u2029", "\ud800", "\u3000", "\u3164", "x" * 30,
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
WIDTHS = st.integers(1, 25)


# The model: every character is looked at by itself, from the left, and nothing is looked up.


class Cell(NamedTuple):
    """What a caret steps over: the offset, how many code points, how many cells."""

    offset: int
    length: int
    width: int


def naive_width(character: str) -> int:
    return glyph(character)[1]


def is_flag_letter(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def is_tone(character: str) -> bool:
    return 0x1F3FB <= ord(character) <= 0x1F3FF


def is_lone_mark(character: str) -> bool:
    is_selector = 0xFE00 <= ord(character) <= 0xFE0F
    return unicodedata.category(character)[0] == "M" and not is_selector


def is_space(character: str) -> bool:
    return character == "\t" or (unicodedata.category(character) == "Zs" and character != "\u00a0"
                                 and character not in "\u2007\u202f")  # fmt: skip


def naive_cells(text: str, start: int, end: int) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for offset in range(start, end):
        character = text[offset]
        last = cells[-1] if cells else None
        before = text[offset - 1] if last else ""
        flag = (
            last is not None
            and last.length == 1
            and is_flag_letter(before)
            and is_flag_letter(character)
        )
        joined = (
            last is not None
            and before == "\u200d"
            and not is_space(character)
            and not is_space(text[last.offset])
        )
        width = naive_width(character)
        if last and character != "\t" and (width == 0 or joined or flag):
            cells[-1] = Cell(last.offset, last.length + 1, last.width + width)
            column += width
            continue
        if character == "\t":
            width = 4 - column % 4
        elif is_tone(character) or is_lone_mark(character):
            width = 1
        cells.append(Cell(offset, 1, width))
        column += width
    return cells


def naive_lines(text: str, width: int) -> list[tuple[int, int, int]]:
    """(start, end, end with what is hidden) of each line, one cell after the other."""
    lines: list[tuple[int, int, int]] = []
    position = 0
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        end = position + len(paragraph)
        if number and number == len(paragraphs) - 1 and not paragraph:
            break
        after = end + 1 if number < len(paragraphs) - 1 else end
        start = position
        while True:
            cells = naive_cells(text, start, end)
            fitting, column = 0, 0
            while fitting < len(cells) and (fitting == 0 or column + cells[fitting].width <= width):
                column += cells[fitting].width
                fitting += 1
            if fitting == len(cells):
                lines.append((start, end, after))
                break
            cut = fitting
            while cut and not is_space(text[cells[cut].offset]):
                cut -= 1
            if cut:
                stop, following = cells[cut].offset, cells[cut].offset + cells[cut].length
            else:
                stop = following = cells[fitting].offset
            if following >= end:
                lines.append((start, stop, after))
                break
            lines.append((start, stop, following))
            start = following
        position = end + 1
    return lines


def naive_stops(text: str, width: int) -> list[list[tuple[int, int]]]:
    """For each line, where the caret can stand: (offset, column)."""
    found = []
    for start, end, following in naive_lines(text, width):
        stops, column = [], 0
        for cell in naive_cells(text, start, end):
            stops.append((cell.offset, column))
            column += cell.width
        if following > end or following == len(text):
            stops.append((end, column))
        found.append(stops or [(start, 0)])
    return found


@given(TEXTS, WIDTHS)
def test_lines_are_those_of_the_model(text: str, width: int) -> None:
    lines = Lines(text, width)
    assert list(zip(lines.starts, lines.ends, strict=True)) == [
        line[:2] for line in naive_lines(text, width)
    ]


@given(TEXTS, WIDTHS)
def test_clusters_are_those_of_the_model(text: str, width: int) -> None:
    for paragraph in text.split("\n"):
        assert [
            Cell(cluster.start, cluster.end - cluster.start, cluster.width)
            for cluster in clusters(paragraph, 0, len(paragraph))
        ] == naive_cells(paragraph, 0, len(paragraph))


@given(TEXTS, WIDTHS)
def test_the_caret_steps_and_jumps_as_in_the_model(text: str, width: int) -> None:
    lines, stops = Lines(text, width), naive_stops(text, width)
    flat = sorted({offset for line in stops for offset, _ in line})
    for number, line in enumerate(stops):
        for offset, column in line:
            index = flat.index(offset)
            assert motions.next_place(lines, offset) == flat[min(index + 1, len(flat) - 1)]
            assert motions.previous_place(lines, offset) == flat[max(index - 1, 0)]
            if lines.at(offset) != number:
                continue
            assert lines.column_of(offset) == column
            assert motions.line_start(lines, offset) == line[0][0]
            assert motions.line_end(lines, offset) == line[-1][0]
            for by in (-1, 1, 3):
                target = stops[min(max(number + by, 0), len(stops) - 1)]
                assert motions.vertical(lines, offset, by, column) == under(target, column)


def under(line: list[tuple[int, int]], column: int) -> int:
    """The stop whose cell is at a column; those that take no cell can't be pointed at."""
    found = line[0][0]
    for (offset, begin), after in zip(line, [*line[1:], None], strict=True):
        if after is None or after[1] > column >= begin:
            return offset
        found = offset
    return found


@given(TEXTS, WIDTHS)
def test_a_mouse_anywhere_hits_what_the_model_shows_there(text: str, width: int) -> None:
    lines, stops = Lines(text, width), naive_stops(text, width)
    for number, line in enumerate(stops):
        for column in range(width + 2):
            assert lines.offset_at(number, column) == under(line, column)


@given(TEXTS, WIDTHS)
def test_every_motion_ends_where_the_caret_can_stand(text: str, width: int) -> None:
    lines = Lines(text, width)
    places = {offset for line in naive_stops(text, width) for offset, _ in line}
    for offset in range(len(text) + 1):
        for forward in (True, False):
            assert lines.place(offset, forward=forward) in places
    for offset in sorted(places):
        for name in ("next_word", "previous_word", "word_end"):
            assert motions.by_name(name, lines, None, offset) in places  # type: ignore[arg-type]


@given(TEXTS)
def test_words_are_those_of_the_model_where_nothing_is_odd(text: str) -> None:
    plain = re.sub(r"[^a-zå0-9 .\n]", "", text)
    lines = Lines(plain, 1_000)
    starts = [match.start() for match in re.finditer(r"[a-zå0-9]+", plain)]
    for offset in range(len(plain)):
        later = [start for start in starts if start > offset]
        if later:
            assert motions.next_word(lines, offset) == later[0]
        earlier = [start for start in starts if start < offset]
        assert motions.previous_word(lines, offset) == (earlier[-1] if earlier else 0)


# On the screen


BAD_LUCK = """\
Anna: שלום עולם og مرحبا 12 34.
Bo: 漢字と😀 og 👩\u200d👩\u200d👧 og 🇳🇴 og 👍🏽.
שרה: \x1b[2J\x07\x9b31m\u202eabc\u2028def\u2066 e\u0301a\u030a.
Bo: \ta\tb\tc.
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def screen_lines(pilot: Pilot[None]) -> list[str]:
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line) for line in strips]


def selected(transcript: Transcript) -> str | None:
    span = transcript.selection
    return transcript.lines.text[span.start : span.end] if span else None


async def test_bad_luck_is_shown_in_order_and_clicked_where_it_is(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "luck.txt").write_text(BAD_LUCK, encoding="utf-8")
    with Project.open(study) as project:
        assert [report.error for report in project.import_files([tmp_path / "luck.txt"])] == [None]
    async with opened(study, size=(80, 24), document="luck") as pilot:
        lines = screen_lines(pilot)
        assert "שלום עולם og مرحبا 12 34." in lines[1]
        assert "👩👩👧 og NO og 👍." in lines[2]
        assert "␛[2J␇\ufffd31m\ufffdabc\ufffddef\ufffd e\u0301a\u030a." in lines[3]
        assert "a   b   c." in lines[4]
        assert all(character.isprintable() for line in lines for character in line)
        transcript = coding_screen(pilot).transcript
        text, left = transcript.lines.text, transcript._parts.left
        for line in range(len(transcript.lines)):
            column = 0
            for cluster in transcript.lines.clusters(line):
                if cluster.width:
                    await pilot.click("#transcript", offset=(left + column, line))
                    assert transcript.caret == cluster.start, text[cluster.start : cluster.end]
                column += cluster.width


async def test_terminals_are_asked_to_leave_the_order_of_cells_alone(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: written.append(data))
    async with opened(study):
        assert "\x1b[8l" in written
        assert "\x1b[8h" not in written
    assert "\x1b[8h" in written


async def test_a_megabyte_without_a_blank_opens_and_is_moved_in(
    study: Path, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text("x" * 1_000_000 + "漢" + "y" * 1_000, encoding="utf-8")
    with Project.open(study) as project:
        assert [report.error for report in project.import_files([tmp_path / "long.txt"])] == [None]
    async with opened(study, size=(80, 24), document="long") as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("G", "b", "w", "shift+up", "pageup", "right_parenthesis", "plus")
        assert "漢" in transcript.lines.text
        assert transcript.selection is not None


async def test_resizing_while_something_is_selected_keeps_it_in_view(study: Path) -> None:
    async with opened(study, size=(120, 40)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("J", "J", "J", "v", "w", "w")
        words = selected(transcript)
        for size in ((60, 12), (20, 5), (3, 2), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert selected(transcript) == words
        top, height = transcript.scroll_offset.y, transcript.size.height
        assert top <= transcript.lines.at(transcript.caret) < top + height


# The mouse


def mouse(kind: type[events.MouseEvent], transcript: Transcript, x: int, y: int) -> None:
    region = transcript.region
    transcript.post_message(
        kind(transcript, x, y, 0, 0, 1, False, False, False, region.x + x, region.y + y)
    )


async def test_dragging_selects_and_goes_on_beyond_the_edge(study: Path) -> None:
    async with opened(study, size=(60, 12)) as pilot:
        transcript = coding_screen(pilot).transcript
        left, height = transcript._parts.left, transcript.size.height
        mouse(events.MouseDown, transcript, left + 4, 0)
        mouse(events.MouseMove, transcript, left + 10, 0)
        await pilot.pause()
        assert selected(transcript) == "gjorde"
        mouse(events.MouseMove, transcript, left + 10, height + 1)
        last = len(transcript.lines) - 1
        for _ in range(500):
            if transcript.lines.at(transcript.caret) == last:
                break
            await pilot.pause(0.01)
        top = transcript.scroll_offset.y
        assert top == transcript.max_scroll_y > 0
        mouse(events.MouseUp, transcript, left + 10, height + 1)
        await pilot.pause()
        kept = transcript.selection
        mouse(events.MouseMove, transcript, left, 1)
        await pilot.pause(0.1)
        assert transcript.selection == kept


async def test_a_click_leaves_the_text_where_it_is(study: Path) -> None:
    async with opened(study, size=(60, 12)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.click(
            "#transcript", offset=(transcript._parts.left, transcript.size.height - 1)
        )
        assert transcript.scroll_offset.y == 0
        assert transcript.lines.at(transcript.caret) == transcript.size.height - 1


async def test_a_click_on_a_bar_goes_into_its_coding(study: Path) -> None:
    add_codings(study, ("lead", "Vi satte oss ned med kommunen"), ("act", "kommunen og tegnet"))
    async with opened(study, size=(80, 24)) as pilot:
        transcript = coding_screen(pilot).transcript
        gutter = transcript._parts.gutter
        await pilot.click("#transcript", offset=(gutter + 1, 1))
        assert transcript.caret == INTERVIEW.index("kommunen og")
        await pilot.click("#transcript", offset=(gutter, 1))
        assert transcript.caret == INTERVIEW.index("Vi satte")
        assert transcript.selection is None


async def test_the_wheel_scrolls_and_leaves_caret_and_selection(study: Path) -> None:
    async with opened(study, size=(60, 12)) as pilot:
        transcript = coding_screen(pilot).transcript
        await pilot.press("v", "w")
        for _ in range(3):
            mouse(events.MouseScrollDown, transcript, 20, 3)
        await pilot.pause(0.3)
        assert transcript.scroll_offset.y > 0
        assert transcript.selection == Span(INTERVIEW.index("Hva"), INTERVIEW.index("gjorde"))


# What isn't painted or made anew


async def test_the_keys_at_the_bottom_are_made_anew_only_where_they_are_others(
    study: Path,
) -> None:
    async with opened(study, size=(160, 40)) as pilot:
        screen = coding_screen(pilot)
        before = list(screen.query("FooterKey"))
        assert before
        await pilot.press("c", "escape", "w", "number_sign", "escape")
        await pilot.pause()
        assert list(screen.query("FooterKey")) == before
        screen.query_one(CodeTree).focus()
        await pilot.pause()
        assert list(screen.query("FooterKey")) != before


async def test_a_pane_shows_other_text_in_every_row_it_had(study: Path) -> None:
    async with opened(study, size=(120, 16)) as pilot:
        pane = coding_screen(pilot).query_one("#inspector", TextPane)

        def seen() -> str:
            rows = (pane.render_lines(pane.size.region)[y] for y in range(pane.size.height))
            return "\n".join("".join(segment.text for segment in row) for row in rows)

        pane.show([Paragraph(f"row {n}") for n in range(40)])
        await pilot.pause()
        pane.action_scroll_rows(5)
        assert "row 5\n" in re.sub(" +\n", "\n", seen())
        assert "more lines" in seen()
        pane.show([Paragraph("row 0"), Paragraph("other")])
        await pilot.pause()
        lines = [line.strip() for line in "\n".join(screen_lines(pilot)).split("\n")]
        assert any(line.endswith("row 0") for line in lines)
        assert any(line.endswith("other") for line in lines)
        assert not any("row 6" in line or "more lines" in line for line in lines)


async def test_scrolling_by_a_line_paints_the_bar_only_where_it_moves(
    study: Path, tmp_path: Path
) -> None:
    talk = "".join(f"A: linje {n}\nB: svar {n}\n" for n in range(5_000))
    (tmp_path / "talk.txt").write_text(talk, encoding="utf-8")
    with Project.open(study) as project:
        assert [report.error for report in project.import_files([tmp_path / "talk.txt"])] == [None]
    async with opened(study, size=(80, 24), document="talk") as pilot:
        transcript = coding_screen(pilot).transcript
        bar = transcript.vertical_scrollbar
        await pilot.press("pagedown", "pagedown")
        assert transcript.scroll_offset.y > bar.position == 0
        await pilot.press("G")
        assert bar.position == transcript.max_scroll_y == transcript.scroll_offset.y
