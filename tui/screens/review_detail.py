"""What is said about a suggestion or a provisional coding: the passage, the code, the reason."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style
from rich.text import Text

from qualcode.model import Reason, Span, Suggestion

from ..desk import Desk
from ..glyphs import cell_width, fitted, shown
from ..readings import Readings
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.passage import in_context
from ..widgets.reasons import coded_before
from ..widgets.textpane import Paragraph
from .review_items import Item

_BLANK = Paragraph("")
_EXCERPT = 400
_NO_REASON = "Accepted together with others; nobody has looked at it yet."


def detail(desk: Desk, readings: Readings, item: Item) -> Iterator[Paragraph]:
    """Everything one needs to decide, most needed first."""
    reading = readings.of(item.document)
    yield Paragraph(desk.name_of(item.code), "strong", desk.marks[item.code])
    yield Paragraph(likelihood(item), "soft")
    yield _BLANK
    yield Paragraph(readings.place(item.document, item.start), "heading")
    yield from in_context(reading, Span(item.start, item.end), _evidence(item))
    yield _BLANK
    yield Paragraph("WHY", "heading")
    if item.suggestion is None:
        yield Paragraph(_NO_REASON)
    else:
        yield from reason_told(desk, readings, item.suggestion.reason)
    yield _BLANK
    yield Paragraph("THE CODE", "heading")
    yield from code_details(desk, item.code)


def row(
    desk: Desk, readings: Readings, item: Item, width: int, soft: Style, *, is_tall: bool
) -> list[Text]:
    """An item in the list: two lines, or one where there is little room."""
    letter, colour = desk.marks[item.code]
    name = desk.name_of(item.code)
    share = "" if item.confidence is None else f"{item.confidence:4.0%}"
    place = readings.place(item.document, item.start)
    head = Text.assemble((f" {letter} ", badge(colour)), " ")
    if is_tall:
        head.append(fitted(name, max(1, width - 5 - len(share))))
        head.append(share)
        rest = width - 4 - cell_width(place) - 3
        below = Text("    ").append(shown(place), style=soft)
        if rest > 8:
            below.append(" · ", style=soft).append(_words(readings, item, rest))
        return [head, below]
    head.append(fitted(name, 22))
    head.append(f" {share:>4} ")
    head.append(fitted(place, 20), style=soft)
    head.append(f" {_words(readings, item, max(8, width - 52))}")
    return [head]


def likelihood(item: Item) -> str:
    """How likely it is, in words."""
    found = item.suggestion
    if found is None:
        return "provisional"
    said = (
        f"rank {found.rank}, score {found.score:.2f}; no codings to calibrate a likelihood on"
        if found.confidence is None
        else f"likelihood {found.confidence:.0%} that it would be coded so"
    )
    return f"provisional · {said}" if item.coding else said


def _words(readings: Readings, item: Item, length: int) -> str:
    return readings.quote(item.document, item.start, item.end, length)


def _evidence(item: Item) -> list[Span]:
    """The parts of the passage that the reason is in: the cues, or else one stretch."""
    found: Suggestion | None = item.suggestion
    if found is None:
        return []
    cues = [Span(start, end) for _, start, end in found.reason.cues]
    evidence = item.evidence
    if evidence and (evidence.start, evidence.end) != (found.start, found.end):
        cues.append(evidence)
    return cues


def reason_told(desk: Desk, readings: Readings, reason: Reason) -> Iterator[Paragraph]:
    """A reason with all it rests on."""
    yield Paragraph(reason.text)
    if reason.words:
        weighed = ", ".join(f"{word} {weight:+.2f}" for word, weight in reason.words)
        yield Paragraph(f"Words that weigh: {weighed}")
    if reason.definition:
        yield Paragraph(f"Compared with: “{' '.join(reason.definition.split())}”")
    if reason.similar:
        yield _BLANK
        yield from coded_before(desk, readings.place, reason, _EXCERPT)
