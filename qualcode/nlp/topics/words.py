"""The words of passages that can name a topic, as lemmas that are shown as people say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.nlp.lemmas import lemma
from qualcode.nlp.marks import unmarked
from qualcode.nlp.passages import Passage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.tokens import word_list

_SHORTEST_TERM = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """The content words of a passage, in order: their lemmas, and the forms they were said in."""

    lemmas: Sequence[str]
    forms: Sequence[str]


def read_words(passage: Passage) -> Reading:
    """The words that can name a topic: no function words, no numbers, no transcription marks."""
    forms = [word for word in word_list(unmarked(passage.text)) if _names_something(word)]
    pairs = [(_base(form, passage.language), form) for form in forms]
    kept = [(base, form) for base, form in pairs if base not in stop_words()]
    return Reading([base for base, _ in kept], [form for _, form in kept])


def usual_forms(readings: Sequence[Reading]) -> Mapping[str, str]:
    """Lemma -> the form it is said in most often, the first by alphabet among equals."""
    counts: dict[str, Counter[str]] = {}
    for reading in readings:
        for base, form in zip(reading.lemmas, reading.forms, strict=True):
            counts.setdefault(base, Counter())[form] += 1
    return {
        base: min(forms, key=lambda form: (-forms[form], form)) for base, forms in counts.items()
    }


def _base(form: str, language: str | None) -> str:
    found = lemma(form, language)
    return found if len(found) >= _SHORTEST_TERM and not found.isdigit() else form


def _names_something(word: str) -> bool:
    return len(word) >= _SHORTEST_TERM and not word.isdigit() and word not in stop_words()
