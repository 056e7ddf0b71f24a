"""SQLite's ways: loading sqlite-utils, its errors in our words, where WAL is safe."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from qualcode.errors import (
    ConflictError,
    DiskFull,
    InputError,
    NotAStudy,
    QualcodeError,
    StudyError,
    StudyLocked,
    StudyReadOnly,
)

_NETWORK_FILESYSTEMS = ("nfs", "cifs", "smb", "fuse.sshfs", "afpfs", "9p", "davfs", "ncpfs")
_OPTIONAL_IN_SQLITE_UTILS = ("pandas", "numpy")


def sqlite_utils() -> ModuleType:
    """The sqlite-utils package, without what it would load only to know more types.

    It imports pandas where that is installed: 0.5 to 2 s at every start of ours, for nothing.
    """
    if "sqlite_utils" not in sys.modules:
        kept_out = [name for name in _OPTIONAL_IN_SQLITE_UTILS if name not in sys.modules]
        for name in kept_out:
            sys.modules[name] = None  # type: ignore[assignment]  # makes its import fail
        try:
            import sqlite_utils as module
        finally:
            for name in kept_out:
                del sys.modules[name]
    else:
        module = sys.modules["sqlite_utils"]
    return module


@contextmanager
def our_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, naming the study's file and never a row's content.

    Raises:
        StudyLocked, StudyReadOnly, DiskFull, NotAStudy, ConflictError, StudyError: as it says.
        InputError: text that is no Unicode, as terminals make of bytes in another encoding.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, path) from error
    except UnicodeEncodeError as error:
        raise InputError(
            "the text holds half a character (a lone surrogate), which can't be stored",
            "type it again; is the terminal set to UTF-8?",
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            kind, message, hint = _FULL
            raise kind(message.format(name=path.name), hint) from error
        raise


def _translated(error: sqlite3.Error, path: Path) -> QualcodeError:
    code = getattr(error, "sqlite_errorcode", 0)
    meaning = _MEANINGS.get(code) or _MEANINGS.get(code & 0xFF)
    if meaning:
        kind, message, hint = meaning
        return kind(message.format(name=path.name), hint)
    return StudyError(
        f"{path.name}: SQLite reports {getattr(error, 'sqlite_errorname', type(error).__name__)}",
        "run `check` on the study; QUALCODE_DEBUG=1 shows the details",
    )


_BUSY = (
    StudyLocked,
    "{name} is being written by another program",
    "wait until it has finished, or close the study there, and try again",
)
_READ_ONLY = (
    StudyReadOnly,
    "{name} can't be opened for writing",
    "check the rights of the file and its folder, or copy the study to one of your own",
)
_FULL = (
    DiskFull,
    "there is no room left to write {name}",
    "free some disk space and try again; what was saved before is safe",
)
_DAMAGED = (
    NotAStudy,
    "{name} is damaged or not a Qualcode study",
    "restore it from a backup if it was one",
)
_CONTRADICTION = (
    ConflictError,
    "the change contradicts what {name} holds",
    "nothing was changed; run `check` on the study",
)
_MEANINGS: dict[int, tuple[type[QualcodeError], str, str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    # A write that fails for want of room, or at the limit for the size of files.
    sqlite3.SQLITE_IOERR_WRITE: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_CONSTRAINT: _CONTRADICTION,
}


def on_network_share(path: Path) -> bool:
    """Whether the file lies on a share, where write-ahead logging isn't safe.

    WAL needs memory shared by all readers and writers (SQLite documentation, "Write-Ahead
    Logging", section 1), which network file systems don't give.
    """
    absolute = path.absolute()
    if str(absolute).startswith("\\\\"):
        return True
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    best = ("", "")
    for line in mounts.splitlines():
        fields = line.split(" ")
        if (
            len(fields) > 2
            and len(fields[1]) >= len(best[0])
            and absolute.is_relative_to(fields[1])
        ):
            best = (fields[1], fields[2])
    return best[1].startswith(_NETWORK_FILESYSTEMS)
