"""A study: everything a command or screen does to one goes through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from qualcode.exporters import Table, WriteOptions
from qualcode.model import Event, Memo, Step
from qualcode.project.codebooks import Codebooks
from qualcode.project.codes import Codes
from qualcode.project.codings import Codings
from qualcode.project.consensus import Consensus
from qualcode.project.discussing import Discussion, decide_discussion, discussions
from qualcode.project.documents import Documents
from qualcode.project.episodes import Episodes
from qualcode.project.evaluating import Evaluations
from qualcode.project.exporting import Exported, Tables, export
from qualcode.project.filters import Filter
from qualcode.project.hit_tables import export_hits, hits_table
from qualcode.project.importing import FileReport, ImportChoices, import_files
from qualcode.project.informing import Info, info
from qualcode.project.integrity import Problem, problems
from qualcode.project.memos import Memos
from qualcode.project.people import Cases, Coders
from qualcode.project.progress import ProgressBoard
from qualcode.project.quotes import Quotes
from qualcode.project.searching import KWIC_WIDTH, Found, search
from qualcode.project.sessions import Sessions
from qualcode.project.settings import Settings
from qualcode.project.step_tables import export_steps
from qualcode.project.suggestions import Suggestions
from qualcode.project.themes import Themes
from qualcode.project.topics import Topics
from qualcode.project.versions import Versions
from qualcode.store import history
from qualcode.store.database import Store
from qualcode.store.undo import redo, redoable, undo, undo_to, undoable, undone_with


class Project:
    """An open study. It belongs to the thread that opened it; workers open their own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.path = store.path
        self.settings = Settings(store)
        self.documents = Documents(store)
        self.sessions = Sessions(store)
        self.episodes = Episodes(store, self.documents)
        self.coders = Coders(store)
        self.cases = Cases(store)
        self.codebooks = Codebooks(store)
        self.codes = Codes(store, self.codebooks)
        self.versions = Versions(store, self.codebooks)
        self.themes = Themes(store)
        self.quotes = Quotes(store, self.documents)
        self.codings = Codings(store, self.documents, self.codes, self.episodes, self.codebooks)
        self.memos = Memos(store)
        self.progress = ProgressBoard(store)

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        approach: str = "codebook",
        clock: Callable[[], datetime] | None = None,
        new_uuid: Callable[[], str] | None = None,
    ) -> Project:
        """Make a new study, readable by its owner only.

        Raises:
            FileError, StudyReadOnly, DiskFull: the file exists or can't be made.
            InputError: there is no such approach.
        """
        path = Path(path)
        store = Store.create(path, clock or _now, new_uuid or _random_uuid)
        project = cls(store)
        try:
            project.settings.begin(approach)
        except BaseException:
            project.close()
            path.unlink(missing_ok=True)
            raise
        return project

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        clock: Callable[[], datetime] | None = None,
        new_uuid: Callable[[], str] | None = None,
    ) -> Project:
        """Open a study.

        Raises:
            FileError, NotAStudy, NewerStudy, StudyLocked: it can't be opened.
        """
        return cls(Store.open(Path(path), clock or _now, new_uuid or _random_uuid))

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the study; the last one to close it leaves a single file."""
        self._store.close()

    @cached_property
    def suggestions(self) -> Suggestions:
        """Suggestions: runs, decisions, when they may be seen."""
        return Suggestions(self._store, self)

    @cached_property
    def evaluations(self) -> Evaluations:
        """How well the suggester agrees with the coders, and how they decided about it."""
        return Evaluations(self._store, self)

    @cached_property
    def topics(self) -> Topics:
        """Topic clusters."""
        return Topics(self._store, self)

    @cached_property
    def consensus(self) -> Consensus:
        """Two coders side by side: differences, decisions about them, agreement."""
        return Consensus(self._store, self)

    def discussions(self) -> Sequence[Discussion]:
        """Codings of the team that are flagged to be discussed, by document name and place."""
        return discussions(self._store)

    def decide_discussion(self, uuid: str, decision: str, coder: str) -> Memo:
        """Let a flagged coding stand; what was decided about it is kept as a method memo.

        Raises:
            UnknownName: there is no such coding.
            InputError: it isn't flagged; the decision is empty.
        """
        return decide_discussion(self._store, self, uuid, decision, coder)

    def at_once(self) -> AbstractContextManager[None]:
        """Several changes of which all are stored, or none; each stays one step of undo.

        Not for runs of suggestions and topics, which store their results in chunks.
        """
        return self._store.writing()

    def undo(self, coder: str | None) -> str:
        """Take back the coder's (uuid) latest change; returns what it was.

        Raises:
            UndoRefused: nothing to undo, or a later change built on it.
        """
        return undo(self._store, coder, self.codebooks.keep_versions)

    def redo(self, coder: str | None) -> str:
        """Do again what the coder's latest undo took back; returns what it was.

        Raises:
            UndoRefused: nothing to redo.
        """
        return redo(self._store, coder, self.codebooks.keep_versions)

    def undo_to(self, transaction: str, coder: str | None) -> Sequence[str]:
        """Take back the coder's own changes from the newest to one of the journal's steps.

        All of them or none; redo brings them back one by one. Returns what they were, newest
        first.

        Raises:
            UndoRefused: the step is no live one of the coder's, or a later change built on one.
        """
        return undo_to(self._store, coder, transaction, self.codebooks.keep_versions)

    def undone_with(self, transaction: str, coder: str | None) -> Sequence[str]:
        """What `undo_to` would take back, newest first.

        Raises:
            UndoRefused: the step is no live one of the coder's.
        """
        return undone_with(self._store, coder, transaction)

    def undoable(self, coder: str | None) -> str | None:
        """What `undo` would take back, None where there is nothing; cheap to ask."""
        return undoable(self._store, coder)

    def redoable(self, coder: str | None) -> str | None:
        """What `redo` would do again, None where there is nothing; cheap to ask."""
        return redoable(self._store, coder)

    def history(
        self,
        *,
        coder: str | None = None,
        document: str | None = None,
        code: str | None = None,
        verb: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Event]:
        """The journal's events, newest first.

        Args:
            coder: only of this coder (uuid).
            document, code: only what concerns this document or code (uuid), or a row about it.
            verb: only this verb, `coding.apply`, or all that begin so, `coding`.
            since, until: only from and to this date or time, in UTC as ISO 8601, both inclusive.
            limit: how many at most.
        """
        wanted = history.Wanted(coder, verb, since, until, _given(document, code))
        return history.events(self._store, wanted, limit)

    def steps(
        self,
        *,
        coder: str | None = None,
        document: str | None = None,
        code: str | None = None,
        verb: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Step]:
        """The journal by what was done at once, newest first; arguments are as by `history`."""
        wanted = history.Wanted(coder, verb, since, until, _given(document, code))
        return history.steps(self._store, wanted, limit)

    def events_of(self, transaction: str) -> Sequence[Event]:
        """The events of one step in their order; bulk work is one for each row it changed."""
        return history.of_step(self._store, transaction)

    def export_steps(
        self, path: Path, steps: Sequence[Step], options: WriteOptions | None = None
    ) -> Exported:
        """Write steps of the journal to a file; the format comes from the file's ending.

        Raises:
            InputError: no such ending, or more than the format holds.
            FileError, DiskFull: the file can't be written.
        """
        return export_steps(self, path, steps, options or WriteOptions())

    def latest_change(self) -> int:
        """Number of the journal's last event, 0 before the first; it grows with every change."""
        return history.latest(self._store)

    def changed_elsewhere(self) -> bool:
        """Whether another program or connection changed the study since this was last asked."""
        return self._store.changed_elsewhere()

    def check(self) -> Sequence[Problem]:
        """Everything that doesn't hold together; empty where all is well."""
        return list(problems(self._store, self))

    def import_files(
        self,
        paths: Sequence[Path],
        choices: ImportChoices | None = None,
        on_file: Callable[[int, int, Path], None] | None = None,
    ) -> Iterator[FileReport]:
        """Import files one by one, each in one transaction; bad ones are reported, not raised.

        `on_file` hears of each file before it is read: its number from 0, how many, its path.
        """
        return import_files(
            self._store, self, paths, choices or ImportChoices(), on_file or (lambda *_: None)
        )

    def table(self, what: str, wanted: Filter | None = None, run: str | None = None) -> Table:
        """A part of the study as a table: excerpts, codings, suggestions and so on.

        Raises:
            UnknownName, NotEnoughData: there is no such table or run.
        """
        return Tables(self, wanted or Filter()).named(what, run)

    def export(
        self,
        path: Path,
        what: str | None = None,
        wanted: Filter | None = None,
        options: WriteOptions | None = None,
        *,
        run: str | None = None,
        codebook: str | None = None,
    ) -> Exported:
        """Write a part of the study to a file; the format comes from the file's ending.

        Raises:
            UnknownName, InputError, NotEnoughData: no such table, ending, run or codebook.
            FileError, DiskFull: the file can't be written.
        """
        return export(
            self,
            path,
            what,
            wanted or Filter(),
            options or WriteOptions(),
            run=run,
            codebook=codebook,
        )

    def search(
        self,
        query: str,
        wanted: Filter | None = None,
        *,
        limit: int = 50,
        width: int = KWIC_WIDTH,
        coders: Sequence[str] | None = None,
    ) -> Found:
        """What fits a query (see `QUERY_SYNTAX`), with the words around it.

        A query with words gives the places of those words. In turns without such words it gives
        the codings that fit, and turns without any as a whole.
        `coders` (uuids) are those whose codings count where the query names no coder.

        Raises:
            InputError: the query can't be read; a name in it or in the filter fits nothing.
        """
        return search(
            self._store,
            self,
            query,
            wanted or Filter(),
            limit=limit,
            width=width,
            coders=coders,
        )

    def hits_table(self, found: Found) -> Table:
        """What a search found, as a table."""
        return hits_table(self, found)

    def export_hits(
        self, path: Path, found: Found, options: WriteOptions | None = None
    ) -> Exported:
        """Write what a search found to a file; the format comes from the file's ending.

        Raises:
            InputError: no such ending, or more than the format holds.
            FileError, DiskFull: the file can't be written.
        """
        return export_hits(self, path, found, options or WriteOptions())

    def info(self) -> Info:
        """Counts and settings."""
        return info(self._store, self)


def _given(*uuids: str | None) -> Sequence[str]:
    return [uuid for uuid in uuids if uuid is not None]


def _now() -> datetime:
    return datetime.now(UTC)


def _random_uuid() -> str:
    return str(uuid4())
