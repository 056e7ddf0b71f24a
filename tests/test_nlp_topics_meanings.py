"""Topics by meanings: languages, outliers, stability, methods, the tree and the map."""

from __future__ import annotations

import random
import sys
from types import ModuleType

import numpy as np
import pytest
from fake_vectors import FakeVectors

from qualcode.errors import InputError, MissingPackage, NotEnoughData, UnknownName
from qualcode.nlp.passages import Passage
from qualcode.nlp.topics import TopicOutcome, TopicRequest, fit_topics
from qualcode.nlp.topics.mapping import lay_out
from qualcode.nlp.topics.membership import OUTLIERS, with_strays_in, without_strays
from qualcode.nlp.topics.naming import chosen_terms
from qualcode.nlp.topics.stability import stability
from qualcode.nlp.topics.tree import join
from qualcode.nlp.topics.words import read_words, usual_forms

NORWEGIAN = {
    "fish": ["fisken", "garnet", "båten", "sjøen", "fangsten", "kaia"],
    "school": ["læreren", "elevene", "timeplanen", "skolen", "boka", "tavla"],
    "ward": ["pasienten", "legen", "sengeposten", "medisinen", "vakta", "prøven"],
}
ENGLISH = {
    "fish": ["fish", "net", "boat", "sea", "catch", "harbour"],
    "school": ["teacher", "pupils", "timetable", "school", "book", "blackboard"],
    "ward": ["patient", "doctor", "ward", "medicine", "shift", "sample"],
}
SYNONYMS = {
    english: norwegian
    for field, words in ENGLISH.items()
    for english, norwegian in zip(words, NORWEGIAN[field], strict=True)
}


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def turn(number: int, language: str = "nb", document: str = "d") -> Passage:
    """A turn about one of three fields, the same one in either language."""
    fields = NORWEGIAN if language == "nb" else ENGLISH
    field = list(fields)[number % 3]
    some = random.Random(number).sample(range(6), 4)
    one, two, three, four = (fields[field][each] for each in some)
    text = (
        f"ja og så var det {one} og {two} med {three} på {four}"
        if language == "nb"
        else f"yes and then there was {one} and {two} with {three} on {four}"
    )
    return Passage(document, number, 0, len(text), text, language=language)


def bilingual(count: int = 45) -> list[Passage]:
    return [turn(at) for at in range(count)] + [turn(at, "en", "e") for at in range(count)]


def fit(
    passages: list[Passage], number: int | None = 3, source: FakeVectors | None = None, **how: str
) -> TopicOutcome:
    return fit_topics(passages, TopicRequest(number, **how), quiet, source)  # type: ignore[arg-type]


def test_what_means_the_same_meets_across_languages_by_meaning_and_not_by_words() -> None:
    passages = bilingual()
    by_meaning = fit(passages, source=FakeVectors(SYNONYMS))
    number_of = {row: number for row, number, _ in by_meaning.assignments}
    assert all(number_of[at] == number_of[at + 45] for at in range(45))
    assert by_meaning.parameters["embedding"] == "fake 1"
    assert not any("divide by language" in note for note in by_meaning.notes)
    by_words = fit(passages)
    assert by_words.parameters["embedding"] == "words"
    assert any("divide by language" in note for note in by_words.notes)


def test_the_source_is_given_turns_without_transcription_marks() -> None:
    source = FakeVectors()
    text = "ja [ler] fisken # og båten"
    fit([Passage("d", 99, 0, len(text), text, language="nb"), *bilingual()], source=source)
    assert all("[ler]" not in asked and "#" not in asked for asked in source.asked)


def test_a_source_without_vectors_leaves_the_words() -> None:
    class Nothing(FakeVectors):
        name = "none"

        def vectors(self, texts: object, on_progress: object) -> np.ndarray:
            return np.zeros((len(texts), 0), dtype=np.float32)  # type: ignore[arg-type]

    outcome = fit(bilingual(), source=Nothing())
    assert outcome.parameters["embedding"] == "words"


def test_all_turns_the_same_are_too_little() -> None:
    with pytest.raises(NotEnoughData, match="1 different passages"):
        fit([turn(0)] * 100, source=FakeVectors())


def test_few_different_turns_said_often_make_topics_without_fail() -> None:
    outcome = fit([turn(at % 12) for at in range(240)], None, FakeVectors())
    assert sum(topic.size for topic in outcome.topics) == 240


def test_a_very_long_turn_is_one_turn_among_others() -> None:
    long = turn(0).text * 2_000
    outcome = fit([Passage("d", 200, 0, len(long), long, language="nb"), *bilingual()])
    assert outcome.assignments[0][0] == 0


def test_forms_of_one_word_are_one_term_shown_as_it_is_said_most() -> None:
    texts = ["møtet og møte", "møtet", "møter", "meetings"]
    passages = [
        Passage("d", at, 0, len(text), text, language="en" if at == 3 else "nb")
        for at, text in enumerate(texts)
    ]
    readings = [read_words(passage) for passage in passages]
    assert [reading.lemmas for reading in readings] == [
        ["møte", "møte"],
        ["møte"],
        ["møte"],
        ["meeting"],
    ]
    assert usual_forms(readings) == {"møte": "møtet", "meeting": "meetings"}


def test_other_languages_are_pointed_out() -> None:
    said = "pacjent lekarz szpital oddział numer"
    polish = [
        Passage("p", at, 0, 40, f"{said} {at} {'abcdefgh'[at]}xyz", language="pl")
        for at in range(8)
    ]
    notes = fit(bilingual() + polish, source=FakeVectors()).notes
    assert any("8 passages are in other languages (pl)" in note for note in notes)


def blobs() -> tuple[np.ndarray, np.ndarray]:
    """Two clear groups of 30 points on a circle, and one point opposite in the second group."""
    angles = np.concatenate([np.linspace(0, 1, 30), np.linspace(1.8, 2.8, 30), [4.4]])
    points = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    return points, np.array([0] * 30 + [1] * 31, dtype=np.int64)


def test_what_is_far_from_its_middle_is_an_outlier_and_can_be_put_back() -> None:
    points, clusters = blobs()
    numbers = without_strays(points, clusters)
    assert np.flatnonzero(numbers == OUTLIERS).tolist() == [60]
    back = with_strays_in(points, numbers)
    assert back[60] == back[59] != back[0]


def test_reduced_outliers_are_told_and_leave_none() -> None:
    stray = "xylofon quizmaster wienerbrød zebra kvakksalver yoghurt"
    passages = [turn(at) for at in range(60)]
    passages += [Passage("d", 500, 0, len(stray), stray, language="nb")] * 2
    kept = fit(passages, 4)
    assert kept.topics[-1].number == OUTLIERS
    reduced = fit_topics(passages, TopicRequest(4, reduce_outliers=True), quiet)
    assert all(topic.number >= 0 for topic in reduced.topics)
    assert sum(topic.size for topic in reduced.topics) == len(passages)
    assert any("put into the nearest one" in note for note in reduced.notes)
    assert reduced.parameters["outliers"] == kept.topics[-1].size


def test_clear_groups_are_stable_and_noise_is_not() -> None:
    points, clusters = blobs()
    how = {"method": "ward", "seed": 0, "on_progress": quiet}
    assert (stability(points[:60], clusters[:60], 2, **how) or 0) == 1  # type: ignore[arg-type]
    noise = np.random.default_rng(0).standard_normal((120, 8)).astype(np.float32)
    labels = np.arange(120) % 6
    shaky = stability(noise, labels, 6, **how)  # type: ignore[arg-type]
    assert shaky is not None
    assert shaky < 0.3
    assert stability(points[:4], clusters[:4], 3, **how) is None  # type: ignore[arg-type]


def test_stability_is_printed_with_what_it_means() -> None:
    outcome = fit(bilingual(), source=FakeVectors(SYNONYMS))
    assert outcome.stability is not None
    assert outcome.stability > 0.9
    assert any(f"stability {outcome.stability:.2f}: mean adjusted" in x for x in outcome.notes)


def test_the_tree_joins_the_nearest_first_and_names_what_they_share() -> None:
    middles = np.array([[1, 0], [0, 1], [0.1, 0.995]], dtype=np.float32)
    weights = {0: {"a": 1.0}, 1: {"b": 1.0, "c": 0.8}, 2: {"c": 0.9}}
    first, last = join(middles, [10, 5, 5], weights)
    assert (first.left, first.right, first.terms) == (1, 2, ["c", "b"])
    assert (last.left, last.right) == (0, 3)
    assert last.height > first.height
    assert join(middles[:1], [10], weights) == []


def test_the_map_keeps_groups_apart_and_is_the_same_again() -> None:
    points, _ = blobs()
    places = lay_out(points[:60], 3, quiet)
    assert places.min() == 0
    assert places.max() == 1
    gap = np.linalg.norm(places[:30].mean(axis=0) - places[30:].mean(axis=0))
    assert gap > np.linalg.norm(places[:30].std(axis=0))
    assert np.array_equal(places, lay_out(points[:60], 3, quiet))


def test_a_map_of_many_is_drawn_by_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.nlp.topics.mapping._LANDMARKS", 20)
    points, _ = blobs()
    places = lay_out(points[:60], 3, quiet)
    assert places.shape == (60, 2)
    assert len(np.unique(places, axis=0)) > 20


def test_terms_that_say_the_same_give_way_to_others() -> None:
    candidates = tuple((f"t{at}", 1 - at / 100) for at in range(12))

    def directions(terms: object) -> np.ndarray:
        rows = np.eye(12, dtype=np.float32)
        rows[1] = rows[0]
        return rows

    kept = [term for term, _ in chosen_terms(candidates, directions, None)]
    assert len(kept) == 10
    assert "t1" not in kept
    assert kept == sorted(kept, key=lambda term: int(term[1:]))


def test_hdbscan_finds_its_own_number() -> None:
    outcome = fit_topics(bilingual(), TopicRequest(method="hdbscan"), quiet, FakeVectors(SYNONYMS))
    assert outcome.parameters["clusters"] == "hdbscan"
    assert outcome.parameters["topics"] >= 3
    assert outcome.parameters["silhouettes"] == {}
    with pytest.raises(InputError, match="finds the number"):
        TopicRequest(3, method="hdbscan")
    with pytest.raises(UnknownName):
        TopicRequest(method="astrology")


def test_umap_is_used_where_it_is_installed_and_missed_by_name_where_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(MissingPackage, match="umap-learn"):
        fit_topics(bilingual(), TopicRequest(method="umap"), quiet, FakeVectors(SYNONYMS))

    class Umap:
        def __init__(self, n_components: int, random_state: int, **_: object) -> None:
            self.axes, self.seed = n_components, random_state

        def fit_transform(self, points: np.ndarray) -> np.ndarray:
            return points[:, : self.axes]

    module = ModuleType("umap")
    module.UMAP = Umap  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "umap", module)
    outcome = fit_topics(bilingual(), TopicRequest(method="umap"), quiet, FakeVectors(SYNONYMS))
    assert outcome.parameters["clusters"] == "umap"


@pytest.mark.parametrize(
    "stage", ["reading meanings", "clustering", "trying how stable they are", "drawing the map"]
)
def test_progress_can_cancel_at_every_stage(stage: str) -> None:
    class Cancelled(Exception):
        """The user's."""

    def cancel(now: str, done: int, total: int) -> None:
        if now == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit_topics(bilingual(20), TopicRequest(3), cancel, FakeVectors())
