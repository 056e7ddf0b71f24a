"""Evaluating the suggester on a study: what is compared with what, and how it is told."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from cli_runs import done, refused, rows, run, state
from conftest import draft, steady_clock, steady_uuids
from fake_vectors import FakeVectors

from qualcode.errors import NotEnoughData, UnknownName
from qualcode.nlp.evaluate import held_out, lessons, outer_folds
from qualcode.nlp.suggest.study import Training, read_study, training_of
from qualcode.project import EvaluateChoices, Evaluation, Project, SuggestChoices, evaluating
from qualcode.project.suggesting import Suggester

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - id: ask
    name: Asking
    definition: Somebody asks why things are done as they are.
    cues: [{lang: nb, phrase: hvorfor gjør vi}]
  - id: draw
    name: Drawing
    definition: A plan is drawn together.
    cues: [{lang: nb, phrase: vi tegner}]
  - id: never
    name: <b>Never</b> & co
    definition: Nobody gives it.
"""
SAYINGS = ("hvorfor gjør vi det med {}?", "vi tegner {} sammen", "ja, da var {} ferdig")
THINGS = ("skjemaet", "rutinen", "møtet", "tavla", "lista")
PLAIN = EvaluateChoices(embedding="none", curve=False, folds=2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents coded by Kari, the first two also by Ola, who never draws."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "talk.yaml").write_text(BOOK, "utf-8")
    path = folder / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari, ola = (project.coders.ensure(name).uuid for name in ("Kari", "Ola"))
        project.codebooks.load(folder / "talk.yaml")
        for number in range(4):
            said = [saying.format(f"{thing} {number}") for thing in THINGS for saying in SAYINGS]
            project.documents.add(draft(f"d{number}", *(("D", text) for text in said)))
            code_as_said(project, f"d{number}", kari, ("ask", "draw"))
        for number in range(2):
            code_as_said(project, f"d{number}", ola, ("ask",))
    return path


def code_as_said(project: Project, document: str, coder: str, codes: tuple[str, ...]) -> None:
    own = project.documents.get(document)
    for turn in project.documents.turns(own.uuid):
        if turn.ordinal % 3 < len(codes):
            code = project.codes.get(codes[turn.ordinal % 3]).uuid
            project.codings.apply(own.uuid, code, coder, turn.start, turn.end)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "s.qualcode"))


@pytest.fixture
def coded(path: Path) -> Iterator[Project]:
    with Project.open(path) as project:
        yield project


@pytest.fixture(scope="module")
def evaluation(template: Path) -> Evaluation:
    with Project.open(template) as project:
        return project.evaluations.run(replace(PLAIN, curve=True, folds=2))


def training(project: Project) -> tuple[object, Training]:
    suggester = Suggester(project._store, project, SuggestChoices(target="all"))
    study = read_study(suggester.passages(), suggester.codes(), 0, None, lambda *_: None)
    return study, training_of(study)


def test_documents_stay_whole_in_the_folds(coded: Project) -> None:
    _, known = training(coded)
    folds = outer_folds(known, 5)
    assert (folds.count, folds.by_document) == (4, True)
    homes: dict[str, set[int]] = {}
    for row, fold in zip(known.rows, folds.of, strict=True):
        homes.setdefault(known.passages[row].document, set()).add(int(fold))
    assert [len(own) for own in homes.values()] == [1, 1, 1, 1]


def test_an_answer_knows_nothing_of_its_own_document(coded: Project) -> None:
    study, known = training(coded)
    folds = outer_folds(known, 4)
    other = known.labels.copy()
    other[folds.of == 0] = other[folds.of == 0][:, ::-1]
    options = {"seed": 0, "on_progress": lambda *_: None}
    before = held_out(study, known, folds, **options)  # type: ignore[arg-type]
    after = held_out(study, replace(known, labels=other), folds, **options)  # type: ignore[arg-type]
    own = folds.of == 0
    assert np.array_equal(before.confidence[own], after.confidence[own])
    assert not np.array_equal(before.confidence[~own], after.confidence[~own])


def test_lessons_take_no_more_than_they_say(coded: Project) -> None:
    _, known = training(coded)
    found = {(own.per_code, own.share): own(known) for own in lessons(known, 0)}
    assert set(found) == {(5, None), (None, 0.25), (None, 0.5)}
    assert found[5, None].labels.sum(axis=0).tolist() == [5, 5, 0]
    half = found[None, 0.5].labels
    assert int(half.any(axis=1).sum()) == 20
    # Uncoded passages shrink in the same way.
    assert int((~half.any(axis=1)).sum()) == 10


def test_what_is_plain_to_see_is_found(evaluation: Evaluation) -> None:
    (variant,) = evaluation.variants
    assert variant.embedding == "none"
    assert (evaluation.passages, evaluation.coded, evaluation.documents) == (60, 40, 4)
    assert variant.figures.coded_only.hit_at_1 == 1
    ask, draw, never = variant.figures.codes
    assert (ask.support, draw.support, never.support) == (20, 20, 0)
    assert (ask.documents, never.average_precision) == (4, None)
    assert variant.figures.coded_or_not is not None
    assert [name.id for name in evaluation.codes if name.no_model] == ["never"]


def test_the_curve_ends_with_all_and_says_what_more_would_bring(evaluation: Evaluation) -> None:
    taught = [point.taught for point in evaluation.curve]
    assert taught == sorted(taught)
    assert (evaluation.curve[-1].taken, taught[-1]) == ("all", 20)
    assert "fewer than 50" in evaluation.more_coding()
    points = [replace(evaluation.curve[-1], taught=size, mean_average_precision=at)
              for size, at in ((40, 0.5), (80, 0.6))]  # fmt: skip
    assert "up to 0.10 more" in replace(evaluation, curve=points).more_coding()
    flat = [points[0], replace(points[1], mean_average_precision=0.5)]
    assert "hardly help" in replace(evaluation, curve=flat).more_coding()
    assert replace(evaluation, curve=[]).more_coding() == ""


def test_coders_are_compared_on_documents_both_read(evaluation: Evaluation) -> None:
    (pair,) = evaluation.pairs
    assert (pair.coder_a, pair.coder_b, pair.documents) == ("Kari", "Ola", 2)
    ask, draw = pair.ceiling.codes
    assert (pair.ceiling.passages, ask.kappa, draw.kappa) == (30, 1, 0)
    assert (draw.both, draw.only_a, draw.only_b) == (0, 10, 0)
    assert pair.ceiling.suggester_f1_a is not None


def test_only_the_coders_asked_for_are_learned_from(coded: Project) -> None:
    found = coded.evaluations.run(replace(PLAIN, train_on=["Ola"]))
    assert (found.coders, found.documents, found.coded) == (["Ola"], 2, 10)
    assert found.pairs == []
    assert any("no two coders" in note for note in found.notes)
    assert any("only two documents" in note for note in found.notes)


def test_codings_made_of_suggestions_stay_out_unless_asked_for(coded: Project) -> None:
    kari = coded.coders.get("Kari").uuid
    own = coded.documents.get("d3")
    for coding in coded.codings.list():
        if coding.document == own.uuid:
            coded.codings.remove(coding.uuid, kari)
    coded.suggestions.run(SuggestChoices(embedding="none", min_confidence=0, top=1), kari)
    run_ = coded.suggestions.runs()[0].uuid
    for item in list(coded.suggestions.list(run_, document=own.uuid))[:6]:
        coded.suggestions.accept(item.uuid, kari)
    found = coded.evaluations.run(PLAIN)
    assert (found.documents, found.passages) == (3, 45)
    assert any("6 passages with codings made of suggestions" in note for note in found.notes)
    every = coded.evaluations.run(replace(PLAIN, all_origins=True))
    assert (every.documents, every.passages) == (4, 60)


def test_the_usual_embedding_stands_beside_none(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Source(FakeVectors):
        notes = ("slow",)

    monkeypatch.setattr("qualcode.project.vectors.study_vectors", lambda *_: Source())
    found = coded.evaluations.run(replace(PLAIN, embedding=None))
    assert [item.embedding for item in found.variants] == ["fake 1", "none"]
    assert "slow" in found.notes
    named = coded.evaluations.run(replace(PLAIN, embedding="fake"))
    assert [item.embedding for item in named.variants] == ["fake 1"]


def test_an_embedding_that_fails_leaves_the_figures_without_one(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(FakeVectors):
        notes = ("broken",)

        def vectors(self, texts, on_progress):  # type: ignore[no-untyped-def]
            self.name = "none"
            return np.zeros((len(texts), 0), dtype=np.float32)

    monkeypatch.setattr("qualcode.project.vectors.study_vectors", lambda *_: Broken())
    found = coded.evaluations.run(replace(PLAIN, embedding=None))
    assert [item.embedding for item in found.variants] == ["none"]
    assert "broken" in found.notes


def test_a_single_document_is_parted_and_said_so(coded: Project) -> None:
    kari = coded.coders.get("Kari").uuid
    for number in range(1, 4):
        coded.documents.remove(f"d{number}", kari)
    found = coded.evaluations.run(PLAIN)
    assert not found.by_document
    assert found.folds == 2
    assert any("may be too high" in note for note in found.notes)


def test_without_codings_it_says_what_is_missing(study: Project) -> None:
    with pytest.raises(NotEnoughData):
        study.evaluations.run(PLAIN)


def test_the_same_again_gives_the_same(coded: Project, evaluation: Evaluation) -> None:
    again = coded.evaluations.run(replace(PLAIN, folds=2))
    assert again == replace(evaluation, curve=[])


def test_it_can_be_cancelled_and_leaves_nothing(path: Path) -> None:
    before = state(path)

    class Enough(Exception):
        pass

    def stop(stage: str, done_: int, total: int) -> None:
        if stage.startswith("fold 2"):
            raise Enough

    with Project.open(path) as project, pytest.raises(Enough):
        project.evaluations.run(PLAIN, stop)
    assert state(path) == before


def test_too_few_unaided_codings_are_counted(path: Path) -> None:
    said = refused("evaluate", path, "--embedding", "none", "--codebook", "tlak")
    assert "did you mean talk" in said
    with Project.open(path) as project:
        for coding in project.codings.list()[3:]:
            project.codings.remove(coding.uuid, coding.coder)
    assert "2 passages are coded unaided" in refused("evaluate", path, "--embedding", "none")


def test_decisions_are_added_up_by_code_and_cue(coded: Project) -> None:
    kari = coded.coders.get("Kari").uuid
    ola = coded.coders.get("Ola").uuid
    coded.documents.add(draft("new", *(("D", f"{SAYINGS[0]} igjen {at}") for at in range(4))))
    coded.suggestions.run(SuggestChoices(embedding="none", min_confidence=0, top=1), kari)
    items = list(coded.suggestions.list(coded.suggestions.runs()[0].uuid))
    assert len(items) == 4 + 20
    asked = [
        item for item in items if item.code == coded.codes.get("ask").uuid and item.reason.cues
    ]
    first, second, third, fourth = asked[:4]
    coded.suggestions.accept(first.uuid, kari)
    coded.suggestions.accept(second.uuid, kari, code=coded.codes.get("draw").uuid)
    coded.suggestions.reject(third.uuid, ola)
    coded.suggestions.accept_these([fourth.uuid], kari)  # provisional: nobody has looked at it
    found = coded.evaluations.acceptances()
    (code,) = found.codes
    (cue,) = found.cues
    assert (code.accepted, code.recoded, code.rejected) == (1, 1, 1)
    assert code.rate == pytest.approx(1 / 3)
    assert (cue.cue, cue.accepted, cue.recoded, cue.rejected) == ("hvorfor gjør vi", 1, 1, 1)
    (of_ola,) = coded.evaluations.acceptances(["Ola"]).codes
    assert (of_ola.accepted, of_ola.rejected) == (0, 1)
    with pytest.raises(UnknownName):
        coded.evaluations.acceptances(["Olav"])


def test_decisions_on_the_command_line(path: Path) -> None:
    assert "no suggestion has been decided on" in run("evaluate", path, "--decisions").stderr
    done("suggest", path, "--target", "all", "--embedding", "none", "--min-confidence", "0.5")
    with Project.open(path) as project:
        item = project.suggestions.list(project.suggestions.runs()[0].uuid)[0]
        project.suggestions.reject(item.uuid, project.coders.get("Kari").uuid)
    (told,) = rows("evaluate", path, "--decisions")
    assert list(told["codes"][0]) == ["code", "code_id", "accepted", "recoded", "rejected", "rate"]
    assert list(told["cues"][0])[:3] == ["code", "code_id", "cue"]
    assert "rejected" in done("evaluate", path, "--decisions")
    assert run("evaluate", path, "--decisions", "-o", "x.html").exit_code == 2


def test_json_has_names_that_stay(path: Path) -> None:
    (told,) = rows("evaluate", path, "--embedding", "none", "--folds", "2", "--no-curve")
    assert list(told) == [
        "unit", "coders", "passages", "coded", "documents", "folds", "folds_by", "seed",
        "variants", "curve", "more_coding", "confusions", "agreement", "notes",
    ]  # fmt: skip
    assert (told["folds"], told["folds_by"]) == (2, "document")
    (variant,) = told["variants"]
    assert list(variant) == [
        "embedding", "coded_only", "all_passages", "reliability", "coverage", "coded_or_not", "codes",
    ]  # fmt: skip
    assert list(variant["codes"][0]) == [
        "code", "code_id", "support", "documents", "suggested", "right", "precision", "recall", "f1",
        "average_precision", "no_model",
    ]  # fmt: skip
    assert told["agreement"][0]["codes"][0]["code_id"] == "ask"
    assert json.loads(json.dumps(told)) == told


def test_everything_is_printed_as_tables(path: Path) -> None:
    before = state(path)
    shown = done("evaluate", path, "--embedding", "none", "--folds", "2")
    for part in (
        "first suggestion right", "by code", "1 that nobody gave", "what a confidence is worth",
        "learning curve", "Kari and Ola", "mean kappa", "coded or not: F1",
    ):  # fmt: skip
        assert part in shown
    assert "learning curve" not in done(
        "evaluate", path, "--embedding", "none", "--no-curve", "--folds", "2"
    )
    assert state(path) == before


class Links(HTMLParser):
    """Which tags a page has, and where it would go."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.places: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.places += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_stands_alone_and_is_for_its_owner(path: Path, tmp_path: Path) -> None:
    page = tmp_path / "evaluation.html"
    result = run("evaluate", path, "--embedding", "none", "--folds", "2", "--no-curve", "-o", page)
    assert result.exit_code == 0
    assert f"wrote {page}" in result.stderr
    text = page.read_text("utf-8")
    links = Links()
    links.feed(text)
    assert (links.places, links.tags.count("svg")) == ([], 2)
    assert not {"script", "link", "img"} & set(links.tags)
    assert "http" not in text.replace("http-equiv", "")
    assert "skjemaet" not in text  # nothing of what was said
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "--force" in refused("evaluate", path, "--embedding", "none", "--no-curve", "-o", page)
    said = refused("evaluate", path, "--embedding", "none", "-o", tmp_path / "page.pdf")
    assert "ends in .html" in said


def test_names_of_codes_are_no_markup_on_the_page(coded: Project, tmp_path: Path) -> None:
    own = coded.documents.get("d0")
    turn = coded.documents.turns(own.uuid)[2]
    code = coded.codes.get("never").uuid
    coded.codings.apply(own.uuid, code, coded.coders.get("Kari").uuid, turn.start, turn.end)
    page = tmp_path / "e.html"
    coded.evaluations.report(page, coded.evaluations.run(PLAIN))
    text = page.read_text("utf-8")
    assert "&lt;b&gt;Never&lt;/b&gt; &amp; co" in text
    assert "<b>" not in text


def test_nothing_of_the_page_is_checked_too_late(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating._Evaluator, "run", lambda _: pytest.fail("it was run"))
    refused("evaluate", path, "-o", "page.docx")
