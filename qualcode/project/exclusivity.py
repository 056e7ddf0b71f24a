"""Whether codes may stand beside each other, as a codebook's `exclusivity` says in words.

Read are sentences like "Within exp.* (except exp.dev) at most one code per episode; exp.dev.*
are overlays." in books whose unit is the episode. Anything else is taken to allow everything:
a warning that isn't meant is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model import Code, Codebook

# With a dot at least: "at most one within an episode" names no family.
_FAMILY = r"[\w-]+(?:\.[\w-]+)*\.(?:\*|[\w-]+)"
_FAMILIES = rf"{_FAMILY}(?:\s*(?:,|\band\b|\bor\b)\s*{_FAMILY})*"
_WITHIN = re.compile(rf"\bwithin\s+({_FAMILIES})", re.IGNORECASE)
_EXCEPT = re.compile(rf"\bexcept(?:\s+for)?\s+({_FAMILIES})", re.IGNORECASE)
_OVERLAYS = re.compile(rf"({_FAMILIES})\s+(?:is|are)\s+(?:an\s+)?overlays?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """At most one code of these families (every code, where none is named) but for others."""

    within: Sequence[str] = ()
    outside: Sequence[str] = ()

    def counts(self, code_id: str) -> bool:
        """Whether the code is one of which there may be one only."""
        if any(_belongs(code_id, family) for family in self.outside):
            return False
        return not self.within or any(_belongs(code_id, family) for family in self.within)


def is_episode_book(book: Codebook) -> bool:
    """Whether the book's codes are given to episodes."""
    return book.unit.strip().casefold().startswith("episode")


def rule_of(book: Codebook) -> Rule | None:
    """The book's rule of one code per episode, None where it has none."""
    said = " ".join(book.exclusivity.split())
    if not is_episode_book(book) or "at most one" not in said.casefold():
        return None
    return Rule(_named(_WITHIN, said), (*_named(_EXCEPT, said), *_named(_OVERLAYS, said)))


def broken_by(book: Codebook, code: Code, others: Sequence[Code]) -> Sequence[Code]:
    """Those of the other codes, given to the same episode, that can't stand beside `code`.

    A code and the one above it are two codes too: the lowest that fits should be given.
    """
    rule = rule_of(book)
    if rule is None or not rule.counts(code.id):
        return []
    return [
        other
        for other in others
        if other.codebook == code.codebook and other.uuid != code.uuid and rule.counts(other.id)
    ]


def _named(pattern: re.Pattern[str], said: str) -> Sequence[str]:
    return [
        family.removesuffix(".*")
        for match in pattern.finditer(said)
        for family in _BETWEEN.split(match[1])
    ]


def _belongs(code_id: str, family: str) -> bool:
    return code_id == family or code_id.startswith(f"{family}.")
