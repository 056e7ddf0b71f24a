"""The study's tables, as sqlite-utils migrations. A migration that has shipped is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Migrations

APPLICATION_ID = 0x51434F44
"""`QCOD`, written into the header of every study file."""

SCHEMA_VERSION = 3
"""Number of migrations; stands in `user_version`, so that a newer study is recognised at once."""

_BOUNDS = """CREATE TRIGGER coding_bounds_{when} BEFORE {when} ON coding
    WHEN NEW."end" > (SELECT length FROM document WHERE uuid = NEW.document)
    BEGIN SELECT RAISE(ABORT, 'a coding ends after its document'); END"""

_FIRST: tuple[str, ...] = (
    # What the study is and how it is set up.
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # Where each coder was; a convenience, not part of the study's history.
    """CREATE TABLE recalled (
        coder TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (coder, key)
    ) STRICT""",
    """CREATE TABLE coder (
        uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('human', 'model'))
    ) STRICT""",
    # Content by its hash: packed journal changes, turns of documents, texts of codebook versions.
    "CREATE TABLE bulk (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT",
    "CREATE TABLE document_text (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
    """CREATE TABLE session (
        uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, date TEXT, phase TEXT, place TEXT,
        present TEXT NOT NULL DEFAULT '[]'
    ) STRICT""",
    """CREATE TABLE document (
        uuid TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, language TEXT,
        length INTEGER NOT NULL, sha256 TEXT NOT NULL REFERENCES document_text,
        turns_sha256 TEXT NOT NULL REFERENCES bulk, normaliser TEXT NOT NULL,
        settings TEXT NOT NULL, source_name TEXT, source_sha256 TEXT,
        revision_of TEXT REFERENCES document, current INTEGER NOT NULL DEFAULT 1,
        session TEXT REFERENCES session, variables TEXT NOT NULL, added_at TEXT NOT NULL,
        turn_count INTEGER NOT NULL, word_count INTEGER NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX document_name ON document (name) WHERE current",
    "CREATE INDEX document_sha256 ON document (sha256)",
    "CREATE INDEX document_revision_of ON document (revision_of)",
    "CREATE INDEX document_session ON document (session)",
    """CREATE TABLE turn (
        id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, speaker TEXT,
        start_ms INTEGER, end_ms INTEGER, kind TEXT NOT NULL, language TEXT, attributes TEXT,
        UNIQUE (document, ordinal), CHECK (start >= 0 AND "end" >= start)
    ) STRICT""",
    "CREATE INDEX turn_speaker ON turn (speaker)",
    """CREATE VIRTUAL TABLE turn_fts USING fts5(
        text, content='', tokenize="unicode61 remove_diacritics 0"
    )""",
    """CREATE TABLE episode (
        uuid TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document,
        coder TEXT NOT NULL REFERENCES coder, first_turn INTEGER NOT NULL,
        last_turn INTEGER NOT NULL, topic TEXT NOT NULL DEFAULT '',
        thread TEXT NOT NULL DEFAULT '', CHECK (last_turn >= first_turn AND first_turn >= 0)
    ) STRICT""",
    "CREATE INDEX episode_document ON episode (document, first_turn)",
    "CREATE INDEX episode_coder ON episode (coder)",
    """CREATE TABLE case_ (
        uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        variables TEXT NOT NULL, consent TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    # A speaker's label stands for a case, in one document or, without one, everywhere.
    """CREATE TABLE case_speaker (
        uuid TEXT PRIMARY KEY, case_ TEXT NOT NULL REFERENCES case_, speaker TEXT NOT NULL,
        document TEXT REFERENCES document
    ) STRICT""",
    "CREATE UNIQUE INDEX case_speaker_label ON case_speaker (speaker, ifnull(document, ''))",
    "CREATE INDEX case_speaker_case ON case_speaker (case_)",
    "CREATE INDEX case_speaker_document ON case_speaker (document)",
    """CREATE TABLE codebook (
        uuid TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, label TEXT NOT NULL,
        unit TEXT NOT NULL, exclusivity TEXT NOT NULL, ideal_order TEXT NOT NULL,
        attributes TEXT NOT NULL, languages TEXT NOT NULL, notes TEXT NOT NULL,
        "references" TEXT NOT NULL, extra TEXT NOT NULL
    ) STRICT""",
    # The version with the highest sequence is in force; a book may come back to an earlier one.
    """CREATE TABLE codebook_version (
        uuid TEXT PRIMARY KEY, codebook TEXT NOT NULL REFERENCES codebook,
        sha256 TEXT NOT NULL REFERENCES bulk, created_at TEXT NOT NULL,
        sequence INTEGER NOT NULL, UNIQUE (codebook, sha256)
    ) STRICT""",
    "CREATE INDEX codebook_version_sha256 ON codebook_version (sha256)",
    """CREATE TABLE code (
        uuid TEXT PRIMARY KEY, codebook TEXT NOT NULL REFERENCES codebook, id TEXT NOT NULL,
        name TEXT NOT NULL, name_nb TEXT NOT NULL, parent TEXT REFERENCES code,
        definition TEXT NOT NULL, include TEXT NOT NULL, exclude TEXT NOT NULL,
        examples TEXT NOT NULL, cues TEXT NOT NULL, source TEXT NOT NULL, basis TEXT NOT NULL,
        colour TEXT NOT NULL, position INTEGER NOT NULL, retired INTEGER NOT NULL,
        extra TEXT NOT NULL, UNIQUE (codebook, id), CHECK (parent IS NULL OR parent <> uuid)
    ) STRICT""",
    "CREATE INDEX code_parent ON code (parent)",
    """CREATE TABLE theme (
        uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('candidate', 'reviewed', 'dropped')),
        concept TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE theme_code (
        uuid TEXT PRIMARY KEY, theme TEXT NOT NULL REFERENCES theme,
        code TEXT NOT NULL REFERENCES code, UNIQUE (theme, code)
    ) STRICT""",
    "CREATE INDEX theme_code_code ON theme_code (code)",
    """CREATE TABLE progress (
        uuid TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document,
        coder TEXT NOT NULL REFERENCES coder, state TEXT NOT NULL, UNIQUE (document, coder)
    ) STRICT""",
    "CREATE INDEX progress_coder ON progress (coder)",
    """CREATE TABLE coding (
        uuid TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document,
        code TEXT NOT NULL REFERENCES code, coder TEXT NOT NULL REFERENCES coder,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL,
        prefix TEXT NOT NULL, suffix TEXT NOT NULL, created_at TEXT NOT NULL,
        codebook_version TEXT REFERENCES codebook_version, episode TEXT REFERENCES episode,
        origin TEXT NOT NULL CHECK (origin IN ('unaided', 'suggested', 'bulk')),
        status TEXT NOT NULL CHECK (status IN ('standing', 'provisional', 'discuss')),
        attributes TEXT NOT NULL, UNIQUE (document, start, "end", code, coder),
        CHECK (start >= 0 AND "end" > start)
    ) STRICT""",
    # Also counts a coder's codings by code without touching the rows.
    "CREATE INDEX coding_code ON coding (code, coder)",
    "CREATE INDEX coding_episode ON coding (episode) WHERE episode IS NOT NULL",
    _BOUNDS.format(when="INSERT"),
    _BOUNDS.format(when="UPDATE"),
    """CREATE TABLE memo (
        uuid TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        coder TEXT REFERENCES coder, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        target_table TEXT, target TEXT, document TEXT REFERENCES document, start INTEGER,
        "end" INTEGER, CHECK ((target IS NULL) = (target_table IS NULL))
    ) STRICT""",
    "CREATE INDEX memo_target ON memo (target)",
    "CREATE INDEX memo_document ON memo (document)",
    "CREATE INDEX memo_coder ON memo (coder)",
    """CREATE TABLE suggestion_run (
        uuid TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, created_at TEXT NOT NULL,
        method TEXT NOT NULL, parameters TEXT NOT NULL, versions TEXT NOT NULL,
        seed INTEGER NOT NULL, data_fingerprint TEXT NOT NULL,
        codebook_fingerprint TEXT NOT NULL, metrics TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'complete')),
        digest TEXT NOT NULL
    ) STRICT""",
    # What a run said stays as it was said, so it refers to documents and codes without
    # holding on to them: removing a document must not need a run to be forgotten.
    """CREATE TABLE suggestion (
        uuid TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES suggestion_run,
        document TEXT NOT NULL, turn INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        evidence_start INTEGER NOT NULL, evidence_end INTEGER NOT NULL, code TEXT NOT NULL,
        score REAL NOT NULL, confidence REAL, rank INTEGER NOT NULL, reason TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'rejected')),
        decided_by TEXT, decided_at TEXT, coding TEXT
    ) STRICT""",
    "CREATE INDEX suggestion_place ON suggestion (run, document, start)",
    "CREATE INDEX suggestion_code ON suggestion (code)",
    "CREATE INDEX suggestion_decided ON suggestion (decided_by) WHERE decided_by IS NOT NULL",
    "CREATE INDEX suggestion_document ON suggestion (document)",
    """CREATE TABLE topic_run (
        uuid TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, created_at TEXT NOT NULL,
        method TEXT NOT NULL, parameters TEXT NOT NULL, versions TEXT NOT NULL,
        seed INTEGER NOT NULL, data_fingerprint TEXT NOT NULL, notes TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'complete')),
        digest TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE topic (
        uuid TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES topic_run, number INTEGER NOT NULL,
        label TEXT NOT NULL, size INTEGER NOT NULL, terms TEXT NOT NULL,
        representatives TEXT NOT NULL, UNIQUE (run, number)
    ) STRICT""",
    """CREATE TABLE topic_assignment (
        topic TEXT NOT NULL REFERENCES topic, document TEXT NOT NULL, turn INTEGER NOT NULL,
        weight REAL NOT NULL, PRIMARY KEY (topic, document, turn)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX topic_assignment_turn ON topic_assignment (document, turn)",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY, "transaction" TEXT NOT NULL, replica TEXT NOT NULL,
        sequence INTEGER NOT NULL, time TEXT NOT NULL, coder TEXT, verb TEXT NOT NULL,
        label TEXT NOT NULL, "table" TEXT, uuid TEXT, before TEXT, after TEXT,
        bulk TEXT REFERENCES bulk, undoes TEXT, UNIQUE (replica, sequence),
        CHECK ((bulk IS NULL) <> ("table" IS NULL))
    ) STRICT""",
    'CREATE INDEX event_transaction ON event ("transaction")',
    "CREATE INDEX event_undoes ON event (undoes) WHERE undoes IS NOT NULL",
    "CREATE INDEX event_coder ON event (coder, id)",
    "CREATE INDEX event_row ON event (uuid) WHERE uuid IS NOT NULL",
    "CREATE INDEX event_bulk ON event (bulk) WHERE bulk IS NOT NULL",
    *(
        f"""CREATE TRIGGER {table}_keeps_{what} BEFORE {what.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END"""
        for table in ("event", "bulk", "document_text")
        for what in ("update", "delete")
    ),
)

_WORKBENCH: tuple[str, ...] = (
    # Finds the few codings that wait for somebody among all those that stand.
    "CREATE INDEX coding_waiting ON coding (status, document) WHERE status <> 'standing'",
    # Also tells under which versions of a codebook its codes were given, without touching the rows.
    "DROP INDEX coding_code",
    "CREATE INDEX coding_code ON coding (code, coder, codebook_version)",
    # What a theme gathers besides codes: single codings, and memos.
    """CREATE TABLE theme_coding (
        uuid TEXT PRIMARY KEY, theme TEXT NOT NULL REFERENCES theme,
        coding TEXT NOT NULL REFERENCES coding, UNIQUE (theme, coding)
    ) STRICT""",
    "CREATE INDEX theme_coding_coding ON theme_coding (coding)",
    """CREATE TABLE theme_memo (
        uuid TEXT PRIMARY KEY, theme TEXT NOT NULL REFERENCES theme,
        memo TEXT NOT NULL REFERENCES memo, UNIQUE (theme, memo)
    ) STRICT""",
    "CREATE INDEX theme_memo_memo ON theme_memo (memo)",
    # A passage as it is to be printed; `original` are the words at the span.
    """CREATE TABLE quote (
        uuid TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, original TEXT NOT NULL,
        text TEXT NOT NULL, translation TEXT NOT NULL, translator TEXT NOT NULL,
        checked_by TEXT NOT NULL, released INTEGER NOT NULL, used_in TEXT NOT NULL,
        coder TEXT REFERENCES coder, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        CHECK (start >= 0 AND "end" > start)
    ) STRICT""",
    "CREATE INDEX quote_document ON quote (document, start)",
    "CREATE INDEX quote_coder ON quote (coder)",
    # What two coders agreed on about a passage and a code; `layer` is the coder who holds the
    # consensus. "Neither" leaves no coding, so that a decision is a row of its own.
    """CREATE TABLE decision (
        uuid TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document,
        code TEXT NOT NULL REFERENCES code, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        layer TEXT NOT NULL REFERENCES coder, choice TEXT NOT NULL
        CHECK (choice IN ('a', 'b', 'both', 'neither')), coder_a TEXT NOT NULL REFERENCES coder,
        coder_b TEXT NOT NULL REFERENCES coder, note TEXT NOT NULL,
        codebook_version TEXT REFERENCES codebook_version, decided_by TEXT REFERENCES coder,
        decided_at TEXT NOT NULL, CHECK (start >= 0 AND "end" > start)
    ) STRICT""",
    "CREATE INDEX decision_document ON decision (document, layer)",
    "CREATE INDEX decision_code ON decision (code)",
)

_MEANINGS: tuple[str, ...] = (
    # Vectors of texts (half-precision floats, lowest byte first): a cache, not in the journal.
    """CREATE TABLE embedding (
        model TEXT NOT NULL, text_sha256 TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (model, text_sha256),
        CHECK (length(text_sha256) = 64 AND length(vector) > 0 AND length(vector) % 2 = 0)
    ) STRICT""",
)


def migrations() -> Migrations:
    """The migrations of a study, oldest first."""
    from qualcode.store.sqlite import sqlite_utils

    study: Migrations = sqlite_utils().Migrations("qualcode")

    def first(db: Any) -> None:
        for statement in _FIRST:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")

    def workbench(db: Any) -> None:
        for statement in _WORKBENCH:
            db.execute(statement)
        db.execute("PRAGMA user_version = 2")

    def meanings(db: Any) -> None:
        for statement in _MEANINGS:
            db.execute(statement)
        db.execute("PRAGMA user_version = 3")

    study(name="0001_first")(first)
    study(name="0002_workbench")(workbench)
    study(name="0003_meanings")(meanings)
    return study
