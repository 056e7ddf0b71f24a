"""What stands in a Word file, in document order: paragraphs and table rows as plain text.

Tracked insertions are kept and deletions left out, as in Word's view of the accepted text.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from qualcode.importers.source import Source, unzipping

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = frozenset(f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "pPr", "rPr"))
_OTHER_OBJECTS = frozenset({"drawing", "pict", "object", "AlternateContent"})
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\u2011"}
_COUNTED = {
    f"{_W}ins": "insertion",
    f"{_W}moveTo": "insertion",
    f"{_W}del": "deletion",
    f"{_W}moveFrom": "deletion",
    f"{_W}commentReference": "comment",
    f"{_W}footnoteReference": "footnote",
    f"{_W}endnoteReference": "footnote",
    f"{_W}txbxContent": "text frame",
}
_HEADING_STYLES = ("heading", "overskrift", "title", "tittel", "subtitle", "undertittel")


class Paragraph(NamedTuple):
    """A paragraph; the first `bold` code points of `text` are bold."""

    text: str
    heading: bool
    bold: int


class Table(NamedTuple):
    """A table's rows; cells hold their paragraphs' texts joined by line ends."""

    rows: list[list[str]]


@dataclass(slots=True)
class Word:
    """The body of a Word file. `met` counts insertions, deletions, comments, and so on."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)


def read_word(source: Source) -> Word:
    """The paragraphs and tables of a Word file.

    Raises:
        ImportFailure: not a Word file, damaged, or unpacking to too much.
    """
    with unzipping(source, "Word"):
        import docx

        document = docx.Document(io.BytesIO(source.data))
        body = document.element.body
        headings = _heading_styles(document)
        header = _has_header(document)
    word = Word()
    if body is None:
        return word
    if header:
        word.met["page header"] = 1
    for element in body.iter():
        if element.tag in _COUNTED:
            word.met[_COUNTED[element.tag]] += 1
    word.blocks.extend(_blocks(body, headings))
    return word


def _blocks(parent: Any, headings: frozenset[str]) -> Iterator[Paragraph | Table]:
    """Block elements in order; containers such as content controls are looked into."""
    carried = ""
    for element in parent:
        if element.tag == f"{_W}p":
            text, bold = _paragraph_text(element)
            if carried:
                text, bold, carried = carried + text, 0, ""
            if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
                carried = text
                continue
            yield Paragraph(text, _is_heading(element, headings), bold)
        elif element.tag == f"{_W}tbl":
            yield Table([_cells(row, headings) for row in _children(element, "tr")])
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _blocks(element, headings)
    if carried:
        yield Paragraph(carried, False, 0)


def _cells(row: Any, headings: frozenset[str]) -> list[str]:
    return [
        "\n".join(
            block.text if isinstance(block, Paragraph) else _flat(block)
            for block in _blocks(cell, headings)
        ).strip()
        for cell in _children(row, "tc")
    ]


def _flat(table: Table) -> str:
    return "\n".join("\t".join(row) for row in table.rows)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for element in parent:
        if element.tag == f"{_W}{tag}":
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            yield from _children(element, tag)


def _paragraph_text(paragraph: Any) -> tuple[str, int]:
    parts: list[str] = []
    bold = 0
    still_bold = True
    for run in _runs(paragraph):
        text = "".join(_run_text(run))
        still_bold = still_bold and (_is_bold(run) or not text.strip())
        if still_bold:
            bold += len(text)
        parts.append(text)
    return "".join(parts), bold


def _runs(parent: Any) -> Iterator[Any]:
    for element in parent:
        if element.tag == f"{_W}r":
            yield element
        elif element.tag not in _LEFT_OUT and not _is_object(element):
            yield from _runs(element)


def _run_text(run: Any) -> Iterator[str]:
    for element in run:
        if element.tag == f"{_W}t":
            yield (element.text or "").replace("\r", "\n")
        elif element.tag in _BREAKS and element.get(f"{_W}type") not in {"page", "column"}:
            yield _BREAKS[element.tag]


def _is_object(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _OTHER_OBJECTS


def _is_bold(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    bold = properties.find(f"{_W}b")
    if bold is not None:
        return bold.get(f"{_W}val", "true") not in {"0", "false", "off"}
    style = properties.find(f"{_W}rStyle")
    return style is not None and style.get(f"{_W}val") in {"Strong", "Sterk"}


def _is_heading(paragraph: Any, headings: frozenset[str]) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val") in headings


def _heading_styles(document: WordDocument) -> frozenset[str]:
    """Ids of the styles for headings and titles; ids are translated, names mostly aren't."""
    found = set()
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        label = name.get(f"{_W}val", "") if name is not None else ""
        identifier = style.get(f"{_W}styleId", "")
        if style.get(f"{_W}type") == "paragraph" and any(
            text.casefold().startswith(_HEADING_STYLES) for text in (label, identifier)
        ):
            found.add(identifier)
    return frozenset(found)


def _has_header(document: WordDocument) -> bool:
    return any(
        paragraph.text.strip()
        for section in document.sections
        if not section.header.is_linked_to_previous
        for paragraph in section.header.paragraphs
    )
