"""What options may be, repeated here so that `--help` needn't load the library.

A test compares each with what the library knows.
"""

from __future__ import annotations

APPROACHES = ("reflexive", "codebook", "content", "condensation")
DOCUMENT_KINDS = ("interview", "workshop", "focusgroup", "fieldnote", "survey", "other")
PROGRESS_STATES = ("unread", "reading", "first pass", "second pass", "done")
MEMO_KINDS = (
    "reflexive", "theoretical", "code", "case", "method", "familiarisation", "document", "coding",
)  # fmt: skip
THEME_STATES = ("candidate", "reviewed", "dropped")
CASE_KINDS = ("person", "site", "unit", "other")
UNITS = ("turn", "sentence", "paragraph", "episode")
TOPIC_METHODS = ("auto", "ward", "k-means", "hdbscan", "umap")
TARGETS = ("uncoded", "all")
IMPORT_FORMATS = (
    "auto", "txt", "md", "docx", "vtt", "srt", "turns", "codings", "cases", "codebook",
)  # fmt: skip
EXPORTS = ("excerpts", "codings", "suggestions", "codebook", "memos", "topics", "journal")
SUGGESTION_COUNT = 3
SUGGESTION_CONFIDENCE = 0.2
HITS = 50
KWIC_WIDTH = 40
