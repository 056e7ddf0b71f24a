"""`qualcode code`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.group import StudyGroup, examples
from qualcode.cli.options import coder_option, json_option, yes_option
from qualcode.cli.studies import changing, confirm, opened

if TYPE_CHECKING:
    from qualcode.model import Code
    from qualcode.project import Project

command = StudyGroup(
    "code",
    help="Codes: add, rename, move, merge, retire, remove.\n\n"
    "A CODE is named by its id, its name, its path 'A > B', or codebook:id.",
    epilog=examples(
        "qualcode code study.qualcode list --codebook expansive-learning",
        "qualcode code study.qualcode add my-codes doubt 'Doubt' --definition 'Says they doubt.'",
        "qualcode code study.qualcode merge doubt uncertainty",
    ),
)

_definition = click.option("--definition", metavar="TEXT", help="What the code means.")
_include = click.option("--include", metavar="TEXT", help="When to use it.")
_exclude = click.option("--exclude", metavar="TEXT", help="When not to use it.")
_colour = click.option("--colour", metavar="#RRGGBB", help="Its colour.")


@command.command("list", epilog=examples("qualcode code study.qualcode list --json"))
@click.option("--codebook", metavar="NAME", help="Only the codes of this codebook.")
@click.option("--all", "with_retired", is_flag=True, help="Retired codes too.")
@json_option
@click.pass_obj
def list_codes(project: Path, codebook: str | None, with_retired: bool, as_json: bool) -> None:
    """List the codes as a tree, with their number of codings."""
    with opened(project) as study:
        book = study.codebooks.get(codebook).uuid if codebook else None
        codes = study.codes.list(book, retired=with_retired)
        paths = study.codes.paths()
        counts = study.codes.counts()
        books = {item.uuid: item.id for item in study.codebooks.list()}
    if as_json:
        render.json_lines(
            {
                "uuid": code.uuid,
                "codebook": books[code.codebook],
                "id": code.id,
                "name": code.name,
                "path": paths[code.uuid],
                "definition": code.definition,
                "retired": code.retired,
                "codings": counts.get(code.uuid, 0),
            }
            for code in codes
        )
        return
    depths = _depths(codes)
    render.table(
        ("code", "id", "codebook", "codings"),
        [
            (
                "  " * depths[code.uuid] + code.name + (" (retired)" if code.retired else ""),
                code.id,
                books[code.codebook],
                counts.get(code.uuid, 0),
            )
            for code in codes
        ],
    )


@command.command(epilog=examples("qualcode code study.qualcode show exp.modelling"))
@click.argument("code", metavar="CODE")
@json_option
@click.pass_obj
def show(project: Path, code: str, as_json: bool) -> None:
    """Show a code with its definition, examples and cues."""
    with opened(project) as study:
        described = _described(study, study.codes.get(code))
    if as_json:
        render.json_value(described)
        return
    examples_of = [item["text"] for item in described["examples"]]
    cues = [item["phrase"] for item in described["cues"]]
    if described["basis"] == "known":
        described["basis"] = "known (unverified)"
    render.record({**described, "examples": examples_of, "cues": cues})


@command.command(
    epilog=examples(
        "qualcode code study.qualcode add my-codes doubt 'Doubt' --definition 'Says they doubt.'",
        "qualcode code study.qualcode add my-codes doubt.self 'Self-doubt' --parent doubt",
    )
)
@click.argument("codebook", metavar="CODEBOOK")
@click.argument("code_id", metavar="ID")
@click.argument("name", metavar="[NAME]", default="")
@click.option("--parent", metavar="CODE", help="The code it goes under.")
@_definition
@_include
@_exclude
@_colour
@coder_option
@click.pass_obj
def add(
    project: Path,
    /,
    *,
    codebook: str,
    code_id: str,
    name: str,
    parent: str | None,
    coder: str | None,
    **details: str | None,
) -> None:
    """Make a code in a codebook."""
    given = {key: value for key, value in details.items() if value is not None}
    with changing(project, coder) as (study, who):
        above = study.codes.get(parent).uuid if parent else None
        code = study.codes.add(codebook, code_id, name, parent=above, coder=who, **given)
    render.message(f"added code {code.id}")


@command.command(epilog=examples("qualcode code study.qualcode rename doubt 'Voicing doubt'"))
@click.argument("code", metavar="CODE")
@click.argument("new_name", metavar="NEW")
@coder_option
@click.pass_obj
def rename(project: Path, code: str, new_name: str, coder: str | None) -> None:
    """Give a code another name; its id stays."""
    with changing(project, coder) as (study, who):
        renamed = study.codes.update(study.codes.get(code).uuid, who, name=new_name)
    render.message(f"{renamed.id} is now called {renamed.name}")


@command.command(
    "set",
    epilog=examples("qualcode code study.qualcode set doubt --exclude 'Questions of fact.'"),
)
@click.argument("code", metavar="CODE")
@click.option("--name-nb", metavar="TEXT", help="Its name in Norwegian.")
@_definition
@_include
@_exclude
@_colour
@coder_option
@click.pass_obj
def set_details(project: Path, /, *, code: str, coder: str | None, **details: str | None) -> None:
    """Change a code's definition, its limits or its colour."""
    given = {key: value for key, value in details.items() if value is not None}
    if not given:
        raise click.UsageError("give what to set, such as --definition")
    with changing(project, coder) as (study, who):
        changed = study.codes.update(study.codes.get(code).uuid, who, **given)
    render.message(f"changed {changed.id}")


@command.command(
    epilog=examples(
        "qualcode code study.qualcode move doubt.self --under feelings",
        "qualcode code study.qualcode move doubt.self --top",
    )
)
@click.argument("code", metavar="CODE")
@click.option("--under", metavar="CODE", help="The code it goes under.")
@click.option("--top", is_flag=True, help="To the top of its codebook.")
@coder_option
@click.pass_obj
def move(project: Path, code: str, under: str | None, top: bool, coder: str | None) -> None:
    """Put a code, with those under it, elsewhere in its codebook."""
    if (under is None) is not top:
        raise click.UsageError("say either --under CODE or --top")
    with changing(project, coder) as (study, who):
        parent = study.codes.get(under).uuid if under else None
        moved = study.codes.move(study.codes.get(code).uuid, parent, who)
    render.message(f"moved {moved.id}")


@command.command(epilog=examples("qualcode code study.qualcode merge doubt uncertainty --yes"))
@click.argument("code", metavar="CODE")
@click.argument("into", metavar="INTO")
@coder_option
@yes_option
@click.pass_obj
def merge(project: Path, code: str, into: str, coder: str | None, yes: bool) -> None:
    """Give all codings of CODE to the code INTO, and remove CODE."""
    with opened(project) as study:
        source, target = study.codes.get(code), study.codes.get(into)
        codings = study.codes.counts().get(source.uuid, 0)
    confirm(f"merge {source.id} with its {codings} codings into {target.id}", yes=yes)
    with changing(project, coder) as (study, who):
        moved = study.codes.merge(source.uuid, target.uuid, who)
    render.message(f"merged {source.id} into {target.id}: {moved} codings")


@command.command(epilog=examples("qualcode code study.qualcode retire doubt"))
@click.argument("code", metavar="CODE")
@click.option("--back", is_flag=True, help="Take it into use again.")
@coder_option
@click.pass_obj
def retire(project: Path, code: str, back: bool, coder: str | None) -> None:
    """Take a code out of use; its codings stay."""
    with changing(project, coder) as (study, who):
        changed = study.codes.update(study.codes.get(code).uuid, who, retired=not back)
    render.message(f"{changed.id} is {'in use again' if back else 'retired'}")


@command.command(epilog=examples("qualcode code study.qualcode remove doubt --yes"))
@click.argument("code", metavar="CODE")
@coder_option
@yes_option
@click.pass_obj
def remove(project: Path, code: str, coder: str | None, yes: bool) -> None:
    """Remove a code that has neither codings nor codes under it."""
    with opened(project) as study:
        found = study.codes.get(code)
    confirm(f"remove code {found.id}", yes=yes)
    with changing(project, coder) as (study, who):
        study.codes.remove(found.uuid, who)
    render.message(f"removed code {found.id}")


def _depths(codes: Any) -> dict[str, int]:
    depths: dict[str, int] = {}
    for code in codes:
        depths[code.uuid] = depths.get(code.parent or "", -1) + 1
    return depths


def _described(study: Project, code: Code) -> dict[str, Any]:
    parent = study.codes.by_uuid(code.parent).id if code.parent else None
    book = study.codebooks.get(code.codebook)
    return {
        **asdict(code),
        "codebook": book.id,
        "path": study.codes.paths()[code.uuid],
        "parent": parent,
        "examples": [asdict(item) for item in code.examples],
        "cues": [asdict(item) for item in code.cues],
        "extra": dict(code.extra),
        "codings": study.codes.counts().get(code.uuid, 0),
        "codings_with_codes_under": sum(
            study.codes.counts().get(uuid, 0) for uuid in study.codes.with_children(code.uuid)
        ),
    }
