"""Measure suggestions and topics, beside a plain baseline fitted in the same run.

    python -m uv run python benchmarks/nlp.py DATA-FOLDER [--keep FOLDER] [--embedding NAME|none]
    python -m uv run python benchmarks/nlp.py STUDY.qualcode…

A data folder holds `*/dev.jsonl` (turns tables with codes) and perhaps `*/codebook*.json` beside
them. Folds are of whole documents; what is compared is what the coders gave. The baseline is TF-IDF
of words and pairs of words with one-vs-rest logistic regression, balanced weights. `--keep` keeps
the studies with their vectors, so that the next run is fast.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from talk_of_three_languages import measure_languages_and_topics

from qualcode.nlp.suggest.measuring import calibration_error
from qualcode.nlp.suggest.study import Study, Training, predict, read_study, training_of
from qualcode.project import ImportChoices, Project, SuggestChoices
from qualcode.project.suggesting import Suggester
from qualcode.project.vectors import study_vectors

FOLDS = 5
LEAST_SUPPORT = 10
"""Average precision is taken over codes that were given this often."""
MADE = 5
"""Suggestions made for each passage."""
AMOUNTS = (None, 20, 5, 0)
PARALLEL = "sib200_no"


class Figures(NamedTuple):
    """What one suggester reached; None where it can't be said."""

    hit_at_1: float
    mean_average_precision: float
    micro_f1: float
    calibration_error: float


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        keep = arguments.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        for given in arguments.given:
            if given.is_dir():
                for table in sorted(given.glob("*/dev.jsonl")):
                    _data(table, keep, arguments)
            else:
                copy = Path(folder) / given.name
                shutil.copyfile(given, copy)
                _study(copy, given.stem, arguments)


def _data(table: Path, keep: Path, arguments: argparse.Namespace) -> None:
    name = table.parent.name
    rows = [json.loads(line) for line in table.read_text("utf-8").splitlines()]
    if not any(row["codes"] for row in rows):
        return
    path = keep / f"{name}.qualcode"
    if not path.exists():
        codebook = next(iter(sorted(table.parent.glob("codebook*.json"))), None)
        _make(path, table, codebook, keep)
    if name == PARALLEL:
        with Project.open(path) as project:
            measure_languages_and_topics(project, rows, arguments.embedding, arguments.seed)
        return
    _study(path, name, arguments)


def _make(path: Path, table: Path, codebook: Path | None, folder: Path) -> None:
    """A study of a turns table; definitions come from the codebook, without its examples."""
    Project.create(path).close()
    with Project.open(path) as project:
        if codebook is not None:
            told = json.loads(codebook.read_text("utf-8"))
            plain = {
                code: said if isinstance(said, str) else said.get("definition", "")
                for code, said in told.items()
            }
            definitions = folder / "imported.json"
            definitions.write_text(json.dumps(plain), "utf-8")
            for report in project.import_files([definitions], ImportChoices(format="codebook")):
                assert report.error is None, report.error
        [report] = project.import_files([table], ImportChoices(format="turns", coder="coder"))
        assert report.error is None, report.error


def _study(path: Path, name: str, arguments: argparse.Namespace) -> None:
    with Project.open(path) as project:
        suggester = Suggester(project._store, project, SuggestChoices(target="all"))
        passages, codes = suggester.passages(), suggester.codes()
        source = study_vectors(project._store, arguments.embedding)
        study = read_study(passages, codes, arguments.seed, source, _silent)
    full = training_of(study)
    coded = int(full.labels.any(axis=1).sum())
    print(f"\n{name}: {len(full.rows)} passages read, {coded} coded, {study.space.embedding}")
    print(f"{'':<24}{'hit@1':>16}{'mean av. prec.':>16}{'micro-F1':>16}{'calibration':>16}")
    for amount in AMOUNTS:
        ours, theirs = _compared(study, full, amount, arguments.seed)
        what = {None: "all codings", 0: "definitions only"}.get(amount, f"{amount} per code")
        print(_line(what, ours))
        if theirs is not None:
            print(_line("  baseline", theirs))
            ratios = [mine / max(other, 1e-9) for mine, other in zip(ours, theirs, strict=True)]
            print(f"{'  ratio':<24}" + "".join(f"{ratio:>16.2f}" for ratio in ratios[:3]))


def _line(what: str, figures: Figures) -> str:
    return f"{what:<24}" + "".join(f"{figure:>16.3f}" for figure in figures)


def _compared(
    study: Study, full: Training, amount: int | None, seed: int
) -> tuple[Figures, Figures | None]:
    shape = full.labels.shape
    score, confidence, baseline = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for inside, outside in _folds(full):
        keep = np.zeros(len(full.rows), dtype=bool)
        keep[_sampled(full.labels, inside, amount, seed)] = True
        answer = predict(study, full.only(keep), full.rows[outside], seed, _silent)
        score[outside] = answer.score
        confidence[outside] = answer.score if answer.confidence is None else answer.confidence
        if amount != 0:
            baseline[outside] = _baseline(study, full, np.flatnonzero(keep), outside)
    ours = _figures(score, confidence, full.labels)
    return ours, _figures(baseline, baseline, full.labels) if amount != 0 else None


def _folds(full: Training) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import GroupKFold

    documents = [full.passages[row].document for row in full.rows]
    names = {document: number for number, document in enumerate(dict.fromkeys(documents))}
    groups = [names[document] for document in documents]
    yield from GroupKFold(FOLDS).split(full.rows, groups=groups)


def _sampled(labels: np.ndarray, inside: np.ndarray, amount: int | None, seed: int) -> np.ndarray:
    """Training rows: all of them, or coded ones by chance until each code has its amount."""
    if amount is None:
        return inside
    coded = inside[labels[inside].any(axis=1)]
    counts, kept = np.zeros(labels.shape[1]), []
    for row in np.random.default_rng(seed).permutation(coded):
        if (counts[labels[row]] < amount).any():
            kept.append(row)
            counts += labels[row]
    return np.array(sorted(kept), dtype=np.int64)


def _baseline(study: Study, full: Training, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [study.passages[row].text for row in full.rows]
    table = TfidfVectorizer(ngram_range=(1, 2))
    seen = table.fit_transform([texts[row] for row in inside])
    asked = table.transform([texts[row] for row in outside])
    found = np.zeros((len(outside), full.labels.shape[1]))
    for code, given in enumerate(full.labels[inside].T):
        if given.all() or not given.any():
            found[:, code] = given.mean()
            continue
        model = LogisticRegression(class_weight="balanced", max_iter=1_000).fit(seen, given)
        found[:, code] = model.predict_proba(asked)[:, 1]
    return found


def _figures(score: np.ndarray, confidence: np.ndarray, labels: np.ndarray) -> Figures:
    from sklearn.metrics import average_precision_score

    coded = labels.any(axis=1)
    first = score[coded].argmax(axis=1)
    used = np.flatnonzero(labels.sum(axis=0) >= LEAST_SUPPORT)
    precisions = [average_precision_score(labels[:, code], confidence[:, code]) for code in used]
    made = confidence >= 0.5
    order = np.argsort(-score, axis=1, kind="stable")[:, :MADE]
    suggested = np.take_along_axis(confidence, order, axis=1)
    right = np.take_along_axis(labels, order, axis=1)
    return Figures(
        float(labels[coded][np.arange(len(first)), first].mean()),
        float(np.mean(precisions)),
        2 * float((made & labels).sum()) / max(1, int(made.sum() + labels.sum())),
        calibration_error(suggested, right) or 0.0,
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("given", type=Path, nargs="+", metavar="DATA-FOLDER|STUDY")
    parser.add_argument("--keep", type=Path, help="keep the studies and their vectors here")
    parser.add_argument("--embedding", help="the default one where none is named")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
