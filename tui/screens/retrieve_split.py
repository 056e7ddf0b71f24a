"""Choosing where a coding is cut in two."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.model import Span

from ..glyphs import shown
from ..reading import Reading
from ..widgets.textpane import Mark, Paragraph, TextPane

_WORD = re.compile(r"\S+")
_CUT = " ┃ "
_KEYS = "← → word · ↑ ↓ five words · Home End · Enter cuts · Esc back"


class SplitAt(ModalScreen[int | None]):
    """Gives the offset of the cut, None where it was left.

    Args:
        title: what is cut.
        reading: the document it is in.
        span: where it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("enter", "cut", show=False, priority=True),
        Binding("right,l", "move(1)", show=False, priority=True),
        Binding("left,h", "move(-1)", show=False, priority=True),
        Binding("down,j", "move(5)", show=False, priority=True),
        Binding("up,k", "move(-5)", show=False, priority=True),
        Binding("home", "move(-1000000)", show=False, priority=True),
        Binding("end", "move(1000000)", show=False, priority=True),
    ]

    def __init__(self, title: str, reading: Reading, span: Span) -> None:
        super().__init__()
        self._headed = title
        self._reading = reading
        self._span = span
        self._cuts = cuts(reading.text, span)
        self._place = len(self._cuts) // 2

    @property
    def cut(self) -> int | None:
        """Where it would be cut, None in a passage of one word."""
        return self._cuts[self._place] if self._cuts else None

    def compose(self) -> ComposeResult:
        with Vertical(id="split", classes="dialog"):
            yield Static(shown(self._headed), classes="dialog--title", markup=False)
            yield TextPane(id="split-text")
            yield Static(_KEYS, classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self._show()

    def action_move(self, by: int) -> None:
        if self._cuts:
            self._place = min(max(0, self._place + by), len(self._cuts) - 1)
            self._show()

    def action_cut(self) -> None:
        self.dismiss(self.cut)

    def _show(self) -> None:
        text, (start, end), cut = self._reading.text, (self._span.start, self._span.end), self.cut
        if cut is None:
            self.query_one(TextPane).show([Paragraph("One word can't be cut in two.", "soft")])
            return
        first, second = text[start:cut].rstrip(), text[cut:end]
        marks = (
            Mark(0, len(first), "passage"),
            Mark(len(first), len(first) + len(_CUT), "strong"),
            Mark(len(first) + len(_CUT), len(first) + len(_CUT) + len(second), "evidence"),
        )
        pane = self.query_one(TextPane)
        pane.show([Paragraph(first + _CUT + second, marks=marks)])
        pane.reveal("strong")


def cuts(text: str, span: Span) -> list[int]:
    """Where a passage can be cut: before each of its words but the first."""
    return [match.start() for match in _WORD.finditer(text, span.start, span.end)][1:]
