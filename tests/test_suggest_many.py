"""`suggest` over several studies: at the same time, resumed, interrupted, on a cluster."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import done, refused, rows, run, small_study, state

from qualcode.cli import parallel, suggest_many
from qualcode.cli.parallel import Stop, each_here
from qualcode.cli.suggest_many import Batch, Ended, suggest_one
from qualcode.model import Cue
from qualcode.project import Project, SuggestChoices

LINE = ("--embedding", "none", "--min-confidence", "0", "--target", "all")
CHOICES = SuggestChoices(embedding="none", min_confidence=0, target="all")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with one run."""
    study = small_study(tmp_path_factory.mktemp("made"))
    done("suggest", study, *LINE)
    return study


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "one.qualcode"))


@pytest.fixture
def other(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "other.qualcode"))


def runs(study: Path) -> int:
    with Project.open(study) as project:
        return len(project.suggestions.runs())


def table(printed: str) -> list[list[str]]:
    """Rows of the summary without its header; the last cell is split at spaces as well."""
    return [line.split() for line in printed.splitlines()[1:]]


def test_several_studies_are_summed_up_and_a_bad_one_gives_exit_1(
    study: Path, other: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.qualcode"
    result = run("suggest", study, missing, other, *LINE)
    assert result.exit_code == 1
    header = result.stdout.splitlines()[0].split()
    assert header == ["study", "run", "documents", "passages", "suggestions", "seconds", "status"]
    first, bad, last = table(result.stdout)
    assert first[:5] == [str(study), "2", "2", "7", first[4]]
    assert int(first[4]) > 0
    assert [first[-1], bad[-1], last[-1]] == ["done", "failed", "done"]
    assert f"error: {missing}: there is no study" in result.stderr
    assert f"{study}: note: " in result.stderr
    assert runs(study) == runs(other) == 2


def test_one_study_named_twice_is_worked_on_once(study: Path) -> None:
    assert len(table(done("suggest", study, study, *LINE))) == 1
    assert runs(study) == 2


def test_a_fault_nobody_foresaw_leaves_the_other_studies_alone(
    study: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = suggest_many.opened

    def fails(path: Path) -> Project:
        if path == study:
            raise ZeroDivisionError
        return opened(path)

    monkeypatch.setattr(suggest_many, "opened", fails)
    result = run("suggest", study, other, *LINE)
    assert result.exit_code == 1
    assert "something unexpected went wrong in Qualcode (ZeroDivisionError)" in result.stderr
    assert [line[-1] for line in table(result.stdout)] == ["failed", "done"]


def test_json_of_several_studies_says_which_study(study: Path, other: Path) -> None:
    told = rows("suggest", study, other, *LINE)
    assert list(told[0])[:3] == ["study", "run", "document"]
    assert [each["study"] for each in told] == sorted(each["study"] for each in told)
    assert {each["study"] for each in told} == {str(study), str(other)}
    assert "study" not in rows("suggest", study, *LINE)[0]


def test_processes_do_it_at_the_same_time(study: Path, other: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.qualcode"
    result = run("suggest", study, missing, other, *LINE, "--jobs", "2")
    assert result.exit_code == 1
    told = table(result.stdout)
    assert [line[0] for line in told] == [str(study), str(missing), str(other)]
    assert [line[-1] for line in told] == ["done", "failed", "done"]
    with Project.open(study) as one, Project.open(other) as two:
        assert one.suggestions.runs()[-1].digest == two.suggestions.runs()[-1].digest


def test_resuming_skips_what_would_be_the_same(study: Path, other: Path) -> None:
    done("suggest", other, *LINE, "--seed", "7")
    before = state(study)
    result = run("suggest", study, other, *LINE, "--resume")
    assert result.exit_code == 0
    first, last = table(result.stdout)
    assert first[-2:] == ["as", "before"]
    assert first[1:4] == ["1", "2", "7"]
    assert last[-1] == "done"
    assert f"{study}: nothing has changed since run 1: skipped" in result.stderr
    assert state(study) == before
    assert runs(other) == 3


def test_resuming_one_study_shows_the_run_there_is(study: Path) -> None:
    result = run("suggest", study, *LINE, "--resume")
    assert result.exit_code == 0
    assert result.stdout.startswith("run 1: ")
    assert "nothing has changed since run 1: no new run" in result.stderr
    assert {each["run"] for each in rows("suggest", study, *LINE, "--resume")} == {1}
    assert runs(study) == 1


def test_other_options_are_not_skipped(study: Path) -> None:
    done("suggest", study, *LINE, "--top", "1", "--resume")
    assert runs(study) == 2


def test_another_definition_is_not_skipped(study: Path) -> None:
    done("code", study, "set", "act.model", "--definition", "Something else.")
    done("suggest", study, *LINE, "--resume")
    assert runs(study) == 2


def test_another_cue_is_not_skipped(study: Path) -> None:
    with Project.open(study) as project:
        code = project.codes.get("act.model")
        project.codes.update(code.uuid, cues=[Cue("tegnet")])
    done("suggest", study, *LINE, "--resume")
    assert runs(study) == 2


def test_another_coding_is_not_skipped(study: Path) -> None:
    with Project.open(study) as project:
        document = project.documents.list()[0].uuid
        code, coder = project.codes.get("act.model").uuid, project.coders.get("Ola").uuid
        project.codings.apply(document, code, coder, 0, 20)
    done("suggest", study, *LINE, "--resume")
    assert runs(study) == 2


def test_another_version_is_not_skipped(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.project.suggesting.__version__", "0.0.0")
    done("suggest", study, *LINE, "--resume")
    assert runs(study) == 2


def test_a_study_that_is_asked_to_stop_is_as_it_was(study: Path, tmp_path: Path) -> None:
    before = state(study)
    stop = Stop(tmp_path / "stop")
    stop.ask()
    with pytest.raises(KeyboardInterrupt):
        suggest_one(study, stop, batch=Batch(CHOICES, None, False, 1, None))
    assert state(study) == before


def test_an_interrupted_batch_keeps_what_is_finished(
    study: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = suggest_many.suggest_one

    def interrupted(path: Path, stop: Stop, **options: Any) -> Ended:
        if path == other:
            raise KeyboardInterrupt
        return one(path, stop, **options)

    monkeypatch.setattr(suggest_many, "suggest_one", interrupted)
    result = run("suggest", study, other, *LINE)
    assert result.exit_code == 130
    assert [line[0] for line in table(result.stdout)] == [str(study)]
    assert "1 of 2 studies are finished; --resume does the rest" in result.stderr
    assert (runs(study), runs(other)) == (2, 1)


def until_asked(path: Path, stop: Stop) -> Path:
    """Ends when the other one has begun, or, as that one, only when it is asked to stop."""
    begun, left = path.with_name("begun"), path.with_name("left")
    if path.name == "first":
        while not begun.exists():
            stop.check()
        return path
    begun.touch()
    try:
        while True:
            stop.check()
    finally:
        left.touch()


def test_ctrl_c_lets_processes_leave_in_good_order(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    ending = each_here(until_asked, [tmp_path / "first", tmp_path / "second"], 2)
    assert next(ending).name == "first"
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        next(ending)
    assert (tmp_path / "left").exists()
    assert signal.getsignal(signal.SIGINT) == before


def test_studies_of_a_killed_process_are_told_of(
    study: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    def killed(*_: object) -> Iterator[Ended]:
        yield Ended(study.absolute(), 1.0, 2)
        raise TerminatedWorkerError("killed")

    monkeypatch.setattr(suggest_many, "each_here", killed)
    result = run("suggest", study, other, *LINE, "--jobs", "2")
    assert result.exit_code == 1
    assert f"error: {other}: the process that worked on it was ended from outside" in result.stderr
    assert "--resume" in result.stderr
    assert [line[-1] for line in table(result.stdout)] == ["done", "failed"]


@pytest.mark.slow
def test_a_cluster_does_it_and_writes_into_the_studies(
    study: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.chdir(tmp_path)
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        result = run(
            "suggest", study.name, other.name, "no.qualcode", *LINE,
            "--scheduler", cluster.scheduler_address,
        )  # fmt: skip
    assert result.exit_code == 1
    assert [(line[0], line[-1]) for line in table(result.stdout)] == [
        (study.name, "done"), (other.name, "done"), ("no.qualcode", "failed"),
    ]  # fmt: skip
    assert "open the studies by their paths" in result.stderr
    assert runs(study) == runs(other) == 2


def test_a_scheduler_that_does_not_answer(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_PATIENCE", 0.2)
    said = refused("suggest", study, *LINE, "--scheduler", "tcp://127.0.0.1:1")
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in said
    assert runs(study) == 1


def test_a_cluster_needs_its_package(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "extra `cluster`" in refused("suggest", study, *LINE, "--scheduler", "tcp://h:1")
