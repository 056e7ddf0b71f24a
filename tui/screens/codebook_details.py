"""What is known of a code or a codebook, as paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from qualcode.model import Code, Codebook, Cue, Example, Memo

from ..desk import Desk
from ..widgets.textpane import Paragraph

_BLANK = Paragraph("")
_LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
_SPOKEN = {"nb": {"nb", "nn", "no"}}
_BASES = {
    "found": "found in the literature",
    "known": "from the literature by memory, unverified",
    "ours": "our own",
}


def code_paragraphs(
    desk: Desk, code: Code, memos: Sequence[Memo], outdated: int
) -> Iterator[Paragraph]:
    """All that a codebook says of a code, and what was written about it here."""
    yield Paragraph(desk.name_of(code), "strong", desk.marks.get(code.uuid))
    if other := desk.other_name_of(code):
        yield Paragraph(other, "soft")
    yield Paragraph(f"{code.id} · {desk.paths.get(code.uuid, '')}", "soft")
    if code.retired:
        yield Paragraph("Retired: it can't be given any more, its codings stay.", "strong")
    if outdated:
        made = "1 coding of yours was" if outdated == 1 else f"{outdated} codings of yours were"
        key = desk.keymap.key("codebook_reread")
        yield Paragraph(f"{made} made under an older definition; {key} reads them again.", "strong")
    yield from _texts(desk, code)
    yield from _examples(code.examples, desk.language)
    yield from _cues(code.cues, desk.language)
    yield from _facts(
        ("SOURCE", code.source),
        ("BASIS", _BASES.get(code.basis, code.basis)),
        ("COLOUR", code.colour),
        *((key.upper(), str(value)) for key, value in sorted(code.extra.items())),
    )
    yield from _memos(desk, memos)


def book_paragraphs(desk: Desk, book: Codebook, memos: Sequence[Memo]) -> Iterator[Paragraph]:
    """All that is said of a codebook as a whole."""
    yield Paragraph(book.title or book.id, "strong")
    yield Paragraph(book.id, "soft")
    yield from _facts(
        ("VERSION", book.label),
        ("UNIT OF CODING", book.unit),
        ("EXCLUSIVITY", book.exclusivity),
        ("IDEAL ORDER", " → ".join(book.ideal_order)),
        ("A CODING MAY CARRY", "; ".join(_attribute(each) for each in book.attributes)),
        ("NOTES", book.notes),
        ("REFERENCES", "\n".join(book.references)),
    )
    yield from _memos(desk, memos)


def _attribute(attribute: object) -> str:
    if not isinstance(attribute, dict):
        return str(attribute)
    values = ", ".join(str(value) for value in attribute.get("values", ()))
    return f"{attribute.get('id', '?')}: {values}" if values else str(attribute.get("id", "?"))


def _texts(desk: Desk, code: Code) -> Iterator[Paragraph]:
    yield _BLANK
    yield Paragraph("DEFINITION", "heading")
    if code.definition:
        yield Paragraph(code.definition)
    else:
        yield Paragraph(f"None yet; {desk.keymap.key('codebook_edit')} writes one.", "soft")
    yield from _facts(("INCLUDE", code.include), ("EXCLUDE", code.exclude))


def _examples(examples: Sequence[Example], language: str) -> Iterator[Paragraph]:
    if examples:
        yield _BLANK
        yield Paragraph("EXAMPLES", "heading")
    here = _SPOKEN.get(language, {language})
    for example in sorted(examples, key=lambda item: item.language not in here):
        yield Paragraph(f"“{example.text}”")


def _cues(cues: Sequence[Cue], language: str) -> Iterator[Paragraph]:
    if not cues:
        return
    yield _BLANK
    yield Paragraph("CUES", "heading")
    spoken = dict.fromkeys(chain([language], (cue.language or "" for cue in cues)))
    for each in spoken:
        phrases = [cue.phrase for cue in cues if (cue.language or "") == each]
        if phrases:
            named = f"{_LANGUAGES.get(each, each)}: " if each else ""
            yield Paragraph(named + " · ".join(phrases), "soft")


def _facts(*facts: tuple[str, str]) -> Iterator[Paragraph]:
    for heading, text in facts:
        if text:
            yield _BLANK
            yield Paragraph(heading, "heading")
            yield Paragraph(text)


def _memos(desk: Desk, memos: Sequence[Memo]) -> Iterator[Paragraph]:
    if memos:
        yield _BLANK
        yield Paragraph("MEMOS", "heading")
    for memo in memos:
        coder = desk.coders.get(memo.coder or "")
        yield Paragraph(f"{coder.name if coder else ''} · {memo.updated_at[:10]}", "soft")
        yield Paragraph(memo.text)
