"""Times of a recording as transcripts write them, in milliseconds."""

from __future__ import annotations

import re

CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
"""Pattern of ``1:12``, ``00:01:12``, ``0:0:3.490`` or ``00:01:12,5``."""

_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")


def milliseconds(clock: str) -> int | None:
    """The time in milliseconds, None where `clock` is no time.

    >>> milliseconds("1:12"), milliseconds("0:0:3.490"), milliseconds("no")
    (72000, 3490, None)
    """
    match = _PARTS.fullmatch(clock.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def written(ms: int) -> str:
    """`ms` as ``hh:mm:ss.mmm``."""
    seconds, fraction = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}.{fraction:03d}"
