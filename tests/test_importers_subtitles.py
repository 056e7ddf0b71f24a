"""WebVTT and SubRip: joining cues, speakers, and what real files break."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.drafts import DocumentDraft
from qualcode.errors import ImportFailure
from qualcode.importers import ImportOptions, read


def load(folder: Path, content: str, name: str = "a.vtt", encoding: str = "utf-8", **settings: str):
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return read(path, options=ImportOptions(settings=settings))


def said(document: DocumentDraft) -> list[tuple[str | None, int | None, int | None, str]]:
    assert document.text == "\n".join(document.text[t.start : t.end] for t in document.turns)
    return [
        (t.speaker, t.start_ms, t.end_ms, document.text[t.start : t.end]) for t in document.turns
    ]


TEAMS = """WEBVTT

0:0:3.490 --> 0:0:5.0
<v Kari N>Hei og</v>

0:0:5.500 --> 0:0:7.000
<v Kari N>velkommen
hit.</v>

NOTE en merknad
på to linjer

b1/2-0
00:00:59.000 --> 00:00:60.500
<v Ola>Takk &amp; hei</v>

00:01:05.000 --> 00:01:06.000
<v Ola>Ja <i>vel</i> i <kommune B></v>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_teams(tmp_path: Path, encoding: str, end: str) -> None:
    imported = load(tmp_path, TEAMS.replace("\n", end), encoding=encoding)
    assert said(imported.documents[0]) == [
        ("Kari N", 3490, 7000, "Hei og velkommen hit."),
        ("Ola", 59_000, 60_500, "Takk & hei"),
        ("Ola", 65_000, 66_000, "Ja vel i <kommune B>"),
    ]
    assert "1 NOTE block left out." in imported.notes


def test_the_gap_decides_what_is_joined(tmp_path: Path) -> None:
    wide = load(tmp_path, TEAMS, join_gap_ms="5000").documents[0]
    assert said(wide)[1] == ("Ola", 59_000, 66_000, "Takk & hei Ja vel i <kommune B>")
    assert wide.settings["join_gap_ms"] == "5000"
    assert len(load(tmp_path, TEAMS, join_gap_ms="100").documents[0].turns) == 4


def test_cues_without_speakers_are_joined_only_when_asked(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:02.000 --> 00:03.000\nb\n"
    assert said(load(tmp_path, content).documents[0]) == [
        (None, 1000, 2000, "a"),
        (None, 2000, 3000, "b"),
    ]
    joined = load(tmp_path, content, join_gap_ms="0").documents[0]
    assert said(joined) == [(None, 1000, 3000, "a b")]


ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.000
Kari Nordmann: Hei

2
00:00:02.000 --> 00:00:03.000
Kari Nordmann: igjen

3
00:00:03.000 --> 00:00:04.000
Ola: Merk: ja

4
00:00:03.500 --> 00:00:04.000
uten navn

5
00:00:04.000 --> 00:00:05.000
Ola: nei
Kari Nordmann: jo
"""


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_zoom_names_before_the_text(tmp_path: Path, name: str) -> None:
    content = ZOOM if name == "a.vtt" else ZOOM.replace("WEBVTT\n\n", "").replace(".", ",")
    assert said(load(tmp_path, content, name).documents[0]) == [
        ("Kari Nordmann", 1000, 3000, "Hei igjen"),
        ("Ola", 3000, 4000, "Merk: ja"),
        (None, 3500, 4000, "uten navn"),
        ("Ola", 4000, 5000, "nei"),
        ("Kari Nordmann", 4000, 5000, "jo"),
    ]


def test_two_voices_in_one_cue(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud A>ja</v> <v B>nei\n"
    assert said(load(tmp_path, content).documents[0]) == [
        ("A", 1000, 2000, "ja"),
        ("B", 1000, 2000, "nei"),
    ]


def test_speakers_can_be_switched_off(tmp_path: Path) -> None:
    assert {who for who, *_ in said(load(tmp_path, TEAMS, speakers="no").documents[0])} == {None}
    assert "Ola: nei" in load(tmp_path, ZOOM, speakers="no").documents[0].text


BROKEN = [
    pytest.param("00:01.000 --> 00:02.000\na\n\n00:02.000 --> 00:03.000\nb\n", id="no header"),
    pytest.param("WEBVTT\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb\n", id="no gaps"),
    pytest.param("WEBVTT\n\nSTYLE\n::cue(b) {\n color: red;\n}\n\nNOTE x\n\n00:01.000 --> 00:02.000\n"
                 "a\n\n\n\n2\n00:02,0 -> 00:03,000 align:start position:0%\n<c.red>b</c>", id="styles"),
    pytest.param("WEBVTT - tittel\nKind: captions\n\nWEBVTT\n\n0:1.0 --> 0:2.0\na\n\n"
                 "id\n0:2.0 --> 0:3.0\n<00:02.500>b", id="odd"),
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_broken_webvtt(tmp_path: Path, content: str) -> None:
    assert said(load(tmp_path, content).documents[0]) == [
        (None, 1000, 2000, "a"),
        (None, 2000, 3000, "b"),
    ]


def test_a_paragraph_after_a_cue_belongs_to_it(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n\nmer\n\nNOTE nei\n\nheller ikke\n"
    assert said(load(tmp_path, content).documents[0]) == [(None, 1000, 2000, "a mer")]


def test_many_empty_lines_take_no_time(tmp_path: Path) -> None:
    content = (
        "0\n00:00:01,000 --> 00:00:02,000\na"
        + "\n" * 200_000
        + "1\n00:00:02,000 --> 00:00:03,000\nb"
    )
    for name in ("a.vtt", "a.srt"):
        assert load(tmp_path, content, name).documents[0].text == "a\nb"


def test_cues_without_text_are_counted(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:02.000 --> 00:03.000\n\n"
    imported = load(tmp_path, content)
    assert len(imported.documents[0].turns) == 1
    assert "1 cue without text left out." in imported.notes


def test_the_language_of_the_header(tmp_path: Path) -> None:
    content = "WEBVTT\nLanguage: nb\n\n00:01.000 --> 00:02.000\na\n"
    assert load(tmp_path, content).documents[0].language == "nb"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nHvor mange?\n42\n\n2\n00:00:02.5 --> 0:0:3\nb\n12\n", ["Hvor mange? 42", "b 12"]),
        ("00:00:01,000 --> 00:00:02,000\na\n42\n\n00:00:02,000 --> 00:00:03,000\nb\n7", ["a 42", "b 7"]),
        ("\ufeff0\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}a\r\n\r\n1\r\n00:00:02,000 --> 00:00:03,000\r\n<b>b</b>", ["a", "b"]),
        ("1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:02,000 --> 00:00:03,000\nb", ["a", "b"]),
        ("1\n00:00:01,000 --> 00:00:02,000\na\n\nmer\n\n2\n00:00:02,000 --> 00:00:03,000\nb", ["a mer", "b"]),
    ],
)  # fmt: skip
def test_broken_subrip(tmp_path: Path, content: str, texts: list[str]) -> None:
    assert [text for *_, text in said(load(tmp_path, content, "a.srt").documents[0])] == texts


def test_windows_1252(tmp_path: Path) -> None:
    content = "1\r\n00:00:01,000 --> 00:00:02,000\r\nÅ være på øya\r\n"
    imported = load(tmp_path, content, "a.srt", "cp1252")
    assert imported.documents[0].text == "Å være på øya"
    assert imported.documents[0].settings["encoding"] == "cp1252"


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
@pytest.mark.parametrize("content", ["WEBVTT", "WEBVTT\n\n", "   \n", "ingen tider her"])
def test_files_without_cues_hold_no_text(tmp_path: Path, content: str, name: str) -> None:
    with pytest.raises(ImportFailure, match="holds no text"):
        load(tmp_path, content, name)


@pytest.mark.parametrize(("name", "found"), [("a.txt", "vtt"), ("a.srt", "vtt"), ("a.vtt", "vtt")])
def test_webvtt_is_known_by_its_content(tmp_path: Path, name: str, found: str) -> None:
    assert load(tmp_path, TEAMS, name).format == found


CUES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", ""]),
        st.integers(0, 5000),
        st.integers(0, 3000),
        st.text(st.sampled_from("abcæ 1.-"), min_size=1, max_size=12).filter(
            lambda text: text.strip() and "--" not in text
        ),
    ),
    min_size=1,
    max_size=10,
)


@given(cues=CUES, gap=st.integers(0, 4000), cut=st.sampled_from(["\n", ""]))
def test_no_word_is_lost_and_times_enclose_their_cues(tmp_path_factory, cues, gap, cut) -> None:
    lines, spans, clock = ["WEBVTT", ""], [], 0
    for speaker, pause, length, words in cues:
        start, end = clock + pause, clock + pause + length
        clock = end
        spans.append((speaker or None, start, end, " ".join(words.split())))
        text = f"<v {speaker}>{words}</v>" if speaker else words
        lines += [f"{stamp(start)} --> {stamp(end)}", text, ""]
    content = "\n".join(lines).replace("\n\n", "\n" + cut) + "\n"
    folder = tmp_path_factory.mktemp("v")
    turns = said(load(folder, content, join_gap_ms=str(gap)).documents[0])
    assert " ".join(t for *_, t in turns).split() == " ".join(t for *_, t in spans).split()
    assert turns[0][1] == spans[0][1]
    assert turns[-1][2] == spans[-1][2]
    for (who, _, end, _), (next_who, start, _, _) in pairwise(turns):
        assert who != next_who or start - end > gap


def stamp(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60}.{ms % 1000:03d}"
