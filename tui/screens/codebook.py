"""The codebook screen: codes as they are read and changed, split, and read again."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from qualcode.model import Code
from qualcode.project.versions import OutdatedCoding

from ..actions import bindings
from ..actions import codebook as codebook_actions
from .codebook_changes import CodeChanges
from .codebook_reread import Reread
from .codebook_split import (
    Splitting,
    SplitWalk,
    family_of,
    free_ids,
    names_in,
    sorted_out,
    wrong_names,
)
from .prompt import Prompt


class CodebookScreen(CodeChanges):
    """Where codes are made, changed and looked into."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(codebook_actions.ACTIONS)]
    CSS_PATH = "codebook.tcss"

    # Splitting

    def action_split(self) -> None:
        code = self.chosen_code()
        if code is None:
            return
        begun = Splitting.recalled(self.desk, code.uuid)
        if begun is None:
            self._ask_parts(code)
            return
        names = ", ".join(self.desk.name_of(uuid) for uuid in begun.into)
        self.choose(
            f"Split {self.desk.name_of(code)}",
            [
                ("on", Content(f"Go on giving its codings to: {names}")),
                ("new", Content("Name other codes")),
            ],
            lambda way: self._go_through(code, begun) if way == "on" else self._ask_parts(code),
        )

    def _ask_parts(self, code: Code) -> None:
        prompt = Prompt(
            f"Split {self.desk.name_of(code)} into which codes? Names with ; between them",
            "Doubting; Rejecting",
            check=wrong_names,
        )
        self.ask(prompt, lambda line: self._split(code, names_in(line)))

    def _split(self, code: Code, names: list[str]) -> None:
        desk = self.desk
        into, new = sorted_out(desk, code, names)
        if new:
            ids = free_ids(desk, code.codebook, family_of(code), new)
            parts = list(zip(ids, new, strict=True))

            def make() -> None:
                made = desk.project.codes.split(code.uuid, parts, desk.coder())
                into.extend(each.uuid for each in made)

            if not self.change(make):
                return
        self._go_through(code, Splitting(tuple(into)))

    def _go_through(self, code: Code, splitting: Splitting) -> None:
        desk = self.desk
        codings = self.attempt(lambda: desk.project.codings.with_code(code.uuid, desk.coder_uuid))
        if codings:
            self.app.push_screen(SplitWalk(desk, code, splitting, codings))
        else:
            self.tell(f"You have no codings with {desk.name_of(code)} to go through.")

    # Versions

    def action_versions(self) -> None:
        from .codebook_versions import VersionsScreen

        if self.row is not None:
            self.app.push_screen(VersionsScreen(self.desk, self.row.book))

    def action_reread(self) -> None:
        row = self.row
        found = self.attempt(self._outdated_here) if row else None
        if found:
            self.app.push_screen(Reread(self.desk, found))
        elif found is not None:
            self.tell("None of your codings here was made under an older definition.")

    def _outdated_here(self) -> list[OutdatedCoding]:
        """The coder's outdated codings of the highlighted code and those under it, or of its book."""
        row, desk = self.row, self.desk
        if row is None:
            return []
        found = desk.project.versions.outdated(row.book.uuid, desk.coder_uuid)
        if row.code is None:
            return list(found)
        family = desk.project.codes.with_children(row.code.uuid)
        return [item for item in found if item.code.uuid in family]
