"""What the screens know of a study, for the coder who sits at it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

from qualcode.errors import UnknownName
from qualcode.model import Code, Coding, CodingMark, Document, ProgressState, Suggestion
from qualcode.project import Project

from .marks import letters
from .reading import Reading

_RECENT = 9
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

    Raises:
        QualcodeError: the study can't be opened.
    """

    def __init__(self, path: Path, coder: str | None = None) -> None:
        self.project = Project.open(path)
        self.coder_name = coder or _usual_coder(self.project)
        self.shows_others = False
        self.refresh()
        self.recent = [uuid for uuid in self.recall("recent").split() if uuid in self.codes]

    def refresh(self) -> None:
        """Read documents, codes, counts and progress again."""
        project = self.project
        self.coder_uuid = self._known_coder()
        self.coders = {coder.uuid: coder for coder in project.coders.list()}
        self.documents: Sequence[Document] = project.documents.list()
        self.codes: dict[str, Code] = {code.uuid: code for code in project.codes.list()}
        self.paths = project.codes.paths()
        self.books = {book.uuid: book for book in project.codebooks.list()}
        colours = project.codes.colours()
        given = letters(list(self.codes.values()))
        self.marks = {uuid: (given[uuid], colours[uuid]) for uuid in self.codes}
        self.counts = dict(project.codes.counts(self.coder_uuid))
        self.progress = project.progress.all()

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

    def state(self, document: str) -> ProgressState:
        """How far the coder is with a document."""
        return self.progress.get((document, self.coder_uuid), "unread")

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
        codings = self._codings(uuid)
        targets = {uuid, *(coding.uuid for coding in codings)}
        reading.load(
            codings,
            [
                memo
                for memo in self.project.memos.list()
                if memo.target in targets or (memo.document == uuid and memo.target is None)
            ],
        )
        reading.set_suggestions(self._suggestions(uuid))

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

    def changed_codings(self) -> list[str] | None:
        """The codings (uuids) of the study's latest change; None where it was about more."""
        events = self.project.history(limit=_FEW_EVENTS + 1)
        latest = [event for event in events if event.transaction == events[0].transaction]
        few = len(latest) <= _FEW_EVENTS
        if not few or any(event.table != "coding" or event.bulk for event in latest):
            return None
        return [event.uuid for event in latest if event.uuid]

    # What was last

    def note_use(self, code: str) -> None:
        """Remember a code as the latest used."""
        self.recent = [code, *(uuid for uuid in self.recent if uuid != code)][:_RECENT]
        self.remember("recent", " ".join(self.recent))

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
