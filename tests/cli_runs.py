"""Running the command line in tests, and a small study made through it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from qualcode.cli.group import root

INTERVIEW = """\
I: Hva gjorde dere da arbeidet stoppet opp?
Anna: Vi tegnet hele forløpet på nytt sammen med kommunen.
I: Hvem tok initiativet?
Anna: Egentlig ingen. Det bare ble slik i kommunen.
"""
TURNS = """\
document,turn,speaker,text,codes,coder
focus,1,Mod,What happened then?,,Ola
focus,2,P1,"We said no, and then we drew a plan.",resisting;planning,Ola
focus,3,P2,Nothing happened.,,Ola
"""
CASES = """\
case,kind,speaker,site
A1,person,Anna,K04
"""
CODEBOOK = """\
codebook:
  id: tiny
  title: A tiny codebook
codes:
  - id: act
    name: Learning actions
    definition: Any step that changes how people work.
  - id: act.question
    name: Questioning
    parent: act
    definition: Criticising the present practice.
  - id: act.model
    name: Modelling
    parent: act
    definition: Building a model of a new way of working.
"""


def run(*arguments: object, stdin: str | None = None) -> Result:
    """The command line with these arguments; never raises."""
    return CliRunner().invoke(root, [str(item) for item in arguments], input=stdin)


def done(*arguments: object, stdin: str | None = None) -> str:
    """What a command prints as its result; it must end well."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*arguments: object) -> list[dict[str, Any]]:
    """What a command prints with --json; nothing else may be there."""
    return [json.loads(line) for line in done(*arguments, "--json").splitlines()]


def refused(*arguments: object, stdin: str | None = None) -> str:
    """What a refused command says: exit 1, one error, one hint, no traceback."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 1, result.output
    assert "error: " in result.stderr
    assert "hint: " in result.stderr
    assert "Traceback" not in result.output
    return result.stderr


def state(study: Path) -> list[str]:
    """Everything a study holds, to see that nothing changed."""
    connection = sqlite3.connect(study)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def files(folder: Path) -> dict[str, str]:
    """The material of the small study, written to a folder: name -> path."""
    content = {
        "interview.txt": INTERVIEW,
        "focus.csv": TURNS,
        "cases.csv": CASES,
        "tiny.yaml": CODEBOOK,
    }
    for name, text in content.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: str(folder / name) for name in content}


def small_study(folder: Path) -> Path:
    """A study with two documents, a case, a codebook and two codings by Ola."""
    study = folder / "study.qualcode"
    done("import", study, *files(folder).values())
    return study
