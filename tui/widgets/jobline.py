"""A line that says how far the work beside the screen is; not there while there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

from ..glyphs import shown

if TYPE_CHECKING:
    from ..app import QualcodeApp
    from ..workers import RunningJob

_BAR = 20


class JobLine(Static):
    """The job under way, with a bar and the key that cancels it; not there for a quiet one."""

    DEFAULT_CSS = """
    JobLine { height: 1; background: $panel; color: $foreground; padding: 0 1; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def on_mount(self) -> None:
        app = cast("QualcodeApp", self.app)
        app.job_changed.subscribe(self, self._show)
        self._show(app.running)

    def _show(self, running: RunningJob | None) -> None:
        self.display = running is not None and not running.job.is_quiet
        if running is not None and self.display:
            key = cast("QualcodeApp", self.app).desk.keymap.key("cancel_job")
            self.update(Content(job_text(running, key)), layout=False)


def job_text(running: RunningJob, key: str) -> str:
    """What is being made, how far it is, and what cancels it."""
    what = f"Making {running.job.what}"
    if running.is_cancelled:
        return f"{what}: being cancelled"
    progress = running.progress
    share = min(1.0, progress.done / progress.total) if progress.total else 0.0
    full = round(share * _BAR)
    bar = "━" * full + "─" * (_BAR - full)
    return f"{what}: {bar} {share:4.0%}  {shown(progress.stage)}  ·  {key} cancels"
