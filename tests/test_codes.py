"""Codes and codebooks: the tree, the names codes go by, changing them, versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import draft
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import (
    AmbiguousName,
    CodebookError,
    ConflictError,
    FileError,
    InputError,
    UndoRefused,
    UnknownName,
)
from qualcode.model import Code, Coding, Cue, Example
from qualcode.project import Project
from qualcode.text import sha256

BOOK = """\
codebook:
  id: talk
  title: How people talk
codes:
  - {id: act, name: Acting, name_nb: Handling}
  - {id: act.ask, name: Asking, name_nb: Å spørre, parent: act}
  - {id: act.tell, name: Telling, name_nb: Å fortelle, parent: act}
  - {id: feel, name: Feeling, name_nb: Følelse}
"""
OTHER = """\
codebook: {id: other, title: Another}
codes:
  - {id: feel, name: Feeling}
  - {id: o.asking, name: asking}
"""


@pytest.fixture
def coded(study: Project, tmp_path: Path) -> Project:
    """A study with the book, a document, and Kari and Ola."""
    study.codebooks.load(written(tmp_path, BOOK))
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", ("I", "Hei på deg"), ("D", "Ja, hei")))
    return study


def written(folder: Path, text: str, name: str = "book.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def coder(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def uuid(project: Project, name: str) -> str:
    return project.codes.get(name).uuid


def apply(project: Project, code: str, start: int, end: int, by: str = "Kari") -> Coding:
    return project.codings.apply(
        project.documents.get("a").uuid, uuid(project, code), coder(project, by), start, end
    )


def paths(project: Project, **wanted: bool) -> list[str]:
    named = project.codes.paths()
    return [named[code.uuid] for code in project.codes.list(**wanted)]


def test_codes_come_in_tree_order_with_their_paths(coded: Project) -> None:
    coded.codes.add("talk", "act.ask.why", "Asking why", parent=uuid(coded, "act.ask"))
    coded.codes.add("talk", "last")
    assert paths(coded) == [
        "Acting",
        "Acting > Asking",
        "Acting > Asking > Asking why",
        "Acting > Telling",
        "Feeling",
        "last",
    ]
    assert coded.codes.with_children(uuid(coded, "act")) == {
        uuid(coded, name) for name in ("act", "act.ask", "act.ask.why", "act.tell")
    }


def test_a_deep_tree_is_no_trouble(study: Project) -> None:
    name = " > ".join(f"level {number}" for number in range(300))
    study.codes.ensure([name])
    assert paths(study)[-1] == name
    assert study.codes.get(name).id == name
    with pytest.raises(InputError, match="301 levels deep"):
        study.codes.ensure([f"{name} > one more"])


@pytest.mark.parametrize(
    "name",
    [
        "act.ask", "ACT.ask", "Acting > Asking", "acting > asking", "talk:act.ask", "Asking",
        " asking ", "Å spørre", "å SPØRRE", "A\u030a spørre",
    ],
)  # fmt: skip
def test_a_code_goes_by_id_path_and_names(coded: Project, name: str) -> None:
    assert coded.codes.get(name).id == "act.ask"
    assert coded.codes.ensure([name])[name].id == "act.ask"
    assert coded.codes.unknown([name]) == []


def test_a_code_goes_by_its_uuid(coded: Project) -> None:
    code = coded.codes.get("act.ask")
    assert coded.codes.get(code.uuid) == code == coded.codes.by_uuid(code.uuid)
    with pytest.raises(UnknownName):
        coded.codes.by_uuid("act.ask")


def test_an_unknown_code_names_the_nearest(coded: Project) -> None:
    with pytest.raises(UnknownName, match=r"no code matches 'act.aks'") as raised:
        coded.codes.get("act.aks")
    assert "act.ask" in raised.value.hint
    for nothing in ("", "  "):
        with pytest.raises(UnknownName):
            coded.codes.get(nothing)


def test_a_name_of_several_codes_is_ambiguous_everywhere(coded: Project, tmp_path: Path) -> None:
    coded.codebooks.load(written(tmp_path, OTHER, "other.yaml"))
    ways: tuple[Callable[[str], object], ...] = (
        coded.codes.get,
        lambda name: coded.codes.ensure([name]),
        lambda name: coded.codes.unknown([name]),
    )
    for way in ways:
        with pytest.raises(AmbiguousName, match="'feel' fits several codes") as raised:
            way("feel")
        assert raised.value.hint == "use one of: other:feel, talk:feel"
    assert coded.codes.get("other:feel").id == "feel"
    # To the letter goes before without case.
    assert coded.codes.get("asking").id == "o.asking"
    assert coded.codes.get("Asking").id == "act.ask"


def test_ensure_makes_what_is_missing_in_the_imported_book(coded: Project) -> None:
    names = ["act.ask", "New", "Tree > Branch > Leaf", "Tree > Branch", "a;b", " > ", "x > "]
    made = coded.codes.ensure(names, coder(coded))
    assert list(made) == names or set(made) == set(names)
    assert made["act.ask"].codebook == coded.codebooks.get("talk").uuid
    imported = coded.codebooks.get("imported").uuid
    assert [code.id for code in coded.codes.list(imported)] == [
        "New", "Tree", "Tree > Branch", "Tree > Branch > Leaf", "a;b", " > ", "x > ",
    ]  # fmt: skip
    assert coded.codes.paths()[made["Tree > Branch > Leaf"].uuid] == "Tree > Branch > Leaf"
    count = len(coded.codes.list())
    assert coded.codes.ensure(names) == made
    assert len(coded.codes.list()) == count
    assert coded.check() == []


def test_spellings_that_look_the_same_are_one_code(study: Project) -> None:
    made = study.codes.ensure(["å", "a\u030a", " å", "Å"])
    assert made["å"] == made["a\u030a"] == made[" å"]
    assert made["Å"] != made["å"]
    assert study.codes.get("a\u030a") == made["å"]


def test_ensure_refuses_a_code_without_a_name(study: Project) -> None:
    for name in ("", "  "):
        with pytest.raises(InputError, match="needs a name"):
            study.codes.ensure(["good", name])
    assert study.codes.list() == []


@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip),
        max_size=6,
    )
)
@settings(max_examples=12)
def test_whatever_codes_are_called_their_book_can_be_given_on(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("books")
    with Project.create(folder / "one.qualcode") as one:
        one.codebooks.ensure_imported()
        one.codes.ensure(names)
        text = one.codebooks.export("imported")
        own = [(code.id, code.name, code.parent is None) for code in one.codes.list()]
    with Project.create(folder / "two.qualcode") as two:
        if own:
            two.codebooks.load(written(folder, text))
        assert [(code.id, code.name, code.parent is None) for code in two.codes.list()] == own


def test_adding_a_code(coded: Project) -> None:
    code = coded.codes.add(
        "talk", " act.sing ", " Singing ", parent=uuid(coded, "act"),
        definition="Using a tune.", cues=(Cue("la la", "nb"),), examples=(Example("La la!"),),
        coder=coder(coded),
    )  # fmt: skip
    assert (code.id, code.name) == ("act.sing", "Singing")
    assert coded.codes.get("act.sing") == code
    assert coded.undo(coder(coded)) == "add code act.sing"
    assert len(coded.codes.list()) == 4


@pytest.mark.parametrize(
    ("book", "code", "parent", "kind"),
    [
        ("nowhere", "x", None, UnknownName),
        ("talk", " ", None, InputError),
        ("talk", "act", None, ConflictError),
        ("talk", "x", "nowhere", UnknownName),
        ("talk", "x", "other:feel", InputError),
    ],
)
def test_codes_that_can_not_be_added(
    coded: Project, tmp_path: Path, book: str, code: str, parent: str | None, kind: type[Exception]
) -> None:
    coded.codebooks.load(written(tmp_path, OTHER, "other.yaml"))
    before = paths(coded)
    under = uuid(coded, parent) if parent and parent != "nowhere" else parent
    with pytest.raises(kind):
        coded.codes.add(book, code, parent=under)
    assert paths(coded) == before


def test_updating_a_code(coded: Project) -> None:
    code = coded.codes.update(
        uuid(coded, "feel"), coder(coded), name="Feelings", definition="Any.", cues=(Cue("glad"),)
    )
    assert (code.name, code.cues) == ("Feelings", (Cue("glad"),))
    assert coded.codes.by_uuid(code.uuid) == code
    assert coded.undo(coder(coded)) == "change code feel"
    assert coded.codes.by_uuid(code.uuid).name == "Feeling"
    for details in ({"name": " "}, {"id": "x"}, {"position": 3}, {"nonsense": 1}):
        with pytest.raises(InputError):
            coded.codes.update(code.uuid, **details)


def test_retiring_a_code_hides_it_and_refuses_it(coded: Project) -> None:
    coded.codes.update(uuid(coded, "feel"), retired=True)
    assert "Feeling" in paths(coded)
    assert "Feeling" not in paths(coded, retired=False)
    with pytest.raises(InputError, match="is retired"):
        apply(coded, "feel", 0, 3)


def test_moving_a_code_takes_what_is_under_it_along(coded: Project) -> None:
    coded.codes.move(uuid(coded, "act"), uuid(coded, "feel"), coder(coded))
    assert paths(coded) == [
        "Feeling",
        "Feeling > Acting",
        "Feeling > Acting > Asking",
        "Feeling > Acting > Telling",
    ]
    coded.codes.move(uuid(coded, "act.ask"), None)
    assert coded.codes.get("act.ask").parent is None


def test_codes_that_can_not_be_moved(coded: Project, tmp_path: Path) -> None:
    coded.codebooks.load(written(tmp_path, OTHER, "other.yaml"))
    for code, parent in (("act", "act"), ("act", "act.ask"), ("act", "other:feel")):
        with pytest.raises(InputError):
            coded.codes.move(uuid(coded, code), uuid(coded, parent))
    with pytest.raises(UnknownName):
        coded.codes.move(uuid(coded, "act"), "nowhere")


def test_merging_moves_everything_and_undo_brings_it_back(coded: Project) -> None:
    kari = coder(coded)
    document = coded.documents.get("a").uuid
    apply(coded, "act.ask", 0, 3)
    twin, kept = apply(coded, "act.ask", 4, 6), apply(coded, "act.tell", 4, 6)
    apply(coded, "act.ask", 4, 6, "Ola")
    ask, tell = uuid(coded, "act.ask"), uuid(coded, "act.tell")
    coded.codes.add("talk", "why", parent=ask)
    on_twin = coded.memos.add("coding", "hm", kari, target_table="coding", target=twin.uuid)
    on_code = coded.memos.add("code", "what is it", kari, target_table="code", target=ask)
    for name, codes in (("one", [ask]), ("both", [ask, tell]), ("none", [])):
        coded.themes.add(name)
        coded.themes.set_codes(name, codes)
    before = everything(coded)

    assert coded.codes.merge(ask, tell, kari) == 3
    assert paths(coded) == ["Acting", "Acting > Telling", "Acting > Telling > why", "Feeling"]
    assert [(c.code, c.start, c.coder == kari) for c in coded.codings.of_document(document)] == [
        (tell, 0, True), (tell, 4, True), (tell, 4, False),
    ]  # fmt: skip
    assert coded.memos.get(on_twin.uuid).target == kept.uuid
    assert coded.memos.get(on_code.uuid).target == tell
    assert {theme.name: list(theme.codes) for theme in coded.themes.list()} == {
        "one": [tell], "both": [tell], "none": [],
    }  # fmt: skip
    assert coded.check() == []

    assert coded.undo(kari) == "merge act.ask into act.tell"
    assert everything(coded) == before
    assert coded.check() == []


def everything(project: Project) -> Mapping[str, object]:
    return {
        "codes": project.codes.list(),
        "codings": project.codings.list(),
        "memos": project.memos.list(),
        "themes": [(theme.name, set(theme.codes)) for theme in project.themes.list()],
    }


def test_codes_that_can_not_be_merged(coded: Project, tmp_path: Path) -> None:
    coded.codebooks.load(written(tmp_path, OTHER, "other.yaml"))
    before = everything(coded)
    for code, into in (("act", "act"), ("act", "act.ask"), ("act", "other:feel")):
        with pytest.raises(InputError):
            coded.codes.merge(uuid(coded, code), uuid(coded, into))
    assert everything(coded) == before
    apply(coded, "act.ask", 0, 3)
    assert coded.codes.merge(uuid(coded, "act.ask"), uuid(coded, "other:feel")) == 1
    assert [item.code for item in coded.codings.list()] == [uuid(coded, "other:feel")]


def test_removing_a_code(coded: Project) -> None:
    kari, feel = coder(coded), uuid(coded, "feel")
    coded.memos.add("code", "hm", kari, target_table="code", target=feel)
    coded.themes.add("t")
    coded.themes.set_codes("t", [feel])
    before = everything(coded)
    coded.codes.remove(feel, kari)
    assert coded.memos.list() == []
    assert coded.themes.get("t").codes == ()
    coded.undo(kari)
    assert everything(coded) == before


def test_codes_that_can_not_be_removed(coded: Project) -> None:
    apply(coded, "feel", 0, 3)
    for code in ("feel", "act"):
        with pytest.raises(ConflictError, match=r"codings and . codes under it"):
            coded.codes.remove(uuid(coded, code))
    assert len(coded.codes.list()) == 4


def test_counts_are_of_one_coder_or_all(coded: Project) -> None:
    apply(coded, "feel", 0, 3)
    apply(coded, "feel", 0, 3, "Ola")
    assert coded.codes.counts() == {uuid(coded, "feel"): 2}
    assert coded.codes.counts(coder(coded)) == {uuid(coded, "feel"): 1}


def test_colours_come_from_the_nearest_that_has_one(coded: Project) -> None:
    coded.codes.update(uuid(coded, "act"), colour="#123456")
    coded.codes.update(uuid(coded, "act.tell"), colour="#abcdef")
    colours = coded.codes.colours()
    assert colours[uuid(coded, "act.ask")] == "#123456"
    assert colours[uuid(coded, "act.tell")] == "#abcdef"
    assert colours[uuid(coded, "feel")].startswith("#")


# Codebooks and their versions


def test_loading_the_same_book_again_gives_the_one_there(coded: Project, tmp_path: Path) -> None:
    book = coded.codebooks.get("talk")
    assert coded.codebooks.load(written(tmp_path, BOOK)) == book
    coded.codes.update(uuid(coded, "feel"), name="Feelings")
    assert coded.codebooks.load(written(tmp_path, BOOK)) == book
    with pytest.raises(ConflictError, match="'talk' with other content"):
        coded.codebooks.load(written(tmp_path, BOOK.replace("Telling", "Saying")))


def test_books_that_can_not_be_loaded(study: Project, tmp_path: Path) -> None:
    for source, kind in (
        (tmp_path / "missing.yaml", FileError),
        (tmp_path, FileError),
        ("contradictoins", UnknownName),
        (written(tmp_path, "codebook: [", "bad.yaml"), CodebookError),
    ):
        with pytest.raises(kind) as raised:
            study.codebooks.load(source)
        assert raised.value.hint
    assert study.codebooks.list() == []


def test_a_shipped_book_goes_by_its_id_whatever_lies_in_the_folder(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "contradictions").mkdir()
    monkeypatch.chdir(tmp_path)
    assert study.codebooks.load("contradictions").id == "contradictions"


def test_an_exported_book_loads_to_the_same_codes(coded: Project, tmp_path: Path) -> None:
    coded.codes.add("talk", "new", parent=uuid(coded, "act"), definition="a: b\n- c")
    exported = written(tmp_path, coded.codebooks.export("talk"), "exported.yaml")

    def told(codes: list[Code]) -> list[object]:
        ids = {code.uuid: code.id for code in codes}
        return [(c.id, c.name, c.name_nb, c.definition, ids.get(c.parent or "")) for c in codes]

    with Project.create(tmp_path / "other.qualcode") as other:
        other.codebooks.load(exported)
        assert told(list(other.codes.list())) == told(list(coded.codes.list()))


def test_a_book_in_use_is_not_removed(coded: Project) -> None:
    coding = apply(coded, "feel", 0, 3)
    with pytest.raises(ConflictError, match="1 codes of talk are in use: feel"):
        coded.codebooks.remove("talk")
    coded.codings.remove(coding.uuid, coder(coded))
    coded.memos.add("code", "hm", None, target_table="code", target=uuid(coded, "feel"))
    coded.themes.add("t")
    coded.themes.set_codes("t", [uuid(coded, "feel")])
    before = everything(coded)
    coded.codebooks.remove("talk", coder(coded))
    assert (coded.codebooks.list(), coded.codes.list(), coded.memos.list()) == ([], [], [])
    coded.undo(coder(coded))
    assert everything(coded) == before
    assert coded.check() == []


def version_of(project: Project, coding: Coding) -> str:
    """The hash of the version that a coding was made under."""
    found = project._store.value(
        "SELECT sha256 FROM codebook_version WHERE uuid = ?", [coding.codebook_version]
    )
    return str(found)


def in_force(project: Project) -> str:
    """The hash of the book as it is."""
    return sha256(project.codebooks.export("talk"))


def test_a_coding_keeps_the_version_in_force(coded: Project) -> None:
    feel = uuid(coded, "feel")
    first = in_force(coded)
    assert version_of(coded, apply(coded, "feel", 0, 1)) == first
    coded.codes.update(feel, name="Feelings")
    assert version_of(coded, apply(coded, "feel", 0, 2)) == in_force(coded) != first
    # Back to what it was: the first version is in force again.
    coded.codes.update(feel, name="Feeling")
    assert in_force(coded) == first
    assert version_of(coded, apply(coded, "feel", 0, 3)) == first
    assert [digest for _, digest in coded.codebooks.versions("talk")][-1] == first
    assert len(coded.codebooks.versions("talk")) == 2
    assert coded.check() == []


def test_undo_leaves_the_right_version_in_force(coded: Project) -> None:
    kari, ola = coder(coded), coder(coded, "Ola")
    coded.codes.update(uuid(coded, "feel"), kari, name="Feelings")
    coded.codes.update(uuid(coded, "act"), ola, name="Action")
    coded.undo(kari)
    # A state the book never was in: only Ola's change.
    assert version_of(coded, apply(coded, "feel", 0, 1, "Ola")) == in_force(coded)
    coded.undo(ola)
    coded.redo(kari)
    assert version_of(coded, apply(coded, "act", 0, 1)) == in_force(coded)
    assert coded.check() == []


def test_redo_leaves_the_right_version_in_force(coded: Project) -> None:
    kari, ola = coder(coded), coder(coded, "Ola")
    coded.codes.update(uuid(coded, "feel"), kari, name="Feelings")
    coded.undo(kari)
    coded.codes.update(uuid(coded, "act"), ola, name="Action")
    coded.redo(kari)
    assert version_of(coded, apply(coded, "act", 0, 1)) == in_force(coded)
    assert coded.check() == []


def test_undo_is_refused_where_somebody_coded_with_the_change(coded: Project) -> None:
    kari = coder(coded)
    coded.codes.update(uuid(coded, "feel"), kari, name="Feelings")
    apply(coded, "feel", 0, 1, "Ola")
    with pytest.raises(UndoRefused, match="'apply feel' by Ola built on it"):
        coded.undo(kari)
    assert coded.codes.get("feel").name == "Feelings"
