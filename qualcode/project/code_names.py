"""What codes may be called, and ids for those that people only name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Sequence

from qualcode.errors import AmbiguousName
from qualcode.model import Code, Codebook
from qualcode.project.code_tree import code_paths
from qualcode.project.names import exact, fold

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss"})
_LONGEST = 60


def names_of(codes: Sequence[Code], books: Sequence[Codebook]) -> tuple[Callable[[Code], str], ...]:
    """The ways of naming a code, best first."""
    paths = code_paths(codes)
    ids = {book.uuid: book.id for book in books}
    return (
        lambda code: code.uuid,
        lambda code: code.id,
        lambda code: paths[code.uuid],
        lambda code: f"{ids[code.codebook]}:{code.id}",
        lambda code: code.name,
        lambda code: code.name_nb,
    )


class NameIndex:
    """Codes by everything they may be called, for many names at once."""

    def __init__(self, codes: Sequence[Code], books: Sequence[Codebook]) -> None:
        ids = {book.uuid: book.id for book in books}
        ways = names_of(codes, books)
        self._called: list[dict[str, list[Code]]] = []
        self._qualified = {code.uuid: f"{ids[code.codebook]}:{code.id}" for code in codes}
        for form in (exact, fold):
            for name_of in ways:
                called: dict[str, list[Code]] = {}
                for code in codes:
                    called.setdefault(form(name_of(code)), []).append(code)
                self._called.append(called)

    def get(self, name: str) -> Code | None:
        """The code that `Codes.get` would give, None where there is none."""
        ways = len(self._called) // 2
        for number, called in enumerate(self._called):
            wanted = exact(name) if number < ways else fold(name)
            fits = called.get(wanted, ()) if wanted else ()
            if len(fits) > 1:
                raise AmbiguousName("code", name, sorted(self._qualified[c.uuid] for c in fits))
            if fits:
                return fits[0]
        return None


def id_for(name: str, taken: Container[str]) -> str:
    """An id made of a name, other than those taken: `Å spørre` gives `a-sporre`, or `a-sporre-2`."""
    plain = unicodedata.normalize("NFKD", exact(name).casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    slug = re.sub(r"[\W_]+", "-", letters)[:_LONGEST].strip("-") or "code"
    free, number = slug, 1
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
