"""One open document: its text, turns and codings, as the transcript shows them (pure)."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from qualcode.model import CodingMark, Document, Memo, Span, Suggestion, Turn

from .glyphs import cell_width
from .lanes import Lanes
from .layout import Block

_LONGEST_LABEL = 120


class Reading:
    """A document open for reading.

    Args:
        document: what is read.
        text: its canonical text.
        turns: its turns, in order; a document without any is one block.
    """

    def __init__(
        self,
        document: Document,
        text: str,
        turns: Sequence[Turn],
    ) -> None:
        self.document = document
        self.text = text
        self.turns = turns
        self.turn_starts = array("I", [turn.start for turn in turns])
        self.blocks = visible_blocks(text, turns)
        self.lanes = Lanes()
        self.is_filled = False
        self.memos: Sequence[Memo] = ()
        self.suggestions: Sequence[Suggestion] = ()
        self.hides_suggestions = True
        self._suggested = array("I")
        self._episodes: list[tuple[Span, bool]] = []
        self._numbered: dict[str, Turn] = {}
        labels = {turn.speaker for turn in turns if turn.speaker}
        numbers = [str(turn.number) for turn in turns if turn.attributes]
        self.number_width = max(map(cell_width, [*numbers, str(len(turns))])) if turns else 0
        self.speaker_width = max((cell_width(label) for label in labels), default=0)
        self.is_timed = any(turn.start_ms is not None for turn in turns)

    def load(self, codings: Sequence[CodingMark], memos: Sequence[Memo] = ()) -> None:
        """Take these codings and memos in place of those there were."""
        self.lanes = Lanes(codings)
        self.memos = memos
        self.is_filled = True

    def set_suggestions(self, suggestions: Sequence[Suggestion] | None) -> None:
        """Take these open suggestions in place of those there were; None hides them."""
        self.hides_suggestions = suggestions is None
        self.suggestions = sorted(suggestions or (), key=lambda s: (s.start, s.rank, s.uuid))
        self._suggested = array("I", [suggestion.start for suggestion in self.suggestions])

    def is_suggested(self, start: int, end: int) -> bool:
        """Whether an open suggestion begins in the range."""
        index = bisect_left(self._suggested, start)
        return index < len(self._suggested) and self._suggested[index] < end

    def suggestions_at(self, offset: int) -> list[Suggestion]:
        """Open suggestions for the passage at an offset, best first."""
        return [s for s in self.suggestions if s.start <= offset < s.end]

    def same_claim(self, suggestion: Suggestion) -> Suggestion | None:
        """The open suggestion of the same code for the same passage, of whatever run."""
        claim = (suggestion.start, suggestion.end, suggestion.code)
        found = (s for s in self.suggestions if (s.start, s.end, s.code) == claim)
        return next(found, None)

    @property
    def episodes(self) -> Sequence[tuple[Span, bool]]:
        """Episodes as (extent, whether it is still open), by place."""
        return self._episodes

    @episodes.setter
    def episodes(self, episodes: Sequence[tuple[Span, bool]]) -> None:
        self._episodes = sorted(episodes, key=lambda episode: (episode[0].start, episode[0].end))

    def episode_on(self, start: int, end: int) -> tuple[Span, bool] | None:
        """The last episode that begins before `end` and reaches behind `start`."""
        place = bisect_left(self._episodes, end, key=lambda episode: episode[0].start) - 1
        if place >= 0 and self._episodes[place][0].end > start:
            return self._episodes[place]
        return None

    def turn_numbered(self, number: str) -> Turn | None:
        """The turn that people call by this number; the first, where several are."""
        if not self._numbered:
            self._numbered = {str(turn.number): turn for turn in reversed(self.turns)}
        return self._numbered.get(number)

    def memos_at(self, offset: int) -> list[Memo]:
        """Memos on the codings or the passage at an offset."""
        codings = {coding.uuid for coding in self.lanes.at(offset)}
        return [
            memo
            for memo in self.memos
            if memo.target in codings
            or (memo.start is not None and memo.start <= offset < (memo.end or memo.start))
        ]

    def memos_on_document(self) -> list[Memo]:
        """Memos on all of the document."""
        targets = {None, self.document.uuid}
        return [memo for memo in self.memos if memo.start is None and memo.target in targets]

    def turn_at(self, offset: int) -> Turn | None:
        """The turn an offset is in, or the one before it; None before the first."""
        index = bisect_right(self.turn_starts, offset) - 1
        return self.turns[index] if index >= 0 else None

    def unit_at(self, offset: int) -> Span | None:
        """What is coded where nothing is selected: the turn, without white space at its ends."""
        turn = self.turn_at(offset)
        if turn is None:
            return self.trimmed(0, len(self.text)) if not self.turns else None
        return self.trimmed(turn.start, turn.end)

    def trimmed(self, start: int, end: int) -> Span | None:
        """A range without white space at its ends; None where nothing is left."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return Span(start, end) if start < end else None


def visible_blocks(text: str, turns: Sequence[Turn]) -> list[Block]:
    """What of the text is shown: the turns, and what lies between them unless it is a label.

    A speaker's label that stands in the text is left out, since the margin names the speaker.
    """
    blocks: list[Block] = []
    reached = 0
    for turn in turns:
        label = _label_start(text, reached, turn)
        if label > reached:
            blocks += _filled(text, reached, label)
        if turn.end > turn.start:
            blocks.append((turn.start, turn.end))
        reached = turn.end
    blocks += _filled(text, reached, len(text))
    return blocks or [(0, len(text))]


def _label_start(text: str, start: int, turn: Turn) -> int:
    """Where the label before a turn begins; the turn's start where it has none."""
    between = text[start : turn.start].rstrip()
    line = between.rfind("\n") + 1
    words = between[line:]
    if turn.speaker and len(words) <= _LONGEST_LABEL and turn.speaker in words:
        return start + line
    return turn.start


def _filled(text: str, start: int, end: int) -> list[Block]:
    """A range as a block without blank lines around it; none where it is white space."""
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip())
    return [(first, last)] if first < last else []
