"""The learning loop over a study: what to code next, and what is worth reading again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from qualcode.model import Reason, SuggestionRun
from qualcode.project.suggesting import OnProgress, SuggestChoices, Suggester
from qualcode.project.vectors import study_vectors
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.nlp.passages import Passage
    from qualcode.nlp.suggest.rereading import Reread
    from qualcode.nlp.suggest.study import Study, Training
    from qualcode.nlp.suggest.teaching import Lesson
    from qualcode.project.study import Project

_CUES_NAMED = 2


def same_choices(run: SuggestionRun) -> SuggestChoices | None:
    """What a run was asked for, to ask the same again; None where it was no run of the suggester."""
    names = {field.name for field in fields(SuggestChoices)}
    given = {name: value for name, value in run.parameters.items() if name in names}
    return SuggestChoices(**given) if "train_on" in given else None


@dataclass(frozen=True, slots=True)
class NextPassage:
    """A passage whose coding would teach much; `why` says so in a sentence.

    `between` are the likeliest codes (uuid, score 0..1, were it coded), empty where the coder may not
    see suggestions for the document yet. `coded` is the likelihood that it carries a code, None
    while nothing is learned; `like` how many uncoded passages it stands for.
    """

    document: str
    turn: int | str | None
    start: int
    end: int
    text: str
    between: tuple[tuple[str, float], ...]
    coded: float | None
    like: int
    why: str


@dataclass(frozen=True, slots=True)
class RereadPassage:
    """A passage worth reading again because of a code (uuid); `why` says so in a sentence.

    `unexpected`: the coder gave the code, in `codings` (uuids); `missed`: they didn't, and it is
    likely. `confidence` is the likelihood of the code by models that didn't see the document;
    `instead` a code that is likelier there than the one given. `share` is that of the passages
    without the code which look more like it (unexpected), or of those with it which look less like
    it (missed). `reason` speaks for the code that wasn't given.
    """

    kind: Literal["unexpected", "missed"]
    document: str
    turn: int | str | None
    start: int
    end: int
    text: str
    code: str
    codings: tuple[str, ...]
    confidence: float
    share: float
    instead: tuple[str, float] | None
    why: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, and what is to be said about it; `enough` says whether codings sufficed."""

    next_ones: Sequence[NextPassage] = ()
    rereadings: Sequence[RereadPassage] = ()
    notes: Sequence[str] = ()
    enough: bool = True


class Learning:
    """Looks through a study for what to code next and what to read again.

    `coder` (uuid) is who asks: what suggestions may not show them yet stays hidden here too.
    """

    def __init__(
        self, store: Store, project: Project, choices: SuggestChoices, coder: str | None
    ) -> None:
        self._project = project
        self._suggester = Suggester(store, project, choices)
        self._source = study_vectors(store, choices.embedding)
        self._choices = choices
        self._coder = coder
        self._names: dict[str, str] = {}
        self._numbers: dict[str, dict[int, int | str]] = {}

    def look(self, count: int, limit: int, on_progress: OnProgress) -> Findings:
        """At most `count` passages to code next, and `limit` of each kind to read again.

        Raises:
            NotEnoughData, UnknownName, MissingPackage: nothing to work with, or on.
        """
        from qualcode.nlp.suggest.rereading import rereadings
        from qualcode.nlp.suggest.study import learn, training_of
        from qualcode.nlp.suggest.teaching import lessons

        seed = self._choices.seed
        study = self._read(on_progress)
        training = training_of(study)
        learned = learn(study, training, seed, on_progress) if training.enough else None
        norwegian = self._project.settings.language == "nb"
        self._names = {
            code.uuid: (code.name_nb if norwegian else "") or code.name for code in study.codes
        }
        hidden = self._hidden()
        done = self._done()
        next_ones = (
            lessons(study, learned, count, seed, on_progress=on_progress, without=done)
            if count
            else []
        )
        again = rereadings(study, training, learned, limit, hidden) if learned and limit else []
        return Findings(
            [self._next(study.passages[each.passage], each, hidden) for each in next_ones],
            [self._reread(study.passages[each.passage], each) for each in again],
            [
                *(self._source.notes if self._source else ()),
                *self._notes(study, training, count, limit, hidden),
            ],
            training.enough,
        )

    def _read(self, on_progress: OnProgress) -> Study:
        from qualcode.nlp.suggest.study import read_study

        passages, codes = self._suggester.passages(), self._suggester.codes()
        return read_study(passages, codes, self._choices.seed, self._source, on_progress)

    def _next(self, passage: Passage, lesson: Lesson, hidden: set[str]) -> NextPassage:
        shown = passage.document not in hidden
        return NextPassage(
            document=passage.document,
            turn=self._number(passage),
            start=passage.start,
            end=passage.end,
            text=passage.text,
            between=lesson.between if shown else (),
            coded=lesson.coded,
            like=lesson.like,
            why="; ".join(self._lesson(lesson, shown=shown)),
        )

    def _number(self, passage: Passage) -> int | str | None:
        """The turn's number as people call it; None for what is longer than a turn."""
        if passage.turn is None:
            return None
        if passage.document not in self._numbers:
            turns = self._project.documents.turns(passage.document)
            self._numbers[passage.document] = {turn.ordinal: turn.number for turn in turns}
        return self._numbers[passage.document][passage.turn]

    def _lesson(self, lesson: Lesson, *, shown: bool) -> Iterator[str]:
        if lesson.coded is None:
            named = [
                f"‘{phrase}’ ({self._names[code]})" if shown else f"‘{phrase}’"
                for code, phrase in lesson.cues[:_CUES_NAMED]
            ]
            if named:
                yield f"{'cue' if len(named) == 1 else 'cues'} {' and '.join(named)}"
        elif shown:
            codes = [f"{self._names[code]} ({score:.0%})" for code, score in lesson.between]
            yield f"were it coded: {' or '.join(codes)}"
        elif lesson.is_doubtful:
            yield "the suggester hesitates over its code"
        if lesson.coded is not None:
            yield f"carries a code with a likelihood of {lesson.coded:.0%}"
        if lesson.like:
            others = (
                "1 other uncoded passage"
                if lesson.like == 1
                else (f"{lesson.like} other uncoded passages")
            )
            yield f"stands for {others}"
        else:
            yield "like no other uncoded passage"

    def _reread(self, passage: Passage, found: Reread) -> RereadPassage:
        return RereadPassage(
            kind=found.kind,
            document=passage.document,
            turn=self._number(passage),
            start=passage.start,
            end=passage.end,
            text=passage.text,
            code=found.code,
            codings=found.codings,
            confidence=found.confidence,
            share=found.share,
            instead=found.instead,
            why=self._surprise(found),
            reason=found.reason,
        )

    def _surprise(self, found: Reread) -> str:
        name = self._names[found.code]
        if found.kind == "missed":
            return (
                f"looks more like {name} than {found.share:.0%} of what is coded so "
                f"(likelihood {found.confidence:.0%})"
            )
        said = (
            f"{found.share:.0%} of the passages without {name} look more like it "
            f"(likelihood {found.confidence:.0%})"
        )
        if found.instead:
            code, confidence = found.instead
            said += f"; rather {self._names[code]} ({confidence:.0%})"
        return said

    def _notes(
        self, study: Study, training: Training, count: int, limit: int, hidden: set[str]
    ) -> Iterator[str]:
        coded = int(training.labels.any(axis=1).sum())
        if count and not training.enough:
            yield (
                f"{coded} coded passages are too few to learn from: chosen are passages unlike "
                "each other, those that show the codebook's cues first"
            )
        waiting = {study.passages[row].document for row in training.rows.tolist()} & hidden
        if limit and waiting:
            documents = "1 document is" if len(waiting) == 1 else f"{len(waiting)} documents are"
            yield (
                f"{documents} left out of what to read again until the first pass is marked as done"
            )
        if limit and training.enough and training.abstained:
            yield f"{len(training.abstained)} codes have too few codings to be judged"

    def _hidden(self) -> set[str]:
        """The documents for which the coder may not see suggestions yet."""
        coder = self._coder
        if coder is None:
            return set()
        return {
            document.uuid
            for document in self._project.documents.list()
            if not self._project.suggestions.visible(document.uuid, coder)
        }

    def _done(self) -> set[str]:
        """The documents that whoever is learned from marked as done: nothing is left to code there."""
        project, names = self._project, self._choices.train_on
        trainers = {project.coders.get(name).uuid for name in names} or {
            coder.uuid for coder in project.coders.list() if coder.kind == "human"
        }
        return {
            document
            for (document, coder), state in project.progress.all().items()
            if coder in trainers and state == "done"
        }
