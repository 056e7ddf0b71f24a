"""What a suggestion rests on: the coded excerpts that are most like its passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qualcode.errors import UnknownName
from qualcode.model import Reason

from ..desk import Desk
from .textpane import Paragraph

Place = Callable[[str, int], str]
"""(document uuid, offset) -> what people call the place."""


def coded_before(desk: Desk, place: Place, reason: Reason, most: int) -> Iterator[Paragraph]:
    """The excerpts a reason names, `most` characters of each, with where they are and whose."""
    if reason.similar:
        yield Paragraph("CODED SO BEFORE", "heading")
    for uuid, nearness in reason.similar:
        yield from _excerpt(desk, place, uuid, nearness, most)


def _excerpt(
    desk: Desk, place: Place, uuid: str, nearness: float, most: int
) -> Iterator[Paragraph]:
    coding = desk.details(uuid)
    try:
        where = place(coding.document, coding.start) if coding else ""
    except UnknownName:
        coding = None
    if coding is None:
        yield Paragraph("A coding that was removed since.", "soft")
        return
    coder = desk.coders.get(coding.coder)
    quote = " ".join(coding.quote.split())
    yield Paragraph(f"“{quote if len(quote) <= most else quote[:most] + '…'}”")
    yield Paragraph(f"{coder.name if coder else '?'} · {where} · likeness {nearness:.2f}", "soft")
