"""The language of each passage: Bokmål, Nynorsk, English, or another.

Function words decide where there are enough of them; else py3langid, a naive Bayes model over
byte sequences (Lui & Baldwin 2012). Short turns take the language of their speaker's turns around
them, and of the two Norwegian forms the one their speaker uses in the document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from qualcode.nlp.function_words import SAYS
from qualcode.nlp.marks import unmarked
from qualcode.nlp.passages import Passage
from qualcode.nlp.tokens import word_list

_NAMES = {"nob": "nb", "nno": "nn", "nor": "no", "eng": "en", "dan": "da", "swe": "sv"}
_UNSAID = frozenset({"", "und", "mul", "zxx", "mis", "auto"})
_NORWEGIAN_FORMS = ("nb", "nn")

_THREE = ("no", "nn", "en")
"""The names the model has for the three languages: `no` is Bokmål."""
_NORDIC = ("no", "nn", "da", "sv")

_CHARACTERS_READ = 3000
_SHARE_OF_FUNCTION_WORDS = 0.3
_TIMES_AS_MANY = 3
_WORDS_FOR_THE_MODEL = 4
_WORDS_FOR_A_FORM = 8
_WORDS_FOR_ANOTHER = 6
_MARGIN_OF_ANOTHER = 3.0
"""Nats a word. Norwegian and English of any kind stay under 1.2, other languages lie over 8."""
_SURE_FORM = 2
_SHARE_OF_ONE_FORM = 0.8
_TURNS_OF_ONE_FORM = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says of itself: a language, `no` for a form left open, or None.

    `lean` is how far it leans to Nynorsk (negative: Bokmål), in function words.
    """

    language: str | None
    lean: int = 0


def identified(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with their language: `nb`, `nn`, `en`, another ISO 639-1 code, or None.

    A language that a passage states stands; `no` becomes one of the two forms. A document that
    gives no hint takes the language of most of these passages; None is left where none does.
    """
    readings: dict[str, _Reading] = {}
    found: list[_Reading] = []
    for passage in passages:
        stated = stated_language(passage.language)
        if stated is not None and stated != "no":
            found.append(_Reading(stated, _SURE_FORM))
            continue
        if passage.text not in readings:
            readings[passage.text] = _read(passage.text)
        own = readings[passage.text]
        if stated == "no" and own.language not in _NORWEGIAN_FORMS:
            own = _Reading("no", own.lean)
        found.append(own)
    languages = _in_context(passages, found)
    return [
        passage if passage.language == language else replace(passage, language=language)
        for passage, language in zip(passages, languages, strict=True)
    ]


def stated_language(language: str | None) -> str | None:
    """A language code as people and formats write it, as ISO 639-1; None where it says nothing.

    >>> stated_language("nn_NO"), stated_language("nor"), stated_language("und")
    ('nn', 'no', None)
    """
    primary = (language or "").strip().lower().replace("_", "-").split("-")[0]
    return None if primary in _UNSAID else _NAMES.get(primary, primary)


def _read(text: str) -> _Reading:
    plain = unmarked(text[:_CHARACTERS_READ])
    words = word_list(plain)
    said: dict[str, int] = defaultdict(int)
    for word in words:
        for language in SAYS.get(word, ()):
            said[language] += 1
    norwegian, english, lean = said["no"], said["en"], said["nn"] - said["nb"]
    nordic = _nordic(plain, said)
    if nordic is not None:
        return _Reading(nordic)
    enough = max(2, _SHARE_OF_FUNCTION_WORDS * len(words))
    if english >= enough and english >= _TIMES_AS_MANY * norwegian:
        return _Reading("en")
    if norwegian >= enough and norwegian >= _TIMES_AS_MANY * english:
        return _norwegian(lean)
    if len(words) < _WORDS_FOR_THE_MODEL:
        return _Reading(None)
    modelled = _by_model(plain, len(words), norwegian, english)
    return _norwegian(lean) if modelled == "no" else _Reading(modelled)


def _nordic(plain: str, said: Mapping[str, int]) -> str | None:
    """Danish or Swedish, where words of their own and the model agree."""
    for language in ("da", "sv"):
        own = said[language]
        if own >= 2 and 4 * own >= said["no"]:
            scores = _scores(plain, _NORDIC)
            if scores and max(_NORDIC, key=lambda each: scores[each]) == language:
                return language
    return None


def _norwegian(lean: int) -> _Reading:
    return _Reading("nn" if lean > 0 else "nb" if lean < 0 else "no", lean)


def _form_by_model(text: str) -> str | None:
    plain = unmarked(text[:_CHARACTERS_READ])
    scores = _scores(plain, _NORDIC) if len(word_list(plain)) >= _WORDS_FOR_A_FORM else {}
    if not scores:
        return None
    return "nn" if scores["nn"] > scores["no"] else "nb"


def _by_model(plain: str, words: int, norwegian: int, english: int) -> str | None:
    scores = _scores(plain)
    if not scores:
        return None
    best = max(_THREE, key=lambda language: scores[language])
    other = max(sorted(scores), key=lambda language: scores[language])
    if scores[other] - scores[best] > _MARGIN_OF_ANOTHER * words:
        return other if words >= _WORDS_FOR_ANOTHER else None
    if min(norwegian, english) == 0 and max(norwegian, english) >= _SURE_FORM:
        return "no" if norwegian else "en"
    if norwegian + english == 0 and other not in _THREE:
        return None
    return "en" if best == "en" else "no"


def _scores(plain: str, among: tuple[str, ...] | None = None) -> dict[str, float]:
    """Log likelihood by language; empty where the model finds nothing to go by."""
    scores: dict[str, float] = dict(_model(among).rank(plain.lower()))
    return scores if len(set(scores.values())) > 1 else {}


@cache
def _model(among: tuple[str, ...] | None) -> Any:
    """The model of all its languages, or the same of only some, which is faster."""
    if among is not None:
        fewer = copy(_model(None))
        fewer.set_languages(among)
        return fewer
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _in_context(passages: Sequence[Passage], found: Sequence[_Reading]) -> list[str | None]:
    settled: list[str | None] = [None] * len(passages)
    documents: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        documents.setdefault(passage.document, []).append(place)
    usual = _form(found, range(len(passages))) or "nb"
    for places in documents.values():
        form = _form(found, places)
        decided = [place for place in places if found[place].language is not None]
        by_speaker: dict[str | None, list[int]] = {}
        for place in places:
            by_speaker.setdefault(passages[place].speaker, []).append(place)
        for own in by_speaker.values():
            spoken = _Speaker(found, own, form, usual)
            for place in own:
                near = _nearest(place, spoken.decided or decided)
                if near is not None:
                    settled[place] = spoken.settle(found[near], passages[place].text)
    return _with_the_commonest(settled)


def _with_the_commonest(languages: Sequence[str | None]) -> list[str | None]:
    """The languages, where a whole document gives no hint that of most passages."""
    known = Counter(language for language in languages if language)
    usual = min(known, key=lambda language: (-known[language], language), default=None)
    return [language or usual for language in languages]


class _Speaker:
    """One speaker's turns in one document: those decided, and the Norwegian form used.

    `form` is the document's, `usual` the study's.
    """

    def __init__(
        self, found: Sequence[_Reading], own: Sequence[int], form: str | None, usual: str
    ) -> None:
        self.decided = [place for place in own if found[place].language is not None]
        forms = Counter(found[place].language for place in own)
        norwegian = sum(forms[form] for form in _NORWEGIAN_FORMS)
        self._form = _form(found, own) or form
        self._usual = usual
        self._keeps_to_one = (
            norwegian >= _TURNS_OF_ONE_FORM and forms[self._form] >= _SHARE_OF_ONE_FORM * norwegian
        )

    def settle(self, reading: _Reading, text: str) -> str | None:
        if reading.language == "no":
            return self._form or _form_by_model(text) or self._usual
        if reading.language in _NORWEGIAN_FORMS:
            unsure = abs(reading.lean) < _SURE_FORM and self._keeps_to_one
            return self._form if unsure else reading.language
        return reading.language


def _form(found: Sequence[_Reading], places: Iterable[int]) -> str | None:
    """The Norwegian form that most turns among these have words of."""
    forms = Counter(found[place].language for place in places)
    nynorsk, bokmaal = forms["nn"], forms["nb"]
    return None if nynorsk == bokmaal else "nn" if nynorsk > bokmaal else "nb"


def _nearest(place: int, among: Sequence[int]) -> int | None:
    """The one of the ascending places `among` nearest to `place`, the earlier of two."""
    if not among:
        return None
    at = bisect_left(among, place)
    around = among[max(0, at - 1) : at + 1]
    return min(around, key=lambda other: (abs(other - place), other))
