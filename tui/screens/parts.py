"""What the parts of the coding screen share: asking, and showing codings that were changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from qualcode.model import Coding, CodingMark, Turn

from ..glyphs import shown
from .base import DeskScreen
from .choose import Choice
from .palette import code_row
from .prompt import Prompt

_QUOTE = 48


class CodingPart(DeskScreen):
    """A part of the coding screen, and what the parts may ask of each other."""

    adjusting: CodingMark | None = None
    """The coding whose bounds are being moved."""

    def exchange(self, uuid: str) -> None:
        """Show a coding as it is in the study now, where it was made, changed or removed."""
        reading, desk = self.reading, self.desk
        old = reading.lanes.discard(uuid) if reading else None
        if old is not None:
            self.uncoded(old)
        new = self.attempt(lambda: desk.coding(uuid))
        if new is not None and reading and new.document == reading.document.uuid:
            if new.coder == desk.coder_uuid or desk.shows_others:
                self.coded(CodingMark.of(new))
        elif old is None:
            desk.refresh()
            self.refresh_lists()

    def memos_changed(self) -> None:
        """Show the document's memos as they are now."""
        reading = self.reading
        if reading is not None:
            self.attempt(lambda: self.desk.fill_memos(reading))
        self.noted()

    @property
    def turn_here(self) -> Turn | None:
        """The turn under the caret."""
        reading = self.reading
        return reading.turn_at(self.transcript.caret) if reading else None

    @property
    def here(self) -> list[CodingMark]:
        """The codings under the caret, or with a selection those on its last character.

        So what was just given to a selection is here, though the caret stands behind it.
        """
        reading, transcript = self.reading, self.transcript
        selection = transcript.selection
        if self.adjusting is not None:
            return [self.adjusting]
        if reading is None or selection is None or selection.end != transcript.caret:
            return transcript.here
        words = reading.trimmed(selection.start, selection.end) or selection
        return reading.lanes.at(words.end - 1)

    def own_here(self) -> list[CodingMark]:
        """The coder's codings under the caret."""
        return [coding for coding in self.here if coding.coder == self.desk.coder_uuid]

    def with_own(self, title: str, then: Callable[[CodingMark], object]) -> None:
        """Do something with the coder's coding under the caret; asks which where several."""
        own = self.own_here()
        if not own:
            others = " of yours" if self.here else ""
            self.tell(f"There is no coding{others} under the caret.", severity="warning")
        else:
            self.with_one(title, own, then)

    def with_one(
        self, title: str, codings: Sequence[CodingMark], then: Callable[[CodingMark], object]
    ) -> None:
        """Do something with a coding; asks which where there are several."""
        if len(codings) == 1:
            then(codings[0])
            return
        by_uuid = {coding.uuid: coding for coding in codings}

        def chosen(uuid: str | None) -> None:
            if uuid:
                then(by_uuid[uuid])

        self.app.push_screen(
            Choice(title, self._rows(codings)),
            chosen,
        )

    def ask(self, prompt: Prompt, then: Callable[[str], object]) -> None:
        """Ask for one line; `then` isn't called where none was given."""

        def answered(line: str | None) -> None:
            if line is not None:
                then(line)

        self.app.push_screen(prompt, answered)

    def changed(self, change: Callable[[], Coding]) -> Coding | None:
        """Change a coding and show it; None where it was refused."""
        coding = self.attempt(change)
        if coding is not None:
            self.exchange(coding.uuid)
        return coding

    def _rows(self, codings: Sequence[CodingMark]) -> list[tuple[str, Content]]:
        desk = self.desk
        return [
            (
                coding.uuid,
                Content.assemble(
                    code_row(desk, desk.codes[coding.code]),
                    Content(f"\n    {self.quoted(coding.start, coding.end)}"),
                ),
            )
            for coding in codings
        ]

    def quoted(self, start: int, end: int) -> str:
        """Words of the open document in quotation marks, the middle of many left out."""
        text = self.reading.text if self.reading else ""
        if end - start <= _QUOTE:
            return f"“{shown(text[start:end])}”"
        half = _QUOTE // 2
        return f"“{shown(text[start : start + half])} … {shown(text[end - half : end])}”"

    # What each part leaves to another.

    def noted(self) -> None:
        """Something was changed, and is shown: say what undo would take back now."""
        raise NotImplementedError

    def describe_soon(self) -> None:
        """Say anew what is under the caret, once what changed has been painted."""
        raise NotImplementedError

    def show_codes(self) -> None:
        """Show the study's codes as the desk has them."""
        raise NotImplementedError

    def slots_changed(self) -> None:
        """Show which digit gives which code."""
        raise NotImplementedError

    def chosen_code(self) -> str | None:
        """The code (uuid) highlighted in the tree while that has the focus."""
        raise NotImplementedError

    def made(self, name: str) -> str:
        """A new code (its uuid) in the study's own codebook.

        Raises:
            QualcodeError: it can't be made.
        """
        raise NotImplementedError

    def save_bounds(self) -> bool:
        """Save the bounds that are being adjusted; False where none are."""
        raise NotImplementedError

    def leave_bounds(self) -> bool:
        """Leave the bounds that are being adjusted as they were; False where none are."""
        raise NotImplementedError

    def write_familiarisation(self) -> None:
        """Write what strikes one in the document before coding it."""
        raise NotImplementedError
