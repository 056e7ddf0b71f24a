"""Cues of subtitle files: repairing what real files break, and joining cues into turns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qualcode import text as canon
from qualcode.drafts import ImportedFile
from qualcode.importers.clock import CLOCK, milliseconds
from qualcode.importers.drafts import (
    Piece,
    count,
    draft,
    encoding_notes,
    guess_kind,
    join_pieces,
    no_text,
)
from qualcode.importers.labels import find_labels
from qualcode.importers.options import ImportOptions
from qualcode.importers.source import Source
from qualcode.importers.txt import forced_labels

JOIN_GAP_MS = 2000
"""Longest pause inside one speaker's turn unless the setting `join_gap_ms` says otherwise."""

CUE_TIMES = re.compile(
    rf"^[^\S\n]*(?P<start>{CLOCK})[^\S\n]*-{{1,2}}>[^\S\n]*(?P<end>{CLOCK})(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
"""A cue's line of times, padded or not, with point or comma."""

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s+(?P<name>[^<>]{0,200}))?>|(?P<end></v>)")
_TAG = re.compile(
    r"</?(?:[ibusvc]|ruby|rt|lang|font)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}",
    re.IGNORECASE,
)


class Cue(NamedTuple):
    """A cue as it stands in the file, or a part of one that a single speaker says."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None


def read_cues(
    source: Source,
    options: ImportOptions,
    format_name: str,
    decoded: canon.Decoded,
    cues: list[Cue],
    *,
    language: str | None = None,
    notes: Iterable[str] = (),
) -> ImportedFile:
    """A document of the cues of one file, joined into turns.

    Raises:
        ImportFailure: there is nothing in the cues.
    """
    speakers = options.flag("speakers", default=True)
    forced = forced_labels(options)
    chosen_gap = options.number("join_gap_ms")
    parts = _speaking(cues, speakers, forced)
    gap = JOIN_GAP_MS if chosen_gap is None else chosen_gap
    pieces = list(_joined(parts, gap, nameless=chosen_gap is not None))
    if not pieces:
        raise no_text()
    said = [*encoding_notes(decoded), *notes]
    kind = guess_kind(source, options, said)
    names = {piece.speaker for piece in pieces if piece.speaker}
    said.append(
        f"{count(len(cues), 'cue')} became {count(len(pieces), 'turn')}"
        f" of {count(len(names), 'named speaker')}."
    )
    text, turns = join_pieces(pieces)
    settings = {
        "format": format_name,
        "encoding": decoded.encoding,
        "speakers": "yes" if speakers else "no",
        **({"join_gap_ms": str(chosen_gap)} if chosen_gap is not None else {}),
        **({"labels": "|".join(forced)} if forced else {}),
    }
    chosen_language = options.language or language
    document = draft(source, kind, text, turns, settings, language=chosen_language)
    return ImportedFile(format_name, documents=(document,), notes=said)


def single_gaps(text: str) -> str:
    """`text` with runs of empty lines as one, over which the readers would take too long."""
    return re.sub(r"\n{3,}", "\n\n", text)


def cue_times(match: re.Match[str]) -> tuple[int, int]:
    """Start and end of a line of times, in milliseconds."""
    return milliseconds(match["start"]) or 0, milliseconds(match["end"]) or 0


def _speaking(cues: list[Cue], speakers: bool, forced: tuple[str, ...]) -> Iterator[Cue]:
    """The parts of the cues, each of one speaker, without marks."""
    voiced = [part for cue in cues for part in _voices(cue)]
    if speakers and not any(part.speaker for part in voiced):
        voiced = _labelled(voiced, forced)
    for part in voiced:
        text = " ".join(part.text.split())
        if text:
            yield part._replace(text=text, speaker=part.speaker if speakers else None)


def _voices(cue: Cue) -> Iterator[Cue]:
    speaker: str | None = None
    position = 0
    for match in _VOICE.finditer(cue.text):
        yield cue._replace(text=_plain(cue.text[position : match.start()]), speaker=speaker)
        name = html.unescape(match["name"] or "")
        speaker = None if match["end"] else " ".join(name.split()) or None
        position = match.end()
    yield cue._replace(text=_plain(cue.text[position:]), speaker=speaker)


def _plain(text: str) -> str:
    """Without the format's own tags; others, such as `<kommune B>`, are somebody's masking."""
    return canon.line_ends(html.unescape(_TAG.sub("", text))).strip("\n")


def _labelled(cues: list[Cue], forced: tuple[str, ...]) -> list[Cue]:
    """The cues divided where `Name:` begins a line."""
    texts = [re.sub(r"\n\s*\n", "\n", cue.text.strip()) for cue in cues]
    labels = iter(find_labels("\n".join(texts), forced=forced, lines_are_blocks=True))
    label = next(labels, None)
    found = []
    begin = 0
    for cue, text in zip(cues, texts, strict=True):
        end = begin + len(text)
        position, speaker = begin, None
        while label and label.line <= end and label.line >= begin:
            found.append(
                cue._replace(text=text[position - begin : label.line - begin], speaker=speaker)
            )
            position, speaker = label.text, label.speaker
            label = next(labels, None)
        found.append(cue._replace(text=text[position - begin :], speaker=speaker))
        begin = end + 1
    return found


def _joined(cues: Iterable[Cue], gap: int, *, nameless: bool) -> Iterator[Piece]:
    """Turns: consecutive cues of one speaker with no longer pause than `gap` milliseconds."""
    held: list[str] = []
    now: Cue | None = None
    for cue in cues:
        if (
            now
            and cue.speaker == now.speaker
            and (cue.speaker or nameless)
            and cue.start_ms - now.end_ms <= gap
        ):
            held.append(cue.text)
            now = now._replace(end_ms=max(now.end_ms, cue.end_ms))
            continue
        if now:
            yield _turn(now, held)
        now, held = cue, [cue.text]
    if now:
        yield _turn(now, held)


def _turn(cue: Cue, texts: list[str]) -> Piece:
    return Piece(" ".join(texts), cue.speaker, cue.start_ms, max(cue.start_ms, cue.end_ms))
