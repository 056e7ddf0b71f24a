"""Cards: the texts by which a codebook says what a code is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.model import Code
from qualcode.nlp.tokens import word_list
from qualcode.text import sentences

WHOLE = "whole"
"""The kind of the card that holds all of a code's description."""
EXAMPLE = "example"
NAME = "name"


@dataclass(frozen=True, slots=True)
class Card:
    """One text that stands for a code (position `code`): a name, a sentence, an example."""

    code: int
    kind: str
    text: str


def cards_of(codes: Sequence[Code]) -> Iterator[Card]:
    """The cards of all codes in order; every code has at least one, though it may lack words."""
    for index, code in enumerate(codes):
        texts = [(NAME, name) for name in (code.name, code.name_nb)]
        for kind, text in (("definition", code.definition), ("inclusion rule", code.include)):
            texts.extend((kind, text[span.start : span.end]) for span in sentences(text))
        whole = (code.name, code.name_nb, code.definition, code.include)
        texts.append((WHOLE, ". ".join(filter(None, whole))))
        texts.extend((EXAMPLE, example.text) for example in code.examples)
        for kind, text in dict.fromkeys(texts):
            if word_list(text):
                yield Card(index, kind, text)
