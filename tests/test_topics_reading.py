"""Looking into topics: their tree, their spread over groups, their map, suggestions of them."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import done, refused, rows
from conftest import draft, steady_clock, steady_uuids

from qualcode.drafts import CaseDraft
from qualcode.errors import FileError, InputError, NotEnoughData, UnknownName
from qualcode.exporters.mapfile import MapPoint, MapTopic, map_html
from qualcode.model import Topic, TopicRun
from qualcode.project import Project, TopicChoices, WriteOptions

SUBJECTS = (
    ("skjemaet", "fylles ut på papir", "mangler en rubrikk", "ligger i mappa"),
    ("bilen", "kjører for fort", "trenger bensin", "står i garasjen"),
    ("suppa", "koker på komfyren", "smaker av løk", "serveres varm"),
)
DAYS = ("mandag", "tirsdag", "onsdag")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents about three things, two sessions, a case with a site, a code, and a run."""
    path = tmp_path_factory.mktemp("template") / "s.qualcode"
    with Project.create(path, clock=steady_clock(), new_uuid=steady_uuids()) as project:
        kari = project.coders.ensure("Kari").uuid
        for number in range(3):
            turns = [
                ("D1" if number else "D2", f"{thing} {said} {said} {thing} {DAYS[number]}")
                for thing, *says in SUBJECTS
                for said in says
            ]
            project.documents.add(draft(f"d{number}", *turns))
        for name, date, document in (("Late", "2026-02-01", "d0"), ("Early", "2026-01-01", "d1")):
            session = project.sessions.add(name, date=date)
            project.documents.set_session(project.documents.get(document).uuid, session.uuid)
        project.cases.add(CaseDraft("A", "person", ["D1"], {"site": "K04"}))
        project.codes.add_own("Things", kari)
        project.topics.fit(TopicChoices(number=3), kari)
    return path


@pytest.fixture
def fitted(template: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "s.qualcode"
    shutil.copy(template, path)
    with Project.open(path) as project:
        yield project
        assert project.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def run_and_topic(project: Project, number: int = 0) -> tuple[TopicRun, Topic]:
    run = project.topics.run_named()
    return run, project.topics.get(run.uuid, number)


def test_topics_join_in_a_tree_that_holds_each_once(fitted: Project) -> None:
    run, _ = run_and_topic(fitted)
    top, *rest = fitted.topics.tree(run)
    assert (top.depth, top.topics, top.size) == (0, (0, 1, 2), 27)
    assert top.height >= max(branch.height for branch in rest)
    single = [branch for branch in rest if len(branch.topics) == 1]
    assert sorted(branch.topics for branch in single) == [(0,), (1,), (2,)]
    assert all(branch.label for branch in single)
    assert max(branch.depth for branch in rest) == 2


def test_topics_spread_over_sessions_by_date(fitted: Project) -> None:
    run, _ = run_and_topic(fitted)
    spread = fitted.topics.over(run, "session")
    assert spread.groups == ["Early", "Late", "(none)"]
    assert [spread.total(group) for group in spread.groups] == [9, 9, 9]
    assert [spread.count(0, group) for group in spread.groups] == [3, 3, 3]
    assert spread.share(0, "Early") == pytest.approx(1 / 3)


def test_topics_spread_over_sites_documents_and_speakers(fitted: Project) -> None:
    run, _ = run_and_topic(fitted)
    by_site = fitted.topics.over(run, "site")
    assert [(group, by_site.total(group)) for group in by_site.groups] == [
        ("K04", 18),
        ("(none)", 9),
    ]
    assert fitted.topics.over(run, "document").groups == ["d0", "d1", "d2"]
    assert fitted.topics.over(run, "speaker").groups == ["D1", "D2"]
    with pytest.raises(UnknownName, match="no grouping matches 'sight'") as caught:
        fitted.topics.over(run, "sight")
    assert "site" in caught.value.hint


def test_every_turn_of_a_run_has_a_place_on_its_map(fitted: Project) -> None:
    run, _ = run_and_topic(fitted)
    places = fitted.topics.places(run)
    turns = {
        turn for each in fitted.topics.list(run.uuid) for turn, _ in fitted.topics.turns(each.uuid)
    }
    assert set(places) == turns
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())


def test_a_map_is_one_file_for_its_owner_that_reaches_nowhere(
    fitted: Project, tmp_path: Path
) -> None:
    run, _ = run_and_topic(fitted)
    path = tmp_path / "map.html"
    assert fitted.topics.write_map(run, path) == 27
    page = path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not re.findall(r"(?:src|href)=", page)
    assert re.findall(r"https?://[^\"'\s;]*", page) == ["http://www.w3.org/2000/svg"]
    assert "default-src 'none'" in page
    with pytest.raises(FileError, match="exists"):
        fitted.topics.write_map(run, path)
    fitted.topics.write_map(run, path, WriteOptions(force=True))
    assert path.read_text(encoding="utf-8") == page


def test_a_map_leaves_out_what_was_removed(fitted: Project, tmp_path: Path) -> None:
    run, _ = run_and_topic(fitted)
    fitted.documents.remove("d1")
    assert fitted.topics.write_map(run, tmp_path / "map.html") == 18


def test_what_was_said_is_no_markup_in_a_map() -> None:
    odd = "</script><script>alert(1)</script><!-- & \u2028"
    page = map_html(odd, [odd], [MapTopic(0, odd, 1, [odd])], [MapPoint(0, 0, 0, odd, odd)])
    assert page.count("<script") == 2
    assert "alert(1)</script>" not in page
    held = re.search(r'id="data">(.*?)</script>', page)
    assert held
    assert json.loads(held[1])["points"][0][4] == odd


def test_an_existing_code_is_suggested_for_the_turns_of_a_topic(fitted: Project) -> None:
    run, topic = run_and_topic(fitted)
    code = fitted.codes.get("things")
    first = fitted.topics.turns(topic.uuid)[0][0]
    turn = fitted.documents.turns(first.document)[first.ordinal]
    fitted.codings.apply(first.document, code.uuid, kari(fitted), turn.start, turn.end)
    made = fitted.topics.suggest(run, topic, code, kari(fitted))
    assert (made.run.method, made.suggestions, made.left_out) == ("topic", topic.size - 1, 1)
    listed = fitted.suggestions.list(made.run.uuid)
    assert {item.code for item in listed} == {code.uuid}
    assert first.ordinal not in {item.turn for item in listed if item.document == first.document}
    term = topic.terms[0][0]
    assert all(f"topic 0 of run 1 (terms: {term}" in item.reason.text for item in listed)
    assert all(item.confidence is None and 0 < item.score <= 1 for item in listed)
    assert fitted.undo(kari(fitted)) == "suggest things for topic 0"
    assert fitted.suggestions.runs() == []


def test_what_was_rejected_for_a_topic_is_not_suggested_again(fitted: Project) -> None:
    run, topic = run_and_topic(fitted)
    code = fitted.codes.get("things")
    made = fitted.topics.suggest(run, topic, code, kari(fitted))
    for item in fitted.suggestions.list(made.run.uuid):
        fitted.suggestions.reject(item.uuid, kari(fitted))
    with pytest.raises(NotEnoughData, match="already, or it was rejected"):
        fitted.topics.suggest(run, topic, code, kari(fitted))


def test_outliers_and_retired_codes_are_not_suggested(fitted: Project) -> None:
    run, topic = run_and_topic(fitted)
    code = fitted.codes.get("things")
    nowhere = Topic("x", run.uuid, -1, "outliers", 0, (), ())
    with pytest.raises(InputError, match="fits nowhere"):
        fitted.topics.suggest(run, nowhere, code, kari(fitted))
    fitted.codes.update(code.uuid, retired=True)
    with pytest.raises(InputError, match="retired"):
        fitted.topics.suggest(run, topic, fitted.codes.by_uuid(code.uuid), kari(fitted))


def test_a_run_of_an_older_version_has_no_tree_and_no_map(fitted: Project, tmp_path: Path) -> None:
    run, _ = run_and_topic(fitted)
    old = TopicRun(**{**{name: getattr(run, name) for name in run.__slots__}, "parameters": {}})
    with pytest.raises(NotEnoughData, match="no tree"):
        fitted.topics.tree(old)
    with pytest.raises(NotEnoughData, match="no map"):
        fitted.topics.write_map(old, tmp_path / "map.html")


def test_the_command_line_shows_tree_and_spread_and_writes_the_map(
    template: Path, tmp_path: Path
) -> None:
    study = tmp_path / "s.qualcode"
    shutil.copy(template, study)
    said = done("topics", study, "tree")
    assert said.splitlines()[0].startswith("+ ")
    assert rows("topics", study, "tree")[0]["topics"] == [0, 1, 2]
    table = done("topics", study, "over", "--by", "site")
    assert "K04" in table
    assert "(33%)" in table
    listed = rows("topics", study, "over", "--by", "session")
    assert {row["session"] for row in listed} == {"Early", "Late", "(none)"}
    page = tmp_path / "m.html"
    assert done("topics", study, "map", "-o", page).strip() == str(page)
    assert "exists already" in refused("topics", study, "map", "-o", page)
    assert done("topics", study, "suggest", "0", "things").strip() == "run 1"
    done("topics", study, "code", "1", "Biler", "--turns")
    assert rows("code", study, "show", "own:biler")[0]["id"] == "biler"
