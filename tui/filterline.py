"""Filters as people type them: `code:modelling min:0.6 kommune` (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.errors import InputError

_PART = re.compile(r'(?:(?P<key>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')


@dataclass(frozen=True, slots=True)
class FilterLine:
    """What was typed: values by key, and the words without one, all folded for comparing."""

    text: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()

    def fits(self, key: str, *texts: str) -> bool:
        """Whether one of the texts holds the value of a key; True where nothing was asked."""
        value = self.named.get(key)
        return value is None or any(value in folded(text) for text in texts)

    def has_words(self, *texts: str) -> bool:
        """Whether each of the words stands in one of the texts."""
        if not self.words:
            return True
        everything = "\n".join(folded(text) for text in texts)
        return all(word in everything for word in self.words)


def parse_filter(line: str, keys: Sequence[str]) -> FilterLine:
    """Read a line of `key:value` parts and words; a value with spaces goes into quotes.

    Raises:
        InputError: it has a key that isn't one of `keys`, or one without a value, or one twice.
    """
    named: dict[str, str] = {}
    words = []
    for part in _PART.finditer(line):
        key = folded(part["key"] or "")
        value = folded(part["phrase"] if part["phrase"] is not None else part["word"])
        if not key:
            bare = value.removesuffix(":")
            if bare in keys and bare != value:
                raise InputError(f"{bare}: has no value", f"write for instance {bare}:something")
            words.append(value)
            continue
        if key not in keys:
            raise InputError(f"there is nothing to filter called {key}:", _known(keys))
        if key in named:
            raise InputError(f"{key}: is there twice", "give it one value")
        named[key] = value
    return FilterLine(" ".join(line.split()), named, [word for word in words if word])


def as_share(value: str) -> float:
    """A likelihood as people write it: `0.6`, `0,6`, `60%` or `60`.

    Raises:
        InputError: it is none between 0 and 1.
    """
    number = value.replace(",", ".").removesuffix("%")
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if share > 1 or value.endswith("%"):
        share /= 100
    if not 0 <= share <= 1:
        raise InputError(f"'{value}' is no likelihood", "write for instance min:0.6 or min:60%")
    return share


def folded(text: str) -> str:
    """Text as it is compared: composed letters, no difference between capitals and small ones."""
    return unicodedata.normalize("NFC", text).casefold()


def _known(keys: Sequence[str]) -> str:
    return "there are " + ", ".join(f"{key}:" for key in keys)
