"""The language of a study: chosen, or that of most documents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import draft

from qualcode.errors import UnknownName
from qualcode.project import Project


def add(project: Project, *languages: str | None) -> None:
    for language in languages:
        name = f"d{len(project.documents.list())}"
        project.documents.add(replace(draft(name, ("D", "Hei")), language=language))


def test_a_study_without_documents_is_english(study: Project) -> None:
    assert study.settings.language == "en"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("nb", None, None), "nb"),
        (("nn", "no", "en"), "nb"),
        (("nb-NO", "NN"), "nb"),
        (("nb", "en"), "en"),
        (("nb", "en", "sv"), "en"),
        ((None,), "en"),
    ],
)
def test_the_language_is_that_of_most_documents(
    study: Project, languages: tuple[str | None, ...], expected: str
) -> None:
    add(study, *languages)
    assert study.settings.language == expected


def test_documents_removed_have_no_say(study: Project) -> None:
    add(study, "en", "nb")
    study.documents.remove("d0")
    assert study.settings.language == "nb"


def test_the_language_is_chosen_and_the_choice_undone(study: Project) -> None:
    kari = study.coders.ensure("Kari").uuid
    add(study, "nb")
    study.settings.set_language("en", kari)
    assert study.settings.language == "en"
    assert study.undo(kari) == 'set language to "en"'
    assert study.settings.language == "nb"
    study.settings.language = "en"
    assert study.settings.language == "en"
    assert study.undo(None) == 'set language to "en"'
    with pytest.raises(UnknownName, match="no language of a study matches 'sv'"):
        study.settings.set_language("sv", kari)
    assert study.check() == []
