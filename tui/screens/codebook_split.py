"""Splitting a code: new codes beside it, and its codings given to them one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from qualcode.model import Code, Coding
from qualcode.project.code_names import id_for

from ..desk import Desk
from ..glyphs import shown
from .codebook_walk import Walk

MOST = 9
"""Codes that a code can be split into at once: as many as there are digits."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """A splitting under way: the new codes (uuids), and the coding to go on with."""

    into: tuple[str, ...]
    at: str = ""

    @classmethod
    def recalled(cls, desk: Desk, code: str) -> Splitting | None:
        """The coder's splitting of a code (uuid) that was left, where its codes are still there."""
        remembered = desk.recall(_key(code))
        if not remembered:
            return None
        into, at = json.loads(remembered)
        usable = {each.uuid for each in desk.usable_codes()}
        return cls(tuple(into), at) if into and usable.issuperset(into) else None

    def remember(self, desk: Desk, code: str) -> None:
        """Keep it, to be taken up again."""
        desk.remember(_key(code), json.dumps([self.into, self.at]))


def forget(desk: Desk, code: str) -> None:
    """Say that a code's (uuid) splitting is done."""
    desk.remember(_key(code), "")


def _key(code: str) -> str:
    return f"split:{code}"


def names_in(line: str) -> list[str]:
    """The names in a line that has ; between them."""
    return [name.strip() for name in line.split(";") if name.strip()]


def wrong_names(line: str) -> str | None:
    """What is wrong with a line of names, None where it will do."""
    names = names_in(line)
    if not names:
        return "Name at least one code."
    if len(names) > MOST:
        return f"That is {len(names)} codes; {MOST} at once are the most."
    if len({name.casefold() for name in names}) < len(names):
        return "Two of the names are the same."
    return None


def sorted_out(desk: Desk, code: Code, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names as (uuids of codes of the same book that are there, names of codes to be made)."""
    there = {
        name.casefold(): each.uuid
        for each in desk.usable_codes()
        if each.codebook == code.codebook and each.uuid != code.uuid
        for name in (each.id, each.name_nb, each.name)
        if name
    }
    found = [there[name.casefold()] for name in names if name.casefold() in there]
    return found, [name for name in names if name.casefold() not in there]


def free_ids(desk: Desk, book: str, prefix: str, names: Sequence[str]) -> list[str]:
    """An id for each name, beginning with `prefix`, that no code of the book (uuid) has."""
    taken = {
        code.id.removeprefix(prefix)
        for code in desk.codes.values()
        if code.codebook == book and code.id.startswith(prefix)
    }
    ids = []
    for name in names:
        free = id_for(name, taken)
        taken.add(free)
        ids.append(prefix + free)
    return ids


def family_of(code: Code) -> str:
    """What the ids of codes beside this one begin with: `exp.` of `exp.modelling`."""
    head, dot, _ = code.id.rpartition(".")
    return head + dot


class SplitWalk(Walk):
    """The coder's codings with a code, to be given to the codes that it is split into."""

    KEYS = "1 to 9 give it · Space leaves it · u take back · Esc leave for now"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"give({digit})", show=False) for digit in range(1, MOST + 1)),
        Binding("space,s", "leave_it", "Leave it"),
    ]

    def __init__(
        self, desk: Desk, code: Code, splitting: Splitting, codings: Sequence[Coding]
    ) -> None:
        uuids = [coding.uuid for coding in codings]
        begin = uuids.index(splitting.at) if splitting.at in uuids else 0
        title = f"Split {desk.name_of(code)}: which code is it?"
        super().__init__(desk, title, codings, begin)
        self._code = code
        self._into = [desk.codes[uuid] for uuid in splitting.into]

    def compose_about(self) -> ComposeResult:
        rows = []
        for digit, code in enumerate(self._into, 1):
            letter, colour = self.desk.marks[code.uuid]
            rows += [
                Content.styled(f" {digit} ", "bold $accent"),
                Content.styled(f" {letter} ", f"bold $text on {colour}"),
                Content(f" {shown(self.desk.name_of(code))}   "),
            ]
        yield Static(Content.assemble(*rows), id="walk-choices", markup=False)

    def show_coding(self) -> None:
        super().show_coding()
        coding = self.coding
        if coding is None:
            forget(self.desk, self._code.uuid)
        else:
            splitting = Splitting(tuple(code.uuid for code in self._into), coding.uuid)
            splitting.remember(self.desk, self._code.uuid)

    def action_give(self, digit: int) -> None:
        if digit <= len(self._into):
            code, desk = self._into[digit - 1], self.desk
            self.act(
                lambda coding: desk.project.codings.recode(coding.uuid, code.uuid, desk.coder()),
                desk.name_of(code),
            )

    def action_leave_it(self) -> None:
        self.go_on()
