"""Wrapping and caret motions against a model that goes one cluster at a time."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tui import motions
from tui.glyphs import ODD, cell_width, clusters, fitted, glyph, is_break, masked, shown
from tui.layout import Lines

PIECES = st.sampled_from(
    [
        "a", "b", "ord", "på", "å", " ", " ", "  ", "\n", "\t", ".", "kommunen", "12",
        "\u2013", "😀", "👩\u200d👩\u200d👧", "👍🏽", "漢字", "e\u0301", "\u0301", "\x1b[31m", "\x00",
        "\u202e", "\u200d", "\ufe0f", "\u00ad", "שלום", "\u2028", "\ud800", "\u3000", "x" * 30,
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join)
WIDTHS = st.integers(1, 25)


def model(text: str, width: int) -> list[tuple[int, int]]:
    """Lines as (start, end), greedily, one cluster at a time."""
    lines = []
    position = 0
    for paragraph in text.split("\n"):
        end = position + len(paragraph)
        if position == len(text) and position:
            break
        start = position
        while True:
            stop, following = _model_line(text, start, end, width)
            lines.append((start, stop))
            start = following
            if start >= end:
                break
        position = end + 1
    return lines


def _model_line(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    parts = list(clusters(text, start, end))
    column, fits = 0, 0
    for part in parts:
        if column + part.width > width and fits:
            break
        column += part.width
        fits += 1
    if fits == len(parts):
        return end, end
    for index in range(fits, 0, -1):
        if is_break(text[parts[index].start]):
            return parts[index].start, parts[index].end
    return parts[fits].start, parts[fits].start


@given(TEXTS, WIDTHS)
def test_lines_are_those_of_the_model(text: str, width: int) -> None:
    lines = Lines(text, width)
    assert list(zip(lines.starts, lines.ends, strict=True)) == model(text, width)


@given(TEXTS, WIDTHS)
def test_lines_cover_the_text_in_order_and_keep_to_the_width(text: str, width: int) -> None:
    lines = Lines(text, width)
    bounds = [*lines.starts, len(text)]
    assert "".join(text[a:b] for a, b in itertools.pairwise(bounds)) == text
    for line, (start, end) in enumerate(zip(lines.starts, lines.ends, strict=True)):
        hidden = text[end : bounds[line + 1]]
        assert all(character.isspace() or glyph(character)[1] == 0 for character in hidden)
        parts = lines.clusters(line)
        assert sum(part.width for part in parts) <= width or len(parts) == 1
        assert "\n" not in text[start:end]


@given(TEXTS, WIDTHS)
def test_every_offset_has_one_line_and_comes_back_from_its_column(text: str, width: int) -> None:
    lines = Lines(text, width)
    for line in range(len(lines)):
        for part in lines.clusters(line):
            assert lines.at(part.start) == line
            if part.width:
                assert lines.offset_at(line, lines.column_of(part.start)) == part.start
        assert lines.at(lines.last_place(line)) == line
        assert lines.offset_at(line, 10_000) == lines.last_place(line)


@given(TEXTS, WIDTHS)
def test_stepping_visits_every_place_once_each_way(text: str, width: int) -> None:
    lines = Lines(text, width)
    forward = [lines.starts[0]]
    while (place := motions.next_place(lines, forward[-1])) != forward[-1]:
        assert place > forward[-1]
        forward.append(place)
    backward = [forward[-1]]
    while (place := motions.previous_place(lines, backward[-1])) != backward[-1]:
        assert place < backward[-1]
        backward.append(place)
    assert backward[::-1] == forward
    wanted = {part.start for line in range(len(lines)) for part in lines.clusters(line)}
    assert wanted <= set(forward)


@given(TEXTS, WIDTHS)
def test_word_motions_progress_to_the_ends(text: str, width: int) -> None:
    lines = Lines(text, width)
    last = lines.last_place(len(lines) - 1)
    for move in (motions.next_word, motions.word_end):
        offset = lines.starts[0]
        while offset < last:
            moved = move(lines, offset)
            assert moved > offset
            offset = moved
    offset = last
    while offset > 0:
        moved = motions.previous_word(lines, offset)
        assert moved < offset
        offset = moved


@given(TEXTS, st.integers(0, 30))
def test_nothing_raw_reaches_the_terminal(text: str, width: int) -> None:
    for piece in (shown(text), fitted(text, width)):
        assert all(c.isprintable() or c == "\u3000" for c in piece)
        piece.encode()
    assert cell_width(fitted(text, width)) == width


@given(TEXTS)
def test_masked_text_is_as_long_and_sends_nothing_a_terminal_obeys(text: str) -> None:
    hidden = masked(text)
    assert len(hidden) == len(text)
    hidden.encode()
    assert not any(ord(c) < 32 and c not in "\t\n" for c in hidden)
    assert "\u202e" not in hidden


def test_characters_called_narrow_are_one_cell_and_themselves() -> None:
    narrow = [chr(c) for c in range(0x3000) if not ODD.search(chr(c))]
    assert len(narrow) > 1000
    assert all(glyph(c) == (c, 1) for c in narrow)


def test_stand_ins_for_what_a_terminal_would_obey() -> None:
    assert shown("a\x1b[2Jb\x7f") == "a␛[2Jb␡"
    assert shown("x\u202ey\ud800z") == "x\ufffdy\ufffdz"
    assert shown("\u0301a") == "\u25cc\u0301a"


def test_tabs_go_to_the_next_stop() -> None:
    assert [c.width for c in clusters("\ta\tbcd\t", 0, 7)] == [4, 1, 3, 1, 1, 1, 1]


def test_blocks_begin_lines_and_what_is_between_is_not_shown() -> None:
    text = "I: hei du\nAnne: ja"
    lines = Lines(text, 4, [(3, 9), (16, 18)])
    shown_lines = [text[a:b] for a, b in zip(lines.starts, lines.ends, strict=True)]
    assert shown_lines == ["hei", "du", "ja"]
    assert lines.place(12, forward=True) == 16
    assert lines.place(12, forward=False) == 9
    assert motions.next_place(lines, 9) == 16
    assert motions.previous_place(lines, 16) == 9
    assert lines.place(0, forward=True) == 3


def test_word_motions_by_name() -> None:
    text = "Det er co-design, «ikke» bare prat."
    lines = Lines(text, 80)
    stops = [0]
    for _ in range(3):
        stops.append(motions.next_word(lines, stops[-1]))
    assert [text[s:].split(maxsplit=1)[0] for s in stops] == ["Det", "er", "co-design,", "ikke»"]
    assert motions.word_end(lines, 8) == text.index(",")
    assert motions.previous_word(lines, 9) == 7
    assert motions.word_around(lines, 9) == (7, 16)
    assert motions.word_around(lines, 3) is None


def test_vertical_moves_keep_the_column_where_they_can() -> None:
    lines = Lines("langt ord\nto\nlangt igjen", 20)
    assert motions.vertical(lines, 8, 1, 8) == 12
    assert motions.vertical(lines, 12, 1, 8) == 13 + 8
    assert motions.vertical(lines, 3, -5, 3) == 3
    assert motions.line_start(lines, 15) == 13
    assert motions.line_end(lines, 15) == 24


def test_starts_before_and_after() -> None:
    assert motions.next_start([0, 5, 9], 5) == 9
    assert motions.next_start([0, 5, 9], 9) is None
    assert motions.previous_start([0, 5, 9], 5) == 0
    assert motions.previous_start([0, 5, 9], 0) is None
