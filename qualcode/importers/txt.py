"""Plain text and Markdown: the whole decoded file is the canonical text, turns point inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qualcode import text as canon
from qualcode.drafts import ImportedFile
from qualcode.importers.drafts import count, draft, encoding_notes, guess_kind, no_text
from qualcode.importers.labels import LabelledLine, find_labels
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.model import DocumentKind, Span, Turn, TurnKind

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>[^\n]*)$", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")


class _Cut(NamedTuple):
    """Where one turn ends and the next begins: a label, or a heading."""

    line: int
    label: LabelledLine | None
    title: Span | None
    after: int


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """A transcript or other text as plain text.

    Raises:
        ImportFailure: not text, or no text.
    """
    return read_text(source, options, "txt")


def read_text(source: Source, options: ImportOptions, format_name: str) -> ImportedFile:
    """Plain text, or Markdown with its headings where `format_name` is ``md``."""
    decoded = canon.decode(source.data, options.text_encoding)
    text = decoded.text
    if not text.strip():
        raise no_text()
    notes = encoding_notes(decoded)
    kind = guess_kind(source, options, notes)
    speakers = options.flag("speakers", default=True)
    forced = forced_labels(options)
    labels = find_labels(text, forced=forced) if speakers else []
    by_line = _paragraphs_are_lines(text, options)
    headings = list(_HEADING.finditer(text)) if format_name == "md" else []
    turns = list(_turns(text, labels, headings, kind, by_line))
    if not turns:
        raise no_text()
    if labels:
        names = len({label.speaker for label in labels})
        notes.append(f"{count(names, 'speaker')} recognised by label.")
    else:
        notes.append(f"No speakers; {'lines' if by_line else 'paragraphs'} became turns.")
    settings = {
        "format": format_name,
        "encoding": decoded.encoding,
        "speakers": "yes" if speakers else "no",
        "paragraphs": "lines" if by_line else "blank",
        **({"labels": "|".join(forced)} if forced else {}),
    }
    document = draft(source, kind, text, turns, settings, language=options.language)
    return ImportedFile(format_name, documents=(document,), notes=notes)


def forced_labels(options: ImportOptions) -> tuple[str, ...]:
    """The labels of the setting `labels`, divided by ``|``."""
    return tuple(label.strip() for label in options.text("labels").split("|") if label.strip())


def _paragraphs_are_lines(text: str, options: ImportOptions) -> bool:
    chosen = options.choice("paragraphs", ("blank", "lines"))
    return chosen == "lines" or (not chosen and "\n\n" not in text.strip())


def _turns(
    text: str,
    labels: list[LabelledLine],
    headings: list[re.Match[str]],
    kind: DocumentKind,
    by_line: bool,
) -> Iterator[Turn]:
    plain: TurnKind = "fieldnote" if kind == "fieldnote" else "paragraph"
    cuts = [_Cut(label.line, label, None, label.text) for label in labels]
    cuts += [_Cut(h.start(), None, _title(text, h), h.end()) for h in headings]
    cuts.sort(key=lambda cut: cut.line)
    ends = [cut.line for cut in cuts[1:]] + [len(text)]
    ordinal = 0
    first = cuts[0].line if cuts else len(text)
    for span in _blocks(text, 0, first, by_line):
        yield Turn(ordinal, span.start, span.end, kind="heading" if labels else plain)
        ordinal += 1
    for cut, end in zip(cuts, ends, strict=False):
        above: TurnKind = "heading" if labels and cut.line < labels[0].line else plain
        for turn in _of_cut(text, cut, end, above, by_line):
            yield Turn(ordinal, turn.start, turn.end, turn.speaker, turn.start_ms, kind=turn.kind)
            ordinal += 1


def _title(text: str, heading: re.Match[str]) -> Span | None:
    title = heading["title"].rstrip(" \t#")
    return canon.strip(text, heading.start("title"), heading.start("title") + len(title))


def _of_cut(text: str, cut: _Cut, end: int, plain: TurnKind, by_line: bool) -> Iterator[Turn]:
    if cut.label:
        span = canon.strip(text, cut.after, end)
        if span:
            yield Turn(0, span.start, span.end, cut.label.speaker, cut.label.start_ms)
        return
    if cut.title:
        yield Turn(0, cut.title.start, cut.title.end, kind="heading")
    for span in _blocks(text, cut.after, end, by_line):
        yield Turn(0, span.start, span.end, kind=plain)


def _blocks(text: str, start: int, end: int, by_line: bool) -> Iterator[Span]:
    if not by_line:
        yield from canon.paragraphs(text, start, end)
        return
    for match in _LINE.finditer(text, start, end):
        span = canon.strip(text, match.start(), match.end())
        if span:
            yield span
