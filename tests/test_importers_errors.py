"""What can be wrong with a file: always an error people can act on, never anything else."""

from __future__ import annotations

import io
import json
import os
import random
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import FileError, ImportFailure, InputError, QualcodeError, UnknownName
from qualcode.importers import FORMATS, ImportOptions, detect, read

ENDINGS = ["txt", "md", "docx", "vtt", "srt", "csv", "tsv", "xlsx", "jsonl", "json", "odt", ""]


def word_file() -> bytes:
    out = io.BytesIO()
    word = docx.Document()
    word.add_heading("T", 1)
    word.add_paragraph("I: Hei")
    word.add_table(rows=1, cols=2).rows[0].cells[0].text = "1"
    word.save(out)
    return out.getvalue()


def excel_file() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text", "codes"])
    book.active.append(["hei", "a"])
    book.save(out)
    return out.getvalue()


VALID: dict[str, bytes] = {
    "a.txt": "I: Hei på deg\nR: Ja\n\nI: Mer\n".encode(),
    "a.md": "# T\n\n**I:** Hei\n\n**R:** Ja\n".encode("utf-16"),
    "a.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>hei</v>\n\n00:02.000 --> 00:03.000\nB: ja\n",
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nA: hei\n\n2\n00:00:02,000 --> 00:00:03,000\n42\n",
    "a.csv": 'document;text;codes;start_ms\nA;"hei ""du""";x; 12\nB;å;y;\n'.encode("cp1252"),
    "c.csv": b"document,start,end,code,quote\nA,0,3,x,hei\nA,,,y,ja\n",
    "k.tsv": b"case_id\tkind\tspeakers\tn\nD1\tperson\tD1|D2\t3,5\n",
    "a.jsonl": json.dumps({"doc": "A", "text": "hei", "codes": ["x"], "turn": 3}).encode() + b"\n",
    "a.docx": word_file(),
    "a.xlsx": excel_file(),
}


def survive(path: Path, format_name: str = "auto") -> None:
    """Reading works, or fails with an error that names the file and says what to do."""
    failure: QualcodeError | None = None
    try:
        imported = read(path, format=format_name)
    except QualcodeError as error:
        failure = error
    if failure:
        assert path.name in failure.message
        assert failure.hint
        assert "\n" not in failure.message
        return
    for document in imported.documents:
        document.text.encode("utf-8")
        assert document.name
        assert document.turns
        end = 0
        for turn in document.turns:
            assert end <= turn.start < turn.end <= len(document.text)
            end = turn.end
        json.dumps([document.settings, document.variables], allow_nan=False).encode("utf-8")
        for coding in document.codings:
            assert coding.code.encode("utf-8")
            assert document.text[coding.start : coding.end] == coding.quote


@pytest.mark.parametrize("name", sorted(VALID))
def test_the_valid_files_are_valid(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(VALID[name])
    assert detect(tmp_path / name, VALID[name]) == read(tmp_path / name).format
    survive(tmp_path / name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
    ending=st.sampled_from(ENDINGS),
    format_name=st.sampled_from(["auto", *FORMATS]),
)
def test_random_content(tmp_path: Path, data: bytes, ending: str, format_name: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    survive(path, format_name)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(VALID)), seed=st.integers(0, 2**32), auto=st.booleans())
def test_damaged_content(tmp_path: Path, name: str, seed: int, auto: bool) -> None:
    path = tmp_path / name
    path.write_bytes(VALID[name])
    known = read(path).format
    rng = random.Random(seed)
    data = bytearray(VALID[name])
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data)) if data else 0
        match rng.randrange(4):
            case 0:
                del data[place:]
            case 1:
                del data[place : place + rng.randint(1, 20)]
            case 2:
                data[place : place + 1] = bytes([rng.randrange(256)])
            case _:
                data[place:place] = data[rng.randrange(len(data) + 1) :][: rng.randint(1, 40)]
    path.write_bytes(bytes(data))
    survive(path, "auto" if auto else known)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), name=st.sampled_from(["a.docx", "a.xlsx"]))
def test_damage_inside_office_files(tmp_path: Path, seed: int, name: str) -> None:
    import zipfile

    rng = random.Random(seed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(VALID[name])) as old, zipfile.ZipFile(out, "w") as new:
        members = old.namelist()
        hurt = rng.choice(members)
        for member in members:
            data = old.read(member)
            if member == hurt:
                if rng.random() < 0.2:
                    continue
                start = rng.randrange(len(data))
                data = (
                    data[:start]
                    + rng.choice([b"", b"<w:x/>", b"9"])
                    + data[start + rng.randint(0, 9) :]
                )
            new.writestr(member, data)
    path = tmp_path / name
    path.write_bytes(out.getvalue())
    survive(path, rng.choice(["auto", "docx" if name == "a.docx" else "turns"]))


@pytest.mark.parametrize("format_name", sorted(FORMATS))
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_files(tmp_path: Path, format_name: str, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ImportFailure):
        read(path, format=format_name)
    if format_name != "docx":
        with pytest.raises(ImportFailure, match=r"a\.txt: the file holds no text"):
            read(path, format=format_name)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"there is no file x\.txt"):
        read(tmp_path / "x.txt")
    for name in ("a\x00b.txt", "a\ud800b.txt"):
        with pytest.raises(FileError) as caught:
            read(Path(name))
        caught.value.message.encode("utf-8")


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a directory"):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.txt")
    with pytest.raises(FileError, match="not an ordinary file"):
        read(tmp_path / "p.txt")


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("I: hei")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FileError, match=r"a\.txt can't be read: Permission denied"):
        read(path)


def test_names_that_cannot_be_stored(tmp_path: Path) -> None:
    try:
        path = tmp_path / os.fsdecode(b"a\xffb\n c.txt")
        path.write_text("I: hei")
    except (OSError, ValueError):
        pytest.skip("the file system refuses such names")
    document = read(path).documents[0]
    document.name.encode("utf-8")
    assert "\n" not in document.name


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"%PDF-1.7 abc", "a PDF"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"\x00\x00\x00\x20ftypM4A ", "a recording"),
        (b"ID3\x04", "a recording"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (bytes(range(256)), "not text"),
        (b"PK\x03\x04 and so on", "damaged"),
    ],
)
def test_junk_with_a_text_name(tmp_path: Path, head: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(head)
    with pytest.raises(ImportFailure, match=message):
        read(path)


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_text_with_an_office_name(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text("I: hei")
    with pytest.raises(ImportFailure, match="damaged"):
        read(path)


def test_an_ending_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("I: hei")
    with pytest.raises(ImportFailure, match=r"end in \.xyz"):
        read(path)
    assert read(path, format="txt").documents


def test_unknown_formats_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("I: hei")
    with pytest.raises(UnknownName, match="no format matches 'txtt'") as caught:
        read(path, format="txtt")
    assert "txt" in caught.value.hint
    with pytest.raises(InputError, match="txt has no setting 'join_gap_ms'") as caught:
        read(path, options=ImportOptions(settings={"join_gap_ms": "1"}))
    assert "speakers" in caught.value.hint
    with pytest.raises(InputError, match="neither yes nor no"):
        read(path, options=ImportOptions(settings={"speakers": "perhaps"}))
    with pytest.raises(InputError, match="'paragraphs' can't be"):
        read(path, options=ImportOptions(settings={"paragraphs": "perhaps"}))
    with pytest.raises(InputError, match="document kind"):
        read(path, options=ImportOptions(kind="poem"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no encoding"):
        read(path, options=ImportOptions(encoding="nonesuch"))
    path.with_suffix(".vtt").write_bytes(VALID["a.vtt"])
    with pytest.raises(InputError, match="whole number"):
        read(path.with_suffix(".vtt"), options=ImportOptions(settings={"join_gap_ms": "-1"}))


def test_messages_hold_no_transcript(tmp_path: Path) -> None:
    secret = "hemmelighet"
    for name, content in {
        "a.csv": f"text,codes\n{secret},a,b\n",
        "b.csv": f'text,codes\n"{secret},a\n',
        "a.jsonl": f'{{"text": "a"}}\n{{"text": "{secret}"\n',
        "c.csv": f"document,code,quote,start,end\nA,b,{secret},{secret},2\n",
    }.items():
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(ImportFailure) as caught:
            read(path)
        assert secret not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_a_reader(name: str) -> None:
    assert callable(FORMATS[name].reader())
    assert "encoding" in FORMATS[name].settings or name == "docx"
