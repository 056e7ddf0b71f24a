"""A mapping of a codebook file, field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualcode.codebook.nodes import Node, plain
from qualcode.codebook.problems import Problems


class Fields:
    """A mapping's fields, taken one after the other; what is left are unknown keys."""

    def __init__(self, node: Node, problems: Problems) -> None:
        self.where = node.where
        self.problems = problems
        self._fields: dict[str, Node] = {}
        if isinstance(node.value, dict):
            self._fields = dict(node.value)
        elif node.value is not None:
            problems.add(node.where, "a mapping (`key: value`) is expected here")

    def take(self, key: str) -> Node | None:
        """The field, None where it is absent or null."""
        node = self._fields.pop(key, None)
        return None if node is None or node.value is None else node

    def text(self, key: str) -> str:
        """The field as it was written, "" where it is absent or null."""
        node = self.take(key)
        return "" if node is None else text_of(node, f"`{key}`", self.problems)

    def texts(self, key: str) -> tuple[str, ...]:
        """The field as a list of text."""
        return tuple(self.items(key, lambda node, problems: text_of(node, f"`{key}`", problems)))

    def items(self, key: str, read: Callable[[Node, Problems], Any]) -> list[Any]:
        """The field's items, each read by `read`."""
        node = self.take(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.problems.add(node.where, f"`{key}` must be a list")
            return []
        return [read(item, self.problems) for item in node.value]

    def rest(self) -> dict[str, Any]:
        """What nobody took, as plain values."""
        return {key: plain(node) for key, node in self._fields.items()}

    def refuse_rest(self, what: str, known: str) -> None:
        """Note every field that nobody took."""
        for key, node in self._fields.items():
            self.problems.add(node.where, f"unknown key '{key}' in {what} (known: {known})")


def text_of(node: Node, what: str, problems: Problems) -> str:
    if isinstance(node.value, list | dict):
        problems.add(node.where, f"{what} must be text")
        return ""
    return node.text
