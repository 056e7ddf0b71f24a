"""What the screens know of a study, for the coder who sits at it."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from pathlib import Path

from qualcode.errors import UnknownName
from qualcode.model import (
    PATH_SEPARATOR,
    Code,
    Coding,
    CodingMark,
    Document,
    Episode,
    ProgressState,
    Span,
    Suggestion,
)
from qualcode.project import Project

from .keymap import Keymap
from .marks import letters
from .places import Places
from .reading import Reading
from .slots import Slots

_FEW_EVENTS = 20
_LAZY_LENGTH = 300_000

PROGRESS_TEXT: dict[ProgressState, str] = {
    "unread": "not read",
    "reading": "reading",
    "first pass": "first pass",
    "second pass": "first pass done",
    "done": "done",
}


class Desk:
    """An open study and one coder: what is shown, read again by `refresh`.

    Args:
        path: the study's file.
        coder: the coder's name; the study's only coder, or else the login name, where None.
        keymap: the keys that texts name.

    Raises:
        QualcodeError: the study can't be opened.
    """

    def __init__(self, path: Path, coder: str | None = None, keymap: Keymap | None = None) -> None:
        self.project = Project.open(path)
        self.coder_name = coder or _usual_coder(self.project)
        self.keymap = keymap or Keymap()
        self.places = Places(self.project)
        self.shows_others = False
        self._details: dict[str, Coding] = {}
        self.episodes: Sequence[Episode] = ()
        self.opened_episode: Episode | None = None
        self.slots = Slots()
        self.refresh()
        self.slots = Slots.parse(self.recall("slots"), self.codes)

    def refresh(self) -> None:
        """Read documents, codes, counts and progress again."""
        project = self.project
        self.coder_uuid = self._known_coder()
        self.coders = {coder.uuid: coder for coder in project.coders.list()}
        self.documents: Sequence[Document] = project.documents.list()
        self.codes: dict[str, Code] = {code.uuid: code for code in project.codes.list()}
        self.language = project.settings.language
        self.paths = {uuid: self._path(code) for uuid, code in self.codes.items()}
        self.books = {book.uuid: book for book in project.codebooks.list()}
        colours = project.codes.colours()
        given = letters(list(self.codes.values()))
        self.marks = {uuid: (given[uuid], colours[uuid]) for uuid in self.codes}
        self.counts = dict(project.codes.counts(self.coder_uuid))
        self.sums = self._rolled_up()
        self.progress = project.progress.all()
        self._details.clear()
        self.slots.keep(self.codes)

    def _known_coder(self) -> str:
        """The coder's uuid, empty until there is a first change by them."""
        try:
            return self.project.coders.get(self.coder_name).uuid
        except UnknownName:
            return ""

    def close(self) -> None:
        self.project.close()

    @property
    def name(self) -> str:
        """The study's name: that of its file."""
        return self.project.path.stem

    def coder(self) -> str:
        """The coder's uuid, for a change they make; a new coder is made."""
        coder = self.project.coders.ensure(self.coder_name)
        self.coders[coder.uuid] = coder
        self.coder_uuid = coder.uuid
        return coder.uuid

    def usable_codes(self) -> list[Code]:
        """The codes that can be given, in tree order."""
        return [code for code in self.codes.values() if not code.retired]

    # Codes

    def name_of(self, code: Code | str) -> str:
        """What a code (or its uuid) is called in the study's language, `?` where it is gone."""
        known = self.codes.get(code) if isinstance(code, str) else code
        if known is None:
            return "?"
        return (known.name_nb if self.language == "nb" else known.name) or known.name

    def other_name_of(self, code: Code) -> str:
        """A code's name in the other language, empty where it has none or it is the same."""
        other = code.name if self.language == "nb" else code.name_nb
        return other if other != self.name_of(code) else ""

    def example_of(self, code: Code) -> str:
        """An example quotation of a code, one in the study's language first."""
        norwegian = {"nb", "nn", "no"}
        wanted = norwegian if self.language == "nb" else {self.language}
        fits = [example.text for example in code.examples if example.language in wanted]
        return next(iter([*fits, *(example.text for example in code.examples)]), "")

    def above(self, code: Code) -> Iterator[Code]:
        """The codes that a code stands under, the nearest first."""
        seen = {code.uuid}
        parent = self.codes.get(code.parent or "")
        while parent is not None and parent.uuid not in seen:
            yield parent
            seen.add(parent.uuid)
            parent = self.codes.get(parent.parent or "")

    def count(self, code: str, by: int) -> None:
        """Count that many codings more (or less) of a code, as long as nothing is read again."""
        self.counts[code] = self.counts.get(code, 0) + by
        if code in self.codes:
            for each in (self.codes[code], *self.above(self.codes[code])):
                self.sums[each.uuid] = self.sums.get(each.uuid, 0) + by

    def _rolled_up(self) -> dict[str, int]:
        """Codings of each code with those of all codes under it."""
        sums = dict(self.counts)
        for uuid, number in self.counts.items():
            if uuid in self.codes:
                for above in self.above(self.codes[uuid]):
                    sums[above.uuid] = sums.get(above.uuid, 0) + number
        return sums

    def _path(self, code: Code) -> str:
        names = [self.name_of(each) for each in (code, *self.above(code))]
        return PATH_SEPARATOR.join(reversed(names))

    def state(self, document: str) -> ProgressState:
        """How far the coder is with a document."""
        return self.progress.get((document, self.coder_uuid), "unread")

    def states_of_others(self, document: str) -> list[tuple[str, ProgressState]]:
        """How far other coders say they are with a document, by name; none while not shown."""
        if not self.shows_others:
            return []
        said = [
            (self.coders[coder].name, state)
            for (about, coder), state in self.progress.items()
            if about == document and coder != self.coder_uuid and coder in self.coders
        ]
        return sorted(said)

    # Documents

    def read(self, document: Document) -> Reading:
        """Open a document. A long one comes without its codings; `fill` brings them."""
        project = self.project
        reading = Reading(
            document, project.documents.text(document.uuid), project.documents.turns(document.uuid)
        )
        if document.length < _LAZY_LENGTH:
            self.fill(reading)
        return reading

    def fill(self, reading: Reading) -> None:
        """Read a document's codings, memos and visible suggestions again."""
        uuid = reading.document.uuid
        reading.load(self._codings(uuid))
        self.fill_memos(reading)
        reading.set_suggestions(self._suggestions(uuid))
        self.fill_episodes(reading)

    def fill_memos(self, reading: Reading) -> None:
        """Read a document's memos again, and nothing else of it."""
        uuid = reading.document.uuid
        reading.memos = [
            memo
            for memo in self.project.memos.list()
            if memo.target in reading.lanes or uuid in {memo.target, memo.document}
        ]

    def fill_episodes(self, reading: Reading) -> None:
        """Read the coder's episodes of a document again, and nothing else of it."""
        document, coder = reading.document.uuid, self.coder_uuid
        episodes = self.project.episodes
        own = [each for each in episodes.of_document(document) if each.coder == coder]
        opened = episodes.opened(document, coder) if coder and own else None
        self.episodes = own
        self.opened_episode = opened
        reading.episodes = [
            (span, opened is not None and each.uuid == opened.uuid)
            for each in own
            if (span := self.span_of(each, reading))
        ]

    def span_of(self, episode: Episode, reading: Reading) -> Span | None:
        """Where an episode's talk is in the open document, None where it has no words."""
        turns = reading.turns[episode.first_turn : episode.last_turn + 1]
        return reading.trimmed(turns[0].start, turns[-1].end) if turns else None

    def episode_at(self, turn: int) -> Episode | None:
        """The coder's episode in the open document that holds a turn (by ordinal)."""
        inside = (each for each in self.episodes if each.first_turn <= turn <= each.last_turn)
        return next(inside, None)

    def _suggestions(self, document: str) -> Sequence[Suggestion] | None:
        """The latest run's open suggestions for a document, None while they are hidden."""
        suggestions = self.project.suggestions
        if not suggestions.visible(document, self.coder_uuid):
            return None
        runs = suggestions.runs()
        return suggestions.list(runs[-1].uuid, document=document, status="open") if runs else ()

    def _codings(self, document: str) -> Sequence[CodingMark]:
        coder = self.coder_uuid
        if self.shows_others:
            return self.project.codings.marks(document)
        return self.project.codings.marks(document, coder) if coder else ()

    def is_coded_by_others(self) -> bool:
        """Whether anybody else has coded anything in the study."""
        return sum(self.project.codes.counts().values()) > sum(self.counts.values())

    def coding(self, uuid: str) -> Coding | None:
        """A coding, None where there is none of that uuid."""
        try:
            return self.project.codings.get(uuid)
        except UnknownName:
            return None

    def details(self, uuid: str) -> Coding | None:
        """A coding as `coding` gives it, from memory where nothing was changed since."""
        if uuid not in self._details:
            coding = self.coding(uuid)
            if coding is None:
                return None
            self._details[uuid] = coding
        return self._details[uuid]

    def forget_details(self) -> None:
        """Read codings again when `details` is asked for them."""
        self._details.clear()

    def changed_codings(self, *also: str) -> list[str] | None:
        """The codings (uuids) of the study's latest change.

        None where it was about more than a few codings, their memos and rows of the tables
        `also`.
        """
        events = self.project.history(limit=_FEW_EVENTS + 1)
        latest = [event for event in events if event.transaction == events[0].transaction]
        tables = {"coding", "memo", *also}
        few = len(latest) <= _FEW_EVENTS
        if not few or any(event.table not in tables or event.bulk for event in latest):
            return None
        return [event.uuid for event in latest if event.uuid and event.table == "coding"]

    # What was last

    def note_use(self, code: str) -> None:
        """Remember a code as the latest used."""
        if self.slots.recent[:1] != [code]:
            self.slots.use(code)
            self.remember("slots", self.slots.written())

    @property
    def recent(self) -> Sequence[str]:
        """The codes (uuids) used last, the latest first."""
        return self.slots.recent

    def pin(self, code: str) -> bool | None:
        """Pin a code to the next digit, or unpin it: whether it is pinned now.

        None where it can't be, since all digits are pinned to others.
        """
        pinned = code not in self.slots.pinned
        if pinned and not self.slots.pin(code):
            return None
        if not pinned:
            self.slots.unpin(code)
        self.remember("slots", self.slots.written())
        return pinned

    def recall(self, key: str) -> str:
        """What was remembered for this coder, empty where nothing was."""
        uuid = self.coder_uuid
        return (self.project.settings.recall(uuid, key) or "") if uuid else ""

    def remember(self, key: str, value: str) -> None:
        """Remember something for this coder, once they have changed anything."""
        if uuid := self.coder_uuid:
            self.project.settings.remember(uuid, key, value)


def _usual_coder(project: Project) -> str:
    humans = [coder.name for coder in project.coders.list() if coder.kind == "human"]
    return humans[0] if len(humans) == 1 else getpass.getuser()
