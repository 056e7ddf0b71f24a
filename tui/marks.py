"""Letters that tell codes apart on the screen, beside their colours."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters, digits

from qualcode.model import Code

SIGNS = (
    f"{ascii_letters}{digits}æøåÆØÅäöüÄÖÜßþðÞ"
    "αβγδεζηθλμξπρσφχψωΓΔΘΛΞΠΣΦΨΩ"
    "бвгджзийлцчшщыэюяБГДЖЗИЙЛЦЧШЩЫЭЮЯ"
)
"""What a code may get: one cell each, none that looks like another."""


def letters(codes: Sequence[Code]) -> dict[str, str]:
    """One of the signs for each code's uuid, a letter of its name where that is still free.

    No two are alike until all signs are taken; then they begin again.
    """
    given: dict[str, str] = {}
    free = dict.fromkeys(SIGNS)
    for code in codes:
        if not free:
            free = dict.fromkeys(SIGNS)
        own = [letter for letter in code.name + code.name.swapcase() if letter in free]
        letter = own[0] if own else next(iter(free))
        del free[letter]
        given[code.uuid] = letter
    return given
