"""What is wrong with a codebook file, gathered so that one reading reports it all."""

from __future__ import annotations

from qualcode.errors import CodebookError

_MOST_SHOWN = 10
_HINT = "mend the file and read it again; `codebook export` of a shipped one shows the form"


class Problems:
    """Faults found in one file.

    Args:
        name: the file's name, for the messages.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._left_off = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    @property
    def full(self) -> bool:
        """Whether more would only be counted."""
        return len(self._lines) >= _MOST_SHOWN

    def add(self, where: str, message: str) -> None:
        """Note a fault at a place such as ``"line 3"``."""
        if self.full:
            self._left_off += 1
            return
        place = f"{self._name} {where}" if where else self._name
        self._lines.append(f"{place}: {message}")

    def error(self) -> CodebookError:
        """All that was noted, one line each."""
        more = [f"… and {self._left_off} more"] if self._left_off else []
        return CodebookError("\n".join([*self._lines, *more]), _HINT)
