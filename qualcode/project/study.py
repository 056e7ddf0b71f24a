"""A study: everything a command or screen does to one goes through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from qualcode.exporters import Table, WriteOptions
from qualcode.model import Event
from qualcode.project.codebooks import Codebooks
from qualcode.project.codes import Codes
from qualcode.project.codings import Codings
from qualcode.project.documents import Documents
from qualcode.project.exporting import Exported, Tables, export
from qualcode.project.filters import Filter
from qualcode.project.importing import FileReport, ImportChoices, import_files
from qualcode.project.integrity import Problem, problems
from qualcode.project.memos import Memos
from qualcode.project.people import Cases, Coders
from qualcode.project.progress import ProgressBoard
from qualcode.project.searching import KWIC_WIDTH, Found, search
from qualcode.project.sessions import Episodes, Sessions, Themes
from qualcode.project.settings import Settings
from qualcode.project.suggestions import Suggestions
from qualcode.project.topics import Topics
from qualcode.store import history
from qualcode.store.database import Store
from qualcode.store.undo import redo, undo


@dataclass(frozen=True, slots=True)
class Info:
    """What `info` tells of a study."""

    path: str
    approach: str
    created_at: str
    counts: dict[str, int]


class Project:
    """An open study. It belongs to the thread that opened it; workers open their own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.path = store.path
        self.settings = Settings(store)
        self.documents = Documents(store)
        self.sessions = Sessions(store)
        self.episodes = Episodes(store)
        self.coders = Coders(store)
        self.cases = Cases(store)
        self.codebooks = Codebooks(store)
        self.codes = Codes(store, self.codebooks)
        self.themes = Themes(store)
        self.codings = Codings(store, self.documents, self.codes)
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
    def topics(self) -> Topics:
        """Topic clusters."""
        return Topics(self._store, self)

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

    def history(self, *, coder: str | None = None, limit: int | None = None) -> Sequence[Event]:
        """The journal's events, newest first."""
        return history.events(self._store, coder=coder, limit=limit)

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
    ) -> Found:
        """Turns that hold all words of the query, with the words around them.

        Raises:
            InputError: the query holds no word; a filter's name fits nothing.
        """
        return search(self._store, self, query, wanted or Filter(), limit=limit, width=width)

    def info(self) -> Info:
        """Counts and settings."""
        return Info(
            path=str(self.path),
            approach=self.settings.approach,
            created_at=self.settings.created_at,
            counts=history.counts(self._store),
        )


def _now() -> datetime:
    return datetime.now(UTC)


def _random_uuid() -> str:
    return str(uuid4())
