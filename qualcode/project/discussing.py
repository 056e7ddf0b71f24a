"""Codings that are flagged to be discussed, and what the team decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Coding, Memo
from qualcode.project.memos import drafted_memo
from qualcode.project.recoding import DISCUSS, refuse_unflagged, settle
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored
from qualcode.store.columns import as_row
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project


@dataclass(frozen=True, slots=True)
class Discussion:
    """A coding to be discussed: why, who flagged it (uuid), and when.

    Without a line of why, as after `set_status`, these are empty.
    """

    coding: Coding
    why: str
    flagged_by: str | None
    flagged_at: str


def discussions(store: Store) -> Sequence[Discussion]:
    """The flagged codings of all coders, by document name and place.

    Where several have flagged a coding, the latest one's words are given.
    """
    found = []
    for coding in stored.with_status(store, "discuss"):
        memo = next(
            (
                memo
                for memo in reversed(stored.memos_on(store, coding.uuid))
                if memo.title == DISCUSS
            ),
            None,
        )
        if memo is None:
            found.append(Discussion(coding, "", None, ""))
        else:
            found.append(Discussion(coding, memo.text, memo.coder, memo.created_at))
    return found


def decide_discussion(store: Store, project: Project, uuid: str, decision: str, coder: str) -> Memo:
    """Let a flagged coding stand and keep what was decided about it, in one step.

    The decision is a method memo on the passage, tied to the codebook version in force.

    Raises:
        UnknownName: there is no such coding.
        InputError: it isn't flagged; the decision is empty.
    """
    with store.writing():
        coding = project.codings.get(uuid)
        code = project.codes.by_uuid(coding.code)
        refuse_unflagged(coding, code)
        version, _ = stored_codes.version_in_force(store, code.codebook)
        memo = drafted_memo(
            store, "method", decision, coder, title=f"decision: {code.id}",
            target_table=version and "codebook_version", target=version,
            document=coding.document, start=coding.start, end=coding.end,
        )  # fmt: skip
        with store.transaction("coding.decide", f"decide about {code.id}", coder) as change:
            settle(store, change, uuid)
            change.insert("memo", as_row(memo))
    return memo
