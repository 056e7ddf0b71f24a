"""Taking pictures of screens, against stored ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_study import CODER

from tui.app import QualcodeApp

Compare = Callable[..., bool]

pictured = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not version("textual").startswith("8.2."),
    reason="the pictures were taken with Python 3.11 and Textual 8.2",
)


def taken(
    snap_compare: Compare, study: Path, size: tuple[int, int], press: Iterable[str] = ()
) -> bool:
    """Whether the app looks as it did after these keys."""

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.pause()
        for key in press:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()

    return snap_compare(QualcodeApp(study, CODER), terminal_size=size, run_before=before)
