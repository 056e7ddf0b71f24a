"""Full-text search: what is found, and where exactly."""

from __future__ import annotations

import unicodedata

import pytest
from conftest import draft
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qualcode.drafts import CaseDraft, DocumentDraft
from qualcode.errors import InputError, UnknownName
from qualcode.model import Turn
from qualcode.project import Filter, Project

TURNS = (
    ("I", "Hva tenkte du da?"),
    ("D1", "Da må vi prøve å få det til på måndag, ikke mandag. Prøve!"),
    ("D2", "Ja, ma må vi a det"),
    ("D1", "Vi har prøvd. Prøvingen tok tid – e-post, f.eks."),
)


@pytest.fixture
def talk(study: Project) -> Project:
    study.documents.add(draft("one", *TURNS))
    study.documents.add(draft("two", ("D1", "Prøve igjen"), ("D3", "GOD MORGEN, god kveld")))
    return study


def found(project: Project, query: str, **wanted: object) -> list[str]:
    """What was found, as it stands in the text."""
    hits = project.search(query, Filter(**wanted)).hits  # type: ignore[arg-type]
    for hit in hits:
        text = project.documents.text(hit.document)
        assert text[hit.start : hit.end] == hit.match
        turn = project.documents.turns(hit.document)[hit.turn]
        assert turn.start <= hit.start < hit.end <= turn.end
        assert turn.speaker == hit.speaker
        assert text[turn.start : turn.end].find(hit.left + hit.match + hit.right) >= 0
    return [hit.match for hit in hits]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("prøve", ["prøve", "Prøve", "Prøve"]),
        ("PRØVE", ["prøve", "Prøve", "Prøve"]),
        ("prøv*", ["prøve", "Prøve", "prøvd", "Prøvingen", "Prøve"]),
        ("a", ["a"]),
        ("å", ["å"]),
        ("a\u030a", ["å"]),
        ("ma", ["ma"]),
        ("må", ["må", "må"]),
        ("må*", ["må", "måndag", "må"]),
        ("må måndag", ["må", "måndag"]),
        ('"må vi"', ["må vi", "må vi"]),
        ('"vi må"', []),
        ('"god mor*"', ["GOD MORGEN"]),
        ("god -kveld", []),
        ("prøve -måndag", ["Prøve"]),
        ('må -"ikke mandag"', ["må"]),
        ("e-post", ["e-post"]),
        ("post", ["post"]),
        ("f.eks.", ["f.eks"]),
        ("tid tid", ["tid"]),
        ("prove", []),
        ('"AND"', []),
        ("må AND måndag", ["må", "måndag"]),
        ("igjen OR morgen", ["igjen", "MORGEN"]),
        ("(må OR prøvd) det", ["må", "det", "må", "det"]),
        ("må -(ja OR tenkte)", ["må"]),
        ("prøve -måndag -igjen", []),
        ("hva NEAR/1 måndag", ["Hva", "måndag"]),
        ("hva NEAR/1 ja", []),
        ("hva NEAR/2 ja", ["Hva", "Ja"]),
        ("hva NEAR/0 tenkte", ["Hva", "tenkte"]),
        ("prøvd NEAR/9 igjen", []),
        ("prøve NOT (hva NEAR/1 prøve)", ["Prøve"]),
        ("prøve speaker:d1 document:two", ["Prøve"]),
        ("må -speaker:D2", ["må"]),
    ],
)
def test_queries(talk: Project, query: str, matches: list[str]) -> None:
    assert found(talk, query) == matches


@pytest.mark.parametrize(
    "query", ["", "  ", "-må", "NOT må", '""', "*", "– …", '-"vi har"', "🙂", "\ud83d"]
)
def test_queries_without_a_word(talk: Project, query: str) -> None:
    with pytest.raises(InputError, match="no word to look for") as raised:
        talk.search(query)
    assert raised.value.hint


def test_a_hit_shows_the_words_around_it_inside_its_turn(talk: Project) -> None:
    [hit] = talk.search("måndag", width=8).hits
    assert (hit.name, hit.turn, hit.speaker) == ("one", 1, "D1")
    assert (hit.left, hit.match, hit.right) == (" til på ", "måndag", ", ikke m")
    [first, *_] = talk.search("hva").hits
    assert (first.left, first.right) == ("", " tenkte du da?")


def test_the_limit_counts_hits_and_turns_are_counted_all(talk: Project) -> None:
    everything = talk.search("prøv*")
    assert (len(everything.hits), everything.turns) == (5, 3)
    first = talk.search("prøv*", limit=2)
    assert (first.hits, first.turns) == (everything.hits[:2], 3)


def test_decomposed_text_is_found_by_composed_queries_and_the_other_way(study: Project) -> None:
    study.documents.add(draft("mac", ("D", unicodedata.normalize("NFD", "Så gikk det på skjeve"))))
    for query in ("på", unicodedata.normalize("NFD", "på"), "PÅ", "p\u00c5"):
        assert found(study, query) == ["pa\u030a"]
    assert found(study, "pa") == []
    assert found(study, '"det på"') == ["det pa\u030a"]


@pytest.mark.parametrize(
    "word", ["Straße", "naïve", "Ærlig", "ſicher", "İstanbul", "日本語", "ΣΟΦΟΣ"]
)
def test_words_of_other_languages_are_found_as_they_stand(study: Project, word: str) -> None:
    study.documents.add(draft("a", ("D", f"før {word} etter")))
    assert found(study, word) == [word]


def test_filters_choose_turns(talk: Project) -> None:
    talk.cases.add(CaseDraft("Anna", speakers=["D1"], variables={"site": "K04"}))
    talk.coders.ensure("Kari")
    talk.codes.ensure(["x"])
    one = talk.documents.get("one")
    talk.codings.apply(one.uuid, talk.codes.get("x").uuid, talk.coders.get("Kari").uuid, 20, 30)
    assert found(talk, "må", speakers=["D2"]) == ["må"]
    assert found(talk, "må", cases=["Anna"]) == ["må"]
    assert found(talk, "prøv*", where=["site=K04"], documents=["two"]) == ["Prøve"]
    assert found(talk, "prøv*", documents=["one", "two"]) == found(talk, "prøv*")
    assert found(talk, "prøv*", codes=["x"]) == ["prøve", "Prøve"]
    assert found(talk, "prøv*", coders=["Kari"]) == ["prøve", "Prøve"]
    assert found(talk, "kveld", codes=["x"]) == []
    with pytest.raises(UnknownName):
        talk.search("må", Filter(documents=("tree",)))


def test_hits_come_by_document_and_place_whatever_was_undone(talk: Project) -> None:
    talk.documents.add(draft("last", ("D", "prøve mer"), ("D", "prøve mest")))
    talk.documents.add(draft("first", ("D", "prøve nå")))
    order = ["first", "last", "last", "one", "one", "two"]
    assert [hit.name for hit in talk.search("prøve").hits] == order
    talk.documents.remove("last")
    talk.undo(None)
    assert [hit.name for hit in talk.search("prøve").hits] == order


def test_what_is_removed_is_not_found(talk: Project) -> None:
    talk.documents.remove("one")
    assert found(talk, "prøve") == ["Prøve"]
    talk.documents.add(draft("three", ("D", "måndag prøve")))
    assert found(talk, "måndag") == ["måndag"]
    assert talk.check() == []


def test_labels_in_a_plain_text_are_not_searched(study: Project) -> None:
    text = "Anna: hei\nBjørn: hallo Anna"
    turns = [Turn(0, 6, 9, "Anna"), Turn(1, 17, 27, "Bjørn")]
    study.documents.add(DocumentDraft("a", text, turns))
    assert [hit.start for hit in study.search("anna").hits] == [23]


WORD = st.text(st.sampled_from("aåäbøeéæfiIlLÅØ\u030a\u0301ßğ0"), min_size=1, max_size=4).filter(
    lambda word: word[0].isalnum()
)
GAP = st.sampled_from([" ", ", ", " – ", "\n", ". 🙂 ", "\x00", "-", "…"])


@given(words=st.lists(st.tuples(WORD, GAP), min_size=1, max_size=12), data=st.data())
@settings(max_examples=30)
def test_a_hit_reads_as_the_query_does(
    words: list[tuple[str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def fold(word: str) -> str:
        return unicodedata.normalize("NFC", word).casefold()

    text = "".join(word + gap for word, gap in words)
    wanted = data.draw(st.sampled_from([word for word, _ in words]))
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    query = unicodedata.normalize(form, wanted)
    assume(fold(query))
    with Project.create(tmp_path_factory.mktemp("study") / "s.qualcode") as project:
        document = project.documents.add(draft("a", ("D", "før"), ("D", text)))
        content = project.documents.text(document.uuid)
        hits = project.search(query, limit=100).hits
        assert [fold(content[hit.start : hit.end]) for hit in hits] == [
            fold(word) for word, _ in words if fold(word) == fold(query)
        ]
        for hit in project.search(f"{query}*", limit=100).hits:
            assert fold(content[hit.start : hit.end]).startswith(fold(query))
