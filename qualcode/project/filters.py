"""Filters, the same everywhere: which documents and codings are meant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, UnknownName
from qualcode.model import DOCUMENT_KINDS, Case, Coding, Document, Turn
from qualcode.project.names import fold

if TYPE_CHECKING:
    from qualcode.project.study import Project


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted, by the names people type; an empty field asks for nothing.

    A code brings the codes under it along, unless `exact`. `where` are `variable=value` over the
    variables of cases and documents and the attributes of turns. `since` and `until` are ISO
    dates of the documents' sessions.
    """

    codes: Sequence[str] = ()
    exact: bool = False
    coders: Sequence[str] = ()
    documents: Sequence[str] = ()
    cases: Sequence[str] = ()
    speakers: Sequence[str] = ()
    where: Sequence[str] = ()
    kinds: Sequence[str] = ()
    languages: Sequence[str] = ()
    sessions: Sequence[str] = ()
    since: str = ""
    until: str = ""


class Talk:
    """Who speaks where: turns and cases, looked up document by document."""

    def __init__(self, project: Project) -> None:
        self._turns: Callable[[str], Sequence[Turn]] = cache(project.documents.turns)
        self._starts = cache(lambda document: [turn.start for turn in self._turns(document)])
        self._cases = project.cases.by_speaker()

    def turn_of(self, document: str, start: int, end: int) -> Turn | None:
        """The turn that a passage begins in.

        One that begins between turns, as at a speaker's label, belongs to the turn it goes on
        into, else to the turn before.
        """
        turns = self._turns(document)
        following = bisect_right(self._starts(document), start)
        before = turns[following - 1] if following else None
        if before is not None and before.end > start:
            return before
        if following < len(turns) and turns[following].start < end:
            return turns[following]
        return before

    def case_of(self, document: str, speaker: str | None) -> Case | None:
        """The case behind a speaker's label in a document."""
        if speaker is None:
            return None
        return self._cases.get((speaker, document)) or self._cases.get((speaker, None))


class Selection:
    """A filter with its names found in a study.

    Raises:
        UnknownName, AmbiguousName, InputError: a name fits nothing, or several things.
    """

    def __init__(self, project: Project, wanted: Filter, talk: Talk | None = None) -> None:
        self._talk = talk or Talk(project)
        self._codes = _codes(project, wanted)
        self._coders = {project.coders.get(name).uuid for name in wanted.coders}
        self._cases = {project.cases.get(name).uuid for name in wanted.cases}
        self._speakers = speakers_named(project, wanted.speakers)
        self._where = _conditions(project, wanted.where)
        self._documents = {document.uuid: document for document in _documents(project, wanted)}

    @property
    def documents(self) -> Sequence[Document]:
        """The documents admitted, by name."""
        return list(self._documents.values())

    def admits(self, coding: Coding) -> bool:
        """Whether a coding is meant."""
        if coding.document not in self._documents:
            return False
        if not self.admits_code(coding.code):
            return False
        if self._coders and coding.coder not in self._coders:
            return False
        if not (self._speakers or self._cases or self._where):
            return True
        turn = self._talk.turn_of(coding.document, coding.start, coding.end)
        return self.admits_talk(coding.document, turn)

    def admits_code(self, code: str) -> bool:
        """Whether a code (uuid) is meant."""
        return self._codes is None or code in self._codes

    def admits_talk(self, document: str, turn: Turn | None) -> bool:
        """Whether a turn is meant, by its speaker, case and variables."""
        speaker = turn.speaker if turn else None
        if self._speakers and speaker not in self._speakers:
            return False
        case = self._talk.case_of(document, speaker)
        if self._cases and (case is None or case.uuid not in self._cases):
            return False
        variables = {
            **self._documents[document].variables,
            **(turn.attributes if turn else {}),
            **(case.variables if case else {}),
        }
        return all(fold(str(variables.get(name, ""))) == fold(value) for name, value in self._where)


def _codes(project: Project, wanted: Filter) -> set[str] | None:
    if not wanted.codes:
        return None
    admitted: set[str] = set()
    for name in wanted.codes:
        code = project.codes.get(name)
        admitted |= {code.uuid} if wanted.exact else project.codes.with_children(code.uuid)
    return admitted


def _documents(project: Project, wanted: Filter) -> Sequence[Document]:
    names = {project.documents.get(name).uuid for name in wanted.documents}
    for kind in wanted.kinds:
        if kind not in DOCUMENT_KINDS:
            raise UnknownName("kind of document", kind, DOCUMENT_KINDS)
    documents = project.documents.list()
    spoken = {document.language for document in documents if document.language}
    for language in wanted.languages:
        if language not in spoken:
            raise UnknownName("language of a document", language, sorted(spoken))
    for day in filter(None, (wanted.since, wanted.until)):
        _refuse_no_date(day)
    sessions = {project.sessions.get(name).uuid for name in wanted.sessions}
    dates = {session.uuid: session.date or "" for session in project.sessions.list()}

    def admitted(document: Document) -> bool:
        held = dates.get(document.session or "", "")
        return (
            (not names or document.uuid in names)
            and (not wanted.kinds or document.kind in wanted.kinds)
            and (not wanted.languages or document.language in wanted.languages)
            and (not sessions or document.session in sessions)
            and (not wanted.since or held >= wanted.since)
            and (not wanted.until or "" < held <= wanted.until)
        )

    return [document for document in documents if admitted(document)]


def _refuse_no_date(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise InputError(f"'{day}' is not a date", "write it as 2026-03-31") from None


def speakers_named(project: Project, names: Sequence[str]) -> set[str]:
    """The speakers' labels that these names stand for, whatever their case.

    Raises:
        UnknownName: a name is nobody's.
    """
    known = [label for label, _ in project.documents.speakers()]
    admitted: set[str] = set()
    for name in names:
        fits = {label for label in known if fold(label) == fold(name)}
        if not fits:
            raise UnknownName("speaker", name, known)
        admitted |= fits
    return admitted


def _conditions(project: Project, where: Sequence[str]) -> list[tuple[str, str]]:
    known = variables_in_use(project) if where else set()
    conditions = []
    for condition in where:
        name, equals, value = condition.partition("=")
        if not equals or not name.strip():
            raise InputError(
                f"'{condition}' is not a condition", "write variable=value, for instance site=K04"
            )
        if name.strip() not in known:
            raise UnknownName("variable", name.strip(), sorted(known))
        conditions.append((name.strip(), value))
    return conditions


def variables_in_use(project: Project) -> set[str]:
    """Names of the variables of cases, documents and turns."""
    known = {name for case in project.cases.list() for name in case.variables}
    known.update(name for item in project.documents.list() for name in item.variables)
    known.update(project.documents.turn_attributes())
    return known


def variable_names(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names of all variables in use, sorted."""
    return sorted({name for item in items for name in item})
