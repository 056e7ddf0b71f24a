"""Measure what crosses languages, on sentences that stand in Bokmål, Nynorsk and English.

A table whose rows carry `parallel_id` and one topic each: codes trained on English only and
suggested for Norwegian, topics of all three together, and the language each sentence is taken for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from qualcode.nlp.language import identified
from qualcode.nlp.passages import Passage
from qualcode.nlp.suggest.study import predict, read_study, training_of
from qualcode.nlp.topics import TopicRequest, fit_topics
from qualcode.project import Project, SuggestChoices
from qualcode.project.suggesting import Suggester
from qualcode.project.vectors import study_vectors

TRAINED_ON = "en"


def measure_languages_and_topics(
    project: Project, rows: Sequence[dict[str, Any]], embedding: str | None, seed: int
) -> None:
    """Print the figures; `rows` are those of the table the study was made of."""
    suggester = Suggester(project._store, project, SuggestChoices(target="all"))
    passages, codes = suggester.passages(), suggester.codes()
    told = {row["text"].strip(): row for row in rows}
    source = study_vectors(project._store, embedding)
    study = read_study(passages, codes, seed, source, _silent)
    print(f"\nsentences in three languages: {len(passages)}, {study.space.embedding}")
    full = training_of(study)
    language = np.array([told[study.passages[row].text]["lang"] for row in full.rows])
    learned = full.only(language == TRAINED_ON)
    for other in sorted(set(language.tolist()) - {TRAINED_ON}):
        asked = language == other
        answer = predict(study, learned, full.rows[asked], seed, _silent)
        given = full.labels[asked]
        right = given[np.arange(len(given)), answer.score.argmax(axis=1)].mean()
        print(f"  codes trained on English, accuracy in {other}: {right:.3f}")
    _measure_topics(study.passages, told, source, seed)
    _measure_languages(passages, told)


def _measure_topics(
    passages: Sequence[Passage], told: dict[str, dict[str, Any]], source: Any, seed: int
) -> None:
    from sklearn.metrics import normalized_mutual_info_score

    kinds = sorted({row["codes"][0] for row in told.values()})
    for number in (None, len(kinds)):
        outcome = fit_topics(passages, TopicRequest(number=number, seed=seed), _silent, source)
        topic_of = {passages[at].text: topic for at, topic, _ in outcome.assignments}
        shared = [text for text in topic_of if text in told]
        nmi = normalized_mutual_info_score(
            [told[text]["codes"][0] for text in shared], [topic_of[text] for text in shared]
        )
        twins: dict[str, list[int]] = {}
        for text in shared:
            twins.setdefault(told[text]["parallel_id"], []).append(topic_of[text])
        pairs = Counter(
            one == other
            for topics in twins.values()
            for at, one in enumerate(topics)
            for other in topics[at + 1 :]
        )
        how = "chosen by the data" if number is None else "asked for"
        made = len([topic for topic in outcome.topics if topic.number >= 0])
        print(
            f"  topics ({made}, {how}): NMI {nmi:.3f}, translation twins together "
            f"{pairs[True] / max(1, pairs.total()):.3f}, stability {outcome.stability}"
        )


def _measure_languages(passages: Sequence[Passage], told: dict[str, dict[str, Any]]) -> None:
    """Each sentence by itself, with nothing around it and nothing said."""
    found: Counter[tuple[str, bool]] = Counter()
    for passage in passages:
        [alone] = identified([replace(passage, language=None, document="alone")])
        said = told[passage.text]["lang"]
        found[said, alone.language == said] += 1
    for said in sorted({each for each, _ in found}):
        share = found[said, True] / (found[said, True] + found[said, False])
        print(f"  language of single sentences in {said}: {share:.3f} right")


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
