"""The review screen: suggestions, and codings accepted in bulk, to be decided on one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.content import Content

from qualcode.project import SuggestChoices

from ..actions import bindings
from ..actions import review as review_actions
from ..desk import Desk
from ..glyphs import shown
from ..jobs import Job
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .review_decisions import ReviewDecisions
from .review_detail import detail, row
from .review_items import (
    ORDER_TEXT,
    Item,
    ReviewFilter,
    in_order,
    next_order,
    of_coding,
    of_suggestion,
)


class ReviewScreen(ReviewDecisions):
    """A list of what is to be decided on, and beside it everything one needs for that."""

    scope = "review"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["listing.tcss", "review.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(review_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._hidden = (0, 0)
        self._run = ""

    # What is listed

    @property
    def current(self) -> Item | None:
        """The highlighted item, a provisional coding with the suggestion behind it."""
        place = self.rows.highlighted
        if place is None or place >= len(self.listed):
            return None
        item = self.listed[place]
        if item.coding is None or item.suggestion is not None:
            return item
        coding = item.coding
        behind = self.attempt(lambda: self.desk.project.suggestions.behind(coding))
        return item if behind is None else replace(item, suggestion=behind)

    def read_again(self) -> None:
        desk, project = self.desk, self.desk.project
        before = {item.uuid: item.claim for item in self.waiting[self.queue]}
        is_coding = self.queue == "provisional"
        ahead = [
            item
            for item in self.listed[self.rows.highlighted or 0 :]
            if (item.coding is not None) == is_coding  # the queue may be another than was listed
        ]
        coder = desk.coder_uuid
        found = project.suggestions.list_open(coder)
        provisional = project.codings.provisional(coder) if coder else ()
        self.waiting = {
            "suggestions": [of_suggestion(each) for each in found if each.code in desk.codes],
            "provisional": [of_coding(coding) for coding in provisional],
        }
        self._hidden = project.suggestions.hidden(coder)
        runs = project.suggestions.runs()
        latest = runs[-1].uuid if runs else ""
        now = {item.claim: item.uuid for item in self.waiting[self.queue]}
        skipped = (before.get(uuid) for uuid in self.skipped)
        self.skipped = {now[claim] for claim in skipped if claim in now}
        there = set(now.values())
        followed = (each.uuid if each.uuid in there else now.get(each.claim) for each in ahead)
        place = next((uuid for uuid in followed if uuid), None)
        come_back = [uuid for uuid in now.values() if uuid not in before]
        if before and len(come_back) == 1 and latest == self._run:
            place = come_back[0]  # a decision was undone
        self._run = latest
        self.list_again(place)

    def list_again(self, highlighted: str | None = None) -> None:
        """List what the filter lets through, at the item (uuid) given, or where one was."""
        desk = self.desk
        place = self.rows.highlighted or 0
        if highlighted is None and place < len(self.listed):
            highlighted = self.listed[place].uuid
        self.listed = in_order(
            [item for item in self.waiting[self.queue] if self._admits(item)],
            self.order,
            list(desk.codes),
            [document.uuid for document in desk.documents],
        )
        if self.skipped:
            self.listed.sort(key=lambda item: item.uuid in self.skipped)
        uuids = [item.uuid for item in self.listed]
        if highlighted in uuids:
            place = uuids.index(highlighted)
        self.list_rows(len(self.listed), self.render_item, place)

    def _admits(self, item: Item) -> bool:
        desk = self.desk
        if not self.filter.text:
            return True
        names = {document.uuid: document.name for document in desk.documents}
        path = desk.paths.get(item.code, "")
        return self.filter.admits(item, desk.codes[item.code], path, names.get(item.document, ""))

    def render_item(self, number: int, width: int) -> list[Text]:
        item = self.listed[number]
        return row(self.desk, self._readings, item, width, self.soft, is_tall=self.is_tall)

    # Ways to list it

    def action_other_queue(self) -> None:
        self.queue = "provisional" if self.queue == "suggestions" else "suggestions"
        self.order = (
            next_order(self.queue, "uncertainty") if self.queue == "provisional" else ("confidence")
        )
        self.skipped.clear()
        self.list_again()
        self.to_the_top()

    def action_order(self) -> None:
        self.order = next_order(self.queue, self.order)
        self.list_again()
        self.to_the_top()

    def action_filter(self) -> None:
        self.ask_filter(
            "code:modelling document:workshop min:0.6",
            self.filter.text,
            ReviewFilter,
            self._filter_by,
        )

    def action_unfilter(self) -> None:
        self._filter_by("")

    def _filter_by(self, line: str) -> None:
        self.filter = ReviewFilter(line)
        self.list_again()
        self.to_the_top()

    # The place

    def action_one_by_one(self) -> None:
        self.toggle_class("-single")

    @on(RowList.Selected)
    def action_show_passage(self) -> None:
        item = self.current
        if item is None:
            self.tell("Nothing is listed here.", severity="warning")
            return
        self.program.show_passage(item.document, item.start, item.end)

    def describe(self) -> list[Paragraph]:
        """Say where in the list one is, and tell all about the item there."""
        what = "SUGGESTIONS" if self.queue == "suggestions" else "PROVISIONAL CODINGS"
        place, total = (self.rows.highlighted or 0) + 1, len(self.listed)
        self.say_heading("list-heading", f"{what} {place} of {total}" if total else what)
        self.say_title(
            "Review",
            ORDER_TEXT[self.order],
            f"filter {self.filter.text}" if self.filter.text else "",
        )
        self.say_status(*self._status())
        item = self.current
        found = self._nothing() if item is None else detail(self.desk, self._readings, item)
        return list(found)

    def _status(self) -> Iterator[str]:
        if self.decided:
            yield f"{self.decided} decided now"
        if self.queue == "suggestions":
            provisional = len(self.waiting["provisional"])
            if provisional:
                yield f"{provisional} provisional ({self.desk.keymap.key('review_queue')})"
        running = self.program.running
        if running is not None and running.job.is_quiet:
            yield "learning from what was decided"
        if self.skipped:
            yield f"{len(self.skipped)} skipped"
        count, documents = self._hidden
        if count:
            of = "1 document" if documents == 1 else f"{documents} documents"
            yield f"{count} hidden until your first pass of {of} is done"

    def _nothing(self) -> Iterator[Paragraph]:
        """What to do where nothing is listed."""
        key = self.desk.keymap.key
        if self.waiting[self.queue]:
            yield Paragraph("The filter lets nothing through.", "strong")
            yield Paragraph(f"{key('review_unfilter')} lists all again.")
        elif self.queue == "provisional":
            yield Paragraph("No provisional codings.", "strong")
            yield Paragraph(
                f"{key('review_accept_all')} accepts all suggestions that are listed as "
                f"provisional codings; {key('review_queue')} goes back to the suggestions."
            )
        elif self._hidden[0]:
            yield Paragraph("The suggestions are hidden from you for now.", "strong")
            yield Paragraph(
                "They become visible document by document, once you have coded the document "
                "yourself and marked your first pass as done "
                f"({key('progress')} in the transcript), so that they don't lead you."
            )
        elif self._run:
            yield Paragraph("All suggestions are decided.", "strong")
            yield Paragraph(f"{key('review_run')} makes new ones from what is coded by now.")
        else:
            yield Paragraph("No suggestions yet.", "strong")
            yield Paragraph(f"{key('review_run')} makes some, in the background.")

    # Making suggestions

    def action_suggest(self) -> None:
        desk = self.desk
        if not desk.usable_codes() or not desk.documents:
            self.tell("It takes a codebook and a document to suggest anything.", severity="warning")
            return
        document = desk.recall("document")  # the one open in the transcript
        names = {each.uuid: each.name for each in desk.documents}
        books = [book.uuid for book in desk.books.values()]
        wheres = [("", "all documents"), (document, f"only {names.get(document, '')}")]
        whats = [("", "all codebooks"), *((uuid, desk.books[uuid].title) for uuid in books)]
        rows = [
            (f"{what}/{where}", Content(shown(f"{says}, {about}" if len(books) > 1 else says)))
            for where, says in wheres
            if where in names or not where
            for what, about in (whats if len(books) > 1 else whats[:1])
        ]
        self.choose("Make suggestions for what you haven't coded yet", rows, self._suggest)

    def _suggest(self, key: str) -> None:
        book, document = key.split("/")
        choices = SuggestChoices(
            codebooks=[book] if book else (), documents=[document] if document else ()
        )
        coder = self.attempt(self.desk.coder)
        if coder is None:
            return
        if not self.program.start_job(Job(self.desk.project.path, coder, choices)):
            self.tell("Something is being made already; let that end first.", severity="warning")
