"""Importing files into a study: what comes in, what is refused, what leaves no trace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from conftest import draft

from qualcode.drafts import CaseDraft, DocumentDraft, ImportedFile
from qualcode.errors import AmbiguousName, ConflictError, FileError, ImportFailure, InputError
from qualcode.project import FileReport, ImportChoices, Project, importing

TALK = "I: Hva skjedde?\nAnna: Vi ventet lenge.\nI: Og så?\nAnna: Så kom de.\n"


def jsonl(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, "utf-8")
    return path


@pytest.fixture
def turns(tmp_path: Path) -> Path:
    return jsonl(
        tmp_path / "turns.jsonl",
        [
            {"document": "a", "text": "Hei på deg 🙂", "speaker": "I", "codes": ["greet", "A > B"]},
            {"document": "a", "text": "Vi ventet lenge", "speaker": "D", "codes": "wait;greet"},
            {"document": "b", "text": "Noe annet", "codes": [], "coder": "Ola"},
            {"document": "b", "text": "og mer", "codes": ["wait"], "coder": "Ola"},
        ],
    )


def take(project: Project, *paths: Path, **choices: object) -> list[FileReport]:
    return list(project.import_files(paths, ImportChoices(**choices)))  # type: ignore[arg-type]


def taken(project: Project, path: Path, **choices: object) -> FileReport:
    """The report of one file that came in."""
    [report] = take(project, path, **choices)
    assert report.error is None, (report.error.message, report.error.hint)
    return report


def refused(project: Project, path: Path, **choices: object) -> str:
    """Why one file did not come in; nothing of it did."""
    before = state(project)
    [report] = take(project, path, **choices)
    assert report.error is not None
    assert state(project) == before
    assert project.check() == []
    return report.error.message


def state(project: Project) -> Mapping[str, object]:
    return {**project.info().counts, "codes": [code.id for code in project.codes.list()]}


def coded(project: Project) -> set[tuple[str, str, str, str]]:
    """(document, code, coder, quote) of every coding."""
    names = {document.uuid: document.name for document in project.documents.list()}
    coders = {coder.uuid: coder.name for coder in project.coders.list()}
    paths = project.codes.paths()
    return {
        (names[item.document], paths[item.code], coders[item.coder], item.quote)
        for item in project.codings.list()
    }


# Transcripts


def test_a_transcript_comes_in(study: Project, talk: Path) -> None:
    heard: list[tuple[int, int, Path]] = []
    [report] = study.import_files([talk], None, lambda *told: heard.append(told))
    assert heard == [(0, 1, talk)]
    [document] = report.documents
    assert (report.format, document.name, document.turns, document.codings) == ("txt", "talk", 4, 0)
    assert document.first_turns[1] == ("Anna", "Vi ventet lenge.")
    stored = study.documents.get("talk")
    assert study.documents.text(stored.uuid) == TALK
    assert (stored.source_name, len(stored.source_sha256 or "")) == ("talk.txt", 64)
    assert study.check() == []


def test_the_same_text_again_is_skipped(study: Project, talk: Path) -> None:
    taken(study, talk)
    before = state(study)
    report = taken(study, talk)
    assert (report.documents, report.skipped) == ([], ["talk"])
    assert {**state(study), "events": 0} == {**before, "events": 0}


def test_other_text_under_the_same_name_is_refused(study: Project, talk: Path) -> None:
    taken(study, talk)
    talk.write_text(TALK + "I: Takk.\n", "utf-8")
    assert "'talk' already, with other text" in refused(study, talk)
    [report] = take(study, talk)
    assert report.error is not None
    assert "--rename" in report.error.hint


def test_rename_gives_other_text_another_name_once(study: Project, talk: Path) -> None:
    taken(study, talk)
    for number in (2, 3):
        talk.write_text(TALK + "I: Takk.\n" * number, "utf-8")
        report = taken(study, talk, rename=True)
        assert [document.name for document in report.documents] == [f"talk ({number})"]
    assert taken(study, talk, rename=True).skipped == ["talk (3)"]
    talk.write_text(TALK, "utf-8")
    assert taken(study, talk, rename=True).skipped == ["talk"]
    assert len(study.documents.list()) == 3


def test_a_dry_run_leaves_no_trace(tmp_path: Path, turns: Path, talk: Path) -> None:
    path = tmp_path / "s.qualcode"
    Project.create(path).close()
    before = path.read_bytes()
    with Project.open(path) as project:
        reports = take(project, turns, talk, coder="Kari", dry_run=True)
        assert [len(report.documents) for report in reports] == [2, 1]
        assert (reports[0].codings, reports[0].codes_made) == (5, ["greet", "A > B", "wait"])
        assert project.coders.list() == []
    assert path.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(
        [path.name, turns.name, talk.name]
    )


def test_a_dry_run_in_a_study_in_use_says_the_same_as_the_run(study: Project, turns: Path) -> None:
    before = state(study)
    tried = taken(study, turns, coder="Kari", dry_run=True)
    assert state(study) == before
    assert taken(study, turns, coder="Kari") == tried
    assert study.check() == []


def test_a_bad_file_among_good_ones(
    study: Project, talk: Path, turns: Path, tmp_path: Path
) -> None:
    junk = tmp_path / "junk.txt"
    junk.write_bytes(bytes(range(256)) * 20)
    empty = tmp_path / "empty.txt"
    empty.touch()
    missing = tmp_path / "missing.txt"
    reports = take(study, junk, talk, empty, missing, tmp_path, turns, coder="Kari")
    kinds = [type(report.error) for report in reports]
    assert kinds == [
        ImportFailure, type(None), ImportFailure, FileError, FileError, type(None),
    ]  # fmt: skip
    assert [report.path for report in reports] == [junk, talk, empty, missing, tmp_path, turns]
    for report in reports:
        if report.error:
            assert report.path.name in report.error.message
            assert report.error.hint
    assert [document.name for document in study.documents.list()] == ["a", "b", "talk"]
    assert study.check() == []


def test_half_of_a_file_is_never_kept(study: Project, tmp_path: Path) -> None:
    study.documents.add(draft("b", (None, "other text")))
    table = jsonl(
        tmp_path / "t.jsonl",
        [
            {"document": "a", "text": "Hei", "codes": ["new"]},
            {"document": "b", "text": "not the same", "codes": ["new"]},
        ],
    )
    assert "'b' already" in refused(study, table, coder="Kari")
    assert study.coders.list() == []


def test_undoing_an_import_takes_all_of_it(study: Project, turns: Path) -> None:
    kari = study.coders.ensure("Kari").uuid
    before = {**state(study), "events": 0}
    taken(study, turns, coder="Kari")
    assert study.info().counts["codings"] == 5
    assert study.undo(kari) == "import turns.jsonl"
    assert {**state(study), "events": 0} == before
    assert study.search("ventet").hits == []
    assert study.redo(kari) == "import turns.jsonl"
    assert study.info().counts["codings"] == 5
    assert len(study.search("ventet").hits) == 1
    assert study.check() == []


def test_who_imports_stays_when_the_import_is_undone(study: Project, turns: Path) -> None:
    taken(study, turns, coder="Kari")
    kari = study.coders.get("Kari").uuid
    study.undo(kari)
    assert [coder.name for coder in study.coders.list()] == ["Kari"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (DocumentDraft("a", "half \ud83d here", []), "half a character"),
        (DocumentDraft("a\udcff", "whole", []), "half a character"),
        (DocumentDraft(" ", "whole", []), "no name"),
    ],
)
def test_text_that_can_not_be_stored_is_refused(
    study: Project,
    talk: Path,
    content: DocumentDraft,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "read", lambda *_args, **_kwargs: ImportedFile("txt", [content]))
    message = refused(study, talk)
    assert why in message


def test_codebooks_come_in_as_files_too(study: Project, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("codebook: {id: mine, title: M}\ncodes:\n  - {id: x, name: X}\n", "utf-8")
    tried = taken(study, book, dry_run=True)
    assert (tried.format, tried.codes_made, study.codebooks.list()) == ("codebook", ["x"], [])
    assert taken(study, book).codes_made == ["x"]
    assert taken(study, book).skipped == ("mine",)
    book.write_text("codebook: [", "utf-8")
    assert "book.yaml" in refused(study, book)


# The turns table


def test_a_table_of_turns_brings_its_codes(study: Project, turns: Path) -> None:
    report = taken(study, turns, coder="Kari")
    assert (report.format, report.codings) == ("turns", 5)
    assert report.codes_made == ["greet", "A > B", "wait"]
    assert coded(study) == {
        ("a", "greet", "Kari", "Hei på deg 🙂"),
        ("a", "A > B", "Kari", "Hei på deg 🙂"),
        ("a", "wait", "Kari", "Vi ventet lenge"),
        ("a", "greet", "Kari", "Vi ventet lenge"),
        ("b", "wait", "Ola", "og mer"),
    }
    assert {code.codebook for code in study.codes.list()} == {study.codebooks.get("imported").uuid}
    assert study.check() == []


def test_a_table_again_adds_nothing(study: Project, turns: Path) -> None:
    taken(study, turns, coder="Kari")
    before = {**state(study), "events": 0}
    report = taken(study, turns, coder="Kari")
    assert (report.codings, report.skipped, report.codes_made) == (0, ["a", "b"], [])
    assert any(note.endswith("there already: 5") for note in report.notes)
    assert {**state(study), "events": 0} == before


def test_a_second_coders_table_adds_their_codings(study: Project, turns: Path) -> None:
    taken(study, turns, coder="Kari")
    report = taken(study, turns, coder="Åse")
    assert (report.documents, report.codings) == ([], 4)
    assert ("a", "greet", "Åse", "Vi ventet lenge") in coded(study)
    assert study.info().counts["codings"] == 9


def test_codings_need_somebody_whose_they_are(study: Project, turns: Path) -> None:
    assert "doesn't say whose" in refused(study, turns)
    assert study.coders.list() == []


def test_strict_refuses_codes_that_are_not_there(study: Project, turns: Path) -> None:
    study.codes.ensure(["greet", "waiting"])
    message = refused(study, turns, coder="Kari", strict=True)
    assert "2 codes the study doesn't have: A > B, wait" in message
    [report] = take(study, turns, coder="Kari", strict=True)
    assert report.error is not None
    assert "waiting" in report.error.hint or "greet" in report.error.hint
    study.codes.ensure(["wait", "A > B"])
    assert taken(study, turns, coder="Kari", strict=True).codes_made == []


def test_a_code_without_a_name_is_no_code(study: Project, tmp_path: Path) -> None:
    table = jsonl(tmp_path / "t.jsonl", [{"text": "Hei", "codes": ["x", " ", ""]}])
    assert taken(study, table, coder="Kari").codings == 1
    assert [code.id for code in study.codes.list()] == ["x"]


def test_a_name_that_fits_several_codes_is_refused(study: Project, turns: Path) -> None:
    for book in ("one", "two"):
        path = turns.with_name(f"{book}.yaml")
        path.write_text(
            f"codebook: {{id: {book}, title: T}}\ncodes:\n  - {{id: wait, name: Wait}}\n", "utf-8"
        )
        study.codebooks.load(path)
    [report] = take(study, turns, coder="Kari")
    assert isinstance(report.error, AmbiguousName)
    assert report.error.hint == "use one of: one:wait, two:wait"
    assert study.documents.list() == []


# The codings table


@pytest.fixture
def told(study: Project) -> Project:
    """A document, the codes x and `Top > y`, and Kari."""
    study.documents.add(draft("a", ("I", "Hei på deg 🙂 hei"), ("D", "Vi ventet lenge nok")))
    study.codes.ensure(["x", "Top > y"])
    study.coders.ensure("Kari")
    return study


def codings(folder: Path, *rows: Mapping[str, object]) -> Path:
    """A table of codings by Kari; a row lacks what it doesn't give."""
    return jsonl(
        folder / "codings.jsonl",
        [
            {"document": "a", "code": "x", "coder": "Kari", "start": None, "end": None,
             "quote": "", **row}
            for row in rows
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "quote", "start"),
    [
        ({"start": 0, "end": 3}, "Hei", 0),
        ({"start": 0, "end": 3, "quote": "Hei"}, "Hei", 0),
        ({"start": 11, "end": 12, "quote": "🙂"}, "🙂", 11),
        ({"start": 12, "end": 13, "quote": "🙂"}, "🙂", 11),
        ({"start": 25, "end": 31, "quote": "ventet"}, "ventet", 20),
        ({"start": 500, "end": 506, "quote": "ventet"}, "ventet", 20),
        ({"quote": "ventet lenge"}, "ventet lenge", 20),
        ({"start": 16, "end": 19, "quote": "\r\nVi"}, "\nVi", 16),
        ({"quote": "ei", "start": 3, "end": 5}, "ei", 1),
    ],
)
def test_a_quote_is_found_where_it_is(
    told: Project, tmp_path: Path, row: dict[str, object], quote: str, start: int
) -> None:
    report = taken(told, codings(tmp_path, row))
    assert (report.format, report.codings, report.problems) == ("codings", 1, ())
    [coding] = told.codings.list()
    assert (coding.quote, coding.start) == (quote, start)
    moved = any("found near their offsets" in note for note in report.notes)
    assert moved == (row.get("start") not in (None, start))
    assert told.check() == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"quote": "never said", "start": 0, "end": 10}, "isn't at its offsets, nor near them"),
        ({"quote": "never said"}, "isn't in the document"),
        ({"quote": "ei"}, "more than once"),
        ({"start": 30, "end": 99}, "outside the document"),
        ({"document": "A transcript", "start": 0, "end": 3}, "no document matches 'A transcript'"),
    ],
)
def test_a_row_that_fits_nowhere_is_reported_and_the_others_stored(
    told: Project, tmp_path: Path, row: dict[str, object], why: str
) -> None:
    report = taken(told, codings(tmp_path, {"start": 0, "end": 3}, row))
    assert report.codings == 1
    [problem] = report.problems
    assert (problem.row, why in problem.message) == (2, True), problem.message
    assert "never said" not in problem.message
    assert [coding.quote for coding in told.codings.list()] == ["Hei"]


def test_a_quote_too_far_from_its_offsets_is_not_taken(told: Project, tmp_path: Path) -> None:
    told.documents.add(draft("long", (None, "x" * 5_000 + " needle " + "x" * 5_000)))
    rows = [
        {"document": "long", "quote": "needle", "start": at, "end": at + 6}
        for at in (1_000, 4_500, 5_900, 9_000)
    ]
    report = taken(told, codings(tmp_path, *rows))
    assert [problem.row for problem in report.problems] == [1, 4]
    assert report.codings == 1


@pytest.mark.parametrize("code", ["Top > y", "y", "top > Y", "imported:Top > y"])
def test_a_code_is_named_by_path_id_or_name(told: Project, tmp_path: Path, code: str) -> None:
    assert taken(told, codings(tmp_path, {"code": code, "start": 0, "end": 3})).codes_made == []
    [coding] = told.codings.list()
    assert coding.code == told.codes.get("Top > y").uuid


def test_a_known_id_goes_before_the_path(told: Project, tmp_path: Path) -> None:
    report = taken(
        told,
        codings(
            tmp_path,
            {"code": "Renamed", "code_id": "x", "start": 0, "end": 1},
            {"code": "", "code_id": "unknown.id", "start": 0, "end": 2},
            {"code": "x", "code_id": "unknown.id", "start": 0, "end": 3},
        ),
    )
    assert report.codes_made == ["unknown.id"]
    ids = {code.uuid: code.id for code in told.codes.list()}
    assert [ids[coding.code] for coding in told.codings.list()] == ["x", "unknown.id", "x"]


def test_what_a_row_brings_along_is_kept(told: Project, tmp_path: Path) -> None:
    uuid = str(UUID(int=99))
    row = {
        "start": 0, "end": 3, "memo": "a greeting?", "uuid": uuid,
        "created_at": "2024-05-06T07:08:09Z",
    }  # fmt: skip
    taken(told, codings(tmp_path, row))
    [coding] = told.codings.list()
    assert (coding.uuid, coding.created_at) == (uuid, "2024-05-06T07:08:09Z")
    [memo] = told.memos.list(target=uuid)
    assert (memo.text, memo.kind, memo.coder) == ("a greeting?", "coding", coding.coder)
    taken(told, codings(tmp_path, row))
    assert len(told.memos.list()) == 1
    # The same identity for another passage gets one of its own.
    taken(told, codings(tmp_path, {**row, "end": 5}, {**row, "end": 6}))
    assert len({item.uuid for item in told.codings.list()}) == 3
    assert told.check() == []


def test_a_row_number_is_no_identity_and_yesterday_no_time(told: Project, tmp_path: Path) -> None:
    taken(told, codings(tmp_path, {"start": 0, "end": 3, "uuid": "1", "created_at": "yesterday"}))
    [coding] = told.codings.list()
    assert UUID(coding.uuid)
    assert coding.created_at.startswith("2026-01-05T")


def test_the_coder_given_stands_in_for_one_not_named(told: Project, tmp_path: Path) -> None:
    rows = codings(
        tmp_path, {"start": 0, "end": 3, "coder": ""}, {"start": 0, "end": 3, "coder": "Ola"}
    )
    assert "doesn't say whose" in refused(told, rows)
    taken(told, rows, coder="kari")
    assert {coder for _, _, coder, _ in coded(told)} == {"Kari", "Ola"}


def test_the_same_row_twice_is_one_coding(told: Project, tmp_path: Path) -> None:
    report = taken(told, codings(tmp_path, *[{"start": 0, "end": 3}] * 3))
    assert report.codings == 1


# Cases


def test_cases_come_in_and_are_brought_up_to_date(study: Project, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case,kind,speaker,consent,site\nAnna,person,D1|D2,yes,K04\n", "utf-8")
    assert taken(study, table).cases == 1
    table.write_text(
        "case,speaker,consent,site,role\nANNA,D3,withdrawn,K05,lege\nBo,D4,,K06,\n", "utf-8"
    )
    assert taken(study, table, coder="Kari").cases == 2
    anna, bo = study.cases.list()
    assert anna.speakers == ("D1", "D2", "D3")
    assert anna.variables == {"site": "K05", "role": "lege"}
    assert (anna.consent, bo.consent) == ("withdrawn", "")
    study.undo(study.coders.get("Kari").uuid)
    [anna] = study.cases.list()
    assert (anna.variables, anna.consent) == ({"site": "K04"}, "yes")


def test_a_speaker_of_somebody_else_refuses_the_table(study: Project, tmp_path: Path) -> None:
    study.cases.add(CaseDraft("Bo", speakers=["D1"]))
    table = tmp_path / "cases.csv"
    table.write_text("case,speaker\nCy,D9\nAnna,D1\n", "utf-8")
    assert "'D1' stands for case Bo" in refused(study, table)
    assert isinstance(take(study, table)[0].error, ConflictError)


def test_an_unknown_format_or_setting_is_refused(study: Project, talk: Path) -> None:
    for choices in ({"format": "wordstar"}, {"settings": {"colour": "red"}}, {"kind": "podcast"}):
        [report] = take(study, talk, **choices)
        assert isinstance(report.error, InputError), choices
    assert study.documents.list() == []
