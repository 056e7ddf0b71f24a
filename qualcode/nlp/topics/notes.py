"""What a reader of topics must be told: too little text, what was left out, what is shaky."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.nlp.passages import Passage
from qualcode.nlp.topics.clustering import FEW
from qualcode.nlp.topics.request import TopicRequest
from qualcode.nlp.topics.stability import FITS, SHAKY

LEAST_CONTENT_WORDS = 2
_READ = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Told:
    """What the notes are about: passages given and used, topics wanted and made."""

    passages: int
    used: Sequence[Passage]
    wanted: int
    topics: int
    strays: int
    agreement: float | None
    of_words: bool


def notes(told: Told, request: TopicRequest) -> Iterator[str]:
    """Sentences for the user."""
    if len(told.used) < FEW:
        yield (
            f"only {len(told.used)} passages have enough content words: the number of topics was "
            f"kept low ({told.wanted}); below about {FEW} they are a hint at most"
        )
    if request.number is not None and told.wanted < request.number:
        yield f"{request.number} topics are too many for this text; {told.wanted} were made"
    if told.topics < told.wanted:
        yield f"of {told.wanted} clusters {told.topics} are large enough for a topic"
    left_out = told.passages - len(told.used)
    if left_out:
        yield (
            f"{left_out} of {told.passages} passages were left out: they have fewer than "
            f"{LEAST_CONTENT_WORDS} different content words"
        )
    if told.strays:
        yield _about_strays(told, request)
    if told.agreement is not None:
        yield _about_stability(told.agreement)
    yield from _about_languages(told)


def _about_strays(told: Told, request: TopicRequest) -> str:
    said = f"{told.strays} passages are outliers, too far from the others to form a topic"
    if request.reduce_outliers:
        return f"{said}; each was put into the nearest one"
    return said


def _about_stability(agreement: float) -> str:
    said = (
        f"stability {agreement:.2f}: mean adjusted Rand index of {FITS} fits on parts of the text "
        "with this one (1 the same, 0 chance)"
    )
    if agreement < SHAKY:
        return f"{said}; the borders between topics are largely a matter of the draw"
    return said


def _about_languages(told: Told) -> Iterator[str]:
    counts = Counter(passage.language or "" for passage in told.used)
    spoken = sorted(set(counts) - {""})
    if told.of_words and len(spoken) > 1:
        yield (
            f"the passages are in {' and '.join(spoken)}: by their words alone topics may divide "
            "by language; an embedding compares what they mean"
        )
    others = [language for language in spoken if language not in _READ]
    if others:
        number = sum(counts[language] for language in others)
        yield (
            f"{number} passages are in other languages ({', '.join(others)}): their words are "
            "taken as they stand, function words too"
        )
