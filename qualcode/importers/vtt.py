"""WebVTT, as Teams, Zoom, Whisper and others write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode import text as canon
from qualcode.drafts import ImportedFile
from qualcode.errors import ImportFailure
from qualcode.importers.clock import milliseconds, written
from qualcode.importers.drafts import count, no_text
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.importers.subtitles import CUE_TIMES, Cue, cue_times, read_cues, single_gaps

_LANGUAGE = re.compile(r"^Language:[^\S\n]*([A-Za-z]{2,3}(?:-[A-Za-z]+)*)[^\S\n]*$", re.MULTILINE)
_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_APART = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_NOTE = re.compile(r"(?:\A|\n\n)NOTE(?=\s)")


def read(source: Source, options: ImportOptions) -> ImportedFile:
    """A transcript as WebVTT; unpadded times, a missing header and missing blank lines are mended.

    Raises:
        ImportFailure: not text, no cues, or nothing in them.
    """
    import webvtt

    decoded = canon.decode(source.data, options.text_encoding)
    text = decoded.text
    times = len(CUE_TIMES.findall(text))
    if not times:
        raise no_text()
    try:
        captions = webvtt.from_string(_mended(text)).captions
    except webvtt.errors.MalformedFileError as error:
        raise ImportFailure("this is not a WebVTT file", "export it again") from error
    cues = [
        Cue(milliseconds(cue.start) or 0, milliseconds(cue.end) or 0, cue.raw_text)
        for cue in captions
    ]
    head = text[: next(CUE_TIMES.finditer(text)).start()]
    language = _LANGUAGE.search(head)
    notes = []
    if not text.lstrip().startswith("WEBVTT"):
        notes.append("The WEBVTT line was missing.")
    if times > len(cues):
        notes.append(f"{count(times - len(cues), 'cue')} without text left out.")
    remarks = len(_NOTE.findall(single_gaps(text)))
    if remarks:
        notes.append(f"{count(remarks, 'NOTE block')} left out.")
    return read_cues(
        source, options, "vtt", decoded, cues,
        language=language[1] if language else None, notes=notes,
    )  # fmt: skip


def _mended(text: str) -> str:
    """The file as the standard wants it: header, padded times, a blank line before each cue.

    A paragraph without times after a cue belongs to that cue: readers would drop it.
    """
    lines = ["WEBVTT", ""]
    in_cue = False
    for number, block in enumerate(_GAP.split(text.strip())):
        times = CUE_TIMES.search(block)
        apart = times or _APART.match(block)
        if in_cue and not apart:
            lines.pop()
        elif not apart:
            continue
        in_cue = bool(times) or (in_cue and not apart)
        lines += _mended_block(block.split("\n"), header=not number)
        lines.append("")
    return "\n".join(lines)


def _mended_block(block: list[str], *, header: bool) -> Iterator[str]:
    for number, line in enumerate(block):
        match = CUE_TIMES.match(line)
        if match:
            start, end = cue_times(match)
            if number > 1:
                yield ""
            yield f"{written(start)} --> {written(end)}"
        elif not header or number or not line.startswith("WEBVTT"):
            yield line.replace("-->", "--&gt;")
