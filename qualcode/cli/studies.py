"""Opening the study a command works on, and who works on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli import render
from qualcode.errors import InputError, UnknownName

if TYPE_CHECKING:
    from qualcode.project import Project


def opened(path: Path) -> Project:
    """The study at a path; a context manager.

    Raises:
        FileError, NotAStudy, NewerStudy, StudyLocked: it can't be opened.
    """
    from qualcode.project import Project

    return Project.open(path)


@contextmanager
def changing(path: Path, coder: str | None) -> Iterator[tuple[Project, str | None]]:
    """The study, and the uuid of the coder who changes it (None where nobody is named).

    A new coder is made with the change, and not where the change fails.

    Raises:
        StudyError: it can't be opened or written.
    """
    with opened(path) as project:
        name = acting_coder(project, coder)
        if name is None:
            yield project, None
            return
        try:
            known = project.coders.get(name).uuid
        except UnknownName:
            with project.at_once():
                yield project, project.coders.ensure(name).uuid
        else:
            yield project, known


@contextmanager
def coding(path: Path, coder: str | None) -> Iterator[tuple[Project, str]]:
    """The same as `changing`, for what nobody can do unnamed.

    Raises:
        InputError: nobody is named, and the study doesn't have exactly one coder.
    """
    with changing(path, coder) as (project, uuid):
        if uuid is None:
            names = [item.name for item in project.coders.list() if item.kind == "human"]
            raise _unclear(names)
        yield project, uuid


def acting_coder(project: Project, given: str | None) -> str | None:
    """The name of who acts: as given, else the study's only human coder, else None."""
    if given:
        return given
    humans = [coder.name for coder in project.coders.list() if coder.kind == "human"]
    return humans[0] if len(humans) == 1 else None


def can_ask() -> bool:
    """Whether somebody sits at a terminal, to read a question and to answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(change: str, *, yes: bool) -> None:
    """Ask on the terminal whether to go ahead with a change that takes something away.

    Raises:
        InputError: there is no terminal to ask on, and `--yes` wasn't given.
        click.exceptions.Exit: the answer is no.
    """
    if yes:
        return
    if not can_ask():
        raise InputError(f"this would {change}", "say --yes to go ahead; `undo` takes it back")
    if not click.confirm(render.visible(f"This will {change}. Go ahead?"), err=True):
        render.message("nothing was changed")
        raise click.exceptions.Exit(1)


@contextmanager
def created(path: Path, approach: str = "codebook") -> Iterator[Project]:
    """A new study, which stays only where all goes well.

    Raises:
        FileError, StudyReadOnly, DiskFull: the file exists, or can't be made.
    """
    from qualcode.project import Project

    project = Project.create(path, approach=approach)
    try:
        with project:
            yield project
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def acting_uuid(project: Project, given: str | None) -> str | None:
    """The uuid of who acts, made now where new; None where nobody is named."""
    name = acting_coder(project, given)
    return project.coders.ensure(name).uuid if name else None


def known_coder(project: Project, given: str | None) -> str | None:
    """The uuid of whose changes are meant; None in a study without coders.

    Raises:
        UnknownName: there is no such coder.
        InputError: nobody is named, and there are several coders.
    """
    name = acting_coder(project, given)
    if name:
        return project.coders.get(name).uuid
    names = [coder.name for coder in project.coders.list() if coder.kind == "human"]
    if names:
        raise _unclear(names)
    return None


def _unclear(names: list[str]) -> InputError:
    return InputError(
        "who does this isn't clear", f"name one with --coder: {', '.join(names) or 'NAME'}"
    )
