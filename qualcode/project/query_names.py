"""The names in a query, found in the study: the tree with uuids and labels in their place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import AmbiguousName, UnknownName
from qualcode.project.filters import Filter, Selection, speakers_named, variables_in_use
from qualcode.project.names import find, fold
from qualcode.query import And, Field, Near, Node, Not, Or, Variable, tokens

if TYPE_CHECKING:
    from qualcode.project.study import Project


class Names:
    """Finds names in a study, each kind of thing read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[str, Callable[[str], Collection[str]]] = {
            "code": self._codes,
            "coder": lambda name: [project.coders.get(name).uuid],
            "document": self._documents,
            "speaker": lambda name: speakers_named(project, [name]),
            "case": lambda name: [project.cases.get(name).uuid],
            "status": lambda name: [name],
        }

    def resolved(self, tree: Node) -> Node:
        """The tree with what is meant as the values of its fields, codes with those under them.

        Raises:
            UnknownName, AmbiguousName: a name fits nothing, or several things.
        """
        match tree:
            case Field(name, values):
                tree = _field(name, [one for value in values for one in self._found[name](value)])
            case Variable(name):
                known = variables_in_use(self._project)
                if name not in known:
                    raise UnknownName("variable", name, sorted(known))
            case Not(part):
                tree = Not(self.resolved(part))
            case And(parts) | Or(parts):
                tree = type(tree)(tuple(map(self.resolved, parts)))
            case Near(left, right, turns):
                tree = Near(self.resolved(left), self.resolved(right), turns)
        return tree

    def _codes(self, name: str) -> Collection[str]:
        """A code by anything it is called; else all that are called so, or by such words."""
        codes = self._project.codes
        try:
            meant = {codes.get(name).uuid}
        except AmbiguousName:
            meant = {
                code.uuid
                for code in codes.list()
                if fold(name) in (fold(code.id), fold(code.name), fold(code.name_nb))
            }
        except UnknownName:
            begun = [fold(word) for word, *_ in tokens(name)]
            meant = {
                code.uuid
                for code in codes.list()
                if begun and _speaks_of(f"{code.id} {code.name} {code.name_nb}", begun)
            }
            if not meant:
                raise
        for code in codes.list():
            if code.parent in meant:
                meant.add(code.uuid)
        return meant

    def _documents(self, name: str) -> Collection[str]:
        listed = self._project.documents.list()
        found = find("document", name, listed, lambda item: item.uuid, lambda item: item.name)
        return [found.uuid]


def narrowed(project: Project, tree: Node, wanted: Filter) -> Node:
    """The query, and what a filter asks for besides.

    Raises:
        UnknownName, AmbiguousName, InputError: as by `Selection`.
    """
    selection = Selection(project, wanted)
    parts: list[Node] = [tree]
    if wanted.codes:
        codes = [code.uuid for code in project.codes.list() if selection.admits_code(code.uuid)]
        parts.append(_field("code", codes))
    if wanted.coders:
        parts.append(_field("coder", [project.coders.get(name).uuid for name in wanted.coders]))
    if wanted.cases:
        parts.append(_field("case", [project.cases.get(name).uuid for name in wanted.cases]))
    if wanted.speakers:
        parts.append(_field("speaker", speakers_named(project, wanted.speakers)))
    for condition in wanted.where:
        name, _, value = condition.partition("=")
        parts.append(Variable(name.strip(), value))
    documents = [document.uuid for document in selection.documents]
    if len(documents) < len(project.documents.list()):
        parts.append(_field("document", documents))
    return And(tuple(parts)) if len(parts) > 1 else tree


def _field(name: str, values: Collection[str]) -> Field:
    return Field(name, tuple(sorted(set(values))))


def _speaks_of(called: str, begun: Sequence[str]) -> bool:
    words = [fold(word) for word, *_ in tokens(called)]
    return all(any(word.startswith(beginning) for word in words) for beginning in begun)
