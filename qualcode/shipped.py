"""Where the codebooks and the sample corpus that come with Qualcode are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from qualcode.errors import FileError

_PACKAGE = Path(__file__).resolve().parent


def shipped(kind: Literal["codebooks", "corpora/sample"]) -> Path:
    """The folder of shipped files: inside the installed package, else beside it in a checkout.

    Raises:
        FileError: neither is there.
    """
    for base in (_PACKAGE / "_shipped", _PACKAGE.parent):
        folder = base / kind
        if folder.is_dir():
            return folder
    raise FileError(f"the shipped {kind} are missing", "install Qualcode again")
