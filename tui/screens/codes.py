"""Coding: giving codes by list, by digit, by name; undo and redo."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from qualcode.model import Coding, CodingMark, Episode, Span
from qualcode.project.exclusivity import is_episode_book

from ..glyphs import harmless
from ..widgets.guide import Guide
from .palette import CodesPalette
from .parts import CodingPart
from .prompt import Prompt

_LONGEST_NAME = 80


class CodeActions(CodingPart):
    """What is done to give codes."""

    def action_code(self) -> None:
        if self.save_bounds():
            return
        target = self.target_or_told()
        if target is None:
            return
        what = "Code the selection" if self.transcript.selection else "Code the turn"
        self.app.push_screen(
            CodesPalette(
                self.desk,
                f"{what}: {self.quoted(target.start, target.end)}",
                self.made,
                lambda codes: self.apply(codes, target),
            )
        )

    def action_slot(self, digit: int) -> None:
        code, key = self.desk.slots.code(digit), self.desk.keymap.key
        if code is None:
            self.tell(
                f"{key(f'slot_{digit}')} has no code yet. {key('code')} gives one from the list; "
                "the codes used last get the digits.",
                severity="warning",
            )
        else:
            self.apply_here([code])

    def action_repeat(self) -> None:
        recent = self.desk.recent
        if recent:
            self.apply_here(recent[:1])
        else:
            key = self.desk.keymap.key("code")
            self.tell(f"No code was used yet. {key} gives one.", severity="warning")

    def action_in_vivo(self) -> None:
        reading, target = self.reading, self.target()
        if reading is None or target is None or not self.transcript.selection:
            self.tell("Select the words that shall be the code first.", severity="warning")
            return
        words = " ".join(harmless(reading.text[target.start : target.end]).split())
        self.ask(
            Prompt("A code in the speaker's words", "Name of the code", words[:_LONGEST_NAME]),
            lambda name: self._apply_new(name, target),
        )

    def action_new_code(self) -> None:
        target = self.target_or_told(needs_codes=False)
        if target is not None:
            what = f"A new code, given to {self.quoted(target.start, target.end)}"
            self.ask(Prompt(what, "Name of the code"), lambda name: self._apply_new(name, target))

    def _apply_new(self, name: str, target: Span) -> None:
        code = self.attempt(lambda: self.made(name))
        if code is not None:
            self.apply([code], target)

    def made(self, name: str) -> str:
        desk = self.desk
        code = desk.project.codes.add_own(name, desk.coder())
        desk.refresh()
        self.show_codes()
        self.noted()
        return code.uuid

    def action_pin(self) -> None:
        chosen = self.chosen_code()
        if chosen is not None:
            self._pin(chosen)
            return
        here = list({coding.code: coding for coding in self.here}.values())
        if here:
            self.with_one("Pin or unpin which code?", here, lambda coding: self._pin(coding.code))
        elif self.desk.recent:
            self._pin(self.desk.recent[0])
        else:
            self.tell(
                "There is no code under the caret to pin; in the tree of codes, the highlighted "
                "one is pinned.",
                severity="warning",
            )

    def _pin(self, code: str) -> None:
        desk = self.desk
        desk.coder()
        pinned = self.attempt(lambda: (desk.pin(code),))
        if pinned is None:
            return
        name, digit = desk.name_of(code), desk.slots.digit(code)
        if pinned[0] is None:
            self.tell("All nine digits are pinned; unpin a code first.", severity="warning")
        else:
            self.tell(f"{name} is pinned to {digit}." if pinned[0] else f"{name} is unpinned.")
        self.slots_changed()

    # Applying

    def apply_here(self, codes: Sequence[str]) -> None:
        """Give codes (uuids) to the selection, or to the turn or episode under the caret."""
        target = self.target_or_told()
        if target is not None:
            self.apply(codes, target)

    def action_apply_here(self) -> None:
        code = self.chosen_code()
        if code is None:
            self.tell("Choose a code in the tree first.", severity="warning")
        else:
            self.apply_here([code])

    def target_or_told(self, *, needs_codes: bool = True) -> Span | None:
        """What would be coded now; None, after saying why, where nothing can be."""
        target = self.target()
        if self.adjusting is not None:
            self.tell("Save the new bounds with Enter, or leave them with Esc, first.")
        elif target is None or self.reading is None:
            self.tell("There is nothing here to code.", severity="warning")
        elif needs_codes and not self.desk.usable_codes():
            self.tell(
                "The study has no codes yet.\nLoad a codebook with `qualcode codebook load`, or "
                f"make a code with {self.desk.keymap.key('new_code')}.",
                severity="warning",
            )
        else:
            return target
        return None

    def apply(self, codes: Sequence[str], target: Span) -> None:
        """Give codes (uuids) to a passage of the open document.

        Without a selection, codes of a book whose unit is the episode go to the coder's episode
        there; with one they remember the episode they are in.
        """
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        document, new = reading.document.uuid, list[Coding]()
        for (span, episode), some in groupby(codes, lambda code: self._place(code, target)):
            given = list(some)
            made = self.attempt(
                lambda given=given, span=span, episode=episode: desk.project.codings.apply_all(  # type: ignore[misc]
                    document, given, desk.coder(), span.start, span.end, episode=episode
                )
            )
            new += made or ()
        for coding in new:
            self.coded(CodingMark.of(coding))
        if new:
            self.transcript.keep_selection()
        for coding in new:
            desk.note_use(coding.code)
        self.slots_changed()
        self._warn_of_breaks(new)

    def _place(self, code: str, target: Span) -> tuple[Span, str | None]:
        """Where a code goes that is given to a target now: span and episode (uuid)."""
        reading, desk = self.reading, self.desk
        episode = self._episode_of(target) if desk.episodes else None
        if reading is None or episode is None or not self._is_for_episodes(code):
            return target, None
        if self.transcript.selection:
            return target, episode.uuid
        return desk.span_of(episode, reading) or target, episode.uuid

    def _episode_of(self, target: Span) -> Episode | None:
        reading = self.reading
        turn = reading.turn_at(target.start) if reading else None
        return self.desk.episode_at(turn.ordinal) if turn else None

    def _is_for_episodes(self, code: str) -> bool:
        known = self.desk.codes.get(code)
        return known is not None and is_episode_book(self.desk.books[known.codebook])

    def _warn_of_breaks(self, new: Sequence[Coding]) -> None:
        desk = self.desk
        for coding in new:
            if not self._is_for_episodes(coding.code):
                continue
            breaks = self.attempt(
                lambda coding=coding: desk.project.codings.exclusive_breaks(coding)  # type: ignore[misc]
            )
            if breaks:
                names = ", ".join(desk.name_of(code) for code in breaks)
                self.tell(
                    f"{desk.name_of(coding.code)} stands here beside {names}; the codebook gives "
                    "an episode at most one of them.",
                    severity="warning",
                )
                return

    # Undo and redo

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
                self.exchange(uuid)
            self.memos_changed()
        self.query_one(Guide).saw("undone")
        self.tell(f"{said}: {label}")
