"""Versions of codebooks: what changed between them, and which codings an older one governs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.codebook import CodeDraft, WrittenCodes
from qualcode.errors import InputError, UnknownName
from qualcode.model import Code, CodebookVersion, Coding
from qualcode.project.codebooks import Codebooks
from qualcode.store import versions as stored
from qualcode.store.database import Store
from qualcode.store.journal import bulk

_DEFINING = ("definition", "include", "exclude")
_FIELDS = (
    "name", "name_nb", "definition", "include", "exclude", "examples", "cues", "source", "basis",
    "colour", "retired",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeChange:
    """How one code differs between two versions of its codebook.

    `field` is what changed, `before` and `after` its text; of a moved code it is the parent
    (their ids) or the position (the ids of the code it stands after). Of a code that was added
    or removed it is the definition.
    """

    kind: Literal["added", "removed", "changed", "moved"]
    code_id: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OutdatedCoding:
    """A coding made when its code was defined in other words.

    The definitions are whole: with what to include and what to exclude.
    """

    coding: Coding
    code: Code
    definition_then: str
    definition_now: str


class Versions:
    """The versions of the study's codebooks."""

    def __init__(self, store: Store, codebooks: Codebooks) -> None:
        self._store = store
        self._codebooks = codebooks
        self._written = WrittenCodes()
        self._read: dict[str, Mapping[str, CodeDraft]] = {}

    def list(self, codebook: str) -> Sequence[CodebookVersion]:
        """A codebook's (uuid, id or title) versions, the one in force last.

        Raises:
            UnknownName: there is no such codebook.
        """
        return stored.listed(self._store, self._codebooks.get(codebook).uuid)

    def text(self, uuid: str) -> str:
        """A version as YAML.

        Raises:
            UnknownName: there is none.
        """
        return bulk(self._store, self._digest(uuid)).decode("utf-8")

    def diff(self, old: str, new: str) -> Sequence[CodeChange]:
        """What became of the codes from one version (uuid) to another, in the order of the codes.

        Raises:
            UnknownName: there is no such version.
            InputError: they are of different codebooks.
        """
        if stored.codebook_of(self._store, old) != stored.codebook_of(self._store, new):
            raise InputError(
                "the versions are of different codebooks", "choose two of the same codebook"
            )
        before, after = self._codes(self._digest(old)), self._codes(self._digest(new))
        moved = _reordered(before, after)
        return [
            change
            for code_id in _in_one_order(list(before), list(after))
            for change in _changes(code_id, before.get(code_id), after.get(code_id), moved)
        ]

    def outdated(self, codebook: str, coder: str | None = None) -> Sequence[OutdatedCoding]:
        """Codings made when their code was defined in other words, by document name and place.

        Only of one coder (uuid) where named. A change of anything but the definition and what to
        include and exclude doesn't count.

        Raises:
            UnknownName: there is no such codebook.
        """
        defined = self._redefined(codebook, coder)
        return [
            OutdatedCoding(coding, *defined[coding.codebook_version or "", coding.code])
            for coding in stored.codings(self._store, list(defined), coder)
        ]

    def count_outdated(self, codebook: str, coder: str | None = None) -> Mapping[str, int]:
        """How many codings `outdated` would give, by code (uuid); codes without any are left out.

        Raises:
            UnknownName: there is no such codebook.
        """
        return stored.numbers(self._store, list(self._redefined(codebook, coder)), coder)

    def _redefined(
        self, codebook: str, coder: str | None
    ) -> Mapping[tuple[str, str], tuple[Code, str, str]]:
        """(version, code) pairs under which codings were made in other words: the code, then, now."""
        book = self._codebooks.get(codebook)
        in_force = stored.listed(self._store, book.uuid)[-1].sha256
        defined: dict[tuple[str, str], tuple[Code, str, str]] = {}
        for version, digest, code in stored.in_use(self._store, book.uuid, coder):
            then = _definition(self._codes(digest).get(code.id))
            now = _definition(self._codes(in_force).get(code.id))
            if digest != in_force and then != now:
                defined[version, code.uuid] = (code, then, now)
        return defined

    def _digest(self, uuid: str) -> str:
        digest = stored.digest(self._store, uuid)
        if digest is None:
            raise UnknownName("version of a codebook", uuid)
        return digest

    def _codes(self, digest: str) -> Mapping[str, CodeDraft]:
        """A version's codes by id, in their order; each content is read once."""
        if digest not in self._read:
            text = bulk(self._store, digest).decode("utf-8")
            self._read[digest] = self._written.of(text)
        return self._read[digest]


def _definition(code: CodeDraft | None) -> str:
    if code is None:
        return ""
    parts = (code.definition, _said("Include", code.include), _said("Exclude", code.exclude))
    return "\n".join(part for part in parts if part)


def _said(what: str, text: str) -> str:
    return f"{what}: {text}" if text else ""


def _changes(
    code_id: str, old: CodeDraft | None, new: CodeDraft | None, moved: Mapping[str, tuple[str, str]]
) -> Iterator[CodeChange]:
    if new is None or old is None:
        kind: Literal["added", "removed"] = "added" if old is None else "removed"
        name = (new or old or CodeDraft("", "")).name
        yield CodeChange(kind, code_id, name, "definition", _definition(old), _definition(new))
        return
    if old.parent != new.parent:
        yield CodeChange("moved", code_id, new.name, "parent", old.parent or "", new.parent or "")
    elif code_id in moved:
        yield CodeChange("moved", code_id, new.name, "position", *moved[code_id])
    for field in _FIELDS:
        before, after = _text(old, field), _text(new, field)
        if before != after:
            yield CodeChange("changed", code_id, new.name, field, before, after)
    for key in sorted(old.extra.keys() | new.extra.keys()):
        if old.extra.get(key) != new.extra.get(key):
            yield CodeChange(
                "changed", code_id, new.name, key,
                str(old.extra.get(key, "")), str(new.extra.get(key, "")),
            )  # fmt: skip


def _text(code: CodeDraft, field: str) -> str:
    """A field as text, the items of a list on lines of their own."""
    if field == "examples":
        return "\n".join(_tagged(example.text, example.language) for example in code.examples)
    if field == "cues":
        return "\n".join(_tagged(cue.phrase, cue.language) for cue in code.cues)
    if field == "retired":
        return "yes" if code.retired else "no"
    return str(getattr(code, field))


def _tagged(text: str, language: str | None) -> str:
    return f"{text} ({language})" if language else text


def _in_one_order(old: Sequence[str], new: Sequence[str]) -> Sequence[str]:
    """Ids in the order of the new version, those that went after the one they stood after."""
    order = list(new)
    present = set(new)
    before: str | None = None
    for code_id in old:
        if code_id not in present:
            order.insert(0 if before is None else order.index(before) + 1, code_id)
        before = code_id
    return order


def _reordered(
    old: Mapping[str, CodeDraft], new: Mapping[str, CodeDraft]
) -> Mapping[str, tuple[str, str]]:
    """Codes that stand elsewhere among the siblings they kept: id -> the ids they stand after."""
    place = {code_id: number for number, code_id in enumerate(new)}
    families: dict[str | None, list[str]] = {}
    for code_id, code in old.items():
        if code_id in new and new[code_id].parent == code.parent:
            families.setdefault(code.parent, []).append(code_id)
    moved: dict[str, tuple[str, str]] = {}
    for before in families.values():
        after = sorted(before, key=place.__getitem__)
        rank = {code_id: number for number, code_id in enumerate(before)}
        kept = _longest_rising([rank[code_id] for code_id in after])
        for number, code_id in enumerate(after):
            if rank[code_id] not in kept:
                moved[code_id] = (_ahead(before, rank[code_id]), _ahead(after, number))
    return moved


def _ahead(codes: Sequence[str], place: int) -> str:
    return codes[place - 1] if place else ""


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The most of the numbers that rise as they stand; the others are those that moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        before[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
