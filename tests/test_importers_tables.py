"""Tables of turns, codings and cases as CSV, TSV, XLSX and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.drafts import DocumentDraft, ImportedFile
from qualcode.errors import ImportFailure
from qualcode.importers import ImportOptions, read
from qualcode.text import line_ends

HEADER = ["document", "turn", "speaker", "text", "codes", "lang"]
ROWS = [
    ["K01", "1", "D1", "Hei; du", "a; b ;a", "nb"],
    ["K02", "1", "D2", "Ja\r\nog nei", "", "nn"],
    ["K01", "2", "", "  To  ", "c > d", "nb"],
]


def written(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def as_xlsx(folder: Path, rows: list[list[Any]], name: str = "a.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def texts(document: DocumentDraft) -> list[str]:
    assert document.text == "\n".join(document.text[t.start : t.end] for t in document.turns)
    return [document.text[turn.start : turn.end] for turn in document.turns]


def check_rows(imported: ImportedFile) -> None:
    first, second = imported.documents
    assert (first.name, second.name) == ("K01", "K02")
    assert texts(first) == ["Hei; du", "  To  "]
    assert texts(second) == ["Ja\nog nei"]
    assert [turn.speaker for turn in first.turns] == ["D1", None]
    assert [turn.language for turn in second.turns] == ["nn"]
    assert (first.language, second.language) == ("nb", "nn")
    assert [(c.code, c.start, c.end, c.row) for c in first.codings] == [
        ("a", 0, 7, 2),
        ("b", 0, 7, 2),
        ("c > d", 8, 14, 4),
    ]
    assert all(first.text[c.start : c.end] == c.quote for c in first.codings)
    assert [turn.attributes for turn in first.turns] == [{}, {}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_turns_as_text(tmp_path: Path, delimiter: str, encoding: str) -> None:
    content = as_csv([HEADER, *ROWS], delimiter).encode(encoding)
    imported = read(written(tmp_path, content))
    assert imported.format == "turns"
    check_rows(imported)


def test_turns_as_xlsx(tmp_path: Path) -> None:
    check_rows(read(as_xlsx(tmp_path, [HEADER, *ROWS])))


def test_excel_says_which_delimiter(tmp_path: Path) -> None:
    content = "sep=;\r\n" + as_csv([HEADER, *ROWS], ";")
    documents = read(written(tmp_path, content)).documents
    assert [coding.row for coding in documents[0].codings] == [3, 3, 5]


def test_json_lists_keep_their_codes_to_the_letter(tmp_path: Path) -> None:
    content = lines(
        {"doc": "A", "text": "hei", "codes": ["a; b", " c ", "a; b", "æ"]},
        {"doc": "A", "text": "x", "codes": "a; b "},
    )
    (document,) = read(written(tmp_path, content, "a.jsonl")).documents
    assert [(c.code, c.start) for c in document.codings] == [
        ("a; b", 0), (" c ", 0), ("æ", 0), ("a", 4), ("b", 4),
    ]  # fmt: skip


def test_a_table_without_documents_is_one_named_after_the_file(tmp_path: Path) -> None:
    (document,) = read(written(tmp_path, "text\nhei, du\nja\n", "Møte.csv")).documents
    assert document.name == "Møte"
    assert texts(document) == ["hei, du", "ja"]


def test_constant_columns_are_variables_and_others_attributes(tmp_path: Path) -> None:
    rows = [
        ["doc", "text", "site", "mood", "round", "Empty"],
        ["A", "a", "K01", "glad", "1", ""],
        ["A", "b", "K01", "", "1", ""],
        ["B", "c", "K02", "trist", "1", ""],
    ]
    one, two = read(written(tmp_path, as_csv(rows))).documents
    assert one.variables == {"site": "K01", "round": "1"}
    assert [turn.attributes for turn in one.turns] == [{"mood": "glad"}, {}]
    assert two.variables == {"site": "K02", "mood": "trist", "round": "1"}


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        (["0", "1"], [0, 1]),
        (["1", "2"], [None, None]),
        (["7", "8"], [7, 8]),
        (["07", "8"], ["07", 8]),
        (["a1", ""], ["a1", None]),
    ],
)
def test_turn_numbers_are_kept_where_they_say_something(tmp_path: Path, numbers, kept) -> None:
    rows = [["turn", "text"], [numbers[0], "a"], [numbers[1], "b"]]
    (document,) = read(written(tmp_path, as_csv(rows))).documents
    assert [turn.attributes.get("turn") for turn in document.turns] == kept


def test_times_coders_and_ignored_offsets(tmp_path: Path) -> None:
    rows = [
        ["text", "start_ms", "end_ms", "start", "end", "codes", "coder"],
        ["a", "1000", "2000.0", "5", "6", "x", "Kari"],
        ["b", "nå", "-1", "7", "8", "", ""],
        ["c", "3000", "2000", "", "", "", ""],
    ]
    imported = read(written(tmp_path, as_csv(rows)))
    (document,) = imported.documents
    assert [(t.start_ms, t.end_ms) for t in document.turns] == [
        (1000, 2000),
        (None, None),
        (3000, None),
    ]
    assert document.codings[0].coder == "Kari"
    assert any(note.startswith("2 times left out") for note in imported.notes)
    assert "Columns not used: end, start." in imported.notes


def test_rows_without_text_are_skipped_and_their_codes_reported(tmp_path: Path) -> None:
    rows = [["text", "codes"], ["a", ""], [" ", "x"], ["", ""], ["\u00a0", ""]]
    rows[3] = ["\t", ""]
    imported = read(written(tmp_path, as_csv(rows) + '"",""\r\n'))
    assert len(imported.documents[0].turns) == 1
    assert "2 rows without text skipped." not in imported.notes
    assert "1 row without text skipped." in imported.notes
    assert "Codes lost with rows that have no text: 3." in imported.notes


@pytest.mark.parametrize(
    ("cell", "value"),
    [("'=1+1", "=1+1"), ("'+47", "+47"), ("'-nei", "-nei"), ("'@a", "@a"), ("''ja", "'ja"),
     ("'\ta", "\ta"), ("'\ra", "\na"), ("'ja", "'ja"), ("'", "'"), ("''", "'"), ("=1", "=1")],
)  # fmt: skip
def test_one_guarding_quote_is_taken_off(tmp_path: Path, cell: str, value: str) -> None:
    (document,) = read(written(tmp_path, as_csv([["text"], [cell], ["x"]]))).documents
    assert texts(document)[0] == value
    if cell.startswith("="):  # a formula there
        return
    (kept,) = read(as_xlsx(tmp_path, [["text"], [cell], ["x"]])).documents
    assert texts(kept)[0] == line_ends(cell)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
@given(
    cells=st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\r\n\t;,'\"=")),
        min_size=1,
        max_size=6,
    )
)
def test_texts_come_back_up_to_line_ends(tmp_path_factory, name: str, cells: list[str]) -> None:
    folder = tmp_path_factory.mktemp("t")
    if name == "a.jsonl":
        content = lines(*({"text": cell, "doc": "A"} for cell in cells))
    else:
        guarded = [f"'{c}" if c[:1] in set("=+-@\t\r'") and c else c for c in cells]
        content = as_csv(
            [["doc", "text"], *(["A", c] for c in guarded)], "," if name == "a.csv" else "\t"
        )
    expected = [line_ends(cell) for cell in cells if cell.strip()]
    path = written(folder, content, name)
    if not expected:
        with pytest.raises(ImportFailure):
            read(path)
        return
    (document,) = read(path).documents
    assert texts(document) == expected


def test_a_very_long_cell_and_a_nul(tmp_path: Path) -> None:
    long = "ord " * 100_000
    (document,) = read(written(tmp_path, as_csv([["text"], [long], ["a\x00b"]]))).documents
    assert texts(document) == [long, "a\x00b"]


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    content = '{"text": "a\\ud800b \\ud83d\\ude00 \\\\ud800", "codes": ["\\udc00"]}\n'
    (document,) = read(written(tmp_path, content, "a.jsonl")).documents
    assert document.text == "a\ufffdb \U0001f600 \\ud800"
    assert document.codings[0].code == "\ufffd"


def test_json_values_of_any_kind(tmp_path: Path) -> None:
    row = {
        "text": 12,
        "doc": 7,
        "turn": 0,
        "ok": True,
        "n": 1.0,
        "w": [1, {"a": None}],
        "no": None,
        "inf": float("inf"),
    }
    (document,) = read(written(tmp_path, lines(row), "a.jsonl")).documents
    assert (document.name, document.text) == ("7", "12")
    assert document.variables == {"ok": True, "n": 1, "w": '[1, {"a": null}]'}


CODINGS = [
    ["document", "start", "end", "code", "code_id", "coder", "quote", "memo", "context"],
    ["K01", "0", "3", "A > B", "x.b", "Kari", "Hei", "obs", "…"],
    ["K01", "", "", "", "x.c", "", "du der", "", ""],
]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_codings(tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        path = as_xlsx(tmp_path, [CODINGS[0], ["K01", 0, 3, *CODINGS[1][3:]], CODINGS[2]])
    elif form == "jsonl":
        content = lines(
            *({k: v for k, v in zip(CODINGS[0], row, strict=True) if v} for row in CODINGS[1:])
        )
        path = written(tmp_path, content, "a.jsonl")
    else:
        path = written(tmp_path, as_csv(CODINGS))
    imported = read(path)
    assert imported.format == "codings"
    one, two = imported.codings
    assert (one.document, one.start, one.end, one.code, one.code_id) == (
        "K01",
        0,
        3,
        "A > B",
        "x.b",
    )
    assert (one.coder, one.quote, one.memo) == ("Kari", "Hei", "obs")
    assert (two.start, two.end, two.code, two.quote, two.coder) == (
        None,
        None,
        "x.c",
        "du der",
        None,
    )
    assert any("context" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["", "0", "3", "A", "", "", "", "", ""], "no document in row 2"),
        (["K", "0", "3", "", "", "", "", "", ""], "no code in row 2"),
        (["K", "x", "3", "A", "", "", "Hei", "", ""], "no range of characters in row 2"),
        (["K", "0", "", "A", "", "", "Hei", "", ""], "no range of characters in row 2"),
        (["K", "3", "0", "A", "", "", "Hei", "", ""], "no range of characters in row 2"),
        (["K", "", "", "A", "", "", "", "", ""], "neither offsets nor a quote in row 2"),
    ],
)
def test_codings_that_point_nowhere_are_refused(
    tmp_path: Path, row: list[str], message: str
) -> None:
    with pytest.raises(ImportFailure, match=message):
        read(written(tmp_path, as_csv([CODINGS[0], row])))


CASES = [
    ["case_id", "kind", "speakers", "consent_scope", "span", "score", "kommunenr", "date"],
    ["D1", "", "D1 | D1 (leder)", "full", "12", "3,5", "0301", "15.12.2025"],
    ["K02", "Site", "", "", "", "-1", "1103", ""],
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cases(tmp_path: Path, form: str) -> None:
    path = (
        as_xlsx(tmp_path, CASES)
        if form == "xlsx"
        else written(tmp_path, as_csv(CASES, ";").encode("cp1252"))
    )
    one, two = read(path).cases
    assert (one.name, one.kind, one.speakers, one.consent) == (
        "D1",
        "person",
        ("D1", "D1 (leder)"),
        "full",
    )
    assert one.variables == {"span": 12, "score": 3.5, "kommunenr": "0301", "date": "15.12.2025"}
    assert (two.name, two.kind, two.speakers) == ("K02", "site", ())
    assert two.variables == {"score": -1.0, "kommunenr": "1103"}


def test_a_comma_is_a_decimal_mark_only_where_it_divides_no_cells(tmp_path: Path) -> None:
    path = written(tmp_path, as_csv([["case", "n"], ["A", "1,234"], ["B", "5"]]))
    assert [case.variables["n"] for case in read(path).cases] == ["1,234", "5"]
    told = read(path, options=ImportOptions(settings={"decimal": "comma"}))
    assert [case.variables["n"] for case in told.cases] == [1.234, 5.0]


def test_cases_named_twice_or_not_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="rows 2 and 4"):
        read(written(tmp_path, "case,x\nA,1\nB,1\nA,2\n"))
    with pytest.raises(ImportFailure, match="no name in row 3"):
        read(written(tmp_path, "case,x\nA,1\n,1\n"))
    with pytest.raises(ImportFailure, match="kind is unknown in row 2"):
        read(written(tmp_path, "case,kind\nA,hospital\n"))


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("a,b\n1,2\n", "a.csv", "no known table has these columns: a, b"),
        ("text,codes\na\n", "a.csv", "row 2 has 1 cell where the header has 2"),
        ("text,codes\na,b\nc,d,e\n", "a.csv", "row 3 has 3 cells where the header has 2"),
        ('text,codes\na,"b\nc,d\n', "a.csv", "opens in row 2 is never closed"),
        ("text,codes\n", "a.csv", "no rows"),
        ("text,Text\na,b\n", "a.csv", "the column 'text' is there twice"),
        ("text,codes\n ,\n", "a.csv", "no text|no rows"),
        ('{"text": "a"}\n{"text": \n', "a.jsonl", "line 2 is not JSON"),
        ('{"text": "a"}\n[1]\n', "a.jsonl", "line 2 is no JSON object"),
        ('{"text": "a"}\n{"doc": "b"}\n', "a.jsonl", "there is no text in row 2"),
        ('{"text": "a"}\n' + "[" * 100_000 + "\n", "a.jsonl", "line 2 is not JSON"),
        ('{"document": "a", "code": "b", "quote": "c"}\nx\n', "a.jsonl", "line 2 is not JSON"),
        ("code,quote\na,b\n", "a.csv", "no column 'document'"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: str, name: str, message: str) -> None:
    with pytest.raises(ImportFailure, match=message) as caught:
        read(written(tmp_path, content, name))
    assert caught.value.message.startswith(f"{name}: ")


def test_empty_cells_beyond_the_header_are_forgiven(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "text,codes\na,b,,\n\n\nc,d\n")).documents[0].turns) == 2


def test_a_wanted_table_that_is_another(tmp_path: Path) -> None:
    path = written(tmp_path, "case,age\nA,1\n")
    with pytest.raises(ImportFailure, match="no column 'text'; it has: case, age"):
        read(path, format="turns")


def test_the_delimiter_can_be_told(tmp_path: Path) -> None:
    path = written(tmp_path, "text|codes\na, b|x\n")
    told = read(path, options=ImportOptions(settings={"delimiter": "pipe"}), format="turns")
    assert told.documents[0].text == "a, b"
    with pytest.raises(ImportFailure, match="not one character"):
        read(path, options=ImportOptions(settings={"delimiter": "ab"}), format="turns")


def test_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["første"])
    other = book.create_sheet("Andre")
    other.append(["text"])
    other.append(["to_x0041_"])
    book.save(tmp_path / "a.xlsx")
    first = read(tmp_path / "a.xlsx")
    assert first.documents[0].text == "første"
    assert "Only the first of 2 sheets was read." in first.notes
    chosen = read(tmp_path / "a.xlsx", options=ImportOptions(settings={"sheet": "Andre"}))
    assert chosen.documents[0].text == "toA"
    with pytest.raises(ImportFailure, match="there is no sheet"):
        read(tmp_path / "a.xlsx", options=ImportOptions(settings={"sheet": "Tredje"}))


def test_settings_repeat_the_import(tmp_path: Path) -> None:
    path = written(tmp_path, as_csv([HEADER, *ROWS], ";").encode("cp1252"))
    first = read(path)
    settings = dict(first.documents[0].settings)
    again = read(path, format=settings.pop("format"), options=ImportOptions(settings=settings))
    assert again.documents == first.documents
