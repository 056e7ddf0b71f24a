"""The versions of a codebook, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import Codebook, CodebookVersion

from ..desk import Desk
from ..glyphs import shown
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .codebook_diff import DiffPane, changes_text


class VersionsScreen(ModalScreen[None]):
    """A codebook's versions, the latest first, each beside what changed.

    A version is compared with the one before it or with the one in force.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,v", "dismiss(None)", "Back"),
        Binding("c", "compare", "Compare"),
        Binding("tab", "other", "Other side", priority=True),
    ]

    def __init__(self, desk: Desk, book: Codebook) -> None:
        super().__init__()
        self._desk = desk
        self._book = book
        self._versions: list[CodebookVersion] = []
        self._with_present = False

    def compose(self) -> ComposeResult:
        with Vertical(id="versions", classes="dialog"):
            yield Static(
                shown(f"Versions of {self._book.title or self._book.id}"),
                classes="dialog--title",
                markup=False,
            )
            yield RowList(id="versions-list")
            yield Static(id="versions-what", classes="form--label", markup=False)
            yield DiffPane(id="versions-diff")
            yield Static(
                "↑ ↓ choose · c compares with the one before or the present · Tab other side "
                "· Esc back",
                classes="dialog--keys",
                markup=False,
            )

    def on_mount(self) -> None:
        versions = self._desk.project.versions.list(self._book.uuid)
        self._versions = list(reversed(versions))
        rows = self.query_one(RowList)
        rows.show(len(self._versions), self._row)
        rows.focus()

    def action_compare(self) -> None:
        self._with_present = not self._with_present
        self._compare()

    def action_other(self) -> None:
        """Go from the list to the differences and back."""
        rows, pane = self.query_one(RowList), self.query_one(DiffPane)
        (pane if rows.has_focus else rows).focus()

    @on(RowList.Highlighted)
    def _compare(self) -> None:
        place = self.query_one(RowList).highlighted
        if place is None:
            return
        what, older, newer = self._pair(place)
        self.query_one("#versions-what", Static).update(what)
        pane = self.query_one(DiffPane)
        if older is None or newer is None:
            pane.show([Paragraph("Nothing to compare with.", "soft")])
            return
        try:
            changes = self._desk.project.versions.diff(older.uuid, newer.uuid)
        except QualcodeError as error:
            pane.show([Paragraph(error.message), Paragraph(error.hint, "soft")])
        else:
            pane.show(list(changes_text(changes)))

    def _pair(self, place: int) -> tuple[str, CodebookVersion | None, CodebookVersion | None]:
        """What is compared: the words for it, the older and the newer version."""
        version = self._versions[place]
        if self._with_present:
            older = version if place else None
            return f"From version {self._number(place)} to the present", older, self._versions[0]
        before = self._versions[place + 1] if place + 1 < len(self._versions) else None
        if before is None:
            return f"Version {self._number(place)}, the first", None, version
        return f"From version {self._number(place + 1)} to {self._number(place)}", before, version

    def _number(self, place: int) -> int:
        return len(self._versions) - place

    def _row(self, place: int, _width: int) -> list[Text]:
        return [Text.assemble(*self._parts(place))]

    def _parts(self, place: int) -> Iterator[tuple[str, str]]:
        version = self._versions[place]
        yield f"{self._number(place):4}  ", "bold"
        yield f"{version.created_at[:10]} {version.created_at[11:16]}  ", ""
        made = "1 coding" if version.codings == 1 else f"{version.codings} codings"
        yield f"{made} made under it", "dim" if not version.codings else ""
        if place == 0:
            yield "  in force", "italic"
