"""Reading codings again that were made when their code was defined in other words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from qualcode.project.versions import OutdatedCoding

from ..desk import Desk
from ..widgets.textpane import Paragraph
from .codebook_diff import DiffPane, text_diff
from .codebook_walk import Walk
from .palette import CodePalette


class Reread(Walk):
    """The coder's outdated codings, each with what became of the definition."""

    KEYS = (
        "Enter still fits · r another code · d remove · s skip · u take back · ↑ ↓ the passage "
        "· J K the definition · Esc leave"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "Still fits"),
        Binding("r", "recode", "Another code"),
        Binding("d,delete", "remove", "Remove"),
        Binding("s,space", "skip", "Skip"),
        Binding("J,shift+down", "scroll_definition(1)", show=False),
        Binding("K,shift+up", "scroll_definition(-1)", show=False),
    ]

    def __init__(self, desk: Desk, outdated: Sequence[OutdatedCoding]) -> None:
        super().__init__(
            desk, "Coded under an older definition: does it still fit?",
            [item.coding for item in outdated],
        )  # fmt: skip
        self._outdated = outdated

    def compose_about(self) -> ComposeResult:
        yield DiffPane(id="walk-definition")

    def show_coding(self) -> None:
        super().show_coding()
        pane = self.query_one(DiffPane)
        if self.coding is None:
            pane.show([])
            return
        item = self._outdated[self.place]
        pane.show(
            [
                Paragraph("THE DEFINITION: THEN (-) AND NOW (+)", "heading"),
                *text_diff(item.definition_then, item.definition_now),
            ]
        )

    def action_scroll_definition(self, by: int) -> None:
        self.query_one(DiffPane).action_scroll_rows(by)

    def action_confirm(self) -> None:
        codings, coder = self.desk.project.codings, self.desk.coder
        self.act(lambda coding: codings.confirm(coding.uuid, coder()), "It still fits.")

    def action_remove(self) -> None:
        codings, coder = self.desk.project.codings, self.desk.coder
        self.act(lambda coding: codings.remove(coding.uuid, coder()), "Removed")

    def action_skip(self) -> None:
        self.go_on()

    def action_recode(self) -> None:
        if self.coding is not None:
            self.app.push_screen(CodePalette(self.desk, "Which code fits instead?"), self._recode)

    def _recode(self, code: str | None) -> None:
        if code is not None:
            codings, coder = self.desk.project.codings, self.desk.coder
            self.act(lambda coding: codings.recode(coding.uuid, code, coder()), "Recoded")
