"""What goes out of a study, as tables: codings, excerpts, suggestions, codes and more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, UnknownName
from qualcode.exporters import FORMATS, Table, WriteOptions, format_of, write, write_text
from qualcode.model import Code, Coding, Suggestion, Turn
from qualcode.project.filters import Filter, Selection, Talk, variable_names

if TYPE_CHECKING:
    from qualcode.project.study import Project

Row = Sequence[Any]

CODINGS = (
    "document", "start", "end", "code", "code_id", "coder", "quote", "memo", "created_at", "uuid",
)  # fmt: skip
EXCERPTS_BEFORE = ("document", "turn", "speaker", "case")
EXCERPTS_AFTER = (
    "code", "code_id", "codebook", "coder", "start", "end", "prefix", "quote", "suffix", "memo",
    "origin", "status", "created_at", "uuid",
)  # fmt: skip
SUGGESTIONS = (
    "run", "document", "turn", "start", "end", "text", "evidence_start", "evidence_end", "code",
    "code_id", "score", "confidence", "rank", "status", "reason",
)  # fmt: skip
CODEBOOK = (
    "codebook", "id", "name", "name_nb", "parent", "definition", "include", "exclude", "basis",
    "source", "colour", "retired", "codings",
)  # fmt: skip
MEMOS = (
    "kind", "title", "text", "coder", "document", "start", "end", "on", "target", "created_at",
    "updated_at", "uuid",
)  # fmt: skip
TOPICS = ("run", "topic", "label", "size", "terms", "document", "turn", "speaker", "weight", "text")
JOURNAL = (
    "time", "coder", "verb", "label", "table", "uuid", "transaction", "undoes", "replica",
    "sequence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many rows, and what the format couldn't hold as it was."""

    path: Path
    rows: int
    notes: Sequence[str]


class Tables:
    """A study's content as tables; rows come one by one."""

    def __init__(self, project: Project, wanted: Filter) -> None:
        self._project = project
        self._wanted = wanted
        self._talk = Talk(project)
        self._selection = Selection(project, wanted, self._talk)
        self._documents = {item.uuid: item for item in project.documents.list()}
        self._coders = {item.uuid: item.name for item in project.coders.list()}
        self._codes = {item.uuid: item for item in project.codes.list()}
        self._paths = project.codes.paths()
        self._books = {item.uuid: item.id for item in project.codebooks.list()}
        self._code_ids = _distinct_ids(self._codes.values(), self._books)

    def named(self, what: str, run: str | None = None) -> Table:
        """The table of that name; `run` is a run's number, the latest by default.

        Raises:
            UnknownName, NotEnoughData: there is no such table or run.
            InputError: a filter has no meaning for the table.
        """
        if what not in TABLES:
            raise UnknownName("export", what, TABLES)
        _refuse_unused(what, self._wanted)
        return TABLES[what](self, run)

    def codings(self, _run: str | None = None) -> Table:
        """The contract's codings table."""
        return Table("Codings", CODINGS, self._coding_rows())

    def excerpts(self, _run: str | None = None) -> Table:
        """Codings with speaker, case, case variables and context."""
        variables = variable_names([case.variables for case in self._project.cases.list()])
        taken = {*EXCERPTS_BEFORE, *EXCERPTS_AFTER}
        columns = tuple(f"case_{name}" if name in taken else name for name in variables)
        return Table(
            "Excerpts",
            (*EXCERPTS_BEFORE, *columns, *EXCERPTS_AFTER),
            self._excerpt_rows(variables),
        )

    def suggestions(self, run: str | None = None) -> Table:
        """The contract's suggestions table, of one run."""
        return Table("Suggestions", SUGGESTIONS, self._suggestion_rows(run))

    def codebook(self, _run: str | None = None) -> Table:
        """The codes of all books with their number of codings."""
        return Table("Codebook", CODEBOOK, self._code_rows())

    def memos(self, _run: str | None = None) -> Table:
        """All memos."""
        return Table("Memos", MEMOS, self._memo_rows())

    def topics(self, run: str | None = None) -> Table:
        """The turns of each topic of one run."""
        return Table("Topics", TOPICS, self._topic_rows(run))

    def journal(self, _run: str | None = None) -> Table:
        """The journal, oldest first, without what the changes held."""
        return Table("Journal", JOURNAL, self._journal_rows())

    def _admitted(self) -> Iterator[Coding]:
        return (coding for coding in self._project.codings.list() if self._selection.admits(coding))

    def _memos_by_target(self) -> dict[str, str]:
        texts: dict[str, list[str]] = {}
        for memo in self._project.memos.list():
            if memo.target is not None:
                texts.setdefault(memo.target, []).append(memo.text)
        return {target: "\n".join(own) for target, own in texts.items()}

    def _coding_rows(self) -> Iterator[Row]:
        memos = self._memos_by_target()
        for coding in self._admitted():
            yield (
                self._documents[coding.document].name,
                coding.start,
                coding.end,
                self._paths[coding.code],
                self._code_ids[coding.code],
                self._coders[coding.coder],
                coding.quote,
                memos.get(coding.uuid, ""),
                coding.created_at,
                coding.uuid,
            )

    def _excerpt_rows(self, variables: Sequence[str]) -> Iterator[Row]:
        memos = self._memos_by_target()
        for coding in self._admitted():
            turn = self._talk.turn_of(coding.document, coding.start, coding.end)
            speaker = turn.speaker if turn else None
            case = self._talk.case_of(coding.document, speaker)
            code = self._codes[coding.code]
            yield (
                self._documents[coding.document].name,
                None if turn is None else turn.number,
                speaker,
                case.name if case else None,
                *(case.variables.get(name) if case else None for name in variables),
                self._paths[coding.code],
                self._code_ids[code.uuid],
                self._books[code.codebook],
                self._coders[coding.coder],
                coding.start,
                coding.end,
                coding.prefix,
                coding.quote,
                coding.suffix,
                memos.get(coding.uuid, ""),
                coding.origin,
                coding.status,
                coding.created_at,
                coding.uuid,
            )

    def _suggestion_rows(self, name: str | None) -> Iterator[Row]:
        run = self._project.suggestions.run_named(name)
        admitted = {document.uuid for document in self._selection.documents}
        document, text = "", ""
        for item in self._project.suggestions.each(run.uuid):
            if item.document not in admitted or item.code not in self._codes:
                continue
            if item.document != document:
                document, text = item.document, self._project.documents.text(item.document)
            turn = self._talk.turn_of(item.document, item.start, item.end)
            if self._selection.admits_code(item.code) and self._selection.admits_talk(
                item.document, turn
            ):
                yield self._suggestion_row(run.number, item, text, turn)

    def _suggestion_row(self, run: int, item: Suggestion, text: str, turn: Turn | None) -> Row:
        return (
            run,
            self._documents[item.document].name,
            turn.number if turn and item.turn is not None else None,
            item.start,
            item.end,
            text[item.start : item.end],
            item.evidence_start,
            item.evidence_end,
            self._paths[item.code],
            self._code_ids[item.code],
            item.score,
            item.confidence,
            item.rank,
            item.status,
            item.reason.text,
        )

    def _code_rows(self) -> Iterator[Row]:
        counts = self._project.codes.counts()
        for code in self._project.codes.list():
            parent = self._codes.get(code.parent or "")
            if self._selection.admits_code(code.uuid):
                yield (
                    self._books[code.codebook], code.id, code.name, code.name_nb,
                    parent.id if parent else "", code.definition, code.include, code.exclude,
                    code.basis, code.source, code.colour, code.retired, counts.get(code.uuid, 0),
                )  # fmt: skip

    def _memo_rows(self) -> Iterator[Row]:
        for memo in self._project.memos.list():
            document = self._documents.get(memo.document or "")
            yield (
                memo.kind, memo.title, memo.text, self._coders.get(memo.coder or ""),
                document.name if document else None, memo.start, memo.end, memo.target_table,
                memo.target, memo.created_at, memo.updated_at, memo.uuid,
            )  # fmt: skip

    def _topic_rows(self, name: str | None) -> Iterator[Row]:
        run = self._project.topics.run_named(name)
        admitted = {document.uuid for document in self._selection.documents}
        texts: dict[str, str] = {}
        turns: dict[str, Sequence[Any]] = {}
        for topic in self._project.topics.list(run.uuid):
            for place, weight in self._project.topics.turns(topic.uuid):
                if place.document not in admitted:
                    continue
                if place.document not in texts:
                    texts[place.document] = self._project.documents.text(place.document)
                    turns[place.document] = self._project.documents.turns(place.document)
                turn = turns[place.document][place.ordinal]
                if not self._selection.admits_talk(place.document, turn):
                    continue
                yield (
                    run.number, topic.number, topic.label, topic.size,
                    [term for term, _ in topic.terms], self._documents[place.document].name,
                    turn.number, turn.speaker, weight,
                    texts[place.document][turn.start : turn.end],
                )  # fmt: skip

    def _journal_rows(self) -> Iterator[Row]:
        for event in reversed(self._project.history()):
            yield (
                event.time, self._coders.get(event.coder or ""), event.verb, event.label,
                event.table or "(packed)", event.uuid, event.transaction, event.undoes,
                event.replica, event.sequence,
            )  # fmt: skip


TABLES: dict[str, Callable[[Tables, str | None], Table]] = {
    "excerpts": Tables.excerpts,
    "codings": Tables.codings,
    "suggestions": Tables.suggestions,
    "codebook": Tables.codebook,
    "memos": Tables.memos,
    "topics": Tables.topics,
    "journal": Tables.journal,
}
"""What can be exported, by the name given to `--what`."""


_UNUSED: Mapping[str, frozenset[str]] = {
    "suggestions": frozenset({"coders"}),
    "topics": frozenset({"codes", "exact", "coders"}),
    "codebook": frozenset(field.name for field in fields(Filter)) - {"codes", "exact"},
    "memos": frozenset(field.name for field in fields(Filter)),
    "journal": frozenset(field.name for field in fields(Filter)),
}
"""Filters that say nothing about a table's rows."""


def _distinct_ids(codes: Iterable[Code], books: Mapping[str, str]) -> dict[str, str]:
    """Code uuid -> its id, with its codebook's where several books have that id."""
    codes = list(codes)
    times = Counter(code.id for code in codes)
    return {
        code.uuid: code.id if times[code.id] == 1 else f"{books[code.codebook]}:{code.id}"
        for code in codes
    }


def _refuse_unused(what: str, wanted: Filter) -> None:
    for name in sorted(_UNUSED.get(what, frozenset())):
        if getattr(wanted, name):
            raise InputError(
                f"{what} can't be chosen by {name}", "leave that filter out, or export codings"
            )


def export(
    project: Project,
    path: Path,
    what: str | None,
    wanted: Filter,
    options: WriteOptions,
    *,
    run: str | None = None,
    codebook: str | None = None,
) -> Exported:
    """Write a part of a study to a file; the format comes from the file's ending.

    Raises:
        UnknownName, InputError, NotEnoughData: no such table, ending, run or codebook.
        FileError, DiskFull: the file can't be written.
    """
    if format_of(path, (*FORMATS, "yaml")) == "yaml":
        return _export_yaml(project, path, what or "codebook", codebook, options)
    table = Tables(project, wanted).named(what or "codings", run)
    counted = _Counted(table.rows)
    notes = write(Table(table.name, table.columns, counted), path, options=options)
    return Exported(path, counted.count, notes)


def _export_yaml(
    project: Project, path: Path, what: str, codebook: str | None, options: WriteOptions
) -> Exported:
    if what != "codebook":
        raise InputError(f"{what} can't be written as YAML", "end the file in .csv or .xlsx")
    books = [book.id for book in project.codebooks.list()]
    if codebook is None and len(books) != 1:
        raise InputError(
            f"a YAML file holds one codebook, the study has {len(books)}",
            f"choose one with --codebook: {', '.join(books)}" if books else "",
        )
    book = project.codebooks.get(codebook or books[0])
    write_text(path, project.codebooks.export(book.id), options)
    return Exported(path, len(project.codes.list(book.uuid)), ())


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Any) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row
