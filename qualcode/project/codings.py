"""Codings: codes given to spans of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import InputError
from qualcode.model import Code, Coding, CodingMark, CodingOrigin, CodingStatus, Document
from qualcode.project.passages import refuse_outside
from qualcode.project.recoding import Recoding
from qualcode.project.removing import remove_coding
from qualcode.store import codings as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.text import context


class Codings(Recoding):
    """The study's codings."""

    def list(self) -> Sequence[Coding]:
        """All codings, by document name and place."""
        return list(stored.each(self._store))

    def of_document(self, document: str, coder: str | None = None) -> Sequence[Coding]:
        """A document's codings by place, of one coder or of all."""
        return stored.of_document(self._store, document, coder)

    def marks(self, document: str, coder: str | None = None) -> Sequence[CodingMark]:
        """The same codings without their words, an order of magnitude lighter."""
        return stored.marks(self._store, document, coder)

    def with_code(self, code: str, coder: str | None = None) -> Sequence[Coding]:
        """The codings with a code (uuid), by document name and place, of one coder or of all."""
        return stored.selected(
            self._store,
            "code = :code AND (:coder IS NULL OR coder = :coder)",
            {"code": code, "coder": coder},
        )

    def uuids_with_code(self, code: str, coder: str | None = None) -> Sequence[str]:
        """The uuids of the same codings, many times faster where there are thousands."""
        return stored.with_code(self._store, code, coder)

    def provisional(self, coder: str) -> Sequence[Coding]:
        """A coder's (uuid) codings that nobody has looked at yet, by document name and place."""
        return stored.with_status(self._store, "provisional", coder)

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
        given = self._choosable(code)
        coding = self.draft(
            self._documents.get(document), given, coder, start, end, origin=origin, status=status
        )
        coding = replace(coding, attributes=dict(attributes or {}), episode=episode)
        self._refuse_other_episode(coding)
        self._refuse_same(coding, given)
        with self._store.transaction("coding.apply", f"apply {given.id}", coder) as change:
            change.insert("coding", as_row(coding))
        return coding

    def apply_all(
        self,
        document: str,
        codes: Sequence[str],
        coder: str,
        start: int,
        end: int,
        *,
        episode: str | None = None,
    ) -> Sequence[Coding]:
        """Give several codes to one passage in one step, but for those given to it already.

        Arguments are as by `apply`. Returns the new codings, in the order of `codes`.

        Raises:
            UnknownName: there is no such document or code.
            InputError: no code at all, a retired one, or the span is no passage.
            ConflictError: this coder gave all the codes to this span already.
        """
        given = [self._choosable(code) for code in dict.fromkeys(codes)]
        if not given:
            raise InputError("no code was chosen", "choose at least one")
        about = self._documents.get(document)
        drafts = [
            replace(self.draft(about, code, coder, start, end), episode=episode) for code in given
        ]
        self._refuse_other_episode(drafts[0])
        new = [coding for coding in drafts if stored.same(self._store, coding) is None]
        if not new:
            self._refuse_same(drafts[0], given[0])
        ids = {code.uuid: code.id for code in given}
        what = ids[new[0].code] if len(new) == 1 else f"{len(new)} codes"
        with self._store.transaction("coding.apply", f"apply {what}", coder) as change:
            change.insert_all("coding", [as_row(coding) for coding in new])
        return new

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
            self._documents.text(document.uuid),
            code,
            coder=coder,
            start=start,
            end=end,
            version=self._version(code),
            origin=origin,
            status=status,
        )

    def remove(self, uuid: str, coder: str) -> Coding:
        """Take a code off a passage, with the memos on that coding and its places under themes."""
        coding = self.get(uuid)
        code = self._codes.by_uuid(coding.code)
        with self._store.transaction("coding.remove", f"remove {code.id}", coder) as change:
            remove_coding(self._store, change, uuid)
        return coding

    def _refuse_other_episode(self, coding: Coding) -> None:
        if coding.episode is None:
            return
        episode = self._episodes.get(coding.episode)
        if (episode.document, episode.coder) != (coding.document, coding.coder):
            raise InputError(
                "the episode is another coder's, or of another document", "delimit one of your own"
            )


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
