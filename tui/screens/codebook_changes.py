"""What is changed on the codebook screen: codes, their place, what is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from qualcode.model import Code, Example, MemoKind
from qualcode.project.codes import PALETTE

from ..glyphs import shown
from ..widgets.textpane import Paragraph
from .codebook_board import CodebookBoard
from .codebook_split import family_of, free_ids
from .palette import CodePalette
from .prompt import Prompt

_COLOURS = (
    "blue", "orange", "green", "red", "purple", "teal", "yellow", "pink", "brown", "light green",
    "grey green", "rose",
)  # fmt: skip
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_CHOOSES = "Enter chooses · ↑ ↓ move · Esc back"
_TRAVELS = (
    "Added as an example. Quotes in a codebook travel with it: make sure that these words may be "
    "read by whoever gets it."
)


class CodeChanges(CodebookBoard):
    """The changes, each one step of undo."""

    # Making and naming

    def action_add(self) -> None:
        code = self.code
        if code is None:
            self._add_to_book()
            return
        self._ask_name(
            f"Name of a new code beside {self.desk.name_of(code)}",
            code.codebook,
            code.parent,
            family_of(code),
        )

    def action_add_under(self) -> None:
        code = self.code
        if code is None:
            self._add_to_book()
            return
        self._ask_name(
            f"Name of a new code under {self.desk.name_of(code)}",
            code.codebook,
            code.uuid,
            f"{code.id}.",
        )

    def _add_to_book(self) -> None:
        if self.row is None:
            self.ask(Prompt("Name of the first code"), self._make_own)
        else:
            book = self.row.book
            self._ask_name(f"Name of a new code in {book.title or book.id}", book.uuid, None, "")

    def _ask_name(self, asked: str, book: str, parent: str | None, prefix: str) -> None:
        there = {
            name.casefold()
            for code in self.desk.codes.values()
            if (code.codebook, code.parent) == (book, parent)
            for name in (code.name, code.name_nb)
            if name
        }

        def check(name: str) -> str | None:
            taken = name.casefold() in there
            return "There is a code of that name at this place already." if taken else None

        def make(name: str) -> None:
            code_id = free_ids(self.desk, book, prefix, [name])[0]
            self._make(
                lambda coder: self.desk.project.codes.add(
                    book, code_id, name, parent=parent, coder=coder
                )
            )

        self.ask(Prompt(asked, check=check), make)

    def _make_own(self, name: str) -> None:
        self._make(lambda coder: self.desk.project.codes.add_own(name, coder))

    def _make(self, make: Callable[[str], Code]) -> None:
        """Make a code, and go to it."""
        made: list[Code] = []
        key = self.desk.keymap.key("codebook_edit")
        if self.change(lambda: made.append(make(self.desk.coder()))):
            self.select(made[0].uuid)
            self.tell(f"Added; {key} writes its definition.")

    def action_rename(self) -> None:
        from .codebook_forms import NamesForm

        code = self.chosen_code()
        if code is None:
            return

        def save(names: tuple[str, str] | None) -> None:
            if names is not None and names != (code.name, code.name_nb):
                self._update(code, "Renamed", name=names[0], name_nb=names[1])

        self.app.push_screen(NamesForm(f"Rename {code.id}", (code.name, code.name_nb)), save)

    def action_edit(self) -> None:
        from .codebook_forms import DefinitionForm

        code = self.chosen_code()
        if code is None:
            return
        before = (code.definition, code.include, code.exclude)
        labels = ("Definition", "Include", "Exclude")

        def save(texts: tuple[str, ...] | None) -> None:
            if texts is not None and texts != before:
                definition, include, exclude = texts
                self._update(code, "Saved", definition=definition, include=include, exclude=exclude)

        title = f"{self.desk.name_of(code)} ({code.id})"
        self.app.push_screen(DefinitionForm(title, list(zip(labels, before, strict=True))), save)

    def _update(self, code: Code, said: str, **details: Any) -> bool:
        desk = self.desk
        return self.change(
            lambda: desk.project.codes.update(code.uuid, desk.coder(), **details), said
        )

    # Examples

    def action_example(self) -> None:
        code, coding = self.code, self.excerpt
        if code is None or coding is None:
            key = self.desk.keymap.key("codebook_open")
            self.tell(f"Choose an excerpt first: {key} goes to the codings.", severity="warning")
            return
        desk, reading = self.desk, self.readings.of(coding.document)
        turn = reading.turn_at(coding.start)
        language = (turn.language if turn else None) or reading.document.language
        words = " ".join(coding.quote.split())
        if self.change(
            lambda: desk.project.codes.add_example(code.uuid, words, language, desk.coder())
        ):
            self.tell(_TRAVELS, severity="warning")

    def action_drop_example(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        if not code.examples:
            self.tell("This code has no examples.", severity="warning")
            return
        rows = [
            (str(place), Content(shown(example.text)))
            for place, example in enumerate(code.examples)
        ]
        self.choose("Remove which example?", rows, lambda key: self._drop(code, int(key)))

    def _drop(self, code: Code, place: int) -> None:
        examples: Sequence[Example] = code.examples
        kept = tuple(example for other, example in enumerate(examples) if other != place)
        self._update(code, "Example removed", examples=kept)

    # Place in the tree

    def action_move(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        desk = self.desk
        family = desk.project.codes.with_children(code.uuid)
        others = [
            other
            for other in desk.codes.values()
            if other.codebook == code.codebook and other.uuid not in family
        ]
        if not others:
            self.tell("There is no other code in this codebook.", severity="warning")
            return
        palette = CodePalette(
            desk, f"Put {desk.name_of(code)} under which code?", keys=_CHOOSES, codes=others
        )
        self.app.push_screen(palette, lambda parent: self._move(code, parent) if parent else None)

    def action_move_top(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        if code.parent is None:
            self.tell("This is a top code already.")
        else:
            self._move(code, None)

    def _move(self, code: Code, parent: str | None) -> None:
        desk = self.desk
        if self.change(lambda: desk.project.codes.move(code.uuid, parent, desk.coder())):
            self.select(code.uuid)

    def action_up(self) -> None:
        self._shift(-1)

    def action_down(self) -> None:
        self._shift(1)

    def _shift(self, by: int) -> None:
        """Change places with the nearest sibling that is shown."""
        code, desk = self.chosen_code(), self.desk
        if code is None:
            return
        shown_ones = {row.uuid for row in self.rows}
        siblings = [
            other
            for other in desk.codes.values()
            if (other.codebook, other.parent) == (code.codebook, code.parent)
        ]
        place = [other.uuid for other in siblings].index(code.uuid)
        way = siblings[place + 1 :] if by > 0 else siblings[:place][::-1]
        beside = next((other for other in way if other.uuid in shown_ones), None)
        if beside is None:
            self.tell("It is the last one there." if by > 0 else "It is the first one there.")
            return
        after: str | None = beside.uuid
        if by < 0:
            at = siblings.index(beside)
            after = siblings[at - 1].uuid if at else None
        self.change(lambda: desk.project.codes.place(code.uuid, after, desk.coder()))

    # Merging, retiring, removing

    def action_merge(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        desk = self.desk
        family = desk.project.codes.with_children(code.uuid)
        others = [other for other in desk.usable_codes() if other.uuid not in family]
        if not others:
            self.tell("There is no other code to merge it into.", severity="warning")
            return
        palette = CodePalette(
            desk, f"Merge {desk.name_of(code)} into which code?", keys=_CHOOSES, codes=others
        )
        self.app.push_screen(palette, lambda into: self._confirm_merge(code, into))

    def _confirm_merge(self, code: Code, into: str | None) -> None:
        told = self.attempt(lambda: self._what_is_merged(code, into)) if into else None
        if told and into:
            name, target = self.desk.name_of(code), self.desk.name_of(into)
            self.confirm(
                f"Merge {name} into {target}?", told, f"Yes, merge into {target}",
                lambda: self._merge(code, into),
            )  # fmt: skip

    def _what_is_merged(self, code: Code, into: str) -> list[Paragraph]:
        desk = self.desk
        own, theirs = (desk.project.codings.with_code(uuid) for uuid in (code.uuid, into))
        there = {(coding.document, coding.coder, coding.start, coding.end) for coding in theirs}
        joined = sum((c.document, c.coder, c.start, c.end) in there for c in own)
        children = sum(other.parent == code.uuid for other in desk.codes.values())
        by_others = sum(coding.coder != desk.coder_uuid for coding in own)
        others = f", {by_others} of them by other coders" if by_others else ""
        lines = [f"{len(own)} codings get the code {desk.name_of(into)}{others}."]
        if joined:
            lines.append(
                f"{joined} of them are joined with a coding of the same coder that is on the same "
                "words already; memos and themes follow."
            )
        if children:
            lines.append(f"{children} codes under it go along.")
        lines.append(
            f"{desk.name_of(code)} is removed. Its definition, examples and cues aren't joined; "
            "the versions of the codebook keep them. Undo takes all of it back."
        )
        return [Paragraph(line) for line in lines]

    def _merge(self, code: Code, into: str) -> None:
        desk = self.desk

        def merge() -> None:
            if self.change(
                lambda: desk.project.codes.merge(code.uuid, into, desk.coder()), "Merged"
            ):
                self.select(into)

        # Tens of thousands of codings take a second or two.
        self.say_status(f"Merging {desk.name_of(code)} into {desk.name_of(into)} …")
        self.call_after_refresh(merge)

    def action_retire(self) -> None:
        code = self.chosen_code()
        if code is not None:
            said = "In use again" if code.retired else "Retired; its codings stay."
            self._update(code, said, retired=not code.retired)

    def action_remove(self) -> None:
        code, desk = self.chosen_code(), self.desk
        if code is not None:
            self.change(lambda: desk.project.codes.remove(code.uuid, desk.coder()), "Removed")

    # Looks and memos

    def action_colour(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        rows = [
            (colour, Content.assemble(Content.styled("  ██  ", colour), f"{name}  {colour}"))
            for colour, name in zip(PALETTE, _COLOURS, strict=True)
        ]
        rows.append(("type", Content("  #   another one, as #rrggbb")))
        rows.append(("none", Content("      none of its own: that of the code above it")))
        self.choose(
            f"Which colour for {self.desk.name_of(code)}?",
            rows,
            lambda colour: self._colour(code, colour),
            code.colour or None,
        )

    def _colour(self, code: Code, colour: str) -> None:
        if colour == "type":
            prompt = Prompt(
                "Which colour?", "#4e79a7", code.colour,
                lambda line: None if _HEX.fullmatch(line) else "Six digits or a to f behind a #.",
            )  # fmt: skip
            self.ask(prompt, lambda line: self._update(code, "", colour=line.lower()))
        else:
            self._update(code, "", colour="" if colour == "none" else colour)

    def action_memo(self) -> None:
        row, desk = self.row, self.desk
        if row is None:
            self.tell("There is nothing to write on yet.", severity="warning")
            return
        table, name = ("code", desk.name_of(row.code)) if row.code else ("codebook", row.book.title)
        own = [memo for memo in self.memos_on(row.uuid) if memo.coder == desk.coder_uuid]

        def save(text: str) -> None:
            memos = desk.project.memos
            if own:
                self.change(lambda: memos.update(own[-1].uuid, text, desk.coder()), "Memo saved")
                return
            kind: MemoKind = "code" if row.code else "method"
            self.change(
                lambda: memos.add(kind, text, desk.coder(), target_table=table, target=row.uuid),
                "Memo saved",
            )

        self.write(f"Memo on {name}", own[-1].text if own else "", save)
