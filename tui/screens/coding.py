"""The coding screen: documents and codes, the transcript, the inspector."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from qualcode.model import CodingMark, Document, Span

from ..actions import bindings
from ..actions import coding as coding_actions
from ..desk import Desk
from ..widgets.codetree import CodeTree
from ..widgets.documents import DocumentList, document_row
from ..widgets.guide import Guide
from ..widgets.inspector import describe
from ..widgets.jobline import JobLine
from ..widgets.keyline import KeyLine
from ..widgets.placeline import place_parts, status_text, title_text
from ..widgets.quickbar import QuickBar
from ..widgets.textpane import TextPane
from ..widgets.transcript import Transcript
from .choose import Choice
from .codes import CodeActions
from .episodes import EpisodeActions
from .memoing import MemoActions
from .panels import PanelActions
from .progress import ProgressActions
from .quoting import PassageActions
from .recoding import RecodeActions
from .suggestions import SuggestionActions
from .tree import CodeFilter, TreeActions

_GARBAGE = (5_000, 20, 50)
_NO_DOCUMENTS = "No documents yet.\n\n`qualcode import STUDY FILE` brings transcripts in."


class Panels(Horizontal):
    """The panels beside each other, with nothing of its own to paint."""

    BLANK = True


class CodingScreen(
    CodeActions,
    RecodeActions,
    EpisodeActions,
    MemoActions,
    PassageActions,
    ProgressActions,
    SuggestionActions,
    TreeActions,
    PanelActions,
):
    """Where transcripts are read and coded."""

    # All of it is under panels and lines of text: nothing of its own to paint.
    BLANK = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(coding_actions.ACTIONS)]

    def __init__(self, desk: Desk, wanted: Document | None = None) -> None:
        super().__init__(desk)
        self._wanted = wanted.uuid if wanted else ""
        self._pending = False
        self._kept = ("", -1)
        self._undoes: str | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Panels(id="panels"):
            with Vertical(id="left"):
                yield Static("DOCUMENTS", classes="panel--title", markup=False)
                yield DocumentList(id="documents")
                yield Static("CODES", classes="panel--title", markup=False)
                yield CodeFilter()
                yield CodeTree(id="codes")
            yield Transcript(id="transcript")
            yield Static(_NO_DOCUMENTS, id="empty", markup=False)
            yield TextPane(id="inspector")
        yield Guide(id="guide")
        yield QuickBar(id="quick")
        yield JobLine()
        yield Static(id="status", markup=False)
        yield KeyLine()
        yield Static(id="too-small", markup=False)

    def on_mount(self) -> None:
        self.transcript.focus()
        self.call_after_refresh(lambda: self.attempt(self._begin))
        self.call_after_refresh(gc.enable)
        # A screen makes some thousand objects a key, nearly all gone with the next one.
        gc.set_threshold(*_GARBAGE)

    def _begin(self) -> None:
        self.restore_tree()
        self.restore_panels()
        self.show_codes()
        wanted = self._wanted or self.desk.recall("document")
        documents = self.desk.documents
        chosen = [document for document in documents if document.uuid == wanted] or documents
        self.open_document(chosen[0] if chosen else None)
        if chosen:
            self.query_one(Guide).begin(self.desk)
        if not self.desk.counts and self.desk.is_coded_by_others():
            key = self.desk.keymap.key("others")
            self.tell(f"Others have coded in this study. {key} shows their codings.")

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

    def read_again(self) -> None:
        if self.reading is not None or self.desk.documents:
            self._reload()

    def show_passage(self, document: str, start: int, end: int) -> None:
        """Open a document (uuid), where it isn't open, with a passage selected."""
        if self.reading is None or self.reading.document.uuid != document:
            opened = self.attempt(lambda: self.desk.project.documents.get(document))
            if opened is None:
                return
            self.open_document(opened)
        self.transcript.select(start, end)
        self.transcript.focus()

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
        chosen = self.transcript.suggestion
        if chosen not in reading.suggestions:
            self.transcript.suggestion = reading.same_claim(chosen) if chosen else None
        self.transcript.codings_changed()
        self.refresh_lists()

    def coded(self, coding: CodingMark) -> None:
        if self.transcript.coder != self.desk.coder_uuid:
            self.show_codes()  # the coder is known from their first change on
        if self.reading is not None:
            self.reading.lanes.add(coding)
            self._recount(coding, 1)
            self.query_one(Guide).saw("coded")

    def uncoded(self, coding: CodingMark) -> None:
        if self.reading is not None:
            self.reading.lanes.discard(coding.uuid)
            self._recount(coding, -1)

    def _recount(self, coding: CodingMark, by: int) -> None:
        desk = self.desk
        desk.count(coding.code, by)
        self.transcript.codings_changed(Span(coding.start, coding.end))
        self.code_tree.recount(desk, coding.code)
        self.noted()

    def noted(self) -> None:
        self.desk.forget_details()
        self._undoes = None
        self._seen = self.attempt(self.desk.project.latest_change) or 0
        self.describe_soon()

    def show_codes(self) -> None:
        self.transcript.show_codes(self.desk.marks, self.desk.coder_uuid)
        self.code_tree.show(self.desk)
        self.query_one(QuickBar).show(self.desk)

    def slots_changed(self) -> None:
        self.query_one(QuickBar).show(self.desk)
        self.code_tree.renumber(self.desk)

    @on(QuickBar.Chosen)
    def _digit_clicked(self, event: QuickBar.Chosen) -> None:
        self.action_slot(event.digit)

    def refresh_lists(self) -> None:
        self.query_one(DocumentList).show(self.desk, self.reading)
        self.code_tree.recount(self.desk)
        self._undoes = None
        self._show_title()
        self.describe_soon()

    @on(OptionList.OptionSelected, "#documents")
    def _document_selected(self, event: OptionList.OptionSelected) -> None:
        self.open_document(self.desk.documents[event.option_index])
        self.transcript.focus()

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

    def action_clear(self) -> None:
        if self.focused is not self.transcript:
            if not self.leave_filter():
                self.transcript.focus()
            self.describe_soon()
        elif self.leave_bounds():
            self.describe_soon()
        elif self.transcript.selection or self.transcript.is_selecting:
            self.transcript.clear_selection()
        elif not self.query_one(Guide).hide():
            self.transcript.show_suggestion(None)
            self.describe_soon()

    # What is said about the place

    @on(Transcript.CaretMoved)
    @on(Transcript.SelectionChanged)
    def describe_soon(self) -> None:
        if not self._pending:
            self._pending = True
            # The first time around, what the transcript has to paint may not have come up yet.
            self.call_after_refresh(self.call_after_refresh, self._describe)

    def _describe(self) -> None:
        self._pending = False
        reading, transcript = self.reading, self.transcript
        if not transcript.is_selecting:
            self.adjusting = None
        self._show_status()
        guide = self.query_one(Guide)
        turn = self.turn_here
        if turn is not None and turn.ordinal > 0:
            guide.saw("moved")
        if transcript.selection:
            guide.saw("selected")
        inspector = self.query_one("#inspector", TextPane)
        if reading is None:
            inspector.show([])
        elif not inspector.display:
            return
        elif (code := self.chosen_code()) is not None:
            self.describe_code(code)
        else:
            caret, suggestion = transcript.caret, transcript.suggestion
            inspector.show(describe(self.desk, reading, caret, self.here, suggestion))

    def _show_title(self) -> None:
        title = title_text(self.desk, self.reading)
        self.query_one("#title", Static).update(Content(title), layout=False)

    def _show_status(self) -> None:
        desk = self.desk
        if self._undoes is None:
            label = self.attempt(lambda: desk.project.undoable(desk.coder_uuid) or "")
            self._undoes = label if desk.coder_uuid and label else ""
        width = self.size.width - 2
        place = place_parts(desk, self.transcript, self.here, self.adjusting)
        status = status_text(desk, place, self._undoes, width)
        self.query_one("#status", Static).update(Content(status), layout=False)
