"""Canonical text, decoding, words, sentences and paragraphs."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode import text
from qualcode.errors import ImportFailure

NORWEGIAN = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ .,:;?!«»–…\n"
PROSE = "Vi prøver å få til overgangen. Ærlig talt – «samhandling» på Åsen er vanskelig …\n"

any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


@given(any_text)
def test_canonical_twice_is_canonical_once(value: str) -> None:
    once = text.canonical(value)
    assert text.canonical(once) == once
    assert "\r" not in once


def test_line_ends_are_all_that_changes() -> None:
    assert text.canonical("\ufeffå\r\na\u030a\u2028\rx\x85") == "å\na\u030a\u2028\nx\x85"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@given(value=any_text)
def test_unicode_comes_back(encoding: str, value: str) -> None:
    assume(not value.startswith("\x00"))  # looks like UTF-32 after the mark of UTF-16
    marked = value if encoding != "utf-8" else "tekst " + value.replace("\x00", "")
    try:
        decoded = text.decode(marked.encode(encoding))
    except ImportFailure:
        assert encoding == "utf-8"  # control characters look binary there
        return
    assert decoded.text == text.canonical(marked)
    assert not decoded.guessed
    assert not decoded.replaced


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_byte_order_mark(encoding: str) -> None:
    decoded = text.decode(PROSE.encode(encoding))
    assert (decoded.text, decoded.encoding) == (PROSE, encoding)
    assert decoded.guessed


@given(st.text(NORWEGIAN, min_size=1, max_size=80))
def test_windows_1252_norwegian_comes_back(value: str) -> None:
    sentence = f"Hun sa at {value} på jobben"
    assert text.decode(sentence.encode("cp1252")).text == sentence


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize(
    "value", ["på", "Å nei", "Blåbærsyltetøy, 5 kr", "Ærlig talt. Øl på Åsen."]
)
def test_short_norwegian_texts_are_told_apart(encoding: str, value: str) -> None:
    decoded = text.decode(value.encode(encoding))
    assert decoded.text == value
    assert decoded.guessed


def test_another_alphabet_is_left_to_the_guesser() -> None:
    value = "Привет, как дела? Это интервью о медицинских сёстрах и врачах."
    assert text.decode(value.encode("cp1251")).text == value


def test_a_damaged_utf8_file_stays_utf8() -> None:
    data = (PROSE * 20).encode() + b"\xe5" + PROSE.encode()
    decoded = text.decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 1
    assert decoded.text.startswith(PROSE)


@given(st.binary(max_size=300))
def test_any_bytes_decode_the_same_way_again_or_fail(data: bytes) -> None:
    try:
        first = text.decode(data)
    except ImportFailure:
        return
    first.text.encode("utf-8")
    bare = data
    for bom in (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        bare = bare.removeprefix(bom)
    assert text.decode(bare, first.encoding).text == first.text


@pytest.mark.parametrize("encoding", ["nonesuch", "hex", "rot13", "a\x00b", "undefined"])
def test_an_encoding_that_is_none(encoding: str) -> None:
    with pytest.raises(ImportFailure):
        text.decode(b"abc", encoding)


def test_the_wrong_encoding() -> None:
    with pytest.raises(ImportFailure, match="not in the encoding ascii"):
        text.decode("på".encode(), "ascii")


def test_lone_surrogates_never_come_through() -> None:
    text.decode(b"+2AA-", "utf-7").text.encode("utf-8")


def test_binary_is_refused() -> None:
    with pytest.raises(ImportFailure, match="not text"):
        text.decode(bytes(range(256)) * 4)


def test_a_few_nuls_are_survived() -> None:
    data = b"I: hei\x00 der\n" + b"R: ja og mer tekst\n" * 20
    assert "\x00" in text.decode(data).text


def test_line_ends_can_be_kept() -> None:
    assert text.decode(b"\xef\xbb\xbfa\r\nb", keep_line_ends=True).text == "a\r\nb"


@pytest.mark.parametrize("spans", [text.words, text.sentences, text.paragraphs])
@given(
    value=st.text(st.sampled_from("ab å.!?…\n\t\u00a0 -'’1"), max_size=80),
    start=st.integers(0, 80),
    length=st.integers(0, 80),
)
def test_spans_are_ordered_inside_and_not_empty(spans, value, start, length) -> None:
    start = min(start, len(value))
    end = min(start + length, len(value))
    before = start
    for span in spans(value, start, end):
        assert before <= span.start < span.end <= end
        piece = value[span.start : span.end]
        assert piece == piece.strip()
        before = span.end


@given(st.text(st.sampled_from("ab å.!?…\n\t -"), max_size=80))
def test_sentences_and_paragraphs_lose_nothing(value: str) -> None:
    for spans in (text.sentences, text.paragraphs):
        kept = "".join(value[span.start : span.end] for span in spans(value))
        assert "".join(kept.split()) == "".join(value.split())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ja. Nei! Hva?", ["Ja.", "Nei!", "Hva?"]),
        ("Det er bl.a. dette. Og så.", ["Det er bl.a. dette.", "Og så."]),
        ("Jeg vet ... ikke helt. Nei", ["Jeg vet ... ikke helt.", "Nei"]),
        ("Jeg vet … Kanskje", ["Jeg vet …", "Kanskje"]),
        ("Den 3. mars kom han. Så", ["Den 3. mars kom han.", "Så"]),
        ("Det var i 2025. Så kom", ["Det var i 2025.", "Så kom"]),
        ("«Kom!» Så gikk han", ["«Kom!»", "Så gikk han"]),
        ("uten tegn i det hele", ["uten tegn i det hele"]),
        ("en linje\nen til", ["en linje", "en til"]),
    ],
)
def test_sentences(value: str, expected: list[str]) -> None:
    assert [value[span.start : span.end] for span in text.sentences(value)] == expected


NORWEGIAN_TALK = (
    "ja vi begynte med å ha møter hver uke og så kom det nye folk fra kommunen som skulle være med "
    "og jeg husker at det var veldig vanskelig å få alle til å forstå hva vi egentlig holdt på med "
    "men etter hvert ble det bedre"
)
ENGLISH_TALK = (
    "well we started with a meeting every week in the old building by the river and then new "
    "people came from the town who were to be part of all this because they knew the work but it "
    "was hard to make everybody see it"
)


def _sentences(value: str) -> list[str]:
    return [value[span.start : span.end] for span in text.sentences(value)]


@pytest.mark.parametrize(
    ("value", "beginnings"),
    [
        (NORWEGIAN_TALK, ["ja vi", "og jeg"]),
        (ENGLISH_TALK, ["well we", "and then"]),
        (ENGLISH_TALK.replace("new people", "new # people"), ["well we", "people came"]),
        (ENGLISH_TALK.replace("new people", "new (2.0) people"), ["well we", "people came"]),
        (ENGLISH_TALK.replace("new people", "new ... people"), ["well we", "people came"]),
        (ENGLISH_TALK.replace("new people", "new\npeople"), ["well we", "people came"]),
        (ENGLISH_TALK + ".", ["well we"]),
    ],
)
def test_long_talk_without_full_stops_is_divided_at_pauses_and_clauses(
    value: str, beginnings: list[str]
) -> None:
    assert [" ".join(part.split()[:2]) for part in _sentences(value)] == beginnings


def test_talk_of_up_to_forty_words_is_one_sentence() -> None:
    forty = "og så " * 20
    assert _sentences(forty) == [forty.strip()]
    assert len(_sentences(forty + "ja")) == 2


def test_talk_without_anything_to_divide_it_at_is_divided_between_words() -> None:
    parts = _sentences("ord " * 1000)
    assert max(len(part.split()) for part in parts) == 120
    assert sum(len(part.split()) for part in parts) == 1000


def test_a_very_long_turn_is_divided_in_no_time() -> None:
    parts = _sentences("og så kom det nye folk # som ikke visste om det " * 5000)
    assert max(len(part.split()) for part in parts) <= 40


TALK = "ja|det|men|og|så|fordi|va-|#|##|(.)|(2.0)|...|…|and|then|but|pa\u030a|e-helse|.|!|\n"
talk = st.lists(st.sampled_from(re.split(r"\|", TALK)), max_size=400).map(" ".join)


@given(talk)
def test_divided_talk_loses_nothing_and_cuts_no_word(value: str) -> None:
    spans = list(text.sentences(value))
    assert "".join("".join(value[s.start : s.end].split()) for s in spans) == "".join(value.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))
    inside = {at for word in text.words(value) for at in range(word.start + 1, word.end)}
    assert not inside & {at for span in spans for at in (span.start, span.end)}


def test_words_hold_combining_marks_and_apostrophes() -> None:
    value = "pa\u030a E-helse's 3 år"
    found = [value[span.start : span.end] for span in text.words(value)]
    assert found == ["pa\u030a", "E-helse's", "3", "år"]
    assert text.count_words(value) == 4


def test_context_is_cut_at_the_ends() -> None:
    assert text.context("abcdef", 2, 4, width=1) == ("b", "cd", "e")
    assert text.context("abcdef", 0, 6) == ("", "abcdef", "")
