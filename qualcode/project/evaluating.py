"""Evaluating the suggester on a study: against its coders' unaided codings, document by document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.evaluated import CodeName, CurvePoint, Evaluation, PairOfCoders, Variant
from qualcode.errors import InputError, NotEnoughData
from qualcode.exporters.files import replacing
from qualcode.model import Acceptance, Code, Unit
from qualcode.project.coder_pairs import documents_of, pairs_of_coders
from qualcode.project.suggesting import OnProgress, SuggestChoices, Suggester
from qualcode.store import acceptance
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.analysis.evaluation import Figures
    from qualcode.nlp.embedding import VectorSource
    from qualcode.nlp.evaluate import HeldOut
    from qualcode.nlp.passages import Passage
    from qualcode.nlp.suggest.folds import Folds
    from qualcode.nlp.suggest.study import Study, Training
    from qualcode.project.study import Project
    from qualcode.project.vectors import StudyVectors

_LEAST_CODED = 5


@dataclass(frozen=True, slots=True)
class EvaluateChoices:
    """What to evaluate; names as people type them.

    `train_on` are coders, all human ones where it is empty. Without an `embedding` the study's
    usual one is taken, and `none` beside it. With `all_origins` codings that were made of
    suggestions count too; else passages with such codings are left out.
    """

    codebooks: Sequence[str] = ()
    train_on: Sequence[str] = ()
    unit: Unit = "turn"
    folds: int = 5
    embedding: str | None = None
    seed: int = 0
    curve: bool = True
    all_origins: bool = False


@dataclass(frozen=True, slots=True)
class Acceptances:
    """How suggestions were decided on, by code and by cue, the most decided first."""

    codes: Sequence[Acceptance]
    cues: Sequence[Acceptance]


class Evaluations:
    """How well the suggester does in this study."""

    def __init__(self, store: Store, project: Project) -> None:
        self._store = store
        self._project = project

    def run(self, choices: EvaluateChoices, on_progress: OnProgress | None = None) -> Evaluation:
        """Measure the suggester; nothing of it is stored.

        `on_progress` hears of stages (stage, done, of how many) and may raise to cancel.

        Raises:
            NotEnoughData: there are too few unaided codings to learn from and to compare with.
            InputError, UnknownName, MissingPackage: the choices are at fault.
        """
        return _Evaluator(self._store, self._project, choices, on_progress or _silent).run()

    def acceptances(self, coders: Sequence[str] = ()) -> Acceptances:
        """How these coders (names; all where none is given) decided about suggestions.

        Raises:
            UnknownName: there is no such coder.
        """
        chosen = [self._project.coders.get(name) for name in coders]
        uuids = [coder.uuid for coder in chosen or self._project.coders.list()]
        known = self._project.codes.paths()
        by_code, by_cue = (
            sorted(
                (item for item in found if item.code in known),
                key=lambda item: (-item.decided, known[item.code], item.cue or ""),
            )
            for found in (
                acceptance.by_code(self._store, uuids),
                acceptance.by_cue(self._store, uuids),
            )
        )
        return Acceptances(by_code, by_cue)

    def report(self, path: Path, evaluation: Evaluation, *, force: bool = False) -> None:
        """Write an evaluation as one HTML page, with how suggestions were decided on.

        Raises:
            InputError: the file's name doesn't end as a page's does.
            FileError, DiskFull: the file can't be written.
        """
        from qualcode.report.evaluation import page

        check_report_name(path)
        paths = self._project.codes.paths()
        decided = self.acceptances()
        named = [
            [(paths[item.code], item) for item in items] for items in (decided.codes, decided.cues)
        ]
        content = page(self._project.path.stem, evaluation, *named)
        with replacing(path, force=force) as file:
            file.write(content.encode("utf-8"))


def check_report_name(path: Path) -> None:
    """Whether a report can be written under this name.

    Raises:
        InputError: it ends otherwise than an HTML page does.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(
            f"a report is an HTML page, and {path.name} isn't", "use a name that ends in .html"
        )


class _Evaluator:
    """One evaluation."""

    def __init__(
        self, store: Store, project: Project, choices: EvaluateChoices, tell: OnProgress
    ) -> None:
        self._store = store
        self._project = project
        self._choices = choices
        self._tell = tell
        self._notes: list[str] = []
        self._source: StudyVectors | None = None
        asked = SuggestChoices(
            codebooks=choices.codebooks,
            train_on=choices.train_on,
            unit=choices.unit,
            target="all",
            seed=choices.seed,
        )
        self._suggester = Suggester(store, project, asked)
        self._states = project.progress.all()
        self._coders = self._trainers()

    def run(self) -> Evaluation:
        from qualcode.nlp.evaluate import outer_folds
        from qualcode.nlp.suggest.study import read_study, training_of

        codes = self._suggester.codes()
        passages = self._measured(self._suggester.passages())
        _refuse_uncoded(passages, codes)
        variants: list[Variant] = []
        evaluation = None
        sources = self._sources()
        for name, source in sources:
            if variants and variants[0].embedding == name:
                break  # the usual embedding turned out not to work: this was `none` already
            tell = _titled(self._tell, name if len(sources) > 1 else "")
            study = read_study(passages, codes, self._choices.seed, source, tell)
            training = training_of(study)
            folds = outer_folds(training, self._choices.folds)
            found = self._answers(study, training, folds, tell)
            variants.append(Variant(source.name if source else name, _figures(training, found)))
            if evaluation is None:
                evaluation = self._told(study, training, folds, found, tell)
        assert evaluation is not None  # noqa: S101 - there is always a source, if only `none`
        # A source says only when it was used what is wrong with it.
        spoken = self._source.notes if self._source else []
        notes = [*evaluation.notes, *self._notes, *spoken]
        return replace(evaluation, variants=variants, notes=list(dict.fromkeys(notes)))

    def _answers(
        self,
        study: Study,
        training: Training,
        folds: Folds,
        tell: OnProgress,
        taught: Callable[[Training], Training] | None = None,
    ) -> HeldOut:
        from qualcode.nlp.evaluate import held_out

        return held_out(
            study, training, folds, seed=self._choices.seed, on_progress=tell, taught=taught
        )

    def _told(
        self,
        study: Study,
        training: Training,
        folds: Folds,
        found: HeldOut,
        tell: OnProgress,
    ) -> Evaluation:
        from qualcode.analysis.evaluation import confusions

        documents = documents_of(training)
        return Evaluation(
            unit=self._choices.unit,
            coders=sorted(self._coders.values()),
            passages=len(training.rows),
            coded=int(training.labels.any(axis=1).sum()),
            documents=len(set(documents)),
            folds=folds.count,
            by_document=folds.by_document,
            seed=self._choices.seed,
            codes=list(self._named(study.codes, training.abstained)),
            variants=(),
            curve=list(self._curve(study, training, folds, found, tell)),
            confusions=confusions(found.score, training.labels, _siblings(study.codes)),
            pairs=self._met(training, found),
            notes=list(_notes(training, folds, found, study.codes)),
        )

    def _sources(self) -> list[tuple[str, VectorSource | None]]:
        """What to compare meanings with, by name; `none` also beside the usual one."""
        from qualcode.project.vectors import study_vectors

        asked = self._choices.embedding
        if asked == "none":
            return [("none", None)]
        source = study_vectors(self._store, asked)
        if source is None:
            return [("none", None)]
        self._source = source
        own: list[tuple[str, VectorSource | None]] = [(source.name, source)]
        return own if asked else [*own, ("none", None)]

    def _trainers(self) -> Mapping[str, str]:
        """The coders who coded, name by uuid."""
        project, names = self._project, self._choices.train_on
        known = (
            [project.coders.get(name) for name in names]
            if names
            else [coder for coder in project.coders.list() if coder.kind == "human"]
        )
        active = {coding.coder for coding in project.codings.list()}
        active |= {coder for (_, coder), state in self._states.items() if state == "done"}
        return {coder.uuid: coder.name for coder in known if coder.uuid in active or names}

    def _measured(self, passages: Sequence[Passage]) -> list[Passage]:
        """The passages with unaided codings; those with others are left out of everything."""
        if self._choices.all_origins:
            return [replace(passage, rejected=frozenset()) for passage in passages]
        aided = {
            coding.uuid for coding in self._project.codings.list() if coding.origin != "unaided"
        }
        measured = []
        left_out = 0
        for passage in passages:
            if any(coding in aided for _, coding, _ in passage.codings):
                left_out += 1
                passage = replace(  # noqa: PLW2901 - the same one without its codings
                    passage, codes=frozenset(), codings=(), considered=False
                )
            measured.append(replace(passage, rejected=frozenset()))
        if left_out:
            self._notes.append(f"{left_out} passages with codings made of suggestions are left out")
        coded = {item.document for item in measured if item.codes}
        done = {document for (document, _), state in self._states.items() if state == "done"}
        return [
            replace(item, considered=item.considered and item.document in coded | done)
            for item in measured
        ]

    def _named(self, codes: Sequence[Code], abstained: Mapping[str, str]) -> Iterator[CodeName]:
        paths = self._project.codes.paths()
        for code in codes:
            yield CodeName(code.uuid, code.id, paths[code.uuid], abstained.get(code.uuid, ""))

    def _curve(
        self,
        study: Study,
        training: Training,
        folds: Folds,
        found: HeldOut,
        tell: OnProgress,
    ) -> Iterator[CurvePoint]:
        from qualcode.nlp.evaluate import lessons

        if not self._choices.curve:
            return
        yield from sorted(
            (
                _point(
                    f"{lesson.per_code} per code" if lesson.per_code else f"{lesson.share:.0%}",
                    training,
                    self._answers(
                        study, training, folds, _titled(tell, f"curve {number}"), taught=lesson
                    ),
                )
                for number, lesson in enumerate(lessons(training, self._choices.seed), 1)
            ),
            key=lambda point: point.taught,
        )
        yield _point("all", training, found)

    def _met(self, training: Training, found: HeldOut) -> Sequence[PairOfCoders]:
        coder_of = {coding.uuid: coding.coder for coding in self._project.codings.list()}
        pairs = list(pairs_of_coders(training, found, self._coders, coder_of, self._states))
        if not pairs:
            self._notes.append(
                "no two coders coded the same document: there is no agreement between coders to "
                "hold the figures against"
            )
        return pairs


def _refuse_uncoded(passages: Sequence[Passage], codes: Sequence[Code]) -> None:
    known = {code.uuid for code in codes}
    coded = sum(1 for passage in passages if passage.codes & known)
    if coded < _LEAST_CODED:
        said = {0: "no passage is", 1: "1 passage is"}.get(coded, f"{coded} passages are")
        raise NotEnoughData(
            f"{said} coded unaided; at least {_LEAST_CODED} are needed to evaluate with",
            "code a few documents first, or count codings made of suggestions with --all-origins",
        )


def _figures(training: Training, found: HeldOut) -> Figures:
    from qualcode.analysis.evaluation import figures

    return figures(
        found.score, found.confidence, found.coded, training.labels, documents_of(training)
    )


def _point(taken: str, training: Training, found: HeldOut) -> CurvePoint:
    overall = _figures(training, found).coded_only
    return CurvePoint(
        taken,
        found.taught,
        overall.hit_at_1,
        overall.mean_average_precision,
        overall.micro_f1,
    )


def _siblings(codes: Sequence[Code]) -> list[list[int]]:
    """Columns of codes with the same parent; those at the top of a codebook are siblings too."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, code in enumerate(codes):
        groups.setdefault((code.codebook, code.parent or ""), []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _notes(
    training: Training, folds: Folds, found: HeldOut, codes: Sequence[Code]
) -> Iterator[str]:
    import numpy as np

    if not folds.by_document:
        yield (
            "only one document is coded: it was checked on other parts of it, not on another "
            "document, and the figures may be too high"
        )
    elif folds.count == 2:
        yield "only two documents are coded: each was answered by the other alone"
    if len(codes) == 1:
        yield "there is one code only: whether it comes first says nothing"
    if bool(training.labels.any(axis=1).all()):
        yield "no passage counts as read and left uncoded: what to code at all wasn't measured"
    unsure = int(np.isnan(found.coded).sum())
    if unsure:
        yield (
            f"for {unsure} passages the other documents hold too few codings to be sure of "
            "anything; they count as having no suggestions"
        )


def _titled(tell: OnProgress, title: str) -> OnProgress:
    def told(stage: str, done: int, total: int) -> None:
        tell(f"{title}: {stage}" if title else stage, done, total)

    return told


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
