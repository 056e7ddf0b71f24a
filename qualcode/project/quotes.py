"""Quotes: passages edited, translated and released one by one, to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import InputError, UnknownName
from qualcode.model import Quote
from qualcode.project.documents import Documents
from qualcode.project.editing import check_edited
from qualcode.project.passages import refuse_outside
from qualcode.project.removing import remove_memos_on
from qualcode.store import quotes as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store

_WORDS = ("text", "translation")


class Quotes:
    """The study's quotes."""

    def __init__(self, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def list(self, document: str | None = None, released: bool | None = None) -> Sequence[Quote]:
        """Quotes by document name and place: of a document (uuid), released ones or the others."""
        return stored.listed(self._store, document, released)

    def get(self, uuid: str) -> Quote:
        """A quote by uuid.

        Raises:
            UnknownName: there is none.
        """
        quote = stored.by_uuid(self._store, uuid)
        if quote is None:
            raise UnknownName("quote", uuid)
        return quote

    def add(
        self, document: str, start: int, end: int, coder: str | None, *, text: str | None = None
    ) -> Quote:
        """Make a quote of `start`..`end` (code points, half-open) of a document (uuid or name).

        `text` is the edited text, the words as they stand without one.

        Raises:
            UnknownName, InputError: there is no such document or passage; the text is empty.
        """
        about = self._documents.get(document)
        refuse_outside(about, start, end)
        original = self._documents.text(about.uuid)[start:end]
        now = self._store.now()
        quote = Quote(
            self._store.new_uuid(), about.uuid, start, end, original,
            _filled(original if text is None else text), coder=coder, created_at=now, updated_at=now,
        )  # fmt: skip
        with self._store.transaction("quote.add", f"quote {about.name}", coder) as change:
            change.insert("quote", as_row(quote))
        return quote

    def update(
        self,
        uuid: str,
        coder: str | None,
        *,
        text: str | None = None,
        translation: str | None = None,
        translator: str | None = None,
        checked_by: str | None = None,
        used_in: str | None = None,
    ) -> Quote:
        """Edit a quote, or say who translated and checked it and where it was used.

        What is None stays. A quote whose words change has to be released anew.

        Raises:
            UnknownName, InputError: there is no such quote; the text would be empty.
        """
        quote = self.get(uuid)
        given = {
            "text": None if text is None else _filled(text),
            "translation": translation,
            "translator": translator,
            "checked_by": checked_by,
            "used_in": used_in,
        }
        changed: dict[str, Any] = {
            name: value
            for name, value in given.items()
            if value is not None and value != getattr(quote, name)
        }
        if not changed:
            return quote
        changed["released"] = quote.released and not any(name in changed for name in _WORDS)
        quote = replace(quote, **changed, updated_at=self._store.now())
        return self._write(quote, "change a quote of", "quote.change", coder)

    def release(self, uuid: str, released: bool, coder: str | None) -> Quote:
        """Say whether a quote may leave the study.

        Raises:
            UnknownName: there is no such quote.
        """
        quote = self.get(uuid)
        if quote.released == released:
            return quote
        quote = replace(quote, released=released, updated_at=self._store.now())
        action = "release a quote of" if released else "hold back a quote of"
        return self._write(quote, action, "quote.release", coder)

    def remove(self, uuid: str, coder: str | None) -> None:
        """Remove a quote with the memos on it; the passage and its codings stay.

        Raises:
            UnknownName: there is no such quote.
        """
        quote = self.get(uuid)
        label = f"remove a quote of {self._documents.get(quote.document).name}"
        with self._store.transaction("quote.remove", label, coder) as change:
            remove_memos_on(self._store, change, quote.uuid)
            change.delete("quote", quote.uuid)

    @staticmethod
    def check_edited(original: str, text: str) -> str | None:
        """A warning where `text` differs from the original by more than […] and [brackets]."""
        return check_edited(original, text)

    def _write(self, quote: Quote, action: str, verb: str, coder: str | None) -> Quote:
        label = f"{action} {self._documents.get(quote.document).name}"
        with self._store.transaction(verb, label, coder) as change:
            change.update("quote", quote.uuid, as_row(quote))
        return quote


def _filled(text: str) -> str:
    if not text.strip():
        raise InputError("a quote needs some text", "write it, or remove the quote")
    return text
