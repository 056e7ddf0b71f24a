"""How a command ends: its exit code, and what is told of a fault.

0 fine; 1 the request, the data or the disk is at fault, or Qualcode is; 2 usage; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

import click

from qualcode.cli import render
from qualcode.errors import QualcodeError

FAULT = 1
USAGE = 2
INTERRUPTED = 130

_NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EFBIG", "EDQUOT") if hasattr(errno, name)
)


def exit_code(action: Callable[[], object]) -> int:
    """Run a command and say how it ended; faults are told on stderr, without a traceback."""
    try:
        ended = action()
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        render.message("interrupted")
        return INTERRUPTED
    except click.ClickException as fault:
        return _usage(fault)
    except Exception as fault:  # noqa: BLE001 - the last door: a bug shows neither traceback nor text
        if isinstance(fault, OSError) and fault.errno == errno.EPIPE:
            # Whoever read our output has gone; what is left to flush at exit must not complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAULT
        render.error(*told(fault))
        return FAULT
    return ended if isinstance(ended, int) else 0


def _usage(fault: click.ClickException) -> int:
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        fault.show()
        return USAGE
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    help_of = f"see `{context.command_path} --help`" if context else ""
    text = fault.format_message().removesuffix(".")
    render.error(text[:1].lower() + text[1:], help_of)
    return fault.exit_code


def told(fault: Exception) -> tuple[str, str]:
    """What is told of a fault, and the hint; for those who debug, also where it was."""
    _debug()
    if isinstance(fault, QualcodeError):
        return fault.message, fault.hint
    if not isinstance(fault, OSError):
        return (
            f"something unexpected went wrong in Qualcode ({type(fault).__name__})",
            "run it again with QUALCODE_DEBUG=1 to see where, and report it",
        )
    if fault.errno in _NO_ROOM:
        return "there is no room left on the disk", "free some space and try again"
    name = fault.filename if isinstance(fault.filename, str) else "a file"
    why = fault.strerror or type(fault).__name__
    return f"{name}: {why}", "check the path and the rights of the file and its folder"


def _debug() -> None:
    if os.environ.get("QUALCODE_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exc()
