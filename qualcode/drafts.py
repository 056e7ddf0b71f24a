"""What importers bring: names instead of uuids, nothing stored yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcode.model import CaseKind, DocumentKind, Turn


@dataclass(frozen=True, slots=True)
class CodingDraft:
    """A coding on its way in: names instead of uuids, offsets or a quote to be found."""

    code: str
    start: int | None
    end: int | None
    quote: str = ""
    coder: str | None = None
    memo: str = ""
    document: str = ""
    code_id: str = ""
    uuid: str | None = None
    created_at: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document as an importer read it: canonical text, turns inside it, what was guessed."""

    name: str
    text: str
    turns: Sequence[Turn]
    kind: DocumentKind = "other"
    language: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    codings: Sequence[CodingDraft] = ()
    source_name: str | None = None
    source_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case on its way in."""

    name: str
    kind: CaseKind = "person"
    speakers: Sequence[str] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    consent: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """Everything one file brought, and what the importer guessed or skipped (`notes`)."""

    format: str
    documents: Sequence[DocumentDraft] = ()
    codings: Sequence[CodingDraft] = ()
    cases: Sequence[CaseDraft] = ()
    notes: Sequence[str] = ()
