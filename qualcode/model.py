"""What a study holds, as frozen dataclasses.

Offsets are half-open Unicode code points into a document's canonical text. Times inside a
recording are milliseconds; times of day are ISO 8601 in UTC. `uuid` fields identify rows
between studies; names are labels and may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

TurnKind = Literal["speech", "heading", "fieldnote", "paragraph"]
DocumentKind = Literal["interview", "workshop", "focusgroup", "fieldnote", "survey", "other"]
CoderKind = Literal["human", "model"]
CodingOrigin = Literal["unaided", "suggested", "bulk"]
CodingStatus = Literal["standing", "provisional", "discuss"]
ProgressState = Literal["unread", "reading", "first pass", "second pass", "done"]
SuggestionStatus = Literal["open", "accepted", "rejected"]
ThemeState = Literal["candidate", "reviewed", "dropped"]
Choice = Literal["a", "b", "both", "neither"]
CaseKind = Literal["person", "site", "unit", "other"]
MemoKind = Literal[
    "reflexive", "theoretical", "code", "case", "method", "familiarisation", "document", "coding"
]
Unit = Literal["turn", "sentence", "paragraph", "episode"]

DOCUMENT_KINDS: tuple[DocumentKind, ...] = (
    "interview", "workshop", "focusgroup", "fieldnote", "survey", "other",
)  # fmt: skip
PROGRESS_STATES: tuple[ProgressState, ...] = (
    "unread", "reading", "first pass", "second pass", "done",
)  # fmt: skip
MEMO_KINDS: tuple[MemoKind, ...] = (
    "reflexive", "theoretical", "code", "case", "method", "familiarisation", "document", "coding",
)  # fmt: skip
THEME_STATES: tuple[ThemeState, ...] = ("candidate", "reviewed", "dropped")
CASE_KINDS: tuple[CaseKind, ...] = ("person", "site", "unit", "other")
UNITS: tuple[Unit, ...] = ("turn", "sentence", "paragraph", "episode")

PATH_SEPARATOR = " > "


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start` <= position < `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of talk (or heading, field note, paragraph) inside a document's text."""

    ordinal: int
    start: int
    end: int
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    kind: TurnKind = "speech"
    language: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def number(self) -> int | str:
        """What people call the turn: the number it was imported with, else its place from 1."""
        given: int | str = self.attributes.get("turn", self.ordinal + 1)
        return given


@dataclass(frozen=True, slots=True)
class Document:
    """A transcript, field note or other text, without the text itself."""

    uuid: str
    name: str
    kind: DocumentKind
    language: str | None
    length: int
    sha256: str
    normaliser: str
    settings: Mapping[str, Any]
    source_name: str | None
    source_sha256: str | None
    revision_of: str | None
    session: str | None
    variables: Mapping[str, Any]
    added_at: str
    turn_count: int
    word_count: int


@dataclass(frozen=True, slots=True)
class Session:
    """A workshop, interview or meeting that documents come from."""

    uuid: str
    name: str
    date: str | None = None
    phase: str | None = None
    place: str | None = None
    present: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """Consecutive turns with one topic, delimited by a coder; turn ordinals are inclusive."""

    uuid: str
    document: str
    coder: str
    first_turn: int
    last_turn: int
    topic: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A participant, site or unit with its variables; `speakers` are its labels in the talk."""

    uuid: str
    name: str
    kind: CaseKind
    variables: Mapping[str, Any]
    consent: str = ""
    speakers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Coder:
    """Someone who codes. Models never code; they suggest."""

    uuid: str
    name: str
    kind: CoderKind = "human"


@dataclass(frozen=True, slots=True)
class Codebook:
    """Book-level facts; `extra` keeps unknown keys of the file they came from."""

    uuid: str
    id: str
    title: str
    label: str = ""
    unit: str = ""
    exclusivity: str = ""
    ideal_order: Sequence[str] = ()
    attributes: Sequence[Mapping[str, Any]] = ()
    languages: Sequence[str] = ()
    notes: str = ""
    references: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """An example quotation of a code."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A lower-case phrase that hints at a code; ' … ' is a gap of up to 12 tokens."""

    phrase: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a codebook. `parent` is the parent's uuid; `id` is unique within the book."""

    uuid: str
    codebook: str
    id: str
    name: str
    name_nb: str = ""
    parent: str | None = None
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: Sequence[Example] = ()
    cues: Sequence[Cue] = ()
    source: str = ""
    basis: str = ""
    colour: str = ""
    position: int = 0
    retired: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coding:
    """A code given to a span by a coder. `quote` is the text at the span when it was coded."""

    uuid: str
    document: str
    code: str
    coder: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    created_at: str
    codebook_version: str | None = None
    episode: str | None = None
    origin: CodingOrigin = "unaided"
    status: CodingStatus = "standing"
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class CodingMark(NamedTuple):
    """A coding without its words: what a screen needs to draw tens of thousands of them."""

    uuid: str
    code: str
    coder: str
    start: int
    end: int
    origin: CodingOrigin
    status: CodingStatus

    @classmethod
    def of(cls, coding: Coding) -> CodingMark:
        """The mark of a coding."""
        return cls(
            coding.uuid, coding.code, coding.coder, coding.start, coding.end, coding.origin,
            coding.status,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memo:
    """A note, on its own or attached to a row (`target_table`, `target`) or a span."""

    uuid: str
    kind: MemoKind
    title: str
    text: str
    coder: str | None
    created_at: str
    updated_at: str
    target_table: str | None = None
    target: str | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme made by the researcher; neither a parent of codes nor a topic cluster."""

    uuid: str
    name: str
    state: ThemeState = "candidate"
    concept: str = ""
    codes: Sequence[str] = ()
    codings: Sequence[str] = ()
    memos: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is to be printed.

    `original` are the words at the span, `text` the edited ones with […] where something is
    left out. `used_in` says where it was printed. `released` is whether it may leave the study.
    """

    uuid: str
    document: str
    start: int
    end: int
    original: str
    text: str
    translation: str = ""
    translator: str = ""
    checked_by: str = ""
    released: bool = False
    used_in: str = ""
    coder: str | None = None
    created_at: str = ""
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What coders A and B agreed on about a code at a passage, kept in a third layer.

    `layer` is the coder (uuid) whose codings hold the consensus.
    """

    uuid: str
    document: str
    code: str
    start: int
    end: int
    layer: str
    choice: Choice
    coder_a: str
    coder_b: str
    note: str
    codebook_version: str | None
    decided_by: str | None
    decided_at: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder says they are with a document."""

    document: str
    coder: str
    state: ProgressState


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a code was suggested; `text` is a sentence a researcher can check.

    `cues` are phrases found, each with its span in the document; `similar` are coded excerpts
    nearest to it (coding uuid, similarity 0..1); `words` weighed most (word, weight);
    `definition` is the part of the definition or the example it resembles.
    """

    text: str
    cues: Sequence[tuple[str, int, int]] = ()
    similar: Sequence[tuple[str, float]] = ()
    words: Sequence[tuple[str, float]] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionRun:
    """One run of the suggester with everything needed to repeat it."""

    uuid: str
    number: int
    created_at: str
    method: str
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    data_fingerprint: str
    codebook_fingerprint: str
    metrics: Mapping[str, Any]
    status: Literal["running", "complete"] = "complete"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A claim that a code fits a span, with its reason. It never counts as a coding.

    `confidence` is the calibrated likelihood that the trained coders would apply the code,
    None where there are no codings to calibrate on.
    """

    uuid: str
    run: str
    document: str
    turn: int | None
    start: int
    end: int
    evidence_start: int
    evidence_end: int
    code: str
    score: float
    confidence: float | None
    rank: int
    reason: Reason
    status: SuggestionStatus = "open"
    decided_by: str | None = None
    decided_at: str | None = None
    coding: str | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How suggestions of a code (uuid), or those that a `cue` of it led to, were decided on.

    `recoded` were accepted with another code.
    """

    code: str
    cue: str | None
    accepted: int
    recoded: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.accepted + self.recoded + self.rejected

    @property
    def rate(self) -> float:
        """The share that was accepted as it was suggested, 0..1."""
        return self.accepted / self.decided


@dataclass(frozen=True, slots=True)
class TopicRun:
    """One fit of topic clusters with everything needed to repeat it."""

    uuid: str
    number: int
    created_at: str
    method: str
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    data_fingerprint: str
    notes: Sequence[str] = ()
    status: Literal["running", "complete"] = "complete"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A cluster of turns: terms that set it apart (term, weight) and its typical turns.

    `number` -1 is the outliers. `representatives` are (document uuid, turn ordinal).
    """

    uuid: str
    run: str
    number: int
    label: str
    size: int
    terms: Sequence[tuple[str, float]]
    representatives: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal: a change to one row, or to many packed into `bulk`."""

    id: int
    transaction: str
    replica: str
    sequence: int
    time: str
    coder: str | None
    verb: str
    label: str
    table: str | None
    uuid: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    bulk: str | None
    undoes: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction of the journal: what a person did at once, and takes back at once.

    `events` is the number of its lines in the journal (bulk work is one). `undone` says whether
    it is taken back at present; `is_undo` whether it takes something back itself, an undo or a
    redo.
    """

    transaction: str
    time: str
    coder: str | None
    verb: str
    label: str
    events: int
    undone: bool
    is_undo: bool


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """A state of a codebook; the one with the highest `sequence` is in force.

    `codings` counts the codings that were made under it.
    """

    uuid: str
    sequence: int
    created_at: str
    sha256: str
    codings: int = 0


@dataclass(frozen=True, slots=True)
class TurnRef:
    """Where a turn is: its document and its ordinal."""

    document: str
    ordinal: int
