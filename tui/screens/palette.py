"""The code palette: type to find, enter to apply."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model import Code

from ..desk import Desk
from ..finding import find_codes
from ..glyphs import shown
from ..widgets.inspector import code_details
from ..widgets.textpane import Paragraph, TextPane

_MOST_SHOWN = 200


class CodePalette(ModalScreen[str | None]):
    """Gives the uuid of the chosen code, None where none was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down,ctrl+n", "step('down')", show=False),
        Binding("up,ctrl+p", "step('up')", show=False),
        Binding("pagedown", "step('page_down')", show=False),
        Binding("pageup", "step('page_up')", show=False),
    ]

    def __init__(self, desk: Desk, what: str) -> None:
        super().__init__()
        self._desk = desk
        self._what = what
        self._found: list[Code] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="palette", classes="dialog"):
            yield Static(shown(self._what), classes="dialog--title", markup=False)
            yield Input(placeholder="Type a part of a name or id", id="palette-query")
            yield OptionList(id="palette-list", markup=False)
            yield TextPane(id="palette-definition")
            yield Static(
                "Enter applies · ↑ ↓ choose · Esc back", classes="dialog--keys", markup=False
            )

    def on_mount(self) -> None:
        self.query_one("#palette-list").can_focus = False
        self.query_one("#palette-definition").can_focus = False
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None:
            self.notify("No code has that in its name or id.", severity="warning", markup=False)
        else:
            self.dismiss(self._found[place].uuid)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index].uuid)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        code = self._found[event.option_index]
        self.query_one(TextPane).show(list(code_details(self._desk, code.uuid)))

    def action_step(self, where: str) -> None:
        getattr(self.query_one(OptionList), f"action_{_STEPS[where]}")()

    def _fill(self, query: str) -> None:
        desk = self._desk
        found = find_codes(query, desk.usable_codes(), desk.paths, desk.recent)
        self._found = found[:_MOST_SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._row(code)) for code in self._found)
        if self._found:
            options.highlighted = 0
        else:
            self.query_one(TextPane).show([Paragraph("No code fits.", "soft")])

    def _row(self, code: Code) -> Content:
        return code_row(self._desk, code, recent=code.uuid in self._desk.recent)


_STEPS = {
    "down": "cursor_down", "up": "cursor_up", "page_down": "page_down", "page_up": "page_up",
}  # fmt: skip


def code_row(desk: Desk, code: Code, *, recent: bool = False) -> Content:
    """A code as a row in a list: letter, name, where it is, how often it is used."""
    letter, colour = desk.marks[code.uuid]
    used = desk.counts.get(code.uuid, 0)
    path = desk.paths.get(code.uuid, "")
    parent = path.removesuffix(code.name).removesuffix(" > ")
    soft = "$text-muted"
    parts = [
        Content.styled(f" {letter} ", f"bold $text on {colour}"),
        Content(f" {shown(code.name)} "),
    ]
    if code.id != code.name:
        parts.append(Content.styled(shown(f" {code.id}"), soft))
    if parent:
        parts.append(Content.styled(shown(f" in {parent}"), soft))
    if used:
        parts.append(Content.styled(f"  {used} coded", soft))
    if recent:
        parts.append(Content.styled("  recent", Style(italic=True)))
    return Content.assemble(*parts)
