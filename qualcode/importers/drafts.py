"""Drafts of documents: turns' texts joined into canonical text, and what a draft records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from qualcode.drafts import CodingDraft, DocumentDraft
from qualcode.errors import ImportFailure
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.model import DocumentKind, Turn, TurnKind
from qualcode.text import Decoded

_KIND_IN_NAME: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("focusgroup", re.compile(r"fokus[ _-]?gruppe|focus[ _-]?group", re.IGNORECASE)),
    ("workshop", re.compile(r"work[ _-]?shop|verksted|verkstad", re.IGNORECASE)),
    ("interview", re.compile(r"intervju|interview", re.IGNORECASE)),
    ("fieldnote", re.compile(r"felt[ _-]?notat|field[ _-]?note|observasjon", re.IGNORECASE)),
)


class Piece(NamedTuple):
    """A turn whose place in the text isn't known yet."""

    text: str
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    kind: TurnKind = "speech"
    language: str | None = None
    attributes: Mapping[str, Any] = {}


def join_pieces(pieces: Iterable[Piece]) -> tuple[str, list[Turn]]:
    r"""The pieces' texts joined by ``\n``, and a turn for each."""
    texts: list[str] = []
    turns: list[Turn] = []
    start = 0
    for ordinal, (text, speaker, start_ms, end_ms, kind, language, attributes) in enumerate(pieces):
        end = start + len(text)
        turns.append(
            Turn(ordinal, start, end, speaker, start_ms, end_ms, kind, language, attributes)
        )
        texts.append(text)
        start = end + 1
    return "\n".join(texts), turns


def no_text() -> ImportFailure:
    """The error for a file without a word in it."""
    return ImportFailure("the file holds no text", "was the transcript saved in it?")


def guess_kind(source: Source, options: ImportOptions, notes: list[str]) -> DocumentKind:
    """The kind that was asked for, else what the file name says, else ``other``."""
    if options.kind is not None:
        return options.kind
    for kind, pattern in _KIND_IN_NAME:
        if pattern.search(source.name):
            notes.append(f"The kind '{kind}' was taken from the file name.")
            return kind
    return "other"


def draft(
    source: Source,
    kind: DocumentKind,
    text: str,
    turns: Sequence[Turn],
    settings: Mapping[str, str],
    *,
    name: str = "",
    language: str | None = None,
    variables: Mapping[str, Any] | None = None,
    codings: Sequence[CodingDraft] = (),
) -> DocumentDraft:
    """A document as read from `source`, named after the file unless `name` is given."""
    return DocumentDraft(
        name=name or source.document,
        text=text,
        turns=turns,
        kind=kind,
        language=language,
        settings=settings,
        variables=variables or {},
        codings=codings,
        source_name=source.name,
        source_sha256=source.sha256,
    )


def encoding_notes(decoded: Decoded) -> list[str]:
    """What to say about how a file's bytes were read."""
    notes = []
    if decoded.guessed:
        notes.append(f"The encoding was guessed: {decoded.encoding}.")
    if decoded.replaced:
        notes.append(f"{count(decoded.replaced, 'character')} could not be read and became \ufffd.")
    return notes


def count(number: int, thing: str) -> str:
    """The number with its noun.

    >>> count(1, "turn"), count(2, "turn")
    ('1 turn', '2 turns')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(numbers: Sequence[int], limit: int = 10) -> str:
    """Row numbers for a note, shortened where there are many."""
    shown = ", ".join(str(number) for number in numbers[:limit])
    return shown if len(numbers) <= limit else f"{shown} and {len(numbers) - limit} more"
