"""Suggesting for several studies in one command: one task for each, and a table at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from qualcode.cli import render
from qualcode.cli.errors import told
from qualcode.cli.parallel import Stop, each_elsewhere, each_here
from qualcode.cli.studies import acting_uuid, opened

if TYPE_CHECKING:
    from qualcode.project import SuggestChoices

_COLUMNS = ("study", "run", "documents", "passages", "suggestions", "seconds", "status")


@dataclass(frozen=True, slots=True)
class Batch:
    """What is wanted of each study, and how: `jobs` processes, or the workers of a scheduler."""

    choices: SuggestChoices
    coder: str | None
    resume: bool
    jobs: int
    scheduler: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How the work on one study ended: figures and faults, no text; `run` is None where it failed."""

    path: Path
    seconds: float
    run: int | None = None
    documents: int = 0
    passages: int = 0
    suggestions: int = 0
    notes: Sequence[str] = ()
    made_before: bool = False
    fault: str = ""
    hint: str = ""

    @property
    def status(self) -> str:
        """One word or two for the table."""
        if self.fault:
            return "failed"
        return "as before" if self.made_before else "done"


def suggest_each(paths: Sequence[Path], batch: Batch, *, as_json: bool) -> None:
    """Suggest for each study; a faulty one is told of, and the others go on.

    Raises:
        KeyboardInterrupt: interrupted; runs that were finished stay.
        click.exceptions.Exit: with 1, where a study failed.
    """
    wanted = list(dict.fromkeys(paths))
    ended: dict[Path, Ended] = {}
    interrupted = False
    try:
        for each in _ending(wanted, batch):
            ended[each.path] = each
            _tell(each)
    except KeyboardInterrupt:
        interrupted = True
    if not interrupted:
        for path in wanted:
            if path not in ended:
                ended[path] = _lost(path)
                _tell(ended[path])
    _sum_up([ended[path] for path in wanted if path in ended], as_json=as_json)
    if interrupted:
        render.message(
            f"{len(ended)} of {len(wanted)} studies are finished; --resume does the rest"
        )
        raise KeyboardInterrupt
    if any(each.fault for each in ended.values()):
        raise click.exceptions.Exit(1)


def suggest_one(
    path: Path,
    stop: Stop,
    *,
    batch: Batch,
    progress: render.Progress | None = None,
    titled: str = "",
) -> Ended:
    """Suggest for one study; what goes wrong is handed back, not raised.

    Raises:
        KeyboardInterrupt: it was interrupted, or asked to stop; the study is as it was.
    """
    began = perf_counter()

    def on_progress(stage: str, done: int, total: int) -> None:
        stop.check()
        if progress:
            progress(f"{titled}{stage}", done, total)

    try:
        with opened(path) as study:
            who = acting_uuid(study, batch.coder)
            report = study.suggestions.run(batch.choices, who, on_progress, resume=batch.resume)
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one study, the others go on
        message, hint = told(fault)
        return Ended(path, perf_counter() - began, fault=message, hint=hint)
    return Ended(
        path,
        perf_counter() - began,
        report.run.number,
        report.documents,
        report.passages,
        report.suggestions,
        report.notes,
        report.made_before,
    )


def _ending(paths: Sequence[Path], batch: Batch) -> Iterator[Ended]:
    """The studies as they end."""
    if not batch.scheduler and (batch.jobs == 1 or len(paths) == 1):
        yield from _one_by_one(paths, batch)
        return
    by_absolute = {path.absolute(): path for path in paths}
    with ExitStack() as stack:
        progress = stack.enter_context(render.Progress())
        task = partial(suggest_one, batch=batch)
        if batch.scheduler:
            render.message(
                f"note: the workers of {batch.scheduler} open the studies by their paths, and "
                "write the runs into them; only figures come back"
            )
            ending = each_elsewhere(task, list(by_absolute), batch.scheduler)
        else:
            ending = each_here(task, list(by_absolute), min(batch.jobs, len(paths)))
        progress("studies", 0, len(paths))
        for number, each in enumerate(_as_far_as_it_goes(ending), 1):
            progress("studies", number, len(paths))
            yield _under(by_absolute[each.path], each)


def _one_by_one(paths: Sequence[Path], batch: Batch) -> Iterator[Ended]:
    for number, path in enumerate(paths, 1):
        with render.Progress() as progress:
            titled = f"study {number} of {len(paths)}: "
            done = suggest_one(path, Stop(), batch=batch, progress=progress, titled=titled)
        yield done


def _as_far_as_it_goes(ending: Iterator[Ended]) -> Iterator[Ended]:
    """Until a process was killed from outside, memory being short for instance."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    try:
        yield from ending
    except BrokenProcessPool:
        return


def _under(path: Path, ended: Ended) -> Ended:
    return replace(ended, path=path)


def _lost(path: Path) -> Ended:
    return Ended(
        path,
        0.0,
        fault="the process that worked on it was ended from outside",
        hint="was memory short? go on with --resume and fewer --jobs",
    )


def _tell(ended: Ended) -> None:
    if ended.fault:
        render.error(f"{ended.path}: {ended.fault}", ended.hint)
    elif ended.made_before:
        render.message(f"{ended.path}: nothing has changed since run {ended.run}: skipped")
    for note in ended.notes:
        render.message(f"{ended.path}: note: {note}")


def _sum_up(ended: Sequence[Ended], *, as_json: bool) -> None:
    if as_json:
        for each in ended:
            if each.run is not None:
                _print_suggestions(each.path, each.run)
        return
    if ended:
        render.table(
            _COLUMNS,
            [
                (
                    str(each.path), each.run, each.documents, each.passages, each.suggestions,
                    f"{each.seconds:.1f}", each.status,
                )
                for each in ended
            ],
        )  # fmt: skip


def _print_suggestions(path: Path, run: int) -> None:
    with opened(path) as study:
        table = study.table("suggestions", run=str(run))
        render.json_lines(
            {"study": str(path), **dict(zip(table.columns, row, strict=True))} for row in table.rows
        )
