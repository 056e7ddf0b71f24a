"""The retrieve screen as it is read: the query, its hits, and what is around the chosen one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from qualcode.errors import QualcodeError
from qualcode.model import Coding, Memo, Span
from qualcode.project import QUERY_SYNTAX, Found, Hit, Project, QueryError
from qualcode.spans import SpanIndex

from ..desk import Desk
from ..glyphs import shown
from ..readings import Readings
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .prompt import LineInput
from .retrieve_context import about_codings, turns_around
from .retrieve_hits import HitList, HitRow, counted, heading_line, hit_line, hit_rows, place_in
from .workbench import WorkbenchScreen

MOST = 2_000
"""Hits that are listed; there may be more."""

_KEPT_QUERIES = 30
_QUERIES = "queries"
_HINT = 'words · "a phrase" · begin* · AND OR NOT · NEAR/3 · code:X site=K04 · F1 more'
_KEY_WIDTH = 17
_TALLEST_ABOUT = 5


class QueryInput(LineInput):
    """The line for the query; up and down bring earlier ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.older(1)", show=False),
        Binding("down", "screen.older(-1)", show=False),
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: what was asked for, and the number it is told from others by."""

    query: str
    coders: Sequence[str] | None
    number: int


class Answered(Message):
    """A search is over: what it found, or why it couldn't."""

    def __init__(self, asked: Asked, answer: Found | QualcodeError) -> None:
        super().__init__()
        self.asked = asked
        self.answer = answer


class RetrieveBoard(WorkbenchScreen):
    """Searches and shows. `hit` is the one that is highlighted."""

    scope = "retrieve"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.query_text = ""
        self.found = Found((), 0)
        self.around = 1
        self.passages: dict[tuple[str, int, int], Span] = {}
        self.readings = Readings(desk.project)
        self._number = 0
        self._waiting = False
        self._queries = _recalled(desk)
        self._older = -1
        self._codings: dict[str, Coding | None] = {}
        self._of_document: dict[str, tuple[Sequence[str], SpanIndex]] = {}
        self._memos: Sequence[Memo] = ()
        self._documents: Sequence[tuple[str, str]] = ()

    def compose_panels(self) -> ComposeResult:
        with Horizontal(id="query-line"):
            yield Static("Find ", id="query-label", markup=False)
            yield QueryInput(id="query", compact=True)
        yield Static(_HINT, id="query-hint", markup=False)
        with Container(id="results"):
            with Vertical(id="hits-side"):
                yield Static(id="hits-head", classes="panel--title", markup=False)
                yield HitList(id="hits")
            with Vertical(id="hit-side"):
                yield Static(id="hit-place", classes="panel--title", markup=False)
                yield TextPane(id="hit-about")
                yield TextPane(id="hit-around")
        yield TextPane(id="retrieve-guide")

    def on_mount(self) -> None:
        self.query_one("#hit-about", TextPane).can_focus = False
        self._show_found()

    @property
    def line(self) -> QueryInput:
        return self.query_one(QueryInput)

    @property
    def hits(self) -> HitList:
        return self.query_one(HitList)

    @property
    def hit(self) -> Hit | None:
        """The highlighted hit, None where there is none."""
        rows, place = self.hits.rows, self.hits.highlighted
        return rows[place].hit if place is not None and place < len(rows) else None

    @property
    def is_searching(self) -> bool:
        """Whether an answer is waited for."""
        return self._waiting

    # Searching

    def read_again(self) -> None:
        self._codings.clear()
        self._of_document.clear()
        documents = [(document.uuid, document.name) for document in self.desk.documents]
        if documents != self._documents:  # their texts never change
            self._documents = documents
            self.readings = Readings(self.desk.project)
        self._memos = self.desk.project.memos.list()
        self.say_title("Retrieve")
        if self.query_text:
            self._ask()

    def search(self, query: str) -> None:
        """Look for something else."""
        self.query_text = query.strip()
        self._older = -1
        if self.line.value != query:
            self.line.value = query
        if not self.query_text:
            self.found = Found((), 0)
            self._show_found()
            return
        self.passages.clear()
        self.found = Found((), 0)
        self.hits.rows = ()
        self.hits.show(0, self._row)
        self._ask()

    def stop(self) -> None:
        """Wait for the answer no longer."""
        self._number += 1
        self._waiting = False
        self.say_status("The search was stopped.")

    def _ask(self) -> None:
        self._number += 1
        self._waiting = True
        self.say_status("Searching…", "Esc stops")
        coders = None if self.desk.shows_others else [self.desk.coder_uuid]
        self._search(self.desk.project.path, Asked(self.query_text, coders, self._number))

    @work(thread=True, exclusive=True, exit_on_error=False, group="search")
    def _search(self, path: Path, asked: Asked) -> None:
        worker = get_current_worker()
        answer: Found | QualcodeError
        try:
            with Project.open(path) as project:
                answer = project.search(asked.query, limit=MOST, coders=asked.coders)
        except QualcodeError as error:
            answer = error
        if not worker.is_cancelled:
            self.post_message(Answered(asked, answer))

    @on(Worker.StateChanged)
    def _failed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self._waiting = False
            self.tell(f"That went wrong: {event.worker.error}", severity="error")

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if event.asked.number != self._number:
            return
        self._waiting = False
        hint = self.query_one("#query-hint", Static)
        hint.set_class(isinstance(event.answer, QualcodeError), "-wrong")
        if isinstance(event.answer, QualcodeError):
            error = event.answer
            hint.update(shown(f"{error.message}: {error.hint}"))
            self.found = Found((), 0)
            self._show_found()
            if isinstance(error, QueryError) and self.line.has_focus:
                self.line.cursor_position = error.place
            return
        hint.update(_HINT)
        self._keep(event.asked.query)
        self.found = event.answer
        self._show_found()

    # Earlier queries

    def action_older(self, by: int) -> None:
        """Put an earlier query into the line (by 1), or a later one; behind the last, the hits."""
        place = self._older + by
        if by < 0 and self._older < 0:
            if self.hits.rows:
                self.hits.focus()
            return
        if place >= len(self._queries):
            return
        self._older = place
        self.line.value = self._queries[place] if place >= 0 else ""
        self.line.cursor_position = len(self.line.value)

    @property
    def earlier(self) -> Sequence[str]:
        """What was looked for, the latest first."""
        return self._queries

    def _keep(self, query: str) -> None:
        if self._queries[:1] != [query]:
            self._queries = [query, *(q for q in self._queries if q != query)][:_KEPT_QUERIES]
            kept = json.dumps(self._queries, ensure_ascii=False)
            self.attempt(lambda: self.desk.remember(_QUERIES, kept))

    # What is shown

    def _show_found(self) -> None:
        before, place = self.hit, self.hits.highlighted or 0
        rows = hit_rows(self.found)
        at = place_in(rows, before, place) if before else 0
        had_focus = self.hits.has_focus or self.line.has_focus
        self.hits.rows = rows
        self.hits.show(len(rows), self._row, at)
        self.set_class(not rows, "-nothing")
        found = self.found
        self.say_heading("hits-head", f"{self._said()} in {counted(found.turns, 'turn')}")
        if rows:
            if had_focus:
                self.hits.focus()
            self.show_hit()
        else:
            self._show_guide()
            self.line.focus()
            self.say_status("Enter searches", "↑ earlier queries", "F1 help", "Esc back")

    def _said(self) -> str:
        number = counted(len(self.found.hits), "hit")
        return f"The first {number}" if self.found.more else number

    def _row(self, number: int, width: int) -> list[Text]:
        row: HitRow = self.hits.rows[number]
        if row.hit is None:
            return [heading_line(row.heading)]
        return [hit_line(self.desk, row.hit, self.coding_of(row.hit), width)]

    def coding_of(self, hit: Hit) -> Coding | None:
        """The coding a hit is, None where it is words, or was removed."""
        if hit.coding is None:
            return None
        if hit.coding not in self._codings:
            self._codings[hit.coding] = self.desk.coding(hit.coding)
        return self._codings[hit.coding]

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self.show_hit()

    def passage(self, hit: Hit) -> Span:
        """What is coded, quoted and written on: the coding's words, or the turn of the words."""
        if hit.coding is not None:
            return Span(hit.start, hit.end)
        chosen = self.passages.get((hit.document, hit.start, hit.end))
        if chosen is not None:
            return chosen
        reading = self.readings.of(hit.document)
        turn = reading.turn_at(hit.start)
        span = reading.trimmed(turn.start, turn.end) if turn else None
        return span if span and span.start <= hit.start else Span(hit.start, hit.end)

    def codings_on(self, hit: Hit) -> list[Coding]:
        """The codings on a hit's passage, its own first; others' only where they are shown."""
        own, passage = self.coding_of(hit), self.passage(hit)
        uuids, index = self._marks(hit.document)
        there = index.overlapping(passage.start, passage.end)
        touching = [self.desk.details(uuids[n]) for n in there]
        rest = [c for c in touching if c is not None and (own is None or c.uuid != own.uuid)]
        return [own, *rest] if own else rest

    def _marks(self, document: str) -> tuple[Sequence[str], SpanIndex]:
        if document not in self._of_document:
            coder = None if self.desk.shows_others else self.desk.coder_uuid
            marks = self.desk.project.codings.marks(document, coder)
            index = SpanIndex([mark.start for mark in marks], [mark.end for mark in marks])
            self._of_document[document] = ([mark.uuid for mark in marks], index)
        return self._of_document[document]

    def memos_on(self, hit: Hit) -> list[Memo]:
        """The memos on a hit's coding or passage."""
        passage = self.passage(hit)
        return [
            memo
            for memo in self._memos
            if (hit.coding is not None and memo.target == hit.coding)
            or (memo.document, memo.start, memo.end) == (hit.document, passage.start, passage.end)
        ]

    def show_hit(self) -> None:
        """Show what is on and around the highlighted hit."""
        hit = self.hit
        if hit is not None:
            self.attempt(lambda: self._describe(hit))

    def _describe(self, hit: Hit) -> None:
        passage = self.passage(hit)
        reading = self.readings.of(hit.document)
        place = self.readings.place(hit.document, hit.start)
        self.say_heading("hit-place", place)
        about = self.query_one("#hit-about", TextPane)
        told = list(about_codings(self.desk, self.codings_on(hit), self.memos_on(hit)))
        about.styles.height = min(_TALLEST_ABOUT, max(1, len(told)))
        about.show(told)
        around = self.query_one("#hit-around", TextPane)
        around.show(turns_around(reading, passage, Span(hit.start, hit.end), self.around))
        around.reveal("passage")
        if not self._waiting:
            number = sum(1 for row in self.hits.rows[: (self.hits.highlighted or 0) + 1] if row.hit)
            self.say_status(f"{number:,} of {len(self.found.hits):,}", place)

    def _show_guide(self) -> None:
        if not self.found.hits:
            self.set_class(True, "-nothing")
        is_wrong = self.query_one("#query-hint").has_class("-wrong")
        told = [Paragraph("No turn and no coding fits.", "strong")] if self.query_text else []
        if is_wrong:
            told = [Paragraph("That can't be searched for.", "strong")]
        elif told and not self.desk.shows_others and self.desk.is_coded_by_others():
            told.append(Paragraph("Only your own codings count; Ctrl+O counts all coders'."))
        told += [
            Paragraph("What a query may hold" if told else "Type what to look for, then Enter", "heading"),
            *(Paragraph(f"{form:<{_KEY_WIDTH}} {what}") for form, what in QUERY_SYNTAX),
            Paragraph(""),
            Paragraph("Names of several words go in quotation marks. A query with words gives the places of "
                      "the words; one without gives codings, and turns that fit without any.", "soft"),
        ]  # fmt: skip
        self.query_one("#retrieve-guide", TextPane).show(told)


def _recalled(desk: Desk) -> list[str]:
    try:
        kept = json.loads(desk.recall(_QUERIES) or "[]")
    except ValueError:
        return []
    return [query for query in kept if isinstance(query, str)] if isinstance(kept, list) else []
