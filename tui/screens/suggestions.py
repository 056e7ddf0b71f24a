"""Suggestions: hidden until the first pass is done, then one by one with their reasons."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.model import Suggestion

from .parts import CodingPart


class SuggestionActions(CodingPart):
    """What is done about suggestions."""

    def action_next_suggestion(self) -> None:
        self._step(1)

    def action_previous_suggestion(self) -> None:
        self._step(-1)

    def action_accept(self) -> None:
        desk = self.desk
        self._decide(
            lambda suggestion: desk.project.suggestions.accept(suggestion.uuid, desk.coder()),
            "Accepted",
        )

    def action_reject(self) -> None:
        desk = self.desk
        self._decide(
            lambda suggestion: desk.project.suggestions.reject(suggestion.uuid, desk.coder()),
            "Rejected",
        )

    def _decide(self, decision: Callable[[Suggestion], object], said: str) -> None:
        reading, suggestion = self.reading, self.transcript.suggestion
        if reading is None or not self._are_visible():
            return
        if suggestion is None:
            key = self.desk.keymap.key("next_suggestion")
            self.tell(f"No suggestion is chosen; {key} goes to the next.", severity="warning")
            return

        def decide() -> bool:
            decision(suggestion)
            return True

        if not self.attempt(decide):
            return
        place = reading.suggestions.index(suggestion)
        self.reload()
        name = self.desk.name_of(suggestion.code)
        left = len(reading.suggestions)
        following = reading.suggestions[min(place, left - 1)] if left else None
        self.transcript.show_suggestion(following)
        self.tell(f"{said}: {name}. {left} left in this document.")

    def _step(self, by: int) -> None:
        reading = self.reading
        if reading is None or not self._are_visible():
            return
        if not reading.suggestions:
            self.tell("There are no open suggestions for this document.", severity="warning")
            return
        current, caret = self.transcript.suggestion, self.transcript.caret
        suggestions = reading.suggestions
        if current in suggestions:
            place = (suggestions.index(current) + by) % len(suggestions)
        elif by > 0:
            place = next((i for i, s in enumerate(suggestions) if s.start >= caret), 0)
        else:
            before = [i for i, s in enumerate(suggestions) if s.start < caret]
            place = before[-1] if before else len(suggestions) - 1
        self.open_inspector()
        self.transcript.show_suggestion(suggestions[place])

    def _are_visible(self) -> bool:
        reading = self.reading
        if reading is not None and not reading.hides_suggestions:
            return True
        self.tell(
            "Suggestions stay hidden until your first pass through this document is done.\n"
            f"{self.desk.keymap.key('progress')} says how far you are.",
            severity="warning",
        )
        return False
