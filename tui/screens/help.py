"""All keys, from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ..actions import ACTIONS, GROUPS, key_name
from ..widgets.textpane import Paragraph, TextPane

_INTRODUCTION = (
    "Read in the middle, code with c. Bars at the left of the text show what is coded: a letter "
    "in the code's colour where a coding begins, a bar as far as it goes, side by side where "
    "codings overlap. The inspector names the codes under the caret. Everything is saved as you "
    "do it, and undoes."
)


class HelpScreen(ModalScreen[None]):
    """The keys, by group."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss(None)", "Back")
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="help", classes="dialog"):
            yield Static("Keys", classes="dialog--title", markup=False)
            yield TextPane(id="help-text")
            yield Static("↑ ↓ PgDn scroll · Esc back", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(list(help_text()))
        pane.focus()


def help_text() -> Iterator[Paragraph]:
    """The help as paragraphs."""
    yield Paragraph(_INTRODUCTION)
    for group in GROUPS:
        yield Paragraph("")
        yield Paragraph(group.upper(), "heading")
        for action in ACTIONS:
            if action.group == group:
                keys = "  ".join(key_name(key) for key in action.keys)
                yield Paragraph(f"{keys}   {action.label}", "strong")
                yield Paragraph(action.help, "soft", indent=4)
