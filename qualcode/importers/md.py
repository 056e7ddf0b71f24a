"""Markdown: plain text whose `#` lines are headings."""

from __future__ import annotations

from qualcode.drafts import ImportedFile
from qualcode.importers import txt
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """A transcript or other text in Markdown, marks of emphasis left as they are.

    Raises:
        ImportFailure: not text, or no text.
    """
    return txt.read_text(source, options, "md")
