"""Moving the ends of a passage before it is taken."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.model import Span

from ..glyphs import shown
from ..reading import Reading
from ..widgets.passage import in_context
from ..widgets.textpane import TextPane
from .review_bounds import Edge, Unit, moved

_KEYS = (
    "← → word · ↑ ↓ sentence · PgUp PgDn turn · Tab the other end · Backspace as it was · "
    "Enter takes it · Esc back"
)


class AdjustSpan(ModalScreen[Span | None]):
    """Gives the bounds that were chosen, None where they were left as they are.

    Args:
        title: what the passage is for.
        reading: the document it is in.
        span: its bounds so far.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("enter", "take", show=False, priority=True),
        Binding("tab,shift+tab", "other_end", show=False, priority=True),
        Binding("backspace", "as_it_was", show=False),
        Binding("right,l", "move('word', 1)", show=False, priority=True),
        Binding("left,h", "move('word', -1)", show=False, priority=True),
        Binding("down,j", "move('sentence', 1)", show=False, priority=True),
        Binding("up,k", "move('sentence', -1)", show=False, priority=True),
        Binding("pagedown", "move('turn', 1)", show=False, priority=True),
        Binding("pageup", "move('turn', -1)", show=False, priority=True),
    ]

    def __init__(self, title: str, reading: Reading, span: Span) -> None:
        super().__init__()
        self._headed = title
        self._reading = reading
        self._before = span
        self._edge: Edge = "end"
        self.span = span

    def compose(self) -> ComposeResult:
        with Vertical(id="adjust", classes="dialog"):
            yield Static(shown(self._headed), classes="dialog--title", markup=False)
            yield TextPane(id="adjust-text")
            yield Static(id="adjust-edge", markup=False)
            yield Static(_KEYS, classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self._show()

    def action_move(self, unit: Unit, by: int) -> None:
        self.span = moved(self._reading, self.span, self._edge, unit, by)
        self._show()

    def action_other_end(self) -> None:
        self._edge = "start" if self._edge == "end" else "end"
        self._show()

    def action_as_it_was(self) -> None:
        self.span = self._before
        self._show()

    def action_take(self) -> None:
        self.dismiss(self.span)

    def _show(self) -> None:
        self.query_one(TextPane).show(list(in_context(self._reading, self.span)))
        side = "beginning" if self._edge == "start" else "end"
        length = self.span.end - self.span.start
        self.query_one("#adjust-edge", Static).update(f"Moving the {side}  ·  {length} characters")
