"""Quotes: passages made ready for print, and released one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from qualcode.model import Quote

from ..actions import bindings
from ..actions import quotes as quote_actions
from ..desk import Desk
from ..places import in_short
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph, TextPane
from .prompt import Prompt
from .quote_rows import STATES, QuoteRows, state_of
from .workbench import WorkbenchScreen

_ALL = "all"


class QuotesScreen(WorkbenchScreen):
    """A list of quotes, and the chosen one in full beside it."""

    scope = "quotes"
    CSS_PATH = "quotes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(quote_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows = QuoteRows(desk)
        self._quotes: Sequence[Quote] = ()
        self._listed: Sequence[Quote] = ()
        self._filter = _ALL

    def compose_panels(self) -> ComposeResult:
        with Vertical(id="list"):
            yield Static(id="list-title", classes="panel--title", markup=False)
            yield RowList("list-rows", height=2)
        yield TextPane("told")

    def on_mount(self) -> None:
        self.query_one(RowList).focus()

    @property
    def quote(self) -> Quote | None:
        """The quote that is chosen."""
        place = self.query_one(RowList).highlighted
        return None if place is None or place >= len(self._listed) else self._listed[place]

    def read_again(self) -> None:
        chosen, place = self.quote, self.query_one(RowList).highlighted
        self._quotes = self.desk.project.quotes.list()
        self._listed = [quote for quote in self._quotes if self._filter in (_ALL, state_of(quote))]
        uuids = [quote.uuid for quote in self._listed]
        if chosen is not None and chosen.uuid in uuids:
            place = uuids.index(chosen.uuid)
        self.query_one(RowList).show(len(self._listed), self._row, place or 0)
        self._describe()

    def _describe(self) -> None:
        released = sum(quote.released for quote in self._quotes)
        number = len(self._quotes)
        self.say_title("Quotes", f"{number} quotes, {released} released" if number else "")
        what = "QUOTES" if self._filter == _ALL else f"QUOTES: {self._filter.upper()}"
        self.say_heading("list-title", f"{what} ({len(self._listed)})")
        quote, place = self.quote, self.query_one(RowList).highlighted
        told = list(self._rows.describe(quote)) if quote else self._nothing()
        self.query_one("#told", TextPane).show(told)
        self.say_status(
            f"Quote {(place or 0) + 1} of {len(self._listed)}" if quote else "No quote",
            state_of(quote) if quote else "",
            f"used in {quote.used_in}" if quote and quote.used_in else "",
        )

    def _nothing(self) -> list[Paragraph]:
        if self._quotes:
            key = self.desk.keymap.key("quotes_filter")
            return [Paragraph(f"No quote is {self._filter}; {key} shows others.", "soft")]
        search = self.desk.keymap.key("go_retrieve")
        return [
            Paragraph("QUOTES", "heading"),
            Paragraph("No quotes yet."),
            Paragraph(f"Make one of a passage on the screen that finds passages ({search})."),
            Paragraph(""),
            Paragraph(
                "Here you edit its words for print, have it translated and checked, and release "
                "it. Nothing is released by itself.",
                "soft",
            ),
        ]

    def _row(self, number: int, width: int) -> Sequence[Text]:
        return self._rows.row(self._listed[number], width)

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self._describe()

    @on(RowList.Selected)
    def _selected(self) -> None:
        self.action_open()

    # Words

    def action_edit(self) -> None:
        if (quote := self._needed()) is not None:
            self.write(
                "The words as they are to be printed: parts left out as […], your own in [square "
                f"brackets]. It was said: {in_short(quote.original, 80)}",
                quote.text,
                lambda text: self._edited(quote, text),
            )

    def _edited(self, quote: Quote, text: str) -> None:
        desk = self.desk
        words = text.strip().replace("[...]", "[…]")
        if self.change(lambda: desk.project.quotes.update(quote.uuid, desk.coder(), text=words)):
            self._say_held_back(quote, words != quote.text)
            warning = desk.project.quotes.check_edited(quote.original, words)
            if warning:
                self.tell(f"Saved, but look again:\n{warning}", severity="warning")
            else:
                self.tell("Text saved")

    def action_translation(self) -> None:
        def save(quote: Quote, text: str) -> None:
            desk, words = self.desk, text.strip()
            if self.change(
                lambda: desk.project.quotes.update(quote.uuid, desk.coder(), translation=words),
                "Translation saved",
            ):
                self._say_held_back(quote, words != quote.translation)

        if (quote := self._needed()) is not None:
            self.write(
                f"Translation of {in_short(quote.text, 120)}",
                quote.translation,
                lambda text: save(quote, text),
                may_be_empty=True,
            )

    def _say_held_back(self, quote: Quote, changed: bool) -> None:
        if quote.released and changed:
            self.tell("Its words are others now: it has to be released again.", severity="warning")

    # What is known of it

    def action_translator(self) -> None:
        self._fill_in("Translated by", "translator")

    def action_checked(self) -> None:
        self._fill_in("Checked by", "checked_by")

    def action_used(self) -> None:
        self._fill_in("Printed in", "used_in")

    def _fill_in(self, label: str, name: str) -> None:
        if (quote := self._needed()) is None:
            return
        desk, before = self.desk, str(getattr(quote, name))
        initial = before or ("" if name == "used_in" else desk.coder_name)
        self.ask(
            Prompt(label, "Empty takes it away", initial, may_be_empty=True),
            lambda line: self.change(
                lambda: desk.project.quotes.update(quote.uuid, desk.coder(), **{name: line}),
                f"{label}: {line or 'taken away'}",
            ),
        )

    # Release

    def action_release(self) -> None:
        if (quote := self._needed()) is None:
            return
        if quote.released:
            key = self.desk.keymap.key("quotes_hold_back")
            self.tell(f"The quote is released already; {key} takes that back.")
            return
        self.confirm(
            "Release this quote?",
            list(self._rows.before_release(quote)),
            "Release it",
            lambda: self._release(quote, True, "Released"),
        )

    def action_hold_back(self) -> None:
        if (quote := self._needed()) is None:
            return
        if not quote.released:
            self.tell("The quote isn't released.")
            return
        told = [Paragraph(f"“{quote.text}”")]
        if quote.used_in:
            told.append(Paragraph(f"It is printed in: {quote.used_in}", "strong"))
        self.confirm(
            "Take the release of this quote back?",
            told,
            "Take it back",
            lambda: self._release(quote, False, "The quote is no longer released"),
        )

    def _release(self, quote: Quote, released: bool, said: str) -> None:
        desk = self.desk
        self.change(lambda: desk.project.quotes.release(quote.uuid, released, desk.coder()), said)

    def action_remove(self) -> None:
        if (quote := self._needed()) is None:
            return
        desk = self.desk
        self.confirm(
            "Remove this quote?",
            [
                Paragraph(f"“{quote.text}”"),
                Paragraph("The passage and its codings stay. Undo brings the quote back.", "soft"),
            ],
            "Remove it",
            lambda: self.change(
                lambda: desk.project.quotes.remove(quote.uuid, desk.coder()), "Quote removed"
            ),
        )

    # The list

    def action_filter(self) -> None:
        counts = {state: sum(state_of(q) == state for q in self._quotes) for state in STATES}
        rows = [(_ALL, Content(f"All ({len(self._quotes)})"))]
        rows += [(state, Content(f"{state} ({counts[state]})")) for state in STATES]
        self.choose("Show which quotes?", rows, self._filtered, self._filter)

    def _filtered(self, state: str) -> None:
        self._filter = state
        self.attempt(self.read_again)

    def action_open(self) -> None:
        if (quote := self._needed()) is not None:
            self.program.show_passage(quote.document, quote.start, quote.end)

    def _needed(self) -> Quote | None:
        quote = self.quote
        if quote is None:
            self.tell("There is no quote here.", severity="warning")
        return quote
