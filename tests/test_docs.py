"""What the docs list is what there is."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_list_of_keys_is_that_of_the_registry() -> None:
    written = (DOCS / "keys.md").read_text("utf-8")
    assert written == runpy.run_path(str(DOCS / "keys.py"))["page"](), (
        "write it again with `python -m uv run python docs/keys.py`"
    )
