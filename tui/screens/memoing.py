"""Writing memos from the transcript: on what is under the caret, or on what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from qualcode.model import Case, CodingMark, Memo, MemoKind, Span

from .choose import Choice
from .parts import CodingPart

_KINDS: tuple[tuple[MemoKind, str, str], ...] = (
    ("document", "d", "On the document or passage"),
    ("coding", "o", "On a coding"),
    ("code", "c", "On a code: what it means, where it ends"),
    ("case", "s", "On a case: the person, site or unit"),
    ("familiarisation", "f", "Familiarisation: what strikes you before coding"),
    ("reflexive", "r", "Reflexive: you and your part in it"),
    ("theoretical", "t", "Theoretical: ideas and what the literature says"),
    ("method", "m", "Method: what was done and decided"),
)
_OF_ALL: tuple[MemoKind, ...] = ("reflexive", "theoretical", "method")


@dataclass(frozen=True, slots=True)
class _About:
    """What a memo is on: how it is named, its usual kind, and where it is stored."""

    name: str
    kind: MemoKind
    place: Mapping[str, Any]

    def holds(self, memo: Memo) -> bool:
        """Whether a memo is on exactly this."""
        names = ("target_table", "target", "document", "start", "end")
        return all(getattr(memo, name) == self.place.get(name) for name in names)


class MemoActions(CodingPart):
    """What is done to write memos."""

    def action_memo(self) -> None:
        reading, selection = self.reading, self.target()
        if reading is None:
            self.tell("There is no document to write on.", severity="warning")
            return
        own = self.own_here()
        if self.transcript.selection and selection:
            self._write(self._on_passage(selection))
        elif own:
            self.with_one("A memo on which coding?", own, lambda c: self._write(self._on_coding(c)))
        else:
            self._write(self._on_document())

    def action_memo_on(self) -> None:
        """Ask what the memo is on, then of what kind it is."""
        rows = self._things()

        def chosen(key: str | None) -> None:
            if key:
                rows[key][2]()

        self.app.push_screen(
            Choice(
                "A memo on what?",
                [(key, Content(label)) for key, (_, label, _) in rows.items()],
                letters={key: letter for key, (letter, *_) in rows.items()},
            ),
            chosen,
        )

    def action_code_memo(self) -> None:
        code = self.chosen_code()
        if code is None:
            self.tell("Choose a code in the tree first.", severity="warning")
        else:
            self._write(self._on_code(code))

    def write_familiarisation(self) -> None:
        self._write(self._on_document(), "familiarisation")

    def _things(self) -> dict[str, tuple[str, str, Callable[[], None]]]:
        """What a memo can be on here: letter, what is shown, what to do."""
        desk, target, here = self.desk, self.target(), self.here
        rows: dict[str, tuple[str, str, Callable[[], None]]] = {}
        if target is not None:
            what = "The selection" if self.transcript.selection else "The turn"
            about = self._on_passage(target)
            rows["passage"] = ("p", f"{what}: {self.quoted(target.start, target.end)}",
                               lambda: self._ask_kind(about))  # fmt: skip
        if here:
            rows["coding"] = ("o", "A coding here", lambda: self._ask_coding(here))
        chosen = self.chosen_code()
        codes = [chosen] if chosen else list(dict.fromkeys(each.code for each in here))
        for number, uuid in enumerate(codes, 1):
            rows[f"code {uuid}"] = (
                "c" if number == 1 else str(number), f"The code {desk.name_of(uuid)}",
                lambda uuid=uuid: self._ask_kind(self._on_code(uuid)),  # type: ignore[misc]
            )  # fmt: skip
        if self.reading is not None:
            document = self._on_document()
            rows["document"] = ("d", f"The document {self.reading.document.name}",
                                lambda: self._ask_kind(document))  # fmt: skip
        case = self._case_here()
        if case is not None:
            on_case = _About(f"the case {case.name}", "case",
                             {"target_table": "case_", "target": case.uuid})  # fmt: skip
            rows["case"] = ("s", f"The case {case.name}, who speaks here",
                            lambda: self._ask_kind(on_case))  # fmt: skip
        study = _About("the study", "reflexive", {})
        rows["study"] = ("t", "The study", lambda: self._ask_kind(study))
        return rows

    def _ask_coding(self, codings: Sequence[CodingMark]) -> None:
        self.with_one(
            "A memo on which coding?", codings, lambda c: self._ask_kind(self._on_coding(c))
        )

    def _ask_kind(self, about: _About) -> None:
        usual: list[MemoKind] = [] if about.kind in _OF_ALL else [about.kind]
        if about.place.keys() == {"document"}:
            usual.append("familiarisation")
        kinds = [row for row in _KINDS if row[0] in {*usual, *_OF_ALL}]
        written = {memo.kind for memo in self._own_on(about)}
        self.app.push_screen(
            Choice(
                f"Memo on {about.name}: of what kind?",
                [
                    (kind, Content(label + ("  (written already)" if kind in written else "")))
                    for kind, _, label in kinds
                ],
                about.kind,
                {kind: letter for kind, letter, _ in kinds},
            ),
            lambda kind: self._write(about, kind) if kind else None,
        )

    def _write(self, about: _About, kind: MemoKind | None = None) -> None:
        from .memo import MemoScreen  # brings in Textual's editor, which takes a while

        desk, wanted = self.desk, kind or about.kind
        there = next((m for m in reversed(self._own_on(about)) if m.kind == wanted), None)

        def save(text: str | None) -> None:
            if text is None:
                return
            memos = desk.project.memos
            if there is None:
                saved = self.attempt(lambda: memos.add(wanted, text, desk.coder(), **about.place))
            else:
                saved = self.attempt(lambda: memos.update(there.uuid, text, desk.coder()))
            if saved is not None:
                self.memos_changed()
                self.tell("Memo saved")

        self.app.push_screen(MemoScreen(f"Memo on {about.name}", there.text if there else ""), save)

    def _own_on(self, about: _About) -> list[Memo]:
        """The coder's memos on something, oldest first."""
        coder = self.desk.coder_uuid
        memos = self.attempt(self.desk.project.memos.list) or ()
        return [memo for memo in memos if memo.coder == coder and about.holds(memo)]

    def _on_passage(self, span: Span) -> _About:
        document = self.reading.document.uuid if self.reading else ""
        place = {"document": document, "start": span.start, "end": span.end}
        return _About(self.quoted(span.start, span.end), "document", place)

    def _on_coding(self, mark: CodingMark) -> _About:
        name = f"the coding with {self.desk.name_of(mark.code)}"
        return _About(name, "coding", {"target_table": "coding", "target": mark.uuid})

    def _on_code(self, code: str) -> _About:
        name = f"the code {self.desk.name_of(code)}"
        return _About(name, "code", {"target_table": "code", "target": code})

    def _on_document(self) -> _About:
        document = self.reading.document if self.reading else None
        name = f"the document {document.name}" if document else ""
        return _About(name, "document", {"document": document.uuid if document else ""})

    def _case_here(self) -> Case | None:
        """The case of whoever speaks at the caret."""
        turn, reading = self.turn_here, self.reading
        if turn is None or reading is None or not turn.speaker:
            return None
        cases = self.attempt(self.desk.project.cases.by_speaker) or {}
        return cases.get((turn.speaker, reading.document.uuid)) or cases.get((turn.speaker, None))
