"""The command line as a whole: its commands, their help, exit codes, and how it starts."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cli_runs import run
from click.shell_completion import ShellComplete

import qualcode
from qualcode import project
from qualcode.cli import choices
from qualcode.cli.group import COMMANDS, StudyGroup, root
from qualcode.importers import AUTO, FORMATS
from qualcode.model import (
    CASE_KINDS,
    DOCUMENT_KINDS,
    MEMO_KINDS,
    PROGRESS_STATES,
    THEME_STATES,
    UNITS,
)
from qualcode.nlp.topics import METHODS
from qualcode.project.searching import KWIC_WIDTH

ROOT = Path(__file__).parents[1]
DESIGNED = (
    "demo", "new", "open", "info", "check", "import", "document", "case", "coder", "code",
    "codebook", "theme", "memo", "session", "suggest", "accept", "evaluate", "reread", "topics", "search", "export",
    "history", "undo", "redo",
)  # fmt: skip
VERBS = {
    "document": {"list", "show", "rename", "set", "mark", "remove"},
    "case": {"list", "show", "add", "rename", "set", "link", "unlink", "remove"},
    "coder": {"list", "show", "add", "rename"},
    "code": {"list", "show", "add", "rename", "set", "move", "merge", "retire", "remove"},
    "codebook": {"list", "shipped", "show", "add", "export", "remove"},
    "theme": {"list", "show", "add", "gather", "rename", "state", "remove"},
    "memo": {"list", "show", "add", "change", "remove"},
    "session": {"list", "show", "add"},
    "topics": {"fit", "list", "show", "label", "export", "tree", "over", "map", "suggest", "code"},
}


def all_commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(root)
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        yield (name,), command
        if isinstance(command, click.Group):
            for verb, own in command.commands.items():
                yield (name, verb), own


EVERY = list(all_commands())


def test_every_designed_command_is_there() -> None:
    assert set(COMMANDS) == set(DESIGNED)


def test_every_group_has_its_verbs() -> None:
    groups = {path[0]: command for path, command in EVERY if isinstance(command, StudyGroup)}
    assert {name: set(group.commands) for name, group in groups.items()} == VERBS


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])
def test_every_command_and_option_is_explained(
    path: tuple[str, ...], command: click.Command
) -> None:
    assert command.help
    assert command.epilog
    assert command.epilog.startswith("\b\nExamples:\n")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} has no help"
            assert parameter.help.endswith("."), f"{parameter.opts}: {parameter.help}"
    shown = run(*path, "--help")
    assert shown.exit_code == 0
    assert "Examples:" in shown.stdout
    assert not shown.stderr


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])
def test_every_example_is_understood(path: tuple[str, ...], command: click.Command) -> None:
    for line in (command.epilog or "").splitlines()[2:]:
        program, name, *rest = shlex.split(re.split(" [<>] ", line)[0])
        assert (program, name) == ("qualcode", path[0])
        shown = root.get_command(click.Context(root), name)
        assert shown is not None
        if isinstance(shown, StudyGroup):
            assert rest[0] == "study.qualcode"
            assert rest[1] == (path[1] if len(path) > 1 else rest[1])
            shown.commands[rest[1]].make_context(rest[1], rest[2:])
        else:
            shown.make_context(name, rest)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_help_begins_with(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert inspect.cleandoc(command.help or "").split("\n\n")[0] == COMMANDS[name].summary


def test_help_lists_the_commands_in_sections() -> None:
    shown = run("--help").stdout
    places = [shown.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert shown.index("Begin:") < shown.index("Material:") < shown.index("Safety:")


def test_nothing_to_do_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "qualcode demo" in result.stderr


def test_help_of_a_verb_needs_no_study() -> None:
    assert "CODE INTO" in run("code", "merge", "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exprot", "s"], "no command 'exprot'; did you mean export"),
        (["code", "s", "merg"], "no verb 'merg'; did you mean merge"),
        (["code", "s"], "say what to do: list, show, add, rename"),
        (["export", "s"], "missing option '-o'"),
        (["import", "s", "f.txt", "--kind", "poem"], "'poem' is not one of"),
        (["import", "s", "f.txt", "--set", "encoding"], "not of the form KEY=VALUE"),
        (["suggest", "s", "--min-confidence", "2"], "is not in the range"),
        (["memo", "s", "add", "--kind", "code"], "missing option '--text'"),
        (["memo", "s", "add", "--kind", "code", "--text", "x", "--code", "a", "--case", "b"], "one of"),
        (["code", "s", "move", "a"], "either --under CODE or --top"),
        (["code", "s", "set", "a"], "give what to set"),
        (["case", "s", "set", "a"], "give at least one --var"),
        (["document", "s", "set", "a"], "give --kind, --session or --var"),
        (["session", "s", "add", "x", "--date", "soon"], "does not match the format"),
        (["search", "s", "x", "--from", "12.03.2026"], "does not match the format"),
        (["suggest", "s", "--seed", "-1"], "is not in the range"),
    ],
)  # fmt: skip
def test_wrong_usage(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert said in result.stderr
    assert "--help`" in result.stderr
    assert not result.stdout


def test_the_version_is_the_packages() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["version"] == qualcode.__version__
    assert run("--version").stdout == f"qualcode {qualcode.__version__}\n"


def test_choices_are_the_librarys() -> None:
    defaults = project.SuggestChoices()
    assert {
        "approaches": choices.APPROACHES,
        "document kinds": choices.DOCUMENT_KINDS,
        "states": choices.PROGRESS_STATES,
        "memo kinds": choices.MEMO_KINDS,
        "theme states": choices.THEME_STATES,
        "case kinds": choices.CASE_KINDS,
        "units": choices.UNITS,
        "topic methods": choices.TOPIC_METHODS,
        "exports": choices.EXPORTS,
        "formats": sorted(choices.IMPORT_FORMATS),
        "top": choices.SUGGESTION_COUNT,
        "confidence": choices.SUGGESTION_CONFIDENCE,
        "width": choices.KWIC_WIDTH,
        "hits": choices.HITS,
    } == {
        "approaches": project.APPROACHES,
        "document kinds": DOCUMENT_KINDS,
        "states": PROGRESS_STATES,
        "memo kinds": MEMO_KINDS,
        "theme states": THEME_STATES,
        "case kinds": CASE_KINDS,
        "units": UNITS,
        "topic methods": METHODS,
        "exports": tuple(project.TABLES),
        "formats": sorted((AUTO, *FORMATS, "codebook")),
        "top": defaults.top,
        "confidence": defaults.min_confidence,
        "width": KWIC_WIDTH,
        "hits": inspect.signature(project.Project.search).parameters["limit"].default,
    }


def loaded_by(*arguments: str) -> set[str]:
    """The modules that are loaded after the program ran with these arguments."""
    code = (
        "import sys\n"
        "from qualcode.__main__ import main\n"
        f"sys.argv = ['qualcode', *{list(arguments)!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as ended:\n"
        "    assert not ended.code, ended.code\n"
        "sys.stderr.write('\\n'.join(sys.modules))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout
    return set(ran.stderr.split())


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told_before_click_is_loaded(option: str) -> None:
    loaded = loaded_by(option)
    assert "qualcode" in loaded
    assert not loaded & {"click", "qualcode.cli", "sqlite3", "pathlib"}


@pytest.mark.parametrize("command", ["", *DESIGNED])
def test_help_loads_one_command_and_nothing_of_the_library(command: str) -> None:
    loaded = loaded_by(*command.split(), "--help")
    assert "click" in loaded
    assert not loaded & {"qualcode.project", "qualcode.model", "sqlite3", "numpy", "tui", "json"}
    modules = {entry.place.partition(":")[0] for entry in COMMANDS.values()}
    commands = {name for name in modules if f"qualcode.cli.{name}" in loaded}
    expected = {COMMANDS[command].place.partition(":")[0]} if command else set()
    assert commands - {"open"} == expected - {"open"}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["expo"], {"export"}),
        (["code", "s.qualcode", "mer"], {"merge"}),
        (["code", "s.qualcode", "merge", "--y"], {"--yes"}),
        (["import", "s.qualcode", "--kind", "w"], {"workshop"}),
        (["nonsense", "x"], set()),
    ],
)
def test_shells_complete_commands_verbs_and_options(typed: list[str], offered: set[str]) -> None:
    shell = ShellComplete(root, {}, "qualcode", "_QUALCODE_COMPLETE")
    assert {item.value for item in shell.get_completions(typed[:-1], typed[-1])} == offered
