"""The columns the tables know, and the other names these go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.importers.source import clean_name


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that mean something to a table, and other names (`aliases`) they may go by."""

    names: frozenset[str]
    aliases: Mapping[str, str]

    def renamed(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """The columns under the names they are known by; empty ones get a number."""
        folded = [clean_name(name).casefold() for name in columns]
        taken = set(folded)
        names = []
        for position, (name, column) in enumerate(zip(folded, columns, strict=True), 1):
            alias = self.aliases.get(name, "")
            if name in self.names:
                names.append(name)
            elif alias and alias not in taken:
                names.append(alias)
                taken.add(alias)
            else:
                names.append(clean_name(column) or f"column {position}")
        return tuple(names)


_DOCUMENT = {"doc": "document"}
TURNS = Columns(
    frozenset({
        "document", "text", "turn", "speaker", "start_ms", "end_ms", "language", "codes", "coder",
        "start", "end",
    }),
    {**_DOCUMENT, "lang": "language"},
)  # fmt: skip
CODINGS = Columns(
    frozenset({
        "document", "start", "end", "code", "code_id", "coder", "quote", "memo", "created_at",
        "uuid",
    }),
    _DOCUMENT,
)  # fmt: skip
CASES = Columns(
    frozenset({"case", "kind", "speaker", "consent"}),
    {"case_id": "case", "speakers": "speaker", "consent_scope": "consent"},
)
ANY = Columns(
    TURNS.names | CODINGS.names | CASES.names,
    {**TURNS.aliases, **CODINGS.aliases, **CASES.aliases},
)
