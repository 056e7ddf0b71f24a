"""The keys of a screen, from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.project import QUERY_SYNTAX

from ..actions import GROUPS, Action, Scope, key_name, of_scope
from ..keymap import Keymap
from ..widgets.textpane import Paragraph, TextPane

_CODING = (
    "Read in the middle, code with c. Bars at the left of the text show what is coded: a letter "
    "in the code's colour where a coding begins, a bar as far as it goes, side by side where "
    "codings overlap. The inspector names the codes under the caret. Everything is saved as you "
    "do it, and undoes."
)
_OTHERS = "Everything is saved as you do it, and undoes. Esc goes back to the transcript."


class HelpScreen(ModalScreen[None]):
    """The keys, by group."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss(None)", "Back")
    ]

    def __init__(self, scope: Scope, keymap: Keymap) -> None:
        super().__init__()
        self._paragraphs = list(help_text(scope, keymap))

    def compose(self) -> ComposeResult:
        with Vertical(id="help", classes="dialog"):
            yield Static("Keys", classes="dialog--title", markup=False)
            yield TextPane(id="help-text")
            yield Static("↑ ↓ PgDn scroll · Esc back", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(self._paragraphs)
        pane.focus()


def help_text(scope: Scope, keymap: Keymap) -> Iterator[Paragraph]:
    """The help for a screen: what can be done there, then what can be done everywhere."""
    is_coding = scope == "coding"
    yield Paragraph(_CODING if is_coding else _OTHERS)
    here = of_scope("transcript", "coding", "codes") if is_coding else of_scope(scope)
    yield from _grouped(here, keymap)
    if scope == "retrieve":
        yield Paragraph("")
        yield Paragraph("QUERIES", "heading")
        for form, what in QUERY_SYNTAX:
            yield Paragraph(form, "strong")
            yield Paragraph(what, "soft", indent=4)
    yield Paragraph("")
    yield Paragraph("ON EVERY SCREEN", "heading")
    yield from _grouped(of_scope("app"), keymap)


def _grouped(actions: Sequence[Action], keymap: Keymap) -> Iterator[Paragraph]:
    for group in GROUPS:
        members = [action for action in actions if action.group == group]
        if members:
            yield Paragraph("")
            yield Paragraph(group.upper(), "heading")
        for action in members:
            keys = "  ".join(key_name(key) for key in keymap.keys(action))
            yield Paragraph(f"{keys}   {action.label}", "strong")
            yield Paragraph(action.help, "soft", indent=4)
