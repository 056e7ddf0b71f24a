"""Writing a memo."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from ..glyphs import masked, shown


class MemoEditor(TextArea):
    """An editor that sends nothing raw to the terminal, whatever a memo holds."""

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        line.plain = masked(line.plain)
        return line


class MemoScreen(ModalScreen[str | None]):
    """Gives the memo's text when it is saved, None where it was left.

    Args:
        about: what the memo is on.
        text: what it says so far.
        may_be_empty: whether a text that was there may be taken away.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, about: str, text: str = "", *, may_be_empty: bool = False) -> None:
        super().__init__()
        self._about = about
        self._before = text
        self._may_be_empty = may_be_empty
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(id="memo", classes="dialog"):
            yield Static(shown(self._about), classes="dialog--title", markup=False)
            yield MemoEditor(self._before, soft_wrap=True)
            yield Static("Ctrl+S saves · Esc leaves", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_save(self) -> None:
        text = self.query_one(TextArea).text
        if text.strip() or self._may_be_empty:
            self.dismiss(text)
        else:
            self.notify("There is no text yet. Esc leaves.", severity="warning", markup=False)

    def action_leave(self) -> None:
        if self._warned or self.query_one(TextArea).text == self._before:
            self.dismiss(None)
            return
        self._warned = True
        self.notify(
            "Not saved. Ctrl+S saves, Esc again throws it away.", severity="warning", markup=False
        )
