"""Importing files: one transaction a file, so that nothing half-imported stays behind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.drafts import DocumentDraft, ImportedFile
from qualcode.errors import ConflictError, ImportFailure, InputError, QualcodeError, UnknownName
from qualcode.importers import ImportOptions, read
from qualcode.model import Document, DocumentKind
from qualcode.project.coding_rows import CodingRows, RowProblem
from qualcode.store.database import Store
from qualcode.store.journal import Transaction
from qualcode.text import sha256

if TYPE_CHECKING:
    from qualcode.project.study import Project

_CODEBOOK_ENDINGS = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How to import; see `import --help`.

    `coder` is the name of who coded, where the file doesn't say. `strict` refuses unknown
    codes instead of making them. `rename` numbers a name that is taken. `dry_run` stores nothing.
    """

    format: str = "auto"
    kind: DocumentKind | None = None
    language: str | None = None
    encoding: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    coder: str | None = None
    strict: bool = False
    rename: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document that came in: its first turns as they were read, for a dry run."""

    name: str
    turns: int
    words: int
    codings: int
    first_turns: Sequence[tuple[str | None, str]] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. With `error`, nothing of it was stored."""

    path: Path
    format: str = ""
    documents: Sequence[ImportedDocument] = ()
    skipped: Sequence[str] = ()
    codings: int = 0
    cases: int = 0
    codes_made: Sequence[str] = ()
    notes: Sequence[str] = ()
    problems: Sequence[RowProblem] = ()
    error: QualcodeError | None = None


def import_files(
    store: Store,
    project: Project,
    paths: Sequence[Path],
    choices: ImportChoices,
    on_file: Callable[[int, int, Path], None],
) -> Iterator[FileReport]:
    """Import files one by one; a bad one is reported and the others come in."""
    for number, path in enumerate(paths):
        on_file(number, len(paths), path)
        try:
            yield _Import(store, project, path, choices).run()
        except QualcodeError as error:
            yield FileReport(path, error=error)


class _Import:
    """The import of one file, inside one transaction."""

    def __init__(self, store: Store, project: Project, path: Path, choices: ImportChoices) -> None:
        self._store = store
        self._project = project
        self._path = path
        self._choices = choices
        self._report = FileReport(path)

    def run(self) -> FileReport:
        choices = self._choices
        if choices.format == "codebook" or (
            choices.format == "auto" and self._path.suffix.lower() in _CODEBOOK_ENDINGS
        ):
            return self._codebook()
        options = ImportOptions(choices.encoding, choices.kind, choices.language, choices.settings)
        content = read(self._path, format=choices.format, options=options)
        with self._transaction("document.import", f"import {self._path.name}") as change:
            self._take_in(content, change)
        return self._report

    def _codebook(self) -> FileReport:
        known = {code.uuid for code in self._project.codes.list()}
        with self._transaction("codebook.add", f"add codebook {self._path.name}"):
            book = self._project.codebooks.load(self._path)
            codes = self._project.codes.list(book.uuid)
            made = [code.id for code in codes if code.uuid not in known]
        skipped = () if made or not codes else (book.id,)
        return FileReport(self._path, "codebook", skipped=skipped, codes_made=made)

    @contextlib.contextmanager
    def _transaction(self, verb: str, label: str) -> Iterator[Transaction]:
        """All of the file or nothing of it; in a dry run, nothing."""
        with self._store.trying() if self._choices.dry_run else self._store.writing():
            # Made before, so that undoing the import doesn't remove whoever undoes it.
            name = self._choices.coder
            coder = self._project.coders.ensure(name).uuid if name else None
            with self._store.transaction(verb, label, coder, packed=True) as change:
                yield change

    def _take_in(self, content: ImportedFile, change: Transaction) -> None:
        rows = CodingRows(self._store, self._project, self._choices.coder)
        self._make_codes(content, rows)
        documents, skipped = self._documents(content.documents, rows)
        rows.place(content.codings)
        self._project.cases.bring_in(content.cases)
        self._report = replace(
            self._report,
            format=content.format,
            documents=documents,
            skipped=skipped,
            codings=rows.store(change),
            cases=len(content.cases),
            codes_made=rows.codes_made,
            notes=(*content.notes, *rows.notes),
            problems=tuple(rows.problems),
        )

    def _make_codes(self, content: ImportedFile, rows: CodingRows) -> None:
        drafts = [draft for document in content.documents for draft in document.codings]
        names = rows.names_of([*drafts, *content.codings])
        if self._choices.strict and (unknown := self._project.codes.unknown(names)):
            known = [code.id for code in self._project.codes.list()]
            hint = UnknownName("code", unknown[0], known).hint
            raise ImportFailure(
                f"{self._path.name} uses {len(unknown)} codes the study doesn't have: "
                f"{', '.join(unknown[:5])}",
                f"{hint} Leave out --strict to have them made",
            )
        rows.use_codes(names)

    def _documents(
        self, drafts: Sequence[DocumentDraft], rows: CodingRows
    ) -> tuple[list[ImportedDocument], list[str]]:
        there = {document.name: document for document in self._project.documents.list()}
        imported: list[ImportedDocument] = []
        skipped: list[str] = []
        for draft in drafts:
            _refuse_broken(draft)
            name = self._name_for(draft, there)
            document = there.get(name)
            if document is not None:
                skipped.append(name)
                rows.place_in(document, draft.text, draft.codings)
                continue
            document = there[name] = self._project.documents.add(draft, name=name)
            rows.place_in(document, draft.text, draft.codings)
            imported.append(_described(document, draft))
        return imported, skipped

    def _name_for(self, draft: DocumentDraft, there: Mapping[str, Document]) -> str:
        """A name that is free, or that of the document with this very text."""
        content = sha256(draft.text)
        name, number = draft.name, 1
        while name in there and there[name].sha256 != content:
            if not self._choices.rename:
                raise ConflictError(
                    f"there is a document '{name}' already, with other text",
                    "`--rename` imports it under another name",
                )
            number += 1
            name = f"{draft.name} ({number})"
        return name


def _described(document: Document, draft: DocumentDraft) -> ImportedDocument:
    return ImportedDocument(
        name=document.name,
        turns=document.turn_count,
        words=document.word_count,
        codings=len(draft.codings),
        first_turns=[(turn.speaker, draft.text[turn.start : turn.end]) for turn in draft.turns[:5]],
    )


def _refuse_broken(draft: DocumentDraft) -> None:
    try:
        draft.text.encode("utf-8")
    except UnicodeEncodeError:
        raise ImportFailure(
            f"the text of '{draft.name}' holds half a character (a lone surrogate)",
            "save the file again as UTF-8",
        ) from None
    if not draft.name.strip():
        raise InputError("a document in the file has no name", "fill the column `document`")
