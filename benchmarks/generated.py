"""Data for benchmarks: generated, the same at every run, like talk only in its shape."""

from __future__ import annotations

import csv
import random
from pathlib import Path

WORDS_PER_TURN = 25
_SYLLABLES = (
    "sam",
    "ar",
    "beid",
    "lær",
    "ing",
    "møte",
    "plan",
    "ut",
    "skriv",
    "å",
    "og",
    "vi",
    "de",
)


def words(count: int, seed: int = 0) -> list[str]:
    """`count` words of one to three syllables."""
    chance = random.Random(seed)
    return [
        "".join(chance.choices(_SYLLABLES, k=chance.choice((1, 1, 2, 2, 3)))) for _ in range(count)
    ]


def turns_table(path: Path, word_count: int, documents: int = 1) -> int:
    """Write a turns table of about `word_count` words with one emoji; returns its turns."""
    talk = words(word_count)
    turns = word_count // WORDS_PER_TURN
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "speaker", "text"])
        for turn in range(turns):
            text = " ".join(talk[turn * WORDS_PER_TURN : (turn + 1) * WORDS_PER_TURN])
            document = f"document {turn * documents // turns + 1:03}"
            writer.writerow(
                [document, f"Deltaker {turn % 7 + 1}", text + (" 🙂." if turn == 5 else ".")]
            )
    return turns


def codings_table(path: Path, document: str, length: int, codings: int, codes: list[str]) -> None:
    """Write a codings table with spans all over a document of `length` code points."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "start", "end", "code", "coder"])
        for number in range(codings):
            start = number * (length - 400) // codings
            end = start + chance.randint(20, 300)
            writer.writerow([document, start, end, chance.choice(codes), "Kari"])
