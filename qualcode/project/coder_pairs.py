"""Coders who read the same documents, side by side with each other and with the suggester."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from qualcode.analysis.evaluated import PairOfCoders
from qualcode.model import ProgressState

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.nlp.evaluate import HeldOut
    from qualcode.nlp.suggest.study import Training


def pairs_of_coders(
    training: Training,
    found: HeldOut,
    coders: Mapping[str, str],
    coder_of: Mapping[str, str],
    states: Mapping[tuple[str, str], ProgressState],
) -> Iterator[PairOfCoders]:
    """Every two of the coders (name by uuid) who coded in, or are done with, the same document.

    `coder_of` maps codings to who made them; `states` says by document and coder how far they are.
    """
    import numpy as np

    from qualcode.analysis.ceiling import ceiling
    from qualcode.analysis.evaluation import SURE

    documents = np.array(documents_of(training))
    given = {coder: _given_by(coder, coder_of, training) for coder in coders}
    read = {
        coder: set(documents[labels.any(axis=1)].tolist())
        | {document for (document, who), state in states.items() if (who, state) == (coder, "done")}
        for coder, labels in given.items()
    }
    suggested = np.nan_to_num(found.confidence) >= SURE
    for a, b in combinations(sorted(coders, key=lambda uuid: (coders[uuid], uuid)), 2):
        shared = sorted(read[a] & read[b] & set(documents.tolist()))
        if shared:
            rows = np.isin(documents, shared)
            own = ceiling(given[a][rows], given[b][rows], suggested[rows])
            yield PairOfCoders(coders[a], coders[b], len(shared), own)


def documents_of(training: Training) -> list[str]:
    """The document (uuid) of each training row."""
    return [training.passages[row].document for row in training.rows.tolist()]


def _given_by(coder: str, coder_of: Mapping[str, str], training: Training) -> NDArray[np.bool_]:
    """What one coder gave of the training's labels."""
    import numpy as np

    column = {code.uuid: at for at, code in enumerate(training.codes)}
    given = np.zeros_like(training.labels)
    for at, row in enumerate(training.rows.tolist()):
        for code, coding, _ in training.passages[row].codings:
            if coder_of[coding] == coder and code in column:
                given[at, column[code]] = True
    return given
