"""Output files that are there in full or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from qualcode.errors import DiskFull, FileError, QualcodeError

_NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EFBIG", "EDQUOT") if hasattr(errno, name)
)


@contextmanager
def replacing(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file to write that becomes `path` when all went well, and vanishes when not.

    It lies in the same folder, for its owner's eyes only, and keeps those rights: exports hold
    what participants said. A link is followed.

    Raises:
        FileError: `path` exists and `force` is off, is a folder, or can't be written.
        DiskFull: there is no room.
    """
    target = Path(os.path.realpath(path))
    _check(target, force=force)
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before the move
            dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part", delete=False
        )
    except OSError as error:
        raise _explained(error, path) from error
    part = Path(handle.name)
    try:
        with handle:
            yield cast("BinaryIO", handle.file)
            handle.flush()
            os.fsync(handle.fileno())
        _check(target, force=force)
        part.replace(target)
    except OSError as error:
        raise _explained(error, path) from error
    finally:
        part.unlink(missing_ok=True)


def _check(target: Path, *, force: bool) -> None:
    if target.is_dir():
        raise FileError(f"{target} is a folder", "name a file in it")
    if not target.parent.is_dir():
        raise FileError(f"the folder {target.parent} doesn't exist", "make it first")
    if target.exists() and not target.is_file():
        raise FileError(f"{target} is not an ordinary file", "name another one")
    if target.exists() and not force:
        raise FileError(f"{target} exists already", "replace it with --force, or name another file")


def _explained(error: OSError, path: Path) -> QualcodeError:
    if error.errno in _NO_ROOM:
        return DiskFull(
            f"no room left to write {path.name}", "free some space, or write to another disk"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FileError(f"{path} can't be written: no permission", "choose another folder")
    return FileError(f"{path} can't be written: {error.strerror or error}", "choose another file")
