"""Asking for one line of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ..glyphs import harmless, shown


class LineInput(Input):
    """An input that keeps nothing a terminal would obey, also from what is pasted."""

    def validate_value(self, value: str) -> str:
        return harmless(value)


class Prompt(ModalScreen[str | None]):
    """Gives the line without white space around it; None where it was left.

    Args:
        title: what is asked.
        placeholder: what stands in the empty line.
        initial: what the line holds first, selected, so that typing replaces it.
        check: says what is wrong with a line, None where it may be taken. It is asked when the
            line is entered. Without it, any line that isn't empty is taken.
        may_be_empty: whether an empty line is taken too; `check` isn't asked about it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(
        self,
        title: str,
        placeholder: str = "",
        initial: str = "",
        check: Callable[[str], str | None] | None = None,
        *,
        may_be_empty: bool = False,
    ) -> None:
        super().__init__()
        self._asked = title
        self._placeholder = placeholder
        self._initial = initial
        self._check = check
        self._may_be_empty = may_be_empty

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt", classes="dialog"):
            yield Static(shown(self._asked), classes="dialog--title", markup=False)
            yield LineInput(self._initial, placeholder=shown(self._placeholder))
            yield Static("", id="prompt-wrong", markup=False)
            yield Static("Enter takes it · Esc back", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one("#prompt-wrong", Static).update("")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        line = event.value.strip()
        wrong = self._wrong(line)
        if wrong is None:
            self.dismiss(line)
        else:
            self.query_one("#prompt-wrong", Static).update(shown(wrong))

    def _wrong(self, line: str) -> str | None:
        if not line:
            return None if self._may_be_empty else "Type something, or leave with Esc."
        return self._check(line) if self._check else None
