"""A generated study for suggesting: turns in two languages, coded by what they are about."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

WORDS_PER_TURN = 20
TURNS_PER_DOCUMENT = 1_200
CODED_SHARE = 2 / 3
"""How many turns of a coded document are coded; the others were read and left uncoded."""

_VOCABULARY = 30_000
_OWN_WORDS = 60
_ABOUT_SHARE = 0.25
_FUNCTION_SHARE = 0.45
_LETTERS = np.array(list("aeiouydfghklmnprstv"))
_FUNCTION_WORDS = {
    "nb": "og i det er på som en vi at til å har de for med av ikke den så var men jeg",
    "en": "the and to of a in that it is was we for on with they not this but be have so",
}


class Turn(NamedTuple):
    """One row of the table of turns."""

    document: str
    language: str
    speaker: str
    text: str
    codes: str


def write_study(folder: Path, turns: int, coded: int, codes: int) -> tuple[Path, Path]:
    """Write a codebook of `codes` codes and a table of `turns` turns, of them `coded` coded.

    Returns the two files. The same numbers give the same files.
    """
    chance = np.random.default_rng(1)
    vocabulary = _vocabulary(chance)
    own = chance.permutation(np.arange(500, 500 + codes * _OWN_WORDS)).reshape(codes, -1)
    codebook, table = folder / "codebook.yaml", folder / "talk.csv"
    codebook.write_text(
        yaml.safe_dump(
            {
                "codebook": {"id": "generated", "title": "A generated codebook"},
                "codes": [_code(number, vocabulary[own[number]]) for number in range(codes)],
            },
            allow_unicode=True,
        ),
        encoding="utf-8",
    )
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*Turn._fields, "coder"])
        for turn in _turns(chance, vocabulary, own, turns, coded):
            writer.writerow([*turn, "Kari" if turn.codes else ""])
    return codebook, table


def _code(number: int, words: NDArray[np.str_]) -> dict[str, object]:
    return {
        "id": f"c{number:02}",
        "name": f"{words[0]} {words[1]}",
        "definition": f"{' '.join(words[2:14])}.",
        "examples": [{"text": " ".join(words[14:22])}],
        "cues": [{"phrase": str(words[22])}, {"phrase": f"{words[23]} … {words[24]}"}],
    }


def _vocabulary(chance: np.random.Generator) -> NDArray[np.str_]:
    lengths = chance.integers(3, 11, _VOCABULARY * 2)
    words = ("".join(chance.choice(_LETTERS, length)) for length in lengths)
    return np.array(list(dict.fromkeys(words))[:_VOCABULARY])


def _turns(
    chance: np.random.Generator,
    vocabulary: NDArray[np.str_],
    own: NDArray[np.int64],
    turns: int,
    coded: int,
) -> Iterator[Turn]:
    often = 1 / np.arange(3, len(vocabulary) + 3)
    often = np.cumsum(often) / often.sum()
    left = coded
    for number in range(turns):
        document = number // TURNS_PER_DOCUMENT
        language = ("nb", "en")[document % 2]
        about = chance.choice(len(own), 1 + (chance.random() < 0.1), replace=False)
        length = max(1, int(chance.lognormal(np.log(WORDS_PER_TURN) - 0.3, 0.8)))
        words = vocabulary[np.searchsorted(often, chance.random(length))]
        kind = chance.random(length)
        subject = chance.random() < CODED_SHARE
        if subject:
            told = kind < _ABOUT_SHARE
            words[told] = vocabulary[chance.choice(own[about].ravel(), told.sum())]
        filling = kind > 1 - _FUNCTION_SHARE
        words[filling] = chance.choice(_FUNCTION_WORDS[language].split(), filling.sum())
        given = subject and left > 0
        left -= given
        yield Turn(
            f"document {document + 1:03}",
            language,
            f"Deltaker {number % 7 + 1}",
            f"{' '.join(words)}.",
            ";".join(f"c{code:02}" for code in about) if given else "",
        )
