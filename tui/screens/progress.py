"""Saying how far one is with a document."""

from __future__ import annotations

from textual.content import Content

from qualcode.model import PROGRESS_STATES, ProgressState

from ..desk import PROGRESS_TEXT
from .choose import Choice
from .parts import CodingPart

_ROWS: dict[str, tuple[str, str]] = {
    "memo": ("m", "Write a familiarisation memo first"),
    "reading": ("r", "Reading: getting to know it"),
    "first pass": ("f", "First pass: coding it for the first time"),
    "second pass": ("s", "First pass done, second pass: suggestions may be seen"),
    "done": ("d", "Done"),
}
_BEGINNING = {"unread", "reading"}


class ProgressActions(CodingPart):
    """What is done about progress."""

    def action_progress(self) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            self.tell("There is no document to mark.", severity="warning")
            return
        state = desk.state(reading.document.uuid)
        keys = [key for key in _ROWS if key != "memo" or self._has_to_begin(state)]
        self.app.push_screen(
            Choice(
                f"{reading.document.name} is marked as {PROGRESS_TEXT[state]}. "
                "How far are you with it?",
                [(key, Content(_ROWS[key][1])) for key in keys],
                _next(state),
                {key: _ROWS[key][0] for key in keys},
            ),
            self._chosen,
        )

    def _has_to_begin(self, state: ProgressState) -> bool:
        """Whether a memo on the first impression is still to be offered."""
        memos = self.reading.memos_on_document() if self.reading else ()
        coder = self.desk.coder_uuid
        written = any(memo.kind == "familiarisation" and memo.coder == coder for memo in memos)
        return state in _BEGINNING and not written

    def _chosen(self, key: str | None) -> None:
        if key == "memo":
            self.write_familiarisation()
        for state in PROGRESS_STATES:
            if state == key:
                self._mark(state)

    def _mark(self, state: ProgressState) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        if desk.state(reading.document.uuid) == state:
            self.tell(f"It is marked as {PROGRESS_TEXT[state]} already.")
            return
        hidden = reading.hides_suggestions

        def mark() -> bool:
            desk.project.progress.set(reading.document, desk.coder(), state)
            return True

        if not self.attempt(mark):
            return
        self.reload()
        if hidden and not reading.hides_suggestions:
            self._tell_of_suggestions(len(reading.suggestions))
        else:
            self.tell(f"{reading.document.name}: {PROGRESS_TEXT[state]}.")

    def _tell_of_suggestions(self, count: int) -> None:
        key = self.desk.keymap.key("next_suggestion")
        self.tell(
            f"First pass done. {count} suggestions are visible now; {key} goes to the next."
            if count
            else "First pass done. There are no suggestions for this document yet;\n"
            "`qualcode suggest` makes them."
        )


def _next(state: ProgressState) -> str:
    place = PROGRESS_STATES.index(state) + 1
    return PROGRESS_STATES[min(place, len(PROGRESS_STATES) - 1)]
