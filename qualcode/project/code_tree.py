"""The tree that codes make: paths of names, and the order in which it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.model import PATH_SEPARATOR, Code


def code_paths(codes: Iterable[Code]) -> dict[str, str]:
    """Code uuid -> path of names from the top, `A > B`."""
    by_uuid = {code.uuid: code for code in codes}
    paths: dict[str, str] = {}

    def path(code: Code) -> str:
        if code.uuid not in paths:
            parent = by_uuid.get(code.parent or "")
            paths[code.uuid] = (path(parent) + PATH_SEPARATOR if parent else "") + code.name
        return paths[code.uuid]

    for code in by_uuid.values():
        path(code)
    return paths


def tree_order(codes: Sequence[Code]) -> list[Code]:
    """Codes with every parent before its children, siblings in their order."""
    present = {code.uuid for code in codes}
    children: dict[str, list[Code]] = {}
    tops = []
    for code in codes:
        if code.parent in present:
            children.setdefault(code.parent or "", []).append(code)
        else:
            tops.append(code)
    ordered = []
    waiting = tops[::-1]
    while waiting:
        code = waiting.pop()
        ordered.append(code)
        waiting.extend(reversed(children.get(code.uuid, ())))
    return ordered


def positions_in(siblings: Sequence[Code]) -> dict[str, int]:
    """Positions that put codes into the order given, taken from those they have: uuid -> position.

    Where some share one, the later ones go behind; codes that needn't move are left out.
    """
    positions: list[int] = []
    for position in sorted(code.position for code in siblings):
        positions.append(max(position, positions[-1] + 1) if positions else position)
    return {
        code.uuid: position
        for code, position in zip(siblings, positions, strict=True)
        if code.position != position
    }
