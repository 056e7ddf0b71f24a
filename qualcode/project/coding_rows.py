"""Codings on their way in: finding their codes, coders and passages, then storing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from qualcode.drafts import CodingDraft
from qualcode.errors import InputError, UnknownName
from qualcode.model import Code, Coding, Document, Memo
from qualcode.project.codings import drafted, place_of
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction
from qualcode.text import canonical

if TYPE_CHECKING:
    from qualcode.project.study import Project

NEARBY = 1_000
"""How far, in code points, a quote may have moved from the offsets given for it."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that wasn't stored, and why; `row` counts from 1, None where unknown."""

    row: int | None
    message: str


class CodingRows:
    """The codings of one imported file."""

    def __init__(self, store: Store, project: Project, coder: str | None) -> None:
        self.problems: list[RowProblem] = []
        self.notes: list[str] = []
        self.codes_made: list[str] = []
        self._store = store
        self._project = project
        self._coder = coder
        self._coders: dict[str, str] = {}
        self._codes: Mapping[str, Code] = {}
        self._unknown_ids: frozenset[str] = frozenset()
        self._versions: dict[str, str | None] = {}
        self._placed: list[tuple[Coding, str]] = []
        self._uuids: set[str] = set()
        self._time = store.now()
        self._moved = 0
        self._unnamed = 0

    def names_of(self, drafts: Iterable[CodingDraft]) -> list[str]:
        """The names of the codes that the drafts use, in their order."""
        drafts = list(drafts)
        ids = [draft.code_id for draft in drafts if draft.code_id]
        self._unknown_ids = frozenset(self._project.codes.unknown(ids))
        return list(dict.fromkeys(self._name(draft) for draft in drafts))

    def use_codes(self, names: Sequence[str]) -> None:
        """Find the codes by name; make those that the study doesn't have."""
        self.codes_made = list(self._project.codes.unknown(names))
        self._codes = self._project.codes.ensure(names)
        self._versions = {
            code.codebook: stored_codes.version_in_force(self._store, code.codebook)[0]
            for code in self._codes.values()
        }

    def place(self, drafts: Sequence[CodingDraft]) -> None:
        """Place drafts that name their document."""
        by_document: dict[str, list[CodingDraft]] = {}
        for draft in drafts:
            by_document.setdefault(draft.document, []).append(draft)
        for name, own in by_document.items():
            try:
                document = self._project.documents.get(name)
            except UnknownName as error:
                for draft in own:
                    self.problems.append(RowProblem(draft.row, f"{error.message}; {error.hint}"))
                continue
            self.place_in(document, self._project.documents.text(document.uuid), own)

    def place_in(self, document: Document, text: str, drafts: Sequence[CodingDraft]) -> None:
        """Place drafts in a document whose text is given."""
        for draft in drafts:
            place = self._passage(draft, text)
            if isinstance(place, str):
                self.problems.append(RowProblem(draft.row, f"{document.name}: {place}"))
                continue
            code = self._code(draft)
            coding = drafted(
                self._store,
                document,
                text,
                code,
                coder=self._coder_of(draft),
                start=place[0],
                end=place[1],
                version=self._versions[code.codebook],
                at=self._time,
            )
            self._placed.append((self._with_identity(coding, draft), draft.memo))

    def store(self, change: Transaction) -> int:
        """Store what was placed and is new; returns how many codings."""
        if self._moved:
            self.notes.append(f"quotes found near their offsets, not at them: {self._moved}")
        if self._unnamed:
            self.notes.append(f"{self._unnamed} codings name no coder: taken as {self._coder}'s")
        known = self._known()
        fresh: list[Coding] = []
        memos: list[Memo] = []
        for coding, memo in self._placed:
            if place_of(coding) in known:
                continue
            known.add(place_of(coding))
            fresh.append(coding)
            if memo.strip():
                memos.append(self._memo(coding, memo))
        change.insert_all("coding", [as_row(coding) for coding in fresh])
        change.insert_all("memo", [as_row(memo) for memo in memos])
        there = len(self._placed) - len(fresh)
        if there:
            self.notes.append(f"codings left out, since they were there already: {there}")
        return len(fresh)

    def _with_identity(self, coding: Coding, draft: CodingDraft) -> Coding:
        """The coding under the uuid and time it had elsewhere, where it brings them."""
        if (
            draft.uuid
            and _is_uuid(draft.uuid)
            and draft.uuid not in self._uuids
            and stored.by_uuid(self._store, draft.uuid) is None
        ):
            self._uuids.add(draft.uuid)
            coding = replace(coding, uuid=draft.uuid)
        if draft.created_at and _is_time(draft.created_at):
            coding = replace(coding, created_at=draft.created_at)
        return coding

    def _known(self) -> set[tuple[str, str, str, int, int]]:
        documents = sorted({coding.document for coding, _ in self._placed})
        return {
            place_of(coding)
            for document in documents
            for coding in stored.of_document(self._store, document)
        }

    def _memo(self, coding: Coding, text: str) -> Memo:
        return Memo(
            self._store.new_uuid(), "coding", "", text, coding.coder, coding.created_at,
            coding.created_at, "coding", coding.uuid,
        )  # fmt: skip

    def _code(self, draft: CodingDraft) -> Code:
        return self._codes[self._name(draft)]

    def _name(self, draft: CodingDraft) -> str:
        """What a draft's code is looked up by: its id where the study has that, else its path."""
        if draft.code_id and (draft.code_id not in self._unknown_ids or not draft.code):
            return draft.code_id
        return draft.code

    def _coder_of(self, draft: CodingDraft) -> str:
        name = draft.coder or self._coder
        if not name:
            raise InputError("the file holds codings but doesn't say whose", "name one: --coder")
        self._unnamed += not draft.coder
        if name not in self._coders:
            self._coders[name] = self._project.coders.ensure(name).uuid
        return self._coders[name]

    def _passage(self, draft: CodingDraft, text: str) -> tuple[int, int] | str:
        """The span of a draft, or what is wrong with it."""
        quote = canonical(draft.quote)
        start, end = draft.start, draft.end
        if start is not None and end is not None:
            inside = 0 <= start < end <= len(text)
            if inside and (not quote or text[start:end] == quote):
                return start, end
            if not quote:
                return f"{start}..{end} is outside the document, and there is no quote to look for"
        if not quote.strip():
            return "there are neither offsets nor a quote"
        return self._found(quote, start, text)

    def _found(self, quote: str, start: int | None, text: str) -> tuple[int, int] | str:
        if start is None:
            at = text.find(quote)
            if at < 0:
                return "the quote isn't in the document"
            if text.find(quote, at + 1) >= 0:
                return "the quote is in the document more than once; give its offsets"
            return at, at + len(quote)
        before = text.rfind(quote, max(0, start - NEARBY), max(0, start) + len(quote))
        after = text.find(quote, max(0, start), max(0, start) + NEARBY + len(quote))
        near = [at for at in (before, after) if at >= 0]
        if not near:
            return "the quote isn't at its offsets, nor near them"
        self._moved += 1
        at = min(near, key=lambda place: abs(place - start))
        return at, at + len(quote)


def _is_uuid(text: str) -> bool:
    """Whether it is one as we write them; a spreadsheet's row numbers are not."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
