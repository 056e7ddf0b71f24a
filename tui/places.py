"""Naming passages: in which document and turn they are, who speaks, and their words in short."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from qualcode.model import Turn
from qualcode.project import Project

_DOCUMENTS = 16


class Places:
    """Where passages of a study are. The turns of the latest few documents are kept."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._turns = lru_cache(_DOCUMENTS)(self._read)

    def turn(self, document: str, offset: int) -> Turn | None:
        """The turn of a document (uuid) that an offset is in, None where it has none."""
        starts, turns = self._turns(document)
        number = bisect_right(starts, offset) - 1
        return turns[number] if number >= 0 else None

    def near(self, document: str, offset: int) -> str:
        """The turn and its speaker, as in `turn 4, Anna`; empty where there are no turns."""
        turn = self.turn(document, offset)
        if turn is None:
            return ""
        return f"turn {turn.number}" + (f", {turn.speaker}" if turn.speaker else "")

    def full(self, document: str, offset: int) -> str:
        """The document's name, the turn and its speaker."""
        name = self._project.documents.get(document).name
        return " · ".join(part for part in (name, self.near(document, offset)) if part)

    def _read(self, document: str) -> tuple[array[int], Sequence[Turn]]:
        turns = self._project.documents.turns(document)
        return array("I", [turn.start for turn in turns]), turns


def in_short(words: str, most: int = 160) -> str:
    """The beginning of a text, in quotation marks."""
    return f"“{words}”" if len(words) <= most else f"“{words[:most].rstrip()} …”"


def day(time: str) -> str:
    """A time of the study as a day and a time of that day (UTC), to the minute."""
    return time[:16].replace("T", " ")
