"""Everything that can be wrong: a clear error with a hint, exit code 1, and nothing changed."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import click
import pytest
from cli_runs import INTERVIEW, done, files, refused, run, small_study, state

from qualcode.cli.errors import exit_code
from qualcode.errors import InputError
from qualcode.project import Project
from qualcode.store import database

READING = (
    ["info"],
    ["check"],
    ["document", "list"],
    ["case", "list"],
    ["coder", "list"],
    ["code", "list"],
    ["codebook", "list"],
    ["theme", "list"],
    ["memo", "list"],
    ["session", "list"],
    ["topics", "list"],
    ["search", "kommune"],
    ["history"],
)
WRITING = (
    ["document", "rename", "focus", "other"],
    ["document", "remove", "focus", "--yes"],
    ["case", "add", "B1"],
    ["coder", "add", "Kari"],
    ["code", "rename", "act", "Acting"],
    ["codebook", "add", "contradictions"],
    ["theme", "add", "Time"],
    ["memo", "add", "--kind", "method", "--text", "x"],
    ["session", "add", "W1"],
    ["undo"],
    ["redo"],
    ["suggest"],
    ["accept", "--run", "1", "--min-confidence", "0.5"],
    ["topics", "fit"],
    ["import", "{new}"],
)
SAID = {
    "missing": "there is no study at",
    "folder": "is a folder",
    "text": "is not a Qualcode study",
    "other": "not a Qualcode study",
    "newer": "newer Qualcode",
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return small_study(tmp_path)


def arguments(command: list[str], study: Path) -> list[str]:
    new = study.parent / "new.txt"
    new.write_text(INTERVIEW + "I: Takk.\n", encoding="utf-8")
    name, *rest = (item.format(new=new) for item in command)
    return [name, str(study), *rest]


def unfit(kind: str, folder: Path) -> Path:
    """A study's path at which something else is."""
    path = folder / "unfit.qualcode"
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text(INTERVIEW, encoding="utf-8")
    elif kind == "other":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE code (name)")
        connection.close()
    elif kind == "newer":
        done("new", path)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    return path


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        pytest.param(kind, command, id=f"{kind}-{' '.join(command)}")
        for kind in SAID
        for command in (*READING, *WRITING)
        if (kind, command[0]) != ("missing", "import")  # which makes the study
    ],
)
def test_what_is_no_study_is_refused_and_left_alone(
    kind: str, command: list[str], tmp_path: Path
) -> None:
    path = unfit(kind, tmp_path)
    line = arguments(command, path)
    before, there = content(path), sorted(tmp_path.iterdir())
    assert SAID[kind] in refused(*line)
    assert content(path) == before
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize(
    "command",
    # The others need more than there is in the small study before they write.
    [command for command in WRITING if command[0] not in ("accept", "redo", "topics")],
    ids=" ".join,
)
def test_a_locked_study(command: list[str], study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.01)
    line = arguments(command, study)
    before = state(study)
    other = sqlite3.connect(study, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert "is being written by another program" in refused(*line)
    finally:
        other.close()
    assert state(study) == before


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights don't bind this user"
)
def test_a_read_only_folder(study: Path) -> None:
    before = state(study)
    study.chmod(0o400)
    study.parent.chmod(0o500)
    try:
        assert "can't be" in refused("coder", study, "add", "Kari")
        assert "can't be" in refused("new", study.parent / "other.qualcode")
        assert "can't be" in refused("export", study, "-o", study.parent / "out.csv")
    finally:
        study.parent.chmod(0o700)
    assert state(study) == before


def test_a_folder_that_is_a_file(study: Path) -> None:
    assert "can't be" in refused("new", study / "s.qualcode")
    assert refused("info", study / "s.qualcode")
    assert refused("export", study, "-o", study / "out.csv")
    assert refused("demo", study, "--no-open")


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    for command in (["info"], ["new"], ["import", files(tmp_path)["focus.csv"]]):
        refused(command[0], tmp_path / ("x" * 3_000), *command[1:])


@pytest.mark.parametrize(
    ("line", "near"),
    [
        (["export", "-o", "{out}", "--code", "modeling"], "Modelling"),
        (["export", "-o", "{out}", "--document", "fokus"], "focus"),
        (["export", "-o", "{out}", "--coder", "Olga"], "Ola"),
        (["export", "-o", "{out}", "--case", "A2"], "A1"),
        (["export", "-o", "{out}", "--speaker", "Ana"], "Anna"),
        (["export", "-o", "{out}", "--where", "sit=K04"], "site"),
        (["export", "-o", "{out}", "--what", "suggestions"], "suggest"),
        (["export", "-o", "{out}", "--what", "topics"], "topics"),
        (["export", "-o", "{out}", "--what", "memos", "--code", "act"], "leave that filter out"),
        (["search", "kommune", "--code", "act.modl"], "act.model"),
        (["search", "kommune", "--where", "site"], "variable=value"),
        (["search", "!!"], "begin*"),
        (["code", "show", "act.questoin"], "act.question"),
        (["code", "merge", "resistng", "act", "--yes"], "resisting"),
        (["codebook", "show", "tini"], "tiny"),
        (["document", "show", "focuss"], "focus"),
        (["suggest", "--codebook", "tinny"], "tiny"),
        (["suggest", "--document", "interwiev"], "interview"),
        (["suggest", "--train-on", "Olaf"], "Ola"),
        (["suggest", "--embedding", "magic"], "none"),
        (["topics", "fit", "--document", "interwiev"], "interview"),
        (["topics", "show", "1"], "fit"),
        (["accept", "--run", "7", "--min-confidence", "1"], "suggest"),
        (["memo", "show", "ffff"], "memo"),
        (["history", "--coder", "Olaf"], "Ola"),
        (["undo", "--coder", "Olaf"], "Ola"),
        (["redo"], "right after an undo"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_unknown_name_brings_the_nearest(line: list[str], near: str, study: Path) -> None:
    out = study.parent / "out.csv"
    before = state(study)
    name, *rest = (item.format(out=out) for item in line)
    hint = refused(name, study, *rest).split("hint: ")[1]
    assert near in hint
    assert state(study) == before
    assert not out.exists()


def test_an_ambiguous_code_lists_what_it_may_be(study: Path) -> None:
    done("code", study, "add", "tiny", "other", "Modelling", "--parent", "act.question")
    assert "act.model, other" in refused("code", study, "show", "Modelling")


@pytest.mark.parametrize("name", ["out.xyz", "out", "nowhere/out.csv", "."])
def test_an_export_that_cannot_be_written(study: Path, name: str) -> None:
    before = sorted(study.parent.iterdir())
    refused("export", study, "-o", study.parent / name)
    assert sorted(study.parent.iterdir()) == before


def test_an_export_does_not_overwrite(study: Path) -> None:
    out = study.parent / "out.csv"
    out.write_text("mine", encoding="utf-8")
    assert "--force" in refused("export", study, "-o", out)
    assert out.read_text(encoding="utf-8") == "mine"
    done("export", study, "-o", out, "--force")
    assert out.read_text(encoding="utf-8").startswith("document,start")


def test_open_needs_a_terminal(study: Path) -> None:
    assert "not a terminal" in refused("open", study)


def test_a_demo_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert "another folder" in refused("demo", tmp_path, "--no-open")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("existed", [True, False])
def test_a_demo_that_fails_leaves_nothing_behind(
    tmp_path: Path, existed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Project, *_: object, **__: object) -> None:
        raise InputError("no luck", "try again")

    monkeypatch.setattr(Project, "import_files", fails)
    folder = tmp_path / "demo"
    if existed:
        folder.mkdir()
    assert "no luck" in refused("demo", folder, "--no-open")
    assert folder.exists() is existed
    assert not existed or not list(folder.iterdir())


def test_check_tells_problems_and_ends_in_one(study: Path) -> None:
    connection = sqlite3.connect(study)
    connection.execute("UPDATE coding SET quote = 'altered'")
    connection.commit()
    connection.close()
    result = run("check", study)
    assert result.exit_code == 1
    assert "quote" in result.stdout
    assert "hint: " in result.stderr
    shown = run("check", study, "--json")
    assert shown.exit_code == 1
    assert '"kind": "quote"' in shown.stdout
    assert "altered" not in result.output + shown.output


# How a command ends


@pytest.mark.parametrize(
    "line",
    [
        ["coder", "add", "K\ud800"],
        ["memo", "add", "--kind", "method", "--text", "\udcff", "--coder", "Kari"],
        ["document", "rename", "focus", "\udcff"],
    ],
)
def test_letters_that_are_none(line: list[str], study: Path) -> None:
    before = state(study)
    name, *rest = line
    assert "half a character" in refused(name, study, *rest)
    assert state(study) == before


@pytest.mark.parametrize(
    "command", [command for command in WRITING if "x" in command or "add" in command], ids=" ".join
)
def test_a_study_that_may_only_be_read(
    command: list[str], study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    before = state(study)

    def reading(path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **options)  # type: ignore[call-overload,no-any-return]

    with monkeypatch.context() as patched:
        patched.setattr(database.sqlite3, "connect", reading)
        assert "can't be opened for writing" in refused(*arguments(command, study))
        done("document", study, "list")
    assert state(study) == before


def ending(fault: BaseException) -> int:
    def fails() -> None:
        raise fault

    return exit_code(fails)


def test_a_bug_tells_its_kind_but_no_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUALCODE_DEBUG", raising=False)
    assert ending(KeyError("what a participant said")) == 1
    said = capsys.readouterr()
    assert not said.out
    assert "(KeyError)" in said.err
    assert "QUALCODE_DEBUG=1" in said.err
    assert "participant" not in said.err


@pytest.mark.parametrize("fault", [KeyError("x"), InputError("wrong", "do this"), OSError(5, "x")])
def test_debugging_shows_the_traceback(
    fault: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_DEBUG", "1")
    assert ending(fault) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "a.csv"), "a.csv: Permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "no room left"),
        (OSError(errno.EFBIG, "File too large"), "no room left"),
        (OSError("strange"), "a file: OSError"),
    ],
)
def test_a_file_at_fault(fault: OSError, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(fault) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("error: ")
    assert said in shown
    assert "hint: " in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption(fault: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(fault) == 130
    assert capsys.readouterr().err == "interrupted\n"
