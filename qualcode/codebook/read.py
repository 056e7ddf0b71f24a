"""Codebook files to drafts, every fault with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Literal

from qualcode.codebook.codes import read_codes
from qualcode.codebook.draft import CodebookDraft
from qualcode.codebook.fields import Fields, text_of
from qualcode.codebook.nodes import Node, from_json
from qualcode.codebook.problems import Problems
from qualcode.errors import CodebookError, ImportFailure
from qualcode.text import decode

CodebookFormat = Literal["auto", "yaml", "json", "csv", "tsv", "xlsx", "jsonl"]

_ENDINGS: Mapping[str, CodebookFormat] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
}


def read_codebook(data: bytes, *, name: str, format: CodebookFormat = "auto") -> CodebookDraft:  # noqa: A002
    """The codebook in a file's bytes.

    YAML, and JSON with a list `codes`, hold a whole book. Tables (CSV, TSV, XLSX, JSON Lines)
    have a row a code, with at least `id` or `name`; the other stands in for a missing one. A
    JSON object maps codes to definitions, or to objects with a definition; its keys stay the
    ids to the letter, and `A > B` is the code B below A. What has no id of its own is called
    after the file.

    Args:
        data: the file's content.
        name: the file's name, for messages and for the ending that decides the format.
        format: how to read it.

    Raises:
        CodebookError: up to ten faults, one a line, each with the line, row or item it is in.
    """
    chosen = _format(name) if format == "auto" else format
    problems = Problems(PurePath(name).name)
    draft = _read(data, chosen, problems, PurePath(name).stem or "codebook")
    if problems:
        raise problems.error()
    return draft


def _format(name: str) -> CodebookFormat:
    ending = PurePath(name).suffix.lower()
    if ending not in _ENDINGS:
        raise CodebookError(
            f"{PurePath(name).name}: the ending doesn't say what kind of codebook this is",
            f"a codebook ends in {', '.join(_ENDINGS)}",
        )
    return _ENDINGS[ending]


def _read(data: bytes, chosen: str, problems: Problems, stem: str) -> CodebookDraft:
    from qualcode.codebook import tables

    if chosen == "xlsx":
        return _rows(tables.from_xlsx(data, problems), problems, stem)
    try:
        text = decode(data).text
    except ImportFailure as error:
        problems.add("", error.message)
        raise problems.error() from error
    if chosen in ("csv", "tsv"):
        return _rows(tables.from_delimited(text, chosen, problems), problems, stem)
    if chosen == "jsonl":
        return _rows(tables.from_json_lines(text, problems), problems, stem)
    if chosen == "yaml":
        from qualcode.codebook.yaml_tree import from_yaml

        root = from_yaml(text, problems)
    else:
        root = from_json(text, problems)
        if isinstance(root.value, dict) and not _is_list(root.value.get("codes")):
            return _rows(tables.from_object(root, problems), problems, stem)
    return _book(root, problems, stem)


def _is_list(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, list)


def _rows(rows: list[Node], problems: Problems, stem: str) -> CodebookDraft:
    codes = read_codes(rows, problems, tolerant=True)
    return CodebookDraft(id=stem, title=stem, codes=codes)


def _book(root: Node, problems: Problems, stem: str) -> CodebookDraft:
    if not isinstance(root.value, dict) or "codes" not in root.value:
        problems.add(root.where, "a codebook holds `codebook:` (its id, title, …) and `codes:`")
        raise problems.error()
    top = dict(root.value)
    code_list = top.pop("codes")
    head = Fields(top.pop("codebook", Node({}, "", "")), problems)
    for key, node in top.items():
        problems.add(node.where, f"unknown key '{key}' beside `codebook` and `codes`")
    rows: list[Node] = []
    if _is_list(code_list):
        rows = code_list.value
    elif code_list.value is not None:
        problems.add(code_list.where, "`codes` must be a list")
    book_id = head.text("id") or stem
    return CodebookDraft(
        id=book_id,
        title=head.text("title") or book_id,
        label=head.text("version"),
        unit=head.text("unit"),
        exclusivity=head.text("exclusivity"),
        ideal_order=head.texts("ideal_order"),
        attributes=tuple(head.items("attributes", _attribute)),
        languages=head.texts("languages"),
        notes=head.text("notes"),
        references=head.texts("references"),
        extra=_book_extra(head),
        codes=read_codes(rows, problems, tolerant=False),
    )


def _book_extra(head: Fields) -> dict[str, Any]:
    themes = head.items("themes", _theme)
    return {**({"themes": themes} if themes else {}), **head.rest()}


def _attribute(node: Node, problems: Problems) -> dict[str, Any]:
    fields = Fields(node, problems)
    attribute: dict[str, Any] = {"id": fields.text("id")}
    if not attribute["id"]:
        problems.add(node.where, "an attribute needs an `id`")
    values = fields.take("values")
    if values is not None:
        is_list = isinstance(values.value, list)
        listed = [text_of(item, "a value", problems) for item in values.value] if is_list else None
        attribute["values"] = text_of(values, "`values`", problems) if listed is None else listed
    return {**attribute, **fields.rest()}


def _theme(node: Node, problems: Problems) -> dict[str, Any]:
    fields = Fields(node, problems)
    theme: dict[str, Any] = {}
    for key in ("id", "name"):
        if value := fields.text(key):
            theme[key] = value
    if "name" not in theme:
        problems.add(node.where, "a theme needs a `name`")
    codes = list(fields.texts("codes"))
    return {**theme, **fields.rest(), **({"codes": codes} if codes else {})}
