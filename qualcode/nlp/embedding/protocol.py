"""What makes vectors of texts, and what gives them to those who compare meanings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from qualcode.nlp.progress import OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """A model; it is loaded when it is first needed, not when it is made.

    `name` is the identity its vectors are kept under: the model and its version.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (texts, dimensions) of unit length; a text's vector doesn't depend on the others.

        Raises:
            MissingPackage: the package is absent, or its model doesn't load.
        """
        ...


class VectorSource(Protocol):
    """Gives vectors, wherever it has them from. `name` is "none" where it turned out to have none."""

    @property
    def name(self) -> str: ...

    def vectors(self, texts: Sequence[str], on_progress: OnProgress) -> NDArray[np.float32]:
        """Vectors (texts, dimensions), in the order of the texts, which may repeat.

        They are of unit length, or zero for a text that says nothing (`says_something`). There
        are no dimensions where there turned out to be no vectors.
        """
        ...
