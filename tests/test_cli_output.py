"""What is printed: tables, JSON, searches, exports, the history; and nothing that steers a terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from cli_runs import done, refused, rows, run, small_study, state
from hypothesis import given
from hypothesis import strategies as st

from qualcode.cli import render

NASTY = "\x1b[31mrødt\x1b]0;t\x07\x00\x9b2J\u202eslutt\x7f"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return small_study(tmp_path)


def steers(text: str) -> list[str]:
    """The characters that would steer a terminal; line ends don't."""
    return [
        letter
        for letter in text
        if (letter != "\n" and letter < " ") or "\x7f" <= letter <= "\x9f"
        or letter in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
    ]  # fmt: skip


# Tables and JSON


@given(st.text())
def test_nothing_that_is_shown_steers_the_terminal(text: str) -> None:
    shown = render.visible(text)
    assert not steers(shown)
    assert "\n" not in shown
    shown.encode("utf-8")


@given(st.text(st.characters(exclude_categories=("C",), exclude_characters="\u2028\u2029")))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert render.visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2J", "a␛[2J"),
        ("a\tb\nc", "a␉b␊c"),
        ("\x7f", "␡"),
        ("\x9b", "<U+009B>"),
        ("a\u202eb", "a<U+202E>b"),
        ("\ud800", "<U+D800>"),
        ("æøå 👩‍👧 e\u0301", "æøå 👩‍👧 e\u0301"),
    ],
)
def test_stand_ins_can_be_seen(text: str, shown: str) -> None:
    assert render.visible(text) == shown


@given(st.text(st.characters()))
def test_json_says_the_same_and_steers_nothing(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        printed: list[str] = []
        patched.setattr(render.click, "echo", printed.append)
        render.json_value({"text": text})
    assert json.loads(printed[0]) == {"text": text}
    assert not steers(printed[0])
    assert "\n" not in printed[0]
    assert "æ" not in text or "æ" in printed[0]


def test_columns_line_up_with_wide_and_combining_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    render.table(("name", "n"), [("a\u030asa", 7), ("漢字", 12), ("x", None)])
    assert capsys.readouterr().out == "name   n\na\u030asa    7\n漢字  12\nx\n"


def test_an_empty_table_says_so_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    render.table(("name",), [])
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "(nothing)\n")


def test_values_are_shown_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    render.record({"a": True, "bb": 0.123456, "list": ["x", 1], "map": {"k": "v"}, "gone": None})
    assert capsys.readouterr().out == "a     yes\nbb    0.123\nlist  x, 1\nmap   k=v\n"


@pytest.mark.parametrize(("length", "end"), [(60, "y"), (61, "…")])
def test_long_texts_are_shortened(length: int, end: str) -> None:
    shown = render.shortened("x\n" + "y" * (length - 2))
    assert (len(shown), shown[-1]) == (60, end)


def test_progress_is_drawn_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work() -> str:
        with render.Progress() as progress:
            progress("scoring", 1, 4)
            progress("storing \x1b", 0, 0)
        return capsys.readouterr().err

    assert work() == ""
    monkeypatch.setattr(render.sys.stderr, "isatty", lambda: True)
    drawn = work()
    assert "[#####...............] 1/4 scoring" in drawn
    assert "storing ␛" in drawn
    assert drawn.endswith(" \r")


def test_what_was_imported_does_not_steer_the_terminal(tmp_path: Path) -> None:
    table = tmp_path / "nasty.jsonl"
    line = {"document": f"d {NASTY}", "speaker": f"S{NASTY}", "text": f"ord {NASTY} ord"}
    line |= {"codes": [f"kode {NASTY}"], "coder": f"C{NASTY}"}
    table.write_text(json.dumps(line), encoding="utf-8")
    study = tmp_path / "s.qualcode"
    shown = [run("import", study, table)]
    commands = (
        ["import", table, "--dry-run"],
        ["document", "list"],
        ["document", "show", rows("document", study, "list")[0]["name"], "--turns"],
        ["coder", "list"],
        ["code", "list"],
        ["search", "ord"],
        ["history"],
        ["search", "ord", "--speaker", NASTY],
        ["search", "ord", "--json"],
        ["code", "list", "--json"],
    )
    shown += [run(command[0], study, *command[1:]) for command in commands]
    for result in shown:
        assert not steers(result.output), result.output
    assert "␛[31mrødt" in shown[3].output
    assert "error: no speaker matches '␛[31m" in shown[8].stderr
    assert NASTY in rows("search", study, "ord")[0]["right"]


def test_a_codebook_goes_to_a_file_to_the_letter_and_tamed_to_a_terminal(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done("code", study, "set", "act", "--definition", "a\u200eb")
    assert "a\u200eb" in done("codebook", study, "export", "tiny")
    monkeypatch.setattr(render.sys.stdout, "isatty", lambda: True)
    render.file_text("a\u200eb\nc")
    assert capsys.readouterr().out == "a<U+200E>b\nc\n"


# Info, history, undo


def test_info_counts(study: Path) -> None:
    (info,) = rows("info", study)
    assert info["counts"]["turns"] == 7
    assert (info["hides_suggestions"], info["synthetic"]) == (True, False)
    assert info["embedding"] == {"default": "none", "kept": {}}
    shown = done("info", study)
    assert "hidden until a coder's first pass is done" in shown
    assert ["turns", "7"] in [line.split() for line in shown.splitlines()]
    assert rows("check", study) == []


def test_the_history_is_newest_first_and_counts_changes(study: Path) -> None:
    done("document", study, "remove", "focus", "--yes")
    done("theme", study, "add", "T", "--coder", "Kari")
    changes = rows("history", study, "--limit", "2")
    assert [(item["coder"], item["change"]) for item in changes] == [
        ("Kari", "add theme T"),
        (None, "add coder Kari"),
    ]
    (removed,) = rows("history", study, "--coder", "Ola", "--limit", "1")
    assert removed["rows"] == 3
    assert len(rows("history", study, "--limit", "500")) < 20
    assert done("history", study, "--limit", "1").splitlines()[1].split()[1:] == [
        "Kari", "add", "theme", "T", "1",
    ]  # fmt: skip


def test_undo_and_redo_say_what_they_did(study: Path) -> None:
    before = rows("code", study, "list")
    done("code", study, "rename", "act", "Acting")
    assert done("undo", study) == "undone: change code act\n"
    assert rows("code", study, "list") == before
    assert done("redo", study) == "done again: change code act\n"
    assert "Acting" in done("code", study, "list")
    assert "nothing to redo" in refused("redo", study)
    assert rows("history", study, "--limit", "1")[0]["undoes"]


def test_undo_asks_whose_where_there_are_several(study: Path) -> None:
    done("coder", study, "add", "Kari")
    before = state(study)
    assert "Kari, Ola" in refused("undo", study)
    assert "nothing to undo" in refused("undo", study, "--coder", "Kari")
    assert state(study) == before


def test_undo_in_a_study_without_coders(tmp_path: Path) -> None:
    study = tmp_path / "s.qualcode"
    done("new", study, "--codebook", "contradictions")
    assert done("undo", study) == "undone: add codebook contradictions\n"


# Search


def test_hits_are_printed_below_each_other(study: Path) -> None:
    lines = done("search", study, "kommunen").splitlines()
    assert len(lines) == 2
    assert len({line.index("[kommunen]") for line in lines}) == 1
    assert lines[0].startswith("interview, 2, Anna")


def test_hits_as_json(study: Path) -> None:
    hit = rows("search", study, "no", "--document", "focus", "--width", "8")[0]
    assert hit == {
        "document": "focus",
        "turn": 2,
        "speaker": "P1",
        "start": 28,
        "end": 30,
        "left": "We said ",
        "match": "no",
        "right": ", and th",
        "codes": ["resisting", "planning"],
        "code": None,
        "coder": None,
        "coding": None,
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], 3),
        (["--document", "focus"], 2),
        (["--speaker", "P1"], 1),
        (["--case", "A1"], 1),
        (["--coder", "Ola"], 1),
        (["--code", "planning"], 1),
        (["--code", "act"], 0),
        (["--kind", "interview"], 1),
        (["--session", "W1", "--from", "2026-01-01"], 2),
        (["--to", "2025-12-31"], 0),
        (["--where", "round=2"], 2),
        (["--where", "site=K04"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_narrow_a_search(filters: list[str], found: int, study: Path) -> None:
    done("session", study, "add", "W1", "--date", "2026-03-12")
    done("document", study, "set", "focus", "--session", "W1", "--var", "round=2")
    hits = rows("search", study, "n*", *filters)
    assert len({(hit["document"], hit["turn"]) for hit in hits}) == found


def test_a_query_without_words_prints_codings(study: Path) -> None:
    found = rows("search", study, "code:planning coder:Ola")
    assert [(hit["code"], hit["coder"]) for hit in found] == [("planning", "Ola")]
    assert found[0]["codes"] == ["resisting", "planning"]
    [line] = done("search", study, "code:planning").splitlines()
    assert f"[{found[0]['match']}]" in line
    assert "planning, Ola" in line


def test_all_hits_are_written_to_a_file(study: Path) -> None:
    out = study.parent / "hits.csv"
    result = run("search", study, "n*", "-o", out)
    printed = rows("search", study, "n*", "--limit", "1000")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"{len(printed)} hits written" in result.stderr
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["match"] for row in written] == [hit["match"] for hit in printed]
    assert "--force" in refused("search", study, "n*", "-o", out)
    done("search", study, "kommunen", "-o", out, "--force")
    assert len(out.read_text("utf-8").splitlines()) == 3


def test_a_query_that_cannot_be_read(study: Path) -> None:
    assert "letter 10" in refused("search", study, "kommunen OR")


def test_a_limit_is_said_beside_the_hits(study: Path) -> None:
    result = run("search", study, "kommunen", "--limit", "1")
    assert len(result.stdout.splitlines()) == 1
    assert "2 turns fit" in result.stderr
    nothing = run("search", study, "elefant")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "nothing was found" in nothing.stderr


# Export


def test_every_coding_comes_back(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "codings.csv"
    result = run("export", study, "-o", out)
    assert result.stdout == f"{out}\n"
    assert "wrote 2 rows" in result.stderr
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert {row["code"] for row in written} == {"resisting", "planning"}
    assert written[0]["quote"] == "We said no, and then we drew a plan."


@pytest.mark.parametrize(
    ("what", "ending", "least"),
    [
        ("excerpts", "xlsx", 2),
        ("excerpts", "md", 2),
        ("codings", "tsv", 2),
        ("codebook", "csv", 5),
        ("memos", "jsonl", 0),
        ("journal", "jsonl", 4),
    ],
)
def test_every_table_is_written(study: Path, what: str, ending: str, least: int) -> None:
    out = study.parent / f"out.{ending}"
    (told,) = rows("export", study, "-o", out, "--what", what)
    assert told["file"] == str(out)
    assert told["rows"] >= least
    assert out.stat().st_size > 0 or told["rows"] == 0


def test_filters_and_forms_of_an_export(study: Path) -> None:
    out = study.parent / "out.csv"
    assert rows("export", study, "-o", out, "--code", "planning")[0]["rows"] == 1
    (told,) = rows("export", study, "-o", out, "--excel-no", "--raw", "--force")
    assert told["rows"] == 2
    assert out.read_bytes().startswith(b"\xef\xbb\xbfdocument;start")
    book = study.parent / "book.yaml"
    assert "--codebook" in refused("export", study, "-o", book)
    assert rows("export", study, "-o", book, "--codebook", "tiny")[0]["rows"] == 3
