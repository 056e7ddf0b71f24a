"""What the review screen goes through: suggestions and provisional codings, in some order (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.model import Code, Coding, Span, Suggestion

from ..filterline import FilterLine, as_share, parse_filter

Queue = Literal["suggestions", "provisional"]
Order = Literal["confidence", "uncertainty", "code", "document"]

FILTER_KEYS = ("code", "document", "min")
_ORDERS: Mapping[Queue, tuple[Order, ...]] = {
    "suggestions": ("confidence", "uncertainty", "code", "document"),
    "provisional": ("document", "code"),
}
ORDER_TEXT: Mapping[Order, str] = {
    "confidence": "most likely first",
    "uncertainty": "least certain first",
    "code": "by code",
    "document": "by document",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A suggestion, or a provisional coding with the suggestion it was made of, where known."""

    uuid: str
    document: str
    code: str
    start: int
    end: int
    suggestion: Suggestion | None = None
    coding: Coding | None = None

    @property
    def confidence(self) -> float | None:
        """The calibrated likelihood, None where there is none."""
        return self.suggestion.confidence if self.suggestion else None

    @property
    def claim(self) -> tuple[str, int, int, str]:
        """What it says, whatever run it is of: document, start, end and code."""
        return (self.document, self.start, self.end, self.code)

    @property
    def evidence(self) -> Span | None:
        """Where in the document the reason is."""
        found = self.suggestion
        return Span(found.evidence_start, found.evidence_end) if found else None


def of_suggestion(suggestion: Suggestion) -> Item:
    """A suggestion to be decided on."""
    return Item(
        suggestion.uuid, suggestion.document, suggestion.code, suggestion.start, suggestion.end,
        suggestion=suggestion,
    )  # fmt: skip


def of_coding(coding: Coding) -> Item:
    """A provisional coding to be looked at."""
    return Item(coding.uuid, coding.document, coding.code, coding.start, coding.end, coding=coding)


def next_order(queue: Queue, order: Order) -> Order:
    """The order that follows one, among those that make sense for a queue."""
    orders = _ORDERS[queue]
    return orders[(orders.index(order) + 1) % len(orders)] if order in orders else orders[0]


def in_order(
    items: Sequence[Item],
    order: Order,
    codes: Sequence[str],
    documents: Sequence[str],
) -> list[Item]:
    """The items in an order; `codes` and `documents` are all uuids in theirs."""
    code_places = {uuid: place for place, uuid in enumerate(codes)}
    document_places = {uuid: place for place, uuid in enumerate(documents)}

    def place(item: Item) -> tuple[float, ...]:
        return (document_places.get(item.document, len(documents)), item.start, item.end)

    def sureness(item: Item) -> tuple[float, ...]:
        score = item.suggestion.score if item.suggestion else 0.0
        return (item.confidence is None, -(item.confidence or 0.0), -score)

    def doubt(item: Item) -> tuple[float, ...]:
        if item.confidence is None:
            return (1.0, 0.0)
        return (0.0, abs(item.confidence - 0.5))

    def code(item: Item) -> tuple[float, ...]:
        return (code_places.get(item.code, len(codes)), *sureness(item))

    by: dict[Order, Callable[[Item], tuple[float, ...]]] = {
        "confidence": sureness, "uncertainty": doubt, "code": code, "document": place,
    }  # fmt: skip
    return sorted(items, key=lambda item: (*by[order](item), *place(item), item.uuid))


class ReviewFilter:
    """A typed filter: `code:`, `document:`, `min:` (likelihood), and words of either name.

    Raises:
        InputError: it makes no sense.
    """

    def __init__(self, line: str = "") -> None:
        self._line: FilterLine = parse_filter(line, FILTER_KEYS)
        least = self._line.named.get("min")
        self._least = None if least is None else as_share(least)
        self.text = self._line.text

    def admits(self, item: Item, code: Code, path: str, document: str) -> bool:
        """Whether an item with its code, the code's path, and document's name is wanted."""
        names = (code.id, code.name, code.name_nb, path)
        return (
            (self._least is None or (item.confidence or 0.0) >= self._least)
            and self._line.fits("code", *names)
            and self._line.fits("document", document)
            and self._line.has_words(*names, document)
        )
