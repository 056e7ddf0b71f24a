"""Any sequence of changes: undoing everything returns to the start, replay rebuilds the tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conftest import draft, steady_clock, steady_uuids
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qualcode.drafts import CaseDraft
from qualcode.errors import QualcodeError, UndoRefused
from qualcode.model import PROGRESS_STATES
from qualcode.project import CONSENSUS, Difference, Project

CODERS = st.sampled_from([0, 1])
NUMBERS = st.integers(0, 30)
NAMES = st.sampled_from(["alpha", "beta", "gamma", "Ærlig", "å", "x > y"])


def contents(project: Project) -> dict[str, Any]:
    """Everything a person made, as the doors show it."""
    documents = project.documents.list()
    return {
        "documents": [asdict(document) for document in documents],
        "texts": [project.documents.text(document.uuid) for document in documents],
        "turns": [
            asdict(turn)
            for document in documents
            for turn in project.documents.turns(document.uuid)
        ],
        "codes": [asdict(code) for code in project.codes.list()],
        "codings": [asdict(coding) for coding in project.codings.list()],
        "memos": [asdict(memo) for memo in project.memos.list()],
        "cases": [asdict(case) for case in project.cases.list()],
        "themes": [asdict(theme) for theme in project.themes.list()],
        "progress": project.progress.all(),
        "quotes": [asdict(quote) for quote in project.quotes.list()],
        "episodes": [
            asdict(episode)
            for document in documents
            for episode in project.episodes.of_document(document.uuid)
        ],
        "discussions": [asdict(discussion) for discussion in project.discussions()],
        "decisions": [
            asdict(difference.decision)
            for document in documents
            for difference in differences(project, document.uuid)
            if difference.decision
        ],
        "found": [hit.start for hit in project.search("ord").hits],
    }


def differences(project: Project, document: str) -> Sequence[Difference]:
    """What the first two coders did differently; nothing where there is one coder."""
    coders = [coder.uuid for coder in project.coders.list() if coder.name != CONSENSUS]
    return project.consensus.differences(document, *coders[:2]) if len(coders) > 1 else []


class Alone(RuleBasedStateMachine):
    """One coder works on a study, in any order."""

    names = ("Kari",)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(
            Path(self.folder.name) / "s.qualcode", clock=steady_clock(), new_uuid=steady_uuids()
        )
        self.coders = [self.project.coders.ensure(name).uuid for name in self.names] * 2
        self.project.codebooks.load("contradictions")
        self.project.documents.add(draft("base", ("I", "Et ord til"), ("D", "ja 🙂 ord")))
        self.start = contents(self.project)

    def teardown(self) -> None:
        try:
            if self.undo_everything():
                assert contents(self.project) == self.start
            assert self.project.check() == []
        finally:
            self.project.close()
            self.folder.cleanup()

    def undo_everything(self) -> bool:
        """Undo as far as it goes; whether nothing is left to undo.

        Alone, that is always everything. Of two, one may have undone what a change of the
        other's, which is undone in its turn, needs to come back: then undo refuses.
        """
        moved = True
        while moved:
            moved = False
            left = 0
            for coder in self.coders:
                try:
                    self.project.undo(coder)
                    moved = True
                except UndoRefused as refusal:
                    left += "nothing to undo" not in refusal.message
        assert not left or len(self.names) > 1
        return not left

    def attempt(self, change: Any) -> None:
        """Do it; a refusal must leave everything as it was."""
        before = contents(self.project)
        try:
            change()
        except QualcodeError:
            assert contents(self.project) == before

    def pick(self, items: Any, number: int) -> Any:
        return items[number % len(items)] if items else None

    @rule(
        coder=CODERS, name=NAMES, words=st.lists(st.sampled_from(["ord", "ja 🙂", "å"]), max_size=3)
    )
    def add_document(self, coder: int, name: str, words: list[str]) -> None:
        turns = [("D", word) for word in words]
        self.attempt(
            lambda: self.project.documents.add(draft(name, *turns), coder=self.coders[coder])
        )

    @rule(coder=CODERS, number=NUMBERS)
    def remove_document(self, coder: int, number: int) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.attempt(lambda: self.project.documents.remove(document.uuid, self.coders[coder]))

    @rule(coder=CODERS, number=NUMBERS, name=NAMES)
    def rename_document(self, coder: int, number: int, name: str) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.attempt(
                lambda: self.project.documents.rename(document.uuid, name, self.coders[coder])
            )

    @rule(coder=CODERS, number=NUMBERS, start=st.integers(-1, 12), length=st.integers(0, 6))
    def apply(self, coder: int, number: int, start: int, length: int) -> None:
        document = self.pick(self.project.documents.list(), number)
        code = self.pick(self.project.codes.list(), number)
        if document and code:
            self.attempt(
                lambda: self.project.codings.apply(
                    document.uuid, code.uuid, self.coders[coder], start, start + length
                )
            )

    @precondition(lambda self: self.project.codings.list())
    @rule(coder=CODERS, number=NUMBERS)
    def remove_coding(self, coder: int, number: int) -> None:
        coding = self.pick(self.project.codings.list(), number)
        self.attempt(lambda: self.project.codings.remove(coding.uuid, self.coders[coder]))

    @precondition(lambda self: self.project.codings.list())
    @rule(coder=CODERS, number=NUMBERS)
    def memo_on_coding(self, coder: int, number: int) -> None:
        coding = self.pick(self.project.codings.list(), number)
        self.project.memos.add(
            "coding", "hm", self.coders[coder], target_table="coding", target=coding.uuid
        )

    @precondition(lambda self: self.project.codings.list())
    @rule(coder=CODERS, number=NUMBERS, other=NUMBERS, start=st.integers(0, 9))
    def change_coding(self, coder: int, number: int, other: int, start: int) -> None:
        codings, own = self.project.codings, self.coders[coder]
        coding = self.pick(codings.list(), number)
        code = self.pick(self.project.codes.list(), other)
        changes: Sequence[Callable[[], Any]] = (
            lambda: codings.recode(coding.uuid, code.uuid, own),
            lambda: codings.adjust(coding.uuid, start, start + 1 + other % 5, own),
            lambda: codings.split(coding.uuid, coding.start + other % 5, own),
            lambda: codings.confirm(coding.uuid, own),
            lambda: codings.flag(coding.uuid, "hm" if other % 5 else "", own),
            lambda: codings.unflag(coding.uuid, own),
            lambda: self.project.decide_discussion(coding.uuid, "so", own),
            lambda: self.project.themes.add_members("alpha", codings=[coding.uuid], coder=own),
        )
        self.attempt(self.pick(changes, other))

    @rule(coder=CODERS, number=NUMBERS, turn=st.integers(-1, 2))
    def change_episodes(self, coder: int, number: int, turn: int) -> None:
        document = self.pick(self.project.documents.list(), number)
        if not document:
            return
        episodes, own = self.project.episodes, self.coders[coder]
        there = self.pick(episodes.of_document(document.uuid), number)
        if there is None or number % 5 == 0:
            self.attempt(lambda: episodes.open(document, own, turn))
        elif number % 5 == 1:
            self.attempt(lambda: episodes.remove(there.uuid, own))
        elif number % 5 == 2:
            self.attempt(lambda: episodes.change(there.uuid, own, topic="t", first_turn=turn))
        else:
            self.attempt(lambda: episodes.close(there.uuid, turn, own))

    @rule(coder=CODERS, number=NUMBERS, choice=st.sampled_from(["a", "b", "both", "neither"]))
    def decide(self, coder: int, number: int, choice: Any) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            found = self.pick(differences(self.project, document.uuid), number)
            if found:
                self.attempt(
                    lambda: self.project.consensus.decide(
                        document.uuid, found, choice, "so", coder=self.coders[coder]
                    )
                )

    @precondition(lambda self: self.project.memos.list())
    @rule(coder=CODERS, number=NUMBERS, text=st.sampled_from(["a", "b", " "]))
    def change_memo(self, coder: int, number: int, text: str) -> None:
        memo = self.pick(self.project.memos.list(), number)
        self.attempt(lambda: self.project.memos.update(memo.uuid, text, self.coders[coder]))

    @rule(coder=CODERS, name=NAMES, number=NUMBERS)
    def add_code(self, coder: int, name: str, number: int) -> None:
        parent = self.pick([None, *self.project.codes.list()], number)
        self.attempt(
            lambda: self.project.codes.add(
                "contradictions", name, parent=parent and parent.uuid, coder=self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, one=NUMBERS, other=NUMBERS)
    def merge_codes(self, coder: int, one: int, other: int) -> None:
        codes = self.project.codes.list()
        self.attempt(
            lambda: self.project.codes.merge(
                self.pick(codes, one).uuid, self.pick(codes, other).uuid, self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, one=NUMBERS, other=NUMBERS)
    def move_code(self, coder: int, one: int, other: int) -> None:
        codes = self.project.codes.list()
        parent = self.pick([None, *codes], other)
        self.attempt(
            lambda: self.project.codes.move(
                self.pick(codes, one).uuid, parent and parent.uuid, self.coders[coder]
            )
        )

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, number=NUMBERS)
    def remove_code(self, coder: int, number: int) -> None:
        code = self.pick(self.project.codes.list(), number)
        self.attempt(lambda: self.project.codes.remove(code.uuid, self.coders[coder]))

    @precondition(lambda self: self.project.codes.list())
    @rule(coder=CODERS, number=NUMBERS, other=NUMBERS, name=NAMES)
    def change_code(self, coder: int, number: int, other: int, name: str) -> None:
        codes, own = self.project.codes, self.coders[coder]
        there = codes.list()
        code, after = self.pick(there, number), self.pick([None, *there], other)
        changes: Sequence[Callable[[], Any]] = (
            lambda: codes.place(code.uuid, after and after.uuid, own),
            lambda: codes.split(code.uuid, [(f"{code.id}.{name}", name)], own),
            lambda: codes.add_own(name, own, parent=after and after.uuid),
            lambda: codes.add_example(code.uuid, name, "nb", own),
            lambda: codes.update(code.uuid, own, definition=name),
        )
        self.attempt(self.pick(changes, other))

    @rule(coder=CODERS, number=NUMBERS, start=st.integers(-1, 9), other=NUMBERS)
    def change_quotes(self, coder: int, number: int, start: int, other: int) -> None:
        quotes, own = self.project.quotes, self.coders[coder]
        document = self.pick(self.project.documents.list(), number)
        quote = self.pick(quotes.list(), number)
        if quote and other % 4:
            changes: Sequence[Callable[[], Any]] = (
                lambda: quotes.update(quote.uuid, own, text="et […]" * (other % 5)),
                lambda: quotes.release(quote.uuid, other % 2 == 0, own),
                lambda: quotes.remove(quote.uuid, own),
            )
            self.attempt(self.pick(changes, other))
        elif document:
            self.attempt(lambda: quotes.add(document.uuid, start, start + 3, own))

    @precondition(lambda self: self.project.themes.list())
    @rule(coder=CODERS, number=NUMBERS, other=NUMBERS)
    def change_theme(self, coder: int, number: int, other: int) -> None:
        themes, own = self.project.themes, self.coders[coder]
        theme = self.pick(themes.list(), number)
        memos = [memo.uuid for memo in self.project.memos.list()[: other % 3]]
        changes: Sequence[Callable[[], Any]] = (
            lambda: themes.rename(theme.uuid, "alpha" * (other % 2), own),
            lambda: themes.set_state(theme.uuid, "reviewed", own),
            lambda: themes.add_members(theme.uuid, memos=memos, coder=own),
            lambda: themes.remove_members(theme.uuid, codes=theme.codes, memos=memos, coder=own),
            lambda: themes.remove(theme.uuid, own),
        )
        self.attempt(self.pick(changes, other))

    @rule(coder=CODERS, number=NUMBERS, state=st.sampled_from(PROGRESS_STATES))
    def set_progress(self, coder: int, number: int, state: Any) -> None:
        document = self.pick(self.project.documents.list(), number)
        if document:
            self.project.progress.set(document, self.coders[coder], state)

    @rule(coder=CODERS, name=NAMES, speaker=st.sampled_from(["I", "D"]))
    def add_case(self, coder: int, name: str, speaker: str) -> None:
        case = CaseDraft(name, speakers=[speaker], variables={"site": "K04"})
        self.attempt(lambda: self.project.cases.add(case, self.coders[coder]))

    @rule(coder=CODERS, name=NAMES)
    def add_theme(self, coder: int, name: str) -> None:
        codes = [code.uuid for code in self.project.codes.list()[:2]]

        def gather() -> None:
            theme = self.project.themes.add(name, coder=self.coders[coder])
            self.project.themes.set_codes(theme.uuid, codes, self.coders[coder])

        self.attempt(gather)

    @rule(coder=CODERS)
    def undo(self, coder: int) -> None:
        self.attempt(lambda: self.project.undo(self.coders[coder]))

    @rule(coder=CODERS)
    def redo(self, coder: int) -> None:
        self.attempt(lambda: self.project.redo(self.coders[coder]))

    @rule(coder=CODERS, number=NUMBERS)
    def undo_to(self, coder: int, number: int) -> None:
        step = self.pick(self.project.steps(), number)
        self.attempt(lambda: self.project.undo_to(step.transaction, self.coders[coder]))

    @rule(coder=CODERS)
    def undo_and_redo_change_nothing(self, coder: int) -> None:
        before = contents(self.project)
        try:
            self.project.undo(self.coders[coder])
        except UndoRefused:
            return
        self.project.redo(self.coders[coder])
        assert contents(self.project) == before

    @invariant()
    def what_would_be_undone_is_named(self) -> None:
        live = [step for step in self.project.steps() if not (step.undone or step.is_undo)]
        for coder in self.coders:
            own = [step.label for step in live if step.coder == coder]
            assert self.project.undoable(coder) == (own[0] if own else None)

    @invariant()
    def replay_rebuilds_the_tables(self) -> None:
        assert self.project.check() == []


class Together(Alone):
    """Two coders work on one study, in any order."""

    names = ("Kari", "Ola")


TestAlone = Alone.TestCase
TestAlone.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestTogether = Together.TestCase
TestTogether.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
