"""`qualcode new` and `qualcode import`: what comes in, what is reported, what stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import CODEBOOK, INTERVIEW, TURNS, done, files, refused, rows, run, small_study, state
from conftest import SHARED

SERDIF = SHARED / "data" / "serdif_usability" / "dev.jsonl"


def reports(result_lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result_lines.splitlines()]


def counts(study: Path) -> dict[str, int]:
    (info,) = rows("info", study)
    held: dict[str, int] = info["counts"]
    return held


def test_new_makes_a_study_with_codebooks_and_a_coder(tmp_path: Path) -> None:
    study = tmp_path / "s.qualcode"
    own = files(tmp_path)["tiny.yaml"]
    made = run(
        "new", study, "--codebook", "contradictions", "--codebook", own, "--coder", "Kari",
        "--approach", "content",
    )  # fmt: skip
    assert made.exit_code == 0
    assert not made.stdout
    assert [book["id"] for book in rows("codebook", study, "list")] == ["contradictions", "tiny"]
    assert [coder["name"] for coder in rows("coder", study, "list")] == ["Kari"]
    (info,) = rows("info", study)
    assert info["approach"] == "content"
    assert "everything holds together" in done("check", study)
    assert rows("history", study, "--limit", "1")[0]["coder"] == "Kari"


@pytest.mark.parametrize("book", ["expansive-larning", "missing.yaml", "bad.yaml"])
def test_new_leaves_nothing_behind_where_a_codebook_is_bad(tmp_path: Path, book: str) -> None:
    study = tmp_path / "s.qualcode"
    (tmp_path / "bad.yaml").write_text("codes:\n  - name: 3: 4\n", encoding="utf-8")
    named = book if "." not in book else tmp_path / book
    said = refused("new", study, "--codebook", "contradictions", "--codebook", named)
    assert not list(tmp_path.glob("s.qualcode*"))
    if book == "expansive-larning":
        assert "expansive-learning" in said


def test_new_refuses_a_file_that_exists(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    before = state(study)
    assert "exists already" in refused("new", study)
    assert state(study) == before


def test_import_makes_the_study_and_reports_each_file(tmp_path: Path) -> None:
    study = tmp_path / "s.qualcode"
    result = run("import", study, *files(tmp_path).values())
    assert result.exit_code == 0
    table = [line.split() for line in result.stdout.splitlines()]
    assert table[0][:4] == ["file", "format", "status", "documents"]
    assert table[1][:5] == ["interview.txt", "txt", "imported", "1", "4"]
    assert "made " in result.stderr
    assert "new codes: resisting, planning" in result.stderr
    held = counts(study)
    assert (held["documents"], held["codings"], held["cases"]) == (2, 2, 1)
    assert "everything holds together" in done("check", study)


def test_import_as_json_has_stable_names(tmp_path: Path) -> None:
    named = files(tmp_path)
    done("import", tmp_path / "s.qualcode", named["focus.csv"])
    told = rows("import", tmp_path / "t.qualcode", named["focus.csv"], named["tiny.yaml"])
    assert told[0] == {
        "file": named["focus.csv"],
        "format": "turns",
        "status": "imported",
        "dry_run": False,
        "documents": [{"name": "focus", "turns": 3, "words": 14, "codings": 2}],
        "skipped": [],
        "codings": 2,
        "cases": 0,
        "codes_made": ["resisting", "planning"],
        "notes": [],
        "problems": [],
        "error": None,
        "hint": None,
    }
    assert (told[1]["format"], told[1]["codes_made"]) == (
        "codebook",
        ["act", "act.question", "act.model"],
    )


def test_what_is_there_already_is_skipped(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    before = counts(study)
    again = rows("import", study, *files(tmp_path).values())
    assert [item["status"] for item in again] == ["skipped", "skipped", "imported", "skipped"]
    after = counts(study)
    assert {**after, "events": 0} == {**before, "events": 0}


def test_a_taken_name_is_refused_or_numbered(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    other = tmp_path / "interview.txt"
    other.write_text(INTERVIEW + "I: Takk.\n", encoding="utf-8")
    before = state(study)
    assert "--rename" in refused("import", study, other)
    assert state(study) == before
    done("import", study, other, "--rename")
    assert "interview (2)" in [item["name"] for item in rows("document", study, "list")]


def test_bad_files_are_reported_and_the_others_come_in(tmp_path: Path) -> None:
    named = files(tmp_path)
    junk = tmp_path / "junk.txt"
    junk.write_bytes(bytes(range(256)) * 8)
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    study = tmp_path / "s.qualcode"
    result = run(
        "import",
        study,
        junk,
        named["interview.txt"],
        empty,
        tmp_path / "no.txt",
        tmp_path,
        "--json",
    )
    told = reports(result.stdout)
    assert result.exit_code == 1
    assert [item["status"] for item in told] == ["failed", "imported", "failed", "failed", "failed"]
    assert all(item["error"] and item["hint"] for item in told if item["status"] == "failed")
    assert counts(study)["documents"] == 1


@pytest.mark.parametrize("existing", [True, False])
def test_nothing_changes_where_no_file_came_in(tmp_path: Path, existing: bool) -> None:
    study = small_study(tmp_path) if existing else tmp_path / "s.qualcode"
    before = state(study) if existing else []
    junk = tmp_path / "junk.txt"
    junk.write_bytes(b"\x00\x01\x02\xff\xfe" * 400)
    said = refused("import", study, junk, "--coder", "Somebody New")
    assert "junk.txt" in said
    assert study.exists() is existing
    assert not existing or state(study) == before


def test_rows_that_cannot_be_placed_are_reported_and_end_in_one(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    table = tmp_path / "codings.csv"
    table.write_text(
        "document,start,end,code,coder,quote\n"
        "interview,3,7,act,Ola,Hva \n"
        "interview,3,7,act,Ola,ikke sagt\n"
        "nowhere,0,4,act,Ola,abcd\n",
        encoding="utf-8",
    )
    result = run("import", study, table, "--json")
    (told,) = reports(result.stdout)
    assert result.exit_code == 1
    assert told["codings"] == 1
    assert [item["row"] for item in told["problems"]] == [3, 4]
    shown = run("import", study, table)
    assert shown.exit_code == 1
    assert "2 rows were not stored" in shown.stderr
    assert "ikke sagt" not in shown.stderr


def test_codings_that_name_no_coder(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("text,codes\nHei på deg,act\n", encoding="utf-8")
    study = tmp_path / "s.qualcode"
    assert "--coder" in refused("import", study, table)
    assert not study.exists()
    done("import", study, table, "--coder", "Kari")
    more = tmp_path / "u.csv"
    more.write_text("text,codes\nTakk for sist,act\n", encoding="utf-8")
    assert rows("import", study, more)[0]["notes"] == ["1 codings name no coder: taken as Kari's"]
    assert [item["codings"] for item in rows("coder", study, "list")] == [2]


def test_the_coder_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("text,codes\nHei på deg,act\n", encoding="utf-8")
    monkeypatch.setenv("QUALCODE_CODER", "Åse")
    done("import", tmp_path / "s.qualcode", table)
    assert rows("coder", tmp_path / "s.qualcode", "list")[0]["name"] == "Åse"


def test_strict_refuses_codes_the_study_does_not_have(tmp_path: Path) -> None:
    named = files(tmp_path)
    study = tmp_path / "s.qualcode"
    done("new", study, "--codebook", named["tiny.yaml"])
    before = state(study)
    assert "resisting, planning" in refused("import", study, named["focus.csv"], "--strict")
    assert state(study) == before


def test_settings_are_given_to_the_format(tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_bytes("I: Blåbærsyltetøy på brødskiva?\nD: Ja, gjerne, hver dag.\n".encode("cp1252"))
    study = tmp_path / "s.qualcode"
    done(
        "import", study, old, "--set", "encoding=cp1252", "--kind", "interview", "--language", "nb"
    )
    assert "brødskiva" in done("document", study, "show", "old", "--turns")
    (document,) = rows("document", study, "list")
    assert (document["kind"], document["language"]) == ("interview", "nb")
    assert "no setting 'colour'" in refused("import", study, old, "--set", "colour=red")


@pytest.mark.parametrize("existing", [True, False])
def test_a_dry_run_shows_first_turns_and_stores_nothing(tmp_path: Path, existing: bool) -> None:
    study = small_study(tmp_path) if existing else tmp_path / "s.qualcode"
    before = state(study) if existing else []
    new = tmp_path / "new.txt"
    new.write_text(INTERVIEW, encoding="utf-8")
    book = tmp_path / "other.yaml"
    book.write_text(CODEBOOK.replace("id: tiny", "id: other"), encoding="utf-8")
    coded = tmp_path / "coded.csv"
    coded.write_text(TURNS.replace("focus", "other"), encoding="utf-8")
    shown = run("import", study, new, book, coded, "--dry-run", "--coder", "Nobody Yet")
    assert shown.exit_code == 0
    assert "  Anna: Vi tegnet hele forløpet på nytt" in shown.stdout
    assert "nothing was stored" in shown.stderr
    told = rows("import", study, new, "--dry-run")
    assert told[0]["dry_run"] is True
    assert told[0]["documents"][0]["first_turns"][0] == {
        "speaker": "I",
        "text": "Hva gjorde dere da arbeidet stoppet opp?",
    }
    assert study.exists() is existing
    assert not existing or state(study) == before


def test_undo_takes_an_import_back(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    new = tmp_path / "new.txt"
    new.write_text(INTERVIEW, encoding="utf-8")
    done("import", study, new)
    assert done("undo", study) == "undone: import new.txt\n"
    assert [item["name"] for item in rows("document", study, "list")] == ["focus", "interview"]


@pytest.mark.skipif(not SERDIF.exists(), reason="needs the shared data")
def test_the_real_coded_transcripts_come_in(tmp_path: Path) -> None:
    study = tmp_path / "s.qualcode"
    (told,) = rows("import", study, SERDIF, "--coder", "gold")
    assert told["status"] == "imported"
    assert not told["problems"]
    assert told["codings"] == counts(study)["codings"] > 1000
    out = tmp_path / "out.csv"
    done("export", study, "-o", out)
    assert "everything holds together" in done("check", study)
