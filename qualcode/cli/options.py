"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qualcode.cli.choices import DOCUMENT_KINDS
from qualcode.cli.group import PATH

if TYPE_CHECKING:
    from qualcode.project import Filter

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_DAY = click.DateTime(["%Y-%m-%d"])

project_argument = click.argument("project", type=PATH, metavar="PROJECT")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
coder_option = click.option(
    "--coder",
    metavar="NAME",
    envvar="QUALCODE_CODER",
    show_envvar=True,
    help="Who does this; the study's only coder where nobody is named.",
)
yes_option = click.option("--yes", is_flag=True, help="Don't ask whether to go ahead.")
force_option = click.option("--force", is_flag=True, help="Replace a file that exists.")
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="N",
    default=0,
    help="Seed of what is random; 0 where none is given.",
)
run_option = click.option(
    "--run", metavar="NUMBER", help="Which run; the latest where none is named."
)

_FILTERS = (
    click.option(
        "--code", "codes", multiple=True, metavar="CODE",
        help="Only this code (path, id or name) and those under it. Repeatable, as all of these.",
    ),
    click.option("--exact", is_flag=True, help="With --code: leave out the codes under it."),
    click.option(
        "--coder", "coders", multiple=True, metavar="NAME", help="Only codings of this coder."
    ),
    click.option(
        "--document", "documents", multiple=True, metavar="NAME", help="Only this document."
    ),
    click.option("--case", "cases", multiple=True, metavar="NAME", help="Only talk of this case."),
    click.option(
        "--speaker", "speakers", multiple=True, metavar="LABEL", help="Only talk of this speaker."
    ),
    click.option(
        "--where", multiple=True, metavar="VARIABLE=VALUE",
        help="Only where a case or document variable has this value, such as site=K04.",
    ),
    click.option(
        "--kind", "kinds", multiple=True, type=click.Choice(DOCUMENT_KINDS),
        help="Only documents of this kind.",
    ),
    click.option(
        "--language", "languages", multiple=True, metavar="CODE",
        help="Only documents in this language, such as nb, nn or en.",
    ),
    click.option(
        "--session", "sessions", multiple=True, metavar="NAME", help="Only this session."
    ),
    click.option(
        "--from", "since", type=_DAY, metavar="DATE", help="Only sessions from this day on."
    ),
    click.option(
        "--to", "until", type=_DAY, metavar="DATE", help="Only sessions up to this day."
    ),
)  # fmt: skip


def filter_options(function: Decorated) -> Decorated:
    """The filters, which are the same everywhere; a command takes them as `**filters`."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def chosen_filter(filters: dict[str, Any]) -> Filter:
    """What the filter options ask for."""
    from qualcode.project import Filter

    days = {name: day.date().isoformat() for name in ("since", "until") if (day := filters[name])}
    return Filter(**{**filters, "since": "", "until": "", **days})


def pairs(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """`KEY=VALUE` options as a dictionary; an option's callback."""
    found = {}
    for value in values:
        key, equals, content = value.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"'{value}' is not of the form KEY=VALUE")
        found[key.strip()] = content.strip()
    return found


def typed(values: dict[str, str]) -> dict[str, Any]:
    """Variables as people type them: numbers where they read back the same, nothing as None."""
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: str) -> int | float | str | None:
    if not value:
        return None
    for convert in (int, float):
        try:
            number = convert(value)
        except ValueError:
            continue
        # 0301 and 1e5 are rather names than numbers.
        if str(number) == value:
            return number
    return value
