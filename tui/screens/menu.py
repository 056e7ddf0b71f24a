"""The list of screens: a letter goes to one."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..actions import Scope

_PLACES = (
    ("t", "coding", "Transcript"),
    ("k", "codebook", "Codebook"),
    ("r", "review", "Review of suggestions"),
    ("s", "retrieve", "Search and retrieve"),
    ("h", "themes", "Themes"),
    ("q", "quotes", "Quotes"),
    ("o", "topics", "Topics"),
    ("m", "memos", "Memos"),
    ("j", "journal", "Journal"),
    ("c", "compare", "Compare coders"),
    ("d", "discussions", "Discussions"),
    ("l", "learning", "Learning: code next, read again"),
    ("g", "text_start", "Beginning of the text"),
)


class ScreenMenu(ModalScreen[str | None]):
    """Gives the name of a screen, `text_start` for the beginning of the text, None for neither.

    Args:
        current: the screen that is left; the beginning of the text is offered on `coding` only.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, current: Scope) -> None:
        super().__init__()
        self._places = [
            place for place in _PLACES if current == "coding" or place[1] != "text_start"
        ]

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble(Content.styled(f" {letter} ", "bold $accent"), f" {label}")
            for letter, _, label in self._places
        ]
        with Vertical(id="menu", classes="dialog"):
            yield Static("Go to", classes="dialog--title", markup=False)
            yield OptionList(*(Option(row) for row in rows), markup=False)
            yield Static("A letter goes there · Esc back", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_key(self, event: events.Key) -> None:
        for letter, name, _ in self._places:
            if event.character == letter:
                event.stop()
                self.dismiss(name)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._places[event.option_index][1])
