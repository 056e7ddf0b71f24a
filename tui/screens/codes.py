"""Coding: applying and removing codes, undo and redo, memos."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from qualcode.model import CodingMark, Memo, Span

from ..glyphs import shown
from .base import DeskScreen
from .choose import Choice
from .palette import CodePalette, code_row

_QUOTE = 48


class CodeActions(DeskScreen):
    """What is done to codings and memos."""

    def action_code(self) -> None:
        target = self.target()
        if target is None or self.reading is None:
            self.tell("There is nothing here to code.", severity="warning")
            return
        if not self.desk.usable_codes():
            self.tell(
                "The study has no codes yet.\nLoad a codebook with `qualcode codebook load`.",
                severity="warning",
            )
            return
        what = "Code the selection" if self.transcript.selection else "Code the turn"
        start, end = target.start, target.end
        self.app.push_screen(
            CodePalette(self.desk, f"{what}: {self._quoted(start, end)}"),
            lambda code: self.apply(code, target) if code else None,
        )

    def apply(self, code: str, target: Span) -> None:
        """Give a code (uuid) to a passage of the open document."""
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        coding = self.attempt(
            lambda: desk.project.codings.apply(
                reading.document.uuid, code, desk.coder(), target.start, target.end
            )
        )
        if coding is None:
            return
        desk.note_use(code)
        self.transcript.clear_selection()
        self.coded(CodingMark.of(coding))

    def action_remove_coding(self) -> None:
        own = self._own_here()
        if not own:
            others = " of yours" if self.transcript.here else ""
            self.tell(f"There is no coding{others} under the caret.", severity="warning")
        elif len(own) == 1:
            self._remove(own[0].uuid)
        else:
            self.app.push_screen(
                Choice("Remove which coding?", self._rows(own)),
                lambda uuid: self._remove(uuid) if uuid else None,
            )

    def _remove(self, uuid: str) -> None:
        desk = self.desk
        coding = self.attempt(lambda: desk.project.codings.remove(uuid, desk.coder()))
        if coding is not None:
            self.uncoded(CodingMark.of(coding))

    def action_undo(self) -> None:
        self._step_back("undo", "Undone")

    def action_redo(self) -> None:
        self._step_back("redo", "Done again")

    def _step_back(self, way: str, said: str) -> None:
        desk = self.desk
        if not desk.coder_uuid:
            self.tell(f"There is nothing to {way}.", severity="warning")
            return
        step = desk.project.undo if way == "undo" else desk.project.redo
        label = self.attempt(lambda: step(desk.coder_uuid))
        if label is None:
            return
        changed = self.attempt(desk.changed_codings)
        if changed is None:
            self.reload()
        else:
            for uuid in changed:
                self._exchange(uuid)
        self.tell(f"{said}: {label}")

    def _exchange(self, uuid: str) -> None:
        """Show a coding as it is in the study now, where a step back made or unmade it."""
        reading, desk = self.reading, self.desk
        old = reading.lanes.discard(uuid) if reading else None
        if old is not None:
            self.uncoded(old)
        new = self.attempt(lambda: desk.coding(uuid))
        if new is not None and reading and new.document == reading.document.uuid:
            self.coded(CodingMark.of(new))
        elif old is None:
            desk.refresh()
            self.refresh_lists()

    # Memos

    def action_memo(self) -> None:
        reading, selection = self.reading, self.target()
        if reading is None:
            self.tell("There is no document to write on.", severity="warning")
            return
        own = self._own_here()
        if self.transcript.selection and selection:
            self._memo_on_passage(selection)
        elif len(own) == 1:
            self._memo_on_coding(own[0].uuid)
        elif own:
            self.app.push_screen(
                Choice("A memo on which coding?", self._rows(own)),
                lambda uuid: self._memo_on_coding(uuid) if uuid else None,
            )
        else:
            self._memo_on_document()

    def _memo_on_passage(self, span: Span) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        document = reading.document.uuid
        there = self._mine([m for m in reading.memos if (m.start, m.end) == (span.start, span.end)])
        self._write(
            f"Memo on {self._quoted(span.start, span.end)}",
            there,
            lambda text: desk.project.memos.add(
                "document", text, desk.coder(), document=document, start=span.start, end=span.end
            ),
        )

    def _memo_on_coding(self, uuid: str) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        code = next((c.code for c in self.transcript.here if c.uuid == uuid), "")
        self._write(
            f"Memo on the coding with {desk.codes[code].name}",
            self._mine([memo for memo in reading.memos if memo.target == uuid]),
            lambda text: desk.project.memos.add(
                "coding", text, desk.coder(), target_table="coding", target=uuid
            ),
        )

    def _memo_on_document(self) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        document = reading.document
        self._write(
            f"Memo on the document {document.name}",
            self._mine(reading.memos_on_document()),
            lambda text: desk.project.memos.add(
                "document", text, desk.coder(), document=document.uuid
            ),
        )

    def _write(self, about: str, there: Memo | None, add: Callable[[str], Memo]) -> None:
        from .memo import MemoScreen  # brings in Textual's editor, which takes a while

        desk = self.desk

        def save(text: str | None) -> None:
            if text is None:
                return
            if there is None:
                saved = self.attempt(lambda: add(text))
            else:
                saved = self.attempt(
                    lambda: desk.project.memos.update(there.uuid, text, desk.coder())
                )
            if saved is not None:
                self.reload()
                self.tell("Memo saved")

        self.app.push_screen(MemoScreen(about, there.text if there else ""), save)

    def _mine(self, memos: Sequence[Memo]) -> Memo | None:
        own = [memo for memo in memos if memo.coder == self.desk.coder_uuid]
        return own[-1] if own else None

    def _own_here(self) -> list[CodingMark]:
        return [coding for coding in self.transcript.here if coding.coder == self.desk.coder_uuid]

    def _rows(self, codings: Sequence[CodingMark]) -> list[tuple[str, Content]]:
        desk = self.desk
        return [
            (
                coding.uuid,
                Content.assemble(
                    code_row(desk, desk.codes[coding.code]),
                    Content(f"\n    {self._quoted(coding.start, coding.end)}"),
                ),
            )
            for coding in codings
        ]

    def _quoted(self, start: int, end: int) -> str:
        text = self.reading.text if self.reading else ""
        if end - start <= _QUOTE:
            return f"“{shown(text[start:end])}”"
        half = _QUOTE // 2
        return f"“{shown(text[start : start + half])} … {shown(text[end - half : end])}”"
