"""Codes for names met in an import that fit none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualcode.errors import InputError
from qualcode.model import PATH_SEPARATOR, Code
from qualcode.project.codebooks import Codebooks, keep_version
from qualcode.project.names import exact
from qualcode.store.columns import as_row
from qualcode.store.database import Store

DEEPEST = 300
"""Levels of codes that an import may make; trees are walked from their leaves up."""


def make_imported(
    store: Store,
    codebooks: Codebooks,
    names: Sequence[str],
    known: Sequence[Code],
    coder: str | None,
) -> Mapping[str, Code]:
    """Name -> code for names that no code has, made in the codebook `imported`.

    Raises:
        InputError: a name lies too deep.
    """
    made: dict[str, Code] = {}
    with store.transaction("code.add", f"add {len(names)} codes", coder) as change:
        book = codebooks.ensure_imported(coder)
        own = {exact(code.id): code for code in known if code.codebook == book.uuid}
        position = 1 + max((code.position for code in own.values()), default=-1)
        for name in names:
            parent: Code | None = None
            parts = name.split(PATH_SEPARATOR)
            if not all(part.strip() for part in parts):
                parts = [name]
            if len(parts) > DEEPEST:
                raise InputError(
                    f"a code lies {len(parts)} levels deep, which is more than {DEEPEST}",
                    "is the separator ' > ' part of its name?",
                )
            for depth in range(1, len(parts) + 1):
                code_id = PATH_SEPARATOR.join(parts[:depth])
                code = own.get(exact(code_id))
                if code is None:
                    code = own[exact(code_id)] = Code(
                        store.new_uuid(), book.uuid, code_id, parts[depth - 1],
                        parent=parent.uuid if parent else None, position=position,
                    )  # fmt: skip
                    position += 1
                    change.insert("code", as_row(code))
                parent = code
            made[name] = own[exact(name)]
        keep_version(store, change, book)
    return made
