"""Codes: the tree, and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Code, Codebook, Example
from qualcode.project.code_merging import hand_over
from qualcode.project.code_names import NameIndex, id_for, names_of
from qualcode.project.code_tree import code_paths, positions_in, tree_order
from qualcode.project.codebooks import Codebooks, keep_version
from qualcode.project.imported_codes import make_imported
from qualcode.project.names import exact, find, fold
from qualcode.project.removing import remove_decisions_on, remove_memos_on
from qualcode.store import codes as stored
from qualcode.store import themes as stored_themes
from qualcode.store.columns import as_row, column_value
from qualcode.store.database import Store
from qualcode.store.journal import Transaction

PALETTE = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2",
    "#edc948", "#ff9da7", "#9c755f", "#8cd17d", "#86bcb6", "#d37295",
)  # fmt: skip
"""Colours for codes without one of their own; a code has its top code's."""

_EDITABLE = frozenset(
    {"name", "name_nb", "definition", "include", "exclude", "examples", "cues", "source", "basis",
     "colour", "retired"}
)  # fmt: skip


class Codes:
    """The codes of all codebooks."""

    def __init__(self, store: Store, codebooks: Codebooks) -> None:
        self._store = store
        self._codebooks = codebooks

    def list(self, codebook: str | None = None, *, retired: bool = True) -> Sequence[Code]:
        """Codes in tree order (parents before their children), of one codebook (uuid) or all."""
        codes = [
            code
            for code in stored.codes(self._store)
            if (codebook is None or code.codebook == codebook) and (retired or not code.retired)
        ]
        return tree_order(codes)

    def get(self, name: str) -> Code:
        """A code by uuid, id, path of names, `codebook:id` or name in either language.

        Raises:
            UnknownName, AmbiguousName: nothing, or several codes, fit.
        """
        codes = self.list()
        return find("code", name, codes, *names_of(codes, self._codebooks.list()))

    def by_uuid(self, uuid: str) -> Code:
        """A code by its uuid alone.

        Raises:
            UnknownName: there is none.
        """
        code = stored.code(self._store, uuid)
        if code is None:
            raise UnknownName("code", uuid)
        return code

    def paths(self) -> Mapping[str, str]:
        """Code uuid -> path of names, `A > B`."""
        return code_paths(stored.codes(self._store))

    def colours(self) -> Mapping[str, str]:
        """Code uuid -> colour, `#rrggbb`: its own, its nearest ancestor's, or of the palette."""
        colours: dict[str, str] = {}
        tops = 0
        for code in self.list():
            inherited = colours.get(code.parent or "")
            if inherited is None:
                inherited = PALETTE[tops % len(PALETTE)]
                tops += 1
            colours[code.uuid] = code.colour or inherited
        return colours

    def with_children(self, uuid: str) -> set[str]:
        """A code's uuid and those of everything under it."""
        family = {uuid}
        for code in self.list():
            if code.parent in family:
                family.add(code.uuid)
        return family

    def counts(self, coder: str | None = None) -> Mapping[str, int]:
        """Number of codings by code (children not rolled up), of one coder (uuid) or all."""
        return stored.counts(self._store, coder)

    def add(
        self,
        codebook: str,
        code_id: str,
        name: str = "",
        *,
        parent: str | None = None,
        coder: str | None = None,
        **details: Any,
    ) -> Code:
        """Make a code in a codebook (by uuid, id or title); `parent` is a uuid.

        Raises:
            InputError, ConflictError: no id; the id is taken; the parent is of another book.
        """
        book = self._codebooks.get(codebook)
        code = self._drafted(book, self.list(book.uuid), code_id, name, parent, **details)
        with self._store.transaction("code.add", f"add code {code.id}", coder) as change:
            change.insert("code", as_row(code))
            keep_version(self._store, change, book)
        return code

    def ensure(self, names: Iterable[str], coder: str | None = None) -> Mapping[str, Code]:
        """Name -> code for names met in an import; those that are unknown are made.

        New codes go into the codebook `imported`, their id being the name to the letter;
        `A > B` makes B under A.

        Raises:
            InputError, AmbiguousName: a name is empty, or fits several codes.
        """
        found: dict[str, Code] = {}
        missing: list[str] = []
        known = self.list()
        index = NameIndex(known, self._codebooks.list())
        for name in dict.fromkeys(names):
            code = index.get(name)
            if code is not None:
                found[name] = code
            elif name.strip():
                missing.append(name)
            else:
                raise InputError("a code needs a name", "leave the cell or list empty instead")
        if missing:
            found.update(make_imported(self._store, self._codebooks, missing, known, coder))
        return found

    def unknown(self, names: Iterable[str]) -> Sequence[str]:
        """Those of the names that fit no code.

        Raises:
            AmbiguousName: a name fits several codes.
        """
        index = NameIndex(self.list(), self._codebooks.list())
        return [name for name in dict.fromkeys(names) if index.get(name) is None]

    def update(self, uuid: str, coder: str | None = None, **details: Any) -> Code:
        """Change a code's name, definition, cues and the like, or retire it.

        Raises:
            InputError: the name would be empty.
        """
        unknown = details.keys() - _EDITABLE
        if unknown:
            raise InputError(
                f"a code's {min(unknown)} can't be changed like this",
                "its name, definition, limits, examples, cues and colour can be",
            )
        if not details.get("name", "x").strip():
            raise InputError("a code needs a name", "give it one")
        return self._change(self.by_uuid(uuid), "change", coder, **details)

    def move(self, uuid: str, parent: str | None, coder: str | None = None) -> Code:
        """Put a code, with what is under it, under another code or at the top.

        Raises:
            InputError: under itself, or into another codebook.
        """
        code = self.by_uuid(uuid)
        if parent is not None:
            if parent in self.with_children(uuid):
                raise InputError(
                    f"{code.id} can't be put under itself", "choose a code that isn't under it"
                )
            if self.by_uuid(parent).codebook != code.codebook:
                raise InputError("a code stays in its codebook", "merge it into a code there")
        return self._change(code, "move", coder, parent=parent)

    def place(self, uuid: str, position_after: str | None, coder: str | None = None) -> Code:
        """Put a code after one of its siblings (uuid), or first among them.

        Raises:
            InputError: the other code isn't a sibling.
        """
        code = self.by_uuid(uuid)
        siblings = [item for item in self.list(code.codebook) if item.parent == code.parent]
        order = [item for item in siblings if item.uuid != uuid]
        order.insert(_place_after(order, position_after), code)
        with self._store.transaction("code.change", f"move code {code.id}", coder) as change:
            self._write_order(change, self._book_of(code), order)
        return self.by_uuid(uuid)

    def split(
        self, uuid: str, into: Sequence[tuple[str, str]], coder: str | None = None
    ) -> Sequence[Code]:
        """Make new codes, (id, name) each, right behind a code and under the same parent.

        The code keeps its codings: which of them belong to the new codes is for people to say.

        Raises:
            InputError, ConflictError: no codes or an empty id; an id is taken.
        """
        code = self.by_uuid(uuid)
        if not into:
            raise InputError("a code is split into other codes", "name at least one")
        with self._store.writing():
            book = self._book_of(code)
            known = self.list(book.uuid)
            new: list[Code] = []
            for code_id, name in into:
                draft = self._drafted(book, [*known, *new], code_id, name, code.parent)
                new.append(replace(draft, colour=code.colour))
            label = f"split {code.id} into {', '.join(item.id for item in new)}"
            order = [other for other in known if other.parent == code.parent]
            at = _place_after(order, uuid)
            with self._store.transaction("code.split", label, coder) as change:
                change.insert_all("code", [as_row(item) for item in new])
                self._write_order(change, book, [*order[:at], *new, *order[at:]])
        return [self.by_uuid(item.uuid) for item in new]

    def add_example(
        self, uuid: str, text: str, language: str | None = None, coder: str | None = None
    ) -> Code:
        """Add an example quotation to a code, for instance one of its coded passages.

        Raises:
            InputError, ConflictError: it is empty; the code has that example already.
        """
        code = self.by_uuid(uuid)
        text = text.strip()
        if not text:
            raise InputError("an example needs some text", "choose a passage with words")
        if any(exact(example.text) == exact(text) for example in code.examples):
            raise ConflictError(f"{code.id} has this example already", "choose another passage")
        examples = (*code.examples, Example(text, language))
        return self._change(code, "add an example to", coder, examples=examples)

    def add_own(
        self,
        name: str,
        coder: str | None,
        *,
        parent: str | None = None,
        definition: str = "",
        **details: Any,
    ) -> Code:
        """Make a code while coding: in the book of `parent` (uuid), else in the study's own.

        Its id is made of its name; `details` are further fields of a code.

        Raises:
            InputError, ConflictError: the name is empty, or of a code beside it already.
        """
        name = exact(name)
        if not name:
            raise InputError("a code needs a name", "give it one")
        with self._store.writing():
            above = None if parent is None else self.by_uuid(parent)
            known = self.list()
            code_id = id_for(name, {code.id for code in known})
            with self._store.transaction("code.add", f"add code {code_id}", coder):
                book = above.codebook if above else self._codebooks.own(coder).uuid
                _refuse_same_name(
                    name, [c for c in known if (c.codebook, c.parent) == (book, parent)]
                )
                details |= {"parent": parent, "definition": definition}
                return self.add(book, code_id, name, **details)

    def merge(self, uuid: str, into: str, coder: str | None = None) -> int:
        """Give `into` the codings, memos, themes and children of a code, and remove that code.

        Codings that `into` has on the same span by the same coder already are joined with
        those; their memos and themes follow. Returns the number of codings moved.

        Raises:
            InputError: into itself or something under it, or with children into another book.
        """
        code, target = self.by_uuid(uuid), self.by_uuid(into)
        if into in self.with_children(uuid):
            raise InputError(
                f"{code.id} can't be merged into itself or something under it",
                "choose another code",
            )
        children = [child for child in self.list() if child.parent == uuid]
        if children and target.codebook != code.codebook:
            raise InputError(
                f"{code.id} has codes under it, which can't leave their codebook",
                "merge or move those first",
            )
        with self._store.transaction(
            "code.merge", f"merge {code.id} into {target.id}", coder
        ) as change:
            moved = hand_over(self._store, change, code, target, children)
            self._delete(change, code)
        return moved

    def remove(self, uuid: str, coder: str | None = None) -> None:
        """Remove a code that has neither codings nor children, with what was decided about it.

        Raises:
            ConflictError: it has.
        """
        code = self.by_uuid(uuid)
        used = self.counts().get(uuid, 0)
        children = len(self.with_children(uuid)) - 1
        if used or children:
            raise ConflictError(
                f"{code.id} has {used} codings and {children} codes under it",
                "merge it into another code, or retire it",
            )
        with self._store.transaction("code.remove", f"remove code {code.id}", coder) as change:
            remove_memos_on(self._store, change, uuid)
            remove_decisions_on(self._store, change, uuid)
            self._delete(change, code)

    def _drafted(
        self,
        book: Codebook,
        known: Sequence[Code],
        code_id: str,
        name: str,
        parent: str | None,
        **details: Any,
    ) -> Code:
        """A code behind those that the book has, not yet stored."""
        code_id = code_id.strip()
        if not code_id:
            raise InputError("a code needs an id", "for instance exp.modelling")
        if any(code.id == code_id for code in known):
            raise ConflictError(f"{book.id} has a code '{code_id}' already", "choose another id")
        if parent is not None and self.by_uuid(parent).codebook != book.uuid:
            raise InputError(
                "a code and its parent must be of the same codebook",
                "choose a parent in that codebook",
            )
        return Code(
            uuid=self._store.new_uuid(),
            codebook=book.uuid,
            id=code_id,
            name=name.strip() or code_id,
            parent=parent,
            position=1 + max((other.position for other in known), default=-1),
            **details,
        )

    def _write_order(self, change: Transaction, book: Codebook, siblings: Sequence[Code]) -> None:
        for uuid, position in positions_in(siblings).items():
            change.update("code", uuid, {"position": position})
        keep_version(self._store, change, book)

    def _change(self, code: Code, action: str, coder: str | None, **details: Any) -> Code:
        changed = replace(code, **details)
        columns = {name: column_value(getattr(changed, name)) for name in details}
        with self._store.transaction("code.change", f"{action} code {code.id}", coder) as change:
            change.update("code", code.uuid, columns)
            keep_version(self._store, change, self._book_of(code))
        return changed

    def _delete(self, change: Transaction, code: Code) -> None:
        for link in stored_themes.themes_of(self._store, "code", code.uuid).values():
            change.delete("theme_code", link)
        change.delete("code", code.uuid)
        keep_version(self._store, change, self._book_of(code))

    def _book_of(self, code: Code) -> Codebook:
        return next(book for book in self._codebooks.list() if book.uuid == code.codebook)


def _place_after(siblings: Sequence[Code], uuid: str | None) -> int:
    if uuid is None:
        return 0
    for place, code in enumerate(siblings, 1):
        if code.uuid == uuid:
            return place
    raise InputError(
        "a code is placed after one with the same parent", "move it under that parent first"
    )


def _refuse_same_name(name: str, siblings: Sequence[Code]) -> None:
    for other in siblings:
        if fold(other.name) == fold(name):
            hint = "choose another name, or that code" + (", which is retired" * other.retired)
            raise ConflictError(f"there is a code '{other.name}' already", hint)
