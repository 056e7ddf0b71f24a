"""The program itself, in a process of its own: signals, pipes, full disks, terminals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import done, files, rows, small_study, state

ROOT = Path(__file__).parents[1]
TINY = ROOT / "corpora" / "sample" / "tiny"


def program(
    *arguments: object, script: str = "", stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m qualcode`, or the same after a `script` has changed something."""
    start = (
        ["-c", f"{script}\nfrom qualcode.__main__ import main\nmain()"]
        if script
        else ["-m", "qualcode"]
    )
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        input=stdin,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_a_session_from_transcript_to_excerpts(tmp_path: Path) -> None:
    study, out = tmp_path / "studie æøå.qualcode", tmp_path / "ut æøå.csv"
    named = files(tmp_path)
    for line in (
        ["new", study, "--codebook", named["tiny.yaml"], "--coder", "Åse"],
        ["import", study, named["interview.txt"], named["focus.csv"]],
        ["export", study, "-o", out, "--what", "excerpts"],
        ["check", study],
    ):
        ended = program(*line)
        assert ended.returncode == 0, ended.stderr
    assert "then we drew a plan" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob("studie*")] == [study.name]


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    ended = program(
        "document", study, "show", "interview", "--turns", "--json", PYTHONIOENCODING="latin-1"
    )
    assert "forløpet" in json.loads(ended.stdout.splitlines()[1])["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
@pytest.mark.parametrize("stage", ["cues", "storing"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, stage: str) -> None:
    study = tmp_path / "s.qualcode"
    done("new", study, "--codebook", "contradictions")
    done("import", study, TINY / "tiny_workshop.jsonl")
    before = rows("info", study)[0]["counts"]
    ended = program(
        "suggest", study, "--target", "all", "--json",
        script=f"""
import os, signal
from qualcode.cli.render import Progress
def interrupt(self, stage, done, total):
    if {stage!r} in stage:
        os.kill(os.getpid(), signal.SIGINT)
Progress.__call__ = interrupt
""",
    )  # fmt: skip
    assert ended.returncode == 130
    assert ended.stdout == ""
    assert ended.stderr.split() == ["interrupted"]
    after = rows("info", study)[0]["counts"]
    assert after["suggestion_runs"] == 0
    assert {**after, "events": 0} == {**before, "events": 0}
    assert "everything holds together" in done("check", study)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
@pytest.mark.parametrize("done_before", [0, 1])
def test_an_interrupted_import_keeps_the_files_that_came_in(
    tmp_path: Path, done_before: int
) -> None:
    study, named = tmp_path / "s.qualcode", files(tmp_path)
    ended = program(
        "import", study, named["focus.csv"], named["interview.txt"],
        script=f"""
import os, signal
from qualcode.cli.render import Progress
def interrupt(self, stage, done, total):
    if done == {done_before}:
        os.kill(os.getpid(), signal.SIGINT)
Progress.__call__ = interrupt
""",
    )  # fmt: skip
    assert ended.returncode == 130
    assert study.exists() is bool(done_before)
    if done_before:
        assert [item["name"] for item in rows("document", study, "list")] == ["focus"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise")
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "qualcode", "code", str(study), "list", "--json"],
            stdout=writer, stderr=subprocess.PIPE, check=False, cwd=ROOT,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert ended.returncode == 1
    assert ended.stderr == b""


LIMIT = """
import resource, sys
at = int(sys.argv.pop())
resource.setrlimit(resource.RLIMIT_FSIZE, (at, at))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
@pytest.mark.parametrize("room", [0, 4_096, 65_536, 300_000])
def test_a_full_disk(tmp_path: Path, room: int) -> None:
    study = small_study(tmp_path)
    before = state(study)
    long = tmp_path / "long.txt"
    long.write_text("I: Hva da?\nD: Ja, hva da.\n" * 12_000, encoding="utf-8")
    ended = program("import", study, long, room, script=LIMIT)
    assert ended.returncode == 1
    assert "no room left" in ended.stderr
    assert "hint: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert state(study) == before
    assert "everything holds together" in done("check", study)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
def test_a_full_disk_leaves_no_half_made_file(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    there = sorted(tmp_path.iterdir())
    for line in (
        ["new", tmp_path / "new.qualcode", "--codebook", "contradictions"],
        ["export", study, "-o", tmp_path / "out.csv"],
        ["import", tmp_path / "new.qualcode", tmp_path / "focus.csv"],
    ):
        ended = program(*line, 100, script=LIMIT)
        assert ended.returncode == 1
        assert "no room left" in ended.stderr
        assert sorted(tmp_path.iterdir()) == there


def test_debugging_is_asked_for_by_the_environment(tmp_path: Path) -> None:
    missing = tmp_path / "missing.qualcode"
    assert "Traceback" not in program("info", missing).stderr
    shown = program("info", missing, QUALCODE_DEBUG="1")
    assert "Traceback" in shown.stderr
    assert shown.stderr.splitlines()[-2].startswith("error: there is no study")
    assert "Traceback" not in program("info", missing, QUALCODE_DEBUG="0").stderr


def test_a_memo_may_come_from_another_program(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    ended = program(
        "memo", study, "add", "--kind", "method", "--text", "-", stdin="Både æ, ø og å.\n"
    )
    assert ended.returncode == 0
    assert rows("memo", study, "list")[0]["text"] == "Både æ, ø og å."


@pytest.mark.slow
def test_the_demo_ends_with_counts_and_paths(tmp_path: Path) -> None:
    ended = program("demo", tmp_path / "demo", "--no-open")
    assert ended.returncode == 0, ended.stderr
    counted = {
        words[0]: int(words[1])
        for line in ended.stdout.splitlines()
        if len(words := line.split()) == 2 and words[1].isdecimal()
    }
    assert counted.keys() >= {"documents", "turns", "codes", "codings", "suggestions", "topics"}
    assert all(counted.values())
    paths = [Path(line.strip()) for line in ended.stdout.split("Exported:\n")[1].splitlines()]
    assert paths
    assert all(path.stat().st_size for path in paths)
    assert "synthetic" in ended.stdout
