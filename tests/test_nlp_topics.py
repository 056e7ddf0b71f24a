"""Topic clusters: what is grouped, how it is named, and when there is too little."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qualcode.errors import InputError, MissingPackage, NotEnoughData
from qualcode.nlp.passages import Passage
from qualcode.nlp.topics import TopicOutcome, TopicRequest, fit_topics
from qualcode.nlp.topics.clustering import choose_number
from qualcode.nlp.topics.words import read_words

FIELDS = {
    "fish": ["fisken", "garnet", "båten", "sjøen", "fangsten", "kaia", "torsken", "lina"],
    "school": ["læreren", "elevene", "timeplanen", "skolen", "boka", "leksene", "klassen", "tavla"],
    "ward": ["pasienten", "legen", "sengeposten", "medisinen", "vakta", "epikrisen", "prøven", "visitten"],
}  # fmt: skip


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def talk(per_field: int = 20) -> list[Passage]:
    """Turns of three vocabularies in turn, all wrapped in the same function words."""
    passages = []
    for turn in range(per_field * len(FIELDS)):
        words = FIELDS[list(FIELDS)[turn % len(FIELDS)]]
        some = random.Random(turn).sample(words, 4)
        text = f"ja, og så var det {some[0]} og {some[1]} med {some[2]} på {some[3]}"
        passages.append(Passage("d", turn, 0, len(text), text, language="nb"))
    return passages


def fit(passages: Sequence[Passage], number: int | None = None, seed: int = 0) -> TopicOutcome:
    return fit_topics(passages, TopicRequest(number, seed), quiet)


def test_vocabularies_become_topics_named_by_their_words() -> None:
    passages = talk()
    outcome = fit(passages, 3)
    assert [topic.number for topic in outcome.topics] == [0, 1, 2]
    assert [topic.size for topic in outcome.topics] == [20, 20, 20]
    assert [row for row, _, _ in outcome.assignments] == list(range(len(passages)))
    kinds = {}
    for row, number, closeness in outcome.assignments:
        kinds.setdefault(number, set()).add(row % 3)
        assert 0 <= closeness <= 1
    assert all(len(kind) == 1 for kind in kinds.values())
    for topic in outcome.topics:
        words = set(list(FIELDS.values())[kinds[topic.number].pop()])
        assert {term for term, _ in topic.terms} <= words
        weights = [weight for _, weight in topic.terms]
        assert weights == sorted(weights, reverse=True)
        assert topic.label == ", ".join(term for term, _ in topic.terms[:3])
        assert len(topic.representatives) == 3
        own = {row for row, number, _ in outcome.assignments if number == topic.number}
        assert set(topic.representatives) <= own


def test_the_number_is_chosen_where_none_is_given() -> None:
    outcome = fit(talk())
    assert outcome.parameters["topics"] == len(outcome.topics)
    assert outcome.parameters["number"] is None
    tried = outcome.parameters["silhouettes"]
    chosen = len([topic for topic in outcome.topics if topic.number >= 0])
    reach = max(tried.values()) - min(tried.values())
    assert tried[str(chosen)] >= max(tried.values()) - 0.1 * reach


def test_representatives_are_the_nearest_to_the_middle() -> None:
    outcome = fit(talk(), 3)
    closeness = {row: near for row, _, near in outcome.assignments}
    for topic in outcome.topics:
        members = [row for row, number, _ in outcome.assignments if number == topic.number]
        best = sorted((closeness[row] for row in members), reverse=True)[:3]
        assert [closeness[row] for row in topic.representatives] == best


def test_turns_of_function_words_are_left_out_and_counted() -> None:
    passages = [*talk(), *(Passage("d", 100 + i, 0, 9, "ja, det e jo sånn då") for i in range(4))]
    outcome = fit(passages, 3)
    assert len(outcome.assignments) == len(passages) - 4
    assert any(note.startswith("4 of 64 passages were left out") for note in outcome.notes)


def test_few_turns_give_few_topics_and_say_so() -> None:
    outcome = fit(talk(8))
    assert len(outcome.topics) <= 4
    assert set(outcome.parameters["silhouettes"]) == {"2", "3", "4"}
    assert any("only 24 passages" in note for note in outcome.notes)
    assert not any("only" in note for note in fit(talk()).notes)


@pytest.mark.parametrize(
    "passages", [[], talk(3), [Passage("d", i, 0, 16, "fisken og garnet") for i in range(80)]]
)
def test_too_little_text_is_said(passages: list[Passage]) -> None:
    with pytest.raises(NotEnoughData, match="topics need 12"):
        fit(passages)


def test_too_many_topics_are_lowered_and_said() -> None:
    outcome = fit(talk(8), 23)
    assert any("23 topics are too many" in note for note in outcome.notes)
    assert sum(topic.size for topic in outcome.topics) == 24


def test_a_cut_that_yields_one_cluster_is_not_compared() -> None:
    points = np.eye(20, dtype=np.float32)
    number, silhouettes = choose_number(points, lambda _: np.zeros(20, dtype=np.int64), 0, quiet)
    assert (number, silhouettes) == (2, {})


def test_the_best_number_is_found_among_bad_ones_too() -> None:
    points = np.arange(40, dtype=np.float32)[:, None]
    number, silhouettes = choose_number(points, lambda most: np.arange(40) % most, 0, quiet)
    assert max(silhouettes.values()) < 0
    assert silhouettes[number] == pytest.approx(max(silhouettes.values()), rel=0.1)


def test_the_silhouette_of_many_points_is_taken_on_a_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = set()

    def measured(points: np.ndarray, labels: np.ndarray) -> float:
        sizes.add((len(points), len(labels)))
        return 0.5

    monkeypatch.setattr("sklearn.metrics.silhouette_score", measured)
    points = np.zeros((2500, 2), dtype=np.float32)
    choose_number(points, lambda most: np.arange(2500) % most, 0, quiet)
    assert sizes == {(2000, 2000)}


def test_content_words() -> None:
    text = "X-en og x i 2026, [ler] hvorfor møtet?"
    said = read_words(Passage("d", 0, 0, len(text), text, language="nb"))
    assert (said.lemmas, said.forms) == (["x-en", "møte"], ["x-en", "møtet"])


def test_one_topic_is_refused() -> None:
    with pytest.raises(InputError, match="two topics"):
        TopicRequest(1)


def test_two_stray_turns_are_outliers() -> None:
    passages = talk()
    stray = "xylofon quizmaster wienerbrød zebra kvakksalver yoghurt"
    passages += [Passage("d", 500 + i, 0, len(stray), stray, language="nb") for i in range(2)]
    outcome = fit(passages, 4)
    assert [each[1:] for each in outcome.assignments[-2:]] == [(-1, 0.0), (-1, 0.0)]
    assert outcome.topics[-1].number == -1
    assert outcome.topics[-1].label == "outliers"
    assert any(note.startswith("2 passages are outliers") for note in outcome.notes)


def test_several_languages_are_pointed_out() -> None:
    passages = talk()
    passages += [
        Passage("e", turn, 0, 30, f"the nurse calls number {turn} ward kitchen", language="en")
        for turn in range(20)
    ]
    assert any("en and nb" in note for note in fit(passages, 4).notes)


def test_a_large_study_uses_k_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.nlp.topics.clustering.MOST_FOR_TREE", 30)
    outcome = fit(talk(), 3)
    assert outcome.parameters["clusters"] == "k-means"
    assert [topic.size for topic in outcome.topics] == [20, 20, 20]


def test_the_number_for_a_very_large_study_is_chosen_by_a_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qualcode.nlp.topics.clustering._MOST_TO_CHOOSE_BY", 45)
    sizes = []

    def chosen(points: np.ndarray, *rest: object) -> tuple[int, dict[int, float]]:
        sizes.append(len(points))
        return 3, {}

    monkeypatch.setattr("qualcode.nlp.topics.fitting.choose_number", chosen)
    assert [topic.size for topic in fit(talk()).topics] == [20, 20, 20]
    assert sizes == [45]


def test_numbers_name_no_topic() -> None:
    passages = [
        Passage("d", i, 0, 9, f"{each.text} i 2026 og 2027") for i, each in enumerate(talk())
    ]
    terms = {term for topic in fit(passages, 3).topics for term, _ in topic.terms}
    assert terms
    assert not {"2026", "2027"} & terms


def test_warnings_of_bertopic_stay_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    import bertopic

    whole = bertopic.BERTopic.fit_transform

    def warning(*args: object, **options: object) -> object:
        warnings.warn("about pandas", FutureWarning, stacklevel=1)
        return whole(*args, **options)

    monkeypatch.setattr(bertopic.BERTopic, "fit_transform", warning)
    before = list(warnings.filters)
    assert len(fit(talk(), 3).topics) == 3
    assert list(warnings.filters) == before


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    fit(talk(), 3)
    assert capfd.readouterr() == ("", "")


def test_without_bertopic_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "bertopic", None)
    with pytest.raises(MissingPackage, match="BERTopic") as caught:
        fit(talk(), 3)
    assert "qualcode[topics]" in caught.value.hint


@pytest.mark.parametrize("stage", ["reading words", "choosing the number", "naming topics"])
def test_progress_can_cancel(stage: str) -> None:
    class Cancelled(Exception):
        """The user's."""

    def cancel(now: str, done: int, total: int) -> None:
        if now == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit_topics(talk(), TopicRequest(), cancel)


_PRINT_DIGEST = """
import sys
sys.path.insert(0, sys.argv[1])
from test_nlp_topics import fit, talk
print(repr(fit(talk())))
"""


def test_two_processes_with_different_hash_seeds_agree() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "fisken" in said.pop()
