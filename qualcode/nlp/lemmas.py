"""Lemmas of Bokmål, Nynorsk and English words, by simplemma's dictionaries (Barbaresi 2023)."""

from __future__ import annotations

from functools import lru_cache

from qualcode.nlp.tokens import fold

_DICTIONARIES = {"nb": ("nb", "nn"), "no": ("nb", "nn"), "nn": ("nn", "nb"), "en": ("en",)}
"""The other Norwegian form is asked for what the first doesn't know: speakers mix them."""
_CORRECTED = {
    "går": "gå",
    "leder": "leder",
    "veileder": "veileder",
    "sykepleier": "sykepleier",
    "hjelpepleier": "hjelpepleier",
    "vernepleier": "vernepleier",
    "arbeidet": "arbeid",
    "samarbeidet": "samarbeid",
    "kurset": "kurs",
    "forløpet": "forløp",
    "pasientforløpet": "pasientforløp",
    "lege": "lege",
}
"""Norwegian words common in talk about work, which the dictionaries take for another word's form."""
_REMEMBERED = 200_000
_LONGEST = 60
"""Longer words have no entry, and are slow to look for as compounds."""


def lemma(word: str, language: str | None) -> str:
    """The dictionary form of a word, folded; the folded word itself where none is known.

    Args:
        word: one word, in any case and Unicode form.
        language: `nb`, `nn`, `no` or `en`; words of other and unknown languages are only folded.

    >>> lemma("Sjukepleiarane", "nn"), lemma("samarbeidsmøtene", "nb")
    ('sjukepleiar', 'samarbeidsmøte')
    """
    return _lemma(fold(word), _DICTIONARIES.get(language or "", ()))


@lru_cache(maxsize=_REMEMBERED)
def _lemma(word: str, dictionaries: tuple[str, ...]) -> str:
    if not dictionaries or not word or len(word) > _LONGEST:
        return word
    if word in _CORRECTED and dictionaries != _DICTIONARIES["en"]:
        return _CORRECTED[word]
    from simplemma import is_known, lemmatize

    knowing = (dictionary for dictionary in dictionaries if is_known(word, dictionary))
    return fold(lemmatize(word, lang=next(knowing, dictionaries[0])))
