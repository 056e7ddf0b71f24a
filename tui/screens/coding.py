"""The coding screen: documents and codes, the transcript, the inspector."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Footer, OptionList, Static, Tree

from qualcode.model import CodingMark, Document, Span

from ..actions import bindings
from ..desk import PROGRESS_TEXT, Desk
from ..glyphs import shown
from ..widgets.codetree import CodeTree
from ..widgets.documents import DocumentList, document_row
from ..widgets.inspector import code_details, describe
from ..widgets.textpane import Paragraph, TextPane
from ..widgets.transcript import Transcript
from .choose import Choice
from .codes import CodeActions
from .suggestions import SuggestionActions

_SMALLEST = (50, 10)
_LEFT_FROM, _INSPECTOR_FROM = 132, 100
_LEFT_WIDTH, _INSPECTOR_WIDTH, _TRANSCRIPT_WIDTH = 30, 36, 46
_POLL = 1.0
_NO_DOCUMENTS = "No documents yet.\n\n`qualcode import STUDY FILE` brings transcripts in."


class CodingScreen(CodeActions, SuggestionActions):
    """Where transcripts are read and coded."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("coding")]

    def __init__(self, desk: Desk, wanted: Document | None = None) -> None:
        super().__init__(desk)
        self._wanted = wanted.uuid if wanted else ""
        self._left: bool | None = None
        self._right: bool | None = None
        self._pending = False
        self._kept = ("", -1)

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Horizontal(id="panels"):
            with Vertical(id="left"):
                yield Static("DOCUMENTS", classes="panel--title", markup=False)
                yield DocumentList(id="documents")
                yield Static("CODES", classes="panel--title", markup=False)
                yield CodeTree(id="codes")
            yield Transcript(id="transcript")
            yield Static(_NO_DOCUMENTS, id="empty", markup=False)
            yield TextPane(id="inspector")
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)
        yield Static(id="too-small", markup=False)

    def on_mount(self) -> None:
        self.transcript.focus()
        self.call_after_refresh(lambda: self.attempt(self._begin))
        self.call_after_refresh(gc.enable)
        self.set_interval(_POLL, self.poll)

    def _begin(self) -> None:
        self.show_codes()
        wanted = self._wanted or self.desk.recall("document")
        documents = self.desk.documents
        chosen = [document for document in documents if document.uuid == wanted] or documents
        self.open_document(chosen[0] if chosen else None)
        if not self.desk.counts and self.desk.is_coded_by_others():
            self.tell("Others have coded in this study. O shows their codings.")

    # Documents

    def open_document(self, document: Document | None) -> None:
        """Show a document, at the place it was left."""
        self.attempt(lambda: self._open(document))

    def _open(self, document: Document | None) -> None:
        self.keep_place()
        self.set_class(document is None, "-empty")
        if document is None:
            self.refresh_lists()
            return
        is_first = self.reading is None
        reading = self.desk.read(document)
        caret = self.desk.recall(f"caret:{document.uuid}")
        self.transcript.show(reading, int(caret) if caret.isdigit() else 0)
        if is_first:
            # In a study that had no documents the transcript isn't on the screen before this.
            self.call_after_refresh(self.transcript.focus)
        self.refresh_lists()
        if not reading.is_filled:
            self.call_after_refresh(lambda: self.attempt(self._fill))

    def _fill(self) -> None:
        if self.reading is not None:
            self.desk.fill(self.reading)
            self.transcript.codings_changed()
            self.refresh_lists()
            # Tens of thousands of codings that live as long as the document is open: looking
            # through them for garbage would hold up a key for a tenth of a second now and then.
            gc.collect()
            gc.freeze()

    def keep_place(self) -> None:
        """Remember where the coder is."""
        if self.reading is None:
            return
        place = (self.reading.document.uuid, self.transcript.caret)
        if place != self._kept:
            self._kept = place
            self.attempt(lambda: self.desk.remember("document", place[0]))
            self.attempt(lambda: self.desk.remember(f"caret:{place[0]}", str(place[1])))

    def poll(self) -> None:
        """Keep the place, and take in what another program changed."""
        self.keep_place()
        if self.attempt(self.desk.project.changed_elsewhere):
            self.reload()
            self.tell("The study was changed by another program; shown as it is now.")

    def reload(self) -> None:
        self.attempt(self._reload)

    def _reload(self) -> None:
        self.desk.refresh()
        self.show_codes()
        reading = self.reading
        current = [
            document
            for document in self.desk.documents
            if reading is not None and document.uuid == reading.document.uuid
        ]
        if reading is None or not current:
            self.open_document(self.desk.documents[0] if self.desk.documents else None)
            return
        reading.document = current[0]
        self.desk.fill(reading)
        if self.transcript.suggestion not in reading.suggestions:
            self.transcript.suggestion = None
        self.transcript.codings_changed()
        self.refresh_lists()

    def coded(self, coding: CodingMark) -> None:
        if self.reading is not None:
            self.reading.lanes.add(coding)
            self._recount(coding, 1)

    def uncoded(self, coding: CodingMark) -> None:
        if self.reading is not None:
            self.reading.lanes.discard(coding.uuid)
            self._recount(coding, -1)

    def _recount(self, coding: CodingMark, by: int) -> None:
        desk = self.desk
        desk.counts[coding.code] = desk.counts.get(coding.code, 0) + by
        self.transcript.codings_changed(Span(coding.start, coding.end))
        self.query_one(CodeTree).recount(desk, coding.code)
        self._describe_soon()

    def show_codes(self) -> None:
        """Show the study's codes as the desk has them."""
        self.transcript.show_codes(self.desk.marks, self.desk.coder_uuid)
        self.query_one(CodeTree).show(self.desk)

    def refresh_lists(self) -> None:
        self.query_one(DocumentList).show(self.desk, self.reading)
        self.query_one(CodeTree).recount(self.desk)
        self._show_title()
        self._describe_soon()

    @on(OptionList.OptionSelected, "#documents")
    def _document_selected(self, event: OptionList.OptionSelected) -> None:
        self.open_document(self.desk.documents[event.option_index])
        self.transcript.focus()

    @on(Tree.NodeSelected, "#codes")
    def _code_selected(self, event: Tree.NodeSelected[str]) -> None:
        code = event.node.data
        self.transcript.focus_code(None if code == self.transcript.focused_code else code)

    @on(Tree.NodeHighlighted, "#codes")
    def _code_highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        code = self.desk.codes.get(event.node.data or "")
        if code is not None and event.control.has_focus:
            name = Paragraph(code.name, "strong", self.desk.marks[code.uuid])
            self.query_one("#inspector", TextPane).show(
                [Paragraph("CODE", "heading"), name, *code_details(self.desk, code.uuid)]
            )

    def action_documents(self) -> None:
        desk, reading = self.desk, self.reading
        if not desk.documents:
            self.tell(_NO_DOCUMENTS, severity="warning")
            return
        documents = {document.uuid: document for document in desk.documents}
        self.app.push_screen(
            Choice(
                "Open which document?",
                [(uuid, document_row(desk, each)) for uuid, each in documents.items()],
                reading.document.uuid if reading else None,
            ),
            lambda uuid: self.open_document(documents[uuid]) if uuid else None,
        )

    def action_next_document(self) -> None:
        self._turn_page(1)

    def action_previous_document(self) -> None:
        self._turn_page(-1)

    def _turn_page(self, by: int) -> None:
        uuids = [document.uuid for document in self.desk.documents]
        if self.reading is None:
            return
        place = uuids.index(self.reading.document.uuid) + by
        if 0 <= place < len(uuids):
            self.open_document(self.desk.documents[place])
        else:
            self.tell("This is the last document." if by > 0 else "This is the first document.")

    # Panels

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        small = width < _SMALLEST[0] or height < _SMALLEST[1]
        self.set_class(small, "-too-small")
        if small:
            self.query_one("#too-small", Static).update(
                f"This terminal is {width} x {height}.\n"
                f"Qualcode needs {_SMALLEST[0]} x {_SMALLEST[1]}, better 80 x 24."
            )
        self._fold(width)

    def action_left_panel(self) -> None:
        self._left = not self.query_one("#left").display
        if self._left and self._has_room_for_one():
            self._right = False
        self._fold(self.size.width)

    def action_inspector(self) -> None:
        self._right = not self.query_one("#inspector").display
        if self._right and self._has_room_for_one():
            self._left = False
        self._fold(self.size.width)

    def open_inspector(self) -> None:
        if not self.query_one("#inspector").display:
            self.action_inspector()

    def _has_room_for_one(self) -> bool:
        """Whether two panels at the sides would leave the transcript too little."""
        both = _LEFT_WIDTH + _INSPECTOR_WIDTH + _TRANSCRIPT_WIDTH
        return _INSPECTOR_FROM <= self.size.width < both

    def _fold(self, width: int) -> None:
        self.set_class(width < _INSPECTOR_FROM, "-narrow")
        left, right = self.query_one("#left"), self.query_one("#inspector")
        left.display = width >= _LEFT_FROM if self._left is None else self._left
        right.display = width >= _INSPECTOR_FROM if self._right is None else self._right
        hidden = [panel for panel in (left, right) if not panel.display]
        if self.focused and any(panel in self.focused.ancestors_with_self for panel in hidden):
            self.transcript.focus()
        self._describe_soon()

    def action_others(self) -> None:
        self.desk.shows_others = not self.desk.shows_others
        self.reload()
        self.tell(
            "Other coders' codings are shown, with dotted bars."
            if self.desk.shows_others
            else "Only your own codings are shown."
        )

    def action_clear(self) -> None:
        if self.focused is not self.transcript:
            self.transcript.focus()
            self._describe_soon()
        elif self.transcript.selection or self.transcript.is_selecting:
            self.transcript.clear_selection()
        else:
            self.transcript.show_suggestion(None)
            self._describe_soon()

    # What is said about the place

    @on(Transcript.CaretMoved)
    @on(Transcript.SelectionChanged)
    def _describe_soon(self) -> None:
        if not self._pending:
            self._pending = True
            self.call_after_refresh(self._describe)

    def _describe(self) -> None:
        self._pending = False
        reading, transcript = self.reading, self.transcript
        self._show_status()
        inspector = self.query_one("#inspector", TextPane)
        if reading is None:
            inspector.show([])
        elif inspector.display and not self.query_one(CodeTree).has_focus:
            inspector.show(
                describe(
                    self.desk, reading, transcript.caret, transcript.here, transcript.suggestion
                )
            )

    def _show_title(self) -> None:
        desk, reading = self.desk, self.reading
        parts = [shown(desk.name)]
        if reading is not None:
            uuids = [document.uuid for document in desk.documents]
            place = uuids.index(reading.document.uuid) + 1
            parts.append(f"{shown(reading.document.name)} ({place} of {len(uuids)})")
            parts.append(PROGRESS_TEXT[desk.state(reading.document.uuid)])
        parts.append(f"coder {shown(desk.coder_name)}")
        if desk.shows_others:
            parts.append("all coders' codings")
        self.query_one("#title", Static).update(Content("  ·  ".join(parts)), layout=False)

    def _show_status(self) -> None:
        reading, transcript = self.reading, self.transcript
        parts: list[str] = []
        if reading is not None:
            turn = reading.turn_at(transcript.caret)
            if turn is not None:
                among = f" of {len(reading.turns)}" if turn.number == turn.ordinal + 1 else ""
                parts.append(f"Turn {shown(str(turn.number))}{among}")
            if transcript.is_selecting:
                parts.append("SELECTING")
            if selection := transcript.selection:
                parts.append(f"{selection.end - selection.start} characters selected")
            if suggestion := transcript.suggestion:
                place = reading.suggestions.index(suggestion) + 1
                name = self.desk.codes[suggestion.code].name
                parts.append(f"Suggestion {place} of {len(reading.suggestions)}: {shown(name)}")
            names = [self.desk.codes[coding.code].name for coding in transcript.here]
            parts.append("Codes: " + shown(", ".join(names)) if names else "No code here")
        self.query_one("#status", Static).update(Content("  ·  ".join(parts)), layout=False)
