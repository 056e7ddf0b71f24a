"""Quotes: editing, translating and releasing passages one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import draft

from qualcode.errors import InputError, UnknownName
from qualcode.model import Document, Quote
from qualcode.project import Project

SAID = "Ja, altså vi, vi tegnet opp hele løpet på tavla, ikke sant."


@pytest.fixture
def quoting(study: Project) -> Iterator[Project]:
    """Two documents and Kari."""
    study.coders.ensure("Kari")
    for name in ("b", "a"):
        study.documents.add(draft(name, ("D", SAID), ("I", "Hm.")))
    yield study
    assert study.check() == []


def kari(project: Project) -> str:
    return project.coders.get("Kari").uuid


def document(project: Project, name: str = "a") -> Document:
    return project.documents.get(name)


def add(project: Project, start: int = 0, end: int = len(SAID), name: str = "a") -> Quote:
    return project.quotes.add(document(project, name).uuid, start, end, kari(project))


def test_a_quote_begins_with_the_words_as_they_stand(quoting: Project) -> None:
    quote = add(quoting)
    assert (quote.original, quote.text) == (SAID, SAID)
    assert (quote.released, quote.translation, quote.coder) == (False, "", kari(quoting))
    assert quote == quoting.quotes.get(quote.uuid)
    edited = quoting.quotes.add("a", 0, 9, kari(quoting), text="Ja […]")
    assert (edited.original, edited.text) == (SAID[:9], "Ja […]")


def test_quotes_come_by_document_and_place(quoting: Project) -> None:
    last, second, first = add(quoting, name="b"), add(quoting, 4, 9), add(quoting, 0, 9)
    assert quoting.quotes.list() == [first, second, last]
    assert quoting.quotes.list(document(quoting).uuid) == [first, second]
    released = quoting.quotes.release(second.uuid, True, kari(quoting))
    assert quoting.quotes.list(released=True) == [released]
    assert quoting.quotes.list(released=False) == [first, last]
    assert quoting.quotes.list(document(quoting, "b").uuid, released=True) == []


def test_a_quote_is_edited_translated_and_used(quoting: Project) -> None:
    quote = add(quoting)
    changed = quoting.quotes.update(
        quote.uuid, kari(quoting),
        text="[V]i tegnet opp hele løpet […].", translation="We drew the whole course […].",
        translator="Ola", checked_by="Kari", used_in="Article 1",
    )  # fmt: skip
    assert changed == quoting.quotes.get(quote.uuid)
    assert changed.text == "[V]i tegnet opp hele løpet […]."
    assert (changed.translation, changed.translator) == ("We drew the whole course […].", "Ola")
    assert (changed.checked_by, changed.used_in) == ("Kari", "Article 1")
    assert (changed.original, changed.created_at) == (SAID, quote.created_at)
    assert changed.updated_at > quote.updated_at
    assert quoting.quotes.update(quote.uuid, kari(quoting), translation="").translation == ""
    for _ in range(2):
        quoting.undo(kari(quoting))
    assert quoting.quotes.list() == [quote]


def test_nothing_new_is_no_change(quoting: Project) -> None:
    quote = add(quoting)
    before = quoting.latest_change()
    assert quoting.quotes.update(quote.uuid, kari(quoting), text=SAID) == quote
    assert quoting.quotes.release(quote.uuid, False, kari(quoting)) == quote
    assert quoting.latest_change() == before


def test_other_words_have_to_be_released_anew(quoting: Project) -> None:
    quote = add(quoting)
    quoting.quotes.release(quote.uuid, True, kari(quoting))
    assert quoting.quotes.update(quote.uuid, kari(quoting), used_in="Report").released
    assert not quoting.quotes.update(quote.uuid, kari(quoting), translation="Yes").released
    quoting.quotes.release(quote.uuid, True, kari(quoting))
    assert not quoting.quotes.update(quote.uuid, kari(quoting), text="Ja […]").released
    quoting.undo(kari(quoting))
    assert quoting.quotes.get(quote.uuid).released


def test_what_is_no_quote_is_refused(quoting: Project) -> None:
    for start, end in ((0, 0), (5, 4), (0, 1000)):
        with pytest.raises(InputError, match="is not a passage of a"):
            add(quoting, start, end)
    with pytest.raises(InputError, match="needs some text"):
        quoting.quotes.add("a", 0, 5, kari(quoting), text=" ")
    quote = add(quoting)
    with pytest.raises(InputError, match="needs some text"):
        quoting.quotes.update(quote.uuid, kari(quoting), text="")
    with pytest.raises(UnknownName, match="no quote matches 'nowhere'"):
        quoting.quotes.get("nowhere")
    with pytest.raises(UnknownName, match="no document matches"):
        quoting.quotes.add("c", 0, 5, kari(quoting))


def test_a_quote_is_removed_with_its_memos(quoting: Project) -> None:
    quote = add(quoting)
    quoting.memos.add("method", "Ask her", kari(quoting), target_table="quote", target=quote.uuid)
    quoting.quotes.remove(quote.uuid, kari(quoting))
    assert quoting.quotes.list() == []
    assert quoting.memos.list() == []
    quoting.undo(kari(quoting))
    assert quoting.quotes.list() == [quote]


def test_steps_name_the_document_never_its_words(quoting: Project) -> None:
    quote = add(quoting)
    quoting.quotes.update(quote.uuid, kari(quoting), used_in="Report")
    quoting.quotes.release(quote.uuid, True, kari(quoting))
    quoting.quotes.release(quote.uuid, False, kari(quoting))
    quoting.quotes.remove(quote.uuid, kari(quoting))
    assert [step.label for step in quoting.steps(verb="quote")] == [
        "remove a quote of a",
        "hold back a quote of a",
        "release a quote of a",
        "change a quote of a",
        "quote a",
    ]


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "Ja, altså vi,  vi tegnet\nopp hele løpet på tavla, ikke sant.",
        "Ja, […] vi tegnet opp hele løpet på tavla, ikke sant.",
        "Ja, [...] vi tegnet […].",
        "[…] vi tegnet opp hele løpet på tavla […]",
        "[…]",
        "Ja, altså vi [på samlingen], vi tegnet opp hele løpet på tavla, ikke sant.",
        "Ja, altså vi, [de] tegnet opp hele løpet på tavla, ikke sant.",
        "[J]a, altså vi, vi tegnet opp hele løp[et] på tavla, ikke sant.",
        "Ja, altså vi, vi […]tegnet opp hele løpet på tavla, ikke sant.",
        "Ja, alts\u0061\u030a vi, vi tegnet opp hele løpet på tavla, ikke sant.",
    ],
)
def test_owned_up_editing_is_fine(quoting: Project, text: str) -> None:
    assert quoting.quotes.check_edited(SAID, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "vi tegnet opp hele løpet på tavla, ikke sant.",
        "Ja, altså vi, vi tegnet opp hele løpet på tavla",
        "Ja, altså vi tegnet opp hele løpet på tavla, ikke sant.",
        "Ja, vi [på samlingen], vi tegnet opp hele løpet på tavla, ikke sant.",
        "",
    ],
)
def test_words_left_out_in_silence_are_noticed(quoting: Project, text: str) -> None:
    assert quoting.quotes.check_edited(SAID, text) == "something is left out without […]"


@pytest.mark.parametrize(
    "text",
    [
        "Ja, altså vi, vi skrev opp hele løpet på tavla, ikke sant.",
        "Ja, altså vi, vi tegnet opp hele løpet på tavla, ikke sant!",
        "ja, altså vi, vi tegnet opp hele løpet på tavla, ikke sant.",
        "[…] på tavla […] hele løpet […]",
        "Ja, […] vi teg […]",
        "Ja, altså vi, vi […] [opp hele løpet på tavla, ikke sant. Også.",
        "[…] vi tegnet […] tegnet […]",
    ],
)
def test_words_changed_in_silence_are_noticed(quoting: Project, text: str) -> None:
    warning = quoting.quotes.check_edited(SAID, text)
    assert warning == "words differ from what was said: put your own into [square brackets]"


def test_brackets_of_the_transcript_may_stay(quoting: Project) -> None:
    said = "Ja [ler] det er sant."
    for text in (said, "Ja […] det er sant.", "Ja [ler] […] sant."):
        assert quoting.quotes.check_edited(said, text) is None


def test_a_long_text_with_many_gaps_is_checked_at_once(quoting: Project) -> None:
    said = "vi og " * 2_000
    text = " […] og ".join(["vi"] * 200) + " […] slutt"
    assert quoting.quotes.check_edited(said, text) is not None
