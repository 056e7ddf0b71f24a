"""Exported files: what they hold, how they are safe to open, and that they are whole or absent."""

from __future__ import annotations

import csv
import errno
import gc
import io
import json
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import DiskFull, FileError, InputError, UnknownName
from qualcode.exporters import FORMATS, Table, WriteOptions, format_of, write, write_text

RAW = WriteOptions(raw=True)
FORCE = WriteOptions(force=True)
NORWEGIAN = WriteOptions(excel_no=True)
GUARDED = "=+-@\t\r'"


def table(*rows, columns=("a", "b", "c"), name="codings"):
    return Table(name, columns[: len(rows[0])] if rows else columns, rows)


def written(tmp_path, content, ending, options=WriteOptions()):  # noqa: B008
    path = tmp_path / f"out.{ending}"
    notes = write(content, path, options=options)
    return path.read_bytes(), notes


def sheet_of(tmp_path, content):
    path = tmp_path / "out.xlsx"
    notes = write(content, path)
    return openpyxl.load_workbook(path).active, notes


# CSV and TSV


def test_csv_holds_numbers_lists_and_text(tmp_path):
    data, notes = written(
        tmp_path,
        table(
            ("æøå 😀", -3, -0.5),
            (None, True, ["x", "y"]),
            ("a,b", "line\nline", {"k": [1]}),
            (float("nan"), "", 10**20),
        ),
        "csv",
    )
    assert notes == []
    assert data.decode() == (
        'a,b,c\næøå 😀,-3,-0.5\n,true,x; y\n"a,b","line\nline","{""k"": [1]}"\n'
        ",,100000000000000000000\n"
    )


def test_cells_a_spreadsheet_would_run_get_one_apostrophe(tmp_path):
    cells = ["=1+1", "+47 22", "-nei", "@x", "\tx", "\rx", "'s", "x=1", " =1", ["-a", "b"]]
    content = Table("t", tuple("abcdefghij"), [cells, [*cells]])
    for ending, delimiter in (("csv", ","), ("tsv", "\t")):
        data, _ = written(tmp_path, content, ending)
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
        assert rows[1] == [
            "'=1+1", "'+47 22", "'-nei", "'@x", "'\tx", "'\rx", "''s", "x=1", " =1", "'-a; b",
        ]  # fmt: skip


def test_a_dangerous_column_name_is_guarded_too(tmp_path):
    data, _ = written(tmp_path, Table("t", ("=cmd()",), []), "csv")
    assert data == b"'=cmd()\n"


def test_raw_leaves_the_apostrophe_out(tmp_path):
    data, _ = written(tmp_path, table(("=1+1", "'s", -1)), "csv", RAW)
    assert data == b"a,b,c\n=1+1,'s,-1\n"


def test_norwegian_excel_gets_semicolons_commas_and_a_mark(tmp_path):
    data, _ = written(tmp_path, table((-1.5, 3, "1.5"), ("a;b", "c", "d")), "csv", NORWEGIAN)
    assert data == '\ufeffa;b;c\r\n-1,5;3;1.5\r\n"a;b";c;d\r\n'.encode()


nasty = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(alphabet=GUARDED + '\n",; a\x00', max_size=8),
)
rows_of_text = st.lists(st.tuples(nasty, nasty, nasty), max_size=6)


@given(rows_of_text, st.sampled_from(["csv", "tsv"]), st.booleans())
def test_text_comes_back_with_one_apostrophe_taken_off(rows, ending, excel_no):
    options = WriteOptions(excel_no=excel_no)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"t.{ending}"
        write(Table("t", ("a", "b", "c"), rows), path, options=options)
        text = path.read_bytes().decode("utf-8-sig" if excel_no else "utf-8")
    delimiter = "\t" if ending == "tsv" else ";" if excel_no else ","
    back = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [tuple(cell.removeprefix("'") for cell in row) for row in back[1:]] == rows
    assert not any(cell[:1] in "=+-@\t\r" for row in back[1:] for cell in row if cell)


# JSON Lines


def test_json_lines_keep_types_and_letters(tmp_path):
    data, _ = written(
        tmp_path,
        table(("=å😀\u2028", -1, ["x;y", None]), (float("inf"), True, {"k": 0.5})),
        "jsonl",
    )
    lines = data.decode().split("\n")
    assert "å😀" in lines[0]
    assert json.loads(lines[0]) == {"a": "=å😀\u2028", "b": -1, "c": ["x;y", None]}
    assert json.loads(lines[1]) == {"a": None, "b": True, "c": {"k": 0.5}}
    assert lines[2:] == [""]


def test_a_row_of_another_length_is_a_mistake(tmp_path):
    with pytest.raises(ValueError, match="zip"):
        write(Table("t", ("a", "b"), [("only one",)]), tmp_path / "t.jsonl")
    assert list(tmp_path.iterdir()) == []


# Excel


def test_a_workbook_has_text_as_text_and_numbers_as_numbers(tmp_path):
    row = (
        "=1+1",
        "https://example.org",
        "12",
        -3,
        0.5,
        True,
        None,
        ["x", "y"],
        2**60,
        float("nan"),
    )
    sheet, notes = sheet_of(tmp_path, Table("Mine: [all]*?", tuple("abcdefghij"), [row]))
    assert notes == []
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == [
        "=1+1", "https://example.org", "12", -3, 0.5, True, None, "x; y", str(2**60), None,
    ]  # fmt: skip
    assert [cell.data_type for cell in cells[:6]] == ["s", "s", "s", "n", "n", "b"]
    assert cells[1].hyperlink is None
    assert not any(character in sheet.title for character in "[]:*?/\\")


def test_a_workbook_has_a_bold_frozen_head_a_filter_and_fitting_widths(tmp_path):
    sheet, _ = sheet_of(tmp_path, table(("short", "l" * 30, "w" * 300), ("", "", "")))
    assert [cell.font.bold for cell in sheet[1]] == [True] * 3
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < widths[1] < widths[2] <= 61
    assert sheet["C2"].alignment.wrap_text
    assert not sheet["A2"].alignment.wrap_text


def test_a_table_without_rows_or_columns_is_a_workbook_too(tmp_path):
    sheet, _ = sheet_of(tmp_path, Table("'", (), []))
    assert (sheet.title, sheet.max_row) == ("Table", 1)


def test_text_that_looks_like_workbook_markup_stays_text(tmp_path):
    texts = ("<r><t>x</t></r>", "<r>a & b</r>", "_x0041_", " two ", "&amp;<b>")
    write(Table("t", tuple("abcde"), [texts]), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    values = [str(cell.value) for cell in sheet[2]]
    assert values[:2] == list(texts[:2])
    assert values[3:] == list(texts[3:])
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        # Excel reads _x005F_ as an underscore; openpyxl leaves it
        assert b"_x005F_x0041_" in archive.read("xl/worksheets/sheet1.xml")


def test_characters_a_workbook_cannot_hold_are_replaced_and_reported(tmp_path):
    sheet, notes = sheet_of(tmp_path, table(("a\x00b\x07", "c\ufffe", "d\r\ne\tf\rg")))
    assert [cell.value for cell in sheet[2]] == ["a\ufffdb\ufffd", "c\ufffd", "d\ne\tf\ng"]
    assert notes == ["characters that Excel doesn't allow replaced by \ufffd in 2 cells"]


def test_text_too_long_for_a_cell_is_cut_and_reported(tmp_path):
    fits, emoji = "x" * 32_767, "😀" * 16_384
    sheet, notes = sheet_of(tmp_path, table((fits, fits + "y", emoji)))
    values = [cell.value for cell in sheet[2]]
    assert values == [fits, "x" * 32_766 + "…", "😀" * 16_383 + "…"]
    assert notes == ["text cut to the 32,767 characters an Excel cell holds in 2 cells"]


def test_a_workbook_tells_no_time_of_writing(tmp_path):
    write(table(("x",)), tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_table_larger_than_a_sheet_is_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="columns"):
        write(Table("t", tuple(map(str, range(16_385))), []), tmp_path / "t.xlsx")
    monkeypatch.setattr("qualcode.exporters.workbook._MOST_ROWS", 3)
    write(table(("1",), ("2",)), tmp_path / "fits.xlsx")
    with pytest.raises(InputError, match="rows"):
        write(table(("1",), ("2",), ("3",)), tmp_path / "t.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["fits.xlsx"]


# Markdown


COLUMNS = (
    "document", "turn", "speaker", "site", "code", "coder", "start", "end", "quote", "prefix",
    "suffix", "memo", "uuid",
)  # fmt: skip


def excerpts(*rows):
    return Table("Excerpts", COLUMNS, rows)


def test_excerpts_are_grouped_by_code_with_their_source(tmp_path):
    content = excerpts(
        ("int 2", 3, "D1", "K04", "B > C", "anna", 5, 9, "second", "", "", "", "u2"),
        ("int 1", 12, "D3", "", "b", "anna", 0, 4, "first\nline two\n\nlast", "before", "after",
         "1. note\nmore", "u1"),
        ("int 1", None, None, None, "B > C", None, None, None, "third", None, None, None, "u3"),
    )  # fmt: skip
    data, notes = written(tmp_path, content, "md")
    assert notes == []
    assert data.decode() == (
        "# Excerpts\n\n3 excerpts, 2 codes\n\n"
        "## b (1)\n\n"
        "> first  \n> line two\n>\n> last\n\n"
        "— int 1, turn 12, D3, characters 0–4 · coded by anna\n\n"
        "Context: …before **[…]** after…\n\n"
        "Memo: 1\\. note  \nmore\n\n"
        "## B > C (2)\n\n"
        "> second\n\n— int 2, turn 3, D1, characters 5–9 · site: K04 · coded by anna\n\n"
        "> third\n\n— int 1\n"
    )


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("<script>x</script> & co", "> &lt;script>x&lt;/script> &amp; co"),
        (
            "*a* _b_ `c` [d](e) ~~f~~ $g$ | \\",
            r"> \*a\* \_b\_ \`c\` \[d\](e) \~\~f\~\~ \$g\$ \| \\",
        ),
        ("# head", "> \\# head"),
        ("- item", "> \\- item"),
        ("+ item", "> \\+ item"),
        ("> quote", "> \\> quote"),
        ("===", "> \\==="),
        ("12. item", "> 12\\. item"),
        ("1) item", "> 1\\) item"),
        ("3 - 2 = 1 # no", "> 3 - 2 = 1 # no"),
        ("    code", "> code"),
        ("out\r# of\rquote", "> out  \n> \\# of  \n> quote"),
        ("nul\x00", "> nul\ufffd"),
    ],
)
def test_quotes_are_never_taken_for_markup(tmp_path, quote, expected):
    row = ("d", 1, "s", "", "c", "", "", "", quote, "", "", "", "")
    data, _ = written(tmp_path, excerpts(row), "md")
    assert f"\n{expected}\n\n—" in data.decode()


def test_names_are_escaped_as_well(tmp_path):
    row = ("<b>*d*", 1, "[s]", "a\nb", "<i>", "c_c", 0, 1, "q", "<p>", "", "<m>", "")
    text = written(tmp_path, excerpts(row), "md")[0].decode()
    assert "— &lt;b>\\*d\\*, turn 1, \\[s\\], characters 0–1 · site: a b · coded by c\\_c" in text
    assert "## &lt;i> (1)" in text
    assert not any(tag in text for tag in ("<b>", "<i>", "<p>", "<m>"))


def test_another_table_becomes_a_markdown_table(tmp_path):
    data, _ = written(tmp_path, table(("a|b", "x\ny", 1.5)), "md")
    assert data.decode() == (
        "# codings\n\n| a | b | c |\n| --- | --- | --- |\n| a\\|b | x y | 1.5 |\n"
    )


# Files


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_rows_give_the_same_bytes(tmp_path, ending):
    def rows():
        yield from ([f"row {i}", i, 0.1 * i] for i in range(30))

    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for path in (first, second):
        write(Table("t", ("a", "b", "c"), rows()), path)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(tmp_path.iterdir()) == [first, second]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_failure_half_way_leaves_nothing_behind(tmp_path, ending):
    def rows():
        yield ("one", 1)
        raise RuntimeError("half way")

    content = Table("t", ("a", "b"), rows())
    with pytest.raises(RuntimeError, match="half way"):
        write(content, tmp_path / f"t.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_stays_unless_forced(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("mine")
    with pytest.raises(FileError) as caught:
        write(table(("x",)), path)
    assert "--force" in caught.value.hint
    assert path.read_text() == "mine"
    write(table(("x",)), path, options=FORCE)
    assert path.read_text() == "a\nx\n"


def test_a_file_made_meanwhile_stays(tmp_path):
    path = tmp_path / "t.csv"

    def rows():
        path.write_text("theirs")
        yield ("x",)

    with pytest.raises(FileError, match="exists already"):
        write(Table("t", ("a",), rows()), path)
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "expected"), [(".", "is a folder"), ("no/such/t.csv", "doesn't exist")]
)
def test_a_folder_or_a_missing_folder_is_refused(tmp_path, name, expected):
    with pytest.raises(FileError, match=expected) as caught:
        write(table(("x",)), tmp_path / name, "csv", FORCE)
    assert caught.value.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_what_is_no_ordinary_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(FileError, match="not an ordinary file"):
        write(table(("x",)), tmp_path / "pipe.csv", options=FORCE)


@pytest.mark.skipif(os.name == "nt", reason="rights are POSIX")
def test_an_export_is_for_its_owner_only(tmp_path):
    write(table(("x",)), tmp_path / "t.csv")
    assert stat.S_IMODE((tmp_path / "t.csv").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="making links takes rights on Windows")
def test_a_link_is_followed(tmp_path):
    target = tmp_path / "target.csv"
    (tmp_path / "link.csv").symlink_to(target)
    write(table(("x",)), tmp_path / "link.csv")
    assert target.read_text() == "a\nx\n"
    assert (tmp_path / "link.csv").is_symlink()


@pytest.mark.parametrize("name", ["EACCES", "EPERM", "EROFS"])
def test_a_folder_without_rights_is_refused(tmp_path, monkeypatch, name):
    def refuse(*_args, **_kwargs):
        raise OSError(getattr(errno, name), "no")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(FileError, match="no permission") as caught:
        write(table(("x",)), tmp_path / "t.csv")
    assert caught.value.hint


@pytest.mark.parametrize("name", ["ENOSPC", "EFBIG", "EDQUOT"])
@pytest.mark.parametrize("ending", FORMATS)
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, ending, name):
    if not hasattr(errno, name):
        pytest.skip(f"no {name} here")

    def full(_descriptor):
        raise OSError(getattr(errno, name), "full")

    old = tmp_path / f"t.{ending}"
    old.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull) as caught:
        write(table(("x",)), old, options=FORCE)
    assert caught.value.hint
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_disk_that_fills_while_a_workbook_is_packed_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("xlsxwriter.workbook.os.utime", full)
    with pytest.raises(DiskFull):
        write(table(("x",)), tmp_path / "t.xlsx")
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_another_failure_of_the_system_is_an_error(tmp_path, monkeypatch):
    def broken(_descriptor):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(FileError, match="input/output error"):
        write(table(("x",)), tmp_path / "t.csv")


LIMITED = """
import pathlib, resource, sys
from qualcode.errors import DiskFull
from qualcode.exporters import Table, write
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
folder = pathlib.Path(sys.argv[1])
rows = [[f"{i * 7919 % 100_003} {i}" * 9] for i in range(3000)]
for ending in sys.argv[2:]:
    try:
        write(Table("t", ("a",), rows), folder / f"t.{ending}")
    except DiskFull as error:
        print(ending, error.message)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits are POSIX")
def test_a_real_limit_on_file_size_leaves_nothing_behind(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LIMITED, str(tmp_path), *FORMATS],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:-1] == [
        f"{ending} no room left to write t.{ending}" for ending in FORMATS
    ]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_text_is_written_as_it_is(tmp_path):
    write_text(tmp_path / "book.yaml", "a: 'æ'\n", WriteOptions())
    assert (tmp_path / "book.yaml").read_bytes() == "a: 'æ'\n".encode()
    with pytest.raises(FileError, match="exists already"):
        write_text(tmp_path / "book.yaml", "")


def test_the_ending_decides_the_format(tmp_path):
    assert format_of(tmp_path / "x.XLSX") == "xlsx"
    assert format_of(tmp_path / "x.qdpx", ("qdpx",)) == "qdpx"
    for name in ("x", "x.pdf"):
        with pytest.raises(InputError) as caught:
            write(table(("x",)), tmp_path / name)
        assert ".xlsx" in caught.value.hint
    with pytest.raises(UnknownName) as unknown:
        write(table(("x",)), tmp_path / "x", "xslx")
    assert "xlsx" in unknown.value.hint
    assert list(tmp_path.iterdir()) == []
