"""How suggestions were decided on, added up."""

from __future__ import annotations

import json
from collections.abc import Sequence

from qualcode.model import Acceptance
from qualcode.store.database import Store

_KEPT = "suggestion.status = 'accepted' AND (coding.code IS NULL OR coding.code = suggestion.code)"
_RECODED = "suggestion.status = 'accepted' AND coding.code <> suggestion.code"
_REFUSED = "suggestion.status = 'rejected'"
_DECIDED = (
    "JOIN suggestion_run ON suggestion_run.uuid = suggestion.run "
    "LEFT JOIN coding ON coding.uuid = suggestion.coding "
    "WHERE suggestion_run.status = 'complete' AND suggestion.status IN ('accepted', 'rejected') "
    "AND ifnull(coding.status, '') <> 'provisional' "
    "AND suggestion.decided_by IN (SELECT value FROM json_each(?))"
)


def by_code(store: Store, coders: Sequence[str]) -> list[Acceptance]:
    """Decisions of the coders (uuids), of all runs, by code; bulk ones nobody opened don't count."""
    return _added_up(store, "NULL", "", coders)


def by_cue(store: Store, coders: Sequence[str]) -> list[Acceptance]:
    """The same by code and the cues that the suggestions gave as a reason."""
    cues = "JOIN json_each(suggestion.reason, '$.cues') AS cue "
    return _added_up(store, "json_extract(cue.value, '$[0]')", cues, coders)


def _added_up(store: Store, cue: str, joined: str, coders: Sequence[str]) -> list[Acceptance]:
    # A cue that fired twice in a passage is one reason.
    counted = ", ".join(
        f"count(DISTINCT CASE WHEN {which} THEN suggestion.uuid END)"
        for which in (_KEPT, _RECODED, _REFUSED)
    )
    rows = store.rows(
        f"SELECT suggestion.code, {cue} AS phrase, {counted} FROM suggestion {joined}{_DECIDED} "
        "GROUP BY suggestion.code, phrase ORDER BY suggestion.code, phrase",
        [json.dumps(list(coders))],
    )
    return [Acceptance(*tuple(row)) for row in rows]
