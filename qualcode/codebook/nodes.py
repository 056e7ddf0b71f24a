"""Trees of values that remember where each stood, and JSON as one."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from qualcode.codebook.problems import Problems

_DEEPEST_JSON = 32  # a written codebook adds levels; what was read must load again
_LONGEST_KEY = 200
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value, how it was written, and where.

    `value` is None, bool, int, float or str, a list of nodes, or a dict of nodes by key.
    """

    value: Any
    text: str
    where: str


def plain(node: Node) -> Any:
    """The value with lists and dicts of plain values inside."""
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    return node.value


def from_json(text: str, problems: Problems, where: str = "") -> Node:
    """The tree of a JSON document; faults that don't end the reading are noted.

    `where` names the place of a document inside a file; JSON itself keeps no line numbers.

    Raises:
        CodebookError: it isn't JSON.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_int=lambda digits: int(digits) if INTEGER.fullmatch(digits) else digits,
            parse_float=finite_or_text,
            parse_constant=str,
        )
    except json.JSONDecodeError as error:
        problems.add(where or f"line {error.lineno}", f"not valid JSON: {error.msg}")
        raise problems.error() from error
    except RecursionError as error:
        problems.add(where, "lists and objects are nested too deeply")
        raise problems.error() from error
    node = _json_node(value, where, problems, 0)
    if node is None:
        raise problems.error()
    return node


class _Pairs(list[tuple[str, Any]]):
    """A JSON object before its keys are compared."""


def finite_or_text(text: str) -> float | str:
    """The number, or its text where no float holds it."""
    number = float(text)
    return number if math.isfinite(number) else text


def _json_node(value: Any, where: str, problems: Problems, depth: int) -> Node | None:
    if depth > _DEEPEST_JSON:
        problems.add(where, "lists and objects are nested too deeply")
        return None
    if isinstance(value, _Pairs):
        return Node(_json_fields(value, where, problems, depth), "", where)
    if isinstance(value, list):
        items = (
            _json_node(item, f"{where} item {number}".lstrip(), problems, depth + 1)
            for number, item in enumerate(value, 1)
        )
        return Node([item for item in items if item is not None], "", where)
    if isinstance(value, str) and _LONE_SURROGATE.search(value):
        problems.add(where, "half of a character (a lone surrogate)")
        return None
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return Node(value, text, where)


def _json_fields(pairs: _Pairs, where: str, problems: Problems, depth: int) -> dict[str, Node]:
    fields: dict[str, Node] = {}
    for key, value in pairs:
        inside = f"{where}, {key}" if where else key
        if _LONE_SURROGATE.search(key):
            problems.add(where, "half of a character (a lone surrogate) in a key")
        elif key in fields:
            problems.add(where, f"'{key}' is given twice")
        elif depth == 0 or key_fits(key, where, problems):
            node = _json_node(value, inside, problems, depth + 1)
            if node is not None:
                fields[key] = node
    return fields


def key_fits(key: str, where: str, problems: Problems) -> bool:
    """Whether a YAML mapping can hold the key; noted where it can't."""
    if len(key) <= _LONGEST_KEY:
        return True
    problems.add(where, f"a key is longer than {_LONGEST_KEY} characters")
    return False
