"""Passages and codebook texts in one space: sparse TF-IDF, meanings, surroundings, plain features.

Meanings are an embedding's vectors, centred by language and turned to their main axes. Where there
is no embedding they are latent axes of the study's own words: a truncated singular value
decomposition of its passages and codebook (latent semantic analysis; Deerwester et al. 1990,
randomised after Halko et al. 2011), which let a passage resemble an example with which it shares
no word, as far as the study's own text shows that the words go together. No label takes part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Code
from qualcode.nlp.features import Rows, TextTable, text_table
from qualcode.nlp.marks import unmarked
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.cards import Card, cards_of
from qualcode.nlp.suggest.context import Surroundings, around, faded, surroundings
from qualcode.nlp.suggest.meanings import Meanings, embedded, own_axes
from qualcode.nlp.tokens import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from qualcode.nlp.embedding import VectorSource

PREVIOUS_WEIGHT = 0.3
MEANING_WEIGHT = 1.5
_CONTEXT_AXES = 64
_CONTEXT_WEIGHT = 0.7
_AFTER_WEIGHT = 0.5
_PLACE_WEIGHT = 0.7
_PLAIN_WEIGHT = 0.3
_LEAST_SPEAKER_PASSAGES = 5
_MOST_SPEAKERS = 30
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Space:
    """Rows of passages and of cards.

    Rows of `words`, `characters`, `meanings` have unit length, or are empty; `previous` are the
    words of the turn before. `axes` (terms, dimensions) are the directions of words where meanings
    are the study's own latent axes, of no columns otherwise; a passage's meaning was divided by its
    `reach` to get unit length. `context` are the meanings of what stands
    around it and its place in the document; `plain` are length, question mark, repetition and the
    speaker's role; `spoken` its number of words.
    """

    words: Rows
    characters: Rows
    previous: Rows
    meanings: NDArray[np.float32]
    reach: NDArray[np.float32]
    axes: NDArray[np.float32]
    context: NDArray[np.float32]
    plain: NDArray[np.float32]
    surroundings: Surroundings
    spoken: NDArray[np.float32]
    terms: Sequence[str]
    cards: Sequence[Card]
    card_words: csr_matrix
    card_characters: csr_matrix
    card_meanings: NDArray[np.float32]
    embedding: str

    def rows(self, index: NDArray[np.int64]) -> csr_matrix:
        """The passages `index` as one matrix: words, characters, previous, meanings, the rest."""
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        dense = np.hstack(
            [self.meanings[index] * MEANING_WEIGHT, self.context[index], self.plain[index]],
            dtype=np.float32,
        )
        return hstack(
            [
                self.words[index],
                self.characters[index],
                self.previous[index] * np.float32(PREVIOUS_WEIGHT),
                csr_matrix(dense),
            ],
            format="csr",
        )

    def card_rows(self, index: NDArray[np.int64]) -> csr_matrix:
        """The cards `index` in the same columns as passages; nothing stands around them."""
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        beside = self.context.shape[1] + self.plain.shape[1]
        return hstack(
            [
                self.card_words[index],
                self.card_characters[index],
                csr_matrix((len(index), self.previous.columns), dtype=np.float32),
                csr_matrix(self.card_meanings[index] * np.float32(MEANING_WEIGHT)),
                csr_matrix((len(index), beside), dtype=np.float32),
            ],
            format="csr",
        )


def build_space(
    passages: Sequence[Passage],
    codes: Sequence[Code],
    seed: int,
    source: VectorSource | None,
    on_progress: OnProgress,
) -> Space:
    """The space of a study's passages and codebook; passages say their language."""
    on_progress("reading words", 0, 1)
    cards = list(cards_of(codes))
    own = [unmarked(passage.text) for passage in passages]
    before = [unmarked(passage.previous) for passage in passages]
    found = embedded(passages, own, cards, source, on_progress)
    table = text_table([*own, *before, *(card.text for card in cards)], own)
    places, card_places = _places(table, own), _places(table, [card.text for card in cards])
    words, characters = Rows(table.words, places), Rows(table.characters, places)
    previous = Rows(table.words, _places(table, before))
    card_words, card_characters = table.words[card_places], table.characters[card_places]
    if found is None:
        found = own_axes((words, characters), (card_words, card_characters), seed)
    beside = surroundings(passages)
    length = table.length[places]
    return Space(
        words=words,
        characters=characters,
        previous=previous,
        meanings=found.passages,
        reach=found.reach,
        axes=found.axes.reshape(words.columns, found.axes.size // max(1, words.columns)),
        context=_context(found, beside),
        plain=_plain(passages, length, _overlap(words, previous)),
        surroundings=beside,
        spoken=length,
        terms=table.terms,
        cards=cards,
        card_words=card_words,
        card_characters=card_characters,
        card_meanings=found.cards,
        embedding=found.embedding,
    )


def _places(table: TextTable, texts: Sequence[str]) -> NDArray[np.int64]:
    import numpy as np

    return np.array([table.row_of[text] for text in texts], dtype=np.int64)


def _overlap(words: Rows, previous: Rows) -> NDArray[np.float32]:
    """How much of each passage's words repeats the turn before, 0..1."""
    import numpy as np

    found = np.zeros(len(words.at), dtype=np.float32)
    for start in range(0, len(found), _CHUNK):
        rows = np.arange(start, min(start + _CHUNK, len(found)))
        found[rows] = np.asarray(words[rows].multiply(previous[rows]).sum(axis=1)).ravel()
    return found


def _context(found: Meanings, beside: Surroundings) -> NDArray[np.float32]:
    """Before, after, what was said until then, and what is answered, on the main axes."""
    import numpy as np

    main = found.passages[:, :_CONTEXT_AXES]
    size = float(np.linalg.norm(main, axis=1).mean()) if len(main) else 0.0
    blocks = (
        around(main, beside.before) * _CONTEXT_WEIGHT,
        around(main, beside.after) * _AFTER_WEIGHT,
        faded(main, beside) * (size * _CONTEXT_WEIGHT),
        around(main, beside.asked) * _CONTEXT_WEIGHT,
        beside.place * _PLACE_WEIGHT,
    )
    return np.hstack(blocks, dtype=np.float32)


def _plain(
    passages: Sequence[Passage],
    length: NDArray[np.float32],
    overlap: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Length, a question mark, words repeated from the turn before, and who speaks."""
    import numpy as np

    columns: list[NDArray[np.float32]] = [
        (np.log1p(length) / 3).astype(np.float32),
        np.array(["?" in passage.text for passage in passages], dtype=np.float32),
        overlap,
    ]
    labels = [fold(passage.speaker or "") for passage in passages]
    columns.extend(
        np.array([own == label for own in labels], dtype=np.float32)
        for label in _roles(passages, labels)
    )
    return (np.stack(columns, axis=1) * _PLAIN_WEIGHT).astype(np.float32)


def _roles(passages: Sequence[Passage], labels: Sequence[str]) -> list[str]:
    """Speaker labels that recur between documents: a role (the interviewer), not a person."""
    counts: dict[str, int] = {}
    homes: dict[str, set[str]] = {}
    for passage, label in zip(passages, labels, strict=True):
        if label:
            counts[label] = counts.get(label, 0) + 1
            homes.setdefault(label, set()).add(passage.document)
    recurring = [
        label
        for label in counts
        if len(homes[label]) > 1 and counts[label] >= _LEAST_SPEAKER_PASSAGES
    ]
    return sorted(recurring, key=lambda label: (-counts[label], label))[:_MOST_SPEAKERS]
