"""Many changes as one piece of content, and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.store.packing import Change, pack, unpack

VALUES = st.none() | st.integers(0, 3) | st.booleans() | st.sampled_from(["", "a", "å 🙂", "1"])
ROWS = st.dictionaries(st.sampled_from(["uuid", "x", "y", "z"]), VALUES, max_size=4)
CHANGES = st.builds(
    Change,
    st.sampled_from(["coding", "memo"]),
    st.sampled_from(["1", "2", "3"]),
    st.none() | ROWS,
    st.none() | ROWS,
)


@given(st.lists(CHANGES, max_size=12))
def test_what_was_packed_comes_back_to_the_letter(changes: list[Change]) -> None:
    back = list(unpack(pack(changes)))
    assert [repr(change) for change in back] == [repr(change) for change in changes]


def test_what_rows_have_in_common_stands_once() -> None:
    rows = [Change("coding", str(n), None, {"coder": "somebody", "start": n}) for n in range(50)]
    assert pack(rows).count(b"somebody") == 1
