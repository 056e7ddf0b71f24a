"""The sample corpus: labelled, invented, and the study that `demo` makes of it."""

from __future__ import annotations

import csv
import re
import socket
from pathlib import Path

import pytest

from qualcode.errors import FileError
from qualcode.project import Filter, Project, sample, shipped_codebooks

CORPUS = Path(__file__).parents[1] / "corpora" / "sample"
LONGEST_SHARED = 5


def refuse(*_: object) -> None:
    raise AssertionError("the network was asked for")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> sample.DemoSummary:
    """The demo, made where nothing can be reached: importing, suggesting, topics, exports."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        return sample.build_demo(tmp_path_factory.mktemp("demo") / "new", lambda *_: None)


def test_every_transcript_says_that_it_is_synthetic() -> None:
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix in {".vtt", ".txt", ".csv", ".tsv", ".jsonl", ".md"} and path.name != (
            "reference_codings.csv"
        ):
            assert "synthetic" in path.read_text("utf-8-sig").casefold(), path.name


def test_the_word_document_says_so_in_its_header() -> None:
    from docx import Document

    document = Document(str(CORPUS / "K04_leder_intervju.docx"))
    header = " ".join(paragraph.text for paragraph in document.sections[0].header.paragraphs)
    assert "SYNTHETIC" in header


def test_nothing_is_taken_from_the_codebooks_examples(demo: sample.DemoSummary) -> None:
    with Project.open(demo.study) as project:
        examples = {
            run
            for code in project.codes.list()
            for example in code.examples
            for run in _runs(example.text)
        }
        for document in project.documents.list():
            assert not examples & set(_runs(project.documents.text(document.uuid))), document.name


def test_the_demo_holds_what_it_says(demo: sample.DemoSummary) -> None:
    with Project.open(demo.study) as project:
        counts = project.info().counts
        for name in ("documents", "turns", "words", "cases", "codes", "codings"):
            assert demo.counts[name] == counts[name] > 0
        assert demo.counts["documents"] == 7
        assert demo.counts["turns"] >= 200
        assert demo.counts["suggestions"] > 0
        assert demo.counts["topics"] > 1
        assert project.settings.synthetic
        assert project.check() == []
        assert {document.name.partition("_")[0] for document in project.documents.list()} >= {
            "tiny", "workshop", "fokusgruppe", "K04",
        }  # fmt: skip
        assert len(project.codebooks.list()) == len(shipped_codebooks())


def test_every_turn_of_the_tiny_tier_is_coded(demo: sample.DemoSummary) -> None:
    with Project.open(demo.study) as project:
        tiny = [item for item in project.documents.list() if item.name.startswith("tiny_")]
        assert (len(tiny), sum(document.turn_count for document in tiny)) == (3, 60)
        for document in tiny:
            coded = {coding.start for coding in project.codings.of_document(document.uuid)}
            for turn in project.documents.turns(document.uuid):
                assert turn.start in coded


def test_every_reference_coding_found_its_passage(demo: sample.DemoSummary) -> None:
    with (CORPUS / "reference_codings.csv").open(encoding="utf-8-sig", newline="") as file:
        wanted = {(row["document"], row["code_id"], row["quote"]) for row in csv.DictReader(file)}
    with Project.open(demo.study) as project:
        table = project.table("codings", Filter())
        columns = {name: index for index, name in enumerate(table.columns)}
        stored = {
            (row[columns["document"]], row[columns["code_id"]], row[columns["quote"]])
            for row in table.rows
        }
    assert wanted <= stored


def test_every_speaker_is_a_case(demo: sample.DemoSummary) -> None:
    with Project.open(demo.study) as project:
        known = {label for label, _ in project.cases.by_speaker()}
        assert {label for label, _ in project.documents.speakers()} <= known


def test_what_was_exported_is_there(demo: sample.DemoSummary) -> None:
    assert [path.name for path in demo.exported] == [
        "excerpts.xlsx", "excerpts.md", "codings.csv", "suggestions.csv", "topics.csv",
    ]  # fmt: skip
    assert all(path.stat().st_size > 0 for path in demo.exported)


def test_the_demo_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", "utf-8")
    with pytest.raises(FileError, match="isn't an empty folder"):
        sample.build_demo(tmp_path, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def _runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return [tuple(words[i : i + LONGEST_SHARED + 1]) for i in range(len(words) - LONGEST_SHARED)]
