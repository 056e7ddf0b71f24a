"""The Textual app over a study."""

from __future__ import annotations

import gc
import os
from pathlib import Path

# Textual waits for the next of so many frames a second before it paints, also after a key.
os.environ.setdefault("TEXTUAL_FPS", "120")


def run(path: Path, coder: str | None = None, document: str | None = None) -> None:
    """Open a study in the terminal, and return when the coder quits.

    Raises:
        QualcodeError: the study can't be opened, or has no such document.
    """
    # What is made until the first screen stands stays for long: looking for garbage in it takes
    # a sixth of the start. The coding screen turns it on again.
    gc.disable()
    from .app import QualcodeApp

    QualcodeApp(path, coder, document).run()
