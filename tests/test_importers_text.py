"""Plain text and Markdown: labels, continuation, headings, paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.drafts import DocumentDraft
from qualcode.importers import ImportOptions, read
from qualcode.importers.labels import find_labels


def load(folder: Path, content: str, name: str = "a.txt", **chosen) -> DocumentDraft:
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    (document,) = read(path, options=ImportOptions(**chosen)).documents
    return document


def said(document: DocumentDraft) -> list[tuple[str | None, str]]:
    return [(t.speaker, document.text[t.start : t.end]) for t in document.turns]


def kinds(document: DocumentDraft) -> list[str]:
    return [turn.kind for turn in document.turns]


def test_the_whole_file_is_the_canonical_text(tmp_path: Path) -> None:
    document = load(tmp_path, "\ufeffI: Hei\r\nR: Ja vel\r\n")
    assert document.text == "I: Hei\nR: Ja vel\n"
    assert said(document) == [("I", "Hei"), ("R", "Ja vel")]
    assert document.name == "a"
    assert document.source_name == "a.txt"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I:", "R:"),
        ("Int.:", "Inf2:"),
        ("Intervjuer:", "Deltaker 3:"),
        ("M1:", "P04:"),
        ("I:", "D3 (sykepleier, kommune B):"),
        ("Sykepleier K02:", "Lege:"),
        ("I\t", "R\t"),
        ("S00:", "SPEAKER_01:"),
        ("intervjuer:", "informant:"),
        ("Kari Nordmann:", "Ola:"),
        ("**I:**", "**R:**"),
        ("**I**:", "**R**:"),
    ],
)
def test_labels_are_taken(tmp_path: Path, first: str, second: str) -> None:
    content = f"{first} Kan du fortelle?\n{second} Ja, altså …\nmer\n\n{first} Takk\n{second} Ja\n"
    document = load(tmp_path, content)
    one, two = first.strip("*: \t"), second.strip("*: \t")
    assert said(document) == [
        (one, "Kan du fortelle?"),
        (two, "Ja, altså …\nmer"),
        (one, "Takk"),
        (two, "Ja"),
    ]
    assert set(kinds(document)) == {"speech"}


@pytest.mark.parametrize("colon", [":", ""])
def test_a_label_on_its_own_line(tmp_path: Path, colon: str) -> None:
    content = "\n\n".join(
        f"{label}{colon}\n{words}"
        for label, words in [
            ("Sykepleier K02", "Vi må."),
            ("Lege", "Ja.\n\nMer."),
            ("Sykepleier K02", "Ok"),
        ]
    )
    assert said(load(tmp_path, content)) == [
        ("Sykepleier K02", "Vi må."),
        ("Lege", "Ja.\n\nMer."),
        ("Sykepleier K02", "Ok"),
    ]


def test_labels_without_a_space_after_the_colon(tmp_path: Path) -> None:
    assert said(load(tmp_path, "I:Hei\nR:Ja\nI:Mer\nR:Nei\nR:12:30\n")) == [
        ("I", "Hei"),
        ("R", "Ja"),
        ("I", "Mer"),
        ("R", "Nei\nR:12:30"),
    ]


def test_what_stands_above_the_first_label_is_heading(tmp_path: Path) -> None:
    document = load(tmp_path, "Intervju 3\nDato: 12.3.2025\n\nTil stede: to\n\nI: Hei\nR: Ja\n")
    assert kinds(document) == ["heading", "heading", "speech", "speech"]


def test_a_header_that_names_roles_is_not_talk(tmp_path: Path) -> None:
    content = "Dato: 1.2.2025\nIntervjuer: NN\nInformant: D3\n\nI: Hei\nD3: Ja\nI: Mer\nD3: Jo\n"
    document = load(tmp_path, content)
    assert [speaker for speaker, _ in said(document)] == [None, "I", "D3", "I", "D3"]


@pytest.mark.parametrize(
    "content",
    [
        "Vi ble enige. Merk: dette er viktig.\n\nMerk: igjen.\n\nMerk: og igjen.\n",
        "Møtet varte fra\n12:30 til\n13:45: så dro vi.\n\nSe http://example.org/x\n",
        "Dato: i går\nSted: her\nTid: nå\n\nDato: i dag\nSted: der\nTid: da\n",
        "Hva: rutine\nHvem: alle\nNår: fredag\nHva: ny\nHvem: ingen\nNår: mandag\n",
        "Leder: en eneste gang.\n\n" + "Lang prosa uten noe annet her.\n\n" * 12,
        "09:00 Velkommen\nalle kom\n09:15 Innledning\n10:00 Lunsj\n",
        "Leder\nSykepleier\nLege\n\nDe var til stede.\n",
    ],
)
def test_prose_has_no_speakers(tmp_path: Path, content: str) -> None:
    document = load(tmp_path, content)
    assert {turn.speaker for turn in document.turns} == {None}
    assert set(kinds(document)) == {"paragraph"}


def test_prose_inside_a_turn_stays_in_it(tmp_path: Path) -> None:
    content = "I: Hei\nR: Ja.\nMerk: ikke en taler.\nKl. 12:30 gikk vi.\nI: Mer\n"
    assert said(load(tmp_path, content))[1] == (
        "R",
        "Ja.\nMerk: ikke en taler.\nKl. 12:30 gikk vi.",
    )


def test_a_full_name_that_speaks_once_among_names(tmp_path: Path) -> None:
    content = "Kari Nordmann: a\nOla Hansen: b\nKari Nordmann: c\nOla Hansen: d\nPer Dahl: e\n"
    assert said(load(tmp_path, content))[-1] == ("Per Dahl", "e")


def test_times_beside_labels(tmp_path: Path) -> None:
    document = load(tmp_path, "S01: [00:00:12] Ja //S00: hm//\n\n[00:00:36] S00: Nei\n\nS01: Jo\n")
    assert said(document) == [("S01", "Ja //S00: hm//"), ("S00", "Nei"), ("S01", "Jo")]
    assert [turn.start_ms for turn in document.turns] == [12_000, 36_000, None]


@pytest.mark.parametrize("line", ["{name}   {time}", "{time} {name}", "{name} [{time}]"])
def test_lines_of_name_and_time(tmp_path: Path, line: str) -> None:
    content = "\n\n".join(
        f"{line.format(name=name, time=time)}\n{words}"
        for name, time, words in [
            ("Kari Li", "0:12", "Hei"),
            ("Ola By", "0:15", "Ja"),
            ("Kari Li", "1:20", "Ok"),
        ]
    )
    document = load(tmp_path, content)
    assert said(document) == [("Kari Li", "Hei"), ("Ola By", "Ja"), ("Kari Li", "Ok")]
    assert [turn.start_ms for turn in document.turns] == [12_000, 15_000, 80_000]


def test_paragraphs_where_nobody_is_named(tmp_path: Path) -> None:
    document = load(tmp_path, "Første linje\nfortsetter\n\n  Andre  \n\n\n")
    assert said(document) == [(None, "Første linje\nfortsetter"), (None, "Andre")]


def test_lines_where_no_blank_line_divides(tmp_path: Path) -> None:
    assert len(load(tmp_path, "ja\nnei\nkanskje\n").turns) == 3
    assert len(load(tmp_path, "ja\nnei\n", settings={"paragraphs": "blank"}).turns) == 1


def test_field_notes(tmp_path: Path) -> None:
    document = load(tmp_path, "10:15 Hun kom.\n\n10:20 Han gikk.\n", kind="fieldnote")
    assert kinds(document) == ["fieldnote", "fieldnote"]


def test_markdown_headings(tmp_path: Path) -> None:
    content = "# Workshop 1 #\n\nSted: her\n\n**I:** Kan du?\n\n**R (leder):** Ja.\n\n## Del 2\n\nNotat.\n\n**I:** Mer?\n"
    document = load(tmp_path, content, "a.md")
    assert document.text == content
    assert list(zip(kinds(document), said(document), strict=True)) == [
        ("heading", (None, "Workshop 1")),
        ("heading", (None, "Sted: her")),
        ("speech", ("I", "Kan du?")),
        ("speech", ("R (leder)", "Ja.")),
        ("heading", (None, "Del 2")),
        ("paragraph", (None, "Notat.")),
        ("speech", ("I", "Mer?")),
    ]


def test_speakers_can_be_switched_off_or_named(tmp_path: Path) -> None:
    content = "Merk: ja\n\nI: Hei\n\nMerk: nei\n"
    off = load(tmp_path, content, settings={"speakers": "no"})
    assert {turn.speaker for turn in off.turns} == {None}
    named = load(tmp_path, content, settings={"labels": "merk"})
    assert said(named) == [("Merk", "ja\n\nI: Hei"), ("Merk", "nei")]


def test_the_kind_comes_from_the_file_name_unless_given(tmp_path: Path) -> None:
    assert load(tmp_path, "I: hei\n", "Intervju 2.txt").kind == "interview"
    assert load(tmp_path, "I: hei\n", "Intervju 2.txt", kind="workshop").kind == "workshop"
    assert load(tmp_path, "I: hei\n", "notat.txt").kind == "other"


def test_names_are_nfc(tmp_path: Path) -> None:
    assert load(tmp_path, "I: hei\n", "ma\u030aling.txt").name == "m\u00e5ling"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_settings_repeat_the_import(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes("I: Å være på jobb\r\nR: «Ærlig»\r\n".encode(encoding))
    imported = read(path)
    (document,) = imported.documents
    stored = {key: value for key, value in document.settings.items() if key != "format"}
    again = read(path, format=document.settings["format"], options=ImportOptions(settings=stored))
    assert (again.documents[0].text, again.documents[0].turns) == (document.text, document.turns)
    guessed = any("guessed" in note for note in imported.notes)
    assert guessed == (encoding == "cp1252")


lines = st.lists(
    st.one_of(
        st.sampled_from(
            ["I: ", "R: ", "**R:** ", "D3 (leder): ", "# T", "Kari Li: ", "I:", "\t", "Merk: "]
        ),
        st.text(st.sampled_from("abå :.\n\t*#12[]()"), max_size=20),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=300)
@given(
    content=lines, gap=st.sampled_from(["", "\n", "\n\n"]), name=st.sampled_from(["a.txt", "a.md"])
)
def test_turns_lie_in_the_text_in_order_without_their_labels(
    tmp_path_factory, content: str, gap: str, name: str
) -> None:
    content = f"I: Hei{gap}R: Ja\n{content}\nI: Mer\n{content}"
    document = load(tmp_path_factory.mktemp("t"), content, name)
    end = 0
    for ordinal, turn in enumerate(document.turns):
        assert turn.ordinal == ordinal
        assert end <= turn.start < turn.end <= len(document.text)
        piece = document.text[turn.start : turn.end]
        assert piece == piece.strip()
        end = turn.end
    for label in find_labels(document.text):
        inside = [t for t in document.turns if t.start < label.text and t.end > label.line]
        assert all(turn.speaker is None or turn.start >= label.text for turn in inside)
