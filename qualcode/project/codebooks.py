"""Codebooks: loading, versions, giving back a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.codebook import (
    CodebookDraft,
    find_shipped,
    read_codebook,
    shipped_codebooks,
    write_yaml,
)
from qualcode.errors import ConflictError, FileError
from qualcode.model import Codebook
from qualcode.project.code_tree import tree_order
from qualcode.project.names import find
from qualcode.project.removing import remove_decisions_on, remove_memos_on
from qualcode.store import codes as stored
from qualcode.store import themes as stored_themes
from qualcode.store.columns import as_row
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of
from qualcode.text import sha256

IMPORTED = "imported"
"""Id of the codebook that takes codes met in imports and in no other book."""

OWN = "own"
"""Id of the codebook that takes codes made while coding."""


class Codebooks:
    """The study's codebooks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Codebook]:
        """Codebooks by id."""
        return stored.codebooks(self._store)

    def get(self, name: str) -> Codebook:
        """A codebook by uuid, id or title; `_` and `-` in ids are the same.

        Raises:
            UnknownName: there is none.
        """
        return find(
            "codebook",
            name,
            self.list(),
            lambda item: item.uuid,
            lambda item: item.id,
            lambda item: item.id.replace("-", "_"),
            lambda item: item.title,
        )

    def load(self, source: str | Path, coder: str | None = None) -> Codebook:
        """Load a codebook from a file, or a shipped one by its id.

        Loading the same content again gives the book that is there.

        Raises:
            FileError, CodebookError, UnknownName: no such file or shipped book, or a bad one.
            ConflictError: a book of that id with other content is there already.
        """
        path = self._find(source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileError(f"{path.name} can't be read", "check the file's rights") from error
        return self.add(read_codebook(data, name=path.name), coder)

    def add(self, draft: CodebookDraft, coder: str | None = None) -> Codebook:
        """Store a codebook that was read.

        Raises:
            ConflictError: a book of that id with other content is there already.
        """
        book = draft.book(self._store.new_uuid())
        codes = draft.numbered(book.uuid, [self._store.new_uuid() for _ in draft.codes])
        content = write_yaml(book, codes)
        there = next((item for item in self.list() if item.id == draft.id), None)
        if there is not None:
            if stored.version_uuid(self._store, there.uuid, sha256(content)):
                return there
            raise ConflictError(
                f"the study has a codebook '{draft.id}' with other content",
                "change the codes with `code`, or give the new file another codebook id",
            )
        with self._store.transaction(
            "codebook.add", f"add codebook {draft.id}", coder, packed=True
        ) as change:
            change.insert("codebook", as_row(book))
            change.insert_all("code", [as_row(code) for code in codes])
            keep_version(self._store, change, book)
        return book

    def own(self, coder: str | None = None) -> Codebook:
        """The codebook for codes that are made while coding, made where there is none."""
        there = next((item for item in self.list() if item.id == OWN), None)
        return there or self.add(CodebookDraft(OWN, "Codes of this study"), coder)

    def ensure_imported(self, coder: str | None = None) -> Codebook:
        """The codebook for codes that come with imports, made where there is none."""
        there = next((item for item in self.list() if item.id == IMPORTED), None)
        return there or self.add(CodebookDraft(IMPORTED, "Imported codes"), coder)

    def export(self, name: str) -> str:
        """The codebook as YAML that loads to the same codes."""
        book = self.get(name)
        return write_yaml(book, [c for c in stored.codes(self._store) if c.codebook == book.uuid])

    def versions(self, name: str) -> Sequence[tuple[str, str]]:
        """(time, sha256) of each version, the one in force last."""
        return stored.versions(self._store, self.get(name).uuid)

    def keep_versions(self, change: Transaction) -> None:
        """Put the version in force right for every book that a running undo or redo changed."""
        if change.touches("code"):
            for book in self.list():
                keep_version(self._store, change, book)

    def remove(self, name: str, coder: str | None = None) -> None:
        """Remove a codebook whose codes no coding uses, with what was noted and decided about them.

        Raises:
            ConflictError: some are in use, or codings that other codes have now were made under
                the codebook.
        """
        book = self.get(name)
        counts = stored.counts(self._store)
        codes = [code for code in stored.codes(self._store) if code.codebook == book.uuid]
        used = sorted(code.id for code in codes if counts.get(code.uuid))
        if used:
            raise ConflictError(
                f"{len(used)} codes of {book.id} are in use: {', '.join(used[:5])}",
                "retire the codes you no longer need with `code retire`",
            )
        if stored.governs(self._store, book.uuid):
            raise ConflictError(
                f"codings of other codebooks were made under {book.id}",
                "read those again under their present codes, or keep the codebook",
            )
        with self._store.transaction(
            "codebook.remove", f"remove codebook {book.id}", coder, packed=True
        ) as change:
            remove_memos_on(self._store, change, book.uuid)
            for code in reversed(tree_order(codes)):
                for link in stored_themes.themes_of(self._store, "code", code.uuid).values():
                    change.delete("theme_code", link)
                remove_memos_on(self._store, change, code.uuid)
                remove_decisions_on(self._store, change, code.uuid)
                change.delete("code", code.uuid)
            for version in keys_of(self._store, "codebook_version", "codebook", book.uuid):
                remove_memos_on(self._store, change, version)
                change.delete("codebook_version", version)
            change.delete("codebook", book.uuid)

    def _find(self, source: str | Path) -> Path:
        path = Path(source)
        if str(source) in shipped_codebooks():
            return find_shipped(str(source))
        if path.is_file():
            return path
        if path.is_dir():
            raise FileError(f"{path} is a folder, not a codebook", "name the file in it")
        if path.suffix or len(path.parts) > 1:
            raise FileError(f"there is no file {path}", "check the path")
        return find_shipped(str(source))


def keep_version(store: Store, change: Transaction, book: Codebook) -> None:
    """Make the codebook's present state its version in force."""
    codes = [code for code in stored.codes(store) if code.codebook == book.uuid]
    digest = change.keep_bulk(write_yaml(book, codes).encode("utf-8"))
    known = stored.version_uuid(store, book.uuid, digest)
    in_force, sequence = stored.version_in_force(store, book.uuid)
    if known is None:
        change.insert(
            "codebook_version",
            {
                "uuid": store.new_uuid(),
                "codebook": book.uuid,
                "sha256": digest,
                "created_at": change.time,
                "sequence": sequence + 1,
            },
        )
    elif known != in_force:
        change.update("codebook_version", known, {"sequence": sequence + 1})
