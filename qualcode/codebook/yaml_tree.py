"""YAML as a tree of values with line numbers."""

from __future__ import annotations

import re
from typing import Any

import yaml

from qualcode.codebook.nodes import INTEGER, Node, finite_or_text, key_fits
from qualcode.codebook.problems import Problems

_DEEPEST = 40
_MOST_REPEATS = 1000
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "null", "bool", "int", "float", "timestamp", "map", "seq", "merge", "value")
)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {text: text[0] in "tT" for text in ("true", "True", "TRUE", "false", "False", "FALSE")}
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?")

# libyaml is much faster; a build of PyYAML without it reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def from_yaml(text: str, problems: Problems) -> Node:
    """The tree of a YAML document; faults that don't end the reading are noted.

    Plain scalars follow YAML 1.2's core schema, so that `no` stays the language and a date
    stays text. Aliases are followed a limited number of times: a few nested ones can stand for
    gigabytes.

    Raises:
        CodebookError: it isn't YAML, or is empty.
    """
    try:
        _check_nesting(text, problems)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        problems.add(f"line {line}", "a character that YAML doesn't allow")
        raise problems.error() from error
    except yaml.MarkedYAMLError as error:
        problems.add(*_syntax(error))
        raise problems.error() from error
    if root is None:
        problems.add("", "the file is empty")
        raise problems.error()
    node = _YamlTree(problems).node(root)
    if node is None:
        raise problems.error()
    return node


def _syntax(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    mark: Any = error.problem_mark or error.context_mark
    begun: Any = error.context_mark
    tail = f" (begun on line {begun.line + 1})" if begun and begun.line != mark.line else ""
    return f"line {mark.line + 1}", f"not valid YAML: {error.problem or error.context}{tail}"


def _check_nesting(text: str, problems: Problems) -> None:
    """Composing a much deeper document would exhaust libyaml's stack and end the program."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                mark: Any = event.start_mark
                problems.add(f"line {mark.line + 1}", "lists and mappings are nested too deeply")
                raise problems.error()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _YamlTree:
    """Turns composed YAML nodes into ours, counting how often aliases bring one back."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._seen: set[int] = set()
        self._open: set[int] = set()
        self._repeats = 0

    def node(self, source: Any) -> Node | None:
        where = f"line {source.start_mark.line + 1}"
        if source.tag not in _CORE_TAGS:
            self._problems.add(where, f"the tag {source.tag} isn't supported")
            return None
        if id(source) in self._open:
            self._problems.add(where, "an alias (*name) refers to what it is part of")
            return None
        if id(source) in self._seen:
            self._repeats += 1
            if self._repeats == _MOST_REPEATS:
                self._problems.add(where, "too much is repeated by aliases (*name)")
            if self._repeats >= _MOST_REPEATS:
                return None
        self._seen.add(id(source))
        if isinstance(source, yaml.ScalarNode):
            return Node(_scalar(source), source.value, where)
        self._open.add(id(source))
        is_list = isinstance(source, yaml.SequenceNode)
        value = self._items(source) if is_list else self._fields(source)
        self._open.discard(id(source))
        return Node(value, "", where)

    def _items(self, source: Any) -> list[Node]:
        nodes = [self.node(item) for item in source.value]
        return [node for node in nodes if node is not None]

    def _fields(self, source: Any) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in source.value:
            line = key_node.start_mark.line + 1
            where = f"line {line}"
            if not isinstance(key_node, yaml.ScalarNode):
                self._problems.add(where, "a key must be text")
                continue
            key = key_node.value
            if key_node.tag == "tag:yaml.org,2002:merge":
                self._problems.add(where, "merge keys (<<) aren't supported")
            elif key in lines:
                self._problems.add(where, f"'{key}' is given twice, first on line {lines[key]}")
            elif key_fits(key, where, self._problems):
                lines[key] = line
                node = self.node(value_node)
                if node is not None:
                    fields[key] = node
        return fields


def _scalar(source: Any) -> Any:
    text = source.value
    if source.style or source.tag == "tag:yaml.org,2002:str":
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return finite_or_text(text)
    return text
