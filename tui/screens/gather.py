"""Choosing any number of things from a long list."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ..glyphs import shown
from ..widgets.rows import RowList
from .prompt import LineInput


class Item(NamedTuple):
    """One thing that may be chosen: its key, its words, and what is known of it."""

    key: str
    words: str
    about: str


class GatherList(RowList):
    """The list, in which the space bar marks a row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.mark", show=False),
        Binding("slash", "screen.narrow", show=False),
    ]


class Gather(ModalScreen[Sequence[str] | None]):
    """Gives the keys of the marked items, or of the highlighted one where none is marked.

    Args:
        title: what is asked.
        items: what there is, in order.
    """

    CSS_PATH = "gather.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down", "to_list", show=False),
    ]

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        super().__init__()
        self._asked = title
        self._items = items
        self._found = list(items)
        self._marked: dict[str, None] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="gather", classes="dialog"):
            yield Static(shown(self._asked), classes="dialog--title", markup=False)
            yield LineInput(placeholder="Words that narrow the list (/)", id="gather-words")
            yield GatherList(id="gather-list", height=2)
            yield Static(
                "Space marks · / narrows · Enter gathers · Esc back",
                classes="dialog--keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self._show()
        self.query_one(RowList).focus()

    def action_mark(self) -> None:
        rows = self.query_one(RowList)
        if rows.highlighted is None:
            return
        key = self._found[rows.highlighted].key
        if key in self._marked:
            del self._marked[key]
        else:
            self._marked[key] = None
        rows.refresh_rows()
        rows.action_step(1)

    def action_narrow(self) -> None:
        self.query_one(Input).focus()

    def action_to_list(self) -> None:
        self.query_one(RowList).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        wanted = _folded(event.value).split()
        self._found = [
            item
            for item in self._items
            if all(word in _folded(f"{item.words} {item.about}") for word in wanted)
        ]
        self._show()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_to_list()

    @on(RowList.Selected)
    def _selected(self, event: RowList.Selected) -> None:
        keys = list(self._marked) or [self._found[event.number].key]
        self.dismiss(keys)

    def _show(self) -> None:
        self.query_one(RowList).show(len(self._found), self._row)

    def _row(self, number: int, _width: int) -> Sequence[Text]:
        item = self._found[number]
        sign = "[x] " if item.key in self._marked else "[ ] "
        return [
            Text.assemble(sign, shown(item.words)),
            Text("    " + shown(item.about), style="dim"),
        ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
