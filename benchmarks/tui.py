"""Measure the time from a key to the screen in a very long transcript, beside Textual's TextArea.

    python -m uv run python benchmarks/tui.py [--words N] [--codings N] [--presses N] [--no-paint]

Makes a study of a million words with one emoji and 50,000 codings, drives the app through
Textual's pilot in a screen of 120 columns and 40 rows, and prints median and 95th percentile for
each key: from the key handed to the app until the bytes that show its effect are written. What
the terminal makes of them is not in it. The app renders as it does for people; only its driver
is another one, which keeps the bytes instead of sending them. The same keys go to
`TextArea(read_only=True)` with the same text. Last comes the first paint in a terminal.
Runs on Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from typing import NamedTuple

# Rich reads these when it comes in, and Textual how often to paint, which `tui` says.
os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
# This folder comes last: the program's own `tui` is meant below, not this file.
sys.path.append(sys.path.pop(0))
import tui  # noqa: F401, I001 - first, for the reason above
from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import TextArea

from generated import codings_table, turns_table
from qualcode.project import ImportChoices, Project

CODER = "Kari"
SIZE = (120, 40)
BUDGET = (10.0, 16.0)
BUSY_BUDGET = (16.0, float("inf"))
_PATIENCE = 5.0
_PACE = 0.03
"""Seconds between two presses: a key held down comes about so often."""
_MOVES = {
    "down": "down",
    "page down": "pagedown",
    "extend by a line": "shift+down",
    "extend by a page": "shift+pagedown",
}


class KeepingDriver(Driver):
    """Encodes what is written and notes when a key came and when the screen was written."""

    key_at = 0.0
    key_cpu = 0.0
    written = 0
    is_shown: Callable[[], bool] | None = None
    shown_at: tuple[float, float] | None = None

    def send_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            KeepingDriver.key_at, KeepingDriver.key_cpu = time.perf_counter(), time.process_time()
        super().send_message(message)

    def write(self, data: str) -> None:
        KeepingDriver.written += len(data.encode("utf-8"))

    def flush(self) -> None:
        kept = KeepingDriver
        if kept.is_shown is not None and kept.is_shown():
            kept.is_shown = None
            kept.shown_at = (time.perf_counter(), time.process_time())

    def start_application_mode(self) -> None:
        size = Size(*SIZE)
        self._app.post_message(events.Resize(size, size))

    def disable_input(self) -> None: ...

    def stop_application_mode(self) -> None: ...


class Times(NamedTuple):
    """What a key took, each press in milliseconds: by the clock, and of this process's CPU."""

    what: str
    clock: list[float]
    cpu: list[float]


class Plain(App[None]):
    """Textual's own text area with the same text."""

    def __init__(self, text: str) -> None:
        super().__init__(driver_class=KeepingDriver)
        self._text = text

    def compose(self) -> ComposeResult:
        yield TextArea(self._text, read_only=True)


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        study, text = _study(Path(folder), arguments.words, arguments.codings)
        presses = arguments.presses
        print(f"{'':<62} {'median':>8} {'p95':>8} {'max':>8} {'CPU':>8} {'p95':>8}  milliseconds")
        quiet, busy = (copy(study, study.with_name(f"{name}.qualcode")) for name in ("a", "b"))
        _print_all(asyncio.run(_qualcode(quiet, presses)), BUDGET)
        with _language_work(study):
            _print_all(asyncio.run(_qualcode(busy, presses)), BUSY_BUDGET, ", beside `suggest`")
        _print_all(asyncio.run(_text_area(text, max(10, presses // 10))), None, ", TextArea")
        if not arguments.no_paint:
            _first_paint(study, text)


def _study(folder: Path, words: int, codings: int) -> tuple[Path, str]:
    """A study with one document and its codings; also the document's text."""
    table, codes_table, study = folder / "talk.csv", folder / "codings.csv", folder / "big.qualcode"
    turns_table(table, words)
    with Project.create(study) as project:
        project.codebooks.load("expansive_learning")
        [report] = project.import_files([table])
        assert report.error is None, report.error
        [document] = project.documents.list()
        codes = [code.id for code in project.codes.list() if not code.retired]
        codings_table(codes_table, document.name, document.length, codings, codes)
        [report] = project.import_files([codes_table], ImportChoices(coder=CODER))
        assert report.error is None, report.error
        return study, project.documents.text(document.uuid)


async def _qualcode(study: Path, presses: int) -> list[Times]:
    from tui.app import QualcodeApp
    from tui.widgets.transcript import Transcript

    app = QualcodeApp(study, CODER)
    app.driver_class = KeepingDriver
    async with app.run_test(headless=False, size=SIZE) as pilot:
        transcript = app.screen.query_one(Transcript)
        await _settled(lambda: transcript.reading is not None and transcript.reading.is_filled)
        await pilot.press("ctrl+home")
        place = lambda: (transcript.caret, transcript.selection)  # noqa: E731
        found = [await _pressed(pilot, what, [key], presses, place) for what, key in _MOVES.items()]
        found.append(await _extended_far(pilot, transcript, presses))
        found += await _coded(pilot, transcript, presses)
        return found


async def _extended_far(pilot: Pilot[None], transcript: object, presses: int) -> Times:
    """Extending by a character while a hundred pages are selected."""
    await pilot.press("escape", "v", *["pagedown"] * 100)
    times = await _pressed(
        pilot, "extend by a character, 100 pages selected", ["right"], presses,
        lambda: transcript.caret,  # type: ignore[attr-defined]
    )  # fmt: skip
    await pilot.press("escape")
    return times


async def _coded(pilot: Pilot[None], transcript: object, presses: int) -> list[Times]:
    """Applying codes to turn after turn, through the palette and by the digit of a recent code."""
    lanes = transcript.reading.lanes  # type: ignore[attr-defined]

    async def onward() -> None:
        await pilot.press("J")

    async def asked() -> None:
        await pilot.press("J", "c", *"mod")

    palette = await _pressed(
        pilot, "apply a code from the palette", ["enter"], presses // 4, lambda: len(lanes), asked
    )
    digit = await _pressed(
        pilot, "apply a recent code by its digit", ["1"], presses // 2, lambda: len(lanes), onward
    )
    return [palette, digit]


async def _text_area(text: str, presses: int) -> list[Times]:
    app = Plain(text)
    async with app.run_test(headless=False, size=SIZE) as pilot:
        area = app.query_one(TextArea)
        return [
            await _pressed(pilot, what, [key], presses, lambda: area.selection)
            for what, key in _MOVES.items()
            if key != "shift+pagedown"  # it has no such key
        ]


async def _pressed(  # noqa: PLR0917 - as the lines of the table have it
    pilot: Pilot[None],
    what: str,
    keys: Sequence[str],
    times: int,
    state: Callable[[], object],
    before: Callable[[], Awaitable[None]] | None = None,
) -> Times:
    """Press keys so many times; each lasts until a screen is written with another `state`."""
    clock, cpu = [], []
    for number in range(times + 3):
        if before is not None:
            await before()
        await asyncio.sleep(_PACE)
        was = state()
        KeepingDriver.shown_at = None
        KeepingDriver.is_shown = lambda was=was: state() != was
        await pilot.press(*keys)
        await _settled(lambda: KeepingDriver.shown_at is not None, what)
        shown = KeepingDriver.shown_at
        assert shown is not None
        if number >= 3:
            clock.append((shown[0] - KeepingDriver.key_at) * 1000)
            cpu.append((shown[1] - KeepingDriver.key_cpu) * 1000)
    return Times(what, clock, cpu)


async def _settled(is_so: Callable[[], bool], what: str = "the document") -> None:
    until = time.perf_counter() + _PATIENCE
    while not is_so():
        if time.perf_counter() > until:
            raise SystemExit(f"nothing came on the screen: {what}")
        await asyncio.sleep(0.001)


@contextmanager
def _language_work(study: Path) -> Iterator[None]:
    """`qualcode suggest` over a study of the same size, as a job of low priority."""
    command = [sys.executable, "-m", "qualcode", "suggest", str(study)]
    again_and_again = ["nice", "sh", "-c", 'while "$@"; do :; done', "sh", *command]
    with subprocess.Popen(
        again_and_again, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as job:  # fmt: skip
        time.sleep(_PATIENCE)
        try:
            yield
            assert job.poll() is None, "`qualcode suggest` failed"
        finally:
            if job.poll() is None:
                os.killpg(job.pid, signal.SIGKILL)


def _first_paint(study: Path, text: str) -> None:
    from terminal import first_paint

    command = [sys.executable, "-m", "qualcode", "open", str(study), "--coder", CODER]
    beginning = " ".join(text.split()[:3])
    paints = [first_paint(command, beginning).seconds for _ in range(6)][1:]
    print(f"\nprocess start to first paint: {statistics.median(paints):.2f} s (budget 0.8 s)")


def _print_all(all_times: list[Times], budget: tuple[float, float] | None, where: str = "") -> None:
    for times in all_times:
        median, p95 = statistics.median(times.clock), _p95(times.clock)
        over = budget is not None and (median > budget[0] or p95 > budget[1])
        print(
            f"{times.what + where:<62} {median:8.1f} {p95:8.1f} {max(times.clock):8.1f} "
            f"{statistics.median(times.cpu):8.1f} {_p95(times.cpu):8.1f}{'  over' if over else ''}",
            flush=True,
        )
    print()


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--codings", type=int, default=50_000)
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--no-paint", action="store_true", help="leave the first paint out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
