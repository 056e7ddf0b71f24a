"""A program in a pseudo-terminal: when its first screen stands, and how much memory it took."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-9;?:<=>$ ]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|.)"
)
_QUIT = b"\x11"
_PATIENCE = 60.0
_QUIET = 1.5


class Paint(NamedTuple):
    """Seconds from process start to the first screen, and the peak of memory once all is loaded."""

    seconds: float
    peak_mb: float


def first_paint(command: Sequence[str], shown: str, columns: int = 120, rows: int = 40) -> Paint:
    """Start a program, wait until it shows `shown`, and quit it with ctrl+q.

    Python may keep its bytecode, as it does for people; a first run compiles.
    """
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(columns), LINES=str(rows))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    screen = b""
    wanted = re.sub(r"\s", "", shown).encode()
    while wanted not in re.sub(rb"\s", b"", _ESCAPES.sub(b"", screen)):
        screen += _read(terminal, pid, started)
    seconds = time.perf_counter() - started
    _settle(terminal)
    peak = _peak_mb(pid)
    os.write(terminal, _QUIT)
    _drain(terminal)
    os.waitpid(pid, 0)
    os.close(terminal)
    return Paint(seconds, peak)


def _read(terminal: int, pid: int, started: float) -> bytes:
    if time.perf_counter() - started > _PATIENCE:
        os.kill(pid, 9)
        raise SystemExit("the first screen didn't come")
    ready, _, _ = select.select([terminal], [], [], 1.0)
    try:
        return os.read(terminal, 65536) if ready else b""
    except OSError:
        raise SystemExit("the program ended before its first screen") from None


def _peak_mb(pid: int) -> float:
    """Peak of resident memory; not from `wait4`, which counts what was forked off as well."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1000


def _settle(terminal: int) -> None:
    """Wait until the program has said nothing for a while: all it loads is loaded."""
    while select.select([terminal], [], [], _QUIET)[0]:
        os.read(terminal, 65536)


def _drain(terminal: int) -> None:
    """Read on until the program has closed its side, so that it is never blocked writing."""
    while True:
        try:
            if not os.read(terminal, 65536):
                return
        except OSError:
            return
