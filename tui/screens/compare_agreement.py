"""Agreement of two coders in numbers, code by code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import Document
from qualcode.project.consensus import CodeAgreement

from ..desk import Desk
from ..glyphs import fitted, shown
from ..widgets.paint import badge
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane

_EXPLAINED = (
    "Turns are counted, not passages: a turn has a code where any part of it is coded so. Provisional "
    "codings are left out. Per cent is the share of turns on which both say the same; for a rare "
    "code it is high by itself. Kappa is Cohen's (1960), agreement beyond chance: 1 is full "
    "agreement, 0 what chance would give, – where it isn't defined. Few turns make it unstable; "
    "it is something to talk about, not a grade."
)
_NUMBERS = ("both", "only A", "only B", "neither", "per cent", "kappa")
_COLUMN = 9


class AgreementScreen(ModalScreen[None]):
    """A table with a code on each row; `d` goes between this document and all.

    Args:
        desk: where the numbers come from.
        document: the document that is compared.
        coder_a, coder_b: the coders (uuids).
    """

    CSS_PATH = "compare_agreement.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,s", "dismiss(None)", "Back"),
        Binding("d,tab", "scope", show=False),
    ]

    def __init__(self, desk: Desk, document: Document, coder_a: str, coder_b: str) -> None:
        super().__init__()
        self._desk = desk
        self._document = document
        self._coders = (coder_a, coder_b)
        self._everywhere = False
        self._agreement: Sequence[CodeAgreement] = ()

    def compose(self) -> ComposeResult:
        with Vertical(id="agreement", classes="dialog"):
            yield Static(id="agreement-title", classes="dialog--title", markup=False)
            yield Static(id="agreement-head", markup=False)
            yield RowList("agreement-rows")
            yield TextPane("agreement-told")
            yield Static(
                "d this document or all · ↑ ↓ scroll · Esc back",
                classes="dialog--keys",
                markup=False,
            )

    def on_mount(self) -> None:
        told = self.query_one(TextPane)
        told.can_focus = False
        told.show([Paragraph(_EXPLAINED, "soft")])
        self.query_one(RowList).focus()
        self.call_after_refresh(self._show)

    def action_scope(self) -> None:
        self._everywhere = not self._everywhere
        self._show()

    def _show(self) -> None:
        a, b = self._coders
        where = None if self._everywhere else self._document.uuid
        try:
            self._agreement = self._desk.project.consensus.agreement(where, a, b)
        except QualcodeError as error:
            self._agreement = ()
            self.notify(shown(error.message), severity="error", markup=False)
        names = [self._desk.coders[uuid].name for uuid in self._coders]
        place = "all documents both have coded" if self._everywhere else self._document.name
        self.query_one("#agreement-title", Static).update(
            shown(f"Agreement of {names[0]} (A) and {names[1]} (B) in {place}, turn by turn")
        )
        rows = self.query_one(RowList)
        width = rows.scrollable_content_region.width
        head = " " * (4 + _name_width(width)) + "".join(name.rjust(_COLUMN) for name in _NUMBERS)
        self.query_one("#agreement-head", Static).update(head[:width])
        rows.show(len(self._agreement), self._row)

    def _row(self, number: int, width: int) -> Sequence[Text]:
        item, desk = self._agreement[number], self._desk
        letter, colour = desk.marks.get(item.code, ("?", "#808080"))
        numbers = [str(n) for n in (item.both, item.only_a, item.only_b, item.neither)]
        numbers.append(f"{item.percent:.0f}")
        numbers.append("–" if item.kappa is None else f"{item.kappa:.2f}")
        return [
            Text.assemble(
                " ",
                (letter, badge(colour)),
                f" {fitted(desk.name_of(item.code), _name_width(width))} ",
                "".join(text.rjust(_COLUMN) for text in numbers),
            )
        ]


def _name_width(width: int) -> int:
    return max(8, width - 4 - _COLUMN * len(_NUMBERS))
