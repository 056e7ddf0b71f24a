"""What goes out of a study: every table, every filter, and back in again."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import draft
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.drafts import CaseDraft, DocumentDraft
from qualcode.errors import (
    AmbiguousName,
    FileError,
    InputError,
    NotEnoughData,
    QualcodeError,
    UnknownName,
)
from qualcode.model import Turn
from qualcode.project import TABLES, Filter, ImportChoices, Project, WriteOptions

BOOK = """\
codebook: {id: talk, title: T}
codes:
  - {id: act, name: Acting}
  - {id: act.ask, name: Asking, parent: act}
  - {id: feel, name: Feeling, definition: "=1+1"}
"""


@pytest.fixture
def coded(study: Project, tmp_path: Path) -> Project:
    """Two documents, three codes, two coders, cases, a session and memos."""
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, "utf-8")
    study.codebooks.load(book)
    kari, ola = (study.coders.ensure(name).uuid for name in ("Kari", "Ola"))
    study.cases.add(CaseDraft("Anna", speakers=["D1"], variables={"site": "K04", "role": "lege"}))
    study.cases.add(CaseDraft("Bo", speakers=["D2"], variables={"site": "K05"}))
    study.sessions.add("Spring", date="2026-03-01")
    study.sessions.add("Autumn", date="2026-09-01")
    text = "I: Hei\nD1: Ja, hei\nD2: =SUM(A1) å"
    turns = [Turn(0, 3, 6, "I"), Turn(1, 11, 18, "D1", attributes={"mood": "glad"}),
             Turn(2, 23, 33, "D2")]  # fmt: skip
    one = study.documents.add(
        DocumentDraft("one", text, turns, kind="interview", language="nb", variables={"wave": 1})
    )
    two = study.documents.add(draft("two", ("D1", "Så gikk vi"), (None, "og kom hjem")))
    study.documents.set_kind("two", "workshop")
    study.documents.set_session("one", study.sessions.get("Spring").uuid)
    study.documents.set_session("two", study.sessions.get("Autumn").uuid)

    def code(document: str, name: str, coder: str, start: int, end: int) -> str:
        given = study.codes.get(name).uuid
        return study.codings.apply(document, given, coder, start, end).uuid

    code(one.uuid, "act", kari, 3, 6)
    asked = code(one.uuid, "act.ask", kari, 7, 18)
    code(one.uuid, "feel", ola, 23, 33)
    code(two.uuid, "feel", kari, 0, 10)
    code(two.uuid, "act.ask", ola, 11, 22)
    study.memos.add("coding", "hm", kari, target_table="coding", target=asked)
    study.memos.add("coding", "nja", ola, target_table="coding", target=asked)
    study.memos.add("document", "om", ola, document=two.uuid, start=0, end=2)
    return study


def rows(project: Project, what: str, **wanted: Any) -> list[dict[str, Any]]:
    table = project.table(what, Filter(**wanted))
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def quotes(project: Project, **wanted: Any) -> list[str]:
    found = [row["quote"] for row in rows(project, "codings", **wanted)]
    assert found == [row["quote"] for row in rows(project, "excerpts", **wanted)]
    return found


ALL = ["Hei", "D1: Ja, hei", "=SUM(A1) å", "Så gikk vi", "og kom hjem"]


def test_codings_are_those_of_the_contract(coded: Project) -> None:
    first, second, *_ = rows(coded, "codings")
    assert list(first) == [
        "document", "start", "end", "code", "code_id", "coder", "quote", "memo", "created_at",
        "uuid",
    ]  # fmt: skip
    assert (second["code"], second["code_id"], second["memo"]) == (
        "Acting > Asking", "act.ask", "hm\nnja",
    )  # fmt: skip
    assert quotes(coded) == ALL
    for row in rows(coded, "codings"):
        text = coded.documents.text(coded.documents.get(row["document"]).uuid)
        assert text[row["start"] : row["end"]] == row["quote"]


def test_excerpts_say_who_speaks(coded: Project) -> None:
    told = [
        (row["turn"], row["speaker"], row["case"], row["site"], row["role"])
        for row in rows(coded, "excerpts")
    ]
    assert told == [
        (1, "I", None, None, None),
        (2, "D1", "Anna", "K04", "lege"),  # begins at the label, before the turn
        (3, "D2", "Bo", "K05", None),
        (1, "D1", "Anna", "K04", "lege"),
        (2, None, None, None, None),
    ]


def test_a_case_variable_does_not_hide_a_column(coded: Project) -> None:
    coded.cases.set_variables("Anna", {"quote": "mine"})
    row = rows(coded, "excerpts")[1]
    assert (row["quote"], row["case_quote"]) == ("D1: Ja, hei", "mine")


@pytest.mark.parametrize(
    ("wanted", "which"),
    [
        ({"codes": ["act"]}, [0, 1, 4]),
        ({"codes": ["act"], "exact": True}, [0]),
        ({"codes": ["Acting > Asking"]}, [1, 4]),
        ({"codes": ["asking", "feel"]}, [1, 2, 3, 4]),
        ({"coders": ["kari"]}, [0, 1, 3]),
        ({"coders": ["Kari", "Ola"]}, [0, 1, 2, 3, 4]),
        ({"documents": ["two"]}, [3, 4]),
        ({"cases": ["anna"]}, [1, 3]),
        ({"speakers": ["d1", "I"]}, [0, 1, 3]),
        ({"where": ["site=k04"]}, [1, 3]),
        ({"where": ["site=K04", "role=lege"]}, [1, 3]),
        ({"where": ["wave=1"]}, [0, 1, 2]),
        ({"where": ["mood=glad"]}, [1]),
        ({"where": ["site=K99"]}, []),
        ({"kinds": ["workshop"]}, [3, 4]),
        ({"languages": ["nb"]}, [0, 1, 2]),
        ({"sessions": ["Spring"]}, [0, 1, 2]),
        ({"since": "2026-03-01"}, [0, 1, 2, 3, 4]),
        ({"since": "2026-03-02"}, [3, 4]),
        ({"until": "2026-03-01"}, [0, 1, 2]),
        ({"since": "2026-01-01", "until": "2026-02-01"}, []),
        ({"codes": ["feel"], "coders": ["Kari"], "documents": ["one"]}, []),
    ],
)
def test_filters(coded: Project, wanted: Mapping[str, Any], which: list[int]) -> None:
    assert quotes(coded, **wanted) == [ALL[index] for index in which]


def test_a_document_without_a_date_is_in_no_period(coded: Project) -> None:
    coded.documents.set_session("two", None)
    assert quotes(coded, since="2026-01-01") == ALL[:3]
    assert quotes(coded, until="2027-01-01") == ALL[:3]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ({"codes": ["askign"]}, "Asking"),
        ({"coders": ["Kar"]}, "Kari"),
        ({"documents": ["tow"]}, "two"),
        ({"cases": ["Ana"]}, "Anna"),
        ({"speakers": ["D3"]}, "D"),
        ({"where": ["sit=K04"]}, "site"),
        ({"kinds": ["workshops"]}, "workshop"),
        ({"languages": ["nn"]}, "nb"),
        ({"sessions": ["Springs"]}, "Spring"),
    ],
)
def test_a_name_that_fits_nothing_names_the_nearest(
    coded: Project, wanted: Mapping[str, Any], near: str
) -> None:
    with pytest.raises(UnknownName) as raised:
        quotes(coded, **wanted)
    assert near in raised.value.hint


@pytest.mark.parametrize(
    "wanted",
    [{"where": ["site"]}, {"where": ["=K04"]}, {"since": "yesterday"}, {"until": "2026-02-30"}],
)
def test_conditions_that_say_nothing(coded: Project, wanted: Mapping[str, Any]) -> None:
    with pytest.raises(InputError):
        quotes(coded, **wanted)


def test_the_codebook_counts_codings(coded: Project) -> None:
    assert [(row["id"], row["parent"], row["codings"]) for row in rows(coded, "codebook")] == [
        ("act", "", 1), ("act.ask", "act", 2), ("feel", "", 2),
    ]  # fmt: skip
    assert [row["id"] for row in rows(coded, "codebook", codes=["feel"])] == ["feel"]


def test_memos_and_the_journal(coded: Project) -> None:
    assert [(row["text"], row["coder"], row["document"], row["on"]) for row in rows(coded, "memos")] == [
        ("hm", "Kari", None, "coding"), ("nja", "Ola", None, "coding"), ("om", "Ola", "two", None),
    ]  # fmt: skip
    journal = rows(coded, "journal")
    assert journal[0]["label"] == "create the study"
    assert [row["sequence"] for row in journal] == list(range(1, len(journal) + 1))
    assert not {"before", "after"} & set(journal[0])


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("memos", {"documents": ["one"]}),
        ("memos", {"coders": ["Kari"]}),
        ("journal", {"since": "2026-01-01"}),
        ("codebook", {"speakers": ["D1"]}),
        ("suggestions", {"coders": ["Kari"]}),
        ("topics", {"codes": ["feel"]}),
    ],
)
def test_a_filter_is_never_left_out_silently(
    coded: Project, what: str, wanted: Mapping[str, Any]
) -> None:
    with pytest.raises(InputError, match=f"{what} can't be chosen by {next(iter(wanted))}"):
        coded.table(what, Filter(**wanted))


def test_tables_that_are_not_there(coded: Project) -> None:
    with pytest.raises(UnknownName, match="no export matches 'codngs'"):
        coded.table("codngs")
    for what in ("suggestions", "topics"):
        with pytest.raises(NotEnoughData):
            list(coded.table(what).rows)


ENDINGS = ("csv", "tsv", "jsonl", "xlsx", "md")


@pytest.mark.parametrize(
    ("what", "ending"),
    itertools.product(sorted(set(TABLES) - {"suggestions", "topics"}), ENDINGS),
)
def test_every_table_in_every_format(
    coded: Project, tmp_path: Path, what: str, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    exported = coded.export(path, what)
    assert (exported.path, exported.rows) == (path, len(list(coded.table(what).rows)))
    assert path.stat().st_size > 0
    with pytest.raises(FileError):
        coded.export(path, what)
    coded.export(path, what, options=WriteOptions(force=True))


def test_nothing_is_written_where_the_request_is_wrong(coded: Project, tmp_path: Path) -> None:
    for name, what, wanted in (
        ("out.doc", None, Filter()),
        ("out", None, Filter()),
        ("out.csv", "nonsense", Filter()),
        ("out.csv", None, Filter(codes=("nonsense",))),
        ("out.csv", "suggestions", Filter()),
        ("out.yaml", "codings", Filter()),
        ("no/folder/out.csv", None, Filter()),
    ):
        with pytest.raises(QualcodeError):
            coded.export(tmp_path / name, what, wanted)
        assert not (tmp_path / name).exists()


def test_a_codebook_goes_out_as_yaml(coded: Project, tmp_path: Path) -> None:
    exported = coded.export(tmp_path / "talk.yaml")
    assert exported.rows == 3
    assert (tmp_path / "talk.yaml").read_text("utf-8") == coded.codebooks.export("talk")
    coded.codes.ensure(["x"])
    with pytest.raises(InputError, match="the study has 2"):
        coded.export(tmp_path / "both.yaml")
    assert coded.export(tmp_path / "one.yaml", codebook="imported").rows == 1


# And back in


def told(project: Project) -> set[tuple[Any, ...]]:
    """Everything a coding is, by names."""
    documents = {item.uuid: item.name for item in project.documents.list()}
    coders = {item.uuid: item.name for item in project.coders.list()}
    books = {item.uuid: item.id for item in project.codebooks.list()}
    codes = {item.uuid: (books[item.codebook], item.id) for item in project.codes.list()}
    memos = {memo.target: memo.text for memo in project.memos.list()}
    return {
        (
            coding.uuid, documents[coding.document], codes[coding.code], coders[coding.coder],
            coding.start, coding.end, coding.quote, coding.prefix, coding.suffix,
            coding.created_at, memos.get(coding.uuid),
        )
        for coding in project.codings.list()
    }  # fmt: skip


def brought_over(project: Project, folder: Path, ending: str) -> set[tuple[Any, ...]]:
    """The codings of a new study with the same documents and books, after export and import."""
    path = folder / f"codings.{ending}"
    project.export(path, options=WriteOptions(force=True))
    study = folder / "other.qualcode"
    study.unlink(missing_ok=True)
    with Project.create(study) as other:
        for book in project.codebooks.list():
            file = folder / f"{book.id}.yaml"
            file.write_text(project.codebooks.export(book.id), "utf-8")
            other.codebooks.load(file)
        for document in project.documents.list():
            text, turns = (
                project.documents.text(document.uuid),
                project.documents.turns(document.uuid),
            )
            other.documents.add(DocumentDraft(document.name, text, turns))
        [report] = other.import_files([path], ImportChoices(strict=True))
        assert report.error is None, report.error.message
        assert report.problems == ()
        assert other.check() == []
        return told(other)


TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_characters="\r"), st.sampled_from("=+-@';\"\t\n,🙂\u0301")),
    min_size=1, max_size=60,
)  # fmt: skip


@given(texts=st.lists(TEXTS, min_size=1, max_size=3), data=st.data())
@settings(max_examples=20)
def test_codings_survive_the_way_out_and_in(
    texts: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("round")
    with Project.create(folder / "one.qualcode") as project:
        codes = list(project.codes.ensure(["=x", "Top > Under; or", "å"]).values())
        coders = [project.coders.ensure(name).uuid for name in ("Kari", "'Ola")]
        for number, text in enumerate(texts):
            document = project.documents.add(draft(f"d{number}", (None, text)))
            for start in data.draw(st.sets(st.integers(0, len(text) - 1), max_size=4)):
                end = data.draw(st.integers(start + 1, len(text)))
                coding = project.codings.apply(
                    document.uuid, codes[start % 3].uuid, coders[end % 2], start, end
                )
                if start % 2:
                    project.memos.add("coding", "=so, \"it\"\nis", coding.coder,
                                      target_table="coding", target=coding.uuid)  # fmt: skip
        if project.codings.list():
            ending = data.draw(st.sampled_from(["csv", "tsv", "jsonl"]))
            assert brought_over(project, folder, ending) == told(project)


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "xlsx"])
def test_codes_of_the_same_id_in_two_books_are_told_apart(
    coded: Project, tmp_path: Path, ending: str
) -> None:
    other = tmp_path / "more.yaml"
    other.write_text(
        "codebook: {id: more, title: M}\ncodes: [{id: feel, name: Feeling}]\n", "utf-8"
    )
    coded.codebooks.load(other)
    coded.codings.apply(
        coded.documents.get("two").uuid, coded.codes.get("more:feel").uuid,
        coded.coders.get("Kari").uuid, 0, 10,
    )  # fmt: skip
    with pytest.raises(AmbiguousName):
        quotes(coded, codes=["feel"])
    coded.memos.remove(coded.memos.list()[1].uuid, None)
    assert brought_over(coded, tmp_path, ending) == told(coded)
