"""The codebooks that come with Qualcode."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import UnknownName
from qualcode.shipped import shipped


def shipped_codebooks() -> dict[str, Path]:
    """Files of the shipped codebooks by book id, in the order of their ids.

    Raises:
        FileError: they are missing from the installation.
    """
    files = sorted(shipped("codebooks").glob("*.yaml"))
    return {_book_id(file.stem): file for file in files}


def find_shipped(name: str) -> Path:
    """The file of a shipped codebook, by its id or its file's stem.

    Raises:
        UnknownName: there is none of that name; the hint has the nearest.
        FileError: they are missing from the installation.
    """
    books = shipped_codebooks()
    wanted = _book_id(name.strip().casefold())
    if wanted not in books:
        raise UnknownName("shipped codebook", name, books)
    return books[wanted]


def _book_id(stem: str) -> str:
    return stem.replace("_", "-")
