"""Finding things by the names people type."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from qualcode.errors import AmbiguousName, UnknownName

T = TypeVar("T")


def exact(name: str) -> str:
    """A name to the letter: NFC, without outer space."""
    return unicodedata.normalize("NFC", name).strip()


def fold(name: str) -> str:
    """A name as it is compared where case doesn't matter."""
    return exact(name).casefold()


def find(what: str, name: str, items: Iterable[T], *names_of: Callable[[T], str | None]) -> T:
    """The item that `name` stands for.

    The ways of naming (`names_of`, best first) are tried in their order, first to the letter,
    then without case.

    Raises:
        UnknownName: nothing fits; the nearest names are in the hint.
        AmbiguousName: several fit equally well.
    """
    candidates = list(items)
    for folding in (exact, fold):
        wanted = folding(name)
        for name_of in names_of:
            fits = [
                item for item in candidates if (known := name_of(item)) and folding(known) == wanted
            ]
            if len(fits) == 1:
                return fits[0]
            if fits:
                raise AmbiguousName(what, name, _shown(fits, names_of))
    known_names = [
        known for name_of in names_of[1:] for item in candidates if (known := name_of(item))
    ]
    raise UnknownName(what, name, known_names)


def _shown(items: Sequence[T], names_of: Sequence[Callable[[T], str | None]]) -> list[str]:
    distinct = max(names_of[1:], key=lambda name_of: len({name_of(item) for item in items}))
    return sorted(distinct(item) or "" for item in items)
