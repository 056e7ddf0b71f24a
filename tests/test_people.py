"""Coders and cases."""

from __future__ import annotations

import pytest
from conftest import draft

from qualcode.drafts import CaseDraft
from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.project import Project


def test_a_coder_is_made_once(study: Project) -> None:
    kari = study.coders.ensure(" Kari ")
    assert kari.name == "Kari"
    assert study.coders.ensure("KARI") == study.coders.ensure("Kari") == kari
    assert study.coders.ensure("Åse") == study.coders.ensure("A\u030ase")
    assert [coder.name for coder in study.coders.list()] == ["Kari", "Åse"]
    assert study.coders.get(kari.uuid) == study.coders.get("kari") == kari
    with pytest.raises(InputError, match="needs a name"):
        study.coders.ensure("  ")


def test_an_unknown_coder_names_the_nearest(study: Project) -> None:
    study.coders.ensure("Kari")
    with pytest.raises(UnknownName, match="no coder matches 'Karl'") as raised:
        study.coders.get("Karl")
    assert raised.value.nearest == ["Kari"]


def test_renaming_a_coder(study: Project) -> None:
    kari = study.coders.ensure("Kari")
    study.coders.ensure("Ola")
    assert study.coders.rename("Kari", "kari").uuid == kari.uuid
    for name, kind in (("OLA", ConflictError), (" ", InputError)):
        with pytest.raises(kind):
            study.coders.rename("kari", name)
    assert study.undo(kari.uuid) == "rename coder Kari"
    assert study.coders.get("Kari") == kari


def test_undo_does_not_remove_the_coder_who_undoes(study: Project) -> None:
    kari = study.coders.ensure("Kari").uuid
    study.memos.add("reflexive", "one", kari)
    study.undo(kari)
    with pytest.raises(ConflictError, match="nothing to undo"):
        study.undo(kari)
    assert study.coders.get("Kari").uuid == kari


ANNA = CaseDraft("Anna", "person", ["D1", "D2"], {"site": "K04", "years": 7}, "yes")


def test_a_case_stands_behind_its_speakers(study: Project) -> None:
    anna = study.cases.add(ANNA)
    assert study.cases.get("anna") == anna
    assert (anna.speakers, anna.variables, anna.consent) == (
        ("D1", "D2"), {"site": "K04", "years": 7}, "yes",
    )  # fmt: skip
    assert study.cases.by_speaker() == {("D1", None): anna, ("D2", None): anna}


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (CaseDraft("ANNA"), ConflictError),
        (CaseDraft(" "), InputError),
        (CaseDraft("Bo", "planet"), UnknownName),  # type: ignore[arg-type]
        (CaseDraft("Bo", speakers=["D9", "D1"]), ConflictError),
    ],
)
def test_cases_that_can_not_be_added(
    study: Project, case: CaseDraft, kind: type[Exception]
) -> None:
    anna = study.cases.add(ANNA)
    before = len(study.history())
    with pytest.raises(kind):
        study.cases.add(case)
    assert study.cases.list() == [anna]
    assert len(study.history()) == before


def test_linking_and_unlinking_speakers(study: Project) -> None:
    kari = study.coders.ensure("Kari").uuid
    anna, bo = study.cases.add(ANNA), study.cases.add(CaseDraft("Bo"))
    study.cases.link(bo, ["D3", "D3"], kari)
    study.cases.link(bo, ["D3"], kari)
    assert study.cases.get("Bo").speakers == ("D3",)
    with pytest.raises(ConflictError, match="'D1' stands for case Anna"):
        study.cases.link(bo, ["D4", "D1"], kari)
    with pytest.raises(UnknownName, match="speaker of Anna"):
        study.cases.unlink(anna, ["D1", "D3"], kari)
    assert study.cases.get("Anna").speakers == ("D1", "D2")
    study.cases.unlink(anna, ["D1"], kari)
    study.cases.link(bo, ["D1"], kari)
    assert study.cases.get("Bo").speakers == ("D1", "D3")
    study.undo(kari)
    study.undo(kari)
    assert study.cases.get("Anna") == anna
    assert study.check() == []


def test_changing_a_case(study: Project) -> None:
    study.cases.add(ANNA)
    study.cases.set_variables("Anna", {"site": None, "role": "lege"})
    study.cases.set_consent("Anna", "withdrawn for quotes")
    study.cases.rename("Anna", " Anne ")
    anne = study.cases.get("Anne")
    assert anne.variables == {"years": 7, "role": "lege"}
    assert anne.consent == "withdrawn for quotes"
    study.cases.add(CaseDraft("Bo"))
    for name, kind in (("BO", ConflictError), ("  ", InputError)):
        with pytest.raises(kind):
            study.cases.rename("Anne", name)
    assert [case.name for case in study.cases.list()] == ["Anne", "Bo"]
    with pytest.raises(UnknownName):
        study.cases.set_variables("Anna", {})


def test_removing_a_case_leaves_the_talk(study: Project) -> None:
    kari = study.coders.ensure("Kari").uuid
    anna = study.cases.add(ANNA)
    document = study.documents.add(draft("a", ("D1", "Hei")))
    memo = study.memos.add("case", "hm", kari, target_table="case_", target=anna.uuid)
    study.cases.remove("Anna", kari)
    assert (study.cases.list(), study.memos.list()) == ([], [])
    assert study.documents.turns(document.uuid)[0].speaker == "D1"
    assert study.undo(kari) == "remove case Anna"
    assert (study.cases.list(), study.memos.list()) == ([anna], [memo])
    assert study.check() == []
