"""Choosing one of a few things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..glyphs import shown


class Choice(ModalScreen[str | None]):
    """Gives the key of the chosen row, None where none was chosen.

    Args:
        title: what is asked.
        rows: (key, what is shown) pairs.
        chosen: the key of the row that is highlighted first.
        letters: the letter that chooses a row, by its key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("j", "cursor('down')", show=False),
        Binding("k", "cursor('up')", show=False),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[tuple[str, Content]],
        chosen: str | None = None,
        letters: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._asked = title
        self._rows = rows
        self._chosen = chosen
        self._letters = letters or {}

    def compose(self) -> ComposeResult:
        letters = "A letter or Enter" if self._letters else "Enter"
        with Vertical(id="choice", classes="dialog"):
            yield Static(shown(self._asked), classes="dialog--title", markup=False)
            yield OptionList(*(Option(self._prompt(*row)) for row in self._rows), markup=False)
            yield Static(
                f"{letters} chooses · ↑ ↓ move · Esc back", classes="dialog--keys", markup=False
            )

    def _prompt(self, key: str, row: Content) -> Content:
        if key not in self._letters:
            return row
        return Content.assemble(
            Content.styled(f" {self._letters[key]} ", "bold underline"), " ", row
        )

    def on_mount(self) -> None:
        keys = [key for key, _ in self._rows]
        options = self.query_one(OptionList)
        options.highlighted = keys.index(self._chosen) if self._chosen in keys else 0
        options.focus()

    def on_key(self, event: events.Key) -> None:
        for key, _ in self._rows:
            if event.character is not None and event.character == self._letters.get(key):
                event.stop()
                self.dismiss(key)
                return

    def action_cursor(self, way: str) -> None:
        options = self.query_one(OptionList)
        if way == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._rows[event.option_index][0])
