"""Topic clusters: a reading aid that groups turns that say the like. Topics are not themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import NotEnoughData
from qualcode.nlp.embedding import VectorSource
from qualcode.nlp.language import identified
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.topics.clustering import FEW, choose_number, cutter, method_for, part
from qualcode.nlp.topics.mapping import lay_out
from qualcode.nlp.topics.meanings import Points, read_points
from qualcode.nlp.topics.membership import (
    LEAST_IN_TOPIC,
    OUTLIERS,
    closeness,
    middles,
    with_strays_in,
    without_strays,
)
from qualcode.nlp.topics.naming import Terms, chosen_terms, directions_of, topic_terms
from qualcode.nlp.topics.notes import LEAST_CONTENT_WORDS, Told, notes
from qualcode.nlp.topics.request import (
    FINDS_ITS_NUMBER,
    TopicCluster,
    TopicOutcome,
    TopicRequest,
)
from qualcode.nlp.topics.stability import FITS, stability
from qualcode.nlp.topics.tree import join
from qualcode.nlp.topics.words import Reading, read_words, usual_forms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD = "BERTopic over vectors centred by language, PCA and clusters"
"""Names this topic model in a stored run; the parameters say which vectors and clusters."""

LEAST = 12
"""Fewer passages with content words than this can't be clustered."""

_REPRESENTATIVES = 3
_LABEL_TERMS = 3


@dataclass(frozen=True, slots=True)
class _Clustered:
    """Clusters as they were found, the topics' numbers, and what decided."""

    clusters: NDArray[np.int64]
    numbers: NDArray[np.int64]
    wanted: int
    method: str
    silhouettes: Mapping[int, float]
    strays: int
    agreement: float | None


def fit_topics(
    passages: Sequence[Passage],
    request: TopicRequest,
    on_progress: OnProgress,
    source: VectorSource | None = None,
) -> TopicOutcome:
    """Clusters the passages by what they mean and names each cluster by its terms.

    Without a source of vectors, or where it has none, their words are compared instead. Passages
    with fewer than two different content words are left out. Below 50 others the number of topics
    is kept low, and a note says so. With the same arguments the outcome is the same, on the same
    machine and versions.

    Raises:
        NotEnoughData: fewer than 12 different passages with content words.
        MissingPackage: BERTopic, or UMAP where it was asked for, can't be imported.
    """
    on_progress("reading words", 0, len(passages))
    used, readings = _usable(identified(passages))
    own = [passage for _, passage in used]
    points = read_points(own, readings, request.seed, source, on_progress)
    found = _cluster(points, _different(readings), request, on_progress)
    on_progress("naming topics", 0, 1)
    terms, weights = _terms(readings, points, found.numbers)
    near = closeness(points.rows, found.numbers)
    topics = list(_topics(found.numbers, near, terms, [row for row, _ in used]))
    sizes = [topic.size for topic in topics if topic.number != OUTLIERS]
    told = Told(
        passages=len(passages),
        used=own,
        wanted=found.wanted,
        topics=len(sizes),
        strays=found.strays,
        agreement=found.agreement,
        of_words=points.of_words,
    )
    return TopicOutcome(
        topics=topics,
        assignments=[
            (row, int(number), round(float(close), 4))
            for (row, _), number, close in zip(used, found.numbers, near, strict=True)
        ],
        places=[(float(x), float(y)) for x, y in lay_out(points.rows, request.seed, on_progress)],
        tree=join(middles(points.rows, found.numbers), sizes, weights),
        stability=found.agreement,
        notes=list(notes(told, request)),
        versions=_versions(),
        method=METHOD,
        parameters=_parameters(request, points, found, len(sizes)),
    )


def _usable(passages: Sequence[Passage]) -> tuple[list[tuple[int, Passage]], list[Reading]]:
    """The passages with enough content words with their positions, and those words of each."""
    used, readings = [], []
    for row, passage in enumerate(passages):
        reading = read_words(passage)
        if len(set(reading.lemmas)) >= LEAST_CONTENT_WORDS:
            used.append((row, passage))
            readings.append(reading)
    different = _different(readings)
    if different < LEAST:
        raise NotEnoughData(
            f"{different} different passages have enough content words; topics need {LEAST}, and "
            f"make sense from about {FEW}",
            "import more text, or read and code these by hand",
        )
    return used, readings


def _different(readings: Sequence[Reading]) -> int:
    return len({tuple(reading.lemmas) for reading in readings})


def _cluster(
    points: Points, different: int, request: TopicRequest, on_progress: OnProgress
) -> _Clustered:
    rows = points.rows
    method = method_for(request.method, len(rows))
    on_progress("clustering", 0, 1)
    cut = cutter(rows, request.seed, method)
    silhouettes: Mapping[int, float] = {}
    if method in FINDS_ITS_NUMBER:
        wanted = int(cut(0).max(initial=-1)) + 1
    elif request.number is None:
        some = part(rows, request.seed)
        trial = cut if len(some) == len(rows) else cutter(some, request.seed, method)
        wanted, silhouettes = choose_number(some, trial, request.seed, on_progress)
    else:
        wanted = max(2, min(request.number, different // LEAST_IN_TOPIC))
    clusters = cut(wanted)
    numbers = without_strays(rows, clusters)
    if not (numbers != OUTLIERS).any():
        raise NotEnoughData(
            f"{method} found no topics: all passages lie apart", "leave --method out"
        )
    strays = int((numbers == OUTLIERS).sum())
    agreement = stability(
        rows, clusters, wanted, method=method, seed=request.seed, on_progress=on_progress
    )
    if request.reduce_outliers:
        numbers = with_strays_in(rows, numbers)
    return _Clustered(clusters, numbers, wanted, method, silhouettes, strays, agreement)


def _terms(
    readings: Sequence[Reading], points: Points, numbers: NDArray[np.int64]
) -> tuple[dict[int, Terms], dict[int, dict[str, float]]]:
    """Terms of each topic as people say them, and all that were weighed."""
    texts = [" ".join(reading.lemmas) for reading in readings]
    said = usual_forms(readings)
    directions = directions_of(texts, points.rows)
    middle = middles(points.rows, numbers)
    chosen, weighed = {}, {}
    for number, candidates in topic_terms(texts, points.rows, numbers.tolist()).items():
        about = None if number == OUTLIERS else middle[number]
        kept = chosen_terms(candidates, directions, about)
        chosen[number] = tuple((said[term], weight) for term, weight in kept)
        weighed[number] = {said[term]: weight for term, weight in candidates}
    return chosen, weighed


def _topics(
    numbers: NDArray[np.int64],
    near: NDArray[np.float64],
    terms: Mapping[int, Terms],
    used: Sequence[int],
) -> Iterator[TopicCluster]:
    import numpy as np

    for number in sorted(set(numbers.tolist()), key=lambda each: (each == OUTLIERS, each)):
        members = np.flatnonzero(numbers == number)
        nearest = sorted(members.tolist(), key=lambda i: (-round(float(near[i]), 4), i))
        label = ", ".join(term for term, _ in terms[number][:_LABEL_TERMS])
        yield TopicCluster(
            number=number,
            label="outliers" if number == OUTLIERS else label,
            size=len(members),
            terms=terms[number],
            representatives=tuple(used[i] for i in nearest[:_REPRESENTATIVES]),
        )


def _parameters(
    request: TopicRequest, points: Points, found: _Clustered, topics: int
) -> dict[str, object]:
    return {
        "number": request.number,
        "topics": topics,
        "seed": request.seed,
        "embedding": points.made_of,
        "axes": points.rows.shape[1],
        "neighbours": points.neighbours,
        "clusters": found.method,
        "silhouettes": {str(number): value for number, value in found.silhouettes.items()},
        "outliers": found.strays,
        "reduce_outliers": request.reduce_outliers,
        "stability": found.agreement,
        "stability_fits": FITS,
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {
        name: version(name) for name in ("bertopic", "numpy", "scikit-learn", "scipy", "simplemma")
    }
