"""The language of passages, transcription marks, lemmas and stop words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.nlp.language import identified, stated_language
from qualcode.nlp.lemmas import lemma
from qualcode.nlp.marks import unmarked
from qualcode.nlp.passages import Passage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.tokens import fold

BOKMAAL = "Jeg synes at samarbeidet har vært vanskelig, og vi vet ikke hva de andre gjør."
NYNORSK = "Eg synest at samarbeidet har vore vanskeleg, og vi veit ikkje kva dei andre gjer."
ENGLISH = "I think that the collaboration was difficult and we don't know what the others do."


def said(*texts: str, speakers: Sequence[str] = (), language: str | None = None) -> list[Passage]:
    """The texts as turns of one document."""
    return [
        Passage(
            "d", at, 0, len(text), text, speaker=speakers[at] if speakers else None,
            language=language,
        )
        for at, text in enumerate(texts)
    ]  # fmt: skip


def languages(passages: Iterable[Passage]) -> list[str | None]:
    return [passage.language for passage in identified(list(passages))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOKMAAL, "nb"),
        (NYNORSK, "nn"),
        (ENGLISH, "en"),
        (BOKMAAL.lower().replace(",", "").replace(".", ""), "nb"),
        (NYNORSK.upper(), "nn"),
        ("ka e det du mein med det då", "nn"),
        ("æ syns itj det e så lætt å få te når vi itj har tid", "nb"),
        ("sykepleier: samhandling tverrfaglig kompetanse kommunehelsetjeneste", "nb"),
        ("Okay so I got a CSV file.", "en"),
        ("Myślę że współpraca między gminą a szpitalem była bardzo trudna na początku", "pl"),
        ("Waxaan u maleynayaa in iskaashiga u dhexeeya degmada uu aad u adkaa", "so"),
        ("Ich glaube dass die Zusammenarbeit zwischen der Gemeinde und dem Haus schwer war", "de"),
        ("Jeg synes at samarbejdet mellem kommunen og sygehuset har været meget svært", "da"),
        ("Jag tycker att samarbetet mellan kommunen och sjukhuset har varit svårt", "sv"),
        ("Þetta er mjög erfitt samstarf milli sveitarfélagsins og sjúkrahússins", "is"),
        ("أعتقد أن التعاون بين البلدية والمستشفى كان صعبًا جدًا في البداية", "ar"),
    ],
)
def test_a_text_says_its_language(text: str, expected: str) -> None:
    assert languages(said(text)) == [expected]


@pytest.mark.parametrize("text", ["", "123 456", "mm", "# ##", "XXXX", "…", "\x00", "\ud800"])
def test_a_text_that_says_nothing_has_no_language(text: str) -> None:
    assert languages(said(text)) == [None]


def test_marks_and_notes_of_the_transcriber_say_no_language() -> None:
    norwegian = "[inaudible 00:01:02] (12 seconds pause) [crosstalk] (laughs) vi vet ikke det"
    assert languages(said(norwegian)) == ["nb"]


def test_short_turns_take_the_language_of_the_turns_around_them() -> None:
    turns = [BOKMAAL, "mm", "okay", BOKMAAL, "mm", "sure", "okay", ENGLISH]
    assert languages(said(*turns)) == ["nb", "nb", "nb", "nb", "nb", "nb", "en", "en"]


def test_short_turns_take_the_language_of_their_own_speaker_first() -> None:
    turns, speakers = [NYNORSK, ENGLISH, "mm", "mm"], ["A", "B", "A", "B"]
    assert languages(said(*turns, speakers=speakers)) == ["nn", "en", "nn", "en"]


def test_short_foreign_turns_are_of_no_language_of_their_own() -> None:
    assert languages(said(NYNORSK, "Bonjour", "Dzień dobry")) == ["nn", "nn", "nn"]


def test_a_norwegian_turn_of_either_form_takes_the_form_its_speaker_uses() -> None:
    either = "det var bra og så må vi ta det"
    turns, speakers = [NYNORSK, BOKMAAL, either, either], ["A", "B", "A", "B"]
    assert languages(said(*turns, speakers=speakers)) == ["nn", "nb", "nn", "nb"]


def test_one_word_of_the_other_form_does_not_change_a_speaker_who_keeps_to_one() -> None:
    turns = [NYNORSK, NYNORSK + " Ja.", NYNORSK + " Nei.", NYNORSK + " Jo.", "hva sa du då"]
    assert languages(said(*turns)) == ["nn"] * 5
    assert languages(said(turns[-1])) == ["nb"]


def test_a_document_without_a_hint_takes_the_language_of_the_study() -> None:
    other = Passage("another", 0, 0, 2, "mm")
    assert languages([*said(ENGLISH, ENGLISH), other]) == ["en", "en", "en"]


def test_what_a_turn_states_stands() -> None:
    assert languages(said(ENGLISH, language="pl")) == ["pl"]
    assert languages(said(BOKMAAL, language="nn-NO")) == ["nn"]


def test_norwegian_of_no_stated_form_gets_one() -> None:
    assert languages(said(NYNORSK, BOKMAAL, "mm", language="no")) == ["nn", "nb", "nb"]
    assert languages(said("mm", language="nor")) == ["nb"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("nb-NO", "nb"), ("nn_NO", "nn"), ("NO", "no"), ("eng", "en"), ("en-GB", "en"), ("nob", "nb"),
        ("und", None), ("", None), (None, None), (" fr ", "fr"),
    ],
)  # fmt: skip
def test_codes_of_languages_are_read_as_people_write_them(
    written: str | None, expected: str | None
) -> None:
    assert stated_language(written) == expected


def test_nothing_else_of_a_passage_changes_and_no_passages_are_fine() -> None:
    (before,) = said(ENGLISH)
    (after,) = identified([before])
    assert (after.text, after.document, after.turn) == (before.text, before.document, before.turn)
    assert identified([]) == []


def test_a_very_long_turn_is_read_quickly() -> None:
    assert languages(said((NYNORSK + " ") * 5000)) == ["nn"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ja # va- hva [ler] mener du (2.0)", "ja hva mener du"),
        ("## (.) (..) (…) (3 s) (pause 3 s) (12 seconds pause) (kort pause)", ""),
        ("[inaudible 00:01:02] [uhørlig, 00:12:31] (utyd) [latter] ((sukker tungt))", ""),
        ("(alle ler) (ler av det) [crosstalk] (clears throat)", ""),
        ("//ja det// er //sant//", "ja det er sant"),
        ("[00:12:03] hei 00:12:03 #00:01:12-3# du (00:12)", "hei du"),
        ("<v Kari N>hei <b>du</b><00:00:01.000> der</v>", "hei du der"),
        ("=ja ordet= a=b **viktig**", "ja ordet a=b viktig"),
        ("samarbei- samarbeidet og d- det", "samarbeidet og det"),
        ("[NAVN] og XXXX i <kommune B>", "[NAVN] og XXXX i <kommune B>"),
        ("helse- og omsorg, inn- eller utland, pre- and post", None),
        ("http://x.no/a #metoo e-helse 1-2 kl. 12:30 (2019)", None),
        ("arbeidet (ikke minst hos oss) er [nesten] ferdig", None),
        ("Helt uten merker.", None),
    ],
)
def test_marks_are_blanked_and_words_stay(text: str, left: str | None) -> None:
    plain = unmarked(text)
    assert len(plain) == len(text)
    if left is None:
        assert plain == text
    else:
        assert " ".join(plain.split()) == left


@given(st.text(st.sampled_from("ab 1:.-#()[]<>/*=\nløer[ler](2.0)va- //"), max_size=80))
def test_what_is_unmarked_keeps_its_places(text: str) -> None:
    plain = unmarked(text)
    assert len(plain) == len(text)
    assert all(new in (old, " ") for new, old in zip(plain, text, strict=True))
    assert [at for at, char in enumerate(plain) if char == "\n"] == [
        at for at, char in enumerate(text) if char == "\n"
    ]


@pytest.mark.parametrize("piece", ["(a ", "a-", "((", "[ler ", "#", "//", "x", "(1 ", "<b ", "-"])
def test_marks_without_end_are_read_in_no_time(piece: str) -> None:
    assert len(unmarked(piece * 20_000)) == len(piece) * 20_000


def test_words_of_norwegian_are_corrected_in_norwegian_only() -> None:
    assert lemma("lege", "nn") == "lege"
    assert lemma("arbeidet", "en") == "arbeidet"


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Sjukepleiarane", "nn", "sjukepleiar"),
        ("sykepleierne", "nb", "sykepleier"),
        ("samarbeidsmøtene", "nb", "samarbeidsmøte"),
        ("samarbeidsmøtene", "no", "samarbeidsmøte"),
        ("Nurses", "en", "nurse"),
        ("went", "en", "go"),
        ("ga\u030ar", "nb", "gå"),
        ("Leder", "nb", "leder"),
        ("pasientforløpet", "nb", "pasientforløp"),
        ("ledere", "nn", "leder"),
        ("sjukepleiarane", "nb", "sjukepleiar"),
        ("Møtene", None, "møtene"),
        ("Häuser", "de", "häuser"),
        ("", "nb", ""),
        ("a" * 500, "nb", "a" * 500),
    ],
)
def test_words_have_lemmas_in_their_language(
    word: str, language: str | None, expected: str
) -> None:
    assert lemma(word, language) == expected


@given(st.text(max_size=30), st.sampled_from(["nb", "nn", "en", "pl", None]))
def test_every_word_has_a_folded_lemma(word: str, language: str | None) -> None:
    found = lemma(word, language)
    assert found == fold(found)
    assert lemma(word, language) == found


def test_stop_words_of_norwegian_hold_both_forms_and_dialect() -> None:
    assert {"hva", "kva", "ikkje", "ikke", "itj", "æ", "dåkker", "liksom"} <= stop_words("nn")
    assert stop_words("nn") == stop_words("nb")


def test_stop_words_are_one_list_where_the_language_is_unknown() -> None:
    assert stop_words() == stop_words("nb") | stop_words("en") == stop_words("pl")
    assert "which" not in stop_words("nb")
    assert "hvordan" not in stop_words("en")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_stop_words_are_folded_words(language: str) -> None:
    assert all(word == fold(word) for word in stop_words(language))


DATA = Path(__file__).parents[1].parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the data for development is elsewhere")
@pytest.mark.parametrize(
    ("name", "least"),
    [("sib200_no", 0.97), ("norwegian_lia_speech", 0.9), ("serdif_usability", 0.98)],
)
def test_languages_of_real_turns_each_by_itself(name: str, least: float) -> None:
    lines = (DATA / name / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[:: max(1, len(lines) // 400)]]
    alone = [Passage(str(at), 0, 0, 1, row["text"]) for at, row in enumerate(rows)]
    right = sum(
        found == row.get("lang", "en") for found, row in zip(languages(alone), rows, strict=True)
    )
    assert right >= least * len(rows)
