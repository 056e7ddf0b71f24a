"""What the title line and the status line of the coding screen say."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model import CodingMark

from ..desk import PROGRESS_TEXT, Desk
from ..glyphs import cell_width, shown
from ..reading import Reading
from .transcript import Transcript

_BETWEEN = "  ·  "


def title_text(desk: Desk, reading: Reading | None) -> str:
    """The study, the document and how far the coder is with it, the coder."""
    parts = [shown(desk.name)]
    if reading is not None:
        uuids = [document.uuid for document in desk.documents]
        place = uuids.index(reading.document.uuid) + 1
        parts.append(f"{shown(reading.document.name)} ({place} of {len(uuids)})")
        parts.append(PROGRESS_TEXT[desk.state(reading.document.uuid)])
    parts.append(f"coder {shown(desk.coder_name)}")
    if desk.shows_others:
        parts.append("all coders' codings")
    return _BETWEEN.join(parts)


def status_text(desk: Desk, place: Sequence[str], undoes: str, width: int) -> str:
    """What is said about the place, and at the right what undo would take back.

    The last is left out where it doesn't fit into `width` cells.
    """
    left = _BETWEEN.join(place)
    if not undoes:
        return left
    right = f"{desk.keymap.key('undo')} undoes: {shown(undoes)}"
    spare = width - cell_width(left) - cell_width(right)
    return f"{left}{' ' * spare}{right}" if spare >= len(_BETWEEN) else left


def place_parts(
    desk: Desk, transcript: Transcript, here: Sequence[CodingMark], adjusting: CodingMark | None
) -> Sequence[str]:
    """Where the caret is, what is selected and under way there, and the codes `here`."""
    reading = transcript.reading
    if reading is None:
        return []
    parts: list[str] = []
    turn = reading.turn_at(transcript.caret)
    if turn is not None:
        among = f" of {len(reading.turns)}" if turn.number == turn.ordinal + 1 else ""
        parts.append(f"Turn {shown(str(turn.number))}{among}")
    if adjusting is not None:
        name = shown(desk.name_of(adjusting.code))
        swap = desk.keymap.key("swap_ends")
        parts.append(f"ADJUSTING {name}: Enter saves, Esc leaves, {swap} swaps ends")
    elif transcript.is_selecting:
        parts.append("SELECTING")
    if selection := transcript.selection:
        parts.append(f"{selection.end - selection.start} characters selected")
    if opened := desk.opened_episode:
        first = reading.turns[opened.first_turn].number
        parts.append(f"Episode open since turn {shown(str(first))}")
    if suggestion := transcript.suggestion:
        place = reading.suggestions.index(suggestion) + 1
        name = shown(desk.name_of(suggestion.code))
        parts.append(f"Suggestion {place} of {len(reading.suggestions)}: {name}")
    names = [desk.name_of(coding.code) for coding in here]
    if adjusting is None:
        parts.append("Codes: " + shown(", ".join(names)) if names else "No code here")
    return parts
