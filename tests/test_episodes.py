"""Episodes: opening, closing, changing, and the one code each may have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import draft

from qualcode.errors import InputError, UnknownName
from qualcode.model import Code, Codebook, Coding, Document, Episode, Span
from qualcode.project import Project
from qualcode.project.exclusivity import broken_by, is_episode_book, rule_of

TURNS = ("Ja da", "  Hva gjør vi?", "Vi prøver \n", "\n", "Fint 🙂", "Slutt")


@pytest.fixture
def talk(study: Project) -> Iterator[Project]:
    """A document of six turns, the learning actions, Kari and Ola."""
    for name in ("Kari", "Ola"):
        study.coders.ensure(name)
    study.documents.add(draft("a", *(("D", text) for text in TURNS)))
    study.codebooks.load("expansive-learning")
    yield study
    assert study.check() == []


def document(project: Project) -> Document:
    return project.documents.get("a")


def coder(project: Project, name: str = "Kari") -> str:
    return project.coders.get(name).uuid


def opened(project: Project, name: str = "Kari") -> Episode | None:
    return project.episodes.opened(document(project).uuid, coder(project, name))


def make(project: Project, first: int, last: int, name: str = "Kari") -> Episode:
    """A closed episode."""
    own = coder(project, name)
    episode = project.episodes.open(document(project), own, first)
    return project.episodes.close(episode.uuid, last, own)


def give(project: Project, episode: Episode, code: str, span: Span | None = None) -> Coding:
    span = span or project.episodes.span(episode)
    return project.codings.apply(
        episode.document,
        project.codes.get(code).uuid,
        episode.coder,
        span.start,
        span.end,
        episode=episode.uuid,
    )


# Opening and closing


def test_an_episode_is_opened_at_a_turn_and_closed_at_another(talk: Project) -> None:
    own = coder(talk)
    episode = talk.episodes.open(document(talk), own, 1, " shared plan ")
    assert (episode.first_turn, episode.last_turn, episode.topic) == (1, 1, "shared plan")
    assert opened(talk) == episode
    assert opened(talk, "Ola") is None
    closed = talk.episodes.close(episode.uuid, 4, own)
    assert (closed.first_turn, closed.last_turn) == (1, 4)
    assert talk.episodes.of_document(document(talk).uuid) == [closed]
    assert talk.episodes.get(episode.uuid) == closed
    assert opened(talk) is None


def test_an_open_episode_is_still_open_after_a_restart_and_an_undo(talk: Project) -> None:
    own = coder(talk)
    episode = talk.episodes.open(document(talk), own, 1)
    with Project.open(talk.path) as again:
        assert opened(again) == episode
    talk.episodes.close(episode.uuid, 4, own)
    assert talk.undo(own) == "close an episode of a"
    assert opened(talk) == episode
    talk.redo(own)
    assert opened(talk) is None
    talk.undo(own)
    assert talk.undo(own) == "open an episode in a"
    assert (opened(talk), talk.episodes.of_document(document(talk).uuid)) == (None, [])


def test_an_episode_of_one_turn_is_closed_too(talk: Project) -> None:
    own = coder(talk)
    episode = talk.episodes.open(document(talk), own, 2)
    assert talk.episodes.close(episode.uuid, 2, own) == episode
    assert opened(talk) is None


def test_changing_a_closed_episode_does_not_open_it(talk: Project) -> None:
    own = coder(talk)
    closed = make(talk, 1, 3)
    talk.episodes.change(closed.uuid, own, last_turn=1)
    assert opened(talk) is None
    other = talk.episodes.open(document(talk), own, 4)
    talk.episodes.change(closed.uuid, own, topic="t")
    assert opened(talk) == other
    moved = talk.episodes.change(other.uuid, own, first_turn=3)
    assert opened(talk) == moved


def test_closing_another_one_later_leaves_the_open_one_open(talk: Project) -> None:
    own = coder(talk)
    first = make(talk, 0, 1)
    episode = talk.episodes.open(document(talk), own, 4)
    talk.episodes.close(first.uuid, 2, own)
    assert opened(talk) == episode


def test_one_episode_is_open_at_a_time(talk: Project) -> None:
    own = coder(talk)
    talk.episodes.open(document(talk), own, 1)
    with pytest.raises(InputError, match="an episode is open since turn 2"):
        talk.episodes.open(document(talk), own, 4)
    talk.episodes.open(document(talk), coder(talk, "Ola"), 1)


def test_episodes_have_turns_that_are_there_and_in_order(talk: Project) -> None:
    own = coder(talk)
    for turn in (-1, 6):
        with pytest.raises(InputError, match="are not an episode of a"):
            talk.episodes.open(document(talk), own, turn)
    episode = talk.episodes.open(document(talk), own, 3)
    for turn in (2, 6):
        with pytest.raises(InputError, match="are not an episode of a"):
            talk.episodes.close(episode.uuid, turn, own)
    with pytest.raises(InputError, match="are not an episode of a"):
        talk.episodes.change(episode.uuid, own, first_turn=4)
    with pytest.raises(UnknownName):
        talk.episodes.close("nowhere", 4, own)
    assert opened(talk) == episode


def test_ones_own_episodes_do_not_overlap(talk: Project) -> None:
    own = coder(talk)
    make(talk, 2, 3)
    make(talk, 1, 5, "Ola")
    for turn in (2, 3):
        with pytest.raises(InputError, match="turns 3 to 4 are another episode of yours"):
            talk.episodes.open(document(talk), own, turn)
    before = talk.episodes.open(document(talk), own, 0)
    with pytest.raises(InputError, match="turns 3 to 4 are another episode of yours"):
        talk.episodes.close(before.uuid, 4, own)
    talk.episodes.close(before.uuid, 1, own)
    after = make(talk, 4, 5)
    with pytest.raises(InputError, match="turns 3 to 4 are another episode of yours"):
        talk.episodes.change(after.uuid, own, first_turn=3)


def test_nobody_changes_anothers_episode(talk: Project) -> None:
    episode = make(talk, 1, 2)
    ola = coder(talk, "Ola")
    for change in (
        lambda: talk.episodes.close(episode.uuid, 3, ola),
        lambda: talk.episodes.change(episode.uuid, ola, topic="mine"),
        lambda: talk.episodes.remove(episode.uuid, ola),
    ):
        with pytest.raises(InputError, match="another coder's"):
            change()
    assert talk.episodes.get(episode.uuid) == episode


def test_an_episode_is_found_by_its_turns(talk: Project) -> None:
    episode, own = make(talk, 1, 3), coder(talk)
    uuid = document(talk).uuid
    found = [talk.episodes.at(uuid, own, turn) for turn in range(6)]
    assert found == [None, episode, episode, episode, None, None]
    assert talk.episodes.at(uuid, coder(talk, "Ola"), 2) is None


def test_an_episode_covers_the_words_of_its_turns(talk: Project) -> None:
    text = talk.documents.text(document(talk).uuid)
    span = talk.episodes.span(make(talk, 1, 3))
    assert text[span.start : span.end] == "Hva gjør vi?\nVi prøver"
    silence = talk.episodes.span(talk.episodes.open(document(talk), coder(talk), 4))
    assert text[silence.start : silence.end] == "Fint 🙂"


def test_an_episode_of_silence_has_a_place_too(talk: Project) -> None:
    text = talk.documents.text(document(talk).uuid)
    span = talk.episodes.span(talk.episodes.open(document(talk), coder(talk), 3))
    assert text[span.start : span.end] == "\n"


# Codings of episodes


def test_codings_of_the_whole_episode_follow_it(talk: Project) -> None:
    own = coder(talk)
    episode = talk.episodes.open(document(talk), own, 1)
    whole = give(talk, episode, "exp.modelling")
    part = give(talk, episode, "exp.dev.action", Span(whole.start, whole.start + 3))
    closed = talk.episodes.close(episode.uuid, 2, own)
    followed = talk.codings.get(whole.uuid)
    assert followed.span == talk.episodes.span(closed)
    assert followed.quote == "Hva gjør vi?\nVi prøver"
    assert talk.codings.get(part.uuid) == part
    talk.episodes.change(episode.uuid, own, first_turn=0)
    assert talk.codings.get(whole.uuid).quote == "Ja da\n  Hva gjør vi?\nVi prøver"
    talk.undo(own)
    assert talk.undo(own) == "close an episode of a"
    assert talk.codings.get(whole.uuid) == whole


def test_a_coding_of_the_whole_stretch_that_was_there_before_stands(talk: Project) -> None:
    own = coder(talk)
    episode = talk.episodes.open(document(talk), own, 1)
    whole = give(talk, episode, "exp.modelling")
    text = talk.documents.text(episode.document)
    before = talk.codings.apply(
        episode.document, whole.code, own, whole.start, text.index("prøver") + 6
    )
    talk.episodes.close(episode.uuid, 2, own)
    assert talk.codings.get(whole.uuid) == whole
    assert talk.codings.get(before.uuid) == before


def test_codings_keep_their_place_when_the_episode_goes(talk: Project) -> None:
    own = coder(talk)
    episode = make(talk, 1, 2)
    coding = give(talk, episode, "exp.modelling")
    memo = talk.memos.add("coding", "hm", own, target_table="episode", target=episode.uuid)
    talk.episodes.remove(episode.uuid, own)
    left = talk.codings.get(coding.uuid)
    assert (left.span, left.quote, left.episode) == (coding.span, coding.quote, None)
    assert (talk.memos.list(), talk.check()) == ([], [])
    assert talk.undo(own) == "remove an episode of a"
    assert talk.codings.get(coding.uuid) == coding
    assert talk.memos.list() == [memo]


# One code for each episode


def breaks(project: Project, coding: Coding) -> list[str]:
    return [code.id for code in project.codings.exclusive_breaks(coding)]


def test_an_episode_has_one_action_but_overlays_go_with_it(talk: Project) -> None:
    episode = make(talk, 1, 2)
    overlay = give(talk, episode, "exp.dev.action")
    one = give(talk, episode, "exp.modelling")
    assert (breaks(talk, one), breaks(talk, overlay)) == ([], [])
    other = give(talk, episode, "exp.analysing", Span(one.start, one.start + 3))
    child = give(talk, episode, "exp.modelling.sketch")
    assert breaks(talk, child) == ["exp.analysing", "exp.modelling"]
    assert breaks(talk, one) == ["exp.analysing", "exp.modelling.sketch"]
    assert breaks(talk, overlay) == []
    again = give(talk, episode, "exp.modelling", Span(one.start, one.start + 3))
    assert breaks(talk, again) == ["exp.analysing", "exp.modelling.sketch"]
    talk.codings.set_status(other.uuid, "provisional", coder(talk))
    assert breaks(talk, child) == ["exp.modelling"]


def test_others_passages_and_others_books_break_nothing(talk: Project) -> None:
    one = give(talk, make(talk, 1, 2), "exp.modelling")
    other = give(talk, make(talk, 3, 4), "exp.analysing")
    ola = give(talk, make(talk, 1, 2, "Ola"), "exp.analysing")
    talk.codebooks.load("contradictions")
    dilemma = talk.codings.apply(
        one.document, talk.codes.get("ctr.dilemma").uuid, one.coder, one.start, one.end
    )
    conflict = talk.codings.apply(
        one.document, talk.codes.get("ctr.conflict").uuid, one.coder, one.start, one.end
    )
    for coding in (one, other, ola, dilemma, conflict):
        assert breaks(talk, coding) == []


def test_without_episodes_the_passage_counts(talk: Project) -> None:
    one, other = (
        talk.codings.apply(document(talk).uuid, talk.codes.get(code).uuid, coder(talk), 0, end)
        for code, end in (("exp.modelling", 5), ("exp.analysing", 6))
    )
    assert breaks(talk, one) == []
    other = talk.codings.adjust(other.uuid, 0, 5, coder(talk))
    assert (breaks(talk, one), breaks(talk, other)) == (["exp.analysing"], ["exp.modelling"])


EPISODE = "Episode of one or more turns."


@pytest.mark.parametrize(
    ("unit", "exclusivity", "counting"),
    [
        (EPISODE, "At most one code per episode.", "x x.a y.b"),
        (EPISODE, "Within x.* at most one code per episode.", "x x.a"),
        (EPISODE, "Within x.* (except x.a) at most\none code per episode.", "x"),
        (EPISODE, "Within x.* and y.* at most one code; y.b is an overlay.", "x x.a"),
        (EPISODE, "At most one code within an episode, except in doubt.", "x x.a y.b"),
        ("EPISODE", "At most one code; x.a and y.* are overlays.", "x"),
        (EPISODE, "Codes may overlap.", None),
        (EPISODE, "", None),
        ("Speaking turn", "At most one code per turn.", None),
        ("Segment or episode", "At most one code.", None),
    ],
)
def test_what_a_codebook_says_of_its_codes(
    unit: str, exclusivity: str, counting: str | None
) -> None:
    rule = rule_of(Codebook("u", "b", "Book", unit=unit, exclusivity=exclusivity))
    if counting is None:
        assert rule is None
    else:
        assert rule is not None
        assert [code for code in ("x", "x.a", "y.b") if rule.counts(code)] == counting.split()
        assert rule.counts("xx") == (not rule.within)


def test_a_rule_is_about_the_codes_of_its_book() -> None:
    book = Codebook("u", "b", "Book", unit=EPISODE, exclusivity="At most one code per episode.")
    code, other, foreign = (
        Code("1", "u", "x", "x"),
        Code("2", "u", "y", "y"),
        Code("3", "v", "y", "y"),
    )
    assert broken_by(book, code, [code, other, foreign]) == [other]


def test_of_the_shipped_books_one_codes_episodes(study: Project) -> None:
    for book in (
        "activity-system", "boundary-crossing", "contradictions", "expansive-learning",
        "learning-oriented-leadership", "network-learning", "transformative-agency",
    ):  # fmt: skip
        study.codebooks.load(book)
    books = study.codebooks.list()
    assert [book.id for book in books if is_episode_book(book)] == ["expansive-learning"]
    assert [book.id for book in books if rule_of(book)] == ["expansive-learning"]
    rule = rule_of(study.codebooks.get("expansive-learning"))
    assert rule is not None
    free = [code.id for code in study.codes.list() if not rule.counts(code.id)]
    assert {code for code in free if code.startswith("exp.")} == {
        "exp.dev", "exp.dev.action", "exp.dev.object",
    }  # fmt: skip
