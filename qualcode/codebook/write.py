"""Codebooks as YAML in the layout of the shipped files, and their fingerprint."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qualcode.codebook.draft import CodebookDraft, CodeDraft
from qualcode.codebook.read import read_codebook
from qualcode.errors import CodebookError
from qualcode.model import Code, Codebook
from qualcode.text import sha256

_WIDTH = 90
_FIRST = {key: rank for rank, key in enumerate(("id", "name", "name_nb"))}
_ONE_LINE_ITEMS = frozenset(("examples", "cues"))
_QUOTED = frozenset(
    ("name", "name_nb", "definition", "include", "exclude", "source", "text", "phrase")
)
_PLAIN = re.compile(r"[^\W\d_][\w./()-]*(?: [\w./()-]+)*")
_PLAIN_LINE = re.compile(r"[^\W\d_](?:[\w./()&;,=?!'–-]|:(?=\w)| (?=[\w./()&;,=?!'–-]))*")
_NOTHING = re.compile(r"(?!)")
_SPECIAL_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def write_yaml(book: Codebook, codes: Sequence[Code]) -> str:
    """A YAML file that `read_codebook` reads as the same book and codes.

    The codes are written in the order given, parents by their id. The same content gives the
    same text.

    Raises:
        CodebookError: a code's parent isn't among the codes.
    """
    return _document(_draft(book, codes))


def codebook_hash(book: CodebookDraft | str) -> str:
    """SHA-256 of a codebook's content, the same however its file is laid out.

    Args:
        book: a draft, or the text of a YAML file.

    Raises:
        CodebookError: the text is no codebook.
    """
    if isinstance(book, str):
        book = read_codebook(book.encode(), name="codebook.yaml", format="yaml")
    return sha256(_document(book))


def _draft(book: Codebook, codes: Sequence[Code]) -> CodebookDraft:
    id_of = {code.uuid: code.id for code in codes}
    drafts = []
    for code in codes:
        if code.parent is not None and code.parent not in id_of:
            raise CodebookError(
                f"the parent of the code '{code.id}' is not among the codes to write",
                "write the whole codebook, or the parent as well",
            )
        drafts.append(
            CodeDraft(
                id=code.id,
                name=code.name,
                name_nb=code.name_nb,
                parent=None if code.parent is None else id_of[code.parent],
                definition=code.definition,
                include=code.include,
                exclude=code.exclude,
                examples=tuple(code.examples),
                cues=tuple(code.cues),
                source=code.source,
                basis=code.basis,
                colour=code.colour,
                retired=code.retired,
                extra=code.extra,
            )
        )
    return CodebookDraft(
        id=book.id,
        title=book.title,
        label=book.label,
        unit=book.unit,
        exclusivity=book.exclusivity,
        ideal_order=tuple(book.ideal_order),
        attributes=tuple(book.attributes),
        languages=tuple(book.languages),
        notes=book.notes,
        references=tuple(book.references),
        extra=book.extra,
        codes=tuple(drafts),
    )


def _document(draft: CodebookDraft) -> str:
    lines = ["codebook:"]
    for key, value in _book_fields(draft):
        lines += _block(key, value, 2)
    lines.append("codes:" if draft.codes else "codes: []")
    for code in draft.codes:
        fields = list(_code_fields(code))
        inner = [line for key, value in fields for line in _block(key, value, 4)]
        lines += [f"  - {inner[0][4:]}", *inner[1:]]
    return "\n".join(lines) + "\n"


def _book_fields(draft: CodebookDraft) -> Iterator[tuple[str, Any]]:
    extra = dict(draft.extra)
    optional = {
        "version": draft.label,
        "languages": draft.languages,
        "unit": draft.unit,
        "exclusivity": draft.exclusivity,
        "attributes": draft.attributes,
        "ideal_order": draft.ideal_order,
        "themes": extra.pop("themes", ()),
        "notes": draft.notes,
        "references": draft.references,
    }
    yield from (("id", draft.id), ("title", draft.title))
    yield from ((key, value) for key, value in optional.items() if value)
    yield from sorted(extra.items())


def _code_fields(code: CodeDraft) -> Iterator[tuple[str, Any]]:
    yield from (("id", code.id), ("name", code.name))
    if code.name_nb:
        yield "name_nb", code.name_nb
    yield from (("parent", code.parent), ("definition", code.definition))
    optional = {
        "include": code.include,
        "exclude": code.exclude,
        "examples": [_phrase("text", one.text, one.language) for one in code.examples],
        "cues": [_phrase("phrase", one.phrase, one.language) for one in code.cues],
        "source": code.source,
        "basis": code.basis,
        "colour": code.colour,
        "retired": code.retired,
    }
    yield from ((key, value) for key, value in optional.items() if value)
    yield from sorted(code.extra.items())


def _phrase(key: str, text: str, language: str | None) -> dict[str, str]:
    return {"lang": language, key: text} if language else {key: text}


def _block(key: str, value: Any, indent: int) -> Iterator[str]:
    head = f"{' ' * indent}{_text(key)}:"
    if isinstance(value, Mapping) and value:
        yield head
        for inner_key, inner in _ordered(value):
            yield from _block(inner_key, inner, indent + 2)
    elif isinstance(value, list | tuple) and value:
        yield head
        for item in value:
            yield from _item(item, indent + 2, one_line=key in _ONE_LINE_ITEMS)
    elif isinstance(value, str) and key not in _QUOTED:
        yield f"{head} {_text(value, _PLAIN_LINE)}"
    else:
        yield f"{head} {_flow(value, key)}"


def _item(value: Any, indent: int, *, one_line: bool) -> Iterator[str]:
    dash = f"{' ' * indent}- "
    line = _text(value, _PLAIN_LINE) if isinstance(value, str) else _flow(value)
    if one_line or len(line) <= _WIDTH or not isinstance(value, Mapping):
        yield f"{dash}{line}"
        return
    inner = [line for key, item in _ordered(value) for line in _block(key, item, indent + 2)]
    yield f"{dash}{inner[0][indent + 2 :]}"
    yield from inner[1:]


def _flow(value: Any, key: str = "") -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(k)}: {_flow(v, k)}" for k, v in _ordered(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return _text(value, _NOTHING if key in _QUOTED else _PLAIN)
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value)


def _ordered(mapping: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names first, lists last, else by key: a mapping that a store has reordered reads the same."""
    return sorted(
        mapping.items(),
        key=lambda item: (
            _FIRST.get(item[0], len(_FIRST)),
            isinstance(item[1], list | tuple | Mapping),
            item[0],
        ),
    )


def _number(value: float) -> str:
    if not math.isfinite(value):
        return _text(str(value), _NOTHING)
    written = repr(value)
    return written if "." in written else written.replace("e", ".0e")


def _text(value: str, plain: re.Pattern[str] = _PLAIN) -> str:
    if plain.fullmatch(value) and value.casefold() not in _SPECIAL_WORDS:
        return value
    whole = _LONE_SURROGATE.sub("\ufffd", value)
    quoted = json.dumps(whole, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
