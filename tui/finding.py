"""Finding codes by what is typed (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from qualcode.model import Code


def find_codes(
    query: str, codes: Iterable[Code], paths: Mapping[str, str], recent: Sequence[str] = ()
) -> list[Code]:
    """Codes that have every word of `query` in their id, names or path, best first.

    Best is a name or id that begins with the query, then one with a word that does, then the
    rest; among equals the recent codes (uuids, latest first), then the order given. Nothing
    typed fits everything.
    """
    words = _folded(query).split()
    rank = {uuid: place for place, uuid in enumerate(recent)}
    found = []
    for order, code in enumerate(codes):
        fit = _fit(words, code, paths.get(code.uuid, code.name))
        if fit is not None:
            found.append((fit, rank.get(code.uuid, len(rank)), order, code))
    return [code for *_, code in sorted(found, key=lambda item: item[:3])]


def _fit(words: Sequence[str], code: Code, path: str) -> int | None:
    names, parts, everything = _words_of(code.name, code.name_nb, code.id, path)
    if not all(word in everything for word in words):
        return None
    if not words:
        return 0
    query = " ".join(words)
    if any(name.startswith(query) for name in names):
        return 0
    if any(part.startswith(words[0]) for part in parts):
        return 1
    return 2 if any(words[0] in name for name in names) else 3


@lru_cache(maxsize=4096)
def _words_of(*given: str) -> tuple[Sequence[str], Sequence[str], str]:
    """A code's names (the path is none), their parts, and all of it as one line; folded."""
    folded = [_folded(each) for each in given]
    return folded[:-1], [part for name in folded[:-1] for part in _parts(name)], " ".join(folded)


def _parts(name: str) -> list[str]:
    return name.replace(".", " ").replace("_", " ").replace("-", " ").split()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
