"""The dialogs that ask for a code's names and for its definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from ..glyphs import shown
from .memo import MemoEditor
from .prompt import LineInput


class NamesForm(ModalScreen[tuple[str, str] | None]):
    """Gives a code's name and its Norwegian name, None where it was left.

    Args:
        title: what is asked.
        names: both as they are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, title: str, names: tuple[str, str]) -> None:
        super().__init__()
        self._asked = title
        self._names = names

    def compose(self) -> ComposeResult:
        with Vertical(id="names", classes="dialog"):
            yield Static(shown(self._asked), classes="dialog--title", markup=False)
            for label, name in zip(("Name", "Norwegian name"), self._names, strict=True):
                yield Static(label, classes="form--label", markup=False)
                yield LineInput(name)
            yield Static(
                "Tab next line · Enter saves · Esc back", classes="dialog--keys", markup=False
            )

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    @on(Input.Submitted)
    def _entered(self) -> None:
        name, norwegian = (line.value.strip() for line in self.query(Input))
        if name:
            self.dismiss((name, norwegian))
        else:
            self.notify("A code needs a name.", severity="warning", markup=False)


class DefinitionForm(ModalScreen[tuple[str, ...] | None]):
    """Gives the texts of several fields when they are saved, None where they were left.

    Args:
        title: what they are about.
        fields: (label, text so far) pairs.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, title: str, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._about = title
        self._fields = fields
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(id="definition", classes="dialog"):
            yield Static(shown(self._about), classes="dialog--title", markup=False)
            for label, text in self._fields:
                yield Static(label, classes="form--label", markup=False)
                yield MemoEditor(text, soft_wrap=True, tab_behavior="focus")
            yield Static(
                "Tab next field · Ctrl+S saves · Esc leaves", classes="dialog--keys", markup=False
            )

    def on_mount(self) -> None:
        areas = self.query(TextArea)
        for area in areas:
            area.move_cursor(area.document.end)
        areas.first().focus()

    def _texts(self) -> tuple[str, ...]:
        return tuple(area.text for area in self.query(TextArea))

    def action_save(self) -> None:
        self.dismiss(self._texts())

    def action_leave(self) -> None:
        if self._warned or self._texts() == tuple(text for _, text in self._fields):
            self.dismiss(None)
            return
        self._warned = True
        self.notify(
            "Not saved. Ctrl+S saves, Esc again throws it away.", severity="warning", markup=False
        )
