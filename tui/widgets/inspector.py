"""The panel at the right: what is known about the place the caret is at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.model import CodingMark, Episode, Memo, Suggestion

from ..desk import Desk
from ..reading import Reading
from .reasons import coded_before
from .textpane import Paragraph

DISCUSS = "discuss"
"""Title of the memos that say why a coding is flagged."""

_BLANK = Paragraph("")
_EXCERPT = 160


def describe(
    desk: Desk,
    reading: Reading,
    offset: int,
    here: Sequence[CodingMark],
    suggestion: Suggestion | None,
) -> list[Paragraph]:
    """The inspector's text for an offset: the suggestion, codes, memos and suggestions there."""
    return [
        *_suggestion(desk, suggestion),
        *_codes(desk, reading, here),
        *_episode(desk, reading, offset),
        *_memos(desk, reading, offset),
        *_suggestions(desk, reading, offset, suggestion),
    ]


def code_details(desk: Desk, code_uuid: str) -> Iterator[Paragraph]:
    """A code's definition, what it includes and excludes, and where it comes from."""
    code = desk.codes.get(code_uuid)
    if code is None:
        return
    if other := desk.other_name_of(code):
        yield Paragraph(other, "soft")
    if code.parent:
        yield Paragraph(desk.paths.get(code.uuid, ""), "soft")
    for label, text in (
        ("", code.definition),
        ("Include: ", code.include),
        ("Exclude: ", code.exclude),
    ):
        if text:
            yield Paragraph(label + text)
    if example := desk.example_of(code):
        yield Paragraph(f"Example: “{example}”")
    if code.basis == "known":
        yield Paragraph("Definition unverified", "soft")


def _codes(desk: Desk, reading: Reading, here: Sequence[CodingMark]) -> Iterator[Paragraph]:
    yield Paragraph("CODES HERE", "heading")
    if not here:
        key = desk.keymap.key("code")
        yield Paragraph(f"No code. {key} codes the turn, or what is selected.", "soft")
        yield _BLANK
    for coding in here:
        yield Paragraph(desk.name_of(coding.code), "strong", desk.marks.get(coding.code))
        yield Paragraph(_whose(desk, coding), "soft")
        yield from _carried(desk, reading, coding)
        yield from code_details(desk, coding.code)
        yield _BLANK


def _carried(desk: Desk, reading: Reading, coding: CodingMark) -> Iterator[Paragraph]:
    """What a coding has besides its code: attributes, episode, a flag with its reason."""
    if coding.status == "discuss":
        said = [memo for memo in reading.memos if memo.target == coding.uuid]
        why = " ".join(memo.text for memo in said if memo.title == DISCUSS)
        yield Paragraph(f"! To discuss: {why}".rstrip(": "), "strong")
    details = desk.details(coding.uuid)
    if details is None:
        return
    for name, value in details.attributes.items():
        yield Paragraph(f"{name}: {value}")
    episode = next((each for each in desk.episodes if each.uuid == details.episode), None)
    if episode is not None:
        yield Paragraph(f"In the episode {episode_name(reading, episode)}", "soft")


def _episode(desk: Desk, reading: Reading, offset: int) -> Iterator[Paragraph]:
    turn = reading.turn_at(offset)
    episode = desk.episode_at(turn.ordinal) if turn and desk.episodes else None
    if episode is None:
        return
    key = desk.keymap.key
    is_open = desk.opened_episode is not None and desk.opened_episode.uuid == episode.uuid
    yield Paragraph("EPISODE", "heading")
    yield Paragraph(episode_name(reading, episode).removeprefix("of "))
    yield Paragraph(
        f"Open; {key('episode')} at its last turn closes it."
        if is_open
        else f"{key('change_episode')} changes it.",
        "soft",
    )
    yield _BLANK


def episode_name(reading: Reading, episode: Episode) -> str:
    """An episode as people call it: its topic and its turns."""
    ends = [episode.first_turn, episode.last_turn]
    numbers = [reading.turns[end].number for end in ends if end < len(reading.turns)]
    turns = "turn" if episode.first_turn == episode.last_turn else "turns"
    which = " to ".join(str(number) for number in dict.fromkeys(numbers))
    return f"“{episode.topic}”, {turns} {which}" if episode.topic else f"of {turns} {which}"


def _whose(desk: Desk, coding: CodingMark) -> str:
    coder = desk.coders.get(coding.coder)
    parts = [coder.name if coder else "?", f"{coding.end - coding.start} characters"]
    if coding.origin != "unaided":
        parts.append(coding.origin)
    if coding.status == "provisional":
        parts.append(coding.status)
    return " · ".join(parts)


def _memos(desk: Desk, reading: Reading, offset: int) -> Iterator[Paragraph]:
    here = [memo for memo in reading.memos_at(offset) if memo.title != DISCUSS]
    whole = reading.memos_on_document()
    if not here and not whole:
        return
    yield Paragraph("MEMOS", "heading")
    for memo in here:
        yield from _memo(desk, memo, "")
    for memo in whole:
        yield from _memo(desk, memo, "document · ")


def _memo(desk: Desk, memo: Memo, where: str) -> Iterator[Paragraph]:
    coder = desk.coders.get(memo.coder or "")
    kind = f"{memo.kind} · " if memo.kind not in {"document", "coding"} else ""
    name = coder.name if coder else ""
    yield Paragraph(f"{where}{kind}{name} · {memo.updated_at[:10]}", "soft")
    yield Paragraph(memo.text)
    yield _BLANK


def _suggestion(desk: Desk, suggestion: Suggestion | None) -> Iterator[Paragraph]:
    if suggestion is None:
        return
    key = desk.keymap.key
    yield Paragraph("SUGGESTION", "heading")
    yield Paragraph(desk.name_of(suggestion.code), "strong", desk.marks.get(suggestion.code))
    yield Paragraph(_likelihood(suggestion), "soft")
    yield Paragraph(f"Why: {suggestion.reason.text}")
    yield from coded_before(desk, desk.places.full, suggestion.reason, _EXCERPT)
    yield Paragraph(
        f"{key('accept')} accepts, {key('reject')} rejects, {key('next_suggestion')} and "
        f"{key('previous_suggestion')} go on and back",
        "soft",
    )
    yield _BLANK
    yield from code_details(desk, suggestion.code)
    yield _BLANK


def _suggestions(
    desk: Desk, reading: Reading, offset: int, chosen: Suggestion | None
) -> Iterator[Paragraph]:
    key = desk.keymap.key
    yield Paragraph("SUGGESTIONS", "heading")
    if reading.hides_suggestions:
        yield Paragraph(
            "Hidden until you have marked your first pass through this document as done "
            f"({key('progress')}).",
            "soft",
        )
        return
    total = len(reading.suggestions)
    if not total:
        yield Paragraph("None open for this document. `qualcode suggest` makes them.", "soft")
        return
    yield Paragraph(
        f"{total} open in this document; {key('next_suggestion')} goes to the next.", "soft"
    )
    for suggestion in reading.suggestions_at(offset):
        if suggestion == chosen:
            continue
        yield Paragraph(desk.name_of(suggestion.code), "strong", desk.marks.get(suggestion.code))
        yield Paragraph(f"{_likelihood(suggestion)}: {suggestion.reason.text}")


def _likelihood(suggestion: Suggestion) -> str:
    if suggestion.confidence is None:
        return f"rank {suggestion.rank}, score {suggestion.score:.2f}, no codings to calibrate on"
    return f"likelihood {suggestion.confidence:.0%}"
