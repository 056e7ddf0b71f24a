"""`qualcode codebook`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.group import PATH, StudyGroup, examples
from qualcode.cli.options import coder_option, force_option, json_option, yes_option
from qualcode.cli.studies import changing, confirm, opened

if TYPE_CHECKING:
    from qualcode.model import Codebook
    from qualcode.project import Project

command = StudyGroup(
    "codebook",
    help="Codebooks: add, list, show, export, remove.",
    epilog=examples(
        "qualcode codebook study.qualcode shipped",
        "qualcode codebook study.qualcode add expansive-learning",
        "qualcode codebook study.qualcode export my-codes -o my_codes.yaml",
    ),
)


@command.command("list", epilog=examples("qualcode codebook study.qualcode list --json"))
@json_option
@click.pass_obj
def list_codebooks(project: Path, as_json: bool) -> None:
    """List the study's codebooks."""
    with opened(project) as study:
        described = [_described(study, book) for book in study.codebooks.list()]
    if as_json:
        render.json_lines(described)
        return
    columns = ("id", "title", "unit", "codes", "codings")
    render.table(columns, [[item[name] for name in columns] for item in described])


@command.command(epilog=examples("qualcode codebook study.qualcode shipped"))
@json_option
@click.pass_obj
def shipped(project: Path, as_json: bool) -> None:
    """List the codebooks that come with Qualcode, and which the study has.

    PROJECT needn't exist yet.
    """
    from qualcode.project import shipped_codebooks

    there: set[str] = set()
    if project.exists():
        with opened(project) as study:
            there = {book.id for book in study.codebooks.list()}
    described = [{"id": name, "in_study": name in there} for name in shipped_codebooks()]
    if as_json:
        render.json_lines(described)
    else:
        render.table(("id", "in the study"), [list(item.values()) for item in described])


@command.command(epilog=examples("qualcode codebook study.qualcode show expansive-learning"))
@click.argument("name", metavar="NAME")
@json_option
@click.pass_obj
def show(project: Path, name: str, as_json: bool) -> None:
    """Show what a codebook says of itself, and its versions."""
    with opened(project) as study:
        book = study.codebooks.get(name)
        described = _described(study, book) | {
            "exclusivity": book.exclusivity,
            "ideal_order": list(book.ideal_order),
            "languages": list(book.languages),
            "attributes": [dict(item) for item in book.attributes],
            "notes": book.notes,
            "references": list(book.references),
            "versions": [
                {"created_at": time, "sha256": digest}
                for time, digest in study.codebooks.versions(book.uuid)
            ],
        }
    if as_json:
        render.json_value(described)
        return
    versions = [f"{item['created_at']} {item['sha256'][:12]}" for item in described["versions"]]
    attributes = [item.get("id") or item.get("name") for item in described["attributes"]]
    render.record(described | {"versions": versions, "attributes": attributes})


@command.command(
    epilog=examples(
        "qualcode codebook study.qualcode add expansive-learning",
        "qualcode codebook study.qualcode add my_codes.yaml --coder Kari",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="ID|FILE…")
@coder_option
@click.pass_obj
def add(project: Path, sources: tuple[str, ...], coder: str | None) -> None:
    """Add shipped codebooks, or ones from files (YAML, a table, JSON): all of them or none."""
    with changing(project, coder) as (study, who), study.at_once():
        books = [study.codebooks.load(source, who) for source in sources]
        counts = [len(study.codes.list(book.uuid)) for book in books]
    for book, count in zip(books, counts, strict=True):
        render.message(f"{book.id} is in the study, with {count} codes")


@command.command(
    epilog=examples(
        "qualcode codebook study.qualcode export expansive-learning > book.yaml",
        "qualcode codebook study.qualcode export my-codes -o my_codes.yaml --force",
    )
)
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write to this file.")
@force_option
@click.pass_obj
def export(project: Path, name: str, output: Path | None, force: bool) -> None:
    """Give a codebook back as YAML that loads to the same codes."""
    from qualcode.project import WriteOptions

    with opened(project) as study:
        book = study.codebooks.get(name)
        if output is None:
            render.file_text(study.codebooks.export(book.uuid).removesuffix("\n"))
            return
        options = WriteOptions(force=force)
        study.export(output, "codebook", options=options, codebook=book.uuid)
    render.message(f"wrote {book.id} to {output}")


@command.command(epilog=examples("qualcode codebook study.qualcode remove my-codes --yes"))
@click.argument("name", metavar="NAME")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, name: str, coder: str | None, yes: bool) -> None:
    """Remove a codebook that no coding uses."""
    with opened(project) as study:
        book = study.codebooks.get(name)
        codes = len(study.codes.list(book.uuid))
    confirm(f"remove codebook {book.id} with {codes} codes", yes=yes)
    with changing(project, coder) as (study, who):
        study.codebooks.remove(book.uuid, who)
    render.message(f"removed codebook {book.id}")


def _described(study: Project, book: Codebook) -> dict[str, Any]:
    counts = study.codes.counts()
    codes = study.codes.list(book.uuid)
    return {
        "uuid": book.uuid,
        "id": book.id,
        "title": book.title,
        "label": book.label,
        "unit": book.unit,
        "codes": len(codes),
        "codings": sum(counts.get(code.uuid, 0) for code in codes),
    }
