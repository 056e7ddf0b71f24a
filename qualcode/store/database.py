"""The connection to one study's file: creating, opening, reading, transactions, closing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from qualcode.errors import FileError, NewerStudy, NotAStudy, StudyReadOnly
from qualcode.store import schema
from qualcode.store.journal import Transaction
from qualcode.store.sqlite import on_network_share, our_errors, sqlite_utils

_HEADER = b"SQLite format 3\x00"
_BUSY_SECONDS = 5.0
_CHUNK = 1_000

Row = sqlite3.Row
Parameters = Sequence[Any] | dict[str, Any]


class Store:
    """One connection to a study. It belongs to the thread that made it.

    Args:
        path: the study's file.
        clock: gives the time, in UTC, written into rows and events.
        new_uuid: gives a new row's identity.

    Raises:
        FileError, NotAStudy, NewerStudy, StudyReadOnly, StudyLocked: by `create` and `open`.
    """

    def __init__(
        self, path: Path, clock: Callable[[], datetime], new_uuid: Callable[[], str]
    ) -> None:
        self.path = path
        self.clock = clock
        self.new_uuid = new_uuid
        with our_errors(path):
            self.connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self._open_transaction: Transaction | None = None
        self._journal_chosen = False
        self._seen_version = 0

    @classmethod
    def create(
        cls, path: Path, clock: Callable[[], datetime], new_uuid: Callable[[], str]
    ) -> Store:
        """A new study at `path`, readable by its owner only; refuses to overwrite anything."""
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise FileError(
                f"{path.name} exists already", "choose another name, or open it instead"
            ) from None
        except FileNotFoundError:
            raise FileError(
                f"the folder {path.parent} doesn't exist", "make it first, or check the spelling"
            ) from None
        except OSError as error:
            raise StudyReadOnly(
                f"{path.name} can't be made in {path.parent}",
                "choose a folder you may write in",
            ) from error
        store = cls(path, clock, new_uuid)
        try:
            with our_errors(path):
                store._configure()
                store._migrate()
        except BaseException:
            store.connection.close()
            path.unlink(missing_ok=True)
            raise
        return store

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime], new_uuid: Callable[[], str]) -> Store:
        """The study at `path`, brought to the present schema if it is older."""
        _check_header(path)
        store = cls(path, clock, new_uuid)
        try:
            with our_errors(path):
                store._configure()
                store._check_version()
        except BaseException:
            store.connection.close()
            raise
        return store

    @cached_property
    def db(self) -> Any:
        """The sqlite-utils view of the connection, made when something is first written."""
        return sqlite_utils().Database(
            self.connection, execute_plugins=False, recursive_triggers=False
        )

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query."""
        with our_errors(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row of a query, None where there is none."""
        with our_errors(self.path):
            found: Row | None = self.connection.execute(sql, parameters).fetchone()
            return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """The rows of a query, one by one; for what may be too much to hold."""
        with our_errors(self.path):
            cursor = self.connection.execute(sql, parameters)
            while rows := cursor.fetchmany(_CHUNK):
                yield from rows

    def tuples(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query as bare tuples, for tens of thousands of them."""
        with our_errors(self.path):
            cursor = self.connection.cursor()
            cursor.row_factory = None
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(_CHUNK):
                yield from rows

    @contextlib.contextmanager
    def transaction(
        self,
        verb: str,
        label: str,
        coder: str | None = None,
        *,
        packed: bool = False,
    ) -> Iterator[Transaction]:
        """One change of the study: all of it and its journal, or nothing.

        Inside another transaction it joins that one: its changes become part of the outer
        change, under the outer name.

        Args:
            verb: what is done, as `table.action`.
            label: what is done, for people; never transcript text.
            coder: uuid of who does it.
            packed: bulk work, written to the journal as one event.
        """
        if self._open_transaction is not None:
            yield self._open_transaction
            return
        # One of several at once that fails takes only its own changes back. Bulk work goes without,
        # for what SQLite spends on a savepoint grows with the square of what is changed in it.
        part = self._in_transaction() and not packed
        with self.writing(), self._savepoint() if part else contextlib.nullcontext():
            change = Transaction(self, verb, label, coder, packed=packed)
            self._open_transaction = change
            try:
                yield change
                change.write_journal()
            finally:
                self._open_transaction = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """A bare SQLite transaction, for what the journal doesn't hold (caches, run results).

        Inside another one it joins that one, which ends it.
        """
        if self._in_transaction():
            yield
            return
        with our_errors(self.path):
            self._choose_journal()
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after some errors, a full disk among them.
                if self._in_transaction():
                    self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _savepoint(self) -> Iterator[None]:
        execute = self.connection.execute
        execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._in_transaction():
                execute("ROLLBACK TO part")
                execute("RELEASE part")
            raise
        execute("RELEASE part")

    @contextlib.contextmanager
    def trying(self) -> Iterator[None]:
        """A transaction that is taken back at its end, leaving the file as it was to the byte."""
        with our_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self._in_transaction():
                    self.connection.execute("ROLLBACK")

    def _data_version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def _in_transaction(self) -> bool:
        return self.connection.in_transaction

    def now(self) -> str:
        """The time, in UTC, to the millisecond, as ISO 8601."""
        return self.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def changed_elsewhere(self) -> bool:
        """Whether another connection has changed the study since this was last asked."""
        with our_errors(self.path):
            seen = self._data_version()
        changed, self._seen_version = seen != self._seen_version, seen
        return changed

    def close(self) -> None:
        """Close; the last one to close leaves a single file behind."""
        # Fails where somebody else has the study open (then they do it when they close), or where
        # it can't be written or is damaged: what was committed stays in the log beside the file.
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            if self.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                # It checkpoints by itself. To do that apart would look like a change to others.
                self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.close()

    def _configure(self) -> None:
        execute = self.connection.execute
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA trusted_schema = OFF")
        execute("PRAGMA temp_store = MEMORY")
        self._seen_version = self._data_version()

    def _check_version(self) -> None:
        execute = self.connection.execute
        if execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise NotAStudy(
                f"{self.path.name} is an SQLite file, but not a Qualcode study",
                "is it a study of another program? see `import --help`",
            )
        version = execute("PRAGMA user_version").fetchone()[0]
        if version > schema.SCHEMA_VERSION:
            raise NewerStudy(
                f"{self.path.name} was written by a newer Qualcode (schema {version}, "
                f"this one knows {schema.SCHEMA_VERSION})",
                "install the newer version; nothing was changed",
            )
        if version < schema.SCHEMA_VERSION:
            self._migrate()

    def _migrate(self) -> None:
        schema.migrations().apply(self.db)

    def _choose_journal(self) -> None:
        """Write-ahead logging where that is safe; chosen at the first change, not by reading."""
        if self._journal_chosen:
            return
        mode = "delete"
        if not on_network_share(self.path):
            others_did = self._data_version() != self._seen_version
            mode = self.connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if not others_did:  # the switch itself counts as a change
                self._seen_version = self._data_version()
        self.connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
        self._journal_chosen = True


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except (FileNotFoundError, NotADirectoryError):
        raise FileError(
            f"there is no study at {path}", "make one with `qualcode new`, or check the path"
        ) from None
    except OSError as error:
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, it never raises
            raise FileError(
                f"{path} is a folder, not a study", "name the study's file in it"
            ) from error
        raise FileError(
            f"{path.name[:80]} can't be read", "check the name, and the rights of the file"
        ) from error
    if header != _HEADER:
        raise NotAStudy(
            f"{path.name} is not a Qualcode study", "studies are made with `qualcode new`"
        )
