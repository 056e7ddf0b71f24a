"""Topic clusters: a reading aid that groups turns by their words. Topics are not themes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import NotEnoughData
from qualcode.nlp.passages import Passage
from qualcode.nlp.progress import OnProgress
from qualcode.nlp.topics.clustering import (
    AXES,
    FEW,
    MOST_FOR_TREE,
    choose_number,
    cutter,
    vectors,
)
from qualcode.nlp.topics.naming import Terms, content_words, topic_terms
from qualcode.nlp.topics.request import TopicCluster, TopicOutcome, TopicRequest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD = "BERTopic over TF-IDF, SVD and clusters"
"""Names this topic model in a stored run."""

LEAST = 12
"""Fewer passages with content words than this can't be clustered."""

OUTLIERS = -1
_LEAST_CONTENT_WORDS = 2
_LEAST_IN_TOPIC = 3
_REPRESENTATIVES = 3
_LABEL_TERMS = 3


def fit_topics(
    passages: Sequence[Passage], request: TopicRequest, on_progress: OnProgress
) -> TopicOutcome:
    """Clusters the passages by their content words and names each cluster by its terms.

    Passages with fewer than two different content words are left out. Below 50 others the number
    of topics is kept low, and a note says so. With the same arguments the outcome is the same, on
    the same machine and versions.

    Raises:
        NotEnoughData: fewer than 12 different passages with content words.
        MissingPackage: BERTopic isn't installed or can't be imported.
    """
    on_progress("reading words", 0, len(passages))
    used, texts = _usable(passages)
    points = vectors(texts, request.seed)
    cut = cutter(points, request.seed)
    silhouettes: Mapping[int, float] = {}
    if request.number is None:
        wanted, silhouettes = choose_number(points, cut, request.seed, on_progress)
    else:
        wanted = min(request.number, len(set(texts)) // _LEAST_IN_TOPIC)
    numbers = _numbered(cut(wanted))
    on_progress("naming topics", 0, 1)
    terms = topic_terms(texts, points, numbers.tolist())
    closeness = _closeness(points, numbers)
    topics = list(_topics(numbers, closeness, terms, used))
    return TopicOutcome(
        topics=topics,
        assignments=[
            (row, int(number), round(float(near), 4))
            for row, number, near in zip(used, numbers, closeness, strict=True)
        ],
        notes=list(_notes(passages, used, numbers, request, wanted)),
        versions=_versions(),
        method=METHOD,
        parameters={
            "number": request.number,
            "topics": sum(1 for topic in topics if topic.number != OUTLIERS),
            "seed": request.seed,
            "axes": min(AXES, points.shape[1]),
            "clusters": "ward" if len(points) <= MOST_FOR_TREE else "k-means",
            "silhouettes": {str(number): value for number, value in silhouettes.items()},
        },
    )


def _usable(passages: Sequence[Passage]) -> tuple[list[int], list[str]]:
    """Positions of the passages with enough content words, and those words of each."""
    used, texts = [], []
    for row, passage in enumerate(passages):
        words = content_words(passage.text)
        if len(set(words)) >= _LEAST_CONTENT_WORDS:
            used.append(row)
            texts.append(" ".join(words))
    different = len(set(texts))
    if different < LEAST:
        raise NotEnoughData(
            f"{different} different passages have enough content words; topics need {LEAST}, and "
            f"make sense from about {FEW}",
            "import more text, or read and code these by hand",
        )
    return used, texts


def _numbered(clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Topic numbers: the largest cluster 0, ties by first appearance, tiny ones the outliers."""
    import numpy as np

    kinds, first, counts = np.unique(clusters, return_index=True, return_counts=True)
    order = sorted(range(len(kinds)), key=lambda i: (-counts[i], first[i]))
    number_of = {
        kinds[i]: rank if counts[i] >= _LEAST_IN_TOPIC else OUTLIERS for rank, i in enumerate(order)
    }
    return np.array([number_of[kind] for kind in clusters], dtype=np.int64)


def _closeness(points: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cosine of every point to the middle of its topic, 0..1; 0 for outliers."""
    import numpy as np

    found = np.zeros(len(points))
    for number in np.unique(numbers):
        if number == OUTLIERS:
            continue
        members = numbers == number
        middle = points[members].mean(axis=0)
        length = max(float(np.linalg.norm(middle)), 1e-6)
        found[members] = np.clip(points[members] @ middle / length, 0, 1)
    return found


def _topics(
    numbers: NDArray[np.int64],
    closeness: NDArray[np.float64],
    terms: Mapping[int, Terms],
    used: Sequence[int],
) -> Iterator[TopicCluster]:
    import numpy as np

    for number in sorted(set(numbers.tolist()), key=lambda each: (each == OUTLIERS, each)):
        members = np.flatnonzero(numbers == number)
        nearest = sorted(members.tolist(), key=lambda i: (-round(float(closeness[i]), 4), i))
        label = ", ".join(term for term, _ in terms[number][:_LABEL_TERMS])
        yield TopicCluster(
            number=number,
            label="outliers" if number == OUTLIERS else label,
            size=len(members),
            terms=terms[number],
            representatives=tuple(used[i] for i in nearest[:_REPRESENTATIVES]),
        )


def _notes(
    passages: Sequence[Passage],
    used: Sequence[int],
    numbers: NDArray[np.int64],
    request: TopicRequest,
    wanted: int,
) -> Iterator[str]:
    if len(used) < FEW:
        yield (
            f"only {len(used)} passages have enough content words: the number of topics was kept "
            f"low ({wanted}); below about {FEW} they are a hint at most"
        )
    if request.number is not None and wanted < request.number:
        yield f"{request.number} topics are too many for this text; {wanted} were made"
    left_out = len(passages) - len(used)
    if left_out:
        yield (
            f"{left_out} of {len(passages)} passages were left out: they have fewer than "
            f"{_LEAST_CONTENT_WORDS} different content words"
        )
    outliers = int((numbers == OUTLIERS).sum())
    if outliers:
        yield f"{outliers} passages are outliers, too far from the others to form a topic"
    spoken = sorted({passages[row].language or "" for row in used} - {""})
    if len(spoken) > 1:
        yield f"the passages are in {' and '.join(spoken)}: topics may divide by language"


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("bertopic", "numpy", "scikit-learn", "scipy")}
