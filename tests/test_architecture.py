"""The layers hold, and what must not be loaded at start isn't."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "spacy",
    "sklearn",
    "bertopic",
    "pandas",
    "numpy",
    "scipy",
    "docx",
    "openpyxl",
    "xlsxwriter",
)


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", ["qualcode.project", "tui", "tui.app"])
def test_nothing_heavy_is_loaded_with(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_sql_stands_in_the_store_only() -> None:
    sql = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|PRAGMA)\b|\.db\[")
    elsewhere = [
        str(path.relative_to(ROOT))
        for folder in ("qualcode", "tui")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "store" not in path.parts and sql.search(path.read_text("utf-8"))
    ]
    assert elsewhere == []


def test_no_study_and_no_lock_file_is_in_the_project() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.split()
    if not names:
        pytest.skip("not a git checkout")
    assert not [name for name in names if name.endswith(("uv.lock", ".qualcode", ".sqlite"))]
