"""Queries: what they are read as, and what is said of those that can't be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import InputError, QualcodeError
from qualcode.query import (
    LONGEST,
    SYNTAX,
    And,
    Field,
    Near,
    Node,
    Not,
    Or,
    Variable,
    Words,
    parse,
    wanted_words,
)
from qualcode.query_pieces import FIELDS, QueryError


def word(*words: str) -> Words:
    return Words(words, prefix=False)


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a b", And((A, B))),
        ("a AND b c", And((A, B, C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a OR b OR c", Or((A, B, C))),
        ("a (b c)", And((A, And((B, C))))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT (b OR c)", And((A, Not(Or((B, C)))))),
        ("a -(b c)", And((A, Not(And((B, C)))))),
        ("a NOT NOT b", And((A, Not(Not(B))))),
        ("a NEAR/2 b", Near(A, B, 2)),
        ("a NEAR/2 b NEAR/0 c", Near(Near(A, B, 2), C, 0)),
        ("a b NEAR/1 c", And((A, Near(B, C, 1)))),
        ('"a b"', word("a", "b")),
        ("“a b”", word("a", "b")),
        ("«a b» c", And((word("a", "b"), C))),
        ("beg*", Words(("beg",), prefix=True)),
        ('"a beg*"', Words(("a", "beg"), prefix=True)),
        ('"a beg"*', Words(("a", "beg"), prefix=True)),
        ("e-post", word("e", "post")),
        ('"OR"', word("OR")),
        ("or", word("or")),
        ("a - b", And((A, B))),
        ("a ()", A),
        ("10:30", word("10", "30")),
        ("Anna: a", And((word("Anna"), A))),
        ("code:exp.modelling", Field("code", ("exp.modelling",))),
        ('CODE:"A > B"', Field("code", ("A > B",))),
        ("code:a OR code:b", Field("code", ("a", "b"))),
        ("code:a OR coder:b", Or((Field("code", ("a",)), Field("coder", ("b",))))),
        ("a -code:b", And((A, Not(Field("code", ("b",)))))),
        ("(code:a coder:k)", And((Field("code", ("a",)), Field("coder", ("k",))))),
        ("status:Discuss", Field("status", ("discuss",))),
        ("site=K04", Variable("site", "K04")),
        ('"years there"="a b"', Variable("years there", "a b")),
        ("a\u030a", word("å")),
    ],
)
def test_what_a_query_is_read_as(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("a AND", 2, "AND at letter 3 has nothing after it"),
        ("AND a", 0, "AND at letter 1 has nothing before it"),
        ("a OR OR b", 2, "OR at letter 3 has nothing after it"),
        ("a OR –", 2, "nothing after it"),
        ("(a) NOT", 4, "NOT at letter 5 has nothing after it"),
        ("a (b OR c", 2, "the bracket at letter 3 is never closed"),
        ("a) b", 1, "the bracket at letter 2 closes nothing"),
        ('a "b', 2, "the quotation mark at letter 3 is never closed"),
        ('code:"b', 5, "the quotation mark at letter 6 is never closed"),
        ("a NEAR b", 2, "doesn't say how near"),
        ("a NEAR(b c)", 2, "doesn't say how near"),
        ("a NEAR/x b", 2, "doesn't say how near"),
        ("NEAR/2 b", 0, "NEAR/2 at letter 1 has nothing before it"),
        ("a NEAR/2", 2, "NEAR/2 at letter 3 has nothing after it"),
        ("a NEAR/2 -b", 2, "can't stand beside NOT"),
        ("a code: x", 2, "code: at letter 3 names nothing"),
        ('code:""', 0, "names nothing"),
        ("a site=", 2, "site= at letter 3 names nothing"),
        ("site = K04", 5, "= at letter 6 has no variable before it"),
        ("a kode:x", 2, "no field kode: to search by, at letter 3"),
        ("(" * 80 + "a" + ")" * 80, 25, "nested too deep at letter 26"),
        ("NOT " * 80 + "a", 100, "nested too deep"),
        ("a NEAR/0 " * 900 + "a", 25 * 9 + 2, "more than 25 NEAR in a row"),
        ("a" * (LONGEST + 1), LONGEST, "more than 10,000 letters"),
        ("-a", 0, "only what is not to be found"),
        ("NOT code:x", 0, "only what is not to be found"),
        ("", 0, "holds no word to look for"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(query: str, place: int, said: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert said in raised.value.message
    assert raised.value.place == place
    assert raised.value.hint


def test_a_misspelt_field_or_status_brings_the_nearest() -> None:
    with pytest.raises(InputError) as raised:
        parse("documnt:x")
    assert "document:" in raised.value.hint
    with pytest.raises(InputError) as raised:
        parse("status:discus")
    assert "discuss" in raised.value.hint


def test_every_field_and_form_that_is_documented_can_be_read() -> None:
    forms = [form for form, _ in SYNTAX]
    assert {form.partition(":")[0] for form in forms if ":" in form} == set(FIELDS)
    for form in forms:
        parse(f"x {form}")


def test_words_that_are_to_be_absent_are_not_wanted() -> None:
    tree = parse('a (b OR code:x) -c NOT (d e) f NEAR/1 "g h"')
    assert wanted_words(tree) == [A, B, word("f"), word("g", "h")]


@given(st.text(st.sampled_from('ab "()-*:=«»“”/NEARODT0 code:site=\n\x00å🙂\ud83d'), max_size=30))
def test_any_text_is_read_or_refused_with_a_hint(query: str) -> None:
    try:
        parse(query)
    except QualcodeError as error:
        refused = (error.message, error.hint)
    else:
        refused = ("read", "read")
    assert all(refused)
