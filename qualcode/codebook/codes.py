"""The codes of a codebook file and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from qualcode.codebook.draft import CodeDraft
from qualcode.codebook.fields import Fields, text_of
from qualcode.codebook.nodes import Node
from qualcode.codebook.problems import Problems
from qualcode.errors import nearest
from qualcode.model import PATH_SEPARATOR, Cue, Example

_TRUE = frozenset(("true", "yes", "ja", "1"))
_FALSE = frozenset(("", "false", "no", "nei", "0"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A code with the places its id and its parent stand at."""

    code: CodeDraft
    where: str
    parent_where: str


def read_codes(rows: list[Node], problems: Problems, *, tolerant: bool) -> tuple[CodeDraft, ...]:
    """The codes of a file, checked against each other; faults are noted.

    Args:
        rows: one mapping a code.
        problems: where faults go.
        tolerant: as tables need it: id and name stand in for each other, a parent may be given
            by its name, examples and cues may be a single text.
    """
    read = [_code(row, problems, tolerant=tolerant) for row in rows]
    found = [one for one in read if one is not None]
    _note_repeated(found, problems)
    codes = _with_parents(found, problems, by_name=tolerant)
    _note_cycles(codes, {one.code.id: one.parent_where for one in found}, problems)
    return tuple(codes)


def read_code(row: Node, problems: Problems) -> CodeDraft | None:
    """One code by itself, whatever its parent; None where it has no id or name."""
    found = _code(row, problems, tolerant=False)
    return None if found is None else found.code


def _code(row: Node, problems: Problems, *, tolerant: bool) -> _Found | None:
    if not isinstance(row.value, dict):
        problems.add(row.where, "a code must be a mapping with `id` and `name`")
        return None
    fields = Fields(row, problems)
    code_id, name = fields.text("id"), fields.text("name")
    if tolerant:
        code_id, name = (code_id if code_id.strip() else name), (name if name.strip() else code_id)
    for key, value in (("id", code_id), ("name", name)):
        if not value.strip():
            problems.add(row.where, f"a code without {key}")
    parent = fields.take("parent")
    examples, cues = _quoted(fields, problems, tolerant=tolerant)
    code = CodeDraft(
        id=code_id,
        name=name,
        name_nb=fields.text("name_nb"),
        parent=(text_of(parent, "`parent`", problems) if parent else "") or None,
        definition=fields.text("definition"),
        include=fields.text("include"),
        exclude=fields.text("exclude"),
        examples=examples,
        cues=cues,
        source=fields.text("source"),
        basis=fields.text("basis"),
        colour=fields.text("colour"),
        retired=_flag(fields, problems),
        extra=fields.rest(),
    )
    if not (code_id.strip() and name.strip()):
        return None
    return _Found(code, row.where, parent.where if parent else row.where)


def _quoted(
    fields: Fields, problems: Problems, *, tolerant: bool
) -> tuple[tuple[Example, ...], tuple[Cue, ...]]:
    examples, cues = fields.take("examples"), fields.take("cues")
    both: list[tuple[Any, ...]] = []
    for key, node, read in (("examples", examples, _example), ("cues", cues, _cue)):
        if node is None:
            both.append(())
        elif isinstance(node.value, list):
            both.append(tuple(read(item, problems) for item in node.value))
        elif tolerant and isinstance(node.value, str):
            both.append((read(node, problems),) if node.value.strip() else ())
        else:
            problems.add(node.where, f"`{key}` must be a list")
            both.append(())
    return both[0], both[1]


def _flag(fields: Fields, problems: Problems) -> bool:
    written = fields.text("retired").strip().casefold()
    if written not in _TRUE | _FALSE:
        problems.add(fields.where, "`retired` must be true or false")
    return written in _TRUE


def _note_repeated(found: list[_Found], problems: Problems) -> None:
    first: dict[str, str] = {}
    for one in found:
        if one.code.id in first:
            place = f", first at {first[one.code.id]}" if first[one.code.id] else ""
            problems.add(one.where, f"the id '{one.code.id}' is used twice{place}")
        first.setdefault(one.code.id, one.where)


def _with_parents(found: list[_Found], problems: Problems, *, by_name: bool) -> list[CodeDraft]:
    ids = {one.code.id: one.code.id for one in found}
    named: dict[str, list[str]] = {}
    if by_name:
        for one in found:
            named.setdefault(one.code.name, []).append(one.code.id)
    codes = []
    for one in found:
        parent = one.code.parent
        candidates = named.get(parent or "", [])
        if parent is not None and parent not in ids and len(candidates) == 1:
            parent = candidates[0]
        if parent is not None and parent not in ids:
            if not problems.full:
                near = " or ".join(f"'{name}'" for name in nearest(parent, ids, 2))
                problems.add(
                    one.parent_where,
                    f"the parent '{parent}' of '{one.code.id}' doesn't exist (nearest: {near})",
                )
            parent = None
        codes.append(replace(one.code, parent=parent))
    return codes


def _note_cycles(codes: list[CodeDraft], where: dict[str, str], problems: Problems) -> None:
    parent_of = {code.id: code.parent for code in codes}
    settled: set[str] = set()
    for code in codes:
        trail: dict[str, None] = {}
        step: str | None = code.id
        while step is not None and step not in settled and step not in trail:
            trail[step] = None
            step = parent_of[step]
        if step is not None and step in trail:
            members = list(trail)
            members = members[members.index(step) :]
            shown = PATH_SEPARATOR.join(
                [*members[:5], "…"] if len(members) > 5 else [*members, step]
            )
            problems.add(where[step], f"codes are each other's parents: {shown}")
        settled.update(trail)


def _example(node: Node, problems: Problems) -> Example:
    text, language = _phrase(node, problems, "text", "an example")
    return Example(text, language)


def _cue(node: Node, problems: Problems) -> Cue:
    text, language = _phrase(node, problems, "phrase", "a cue")
    return Cue(text, language)


def _phrase(node: Node, problems: Problems, key: str, what: str) -> tuple[str, str | None]:
    if node.value is not None and not isinstance(node.value, list | dict):
        text, language = node.text, ""
    else:
        fields = Fields(node, problems)
        text, language = fields.text(key), fields.text("lang")
        fields.refuse_rest(what, f"lang, {key}")
    if not text.strip():
        problems.add(node.where, f"{what} needs a `{key}`")
    return text, language or None
