"""Codings: codes given to spans of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Code, Coding, CodingMark, CodingOrigin, CodingStatus, Document
from qualcode.project.codes import Codes
from qualcode.project.documents import Documents
from qualcode.project.memos import remove_memos_on
from qualcode.project.passages import refuse_outside
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.text import context


class Codings:
    """The study's codings."""

    def __init__(self, store: Store, documents: Documents, codes: Codes) -> None:
        self._store = store
        self._documents = documents
        self._codes = codes
        self._last_text: tuple[str, str] = ("", "")

    def list(self) -> Sequence[Coding]:
        """All codings, by document name and place."""
        return list(stored.each(self._store))

    def of_document(self, document: str, coder: str | None = None) -> Sequence[Coding]:
        """A document's codings by place, of one coder or of all."""
        return stored.of_document(self._store, document, coder)

    def marks(self, document: str, coder: str | None = None) -> Sequence[CodingMark]:
        """The same codings without their words, an order of magnitude lighter."""
        return stored.marks(self._store, document, coder)

    def get(self, uuid: str) -> Coding:
        """A coding by uuid.

        Raises:
            UnknownName: there is none.
        """
        coding = stored.by_uuid(self._store, uuid)
        if coding is None:
            raise UnknownName("coding", uuid)
        return coding

    def apply(
        self,
        document: str,
        code: str,
        coder: str,
        start: int,
        end: int,
        *,
        origin: CodingOrigin = "unaided",
        status: CodingStatus = "standing",
        attributes: Mapping[str, Any] | None = None,
        episode: str | None = None,
    ) -> Coding:
        """Give a code to `start`..`end` (code points, half-open) of a document; all by uuid.

        Raises:
            UnknownName: there is no such document or code.
            InputError: the span is empty or outside the document, or the code is retired.
            ConflictError: this coder gave this code to this span already.
        """
        given = self._codes.by_uuid(code)
        if given.retired:
            raise InputError(f"the code {given.id} is retired", "choose another code")
        coding = self.draft(
            self._documents.get(document), given, coder, start, end, origin=origin, status=status
        )
        coding = replace(coding, attributes=dict(attributes or {}), episode=episode)
        if stored.same(self._store, coding) is not None:
            raise ConflictError(
                f"{given.id} is given to this passage already", "choose another code or passage"
            )
        with self._store.transaction("coding.apply", f"apply {given.id}", coder) as change:
            change.insert("coding", as_row(coding))
        return coding

    def draft(
        self,
        document: Document,
        code: Code,
        coder: str,
        start: int,
        end: int,
        *,
        origin: CodingOrigin = "unaided",
        status: CodingStatus = "standing",
    ) -> Coding:
        """A coding with its quote and context, checked against the text, not yet stored.

        Raises:
            InputError: the span is empty or outside the document.
        """
        refuse_outside(document, start, end)
        return drafted(
            self._store,
            document,
            self._text(document.uuid),
            code,
            coder=coder,
            start=start,
            end=end,
            version=stored_codes.version_in_force(self._store, code.codebook)[0],
            origin=origin,
            status=status,
        )

    def remove(self, uuid: str, coder: str) -> Coding:
        """Take a code off a passage, with the memos on that coding."""
        coding = self.get(uuid)
        code = self._codes.by_uuid(coding.code)
        with self._store.transaction("coding.remove", f"remove {code.id}", coder) as change:
            remove_memos_on(self._store, change, uuid)
            change.delete("coding", uuid)
        return coding

    def set_status(self, uuid: str, status: CodingStatus, coder: str) -> None:
        """Mark a coding as standing, provisional, or to be discussed."""
        code = self._codes.by_uuid(self.get(uuid).code)
        with self._store.transaction("coding.change", f"mark {code.id} {status}", coder) as change:
            change.update("coding", uuid, {"status": status})

    def set_attributes(self, uuid: str, attributes: Mapping[str, Any], coder: str) -> None:
        """Set what the coding carries besides the code (I/we, hinders/helps, …)."""
        code = self._codes.by_uuid(self.get(uuid).code)
        with self._store.transaction(
            "coding.change", f"set attributes of {code.id}", coder
        ) as change:
            change.update("coding", uuid, {"attributes": to_json(dict(attributes))})

    def _text(self, document: str) -> str:
        if self._last_text[0] != document:
            self._last_text = (document, self._documents.text(document))
        return self._last_text[1]


def drafted(
    store: Store,
    document: Document,
    text: str,
    code: Code,
    *,
    coder: str,
    start: int,
    end: int,
    version: str | None,
    at: str | None = None,
    origin: CodingOrigin = "unaided",
    status: CodingStatus = "standing",
) -> Coding:
    """A coding of `text[start:end]` with its quote and context, not yet stored.

    `at` is when it was made, now by default.
    """
    prefix, quote, suffix = context(text, start, end)
    return Coding(
        uuid=store.new_uuid(),
        document=document.uuid,
        code=code.uuid,
        coder=coder,
        start=start,
        end=end,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        created_at=at or store.now(),
        codebook_version=version,
        origin=origin,
        status=status,
    )


def place_of(coding: Coding) -> tuple[str, str, str, int, int]:
    """What makes a coding the same as another."""
    return (coding.document, coding.code, coding.coder, coding.start, coding.end)
