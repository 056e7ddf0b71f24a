"""Single cells of tables as text, numbers or values of variables."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

from qualcode import text as canon

_EXACT = 2**53
"""Whole numbers below this are exact as floating-point numbers too."""


def as_text(value: Any) -> str:
    """A cell as text: empty for none, ISO 8601 for dates, lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date | datetime.time):
        midnight = isinstance(value, datetime.datetime) and value.time() == datetime.time()
        return value.isoformat()[:10] if midnight else value.isoformat()
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    return "" if value is None else str(value)


def as_scalar(value: Any) -> str | int | float | bool | None:
    """A cell as something a variable can hold; text keeps its words, with LF line ends."""
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return canon.line_ends(as_text(value))


def whole_number(value: Any) -> int | None:
    """A cell as a number from 0 up, None where it is empty or something else."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = float(value) if not isinstance(value, str) else float(value.strip())
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number) or number < 0 or number >= _EXACT or not number.is_integer():
        return None
    return int(number)


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
