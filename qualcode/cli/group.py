"""The command groups: the root, which loads a command when it is called, and those with verbs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from qualcode import __version__
from qualcode.cli.errors import exit_code
from qualcode.errors import nearest

PATH = click.Path(path_type=Path, readable=False)
"""A path as it was typed: what is wrong with a file is found, and explained, by the library."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Entry(NamedTuple):
    """A command before it is loaded: where it is, and its line in the list of commands."""

    place: str
    summary: str


SECTIONS: Mapping[str, Mapping[str, Entry]] = {
    "Begin": {
        "demo": Entry("demo:command", "Build the sample study and look around in it."),
        "new": Entry("new:command", "Make a new study."),
        "open": Entry("open:command", "Read and code in the terminal."),
        "info": Entry("info:command", "Counts and settings of a study."),
        "check": Entry("check:command", "Check that everything in a study holds together."),
    },
    "Material": {
        "import": Entry("import_:command", "Import transcripts, tables and codebooks."),
        "document": Entry("document:command", "Documents: list, show, rename, describe, remove."),
        "session": Entry("session:command", "Sessions that documents come from."),
        "case": Entry("case:command", "Participants, sites and units with their variables."),
        "coder": Entry("coder:command", "Those who code."),
    },
    "Coding": {
        "codebook": Entry("codebook:command", "Codebooks: add, list, show, export, remove."),
        "code": Entry("code:command", "Codes: add, rename, move, merge, retire, remove."),
        "theme": Entry("theme:command", "Themes that gather codes, codings and memos."),
        "memo": Entry("memo:command", "Memos: write, list, change, remove."),
    },
    "Suggestions": {
        "suggest": Entry(
            "suggest:command", "Suggest codes, with reasons, and store them as a run."
        ),
        "accept": Entry("accept:command", "Accept the surest suggestions of a run."),
        "evaluate": Entry(
            "evaluate:command", "How well suggestions agree with what coders did unaided."
        ),
        "reread": Entry("reread:command", "A coder's passages that are worth reading again."),
        "topics": Entry("topics:command", "Topic clusters: a reading aid, not themes."),
    },
    "Reading and handing on": {
        "search": Entry("search:command", "Search the talk and the codings."),
        "export": Entry("export:command", "Write codings, excerpts and other tables to a file."),
    },
    "Safety": {
        "history": Entry("history:command", "Who changed what, newest first."),
        "undo": Entry("undo:undo_command", "Take back a coder's latest change."),
        "redo": Entry("undo:redo_command", "Do again what was undone."),
    },
}

COMMANDS: Mapping[str, Entry] = {
    name: entry for section in SECTIONS.values() for name, entry in section.items()
}


class _NamingGroup(click.Group):
    """A group that names the nearest commands where one isn't known."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        known = self.get_command(ctx, name) is not None
        if not (known or name.startswith("-") or ctx.resilient_parsing):
            kind = "verb" if isinstance(self, StudyGroup) else "command"
            near = " or ".join(nearest(name, self.list_commands(ctx), 2))
            ctx.fail(f"there is no {kind} '{name}'; did you mean {near}?")
        return super().resolve_command(ctx, args)


class RootGroup(_NamingGroup):
    """The program: commands in sections, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(f"qualcode.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, entries in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, entry.summary) for name, entry in entries.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        run: Callable[[], object] = lambda: super(RootGroup, self).main(  # noqa: E731
            args, prog_name, complete_var, False, **extra
        )
        if not standalone_mode:
            return run()
        sys.exit(exit_code(run))


class StudyGroup(_NamingGroup):
    """A command with verbs: `qualcode NAME PROJECT VERB`; the verbs get PROJECT as `obj`."""

    def __init__(self, name: str, help: str, epilog: str) -> None:  # noqa: A002 - Click's name
        super().__init__(
            name,
            help=help,
            epilog=epilog,
            params=[click.Argument(["project"], type=PATH, metavar="PROJECT")],
            callback=_keep_project,
            subcommand_metavar="VERB [OPTIONS] [ARGS]…",
            options_metavar="",
            no_args_is_help=True,
            invoke_without_command=True,
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # `qualcode code merge --help`: help needs no study.
        if args and args[0] in self.commands and {"--help", "-h"} & set(args):
            args = ["PROJECT", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(
                [(name, verb.get_short_help_str(90)) for name, verb in self.commands.items()]
            )


def examples(*lines: str) -> str:
    """The last part of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def _keep_project(project: Path) -> None:
    context = click.get_current_context()
    if context.invoked_subcommand is None and isinstance(context.command, StudyGroup):
        context.fail(f"say what to do: {', '.join(context.command.commands)}")
    context.obj = project


@click.group(
    cls=RootGroup,
    context_settings=SETTINGS,
    subcommand_metavar="COMMAND PROJECT [ARGS]…",
    epilog=examples(
        "qualcode demo",
        "qualcode new study.qualcode --codebook expansive-learning --coder Kari",
        "qualcode import study.qualcode interviews/*.docx",
        "qualcode open study.qualcode",
    ),
)
@click.version_option(__version__, "-V", "--version", message="qualcode %(version)s")
def root() -> None:
    """Qualitative coding and thematic analysis in the terminal.

    A study is one file, PROJECT. Nothing leaves this machine.
    """
