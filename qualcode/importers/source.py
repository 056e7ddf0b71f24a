"""The file on disk: its bytes, its hash, the names it is known by, and whether it is safe to unzip."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qualcode.errors import FileError, ImportFailure, QualcodeError
from qualcode.text import sha256

LARGEST_UNZIPPED = 200_000_000
"""Bytes; a Word or Excel file that unpacks to more is refused."""

_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_HEAD_OF_PART = 2048
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: `name` with ending, `document` without, both in NFC."""

    name: str
    document: str
    data: bytes
    sha256: str


def open_source(path: Path) -> Source:
    """Read `path`.

    Raises:
        FileError: it is missing, a directory, no ordinary file, or can't be read.
    """
    name = _readable(path.name) or str(path)
    try:
        if path.is_dir():
            raise FileError(f"{name} is a directory", "name the files inside it")
        if path.exists() and not path.is_file():
            raise FileError(f"{name} is not an ordinary file", "name a file on a disk")
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileError(f"there is no file {name}", "check the path") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the path is not a path"
        raise FileError(
            f"{name} can't be read: {reason or 'no reason given'}", "check that you may open it"
        ) from error
    return Source(name, _readable(path.stem) or name, data, sha256(data))


def _readable(name: str) -> str:
    """`name` in NFC; bytes that are no UTF-8 and control characters can't be stored or shown."""
    return clean_name(_SURROGATE.sub("\ufffd", name))


@lru_cache(maxsize=4096)
def clean_name(name: str) -> str:
    """A label in NFC on one line, without white space at its ends."""
    return unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", name)).strip()


@contextmanager
def unzipping(source: Source, program: str) -> Iterator[zipfile.ZipFile]:
    """The zip inside a Word or Excel file, once it is known to be safe to unpack.

    Only the reading itself belongs in the `with` block: whatever it raises is taken for damage.

    Raises:
        ImportFailure: no zip, damaged, too large unpacked, encrypted, or with a document type definition,
            which office files never have and attacks do.
    """
    if source.data.startswith(_OLD_OFFICE):
        raise ImportFailure(
            f"this is an old or password-protected {program} file",
            f"open it in {program} and save it in the current format, without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            _refuse_bombs(archive)
            yield archive
    except QualcodeError:
        raise
    except Exception as error:
        raise ImportFailure(
            f"this is not a {program} file, or it is damaged",
            f"open it in {program} and save it again",
        ) from error


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if sum(member.file_size for member in members) > LARGEST_UNZIPPED:
        raise ImportFailure(
            f"the file unpacks to more than {LARGEST_UNZIPPED // 1_000_000} MB",
            "remove pictures and recordings from it, or split it",
        )
    for member in members:
        if not member.filename.casefold().endswith((".xml", ".rels")):
            continue
        with archive.open(member) as part:
            head = part.read(_HEAD_OF_PART).replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise ImportFailure(
                "the file defines entities of its own, as no Word or Excel does",
                "open it in the program it came from and save it again",
            )
