"""Codes: the tree, and changing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import AmbiguousName, ConflictError, InputError, UnknownName
from qualcode.model import PATH_SEPARATOR, Code, Codebook
from qualcode.project.code_tree import code_paths, tree_order
from qualcode.project.codebooks import Codebooks, keep_version
from qualcode.project.memos import remove_memos_on
from qualcode.project.names import exact, find, fold
from qualcode.store import codes as stored
from qualcode.store import codings as stored_codings
from qualcode.store.columns import as_row, column_value
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of

PALETTE = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2",
    "#edc948", "#ff9da7", "#9c755f", "#8cd17d", "#86bcb6", "#d37295",
)  # fmt: skip
"""Colours for codes without one of their own; a code has its top code's."""

DEEPEST = 300
"""Levels of codes that an import may make; trees are walked from their leaves up."""

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
        return find("code", name, codes, *_names_of(codes, self._codebooks.list()))

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
        siblings = self.list(book.uuid)
        code_id = code_id.strip()
        if not code_id:
            raise InputError("a code needs an id", "for instance exp.modelling")
        if any(code.id == code_id for code in siblings):
            raise ConflictError(f"{book.id} has a code '{code_id}' already", "choose another id")
        if parent is not None and self.by_uuid(parent).codebook != book.uuid:
            raise InputError(
                "a code and its parent must be of the same codebook",
                "choose a parent in that codebook",
            )
        code = Code(
            uuid=self._store.new_uuid(),
            codebook=book.uuid,
            id=code_id,
            name=name.strip() or code_id,
            parent=parent,
            position=1 + max((other.position for other in siblings), default=-1),
            **details,
        )
        with self._store.transaction("code.add", f"add code {code_id}", coder) as change:
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
        index = _NameIndex(known, self._codebooks.list())
        for name in dict.fromkeys(names):
            code = index.get(name)
            if code is not None:
                found[name] = code
            elif name.strip():
                missing.append(name)
            else:
                raise InputError("a code needs a name", "leave the cell or list empty instead")
        if missing:
            found.update(self._make_imported(missing, known, coder))
        return found

    def unknown(self, names: Iterable[str]) -> Sequence[str]:
        """Those of the names that fit no code.

        Raises:
            AmbiguousName: a name fits several codes.
        """
        index = _NameIndex(self.list(), self._codebooks.list())
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

    def merge(self, uuid: str, into: str, coder: str | None = None) -> int:
        """Give `into` the codings, memos, themes and children of a code, and remove that code.

        Codings that `into` has on the same span by the same coder already are joined with
        those; their memos follow. Returns the number of codings moved.

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
            moved = self._move_codings(change, code, target)
            for child in children:
                change.update("code", child.uuid, {"parent": into})
            for memo in stored_codings.memos_on(self._store, uuid):
                change.update("memo", memo.uuid, {"target": into})
            self._move_themes(change, code, target)
            self._delete(change, code)
        return moved

    def remove(self, uuid: str, coder: str | None = None) -> None:
        """Remove a code that has neither codings nor children.

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
            self._delete(change, code)

    def _change(self, code: Code, action: str, coder: str | None, **details: Any) -> Code:
        changed = replace(code, **details)
        columns = {name: column_value(getattr(changed, name)) for name in details}
        with self._store.transaction("code.change", f"{action} code {code.id}", coder) as change:
            change.update("code", code.uuid, columns)
            keep_version(self._store, change, self._book_of(code))
        return changed

    def _delete(self, change: Transaction, code: Code) -> None:
        for link in stored.themes_of(self._store, code.uuid).values():
            change.delete("theme_code", link)
        change.delete("code", code.uuid)
        keep_version(self._store, change, self._book_of(code))

    def _move_codings(self, change: Transaction, code: Code, target: Code) -> int:
        uuids = keys_of(self._store, "coding", "code", code.uuid)
        for uuid in uuids:
            coding = stored_codings.by_uuid(self._store, uuid)
            assert coding is not None  # noqa: S101 - read in this transaction
            twin = stored_codings.same(self._store, replace(coding, code=target.uuid))
            if twin is None:
                change.update("coding", coding.uuid, {"code": target.uuid})
                continue
            for memo in stored_codings.memos_on(self._store, coding.uuid):
                change.update("memo", memo.uuid, {"target": twin.uuid})
            change.delete("coding", coding.uuid)
        return len(uuids)

    def _move_themes(self, change: Transaction, code: Code, target: Code) -> None:
        gathering = set(stored.themes_of(self._store, target.uuid))
        for theme, link in stored.themes_of(self._store, code.uuid).items():
            if theme not in gathering:
                change.update("theme_code", link, {"code": target.uuid})

    def _make_imported(
        self, names: Sequence[str], known: Sequence[Code], coder: str | None
    ) -> Mapping[str, Code]:
        made: dict[str, Code] = {}
        with self._store.transaction("code.add", f"add {len(names)} codes", coder) as change:
            book = self._codebooks.ensure_imported(coder)
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
                            self._store.new_uuid(), book.uuid, code_id, parts[depth - 1],
                            parent=parent.uuid if parent else None, position=position,
                        )  # fmt: skip
                        position += 1
                        change.insert("code", as_row(code))
                    parent = code
                made[name] = own[exact(name)]
            keep_version(self._store, change, book)
        return made

    def _book_of(self, code: Code) -> Codebook:
        return next(book for book in self._codebooks.list() if book.uuid == code.codebook)


def _names_of(
    codes: Sequence[Code], books: Sequence[Codebook]
) -> tuple[Callable[[Code], str], ...]:
    """The ways of naming a code, best first."""
    paths = code_paths(codes)
    ids = {book.uuid: book.id for book in books}
    return (
        lambda code: code.uuid,
        lambda code: code.id,
        lambda code: paths[code.uuid],
        lambda code: f"{ids[code.codebook]}:{code.id}",
        lambda code: code.name,
        lambda code: code.name_nb,
    )


class _NameIndex:
    """Codes by everything they may be called, for many names at once."""

    def __init__(self, codes: Sequence[Code], books: Sequence[Codebook]) -> None:
        ids = {book.uuid: book.id for book in books}
        ways = _names_of(codes, books)
        self._called: list[dict[str, list[Code]]] = []
        self._qualified = {code.uuid: f"{ids[code.codebook]}:{code.id}" for code in codes}
        for form in (exact, fold):
            for name_of in ways:
                called: dict[str, list[Code]] = {}
                for code in codes:
                    called.setdefault(form(name_of(code)), []).append(code)
                self._called.append(called)

    def get(self, name: str) -> Code | None:
        """The code that `Codes.get` would give, None where there is none."""
        ways = len(self._called) // 2
        for number, called in enumerate(self._called):
            wanted = exact(name) if number < ways else fold(name)
            fits = called.get(wanted, ()) if wanted else ()
            if len(fits) > 1:
                raise AmbiguousName("code", name, sorted(self._qualified[c.uuid] for c in fits))
            if fits:
                return fits[0]
        return None
