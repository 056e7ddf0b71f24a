"""What the screens have in common that show a list, and beside it all about one of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.types import CSSPathType
from textual.widgets import Static

from qualcode.errors import QualcodeError

from ..desk import Desk
from ..widgets.jobline import JobLine
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .prompt import Prompt
from .workbench import WorkbenchScreen

_TALL, _FLAT = 2, 1


class ListingScreen(WorkbenchScreen):
    """A list at the left, or above where there is little room, and details.

    Rows take two lines, or one in a narrow terminal. Whoever extends it shows rows with
    `list_rows` and says what is known about the highlighted one in `describe`.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "listing.tcss"
    heading: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pending = False

    def compose_panels(self) -> ComposeResult:
        yield JobLine()
        with Vertical(id="listed"):
            yield Static(self.heading, id="list-heading", classes="panel--title", markup=False)
            yield RowList("list", height=_TALL)
        yield TextPane(id="details")

    def on_mount(self) -> None:
        self.rows.focus()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        height = _FLAT if self.is_narrow else _TALL
        if self.rows.row_height != height:
            self.rows.row_height = height
            self.list_again()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def details(self) -> TextPane:
        """What is beside the list."""
        return self.query_one("#details", TextPane)

    @property
    def is_tall(self) -> bool:
        """Whether a row has two lines."""
        return self.rows.row_height == _TALL

    @property
    def soft(self) -> Style:
        """The ink of what matters less in a row."""
        return Style(color=self.details.get_component_rich_style("pane--soft").color)

    def list_again(self) -> None:
        """List what there is, with the same row highlighted as far as it is still there."""
        raise NotImplementedError

    def describe(self) -> Sequence[Paragraph]:
        """What the details say now; titles and the status line are said on the way."""
        raise NotImplementedError

    def list_rows(
        self, count: int, render_row: Callable[[int, int], Sequence[Text]], place: int
    ) -> None:
        """Show so many rows, with the one at `place` highlighted."""

        def rendered(number: int, width: int) -> Sequence[Text]:
            try:
                return render_row(number, width)
            except QualcodeError:  # another program removed it; the next look at all shows that
                return [Text().append("no longer there", style=self.soft)]

        self.rows.show(count, rendered, place)
        self.describe_soon()

    def to_the_top(self) -> None:
        """Highlight the first row."""
        self.rows.action_end(0)

    def action_scroll_details(self, by: int) -> None:
        self.details.action_scroll_rows(by)

    @on(RowList.Highlighted)
    def describe_soon(self) -> None:
        """Describe the highlighted row once all keys that are waiting are through."""
        if not self._pending:
            self._pending = True
            self.call_after_refresh(self._describe)

    def _describe(self) -> None:
        self._pending = False
        told = self.attempt(self.describe)
        self.details.show(told if told is not None else [])

    def ask_filter(
        self,
        example: str,
        now: str,
        read: Callable[[str], object],
        then: Callable[[str], object],
    ) -> None:
        """Ask for a filter line; `read` refuses one that makes no sense."""

        def wrong(line: str) -> str | None:
            try:
                read(line)
            except QualcodeError as error:
                return f"{error.message}: {error.hint}"
            return None

        self.ask(Prompt("List only", example, now, wrong, may_be_empty=True), then)
