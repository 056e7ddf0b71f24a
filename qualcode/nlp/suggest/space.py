"""Passages and codebook texts in one space: sparse TF-IDF, latent axes, and plain features.

The latent axes are a truncated singular value decomposition of the study's own passages and
codebook (latent semantic analysis; Deerwester et al. 1990, randomised after Halko et al. 2011):
they let a passage resemble an example with which it shares no word, as far as the study's own
text shows that the words go together. No label takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Code
from qualcode.nlp.features import text_table
from qualcode.nlp.passages import Passage
from qualcode.nlp.tokens import fold, word_list
from qualcode.text import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

LATENT_AXES = 150
WHOLE = "whole"
"""The kind of the card that holds all of a code's description."""
_LATENT_SAMPLE = 20_000
_LEAST_LATENT = 40
_PREVIOUS_WEIGHT = 0.5
_LEAST_SPEAKER_PASSAGES = 5
_MOST_SPEAKERS = 30


@dataclass(frozen=True, slots=True)
class Card:
    """One text that stands for a code (position `code`): a name, a sentence, an example."""

    code: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """Rows of passages (words, characters, previous, latent, plain) and of cards.

    All sparse and latent rows have unit length (`previous` half of it), or are empty. `axes` are
    the latent directions of the words (terms, axes); a passage's latent row was divided by its
    `reach` to get unit length.
    """

    words: csr_matrix
    characters: csr_matrix
    previous: csr_matrix
    latent: NDArray[np.float32]
    reach: NDArray[np.float32]
    axes: NDArray[np.float32]
    plain: NDArray[np.float32]
    terms: Sequence[str]
    cards: Sequence[Card]
    card_words: csr_matrix
    card_characters: csr_matrix
    card_latent: NDArray[np.float32]

    def rows(self, index: NDArray[np.int64]) -> csr_matrix:
        """The passages `index` as one sparse matrix: words, characters, previous, latent, plain."""
        from scipy.sparse import csr_matrix, hstack

        return hstack(
            [
                self.words[index],
                self.characters[index],
                self.previous[index],
                csr_matrix(self.latent[index]),
                csr_matrix(self.plain[index]),
            ],
            format="csr",
        )


def build_space(passages: Sequence[Passage], codes: Sequence[Code], seed: int) -> Space:
    """The space of a study's passages and codebook."""
    import numpy as np

    cards = list(_cards(codes))
    own = [passage.text for passage in passages]
    before = [passage.previous for passage in passages]
    table = text_table([*own, *before, *(card.text for card in cards)], own)
    own_rows = np.array([table.row_of[text] for text in own], dtype=np.int64)
    before_rows = np.array([table.row_of[text] for text in before], dtype=np.int64)
    card_rows = np.array([table.row_of[card.text] for card in cards], dtype=np.int64)
    words, characters = table.words[own_rows], table.characters[own_rows]
    card_words, card_characters = table.words[card_rows], table.characters[card_rows]
    turned = _directions(words, characters, card_words, card_characters, seed)
    latent, reach = _turn(words, characters, turned)
    card_latent, _ = _turn(card_words, card_characters, turned)
    previous = table.words[before_rows]
    overlap = np.asarray(words.multiply(previous).sum(axis=1)).ravel()
    return Space(
        words=words,
        characters=characters,
        previous=previous * np.float32(_PREVIOUS_WEIGHT),
        latent=latent,
        reach=reach,
        axes=turned[: words.shape[1]],
        plain=_plain(passages, table.length[own_rows], overlap),
        terms=table.terms,
        cards=cards,
        card_words=card_words,
        card_characters=card_characters,
        card_latent=card_latent,
    )


def _cards(codes: Sequence[Code]) -> Iterator[Card]:
    for index, code in enumerate(codes):
        texts = [("name", name) for name in (code.name, code.name_nb)]
        for kind, text in (("definition", code.definition), ("inclusion rule", code.include)):
            texts.extend((kind, text[span.start : span.end]) for span in sentences(text))
        whole = (code.name, code.name_nb, code.definition, code.include)
        texts.append((WHOLE, ". ".join(filter(None, whole))))
        texts.extend(("example", example.text) for example in code.examples)
        for kind, text in dict.fromkeys(texts):
            if word_list(text):
                yield Card(index, kind, text)


def _directions(
    words: csr_matrix,
    characters: csr_matrix,
    card_words: csr_matrix,
    card_characters: csr_matrix,
    seed: int,
) -> NDArray[np.float32]:
    """(features, axes): the latent directions; no axes where there is next to no text."""
    import numpy as np
    from scipy.sparse import hstack, vstack
    from sklearn.utils.extmath import randomized_svd

    sample = hstack([words, characters], format="csr")
    if sample.shape[0] > _LATENT_SAMPLE:
        chosen = np.random.default_rng(seed).permutation(sample.shape[0])[:_LATENT_SAMPLE]
        sample = sample[np.sort(chosen)]
    sample = vstack([sample, hstack([card_words, card_characters], format="csr")], format="csr")
    axes = min(LATENT_AXES, min(sample.shape) // 3)
    if sample.shape[0] < _LEAST_LATENT or not sample.nnz:
        return np.zeros((sample.shape[1], 0), dtype=np.float32)
    _, _, directions = randomized_svd(sample, axes, n_iter=3, random_state=seed)
    return np.ascontiguousarray(directions.T, dtype=np.float32)


def _turn(
    words: csr_matrix, characters: csr_matrix, directions: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Latent rows of unit length, and the lengths they had."""
    import numpy as np

    split = words.shape[1]
    rows = words @ directions[:split] + characters @ directions[split:]
    reach = np.maximum(np.linalg.norm(rows, axis=1), 1e-6).astype(np.float32)
    return (rows / reach[:, None]).astype(np.float32), reach


def _plain(
    passages: Sequence[Passage], length: NDArray[np.float32], overlap: NDArray[np.float32]
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
    return np.stack(columns, axis=1).astype(np.float32)


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
