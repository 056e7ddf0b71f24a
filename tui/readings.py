"""Texts of documents for the screens that show passages of many, the latest few kept."""

from __future__ import annotations

from functools import lru_cache

from qualcode.project import Project

from .glyphs import shown
from .reading import Reading

_KEPT = 8


class Readings:
    """Documents as they are read, without their codings."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._of = lru_cache(_KEPT)(self._read)

    def of(self, document: str) -> Reading:
        """A document (uuid) to be read in.

        Raises:
            UnknownName: it isn't there any more.
        """
        return self._of(document)

    def place(self, document: str, start: int) -> str:
        """What people call the place of an offset: document, turn, speaker."""
        reading = self.of(document)
        # Asked for each time: a document may be renamed while its text is kept here.
        parts = [self._project.documents.get(document).name]
        turn = reading.turn_at(start)
        if turn is not None:
            parts.append(f"{turn.number} {turn.speaker or ''}".strip())
        return " · ".join(parts)

    def quote(self, document: str, start: int, end: int, length: int) -> str:
        """The words of a passage on one line, `length` characters at most, safe to be shown."""
        text = self.of(document).text
        words = " ".join(shown(text[start : min(end, start + 2 * length)]).split())
        return (
            words
            if len(words) <= length and end - start <= 2 * length
            else words[: length - 1] + "…"
        )

    def _read(self, document: str) -> Reading:
        project = self._project
        return Reading(
            project.documents.get(document),
            project.documents.text(document),
            project.documents.turns(document),
        )
