"""Passages of documents, as people give them: a start and an end."""

from __future__ import annotations

from qualcode.errors import InputError
from qualcode.model import Document


def refuse_outside(document: Document, start: int | None, end: int | None) -> None:
    """Refuse a span (code points, half-open) that is empty or not inside the document.

    Raises:
        InputError: it is, or one of its ends is missing.
    """
    if start is None or end is None or not 0 <= start < end <= document.length:
        raise InputError(
            f"{start}..{end} is not a passage of {document.name}",
            f"offsets go from 0 to {document.length}, the end after the start",
        )
