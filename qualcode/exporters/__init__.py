"""Tables and texts to files, one format a module."""

from __future__ import annotations

from qualcode.exporters.registry import FORMATS, format_of, write, write_text
from qualcode.exporters.table import Table, WriteOptions

__all__ = ["FORMATS", "Table", "WriteOptions", "format_of", "write", "write_text"]
