"""SubRip subtitles."""

from __future__ import annotations

import re

from qualcode import text as canon
from qualcode.drafts import ImportedFile
from qualcode.importers.clock import written
from qualcode.importers.drafts import count, no_text
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.importers.subtitles import CUE_TIMES, Cue, cue_times, read_cues, single_gaps

_INDEX = re.compile(r"\n[^\S\n]*\d+[^\S\n]*\n\Z")


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """A transcript as SubRip; points for commas, unpadded times and missing indexes are mended.

    Raises:
        ImportFailure: not text, no cues, or nothing in them.
    """
    import pysubs2

    decoded = canon.decode(source.data, options.text_encoding)
    if not CUE_TIMES.search(decoded.text):
        raise no_text()
    events = pysubs2.SSAFile.from_string(_mended(decoded.text), format_="srt", keep_html_tags=True)
    cues = [Cue(event.start, event.end, event.text.replace(r"\N", "\n")) for event in events]
    empty = sum(not cue.text.strip() for cue in cues)
    notes = [f"{count(empty, 'cue')} without text left out."] if empty else []
    return read_cues(source, options, "srt", decoded, cues, notes=notes)


def _mended(text: str) -> str:
    """The file with an index before every cue and one at the end.

    Where indexes are missing, the reader would take a number that ends a cue for the next one's.
    """
    text = single_gaps(text)
    parts = [""]
    position = 0
    indexed = True
    for number, match in enumerate(CUE_TIMES.finditer(text)):
        before = "\n" + text[position : match.start()]
        without = _INDEX.sub("\n", before)
        if not number:
            indexed = without != before
        parts.append(without if indexed else before)
        start, end = cue_times(match)
        times = f"{written(start)} --> {written(end)}".replace(".", ",")
        parts.append(f"\n{number}\n{times}")
        position = match.end()
    parts.append("\n" + text[position:])
    return "".join(parts) + "\n\n0\n"
