"""Giving one code all that another one has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcode.model import Code, Coding, CodingStatus
from qualcode.project.removing import remove_memos_on
from qualcode.store import codes as stored
from qualcode.store import codings as stored_codings
from qualcode.store import themes as stored_themes
from qualcode.store.columns import to_json
from qualcode.store.database import Store
from qualcode.store.journal import Transaction, keys_of

_RANK: tuple[CodingStatus, ...] = ("provisional", "standing", "discuss")
"""Which status two codings have that become one: a question asked about either stays asked."""


def hand_over(
    store: Store, change: Transaction, code: Code, target: Code, children: Sequence[Code]
) -> int:
    """Give `target` the codings, decisions, memos, themes and children of a code.

    Codings that `target` has on the same span by the same coder already are joined with those.
    Returns how many codings the code had.
    """
    uuids = keys_of(store, "coding", "code", code.uuid)
    for uuid in uuids:
        coding = stored_codings.by_uuid(store, uuid)
        assert coding is not None  # noqa: S101 - read in this transaction
        twin = stored_codings.same(store, replace(coding, code=target.uuid))
        if twin is None:
            change.update("coding", coding.uuid, {"code": target.uuid})
        else:
            _join(store, change, coding, twin)
    _move_decisions(store, change, code, target)
    for child in children:
        change.update("code", child.uuid, {"parent": target.uuid})
    for memo in stored_codings.memos_on(store, code.uuid):
        change.update("memo", memo.uuid, {"target": target.uuid})
    _move_themes(store, change, "code", code.uuid, target.uuid)
    return len(uuids)


def _join(store: Store, change: Transaction, coding: Coding, twin: Coding) -> None:
    """Make one coding of two: `twin` stays, with the other's memos and its places under themes."""
    for memo in stored_codings.memos_on(store, coding.uuid):
        change.update("memo", memo.uuid, {"target": twin.uuid})
    _move_themes(store, change, "coding", coding.uuid, twin.uuid)
    joined = {
        "status": max(twin.status, coding.status, key=_RANK.index),
        "attributes": to_json({**coding.attributes, **twin.attributes}),
        "episode": twin.episode or coding.episode,
    }
    change.update("coding", twin.uuid, joined)
    change.delete("coding", coding.uuid)


def _move_themes(
    store: Store, change: Transaction, member: stored_themes.Member, old: str, new: str
) -> None:
    gathering = set(stored_themes.themes_of(store, member, new))
    for theme, link in stored_themes.themes_of(store, member, old).items():
        if theme in gathering:
            change.delete(f"theme_{member}", link)
        else:
            change.update(f"theme_{member}", link, {member: new})


def _move_decisions(store: Store, change: Transaction, code: Code, target: Code) -> None:
    """Where both codes were decided on at one place, what was decided last holds."""
    for uuid in stored.overruled(store, code.uuid, target.uuid):
        remove_memos_on(store, change, uuid)
        change.delete("decision", uuid)
    for uuid in keys_of(store, "decision", "code", code.uuid):
        change.update("decision", uuid, {"code": target.uuid})
