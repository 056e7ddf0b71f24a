"""The sample study: made from the shipped corpus by the same doors that researchers use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.codebook import shipped_codebooks
from qualcode.errors import FileError
from qualcode.exporters import WriteOptions
from qualcode.project.importing import ImportChoices
from qualcode.project.study import Project
from qualcode.project.suggesting import SuggestChoices
from qualcode.project.topics import TopicChoices
from qualcode.shipped import shipped

STUDY = "havglytt.qualcode"

_TABLES = ("cases.csv", "reference_codings.csv")
_EXPORTS = (
    ("excerpts.xlsx", "excerpts"),
    ("excerpts.md", "excerpts"),
    ("codings.csv", "codings"),
    ("suggestions.csv", "suggestions"),
    ("topics.csv", "topics"),
)

_SHOWN_FROM = 0.1
"""Lower than for real work: few codings are too few for a sure model, and a demo is to show."""

OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What the sample study holds and what was exported from it."""

    study: Path
    counts: dict[str, int]
    exported: Sequence[Path]


def build_demo(folder: Path, on_step: OnStep) -> DemoSummary:
    """Make the sample study in a new or empty folder, suggest, cluster, export.

    `on_step` hears (what is done, how much of it, of how much).

    Raises:
        FileError: the folder holds something already, or can't be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileError(
            f"{folder} exists already and isn't an empty folder",
            "name another folder, or `qualcode open` the study in it",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder} can't be made", "choose a folder you may write in") from error
    with Project.create(folder / STUDY) as project:
        project.settings.synthetic = True
        _fill(project, on_step)
        project.suggestions.run(SuggestChoices(min_confidence=_SHOWN_FROM), None, on_step)
        project.topics.fit(TopicChoices(), None, on_step)
        exported = []
        for number, (name, what) in enumerate(_EXPORTS):
            on_step("exporting", number, len(_EXPORTS))
            exported.append(project.export(folder / name, what, options=WriteOptions()).path)
        return DemoSummary(folder / STUDY, _counts(project), exported)


def _fill(project: Project, on_step: OnStep) -> None:
    books = sorted(shipped_codebooks())
    for number, book in enumerate(books):
        on_step("loading codebooks", number, len(books))
        project.codebooks.load(book)
    corpus = shipped("corpora/sample")
    transcripts = sorted(
        path
        for path in corpus.rglob("*.*")
        if path.is_file() and path.name not in _TABLES and path.suffix != ".md"
    )
    files = [*transcripts, *(corpus / name for name in _TABLES)]
    for report in project.import_files(
        files,
        ImportChoices(language="nb"),
        lambda number, total, _path: on_step("importing", number, total),
    ):
        if report.error is not None:
            raise report.error


def _counts(project: Project) -> dict[str, int]:
    counts = project.info().counts
    suggestion_run = project.suggestions.run_named()
    topic_run = project.topics.run_named()
    return {
        **{name: counts[name] for name in ("documents", "turns", "words", "cases", "codes")},
        "codings": counts["codings"],
        "suggestions": len(project.suggestions.list(suggestion_run.uuid)),
        "topics": sum(topic.number >= 0 for topic in project.topics.list(topic_run.uuid)),
    }
