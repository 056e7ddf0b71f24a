"""Measure the budgets of start-up, saving, importing and opening, on generated data.

    python -m uv run python benchmarks/run.py [--words N] [--codings N] [--runs N]

Runs on Linux, since opening is measured through a pseudo-terminal and /proc. Prints a table: what, the budget, what was measured (the median of the runs), and whether it holds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generated import codings_table, turns_table
from terminal import first_paint

from qualcode.project import ImportChoices, Project

QUALCODE = [sys.executable, "-m", "qualcode"]


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    budget: float
    unit: str
    measured: float


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        figures = []
        for figure in _figures(Path(folder), arguments):
            print(_line(figure), flush=True)
            figures.append(figure)
    missed = [figure.what for figure in figures if figure.measured > figure.budget]
    print(f"\n{len(figures) - len(missed)} of {len(figures)} budgets hold")


def _figures(folder: Path, arguments: argparse.Namespace) -> Iterator[Figure]:
    print(f"{'what':<66} {'budget':>10} {'measured':>10}")
    runs = arguments.runs
    yield from _start_up(runs)
    study = folder / "big.qualcode"
    yield from _import(folder, study, arguments.words)
    yield from _save(folder, study, runs)
    yield from _open(folder, study, arguments.codings, runs)


def _start_up(runs: int) -> Iterator[Figure]:
    bare = _median(runs, lambda: _run([sys.executable, "-c", "pass"]))
    for what, budget, command in (
        ("qualcode --version, times `python -c pass`", 4, ["--version"]),
        ("qualcode --help, times `python -c pass`", 12, ["--help"]),
        ("qualcode suggest --help, times `python -c pass`", 12, ["suggest", "--help"]),
    ):
        measured = _median(runs, lambda command=command: _run([*QUALCODE, *command]))
        yield Figure(what, budget, "x", measured / bare)


def _import(folder: Path, study: Path, words: int) -> Iterator[Figure]:
    table = folder / "talk.csv"
    turns_table(table, words)
    seconds = _run([*QUALCODE, "import", str(study), str(table)])
    yield Figure(f"import {words:,} words of turns", 6, "s", seconds)


def _save(folder: Path, study: Path, runs: int) -> Iterator[Figure]:
    with Project.open(study) as project:
        project.codebooks.load("expansive_learning")
        document = project.documents.list()[0]
        codes = [code.id for code in project.codes.list()]
        table = folder / "codings.csv"
        codings_table(table, document.name, document.length, 20_000, codes)
    start_up = _median(runs, lambda: _cpu([*QUALCODE, "info", str(study)]))
    seconds = _cpu([*QUALCODE, "import", str(study), str(table)])
    yield Figure("save 20,000 codings in bulk: CPU beyond start-up", 1, "s", seconds - start_up)
    with Project.open(study) as project:
        assert project.info().counts["codings"] == 20_000
        coder = project.coders.ensure("Ola").uuid
        code = project.codes.list()[0].uuid
        times = []
        for number in range(50 * runs):
            started = time.perf_counter()
            project.codings.apply(document.uuid, code, coder, number * 7, number * 7 + 40)
            times.append(time.perf_counter() - started)
        yield Figure("one coding with its journal", 2, "ms", statistics.median(times) * 1000)


def _open(folder: Path, study: Path, codings: int, runs: int) -> Iterator[Figure]:
    empty = folder / "empty.qualcode"
    Project.create(empty).close()
    with Project.open(study) as project:
        document = project.documents.list()[0]
        codes = [code.id for code in project.codes.list()]
        more = codings - project.info().counts["codings"]
        table = folder / "more.csv"
        codings_table(table, document.name, document.length - 7, more, codes)
        [report] = project.import_files([table], ImportChoices(coder="Per"))
        assert report.error is None, report.error
        beginning = " ".join(project.documents.text(document.uuid).split()[:3])
        words = document.word_count
    small, big = (
        [
            first_paint([*QUALCODE, "open", str(path), "--coder", "Kari"], shown)
            for _ in range(runs + 1)
        ][1:]
        for path, shown in ((empty, "Kari"), (study, beginning))
    )
    what = f"open {words:,} words, {codings:,} codings"
    seconds = statistics.median(paint.seconds for paint in big)
    yield Figure(f"{what}: process start to first paint", 0.8, "s", seconds)
    above = statistics.median(paint.peak_mb for paint in big) - statistics.median(
        paint.peak_mb for paint in small
    )
    yield Figure(f"{what}: peak memory above an empty study", 80, "MB", above)


def _run(command: Sequence[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return seconds


def _cpu(command: Sequence[str]) -> float:
    """Seconds of CPU, user's and system's, that a command took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _median(runs: int, measure: Callable[[], float]) -> float:
    measure()
    return statistics.median(measure() for _ in range(runs))


def _line(figure: Figure) -> str:
    mark = "" if figure.measured <= figure.budget else "  over"
    unit = figure.unit
    return f"{figure.what:<66} {figure.budget:>8g} {unit:<2}{figure.measured:>8.2f} {unit:<2}{mark}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--codings", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
