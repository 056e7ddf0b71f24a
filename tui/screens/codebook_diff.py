"""What differs between two texts or versions, as lines with + and - signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import ClassVar

from qualcode.project.versions import CodeChange

from ..widgets.textpane import Paragraph, TextPane

_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_FIELDS = {
    "name_nb": "Norwegian name", "include": "include", "exclude": "exclude", "cues": "cues",
    "retired": "retired", "basis": "basis", "source": "source", "colour": "colour",
}  # fmt: skip


class DiffPane(TextPane):
    """Paragraphs, of which those that look `added` or `removed` are green or red."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--added", "pane--removed"}
    DEFAULT_CSS = """
    DiffPane > .pane--added { color: $text-success; background: $surface; }
    DiffPane > .pane--removed { color: $text-error; background: $surface; }
    """


def text_diff(before: str, after: str) -> Iterator[Paragraph]:
    """Two texts sentence by sentence: what stayed, what went (-) and what came (+)."""
    old, new = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            yield from (Paragraph(f"  {text}", "soft") for text in old[first:last])
            continue
        yield from (Paragraph(f"- {text}", "removed") for text in old[first:last])
        yield from (Paragraph(f"+ {text}", "added") for text in new[begin:end])


def changes_text(changes: Sequence[CodeChange]) -> Iterator[Paragraph]:
    """What became of each code from one version to another."""
    if not changes:
        yield Paragraph("These two versions hold the same.", "soft")
    for number, change in enumerate(changes):
        if not number or changes[number - 1].code_id != change.code_id:
            yield Paragraph("")
            yield Paragraph(f"{change.name} ({change.code_id})", "strong")
        yield from _change(change)


def _change(change: CodeChange) -> Iterator[Paragraph]:
    if change.kind == "added":
        yield Paragraph("+ a new code", "added")
        yield from (Paragraph(f"+ {text}", "added") for text in _sentences(change.after))
    elif change.kind == "removed":
        yield Paragraph("- this code is gone", "removed")
        yield from (Paragraph(f"- {text}", "removed") for text in _sentences(change.before))
    elif change.kind == "moved":
        what, none = ("under", "the top") if change.field == "parent" else ("after", "nothing")
        yield Paragraph(f"moved: {what}", "soft")
        yield Paragraph(f"- {change.before or none}", "removed")
        yield Paragraph(f"+ {change.after or none}", "added")
    else:
        yield Paragraph(_FIELDS.get(change.field, change.field), "soft")
        yield from text_diff(change.before, change.after)


def _sentences(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in _SENTENCE.split(line) if part.strip()]
