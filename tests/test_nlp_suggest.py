"""The suggester from an empty study to a coded one, through its public door."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import InputError, NotEnoughData
from qualcode.model import Code, Cue, Example
from qualcode.nlp.passages import Passage
from qualcode.nlp.stopwords import stop_words
from qualcode.nlp.suggest import SuggestOutcome, SuggestRequest, suggest

CODES = (
    Code(
        "u-q", "b", "q", "Questioning", "Stille spørsmål",
        definition="Someone challenges how the work is done today.",
        examples=[Example("Hvorfor fyller vi ut skjemaet når ingen leser det?", "nb")],
        cues=[Cue("hvorfor gjør vi", "nb"), Cue("why do we", "en")],
    ),
    Code(
        "u-m", "b", "m", "Modelling",
        definition="A new tavle, chart or plan is drawn up together.",
        cues=[Cue("vi tegner", "nb")],
    ),
    Code("u-e", "b", "e", "Economy", definition="Budget, cost, money and cuts."),
)  # fmt: skip

SUBJECTS = ["skjemaet", "rutinen", "møtet", "epikrisen", "vaktlista", "telefonen"]
SAYINGS = {
    "u-q": "hvorfor gjør vi det sånn med {} når ingen leser det?",
    "u-m": "vi tegner en ny tavle for {} sammen i dag",
    "u-e": "budsjettet til {} er kuttet og pengene er borte",
    "": "ja, da var {} ferdig klokka ti",
}


def quiet(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def study(documents: int = 4, coded: int = 3, offset: int = 100) -> list[Passage]:
    """Documents with six passages of each saying; the first `coded` are coded, the rest targets."""
    passages = []
    for number in range(documents):
        at, previous = offset, ""
        for turn, (subject, code) in enumerate(itertools.product(SUBJECTS, SAYINGS)):
            text = SAYINGS[code].format(f"{subject} {number}")
            known = number < coded
            passages.append(
                Passage(
                    f"d{number}", turn, at, at + len(text), text, "ABC"[turn % 3], "nb", previous,
                    codes=frozenset({code} - {""}) if known else frozenset(),
                    codings=((code, f"k-{number}-{turn}", "kari"),) if known and code else (),
                    considered=known,
                    target=not known,
                )
            )  # fmt: skip
            at, previous = at + len(text) + 1, text
    return passages


def ask(
    passages: Sequence[Passage], codes: Sequence[Code] = CODES, **options: object
) -> SuggestOutcome:
    return suggest(passages, codes, SuggestRequest(**options), quiet)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def learned() -> SuggestOutcome:
    return ask(study(), top=3)


def test_every_target_gets_as_many_proposals_as_asked_for(learned: SuggestOutcome) -> None:
    passages = study()
    by_passage = itertools.groupby(learned.proposals, key=lambda each: each.passage)
    found = {row: list(group) for row, group in by_passage}
    assert sorted(found) == [row for row, each in enumerate(passages) if each.target]
    for row, group in found.items():
        assert [each.rank for each in group] == [1, 2, 3]
        assert len({each.code for each in group}) == 3
        scores = [each.score for each in group]
        assert scores == sorted(scores, reverse=True)
        passage = passages[row]
        for each in group:
            assert (each.document, each.turn) == (passage.document, passage.turn)
            assert (each.start, each.end) == (passage.start, passage.end)
            assert each.start <= each.evidence_start < each.evidence_end <= each.end
            assert each.confidence is not None
            assert 0 <= each.confidence <= each.score <= 1
            assert each.reason.text


def test_learned_codes_come_first_and_uncoded_talk_gets_little_confidence(
    learned: SuggestOutcome,
) -> None:
    passages = study()
    for each in learned.proposals:
        saying = next(code for code, text in SAYINGS.items() if _says(passages[each.passage], text))
        if each.rank == 1 and saying:
            assert each.code == saying
            assert each.confidence is not None
            assert each.confidence > 0.5
        if not saying:
            assert each.confidence is not None
            assert each.confidence < 0.5


def test_confidence_is_the_score_scaled_by_whether_to_code_at_all(learned: SuggestOutcome) -> None:
    passages = study()
    for each in learned.proposals:
        assert each.confidence is not None
        scale = each.confidence / each.score
        assert (scale < 0.5) if _says(passages[each.passage], SAYINGS[""]) else (scale > 0.5)


def _says(passage: Passage, saying: str) -> bool:
    return passage.text.startswith(saying.split(" {}", maxsplit=1)[0])


def test_metrics_and_versions_are_kept(learned: SuggestOutcome) -> None:
    assert learned.metrics["hit_at_1"] == 1.0
    assert learned.metrics["folds_by"] == "document"
    assert learned.metrics["passages"] == 72
    assert learned.metrics["coded_passages"] == 54
    assert 0 <= learned.metrics["calibration_error"] <= 0.3
    assert set(learned.versions) == {"numpy", "scikit-learn", "scipy", "spacy"}
    assert not learned.abstained


def test_reasons_hold_what_they_say(learned: SuggestOutcome) -> None:
    passages = study()
    codings = {uuid: code for each in passages for code, uuid, _ in each.codings}
    kinds = set()
    for each in learned.proposals:
        text, reason = passages[each.passage].text, each.reason
        for phrase, start, end in reason.cues:
            kinds.add("cue")
            assert text[start - each.start : end - each.start].lower() == phrase
            assert f"‘{phrase}’" in reason.text
        for uuid, likeness in reason.similar:
            kinds.add("similar")
            assert codings[uuid] == each.code
            assert 0.3 <= likeness <= 1
        for word, weight in reason.words:
            kinds.add("words")
            assert weight > 0
            assert all(part in text.lower() for part in word.split())
            assert word in reason.text
        if reason.definition:
            kinds.add("definition")
            code = next(code for code in CODES if code.uuid == each.code)
            everything = [code.name, code.name_nb, *(example.text for example in code.examples)]
            assert reason.definition in [*everything, code.definition]
    assert kinds == {"cue", "similar", "words", "definition"}


def test_a_coded_passage_is_not_explained_by_its_own_coding() -> None:
    passages = [replace(each, target=True) for each in study(3, 3)]
    for each in ask(passages).proposals:
        own = {uuid for _, uuid, _ in passages[each.passage].codings}
        assert own.isdisjoint(uuid for uuid, _ in each.reason.similar)


def test_what_the_turn_before_said_is_named_where_it_weighs_more() -> None:
    passages = []
    for number in range(240):
        asked = ("hva koster det", "hvem kommer hit")[number % 2]
        document = f"d{number % 4}"
        passages += [
            Passage(document, 2 * number, 0, 15, asked, "I", target=False),
            Passage(
                document, 2 * number + 1, 0, 20, f"ja {SUBJECTS[number // 2 % 6]} {number % 5}", "D",
                previous=asked,
                codes=frozenset() if number % 2 else frozenset({"u-e"}),
                considered=True,
            ),
        ]  # fmt: skip
    found = [each.reason for each in ask(passages, top=1, min_confidence=0.6).proposals]
    assert len(found) == 120
    assert all("koster" in reason.text.split("in the turn before: ")[1] for reason in found)
    assert not any("turn before" in each.reason.text for each in ask(study()).proposals)


@pytest.mark.parametrize(
    ("said", "named"),
    [("aldri budsjettet", {"aldri budsjettet", "budsjettet"}), ("aldri", {"aldri"})],
)
def test_function_words_are_named_only_where_no_other_word_weighs(
    said: str, named: set[str]
) -> None:
    assert "aldri" in stop_words()
    passages = [
        Passage(
            f"d{number % 4}", number, 0, 20, f"{('klokka', said)[number % 2]} {number // 2}",
            codes=frozenset({"u-e"}) if number % 2 else frozenset(),
            considered=True,
        )
        for number in range(80)
    ]  # fmt: skip
    for each in ask(passages, top=3).proposals:
        if each.code == "u-e" and passages[each.passage].codes:
            assert {word for word, _ in each.reason.words} == named


def test_where_no_sentence_speaks_for_a_code_the_whole_passage_is_the_evidence() -> None:
    text = "Xylofon zebra. Quiz yoghurt."
    found = ask([Passage("d", 0, 5, 5 + len(text), text)]).proposals
    assert all((each.evidence_start, each.evidence_end) == (5, 5 + len(text)) for each in found)


def test_a_cue_is_the_evidence() -> None:
    text = "Først noe annet. Så hvorfor gjør vi det? Og mer etterpå."
    passages = [Passage("d", 0, 50, 50 + len(text), text, language="nb")]
    first = ask(passages).proposals[0]
    assert first.code == "u-q"
    assert text[first.evidence_start - 50 : first.evidence_end - 50] == "hvorfor gjør vi"


def test_of_a_long_passage_the_sentence_that_speaks_for_the_code_is_the_evidence() -> None:
    coded = study()
    carrying = "Budsjettet er kuttet og pengene er borte."
    text = f"Da var vi ferdig klokka ti. {carrying} Ja, sånn var det."
    passages = [*coded, Passage("new", 0, 9, 9 + len(text), text, language="nb")]
    found = [each for each in ask(passages).proposals if each.document == "new"]
    assert found[0].code == "u-e"
    assert text[found[0].evidence_start - 9 : found[0].evidence_end - 9] == carrying


def test_without_codings_cues_and_definitions_rank_and_confidence_is_missing() -> None:
    passages = [replace(each, codes=frozenset(), codings=(), considered=False, target=True)
                for each in study()]  # fmt: skip
    outcome = ask(passages, top=5)
    assert len(outcome.proposals) == 3 * len(passages)
    assert all(each.confidence is None for each in outcome.proposals)
    assert outcome.metrics == {}
    assert set(outcome.abstained) == {"u-q", "u-m", "u-e"}
    assert "carry no confidence" in outcome.notes[0]
    first = {each.passage: each.code for each in outcome.proposals if each.rank == 1}
    for row, passage in enumerate(passages):
        for code in ("u-q", "u-m"):
            if _says(passage, SAYINGS[code]):
                assert first[row] == code


@pytest.mark.parametrize("coded", [4, 5])
def test_confidence_needs_five_coded_passages(coded: int) -> None:
    passages = [replace(each, target=True) for each in study(2, 2)]
    having = [row for row, each in enumerate(passages) if each.codes][:coded]
    passages = [
        each if row in having else replace(each, codes=frozenset(), codings=(), considered=row < 9)
        for row, each in enumerate(passages)
    ]
    outcome = ask(passages)
    assert all((each.confidence is None) == (coded < 5) for each in outcome.proposals)
    assert bool(outcome.metrics) == (coded >= 5)
    assert outcome.notes[0].startswith("4 coded passages") == (coded < 5)


def test_ties_follow_the_order_of_the_codes() -> None:
    passages = [Passage("d", 0, 0, 3, "xyz")]
    assert [each.code for each in ask(passages).proposals] == ["u-q", "u-m", "u-e"]
    assert [each.code for each in ask(passages, CODES[::-1]).proposals] == ["u-e", "u-m", "u-q"]
    assert all("fills up the list" in each.reason.text for each in ask(passages).proposals)


def test_a_training_passage_is_scored_without_its_own_document() -> None:
    """A word that stands in one document only can't be learned for that document."""
    passages = [replace(each, target=True) for each in study(3, 3)]
    odd = replace(passages[0], text="kvakksalveri kvakksalveri", codes=frozenset({"u-e"}))
    outcome = ask([odd, *passages[1:]])
    own = next(each for each in outcome.proposals if each.passage == 0 and each.code == "u-e")
    outside = Passage("elsewhere", 0, 0, 25, odd.text, odd.speaker, "nb")
    unseen = ask([odd, *passages[1:], outside]).proposals[-3:]
    told = next(each for each in unseen if each.code == "u-e")
    assert own.score < 0.6 * told.score


def test_rejected_codes_are_not_proposed_again() -> None:
    passages = [replace(each, rejected=frozenset({"u-q"})) for each in study()]
    outcome = ask(passages)
    assert {each.code for each in outcome.proposals} == {"u-m", "u-e"}
    assert {each.rank for each in outcome.proposals} == {1, 2}


def test_min_confidence_drops_what_is_under_it(learned: SuggestOutcome) -> None:
    kept = ask(study(), min_confidence=0.5).proposals
    assert kept
    assert list(kept) == [
        each for each in learned.proposals if each.confidence is not None and each.confidence >= 0.5
    ]


def test_min_confidence_reads_the_score_while_there_is_no_confidence() -> None:
    passages = [Passage("d", 0, 0, 20, "hvorfor gjør vi det?", language="nb")]
    kept = ask(passages, min_confidence=0.5).proposals
    assert [each.code for each in kept] == ["u-q"]
    assert kept[0].confidence is None


def test_codes_with_little_evidence_abstain_and_say_why() -> None:
    passages = study()
    rare = Code("u-r", "b", "r", "Rarely", definition="Something rare.")
    single = Code("u-s", "b", "s", "Single", definition="Only in one document.")
    passages[0] = replace(passages[0], codes=passages[0].codes | {"u-r"})
    for row in range(1, 5):
        passages[row] = replace(passages[row], codes=passages[row].codes | {"u-s"})
    outcome = ask(passages, [*CODES, rare, single], top=5)
    assert outcome.abstained == {
        "u-r": "1 passage is coded with it; a model needs 3",
        "u-s": "it is coded in one document only; a model needs two",
    }
    assert any("2 of 5 codes have too few codings" in note for note in outcome.notes)
    confidences = [each.confidence for each in outcome.proposals if each.code in {"u-r", "u-s"}]
    assert all(each is not None and each < 0.5 for each in confidences)
    assert outcome.metrics["codes_with_model"] == 3


def test_one_document_is_split_into_blocks_and_says_so() -> None:
    passages = [replace(each, document="d", target=True) for each in study(3, 3)]
    outcome = ask(passages)
    assert outcome.metrics["folds_by"] == "block"
    assert any("only one document" in note for note in outcome.notes)


def test_when_nothing_counts_as_left_uncoded_a_note_says_so() -> None:
    passages = [replace(each, considered=False) for each in study()]
    outcome = ask(passages)
    assert any("read and left uncoded" in note for note in outcome.notes)
    assert all((each.confidence or 0) > 0.98 * each.score for each in outcome.proposals)


def test_an_example_taken_from_a_passage_does_not_find_itself() -> None:
    words = "pasienten ligger tre døgn på korridoren hver eneste vinter"
    code = Code("u", "b", "c", "Crowding", examples=[Example(words)])
    own = Passage("d", 0, 0, len(words) + 8, f"Ja, {words}.")
    like = Passage("d", 1, 0, 60, words.replace("tre", "fire").replace("vinter", "sommer"))
    found = ask([own, like], [code]).proposals
    assert found[0].score < 0.1 < found[1].score
    assert not found[0].reason.definition
    assert found[1].reason.definition == words


@pytest.mark.parametrize("passages", [[], [Passage("d", 0, 0, 4, "ja", target=False)]])
def test_no_passage_to_score(passages: list[Passage]) -> None:
    with pytest.raises(NotEnoughData, match="no passage"):
        ask(passages)


@pytest.mark.parametrize("codes", [[], [replace(CODES[0], retired=True)]])
def test_no_code(codes: list[Code]) -> None:
    with pytest.raises(NotEnoughData, match="no code"):
        ask(study(), codes)


def test_retired_codes_are_not_proposed() -> None:
    codes = [replace(CODES[0], retired=True), *CODES[1:]]
    assert {each.code for each in ask(study(), codes).proposals} == {"u-m", "u-e"}


@pytest.mark.parametrize("options", [{"top": 0}, {"min_confidence": -0.1}, {"min_confidence": 1.1}])
def test_impossible_requests(options: dict[str, float]) -> None:
    with pytest.raises(InputError):
        SuggestRequest(**options)  # type: ignore[arg-type]


def test_wordless_passages_are_left_out_and_counted() -> None:
    passages = [*study(), Passage("d3", 99, 0, 3, "..."), Passage("d3", 100, 0, 1, " ")]
    outcome = ask(passages, min_confidence=0.01)
    assert max(each.passage for each in outcome.proposals) < len(passages) - 2
    assert any(note.startswith("2 passages without words") for note in outcome.notes)


@pytest.mark.parametrize("coded", [True, False])
def test_at_confidence_nought_wordless_passages_get_their_codes_too(coded: bool) -> None:
    passages = [*study(), Passage("d3", 99, 0, 3, "..."), Passage("d3", 100, 0, 1, " ")]
    if not coded:
        passages = [replace(passage, codes=frozenset(), codings=()) for passage in passages]
    outcome = ask(passages, top=2, min_confidence=0.0)
    answered = Counter(each.passage for each in outcome.proposals)
    assert {answered[row] for row, passage in enumerate(passages) if passage.target} == {2}
    assert all(each.reason.text for each in outcome.proposals)


@pytest.mark.parametrize("considered", [False, True])
@pytest.mark.parametrize("documents", [1, 2, 9])
def test_identical_passages(documents: int, considered: bool) -> None:
    passages = [
        Passage(
            f"d{i % documents}", i, 0, 8, "det samme", target=True,
            codes=frozenset({"u-q"}) if i < 20 else frozenset(),
            considered=considered or i < 20,
        )
        for i in range(40)
    ]  # fmt: skip
    assert len(ask(passages).proposals) == 120


def test_one_code_on_every_passage() -> None:
    passages = [
        replace(each, codes=frozenset({"u-q"}), target=True) for each in study(3, 3) if each.codes
    ]
    outcome = ask(passages, CODES[:1])
    assert "every passage" in outcome.abstained["u-q"]
    assert all(each.confidence is not None and each.confidence > 0.9 for each in outcome.proposals)


def test_a_very_long_passage() -> None:
    text = "vi snakker om ting og tang. " * 2000 + "Hvorfor gjør vi det sånn?"
    passages = [*study(), Passage("long", 0, 0, len(text), text, language="nb")]
    found = [each for each in ask(passages).proposals if each.document == "long"]
    assert "u-q" in {each.code for each in found}


@pytest.mark.parametrize("stage", ["reading cues", "fitting", "scoring"])
def test_progress_is_told_and_can_cancel(stage: str) -> None:
    class Cancelled(Exception):
        """The user's."""

    def cancel(now: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        if now == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        suggest(study(), CODES, SuggestRequest(), cancel)


texts = st.lists(st.text(max_size=30), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(texts, st.data())
def test_any_text_and_any_labels_give_a_whole_answer(said: list[str], data: st.DataObject) -> None:
    passages = []
    for turn, text in enumerate(said):
        given_codes = data.draw(st.sets(st.sampled_from(["u-q", "u-m", "other"])))
        passages.append(
            Passage(
                data.draw(st.sampled_from(["d", "e", "f"])), turn, 0, len(text), text,
                codes=frozenset(given_codes), considered=data.draw(st.booleans()),
            )
        )  # fmt: skip
    try:
        outcome = ask(passages)
    except NotEnoughData:
        assert not any(any(c.isalnum() for c in text) for text in said)
        return
    assert len(outcome.proposals) == 3 * len({each.passage for each in outcome.proposals})
    assert all(0 <= each.score <= 1 for each in outcome.proposals)


_PRINT_DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_nlp_suggest import ask, study
outcome = ask(study())
print(hashlib.sha256(repr((outcome.proposals, outcome.metrics, outcome.notes)).encode()).hexdigest())
"""


def test_two_processes_with_different_hash_seeds_agree() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = (
        "import sys, qualcode.nlp.suggest, qualcode.nlp.topics, qualcode.nlp.passages\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'spacy', 'bertopic', 'pandas'}\n"
        "sys.exit(str(heavy & sys.modules.keys()) if heavy & sys.modules.keys() else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
