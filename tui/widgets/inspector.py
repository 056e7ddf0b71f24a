"""The panel at the right: what is known about the place the caret is at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.model import CodingMark, Memo, Suggestion

from ..desk import Desk
from ..reading import Reading
from .textpane import Paragraph

_BLANK = Paragraph("")


def describe(
    desk: Desk,
    reading: Reading,
    offset: int,
    here: Sequence[CodingMark],
    suggestion: Suggestion | None,
) -> list[Paragraph]:
    """The inspector's text for an offset: the suggestion, codes, memos and suggestions there."""
    return [
        *_suggestion(desk, suggestion),
        *_codes(desk, here),
        *_memos(desk, reading, offset),
        *_suggestions(desk, reading, offset, suggestion),
    ]


def code_details(desk: Desk, code_uuid: str) -> Iterator[Paragraph]:
    """A code's definition, what it includes and excludes, and where it comes from."""
    code = desk.codes.get(code_uuid)
    if code is None:
        return
    if code.name_nb and code.name_nb != code.name:
        yield Paragraph(code.name_nb, "soft")
    if code.parent:
        yield Paragraph(desk.paths.get(code.uuid, ""), "soft")
    for label, text in (
        ("", code.definition),
        ("Include: ", code.include),
        ("Exclude: ", code.exclude),
    ):
        if text:
            yield Paragraph(label + text)
    if code.basis == "known":
        yield Paragraph("Definition unverified", "soft")


def _codes(desk: Desk, here: Sequence[CodingMark]) -> Iterator[Paragraph]:
    yield Paragraph("CODES HERE", "heading")
    if not here:
        yield Paragraph("No code. c codes the turn, or what is selected.", "soft")
        yield _BLANK
    for coding in here:
        code = desk.codes.get(coding.code)
        yield Paragraph(code.name if code else "?", "strong", desk.marks.get(coding.code))
        yield Paragraph(_whose(desk, coding), "soft")
        yield from code_details(desk, coding.code)
        yield _BLANK


def _whose(desk: Desk, coding: CodingMark) -> str:
    coder = desk.coders.get(coding.coder)
    parts = [coder.name if coder else "?", f"{coding.end - coding.start} characters"]
    if coding.origin != "unaided":
        parts.append(coding.origin)
    if coding.status != "standing":
        parts.append(coding.status)
    return " · ".join(parts)


def _memos(desk: Desk, reading: Reading, offset: int) -> Iterator[Paragraph]:
    here, whole = reading.memos_at(offset), reading.memos_on_document()
    if not here and not whole:
        return
    yield Paragraph("MEMOS", "heading")
    for memo in here:
        yield from _memo(desk, memo, "")
    for memo in whole:
        yield from _memo(desk, memo, "document · ")


def _memo(desk: Desk, memo: Memo, where: str) -> Iterator[Paragraph]:
    coder = desk.coders.get(memo.coder or "")
    yield Paragraph(f"{where}{coder.name if coder else ''} · {memo.updated_at[:10]}", "soft")
    yield Paragraph(memo.text)
    yield _BLANK


def _suggestion(desk: Desk, suggestion: Suggestion | None) -> Iterator[Paragraph]:
    if suggestion is None:
        return
    code = desk.codes.get(suggestion.code)
    yield Paragraph("SUGGESTION", "heading")
    yield Paragraph(code.name if code else "?", "strong", desk.marks.get(suggestion.code))
    yield Paragraph(_likelihood(suggestion), "soft")
    yield Paragraph(f"Why: {suggestion.reason.text}")
    yield Paragraph("a accepts, x rejects, n and p go on and back", "soft")
    yield _BLANK
    yield from code_details(desk, suggestion.code)
    yield _BLANK


def _suggestions(
    desk: Desk, reading: Reading, offset: int, chosen: Suggestion | None
) -> Iterator[Paragraph]:
    yield Paragraph("SUGGESTIONS", "heading")
    if reading.hides_suggestions:
        yield Paragraph(
            "Hidden until you have marked your first pass through this document as done (f).",
            "soft",
        )
        return
    total = len(reading.suggestions)
    if not total:
        yield Paragraph("None open for this document. `qualcode suggest` makes them.", "soft")
        return
    yield Paragraph(f"{total} open in this document; n goes to the next.", "soft")
    for suggestion in reading.suggestions_at(offset):
        if suggestion == chosen:
            continue
        code = desk.codes.get(suggestion.code)
        yield Paragraph(code.name if code else "?", "strong", desk.marks.get(suggestion.code))
        yield Paragraph(f"{_likelihood(suggestion)}: {suggestion.reason.text}")


def _likelihood(suggestion: Suggestion) -> str:
    if suggestion.confidence is None:
        return f"rank {suggestion.rank}, score {suggestion.score:.2f}, no codings to calibrate on"
    return f"likelihood {suggestion.confidence:.0%}"
