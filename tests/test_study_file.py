"""The study's file: making, opening, closing it, and everything that can be wrong with it."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import draft

from qualcode.errors import (
    ConflictError,
    DiskFull,
    FileError,
    InputError,
    NewerStudy,
    NotAStudy,
    QualcodeError,
    StudyError,
    StudyLocked,
    StudyReadOnly,
    UndoRefused,
)
from qualcode.project import Project
from qualcode.store import database
from qualcode.store.sqlite import our_errors

NASTY = "a\x00b 👩‍👩‍👧 e\u0301 \u202eå\n\x00\x00 æøå 🙂"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.qualcode"


def names_in(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def filled(path: Path) -> None:
    """A study with a document and two codings by Kari."""
    with Project.create(path) as project:
        coder = project.coders.ensure("Kari").uuid
        project.codebooks.load("contradictions")
        document = project.documents.add(draft("a", ("I", "Hei på deg"), ("D", NASTY)))
        code = project.codes.get("ctr.dilemma").uuid
        project.codings.apply(document.uuid, code, coder, 0, 3)
        project.codings.apply(document.uuid, code, coder, 4, 6)


def run_python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )


def test_a_new_study_is_readable_by_its_owner_only(path: Path) -> None:
    before = os.umask(0)
    try:
        Project.create(path).close()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_study_says_how_it_is_set_up(path: Path) -> None:
    with Project.create(path, approach="content") as project:
        info = project.info()
        assert (info.path, info.approach) == (str(path), "content")
        assert info.counts["documents"] == info.counts["codings"] == 0
        assert info.created_at.endswith("Z")
        assert project.check() == []


def test_creating_refuses_to_overwrite_anything(path: Path) -> None:
    path.write_text("my thesis")
    with pytest.raises(FileError, match="exists already"):
        Project.create(path)
    assert path.read_text() == "my thesis"
    with pytest.raises(FileError, match="exists already"):
        Project.create(path.parent)


def test_creating_in_a_missing_folder_names_the_folder(path: Path) -> None:
    with pytest.raises(FileError, match=r"folder .*nowhere doesn't exist"):
        Project.create(path.parent / "nowhere" / "study.qualcode")


def test_creating_under_a_file_is_refused(path: Path) -> None:
    path.write_text("a file")
    with pytest.raises(StudyReadOnly, match="can't be made"):
        Project.create(path / "study.qualcode")


def test_nothing_stays_of_a_study_that_could_not_be_set_up(path: Path) -> None:
    with pytest.raises(InputError, match="no approach 'magic'"):
        Project.create(path, approach="magic")
    assert names_in(path.parent) == []


def test_nothing_stays_of_a_study_whose_tables_could_not_be_made(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise sqlite3.OperationalError("no such thing")

    monkeypatch.setattr(database.schema, "migrations", fails)
    with pytest.raises(StudyError):
        Project.create(path)
    assert names_in(path.parent) == []


@pytest.mark.parametrize(
    "name",
    ["missing.qualcode", "no/such/folder.qualcode", "x" * 5_000],
    ids=["file", "folder", "long"],
)
def test_opening_what_is_not_there(path: Path, name: str) -> None:
    with pytest.raises(FileError) as raised:
        Project.open(path.parent / name)
    assert raised.value.hint
    assert names_in(path.parent) == []


def test_a_name_too_long_for_the_disk_is_refused(path: Path) -> None:
    with pytest.raises(StudyReadOnly, match="can't be made"):
        Project.create(path.parent / ("x" * 5_000))


def test_opening_a_folder(path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        Project.open(path.parent)


@pytest.mark.parametrize(
    "content", [b"", b"I: Hei\nD: Hei\n", b"SQLite format 3", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500]
)
def test_a_file_that_is_no_study_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotAStudy, match="is not a Qualcode study"):
        Project.open(path)
    assert path.read_bytes() == content
    assert names_in(path.parent) == [path.name]


def test_another_programs_database_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE code (name)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotAStudy, match="but not a Qualcode study"):
        Project.open(path)
    assert path.read_bytes() == before


def test_a_study_of_a_newer_version_is_left_alone(path: Path) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerStudy, match=r"newer Qualcode \(schema 99"):
        Project.open(path)
    assert path.read_bytes() == before


def test_a_header_with_nothing_behind_it(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + os.urandom(4_000))
    with pytest.raises(NotAStudy):
        Project.open(path)


@pytest.mark.parametrize("fill", [b"\x00", b"\xff", b"\x0d"])
def test_a_damaged_study_is_an_error_of_ours(path: Path, fill: bytes) -> None:
    filled(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + fill * (len(content) - 4096))

    def read_all() -> None:
        with Project.open(path) as project:
            project.codings.list()
            project.check()

    with pytest.raises(NotAStudy, match="damaged"):
        read_all()


def test_damage_of_any_page_is_an_error_of_ours(path: Path) -> None:
    filled(path)
    content = path.read_bytes()
    for start in range(4096, len(content), 4096 * 7):
        path.write_bytes(content[:start] + b"\xa5" * 4096 + content[start + 4096 :])
        try:
            with Project.open(path) as project:
                found = project.check()
        except StudyError:
            continue
        assert found, f"damage at {start} went unseen"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", None])
def test_damaged_content_is_an_error_of_ours(path: Path, data: bytes | None) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    for what in ("update", "delete"):
        connection.execute(f"DROP TRIGGER bulk_keeps_{what}")
    if data is None:
        connection.execute("DELETE FROM bulk")
    else:
        connection.execute("UPDATE bulk SET data = ?", [data])
    connection.commit()
    connection.close()
    with Project.open(path) as project, pytest.raises(NotAStudy, match="is damaged"):
        project.check()


def test_a_truncated_study_is_an_error_of_ours(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[: 4096 * 3])

    def read_all() -> None:
        with Project.open(path) as project:
            project.codings.list()

    with pytest.raises(NotAStudy, match="damaged"):
        read_all()


def test_a_locked_study_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.01)
    filled(path)
    with Project.open(path) as project:
        project.memos.add("reflexive", "before", None)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StudyLocked, match="being written by another program"):
            project.memos.add("reflexive", "meanwhile", None)
        assert len(project.codings.list()) == 2
        other.execute("ROLLBACK")
        other.close()
        project.memos.add("reflexive", "after", None)
        assert [memo.text for memo in project.memos.list()] == ["before", "after"]


def test_a_study_locked_before_the_first_change(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.01)
    filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StudyLocked), Project.open(path) as project:
        project.memos.add("reflexive", "meanwhile", None)
    other.close()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights don't bind root")
def test_a_read_only_folder(path: Path) -> None:
    filled(path)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with Project.open(path) as project:
            assert len(project.codings.list()) == 2
            with pytest.raises(StudyReadOnly, match="can't be opened for writing"):
                project.memos.add("reflexive", "no", None)
        with pytest.raises(StudyReadOnly, match="can't be made"):
            Project.create(path.parent / "new.qualcode")
    finally:
        path.parent.chmod(0o700)


def test_a_study_that_may_only_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    connect = sqlite3.connect

    def read_only(at: Path, **options: object) -> sqlite3.Connection:
        return connect(f"{at.absolute().as_uri()}?mode=ro", uri=True, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with Project.open(path) as project:
        assert len(project.codings.list()) == 2
        with pytest.raises(StudyReadOnly, match="can't be opened for writing"):
            project.memos.add("reflexive", "no", None)


def _error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("near 'Anna: det jeg sa': syntax error")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_error(sqlite3.SQLITE_BUSY), StudyLocked),
        (_error(sqlite3.SQLITE_BUSY_SNAPSHOT), StudyLocked),
        (_error(sqlite3.SQLITE_LOCKED), StudyLocked),
        (_error(sqlite3.SQLITE_READONLY), StudyReadOnly),
        (_error(sqlite3.SQLITE_READONLY_DIRECTORY), StudyReadOnly),
        (_error(sqlite3.SQLITE_PERM), StudyReadOnly),
        (_error(sqlite3.SQLITE_CANTOPEN), StudyReadOnly),
        (_error(sqlite3.SQLITE_FULL), DiskFull),
        (_error(sqlite3.SQLITE_IOERR_WRITE), DiskFull),
        (_error(sqlite3.SQLITE_IOERR_READ), StudyError),
        (_error(sqlite3.SQLITE_NOTADB), NotAStudy),
        (_error(sqlite3.SQLITE_CORRUPT), NotAStudy),
        (_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), ConflictError),
        (_error(sqlite3.SQLITE_ERROR), StudyError),
        (sqlite3.ProgrammingError("Anna: det jeg sa"), StudyError),
        (OSError(errno.ENOSPC, "no space"), DiskFull),
        (OSError(errno.EFBIG, "too big"), DiskFull),
    ],
    ids=str,
)
def test_sqlites_errors_in_our_words(error: Exception, kind: type[QualcodeError]) -> None:
    with pytest.raises(QualcodeError) as raised, our_errors(Path("folder/study.qualcode")):
        raise error
    assert type(raised.value) is kind
    assert "study.qualcode" in raised.value.message
    assert raised.value.hint
    assert "Anna" not in raised.value.message + raised.value.hint


def test_other_faults_are_not_dressed_up() -> None:
    with pytest.raises(PermissionError), our_errors(Path("study.qualcode")):
        raise PermissionError(errno.EACCES, "no")


FULL = """
import resource, sys
from pathlib import Path
from qualcode.errors import DiskFull
from qualcode.drafts import DocumentDraft
from qualcode.model import Turn
from qualcode.project import Project

path = Path(sys.argv[1])
project = Project.open(path)
project.memos.add("reflexive", "saved before", None)
limit = path.stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
saved = 0
try:
    for number in range(50):
        text = "\\n".join(f"linje {number} {line} " + "ord " * 50 for line in range(300))
        project.documents.add(DocumentDraft(f"d{number}", text, [Turn(0, 0, len(text))]))
        saved += 1
except DiskFull as error:
    print(saved, error.message)
project.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="limits are set as on POSIX")
def test_a_full_disk_loses_nothing_that_was_saved(path: Path) -> None:
    filled(path)
    done = run_python(FULL, path)
    assert (done.returncode, done.stderr) == (0, "")
    saved, message = done.stdout.strip().split(" ", 1)
    assert message == f"there is no room left to write {path.name}"
    with Project.open(path) as project:
        assert len(project.documents.list()) == 1 + int(saved)
        assert [memo.text for memo in project.memos.list()] == ["saved before"]
        assert project.check() == []
    assert names_in(path.parent) == [path.name]


KILLED = """
import os, signal, sys
from qualcode.project import Project

project = Project.open(sys.argv[1])
coder = project.coders.get("Kari").uuid
code = project.codes.get("ctr.dilemma").uuid
document = project.documents.get("a").uuid
for start in range(20):
    project.codings.apply(document, code, coder, start, start + 5)
    print(start, flush=True)
with project._store.transaction("memo.add", "never finished") as change:
    project.memos.add("reflexive", "never finished", coder)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    filled(path)
    done = run_python(KILLED, path)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout.split() == [str(start) for start in range(20)]
    assert len(names_in(path.parent)) > 1
    with Project.open(path) as project:
        assert len(project.codings.list()) == 22
        assert project.memos.list() == []
        assert project.check() == []
    assert names_in(path.parent) == [path.name]
    assert journal_mode(path) == "delete"


def journal_mode(path: Path) -> str:
    """How the file says it is written: 1 in byte 18 is `delete`, 2 is `wal` (SQLite file format)."""
    return {1: "delete", 2: "wal"}[path.read_bytes()[18]]


def test_a_closed_study_is_one_file(path: Path) -> None:
    filled(path)
    assert names_in(path.parent) == [path.name]
    assert journal_mode(path) == "delete"


def test_reading_leaves_the_file_as_it_was(path: Path) -> None:
    filled(path)
    before = path.read_bytes()
    with Project.open(path) as project:
        project.info()
        project.search("hei")
        project.check()
    assert path.read_bytes() == before


def test_the_second_to_close_does_not_break_the_first(path: Path) -> None:
    filled(path)
    first = Project.open(path)
    first.memos.add("reflexive", "one", None)
    second = Project.open(path)
    second.memos.add("reflexive", "two", None)
    second.close()
    first.memos.add("reflexive", "three", None)
    assert [memo.text for memo in first.memos.list()] == ["one", "two", "three"]
    assert first.check() == []
    first.close()
    assert names_in(path.parent) == [path.name]
    assert journal_mode(path) == "delete"


def test_a_reader_who_closes_last_leaves_one_file_too(path: Path) -> None:
    filled(path)
    reader = Project.open(path)
    assert reader.memos.list() == []
    with Project.open(path) as writer:
        writer.memos.add("reflexive", "one", None)
    assert len(reader.memos.list()) == 1
    reader.close()
    assert names_in(path.parent) == [path.name]
    assert journal_mode(path) == "delete"


def test_closing_does_not_wait_for_somebody_who_reads(path: Path) -> None:
    filled(path)
    writer = Project.open(path)
    writer.memos.add("reflexive", "one", None)
    reader = sqlite3.connect(path, isolation_level=None, timeout=0)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM memo").fetchone()
    writer.memos.add("reflexive", "two", None)
    waited: list[int] = []
    writer._store.connection.set_trace_callback(
        lambda sql: waited.append(1) if "busy_timeout" in sql else None
    )
    writer.close()
    assert waited
    assert reader.execute("SELECT count(*) FROM memo").fetchone() == (1,)
    reader.close()
    with Project.open(path) as project:
        assert len(project.memos.list()) == 2


def test_undo_never_takes_the_study_itself_back(path: Path) -> None:
    with Project.create(path) as project:
        project.coders.ensure("Kari")
        project.memos.add("reflexive", "nobody's", None)
        assert project.undo(None) == "add reflexive memo"
        with pytest.raises(UndoRefused, match="nothing to undo"):
            project.undo(None)
        assert [coder.name for coder in project.coders.list()] == ["Kari"]
        assert project.settings.replica
        assert project.check() == []


def test_changed_elsewhere_tells_of_others_only(path: Path) -> None:
    filled(path)
    with Project.open(path) as mine, Project.open(path) as other:
        assert not mine.changed_elsewhere()
        mine.memos.add("reflexive", "mine", None)
        assert not mine.changed_elsewhere()
        assert other.changed_elsewhere()
        other.memos.add("reflexive", "theirs", None)
        assert mine.changed_elsewhere()
        assert not mine.changed_elsewhere()
        assert not other.changed_elsewhere()
        with Project.open(path) as reader:
            reader.search("hei")
        assert not mine.changed_elsewhere()


@pytest.mark.parametrize(
    "change",
    [
        lambda project, memo: project.memos.remove(memo, None),
        lambda project, memo: project.memos.update(memo, "other", None),
    ],
    ids=["remove", "update"],
)
def test_a_row_that_another_program_took_away(
    path: Path, change: Callable[[Project, str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    with Project.open(path) as one, Project.open(path) as two:
        memo = one.memos.add("reflexive", "mine", None)
        # The first has read it; before it writes, the second takes it away.
        monkeypatch.setattr(one.memos, "get", lambda _uuid: memo)
        two.memos.remove(memo.uuid, None)
        with pytest.raises(ConflictError, match="isn't there any more"):
            change(one, memo.uuid)
        assert one.check() == []


def test_nothing_is_stored_of_half_characters(path: Path) -> None:
    filled(path)
    with Project.open(path) as project:
        before = len(project.history())
        with pytest.raises(InputError, match="half a character"):
            project.memos.add("reflexive", "broken \udcff here", None)
        with pytest.raises(InputError, match="half a character"):
            project.coders.ensure("K\ud83dari")
        assert len(project.history()) == before
        assert project.check() == []


def test_offsets_count_code_points_whatever_the_text(path: Path) -> None:
    with Project.create(path) as project:
        coder = project.coders.ensure("Kari").uuid
        project.codebooks.load("contradictions")
        code = project.codes.get("ctr.dilemma").uuid
        document = project.documents.add(draft("nasty", ("\x00I", NASTY), ("å", NASTY)))
        assert document.length == 2 * len(NASTY) + 1
        for start in range(len(NASTY)):
            project.codings.apply(document.uuid, code, coder, start, start + 3)
    with Project.open(path) as project:
        text = project.documents.text(document.uuid)
        assert text == f"{NASTY}\n{NASTY}"
        assert [turn.speaker for turn in project.documents.turns(document.uuid)] == ["\x00I", "å"]
        codings = project.codings.of_document(document.uuid)
        assert [item.quote for item in codings] == [
            text[start : start + 3] for start in range(len(NASTY))
        ]
        assert project.check() == []
        project.documents.remove("nasty", coder)
        project.undo(coder)
        assert project.documents.text(document.uuid) == text
        assert project.check() == []
