"""Memos: what researchers think while they read and code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcode.errors import InputError, UnknownName
from qualcode.model import MEMO_KINDS, Memo, MemoKind
from qualcode.project.passages import refuse_outside
from qualcode.project.removing import remove_memo
from qualcode.store import codings as stored
from qualcode.store import documents as stored_documents
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import has_row


class Memos:
    """The study's memos."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(
        self,
        *,
        kind: str | None = None,
        document: str | None = None,
        target: str | None = None,
        coder: str | None = None,
    ) -> Sequence[Memo]:
        """Memos, oldest first: of a kind, of a document (uuid), on a row (uuid), by a coder."""
        wanted = {"kind": kind, "document": document, "target": target, "coder": coder}
        return [
            memo
            for memo in stored.memos(self._store)
            if all(value is None or getattr(memo, name) == value for name, value in wanted.items())
        ]

    def get(self, uuid: str) -> Memo:
        """A memo by its uuid or the beginning of it.

        Raises:
            UnknownName: none, or more than one, fits.
        """
        fits = stored.memos_beginning(self._store, uuid)
        if len(fits) != 1 or not uuid:
            raise UnknownName("memo", uuid, (memo.uuid[:8] for memo in self.list()))
        return fits[0]

    def add(
        self,
        kind: MemoKind,
        text: str,
        coder: str | None,
        *,
        title: str = "",
        target_table: str | None = None,
        target: str | None = None,
        document: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> Memo:
        """Write a memo, on its own, on a row (table and uuid), or on a span of a document.

        Raises:
            InputError: it is empty, of a kind there isn't, or on something that isn't there.
        """
        if kind not in MEMO_KINDS:
            raise UnknownName("kind of memo", kind, MEMO_KINDS)
        if target_table is not None and not has_row(self._store, target_table, target):
            raise UnknownName(target_table.rstrip("_"), target or "")
        if document is not None or start is not None or end is not None:
            self._refuse_elsewhere(document, start, end)
        memo = drafted_memo(
            self._store, kind, text, coder, title=title, target_table=target_table, target=target,
            document=document, start=start, end=end,
        )  # fmt: skip
        with self._store.transaction("memo.add", f"add {kind} memo", coder) as change:
            change.insert("memo", as_row(memo))
        return memo

    def update(self, uuid: str, text: str, coder: str | None, *, title: str | None = None) -> Memo:
        """Rewrite a memo; the journal keeps what it said before."""
        memo = self.get(uuid)
        memo = replace(
            memo,
            text=_filled(text),
            title=memo.title if title is None else title,
            updated_at=self._store.now(),
        )
        with self._store.transaction("memo.change", f"change {memo.kind} memo", coder) as change:
            change.update(
                "memo",
                memo.uuid,
                {"text": memo.text, "title": memo.title, "updated_at": memo.updated_at},
            )
        return memo

    def remove(self, uuid: str, coder: str | None) -> None:
        """Remove a memo, with its places under themes."""
        memo = self.get(uuid)
        with self._store.transaction("memo.remove", f"remove {memo.kind} memo", coder) as change:
            remove_memo(self._store, change, memo.uuid)

    def _refuse_elsewhere(self, document: str | None, start: int | None, end: int | None) -> None:
        about = stored_documents.by_uuid(self._store, document or "")
        if about is None:
            raise UnknownName("document", document or "")
        if start is not None or end is not None:
            refuse_outside(about, start, end)


def drafted_memo(
    store: Store,
    kind: MemoKind,
    text: str,
    coder: str | None,
    *,
    title: str = "",
    target_table: str | None = None,
    target: str | None = None,
    document: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Memo:
    """A memo, not yet stored; what it is about is not looked up.

    Raises:
        InputError: it is empty.
    """
    now = store.now()
    return Memo(
        store.new_uuid(), kind, title, _filled(text), coder, now, now,
        target_table, target, document, start, end,
    )  # fmt: skip


def _filled(text: str) -> str:
    if not text.strip():
        raise InputError("a memo needs some text", "write something")
    return text
