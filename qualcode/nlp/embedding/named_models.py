"""Models that people name themselves, of sentence-transformers and fastembed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, MissingPackage
from qualcode.nlp.embedding.reading import unit_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PROBE = "probe"
_READ_WHOLE = 1_000_000
_MARKS_OF_A_PATH = ("/", "\\", ".", "~")


class SentenceTransformersModel:
    """A model of sentence-transformers (Reimers & Gurevych 2019) on the processor.

    Args:
        model: the folder of a model, which is read without asking the network for anything, or a
            model's name, which is only downloaded where it isn't on this machine yet.

    Raises:
        InputError: there is no model at the path.
        MissingPackage: the package isn't installed.
    """

    def __init__(self, model: str) -> None:
        release = _release("sentence-transformers")
        folder = Path(model).expanduser()
        self._model_name = model
        self._folder = folder if folder.is_dir() else None
        known = model
        if self._folder is not None:
            if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
                raise InputError(
                    f"the folder {folder.name} holds no model",
                    "name the folder with the model's config.json",
                )
            # A path would carry the name of whoever's home it lies in into the study.
            known = f"{folder.resolve().name} ({_fingerprint(folder)})"
        elif model.startswith(_MARKS_OF_A_PATH):
            raise InputError(f"there is no folder {model}", "check the path of the model")
        self.name = f"sentence-transformers {release} {known}"

    @cached_property
    def dimensions(self) -> int:
        return int(self.embed([_PROBE]).shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        given = self._model.encode(
            list(texts), prompt=self._prompt, show_progress_bar=False, convert_to_numpy=True
        )
        return unit_rows(np.array(given, dtype=np.float32))

    @cached_property
    def _prompt(self) -> str:
        """What the model wants before a text that is compared with its like."""
        prompts = getattr(self._model, "prompts", None) or {}
        return str(prompts.get("query") or _usual_prompt(self._model_name))

    @cached_property
    def _model(self) -> Any:
        def load(*, here: bool) -> Any:
            from sentence_transformers import SentenceTransformer

            place = str(self._folder or self._model_name)
            return SentenceTransformer(place, device="cpu", local_files_only=here)

        return _loaded(load, self.name, only_here=self._folder is not None)


class FastembedModel:
    """A model of fastembed; only downloaded where it isn't on this machine yet.

    Raises:
        MissingPackage: the package isn't installed.
    """

    def __init__(self, model: str) -> None:
        self._model_name = model
        self.name = f"fastembed {_release('fastembed')} {model}"

    @cached_property
    def dimensions(self) -> int:
        return int(self.embed([_PROBE]).shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        prompt = _usual_prompt(self._model_name)
        given = list(self._model.embed([prompt + text for text in texts]))
        return unit_rows(np.array(given, dtype=np.float32))

    @cached_property
    def _model(self) -> Any:
        def load(*, here: bool) -> Any:
            from fastembed import TextEmbedding

            return TextEmbedding(model_name=self._model_name, local_files_only=here)

        return _loaded(load, self.name, only_here=False)


def _release(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        raise MissingPackage(
            f"{package} isn't installed",
            f"install Qualcode with the extra `{package}`, or use --embedding none",
        ) from None


def _loaded(load: Callable[..., Any], name: str, *, only_here: bool) -> Any:
    """The model from this machine; if it isn't there, and may be, from where its package gets it.

    Raises:
        MissingPackage: it can't be had, or doesn't load.
    """
    try:
        return load(here=True)
    except Exception as error:  # noqa: BLE001 - each backend raises exceptions of its own
        fault = error
    if not only_here:
        try:
            return load(here=False)
        except Exception as error:  # noqa: BLE001
            fault = error
    raise MissingPackage(
        f"the embedding {name} doesn't load ({type(fault).__name__})",
        "check the model's name, and whether it is on this machine; or use --embedding none",
    ) from fault


def _usual_prompt(model: str) -> str:
    """E5 models (Wang et al. 2024) want to be told what a text is for; others don't."""
    return "query: " if "e5" in Path(model).name.lower() else ""


def _fingerprint(folder: Path) -> str:
    """Eight digits that tell two models in folders of the same name apart."""
    hashed = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        hashed.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        if size <= _READ_WHOLE:
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:8]
