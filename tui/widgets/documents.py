"""The list of documents with how far the coder is with each."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from qualcode.model import Document

from ..desk import PROGRESS_TEXT, Desk
from ..glyphs import shown
from ..reading import Reading


class DocumentList(OptionList):
    """The study's documents; the open one is marked."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._shown: list[Content] = []

    def show(self, desk: Desk, reading: Reading | None) -> None:
        """Show the documents as the desk has them."""
        opened = reading.document.uuid if reading else None
        rows = [document_row(desk, each, is_open=each.uuid == opened) for each in desk.documents]
        if rows == self._shown:
            return
        place = self.highlighted
        if len(rows) == len(self._shown):
            for index, row in enumerate(rows):
                self.replace_option_prompt_at_index(index, row)
        else:
            self.clear_options()
            self.add_options(Option(row) for row in rows)
        self._shown = rows
        uuids = [document.uuid for document in desk.documents]
        if not self.has_focus and opened in uuids:
            self.highlighted = uuids.index(opened)
        elif place is not None and rows:
            self.highlighted = min(place, len(rows) - 1)


def document_row(desk: Desk, document: Document, *, is_open: bool = False) -> Content:
    """A document: its name; its turns and the coder's progress; that of others, where shown."""
    turns = f"{document.turn_count} turns · " if document.turn_count else ""
    return Content.assemble(
        Content.styled("▸ " if is_open else "  ", "$accent"),
        Content.styled(shown(document.name), "bold" if is_open else ""),
        Content.styled(f"\n  {turns}{PROGRESS_TEXT[desk.state(document.uuid)]}", "$text-muted"),
        *(
            Content.styled(f"\n  {shown(name)}: {PROGRESS_TEXT[state]}", "$text-muted")
            for name, state in desk.states_of_others(document.uuid)
        ),
    )
