"""Changing codings: removing, another code, other bounds, attributes, a flag to discuss."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.model import CodingMark

from .palette import CodePalette
from .parts import CodingPart
from .prompt import Prompt


class RecodeActions(CodingPart):
    """What is done to codings that are there."""

    def action_remove_coding(self) -> None:
        self.with_own("Remove which coding?", self._remove)

    def _remove(self, mark: CodingMark) -> None:
        desk = self.desk
        coding = self.attempt(lambda: desk.project.codings.remove(mark.uuid, desk.coder()))
        if coding is not None:
            self.uncoded(mark)

    # Another code

    def action_recode(self) -> None:
        self.with_own("Recode which coding?", self._recode)

    def _recode(self, mark: CodingMark) -> None:
        desk = self.desk
        what = f"Recode {desk.name_of(mark.code)} at {self.quoted(mark.start, mark.end)} to"
        self.app.push_screen(
            CodePalette(desk, what, self.made),
            lambda code: self._recode_to(mark, code) if code else None,
        )

    def _recode_to(self, mark: CodingMark, code: str) -> None:
        desk = self.desk
        if self.changed(lambda: desk.project.codings.recode(mark.uuid, code, desk.coder())):
            desk.note_use(code)
            self.slots_changed()
            self.tell(f"Recoded to {desk.name_of(code)}.")

    # Other bounds

    def action_adjust(self) -> None:
        self.with_own("Adjust which coding?", self._adjust)

    def _adjust(self, mark: CodingMark) -> None:
        transcript = self.transcript
        transcript.focus()
        transcript.select(mark.start, mark.end)
        transcript.is_selecting = True
        self.adjusting = mark
        self.describe_soon()

    def save_bounds(self) -> bool:
        mark, desk, target = self.adjusting, self.desk, self.target()
        if mark is None:
            return False
        if target is None or not self.transcript.selection:
            self.tell("Nothing is selected; Esc leaves the coding as it was.", severity="warning")
            return True
        if self.changed(
            lambda: desk.project.codings.adjust(mark.uuid, target.start, target.end, desk.coder())
        ):
            self.adjusting = None
            self.transcript.go(target.start)
            self.transcript.clear_selection()
            self.tell(f"{desk.name_of(mark.code)} has new bounds.")
        return True

    def leave_bounds(self) -> bool:
        mark, self.adjusting = self.adjusting, None
        if mark is not None:
            self.transcript.go(mark.start)
            self.transcript.clear_selection()
        return mark is not None

    # Attributes

    def action_attributes(self) -> None:
        self.with_own("Attributes of which coding?", self._attributes)

    def _attributes(self, mark: CodingMark) -> None:
        from .attributes import AttributesScreen

        desk = self.desk
        coding = self.attempt(lambda: desk.project.codings.get(mark.uuid))
        if coding is None:
            return
        declared = desk.books[desk.codes[mark.code].codebook].attributes
        if not declared:
            book = desk.books[desk.codes[mark.code].codebook]
            self.tell(
                f"The codebook {book.title or book.id} declares no attributes for its codings.",
                severity="warning",
            )
            return

        def save(attributes: Mapping[str, object] | None) -> None:
            if attributes is None or attributes == coding.attributes:
                return

            def change() -> bool:
                desk.project.codings.set_attributes(mark.uuid, attributes, desk.coder())
                return True

            if self.attempt(change):
                self.noted()

        about = f"{desk.name_of(mark.code)} at {self.quoted(mark.start, mark.end)}"
        self.app.push_screen(AttributesScreen(about, declared, coding.attributes), save)

    # To discuss

    def action_flag(self) -> None:
        here = self.here
        if not here:
            self.tell("There is no coding under the caret.", severity="warning")
        else:
            self.with_one("Flag which coding, or take its flag off?", here, self._flag)

    def _flag(self, mark: CodingMark) -> None:
        desk = self.desk
        if mark.status == "discuss":
            self._set_flag(mark, "")
            return
        self.ask(
            Prompt(f"What is to be discussed about {desk.name_of(mark.code)}?", "A line of why"),
            lambda why: self._set_flag(mark, why),
        )

    def _set_flag(self, mark: CodingMark, why: str) -> None:
        desk = self.desk

        def change() -> bool:
            if why:
                desk.project.codings.flag(mark.uuid, why, desk.coder())
            else:
                desk.project.codings.unflag(mark.uuid, desk.coder())
            return True

        if self.attempt(change):
            self.exchange(mark.uuid)
            self.memos_changed()
            self.tell("Flagged for discussion." if why else "No longer flagged for discussion.")
