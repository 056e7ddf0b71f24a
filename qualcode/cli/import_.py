"""`qualcode import`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import DOCUMENT_KINDS, IMPORT_FORMATS
from qualcode.cli.group import PATH, examples
from qualcode.cli.options import json_option, pairs, project_argument
from qualcode.cli.studies import acting_coder, opened

if TYPE_CHECKING:
    from qualcode.project import FileReport, Project

_SHOWN = 10


@click.command(
    "import",
    epilog=examples(
        "qualcode import study.qualcode interviews/*.docx --kind interview --language nb",
        "qualcode import study.qualcode notes.txt --set labels='I|D1|D2' --dry-run",
        "qualcode import study.qualcode coded_turns.csv --coder Kari",
        "qualcode import study.qualcode old.txt --set encoding=cp1252 --rename",
    ),
)
@project_argument
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(IMPORT_FORMATS),
    default="auto",
    show_default=True,
    help="What the files are; by their ending and content if auto.",
)
@click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="What kind of documents they are.")
@click.option("--language", metavar="CODE", help="Language of the documents, such as nb, nn or en.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    callback=pairs,
    help="A setting of the format, such as encoding=cp1252, labels='I|D1' or delimiter=semicolon. "
    "Repeatable.",
)
@click.option(
    "--coder",
    metavar="NAME",
    envvar="QUALCODE_CODER",
    show_envvar=True,
    help="Who coded, where a file with codings doesn't say; the study's only coder where nobody "
    "is named.",
)
@click.option("--strict", is_flag=True, help="Refuse codes the study doesn't have.")
@click.option(
    "--rename", is_flag=True, help="Number a document's name that is taken, instead of refusing."
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would come in, and the first turns. Store nothing."
)
@json_option
def command(
    project: Path,
    *,
    files: tuple[Path, ...],
    format_name: str,
    kind: Any,
    language: str | None,
    settings: dict[str, str],
    coder: str | None,
    strict: bool,
    rename: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import transcripts, tables and codebooks.

    Where PROJECT doesn't exist it is made. A file that can't be read is reported and the others
    come in; of a file, everything comes in or nothing. A document that is there already, with
    the same text, is skipped.
    """
    from qualcode.project import ImportChoices

    reports: list[FileReport] = []
    with _study(project, dry_run=dry_run) as study:
        choices = ImportChoices(
            format=format_name,
            kind=kind,
            language=language,
            settings=settings,
            coder=acting_coder(study, coder),
            strict=strict,
            rename=rename,
            dry_run=dry_run,
        )
        with render.Progress() as progress:
            told = study.import_files(
                files, choices, lambda done, total, path: progress(path.name, done, total)
            )
            for report in told:
                reports.append(report)
                if as_json:
                    render.json_value(_as_json(report, dry_run=dry_run))
    if not as_json:
        _tell(reports, dry_run=dry_run)
    if any(report.error or report.problems for report in reports):
        raise click.exceptions.Exit(1)


@contextmanager
def _study(path: Path, *, dry_run: bool) -> Iterator[Project]:
    """The study to import into. One made for it stays only where something came in."""
    from qualcode.project import Project

    if path.exists():
        with opened(path) as study:
            yield study
    elif dry_run:
        import tempfile

        with (
            tempfile.TemporaryDirectory() as folder,
            Project.create(Path(folder) / "dry_run.qualcode") as study,
        ):
            yield study
    else:
        empty = True
        try:
            with Project.create(path) as study:
                try:
                    yield study
                finally:
                    counts = study.info().counts
                    empty = not (counts["documents"] or counts["codes"] or counts["cases"])
        finally:
            if empty:
                path.unlink(missing_ok=True)
            else:
                render.message(f"made {path}")


def _status(report: FileReport) -> str:
    if report.error:
        return "failed"
    came = report.documents or report.codings or report.cases or report.codes_made
    return "imported" if came or not report.skipped else "skipped"


def _as_json(report: FileReport, *, dry_run: bool) -> dict[str, Any]:
    documents: list[dict[str, Any]] = []
    for item in report.documents:
        document: dict[str, Any] = {
            "name": item.name,
            "turns": item.turns,
            "words": item.words,
            "codings": item.codings,
        }
        if dry_run:
            document["first_turns"] = [
                {"speaker": speaker, "text": text} for speaker, text in item.first_turns
            ]
        documents.append(document)
    return {
        "file": str(report.path),
        "format": report.format or None,
        "status": _status(report),
        "dry_run": dry_run,
        "documents": documents,
        "skipped": list(report.skipped),
        "codings": report.codings,
        "cases": report.cases,
        "codes_made": list(report.codes_made),
        "notes": list(report.notes),
        "problems": [{"row": item.row, "message": item.message} for item in report.problems],
        "error": report.error.message if report.error else None,
        "hint": report.error.hint or None if report.error else None,
    }


def _tell(reports: Sequence[FileReport], *, dry_run: bool) -> None:
    render.table(
        (
            "file",
            "format",
            "status",
            "documents",
            "turns",
            "words",
            "codings",
            "cases",
            "new codes",
        ),
        [
            (
                report.path.name,
                report.format,
                _status(report),
                len(report.documents),
                sum(item.turns for item in report.documents),
                sum(item.words for item in report.documents),
                report.codings,
                report.cases,
                len(report.codes_made),
            )
            for report in reports
        ],
    )
    for report in reports:
        if dry_run:
            _first_turns(report)
        _remarks(report)
    if dry_run:
        render.message("a dry run: nothing was stored")


def _first_turns(report: FileReport) -> None:
    for document in report.documents:
        render.line()
        render.line(f"{document.name} begins:")
        for speaker, text in document.first_turns:
            render.line(f"  {f'{speaker}: ' if speaker else ''}{render.shortened(text, 90)}")


def _remarks(report: FileReport) -> None:
    name = report.path.name
    for skipped in report.skipped:
        render.message(f"{name}: '{skipped}' is there already, with the same text: skipped")
    for note in report.notes:
        render.message(f"{name}: {note}")
    if report.codes_made and report.format != "codebook":
        shown = ", ".join(report.codes_made[:_SHOWN])
        more = len(report.codes_made) - _SHOWN
        render.message(f"{name}: new codes: {shown}{f' and {more} more' if more > 0 else ''}")
    for problem in report.problems[:_SHOWN]:
        row = "" if problem.row is None else f"row {problem.row}: "
        render.message(f"{name}: {row}{problem.message}")
    if report.problems:
        render.error(
            f"{name}: {len(report.problems)} rows were not stored",
            "correct them and import the file again; what is there already is skipped",
        )
    if report.error:
        render.error(report.error.message, report.error.hint)
