"""Codebooks in files: reading, writing, fingerprints, and the ones that are shipped."""

from __future__ import annotations

from qualcode.codebook.draft import CodebookDraft, CodeDraft, ThemeDraft
from qualcode.codebook.read import CodebookFormat, read_codebook
from qualcode.codebook.shelf import find_shipped, shipped_codebooks
from qualcode.codebook.write import codebook_hash, write_yaml
from qualcode.codebook.written import WrittenCodes

__all__ = [
    "CodeDraft",
    "CodebookDraft",
    "CodebookFormat",
    "ThemeDraft",
    "WrittenCodes",
    "codebook_hash",
    "find_shipped",
    "read_codebook",
    "shipped_codebooks",
    "write_yaml",
]
