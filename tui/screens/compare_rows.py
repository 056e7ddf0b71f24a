"""How the places where two coders differ look in a list and in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from rich.text import Text

from qualcode.model import Choice, Coding
from qualcode.project.consensus import Difference, Kind

from ..desk import Desk
from ..glyphs import fitted
from ..places import Places, day
from ..widgets.inspector import code_details
from ..widgets.paint import badge
from ..widgets.textpane import Paragraph

Shown = Literal["all", "differing", "open", "decided", "same"]

SHOWN: dict[Shown, str] = {
    "all": "All places",
    "differing": "Where the coders differ",
    "open": "Where they differ and nothing is decided",
    "decided": "What is decided",
    "same": "Where both did the same",
}
KINDS: dict[Kind, str] = {
    "same": "same", "overlap": "overlap", "only a": "only A", "only b": "only B",
}  # fmt: skip
_TAKEN: dict[Choice, str] = {
    "a": "took A", "b": "took B", "both": "took both", "neither": "took neither",
}  # fmt: skip
_WIDEST_NAME = 28
_BLANK = Paragraph("")


def is_open(difference: Difference) -> bool:
    """Whether there is something to decide about."""
    return difference.kind != "same" and difference.decision is None


def is_shown(difference: Difference, shown: Shown) -> bool:
    """Whether a difference stands in the list while it shows only some."""
    if shown == "differing":
        return difference.kind != "same"
    if shown == "open":
        return is_open(difference)
    if shown == "decided":
        return difference.decision is not None
    return shown == "all" or difference.kind == "same"


class DifferenceRows:
    """Differences as a desk shows them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.project)

    def row(self, document: str, difference: Difference, width: int) -> Sequence[Text]:
        """A difference in one line: what was decided, what kind it is, the code, where."""
        desk, decision = self._desk, difference.decision
        letter, colour = desk.marks.get(difference.code, ("?", "#808080"))
        taken = _TAKEN[decision.choice] if decision else ""
        name = min(_WIDEST_NAME, max(8, width - 47))
        row = Text.assemble(
            " ✓ " if decision else "   ",
            (fitted(KINDS[difference.kind], 9), "" if difference.kind == "same" else "bold"),
            (letter, badge(colour)),
            f" {fitted(desk.name_of(difference.code), name)} ",
            fitted(taken, 13),
        )
        row.append(self._places.near(document, difference.start), style="dim")
        return [row]

    def describe(self, difference: Difference, note: str) -> Iterator[Paragraph]:
        """A difference in full; `note` is what was written for the decision to come."""
        desk = self._desk
        yield Paragraph(desk.name_of(difference.code), "strong", desk.marks.get(difference.code))
        yield from self._side("A", difference.coder_a, difference.a)
        if difference.kind == "same":
            yield Paragraph(f"B {self.coder(difference.coder_b)}: the same")
        else:
            yield from self._side("B", difference.coder_b, difference.b)
        if note:
            yield Paragraph(f"Note for the decision: {note}", "strong")
        yield from self._decided(difference)
        yield _BLANK
        yield Paragraph("THE CODE", "heading")
        yield from code_details(desk, difference.code)

    def coder(self, uuid: str) -> str:
        """A coder's name."""
        known = self._desk.coders.get(uuid)
        return known.name if known else "?"

    def _side(self, letter: str, coder: str, coding: Coding | None) -> Iterator[Paragraph]:
        who = f"{letter} {self.coder(coder)}: "
        yield Paragraph(who + (f"“{coding.quote}”" if coding else "not given"))
        if coding and coding.attributes:
            parts = (f"{name} {value}" for name, value in sorted(coding.attributes.items()))
            yield Paragraph(", ".join(parts), "soft", indent=2)

    def _decided(self, difference: Difference) -> Iterator[Paragraph]:
        decision = difference.decision
        if decision is None:
            if difference.kind != "same":
                yield Paragraph("Not decided yet.", "soft")
            return
        who = self.coder(decision.decided_by or "")
        yield Paragraph(f"Decided: {_TAKEN[decision.choice]}", "strong")
        yield Paragraph(f"{who} · {day(decision.decided_at)}", "soft")
        if decision.note:
            yield Paragraph(decision.note)
