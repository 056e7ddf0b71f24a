"""What a step of the journal changed, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qualcode.model import Event

from ..naming import Names, kind_of_row
from ..widgets.textpane import Paragraph

_FEW = 12
_SOME = 5
_LONGEST = 300

# What tells people nothing, or follows from the rest.
_LEFT_OUT = frozenset(
    {
        "uuid", "prefix", "suffix", "created_at", "updated_at", "decided_at", "added_at", "sha256",
        "source_sha256", "normaliser", "settings", "length", "turn_count", "word_count", "extra",
        "target_table", "codebook_version", "start", "end", "digest", "metrics", "versions",
        "parameters", "data_fingerprint", "codebook_fingerprint", "position", "content", "current",
    }
)  # fmt: skip
_REFERS_TO: Mapping[str, str] = {
    "document": "document", "code": "code", "coder": "coder", "decided_by": "coder",
    "codebook": "codebook", "theme": "theme", "case_": "case_", "session": "session",
    "coding": "coding", "memo": "memo", "layer": "coder", "coder_a": "coder", "coder_b": "coder",
    "revision_of": "document", "run": "suggestion_run",
}  # fmt: skip
_CALLED: Mapping[str, str] = {
    "name_nb": "Norwegian name", "first_turn": "first turn", "last_turn": "last turn",
    "decided_by": "decided by", "coder_a": "coder A", "coder_b": "coder B", "case_": "case",
    "used_in": "used in", "checked_by": "checked by", "revision_of": "revision of",
    "undecided": "undecided",
}  # fmt: skip


def changes_in_words(events: Sequence[Event], names: Names) -> Iterator[Paragraph]:
    """Each change with its fields; of many, how many there are of each kind, and the first."""
    rows = [event for event in events if event.table is not None]
    if len(rows) > _FEW:
        for (table, way), count in sorted(Counter(map(_kind, rows)).items()):
            yield Paragraph(f"{count} x {kind_of_row(table)} {way}", "strong")
        yield Paragraph("")
        yield Paragraph(f"The first {_SOME}:", "soft")
        rows = rows[:_SOME]
    for event in rows:
        table, way = _kind(event)
        yield Paragraph(f"{kind_of_row(table).capitalize()} {way}{_which(event, names)}", "strong")
        yield from _fields(event, names)
        yield Paragraph("")


def _kind(event: Event) -> tuple[str, str]:
    way = "changed"
    if event.before is None:
        way = "made"
    elif event.after is None:
        way = "removed"
    return event.table or "", way


def _which(event: Event, names: Names) -> str:
    """What the row is called, where only some of its fields were changed."""
    if event.before is None or event.after is None or event.uuid is None:
        return ""
    name = names.of(event.table or "", event.uuid)
    return f": {name}" if name else ""


def _fields(event: Event, names: Names) -> Iterator[Paragraph]:
    before, after = event.before, event.after
    if before is not None and after is not None:
        for field in after:
            old, new = (_value(side.get(field), field, side, names) for side in (before, after))
            if field not in _LEFT_OUT:
                yield Paragraph(f"{_called(field)}: {old} → {new}", indent=2)
        if "start" in after or "end" in after:
            yield Paragraph("its bounds were moved", indent=2)
        return
    row = after or before or {}
    for field, value in row.items():
        if field not in _LEFT_OUT and value not in (None, "", "[]", "{}", 0):
            yield Paragraph(f"{_called(field)}: {_value(value, field, row, names)}", indent=2)


def _called(field: str) -> str:
    return _CALLED.get(field, field.replace("_", " "))


def _value(value: Any, field: str, row: Mapping[str, Any], names: Names) -> str:
    """A value as people read it: names for uuids, words for yes and no, text in one piece."""
    if value is None or value == "":
        return "nothing"
    table = _REFERS_TO.get(field)
    if field == "parent":
        table = "code"
    elif field == "target":
        table = row.get("target_table")
    if table is not None and isinstance(value, str):
        return names.of(table, value) or f"a {kind_of_row(table)} that is gone"
    if field in {"retired", "released"}:
        return "yes" if value else "no"
    if isinstance(value, str) and value[:1] in "[{":
        value = _listed(value)
    text = " ".join(str(value).split())
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"“{text}”" if field in {"quote", "text", "original"} else text


def _listed(stored: str) -> str:
    """What is stored as JSON, as a list of words."""
    try:
        loaded = json.loads(stored)
    except ValueError:
        return stored
    if isinstance(loaded, dict):
        return ", ".join(f"{key} {value}" for key, value in sorted(loaded.items())) or "nothing"
    if isinstance(loaded, list):
        parts = [
            " ".join(str(part) for part in item.values() if part)
            if isinstance(item, dict)
            else item
            for item in loaded
        ]
        return ", ".join(map(str, parts)) or "nothing"
    return stored
