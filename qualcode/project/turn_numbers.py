"""The turns of a study under one number each, and sets of them by who speaks and where.

Documents by name, each with its turns in their order: so the numbers sort as people read, and
what a query asks for is work on sets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.model import Case, Document
from qualcode.project.names import fold
from qualcode.store import search as stored
from qualcode.store.database import Store

if TYPE_CHECKING:
    from qualcode.project.study import Project


class TurnNumbers:
    """The turns of these documents, numbered."""

    def __init__(self, store: Store, project: Project, documents: Sequence[Document]) -> None:
        self._store = store
        self._project = project
        self._documents = documents
        self._begins: dict[str, int] = {}
        at = 0
        for document in documents:
            self._begins[document.uuid] = at
            # One without turns has a place of its own, for its codings.
            at += max(document.turn_count, 1)
        self._starts = list(self._begins.values())
        self._total = at

    def __contains__(self, document: str) -> bool:
        return document in self._begins

    def all(self) -> range:
        """Every number."""
        return range(self._total)

    def of_document(self, uuid: str) -> range:
        """The numbers of a document's turns."""
        begin = self._begins[uuid]
        at = bisect_right(self._starts, begin)
        return range(begin, self._starts[at] if at < len(self._starts) else self._total)

    def holding(self, matching: str) -> frozenset[int]:
        """Turns that fit a query in FTS5's syntax."""
        return self.numbered(stored.turns_holding(self._store, matching))

    def spoken_by(self, labels: Collection[str]) -> frozenset[int]:
        """Turns of these speakers."""
        spoken = stored.turns_spoken_by(self._store, labels)
        return self.numbered((document, ordinal) for document, ordinal, _ in spoken)

    def of_cases(self, wanted: Collection[str]) -> frozenset[int]:
        """Turns of the speakers that stand for these cases."""
        cases = self._project.cases.by_speaker()
        labels = {label for (label, _), case in cases.items() if case.uuid in wanted}
        spoken = stored.turns_spoken_by(self._store, labels)
        return self.numbered(
            (document, ordinal)
            for document, ordinal, speaker in spoken
            if (case := _case_of(cases, document, speaker)) is not None and case.uuid in wanted
        )

    def with_variable(self, name: str, value: str) -> set[int]:
        """Turns whose variable has this value, whatever the case of its letters.

        A case's variables go before a turn's, and those before its document's.
        """
        wanted = fold(value)
        found = {
            number
            for document in self._documents
            if fold(str(document.variables.get(name, ""))) == wanted
            for number in self.of_document(document.uuid)
        }
        cases = self._project.cases.by_speaker()
        labels = {label for (label, _), case in cases.items() if name in case.variables}
        by_turn = stored.turns_with(self._store, name)
        by_case = (
            (document, ordinal, case.variables[name])
            for document, ordinal, speaker in stored.turns_spoken_by(self._store, labels)
            if (case := _case_of(cases, document, speaker)) is not None and name in case.variables
        )
        for held in (by_turn, by_case):
            for document, ordinal, own in held:
                if document not in self._begins:
                    continue
                number = self._begins[document] + ordinal
                (found.add if fold(str(own)) == wanted else found.discard)(number)
        return found

    def with_neighbour(
        self, turns: frozenset[int], others: frozenset[int], distance: int
    ) -> set[int]:
        """Those of `turns` with one of `others` at most `distance` away in the same document."""
        ranked = sorted(others)
        ends = [*self._starts[1:], self._total]
        found = set()
        for turn in turns:
            document = bisect_right(self._starts, turn) - 1
            first = max(turn - distance, self._starts[document])
            last = min(turn + distance, ends[document] - 1)
            at = bisect_left(ranked, first)
            if at < len(ranked) and ranked[at] <= last:
                found.add(turn)
        return found

    def numbered(self, places: Iterable[tuple[str, int]]) -> frozenset[int]:
        """The numbers of turns given as (document, ordinal), without those of other documents."""
        begins = self._begins
        return frozenset(
            begins[document] + ordinal for document, ordinal in places if document in begins
        )


def _case_of(
    cases: Mapping[tuple[str, str | None], Case], document: str, speaker: str
) -> Case | None:
    return cases.get((speaker, document)) or cases.get((speaker, None))
