"""Which passages' coding would teach the suggester most: doubtful ones, unlike one another.

The passages with the most to teach are clustered into as many groups as are asked for, weighted by
what they would teach, and the best of each group is taken (diverse mini-batch active learning;
Zhdanov 2019). What a passage would teach is its margin, the lead of the likeliest code over
the second (Scheffer et al. 2001), turned round and times the likelihood that it is coded at all;
before there is anything to learn from, it is how much of the codebook it shows by cues and
resemblance.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.combination import Answer
from qualcode.nlp.suggest.study import Learned, Study, answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

_MOST_CANDIDATES = 20_000
_PREFERRED = 10
_LEAST_PREFERRED = 100
_CHUNK = 2_048
_FLOOR = 0.05
_STARTS = 3
_LEAD = 0.3


@dataclass(frozen=True, slots=True)
class Lesson:
    """A passage (its position) to be coded next.

    `between` are the likeliest codes (uuid, score), at most two; `coded` is the likelihood that
    it carries a code at all, None while nothing is learned. `cues` are (code uuid, phrase) found
    in it. It stands for `like` uncoded passages, which are nearer to it than to the others chosen.
    """

    passage: int
    between: tuple[tuple[str, float], ...]
    coded: float | None
    cues: tuple[tuple[str, str], ...]
    like: int

    @property
    def is_doubtful(self) -> bool:
        """Whether the likeliest code has no great lead."""
        return len(self.between) > 1 and self.between[0][1] - self.between[1][1] < _LEAD


def lessons(
    study: Study,
    learned: Learned | None,
    count: int,
    seed: int,
    *,
    on_progress: OnProgress,
    without: Collection[str] = (),
) -> list[Lesson]:
    """At most `count` targets without codes, the most teaching first; none of documents `without`.

    Of passages with the same words one is enough. Out of many thousands a seeded sample is looked
    at.
    """
    import numpy as np

    rows = _candidates(study, seed, without)
    if not len(rows):
        return []
    found = _answers(study, learned, rows, on_progress)
    worth = teaching_worth(found)
    on_progress("choosing", 0, 1)
    vectors = study.vectors
    chosen = diverse(vectors[rows], worth, count, seed)
    like = _nearest(vectors[rows], chosen)
    codes = [code.uuid for code in study.codes]
    told = []
    for at, own in zip(chosen, like, strict=True):
        row = int(rows[at])
        best = np.argsort(-found.score[at], kind="stable")[:2]
        told.append(
            Lesson(
                passage=row,
                between=tuple((codes[code], float(found.score[at, code])) for code in best),
                coded=None if found.coded is None else float(found.coded[at]),
                cues=tuple(_cues(study, row)),
                like=own,
            )
        )
    return told


def teaching_worth(found: Answer) -> Vector:
    """What coding each passage would teach, 0..1."""
    import numpy as np

    ordered = np.sort(found.score, axis=1)
    if found.coded is None:
        richness: Vector = ordered[:, -1]
        return richness
    second = ordered[:, -2] if ordered.shape[1] > 1 else np.full(len(ordered), 0.5)
    doubt: Vector = (1 - np.abs(ordered[:, -1] - second)) * found.coded
    return doubt


def diverse(vectors: NDArray[np.float32], worth: Vector, count: int, seed: int) -> list[int]:
    """At most `count` positions of great worth far from each other, the worthiest first.

    `vectors` (passages, dimensions) are of unit length, or of no dimensions: then worth decides.
    """
    import numpy as np

    order = np.argsort(-worth, kind="stable")
    preferred = order[: max(_PREFERRED * count, _LEAST_PREFERRED)]
    if not vectors.shape[1] or len(preferred) <= count:
        return [int(at) for at in order[:count]]
    weight = np.maximum(worth[preferred], _FLOOR)
    group = _groups(vectors[preferred], weight, count, seed)
    picked: list[int] = []
    for number in sorted(set(group.tolist())):
        members = np.flatnonzero(group == number)
        own = vectors[preferred[members]]
        centre = (own * weight[members, None]).sum(axis=0)
        fit = own @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        picked.append(int(preferred[members[int(np.argmax(weight[members] * (1 + fit)))]]))
    taken = set(picked)
    picked += [int(at) for at in order if int(at) not in taken][: count - len(picked)]
    return sorted(picked, key=lambda at: (-float(worth[at]), at))


def _groups(
    vectors: NDArray[np.float32], weight: Vector, count: int, seed: int
) -> NDArray[np.int64]:
    import numpy as np
    from sklearn.cluster import KMeans

    distinct = len(np.unique(vectors, axis=0))
    model = KMeans(min(count, distinct), n_init=_STARTS, random_state=seed)
    found: NDArray[np.int64] = model.fit(vectors, sample_weight=weight).labels_.astype(np.int64)
    return found


def _candidates(study: Study, seed: int, without: Collection[str]) -> NDArray[np.int64]:
    import numpy as np

    first: dict[str, int] = {}
    for row, passage in enumerate(study.passages):
        is_open = passage.target and not passage.codes and study.spoken[row]
        if is_open and passage.document not in without:
            first.setdefault(" ".join(passage.text.casefold().split()), row)
    rows = np.array(sorted(first.values()), dtype=np.int64)
    if len(rows) > _MOST_CANDIDATES:
        rows = np.sort(np.random.default_rng(seed).permutation(rows)[:_MOST_CANDIDATES])
    return rows


def _answers(
    study: Study, learned: Learned | None, rows: NDArray[np.int64], on_progress: OnProgress
) -> Answer:
    import numpy as np

    parts = []
    for start in range(0, len(rows), _CHUNK):
        on_progress("scoring", start, len(rows))
        parts.append(answer(study, learned, rows[start : start + _CHUNK]))
    coded = [part.coded for part in parts if part.coded is not None]
    return Answer(
        score=np.concatenate([part.score for part in parts]),
        confidence=None,
        coded=np.concatenate(coded) if coded else None,
    )


def _nearest(vectors: NDArray[np.float32], chosen: Sequence[int]) -> list[int]:
    """For each of the chosen, how many of the others are nearest to it."""
    import numpy as np

    if not vectors.shape[1]:
        return [0] * len(chosen)
    near = np.argmax(vectors @ vectors[list(chosen)].T, axis=1)
    near = np.delete(near, list(chosen))
    return [int(count) for count in np.bincount(near, minlength=len(chosen))]


def _cues(study: Study, row: int) -> list[tuple[str, str]]:
    """The cues found in a passage, one for a code, as (code uuid, phrase)."""
    return [
        (code.uuid, spans[0][0])
        for position, code in enumerate(study.codes)
        if (spans := study.cues.spans.get((row, position)))
    ]
