"""Which digit gives which code, and finding codes by what is typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.slots import COUNT, Slots

CODES = [f"code{number}" for number in range(14)]
ACTS = st.lists(st.tuples(st.sampled_from(["use", "pin", "unpin"]), st.sampled_from(CODES)))


def placed(slots: Slots) -> dict[str, int]:
    return {code: digit for digit, code in slots.each()}


def do(slots: Slots, act: str, code: str) -> None:
    if act == "use":
        slots.use(code)
    elif act == "pin":
        slots.pin(code)
    elif code in slots.pinned:
        slots.unpin(code)


@given(ACTS)
def test_pinned_codes_come_first_and_every_digit_gives_one_code(
    acts: list[tuple[str, str]],
) -> None:
    slots = Slots()
    for act, code in acts:
        do(slots, act, code)
        digits = placed(slots)
        assert [slots.digit(each) for each in slots.pinned] == [*range(1, len(slots.pinned) + 1)]
        assert len(digits) == len(slots.each()) <= COUNT
        if act == "use" and len(slots.pinned) < COUNT:
            assert code in digits


@given(ACTS, st.sampled_from(CODES))
def test_using_a_code_moves_no_other(acts: list[tuple[str, str]], used: str) -> None:
    slots = Slots()
    for act, code in acts:
        do(slots, act, code)
    before, recent = placed(slots), list(slots.recent)
    slots.use(used)
    after = placed(slots)
    gone = before.keys() - after.keys()
    assert all(after[code] == before[code] for code in before.keys() - gone)
    assert len(gone) <= 1
    for lost in gone:
        assert lost not in slots.pinned
        if lost in recent:
            later = recent[: recent.index(lost)]
            assert before.keys() - {lost, *slots.pinned} <= {*later}


@given(ACTS)
def test_what_is_written_is_read_again(acts: list[tuple[str, str]]) -> None:
    slots = Slots()
    for act, code in acts:
        do(slots, act, code)
    again = Slots.parse(slots.written(), CODES)
    assert (again.each(), again.pinned, again.recent) == (
        slots.each(), slots.pinned, slots.recent,
    )  # fmt: skip


def test_a_code_pinned_without_a_digit_pushes_out_the_one_used_longest_ago() -> None:
    slots = Slots()
    for code in CODES[:9]:
        slots.use(code)
    slots.use(CODES[0])
    assert slots.pin(CODES[10])
    assert slots.code(1) == CODES[10]
    assert slots.digit(CODES[1]) is None
    assert slots.digit(CODES[0]) == 2


def test_nine_codes_can_be_pinned_and_not_a_tenth() -> None:
    slots = Slots()
    assert all(slots.pin(code) for code in CODES[:9])
    assert not slots.pin(CODES[9])
    slots.use(CODES[9])
    assert slots.digit(CODES[9]) is None
    assert slots.recent == [CODES[9]]


def test_codes_that_are_gone_lose_their_digits() -> None:
    slots = Slots(pinned=["a", "b"], placed=["a", "b", "c", "d"], recent=["d", "a"])
    slots.keep({"b", "d"})
    assert slots.each() == [(1, "b"), (4, "d")]
    assert slots.recent == ["d"]
    assert Slots.parse("a b|a b c d|d a", {"b", "d"}).each() == [(1, "b"), (2, "d")]
