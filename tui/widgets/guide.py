"""First steps for a coder who hasn't coded yet: one line that goes on as each step is taken."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from ..desk import Desk

_REMEMBERED = "guide"
_DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """What to try: a text with the keys of actions in braces, and what shows it was done."""

    text: str
    sign: str


STEPS = (
    Step("Read on: {next_turn} goes to the next turn, {down} one line down.", "moved"),
    Step("Code this turn: {code}, then a part of a code's name, then Enter.", "coded"),
    Step("Code words only: {visual} begins selecting, {next_word} takes a word more.", "selected"),
    Step("{undo} takes back your latest change, also tomorrow. Try it.", "undone"),
    Step("{help} lists all keys, {menu} goes to the other screens.", "helped"),
)


class Guide(Static):
    """The strip with the next step; hidden once all were taken or Esc was pressed."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._step = len(STEPS)
        self._desk: Desk | None = None
        self.display = False

    def begin(self, desk: Desk) -> None:
        """Show the first step to a coder who has coded nothing and wasn't guided before."""
        self._desk = desk
        if not desk.counts and desk.recall(_REMEMBERED) != _DONE:
            self._step = 0
            self._show()

    def saw(self, sign: str) -> None:
        """Something was done: go on where it was what the step asks for."""
        if self._step < len(STEPS) and STEPS[self._step].sign == sign:
            self._step += 1
            self._show()

    def hide(self) -> bool:
        """Be gone for good; whether it was there."""
        was_there = bool(self.display)
        self._step = len(STEPS)
        self._show()
        return was_there

    def _show(self) -> None:
        desk = self._desk
        if desk is None:
            return
        is_over = self._step >= len(STEPS)
        if is_over and self.display:
            desk.remember(_REMEMBERED, _DONE)
        self.display = not is_over
        if not is_over:
            step = STEPS[self._step]
            keys = {name: desk.keymap.key(name) for name in _named(step.text)}
            self.update(
                Content.assemble(
                    Content.styled(f" {self._step + 1}/{len(STEPS)} ", "bold $accent"),
                    step.text.format(**keys),
                    Content.styled("  Esc hides this.", "$text-muted"),
                )
            )


def _named(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
