"""Asking whether something is really meant, with all it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..glyphs import shown
from ..layout import Lines
from ..widgets.textpane import Paragraph, TextPane

_WIDEST, _FRAME = 88, 4
_TALLEST = 12


class Confirm(ModalScreen[bool]):
    """Gives True for yes. No is highlighted first, so that Enter alone changes nothing.

    Args:
        title: what is asked.
        told: what one should know before one answers.
        yes: what is done then.
    """

    CSS_PATH = "confirm.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "dismiss(False)", "No"),
        Binding("y", "dismiss(True)", "Yes"),
    ]

    def __init__(self, title: str, told: Sequence[Paragraph], yes: str) -> None:
        super().__init__()
        self._asked = title
        self._told = told
        self._yes = yes

    def compose(self) -> ComposeResult:
        rows = (("y", self._yes), ("n", "No, leave it as it is"))
        with Vertical(id="confirm", classes="dialog"):
            yield Static(shown(self._asked), classes="dialog--title", markup=False)
            if self._told:
                yield TextPane(id="confirm-told")
            yield OptionList(
                *(
                    Option(
                        Content.assemble(
                            Content.styled(f" {letter} ", "bold $accent"), shown(label)
                        )
                    )
                    for letter, label in rows
                ),
                markup=False,
            )
            yield Static("y yes · n or Esc no", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        if self._told:
            pane = self.query_one(TextPane)
            width = min(_WIDEST, self.app.size.width * 9 // 10) - _FRAME
            lines = sum(len(Lines(p.text, width - p.indent)) for p in self._told)
            pane.styles.height = min(_TALLEST, lines)
            pane.show(list(self._told))
            pane.can_focus = False
        options = self.query_one(OptionList)
        options.highlighted = 1
        options.focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index == 0)
