"""Word files: paragraphs, labels, tables, tracked changes, damage."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from qualcode.drafts import DocumentDraft, ImportedFile
from qualcode.errors import ImportFailure
from qualcode.importers import ImportOptions, read
from qualcode.importers import source as source_module

WORDS = st.text(st.sampled_from("abcæøå .,!?"), min_size=1, max_size=30).filter(str.strip)


def saved(folder: Path, document: Any, name: str = "a.docx") -> Path:
    path = folder / name
    document.save(str(path))
    return path


def labelled(document: Any, label: str, words: str) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(words)
    return paragraph


def only(imported: ImportedFile) -> DocumentDraft:
    (document,) = imported.documents
    assert document.text == "\n".join(document.text[t.start : t.end] for t in document.turns)
    return document


def said(document: DocumentDraft) -> list[tuple[str | None, str]]:
    return [(t.speaker, document.text[t.start : t.end]) for t in document.turns]


def test_a_paragraph_is_a_turn_and_labels_leave_the_text(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Intervju 3", 0)
    word.add_paragraph("Dato: 12.3.2025")
    labelled(word, "I:", " Kan du fortelle?")
    labelled(word, "D3 (sykepleier, kommune B):", " Ja, altså …")
    word.add_paragraph("Og mer.")
    word.add_paragraph("")
    word.add_paragraph("I:\tTakk")
    word.add_heading("Tema 2", 1)
    word.add_paragraph("Pause i opptaket.")
    document = only(read(saved(tmp_path, word)))
    assert [
        (turn.kind, *pair) for turn, pair in zip(document.turns, said(document), strict=True)
    ] == [
        ("heading", None, "Intervju 3"),
        ("heading", None, "Dato: 12.3.2025"),
        ("speech", "I", "Kan du fortelle?"),
        ("speech", "D3 (sykepleier, kommune B)", "Ja, altså …"),
        ("speech", "D3 (sykepleier, kommune B)", "Og mer."),
        ("speech", "I", "Takk"),
        ("heading", None, "Tema 2"),
        ("paragraph", None, "Pause i opptaket."),
    ]


def test_bold_labels_without_colon_and_labels_of_their_own(tmp_path: Path) -> None:
    word = docx.Document()
    labelled(word, "I", " Hva skjedde?")
    labelled(word, "R", " Ikke noe.")
    word.add_paragraph("I:")
    word.add_paragraph("Sikkert?")
    labelled(word, "R", " Ja.")
    assert said(only(read(saved(tmp_path, word)))) == [
        ("I", "Hva skjedde?"),
        ("R", "Ikke noe."),
        ("I", "Sikkert?"),
        ("R", "Ja."),
    ]


def test_bold_words_are_not_speakers(tmp_path: Path) -> None:
    word = docx.Document()
    labelled(word, "Formål:", " Å lære.")
    labelled(word, "Ja", " det var det.")
    word.add_paragraph("Mer tekst.")
    document = only(read(saved(tmp_path, word)))
    assert said(document) == [
        (None, "Formål: Å lære."),
        (None, "Ja det var det."),
        (None, "Mer tekst."),
    ]
    assert {turn.kind for turn in document.turns} == {"paragraph"}


def test_speakers_divided_by_line_breaks(tmp_path: Path) -> None:
    word = docx.Document()
    run = word.add_paragraph("I: Hei").add_run()
    run.add_break()
    run.add_text("R: Ja")
    run.add_break()
    run.add_text("og mer")
    word.add_paragraph("I: Takk")
    assert said(only(read(saved(tmp_path, word)))) == [
        ("I", "Hei"),
        ("R", "Ja\nog mer"),
        ("I", "Takk"),
    ]


@pytest.mark.parametrize("header", [True, False])
def test_a_transcript_table_among_paragraphs(tmp_path: Path, header: bool) -> None:
    rows = [
        ("1", "00:01:12", "K01", "Hei på dere alle sammen"),
        ("2", "00:01:15", "K02", "Hallo der borte"),
        ("3", "", "", "ja hallo igjen"),
        ("4", "00:01:20", "K01", ""),
    ]
    word = docx.Document()
    word.add_paragraph("Før")
    table = word.add_table(rows=0, cols=4)
    for row in [("Nr.", "Tid", "Taler", "Tekst"), *rows] if header else rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    word.add_paragraph("Etter")
    document = only(read(saved(tmp_path, word)))
    assert said(document) == [
        (None, "Før"),
        ("K01", "Hei på dere alle sammen"),
        ("K02", "Hallo der borte"),
        ("K02", "ja hallo igjen"),
        (None, "Etter"),
    ]
    assert [turn.start_ms for turn in document.turns] == [None, 72_000, 75_000, None, None]


def test_a_table_of_speaker_and_text(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=0, cols=2)
    for row in [("I:", "Kan du si litt om det"), ("Kari", "Ja"), ("I:", "Mer"), ("Kari", "Nei")]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    assert [who for who, _ in said(only(read(saved(tmp_path, word))))] == ["I", "Kari", "I", "Kari"]


def test_numbered_lines_with_labels_in_the_text(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=0, cols=2)
    for row in [("12", "I: Kan du si litt om det"), ("13", "R: Ja"), ("14", "og mer")]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    document = only(read(saved(tmp_path, word)))
    assert said(document) == [("I", "Kan du si litt om det"), ("R", "Ja"), ("R", "og mer")]
    assert [turn.attributes for turn in document.turns] == [
        {"turn": "12"},
        {"turn": "13"},
        {"turn": "14"},
    ]


def test_another_table_is_kept_as_rows(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    for cell, value in zip(
        [c for row in table.rows for c in row.cells],
        ["Alder", "45 år", "Sted", "Bygda"],
        strict=True,
    ):
        cell.text = value
    word.add_paragraph("I: Hei")
    imported = read(saved(tmp_path, word))
    assert said(only(imported)) == [(None, "Alder\t45 år"), (None, "Sted\tBygda"), ("I", "Hei")]
    assert any("table" in note for note in imported.notes)


def test_tracked_changes_comments_and_footnotes(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("I: Vi ")._p
    for xml in (
        f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>kanskje </w:t></w:r></w:ins>',
        f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>ikke </w:delText></w:r></w:del>',
        f'<w:r {nsdecls("w")}><w:t>kan</w:t><w:footnoteReference w:id="3"/></w:r>',
        f"<w:hyperlink {nsdecls('w')}><w:r><w:tab/><w:t>det</w:t></w:r></w:hyperlink>",
        f'<w:r {nsdecls("w")}><w:commentReference w:id="4"/></w:r>',
    ):
        paragraph.append(parse_xml(xml))
    imported = read(saved(tmp_path, word))
    assert said(only(imported)) == [("I", "Vi kanskje kan\tdet")]
    notes = " ".join(imported.notes)
    assert "1 insertion, 1 deletion" in notes
    assert "1 comment" in notes
    assert "1 footnote" in notes


def test_a_paragraph_whose_end_was_deleted_runs_on(tmp_path: Path) -> None:
    word = docx.Document()
    first = word.add_paragraph("I: Vi var")._p
    mark = f'<w:pPr {nsdecls("w")}><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
    first.insert(0, parse_xml(mark))
    word.add_paragraph(" der.")
    assert said(only(read(saved(tmp_path, word)))) == [("I", "Vi var der.")]


def test_the_page_header_is_reported(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("I: Hei")
    word.sections[0].header.paragraphs[0].text = "navn"
    assert "Not imported: 1 page header." in read(saved(tmp_path, word)).notes


def test_content_controls_are_looked_into(tmp_path: Path) -> None:
    word = docx.Document()
    word.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>I: Hei</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    assert said(only(read(saved(tmp_path, word)))) == [("I", "Hei")]


def test_speakers_can_be_switched_off(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("I: Hei")
    imported = read(saved(tmp_path, word), options=ImportOptions(settings={"speakers": "no"}))
    assert said(only(imported)) == [(None, "I: Hei")]


@given(
    st.lists(st.tuples(st.sampled_from(["I", "R", "Deltaker 3"]), WORDS), min_size=1, max_size=8)
)
def test_what_was_written_is_what_is_read(tmp_path_factory, turns: list[tuple[str, str]]) -> None:
    word = docx.Document()
    for speaker, words in turns:
        labelled(word, f"{speaker}:", f" {words}")
    document = only(read(saved(tmp_path_factory.mktemp("w"), word)))
    assert said(document) == [(speaker, words.strip()) for speaker, words in turns]


def test_an_empty_document_holds_no_text(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="holds no text"):
        read(saved(tmp_path, docx.Document()))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = docx.Document()
    word.add_paragraph("I: Hei " + "a" * 100_000)
    path = saved(tmp_path, word)
    monkeypatch.setattr(source_module, "LARGEST_UNZIPPED", 50_000)
    with pytest.raises(ImportFailure, match="unpacks to more"):
        read(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("I: Hei")
    path = saved(tmp_path, word)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1)
            new.writestr(name, data)
    path.write_bytes(out.getvalue())
    with pytest.raises(ImportFailure, match="entities"):
        read(path)


@pytest.mark.parametrize("name", ["a.docx", "a.txt"])
def test_a_word_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    word = docx.Document()
    word.add_paragraph("I: Hei")
    assert read(saved(tmp_path, word, name)).format == "docx"
