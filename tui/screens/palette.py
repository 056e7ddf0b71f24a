"""The code palette: type to find, mark several where that is wanted, enter to choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, Static

from qualcode.errors import QualcodeError
from qualcode.model import Code

from ..desk import Desk
from ..finding import find_codes
from ..glyphs import shown
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .prompt import LineInput

_NEW = "Makes a code in the study's own codebook. Its definition can be written afterwards."
_ONE = "Enter applies · ↑ ↓ choose · Esc back"
_SEVERAL = "Enter applies · Tab marks one of several · ↑ ↓ choose · Esc back"


class CodePalette(ModalScreen[str | None]):
    """Gives the uuid of the chosen code, None where none was chosen.

    Args:
        desk: where the codes are.
        what: what is asked, the title.
        make: makes a new code from the words typed where no code fits, and gives its uuid; no
            new code is offered where None.
        keys: the line that says which keys there are.
        codes: what may be chosen, in tree order; every code that isn't retired where None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down,ctrl+n", "step(1)", show=False),
        Binding("up,ctrl+p", "step(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(
        self,
        desk: Desk,
        what: str,
        make: Callable[[str], str] | None = None,
        keys: str = _ONE,
        codes: Sequence[Code] | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._what = what
        self._make = make
        self._keys = keys
        self._codes = desk.usable_codes() if codes is None else codes
        self._found: list[Code] = []
        self._typed = ""
        self.marked: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="palette", classes="dialog"):
            yield Static(shown(self._what), classes="dialog--title", markup=False)
            yield LineInput(placeholder="Type a part of a name or id", id="palette-query")
            yield RowList(id="palette-list")
            yield TextPane(id="palette-definition")
            yield Static(self._keys, classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(RowList).can_focus = False
        self.query_one(TextPane).can_focus = False
        self.query_one(Input).focus()
        self._fill("")

    @property
    def highlighted(self) -> Code | None:
        """The code that Enter would choose, None where it is none that exists."""
        place = self.query_one(RowList).highlighted
        return self._found[place] if place is not None and place < len(self._found) else None

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        # What is typed last may not have been looked for yet.
        if event.value != self._typed:
            self._fill(event.value)
        self._choose()

    @on(RowList.Selected)
    def _clicked(self) -> None:
        self._choose()

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        code = self.highlighted
        if code is not None:
            self.query_one(TextPane).show(list(code_details(self._desk, code.uuid)))
        elif self._offers_new:
            self.query_one(TextPane).show([Paragraph(_NEW, "soft")])

    def action_step(self, by: int) -> None:
        rows = self.query_one(RowList)
        if rows.count:
            rows.highlight(((rows.highlighted or 0) + by) % rows.count)

    def action_page(self, by: int) -> None:
        self.query_one(RowList).action_page(by)

    def _choose(self) -> None:
        code = self.highlighted
        if code is not None:
            self.take([code.uuid])
        elif self._offers_new and self._make is not None:
            try:
                self.take([self._make(self._typed.strip())])
            except QualcodeError as error:
                self.notify(f"{error.message}\n{error.hint}", severity="error", markup=False)
        else:
            self.notify("No code has that in its name or id.", severity="warning", markup=False)

    def take(self, codes: Sequence[str]) -> None:
        """Give the codes (uuids) that were chosen."""
        self.dismiss(codes[0])

    @property
    def _offers_new(self) -> bool:
        return self._make is not None and bool(self._typed.strip())

    def _fill(self, query: str) -> None:
        desk = self._desk
        self._typed = query
        found = find_codes(query, self._codes, desk.paths, desk.recent)
        rest = [code for code in found if code.uuid not in self.marked]
        self._found = [*(desk.codes[uuid] for uuid in self.marked), *rest]
        offered = int(self._offers_new and not found)
        searched = len(self.marked) if query.strip() and (rest or offered) else 0
        self.query_one(RowList).show(len(self._found) + offered, self._row, searched)
        if not self._found and not offered:
            self.query_one(TextPane).show([Paragraph("No code fits.", "soft")])

    def _row(self, number: int, _width: int) -> list[Text]:
        if number >= len(self._found):
            return [Text(f"   New code “{shown(self._typed.strip())}”", style="italic")]
        code = self._found[number]
        return [_palette_row(self._desk, code, is_marked=code.uuid in self.marked)]


class CodesPalette(CodePalette):
    """A palette that chooses several codes: hands them to `then`, gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,ctrl+space,ctrl+@", "mark", show=False, priority=True),
    ]

    def __init__(
        self,
        desk: Desk,
        what: str,
        make: Callable[[str], str] | None,
        then: Callable[[Sequence[str]], object],
    ) -> None:
        super().__init__(desk, what, make, _SEVERAL)
        self._then = then

    def action_mark(self) -> None:
        """Mark the highlighted code, or take its mark off; what is typed is done with."""
        code = self.highlighted
        if code is None:
            return
        if code.uuid in self.marked:
            self.marked.remove(code.uuid)
        else:
            self.marked.append(code.uuid)
        query = self.query_one(Input)
        if query.value:
            query.value = ""
        else:
            self._mark_shown(code)

    def _mark_shown(self, code: Code) -> None:
        rows = self.query_one(RowList)
        place = rows.highlighted or 0
        self._fill("")
        rows.highlight(min(place + (code.uuid in self.marked), max(0, rows.count - 1)))

    def take(self, codes: Sequence[str]) -> None:
        chosen = [*self.marked, *(code for code in codes if code not in self.marked)]
        # With marks set, what happens to be highlighted is meant only where it was looked for.
        meant = chosen if not self.marked or self._typed.strip() else list(self.marked)
        self.dismiss(None)
        self._then(meant)


def _palette_row(desk: Desk, code: Code, *, is_marked: bool) -> Text:
    letter, colour = desk.marks[code.uuid]
    digit = desk.slots.digit(code.uuid)
    row = Text("✓ " if is_marked else "  ")
    row.append(f" {letter} ", badge(colour))
    row.append(f" {shown(desk.name_of(code))} ")
    soft = f" {code.id}" if code.id != desk.name_of(code) else ""
    parent = next(desk.above(code), None)
    if parent is not None:
        soft += f"  in {desk.paths[parent.uuid]}"
    if used := desk.counts.get(code.uuid, 0):
        soft += f"  {used} coded"
    row.append(shown(soft), "dim")
    if digit:
        row.append(f"  {digit}", "bold")
    if code.uuid in desk.recent:
        row.append("  recent", "italic")
    return row


def code_row(desk: Desk, code: Code, *, recent: bool = False) -> Content:
    """A code as a row in a list: letter, name, where it is, how often it is used."""
    letter, colour = desk.marks[code.uuid]
    used = desk.counts.get(code.uuid, 0)
    name = desk.name_of(code)
    parent = next(desk.above(code), None)
    soft = "$text-muted"
    parts = [
        Content.styled(f" {letter} ", f"bold $text on {colour}"),
        Content(f" {shown(name)} "),
    ]
    if code.id != name:
        parts.append(Content.styled(shown(f" {code.id}"), soft))
    if parent is not None:
        parts.append(Content.styled(shown(f" in {desk.paths[parent.uuid]}"), soft))
    if used:
        parts.append(Content.styled(f"  {used} coded", soft))
    if recent:
        parts.append(Content.styled("  recent", Style(italic=True)))
    return Content.assemble(*parts)
