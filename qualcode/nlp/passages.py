"""Passages: the units of a document that suggestions and topics are made for.

A coding labels a passage when the two share at least half of the shorter of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from qualcode.errors import InputError
from qualcode.model import Coding, Episode, Span, Turn, Unit
from qualcode.text import paragraphs, sentences, strip


@dataclass(frozen=True, slots=True)
class Passage:
    """One unit of a document with what is known about it.

    `text` is the document's text from `start` to `end` (code points, half-open); `turn` is the
    ordinal of the turn it lies in (None for an episode); `previous` is the text of the turn
    before, in the same document. `codes` are the codes the coders trained on gave it, `codings`
    the same as (code uuid, coding uuid, coder's name). `considered` says that those coders had the
    chance to code it, so that a missing code means something; `target` that it is to be scored; `rejected`
    are codes not to be suggested again.
    """

    document: str
    turn: int | None
    start: int
    end: int
    text: str
    speaker: str | None = None
    language: str | None = None
    previous: str = ""
    codes: frozenset[str] = frozenset()
    considered: bool = False
    target: bool = True
    rejected: frozenset[str] = frozenset()
    codings: tuple[tuple[str, str, str], ...] = ()


def cut(
    document: str,
    text: str,
    turns: Sequence[Turn],
    unit: Unit = "turn",
    *,
    language: str | None = None,
    episodes: Iterable[Episode] = (),
) -> list[Passage]:
    """The passages of one document, in the order of the text, without white space at their ends.

    Args:
        document: the document's uuid.
        text: its canonical text.
        turns: its turns in order; headings give no passages.
        unit: what a passage is.
        language: the document's language, for turns that don't say theirs.
        episodes: the document's episodes, for the unit `episode`; one passage per distinct range.

    Raises:
        InputError: an episode names turns that the document doesn't have.
    """
    talk = [turn for turn in turns if turn.kind != "heading"]
    if unit == "episode":
        return _cut_episodes(document, text, turns, language, episodes)
    found: list[Passage] = []
    previous = ""
    for turn in talk:
        found.extend(
            Passage(
                document=document,
                turn=turn.ordinal,
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                speaker=turn.speaker,
                language=turn.language or language,
                previous=previous,
            )
            for span in _units(text, turn, unit)
        )
        previous = text[turn.start : turn.end]
    return found


def label(
    passages: Iterable[Passage],
    codings: Iterable[Coding],
    considered: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> list[Passage]:
    """The passages with the codes that `codings` give them, in the order they came.

    `considered` are the uuids of documents whose uncoded passages count as seen and left
    uncoded. `names` are those of the coders by uuid. Codings of other documents are ignored.
    """
    listed = list(passages)
    places: dict[str, list[int]] = {}
    for index, passage in enumerate(listed):
        places.setdefault(passage.document, []).append(index)
    labels: dict[int, set[tuple[str, str, str]]] = {}
    by_document: dict[str, list[Coding]] = {}
    for coding in codings:
        by_document.setdefault(coding.document, []).append(coding)
    for document, own in by_document.items():
        for index, coding in _labelling(listed, places.get(document, []), own):
            labels.setdefault(index, set()).add(
                (coding.code, coding.uuid, (names or {}).get(coding.coder, ""))
            )
    return [
        replace(
            passage,
            codings=tuple(sorted(labels.get(index, ()))),
            codes=frozenset(code for code, _, _ in labels.get(index, ())),
            considered=passage.document in considered,
        )
        for index, passage in enumerate(listed)
    ]


def _units(text: str, turn: Turn, unit: Unit) -> Iterator[Span]:
    if unit == "sentence":
        yield from sentences(text, turn.start, turn.end)
    elif unit == "paragraph":
        yield from paragraphs(text, turn.start, turn.end)
    else:
        span = strip(text, turn.start, turn.end)
        if span:
            yield span


def _cut_episodes(
    document: str,
    text: str,
    turns: Sequence[Turn],
    language: str | None,
    episodes: Iterable[Episode],
) -> list[Passage]:
    by_ordinal = {turn.ordinal: turn for turn in turns}
    found = []
    for first, last in sorted({(each.first_turn, each.last_turn) for each in episodes}):
        if first not in by_ordinal or last not in by_ordinal:
            raise InputError(
                f"an episode runs from turn {first + 1} to {last + 1}, outside its document",
                "mark the episode again",
            )
        span = strip(text, by_ordinal[first].start, by_ordinal[last].end)
        if span is None:
            continue
        before = by_ordinal.get(first - 1)
        found.append(
            Passage(
                document=document,
                turn=None,
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                language=by_ordinal[first].language or language,
                previous=text[before.start : before.end] if before else "",
            )
        )
    return found


def _labelling(
    passages: Sequence[Passage], places: Sequence[int], codings: Iterable[Coding]
) -> Iterator[tuple[int, Coding]]:
    """Pairs of a passage and a coding that labels it; `places` are of one document."""
    order = sorted(places, key=lambda index: (passages[index].start, passages[index].end))
    reach = list(accumulate((passages[index].end for index in order), max))
    for coding in codings:
        at = bisect_right(reach, coding.start)
        while at < len(order) and passages[order[at]].start < coding.end:
            if _labels(coding, passages[order[at]]):
                yield order[at], coding
            at += 1


def _labels(coding: Coding, passage: Passage) -> bool:
    shared = min(coding.end, passage.end) - max(coding.start, passage.start)
    shorter = min(coding.end - coding.start, passage.end - passage.start)
    return shared > 0 and 2 * shared >= shorter
