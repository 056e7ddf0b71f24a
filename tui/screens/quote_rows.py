"""How quotes look in a list, in full, and before they are released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from rich.text import Text

from qualcode.model import Case, Quote

from ..desk import Desk
from ..glyphs import fitted
from ..places import Places, day
from ..widgets.textpane import Paragraph

State = Literal["draft", "translated", "checked", "released"]

STATES: tuple[State, ...] = ("draft", "translated", "checked", "released")
_SIGNS: dict[State, str] = {"draft": " ", "translated": "t", "checked": "✓", "released": "»"}
_BLANK = Paragraph("")


def state_of(quote: Quote) -> State:
    """How far a quote has come on its way into print."""
    if quote.released:
        return "released"
    if quote.checked_by:
        return "checked"
    return "translated" if quote.translation else "draft"


class QuoteRows:
    """Quotes as a desk shows them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.project)

    def row(self, quote: Quote, width: int) -> Sequence[Text]:
        """A quote in two lines."""
        state = state_of(quote)
        first = Text.assemble(f" {_SIGNS[state]} ", (fitted(state, 11), "bold"))
        first.append(fitted(self._places.full(quote.document, quote.start), max(8, width - 15)))
        return [first, Text(fitted(f"   “{quote.text}”", width), style="italic")]

    def describe(self, quote: Quote) -> Iterator[Paragraph]:
        """A quote in full: what was said, what is to be printed, and what is known of it."""
        edit, translate = self._key("quotes_edit"), self._key("quotes_translation")
        yield Paragraph("AS IT WAS SAID", "heading")
        yield Paragraph(self._places.full(quote.document, quote.start), "soft")
        yield Paragraph(f"“{quote.original}”")
        yield _BLANK
        yield Paragraph("AS IT IS TO BE PRINTED", "heading")
        if quote.text == quote.original:
            yield Paragraph(f"The same words; {edit} edits them.", "soft")
        else:
            yield Paragraph(f"“{quote.text}”")
        if warning := self.warning(quote):
            yield Paragraph(f"Look again: {warning}.", "strong")
        yield _BLANK
        yield Paragraph("TRANSLATION", "heading")
        if quote.translation:
            yield Paragraph(f"“{quote.translation}”")
        else:
            yield Paragraph(f"None; {translate} writes one.", "soft")
        yield _BLANK
        yield Paragraph("KNOWN OF IT", "heading")
        yield from self._known(quote)

    def before_release(self, quote: Quote) -> Iterator[Paragraph]:
        """What leaves the study with a quote, and what to think of first."""
        yield Paragraph("THIS LEAVES THE STUDY", "heading")
        yield Paragraph(f"“{quote.text}”")
        if quote.translation:
            yield Paragraph(f"“{quote.translation}”")
        yield _BLANK
        if warning := self.warning(quote):
            yield Paragraph(f"Look again: {warning}.", "strong")
        if not quote.checked_by:
            yield Paragraph("Nobody has checked it yet.", "strong")
        if (case := self._case(quote)) is not None:
            yield Paragraph(f"Consent of {case.name}: {case.consent or 'nothing noted'}", "strong")
        yield Paragraph(
            "Does it name or give away anyone? Once it is printed it can't be taken back.", "soft"
        )

    def warning(self, quote: Quote) -> str | None:
        """What the edited text does to the words besides what its brackets say."""
        return self._desk.project.quotes.check_edited(quote.original, quote.text)

    def _known(self, quote: Quote) -> Iterator[Paragraph]:
        coder = self._desk.coders.get(quote.coder or "")
        yield Paragraph(f"State: {state_of(quote)}", "strong")
        for label, value, key in (
            ("Translated by", quote.translator, "quotes_translator"),
            ("Checked by", quote.checked_by, "quotes_checked"),
            ("Printed in", quote.used_in, "quotes_used"),
        ):
            yield Paragraph(f"{label}: {value or f'– ({self._key(key)})'}")
        made = f" by {coder.name}" if coder else ""
        yield Paragraph(
            f"Made{made} {day(quote.created_at)}, changed {day(quote.updated_at)}", "soft"
        )

    def _case(self, quote: Quote) -> Case | None:
        """The case that the speaker's label stands for."""
        turn = self._places.turn(quote.document, quote.start)
        if turn is None or not turn.speaker:
            return None
        cases = self._desk.project.cases.by_speaker()
        return cases.get((turn.speaker, quote.document)) or cases.get((turn.speaker, None))

    def _key(self, action: str) -> str:
        return self._desk.keymap.key(action)
