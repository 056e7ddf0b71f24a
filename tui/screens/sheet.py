"""Something to read over a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ..glyphs import shown
from ..widgets.textpane import Paragraph, TextPane


class Sheet(ModalScreen[None]):
    """A title and paragraphs."""

    CSS_PATH = "sheet.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss(None)", "Back")]

    def __init__(self, title: str, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__()
        self._headed = title
        self._paragraphs = paragraphs

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet", classes="dialog"):
            yield Static(shown(self._headed), classes="dialog--title", markup=False)
            yield TextPane(id="sheet-text")
            yield Static("↑ ↓ PgDn scroll · Esc back", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(list(self._paragraphs))
        pane.focus()
