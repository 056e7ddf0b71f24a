"""What combined queries find: fields, codings as hits, and any query against a naive evaluator."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import draft, steady_clock
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.drafts import CaseDraft, DocumentDraft
from qualcode.errors import FileError, UnknownName
from qualcode.model import Coding, CodingStatus, Turn
from qualcode.project import Filter, Hit, Project, QueryError, WriteOptions

BOOK = """\
codebook: {id: talk, title: How people talk}
codes:
  - {id: act, name: Acting, name_nb: Handling}
  - {id: act.plan, name: Planning ahead, name_nb: Planlegge framover, parent: act}
  - {id: act.doubt, name: Doubting, name_nb: Tvile, parent: act}
  - {id: calm, name: Calm, name_nb: Ro}
  - {id: calm.down, name: Calming down, name_nb: Roe ned, parent: calm}
"""
FAMILY = {"act": {"act", "act.plan", "act.doubt"}, "calm": {"calm", "calm.down"}}
TALK = {
    "one": ("alfa", "beta", "alfa gamma", "beta beta", "gamma", "alfa"),
    "three": ("beta",),
    "two": ("gamma alfa", "beta", "gamma"),
}
SPEAKERS = ("D1", "D2", None)
SITE = {"D1": "K04", "D2": "K07"}

Tree = tuple[Any, ...]


@dataclass(frozen=True)
class Given:
    """A coding of the study, with the turns it touches."""

    document: str
    first: int
    last: int
    code: str
    coder: str
    status: CodingStatus

    def touches(self, document: str, turn: int) -> bool:
        return document == self.document and self.first <= turn <= self.last


GIVEN = (
    Given("one", 0, 0, "act.plan", "Kari", "standing"),
    Given("one", 0, 0, "calm", "Ola", "standing"),
    Given("one", 1, 3, "act.doubt", "Ola", "discuss"),
    Given("one", 2, 2, "act", "Kari", "provisional"),
    Given("one", 5, 5, "calm.down", "Kari", "standing"),
    Given("two", 0, 1, "act.plan", "Kari", "discuss"),
    Given("two", 1, 1, "act.plan", "Ola", "standing"),
)


def speaker(turn: int) -> str | None:
    return SPEAKERS[turn % len(SPEAKERS)]


def give(project: Project, coding: Given) -> Coding:
    document = project.documents.get(coding.document)
    turns = project.documents.turns(document.uuid)
    return project.codings.apply(
        document.uuid,
        project.codes.get(coding.code).uuid,
        project.coders.ensure(coding.coder).uuid,
        turns[coding.first].start,
        turns[coding.last].end,
        status=coding.status,
    )


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A study that no test of this module changes."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    with Project.create(folder / "s.qualcode", clock=steady_clock()) as project:
        project.codebooks.load(folder / "book.yaml")
        for name, turns in TALK.items():
            project.documents.add(
                draft(name, *((speaker(n), text) for n, text in enumerate(turns)))
            )
        project.documents.set_variables("two", {"round": 2, "site": "elsewhere"})
        for label, site in SITE.items():
            project.cases.add(
                CaseDraft(f"case {label}", speakers=[label], variables={"site": site})
            )
        for coding in GIVEN:
            give(project, coding)
        yield project


def codings(project: Project, query: str, **wanted: object) -> list[tuple[str, str, str, int]]:
    """The hits that are codings: (document, code, coder, number of its first turn)."""
    found = []
    for hit in project.search(query, Filter(**wanted)).hits:  # type: ignore[arg-type]
        if hit.coding is not None:
            coding = project.codings.get(hit.coding)
            code = project.codes.by_uuid(coding.code).id
            coder = next(c.name for c in project.coders.list() if c.uuid == coding.coder)
            assert (coding.start, coding.end, coding.quote) == (hit.start, hit.end, hit.match)
            found.append((hit.name, code, coder, hit.turn))
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code:calm", ["one calm Ola 0", "one calm.down Kari 5"]),
        ("code:calm coder:kari", ["one calm.down Kari 5"]),
        ("code:act coder:Ola", ["one act.doubt Ola 1", "two act.plan Ola 1"]),
        ("coder:Ola code:act status:discuss", ["one act.doubt Ola 1"]),
        ("coder:Ola status:discuss", ["one act.doubt Ola 1"]),
        ("status:discuss", ["one act.doubt Ola 1", "two act.plan Kari 0"]),
        ("code:act.plan code:calm", ["one act.plan Kari 0", "one calm Ola 0"]),
        ("code:calm -code:act", ["one calm.down Kari 5"]),
        ("code:calm -(code:act coder:Ola)", ["one calm Ola 0", "one calm.down Kari 5"]),
        ("code:act.plan coder:Kari coder:Ola", ["two act.plan Kari 0", "two act.plan Ola 1"]),
        ("(code:calm OR code:act.plan) coder:Ola", ["one calm Ola 0", "two act.plan Ola 1"]),
        ("code:calm (coder:Ola OR coder:Kari)", ["one calm Ola 0", "one calm.down Kari 5"]),
        ("code:calm.down OR status:provisional", ["one act Kari 2", "one calm.down Kari 5"]),
        ("document:two", ["two act.plan Kari 0", "two act.plan Ola 1"]),
        ("round=2 speaker:D2", ["two act.plan Kari 0", "two act.plan Ola 1"]),
        ("site=K04 document:two", ["two act.plan Kari 0"]),
        ("site=ELSEWHERE", []),
        ('case:"case D2" status:provisional', []),
        ("speaker:D1 coder:Ola", ["one calm Ola 0", "one act.doubt Ola 1"]),
        ("code:calm.down NEAR/3 status:provisional", ["one act Kari 2", "one calm.down Kari 5"]),
        ("code:calm.down NEAR/2 status:provisional", []),
        ("code:planlegge", ["one act.plan Kari 0", "two act.plan Kari 0", "two act.plan Ola 1"]),
        ("code:doubt", ["one act.doubt Ola 1"]),
        ('code:"Acting > Doubting"', ["one act.doubt Ola 1"]),
        ("code:tvile", ["one act.doubt Ola 1"]),
        ("delta OR code:calm.down", ["one calm.down Kari 5"]),
        ("gamma code:calm.down", []),
    ],
)
def test_queries_without_words_give_codings(
    coded: Project, query: str, expected: list[str]
) -> None:
    assert [" ".join(map(str, one)) for one in codings(coded, query)] == expected


def test_words_and_codings_stand_in_one_list_by_place(coded: Project) -> None:
    hits = coded.search("alfa OR code:act").hits
    assert [(hit.name, hit.start, hit.match, hit.coding is None) for hit in hits] == [
        ("one", 0, "alfa", True),
        ("one", 5, "beta\nalfa gamma\nbeta beta", False),
        ("one", 10, "alfa", True),
        ("one", 37, "alfa", True),
        ("two", 0, "gamma alfa\nbeta", False),
        ("two", 6, "alfa", True),
        ("two", 11, "beta", False),
    ]


def test_a_turn_that_fits_without_words_and_codings_is_a_hit_itself(coded: Project) -> None:
    hits = coded.search("document:three").hits
    assert [(hit.match, hit.coding, hit.turn) for hit in hits] == [("beta", None, 0)]
    uncoded = coded.search("document:one -coder:Kari -coder:Ola").hits
    assert [(hit.turn, hit.match) for hit in uncoded] == [(4, "gamma")]


def test_a_hit_tells_which_codes_are_on_it(coded: Project) -> None:
    def ids(hit: Hit) -> list[str]:
        return [coded.codes.by_uuid(code).id for code in hit.codes]

    assert [ids(hit) for hit in coded.search("gamma document:one").hits] == [
        ["act", "act.doubt"],
        [],
    ]
    assert [ids(hit) for hit in coded.search("code:act.doubt").hits] == [["act", "act.doubt"]]


def test_a_coding_between_turns_is_found_with_the_turn_before(study: Project) -> None:
    text = "Anna: hei\nBjørn: hallo"
    document = study.documents.add(
        DocumentDraft("a", text, [Turn(0, 6, 9, "Anna"), Turn(1, 17, 22, "Bjørn")])
    )
    bare = study.documents.add(DocumentDraft("b", "uten replikker", []))
    code = study.codes.ensure(["x"])["x"].uuid
    kari = study.coders.ensure("Kari").uuid
    study.codings.apply(document.uuid, code, kari, 0, 4)
    study.codings.apply(document.uuid, code, kari, 10, 15)
    study.codings.apply(bare.uuid, code, kari, 0, 4)
    hits = study.search("code:x").hits
    assert [(hit.name, hit.turn, hit.match) for hit in hits] == [
        ("a", 0, "Anna"),
        ("a", 0, "Bjørn"),
        ("b", 0, "uten"),
    ]
    assert [hit.match for hit in study.search("code:x speaker:Anna").hits] == ["Anna", "Bjørn"]


def test_filters_narrow_combined_queries(coded: Project) -> None:
    assert codings(coded, "status:discuss", codes=["act.doubt"]) == [("one", "act.doubt", "Ola", 1)]
    assert codings(coded, "code:act", codes=["act"], exact=True) != []
    assert codings(coded, "status:provisional", codes=["act"], exact=True) == [
        ("one", "act", "Kari", 2)
    ]
    assert codings(coded, "code:act.plan", coders=["Ola"], documents=["two"])[-1][2] == "Ola"
    assert codings(coded, "code:calm", kinds=["survey"]) == []


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("code:act.plam", "act.plan"),
        ("coder:Karo", "Kari"),
        ("document:twoo", "two"),
        ("speaker:D3", "D1"),
        ('case:"case D"', "case D1"),
        ("sites=K04", "site"),
        ("alfa OR code:zzz", "did you mean"),
        ("code:\udcff", "did you mean"),
        ("document:\udcff", "did you mean"),
    ],
)
def test_a_name_that_fits_nothing_brings_the_nearest(coded: Project, query: str, near: str) -> None:
    with pytest.raises(UnknownName) as raised:
        coded.search(query)
    assert near in raised.value.hint


def test_codings_of_coders_who_do_not_count_are_found_only_by_name(coded: Project) -> None:
    kari = [coded.coders.get("Kari").uuid]
    everyone = [hit.coding for hit in coded.search("code:act").hits]
    own = coded.search("code:act", coders=kari).hits
    assert 0 < len(own) < len(everyone)
    assert {coded.codings.get(hit.coding or "").coder for hit in own} == set(kari)
    assert coded.search("document:three -code:act", coders=()).turns == 1
    [named, *_] = coded.search("code:act coder:Ola", coders=kari).hits
    assert coded.codings.get(named.coding or "").coder == coded.coders.get("Ola").uuid
    on_alfa = coded.search("alfa", coders=kari).hits[0]
    assert [coded.codes.by_uuid(code).id for code in on_alfa.codes] == ["act.plan"]


def test_the_limit_says_whether_there_is_more(coded: Project) -> None:
    everything = coded.search("code:act")
    assert not everything.more
    first = coded.search("code:act", limit=2)
    assert (list(first.hits), first.more) == (list(everything.hits[:2]), True)


def test_hits_are_exported_as_they_stand(coded: Project, tmp_path: Path) -> None:
    found = coded.search("alfa OR code:calm.down")
    out = tmp_path / "hits.csv"
    assert coded.export_hits(out, found).rows == len(found.hits)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["match"] for row in rows] == [hit.match for hit in found.hits]
    assert (rows[0]["case"], rows[0]["codes"], rows[0]["code"]) == (
        "case D1",
        "Acting > Planning ahead; Calm",
        "",
    )
    with pytest.raises(FileError):
        coded.export_hits(out, found)
    coded.export_hits(out, coded.search("code:calm.down"), WriteOptions(force=True))
    coded.export_hits(tmp_path / "hits.jsonl", coded.search("code:calm.down"))
    [row] = map(json.loads, (tmp_path / "hits.jsonl").read_text("utf-8").splitlines())
    assert (row["code_id"], row["coder"], row["status"]) == ("calm.down", "Kari", "standing")


def test_hits_can_be_exported_after_their_codings_are_gone(study: Project, tmp_path: Path) -> None:
    document = study.documents.add(draft("a", ("D", "hei")))
    kari = study.coders.ensure("Kari").uuid
    coding = study.codings.apply(document.uuid, study.codes.ensure(["x"])["x"].uuid, kari, 0, 3)
    found = study.search("code:x")
    study.codings.remove(coding.uuid, kari)
    [row] = study.hits_table(found).rows
    assert (row[7], row[-1]) == ("hei", None)


# Any query, against a naive evaluator: a tree of tuples is written as a query and judged turn by
# turn over the lists above.

LEAVES = st.one_of(
    st.tuples(st.just("word"), st.sampled_from(["alfa", "beta", "gamma", "delta"])),
    st.tuples(st.just("code"), st.sampled_from(["act", "act.plan", "calm", "calm.down"])),
    st.tuples(st.just("coder"), st.sampled_from(["Kari", "Ola"])),
    st.tuples(st.just("status"), st.sampled_from(["standing", "provisional", "discuss"])),
    st.tuples(st.just("speaker"), st.sampled_from(["D1", "D2"])),
    st.tuples(st.just("document"), st.sampled_from(sorted(TALK))),
    st.tuples(st.just("site"), st.sampled_from(["K04", "elsewhere", "nowhere"])),
)


def _grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    plain = inner.filter(lambda tree: tree[0] != "not")
    return st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("and"), inner, inner, inner),
        st.tuples(st.just("near"), plain, plain, st.integers(0, 3)),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=7)


def written(tree: Tree) -> str:
    match tree:
        case ("word", word):
            return str(word)
        case ("site", value):
            return f"site={value}"
        case ("not", part):
            return f"NOT ({written(part)})"
        case ("near", left, right, turns):
            return f"({written(left)}) NEAR/{turns} ({written(right)})"
        case ("and" | "or" as operator, *parts):
            return f" {operator.upper()} ".join(f"({written(part)})" for part in parts)
        case (field, value):
            return f"{field}:{value}"
    raise AssertionError(tree)


def alternatives(tree: Tree) -> tuple[str, set[str]] | None:
    """(field, its values) of a field, or of fields of one name joined by OR."""
    match tree:
        case ("code" | "coder" | "status" as name, value):
            return name, {value}
        case ("or", *parts):
            fields = [alternatives(part) for part in parts]
            names = {field[0] if field else None for field in fields}
            if len(names) == 1 and None not in names:
                values = set().union(*(field[1] for field in fields if field))
                return next(iter(names)) or "", values
    return None


def holds(tree: Tree, document: str, turn: int, scope: dict[str, list[set[str]]]) -> bool:
    field = alternatives(tree)
    if field is not None:
        return coded_so(field, document, turn, scope)
    match tree:
        case ("word", word):
            return word in TALK[document][turn].split()
        case ("speaker", label):
            return speaker(turn) == str(label)
        case ("document", name):
            return document == str(name)
        case ("site", value):
            default = "elsewhere" if document == "two" else ""
            return SITE.get(speaker(turn) or "", default) == str(value)
        case ("not", part):
            return not holds(part, document, turn, scope)
        case ("or", *parts):
            return any(holds(part, document, turn, scope) for part in parts)
        case ("near", left, right, turns):
            around = [other for other in range(len(TALK[document])) if abs(other - turn) <= turns]
            return any(
                holds(one, document, turn, scope)
                and any(holds(other, document, near, scope) for near in around)
                for one, other in ((left, right), (right, left))
            )
        case ("and", *parts):
            inner = dict(scope)
            for name in ("coder", "status"):
                own = [
                    field[1]
                    for part in parts
                    if (field := alternatives(part)) is not None and field[0] == name
                ]
                inner[name] = own or scope[name]
            return all(holds(part, document, turn, inner) for part in parts)
    raise AssertionError(tree)


def coded_so(
    field: tuple[str, set[str]], document: str, turn: int, scope: dict[str, list[set[str]]]
) -> bool:
    name, values = field
    if name == "code":
        values = set().union(*(FAMILY.get(value, {value}) for value in values))
    wanted = {**scope, name: [values]}
    return all(
        any(
            given_.touches(document, turn)
            and (name != "code" or given_.code in values)
            and given_.coder in coders
            and given_.status in statuses
            for given_ in GIVEN
        )
        for coders in wanted["coder"]
        for statuses in wanted["status"]
    )


def asks(tree: Tree) -> bool:
    match tree:
        case ("not", _):
            return False
        case ("and" | "or", *parts):
            return any(map(asks, parts))
    return True


ANY = {"coder": [{"Kari", "Ola"}], "status": [{"standing", "provisional", "discuss"}]}


@given(tree=TREES)
@settings(max_examples=300)
def test_a_query_holds_where_a_naive_evaluator_says(coded: Project, tree: Tree) -> None:
    if not asks(tree):
        with pytest.raises(QueryError):
            coded.search(written(tree))
        return
    found = coded.search(written(tree), limit=1000)
    fitting = {
        (document, turn)
        for document, turns in TALK.items()
        for turn in range(len(turns))
        if holds(tree, document, turn, ANY)
    }
    touched = [{(hit.name, turn.ordinal) for turn in turns_under(coded, hit)} for hit in found.hits]
    assert found.turns == len(fitting)
    assert fitting <= set().union(*touched)
    assert all(turns & fitting for turns in touched)
    places = [(hit.name, hit.start, hit.end) for hit in found.hits]
    assert places == sorted(places)
    assert len(set(zip(places, [hit.coding for hit in found.hits], strict=True))) == len(places)


def turns_under(project: Project, hit: Hit) -> list[Turn]:
    turns = project.documents.turns(hit.document)
    return [turn for turn in turns if turn.start < hit.end and turn.end > hit.start]
