"""One text twice, with the codings of two coders, scrolling together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from qualcode.model import CodingMark, Document, Span
from qualcode.project.consensus import Difference

from ..desk import Desk
from ..glyphs import shown
from ..readings import Readings
from ..widgets.passageview import PassageView

_SIDES = ("a", "b")


class SideBySide(Horizontal):
    """The text with A's codings and the text with B's.

    While `is_narrow`, the text stands there once, with solid bars for A and dotted ones for B.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="texts")
        self._desk = desk
        self._readings = {side: Readings(desk.project) for side in _SIDES}
        self.is_narrow = False

    def compose(self) -> ComposeResult:
        for side in _SIDES:
            with Vertical(id=f"side-{side}", classes="side"):
                yield Static(id=f"title-{side}", classes="panel--title", markup=False)
                yield PassageView(f"text-{side}")

    def on_mount(self) -> None:
        for side, other in (_SIDES, _SIDES[::-1]):
            self.watch(self._view(side), "scroll_y", self._follow(other), init=False)

    def fit(self, width: int, *, is_narrow: bool) -> None:
        """Share out `width` cells."""
        self.is_narrow = is_narrow
        for side in _SIDES:
            # Both as wide, so that both are wrapped alike and scroll line by line.
            self.query_one(f"#side-{side}").styles.width = width if is_narrow else width // 2

    def show(self, document: Document, a: str, b: str) -> None:
        """Show a document as the two coders (uuids) have coded it."""
        names = {"a": f"A  {self._coder(a)}", "b": f"B  {self._coder(b)}"}
        if self.is_narrow:
            both = f"{names['a']} ┃ solid bars · {names['b']} ┊ dotted bars"
            self._show(
                "a", document, both, a, [*self._marks(document, a), *self._marks(document, b)]
            )
        else:
            for side, coder in zip(_SIDES, (a, b), strict=True):
                self._show(side, document, names[side], coder, self._marks(document, coder))

    def mark(self, difference: Difference) -> None:
        """Bring a difference into view, and mark on each side what that coder coded there."""
        whole = Span(difference.start, difference.end)
        for side, coding in zip(_SIDES, (difference.a, difference.b), strict=True):
            span = whole if self.is_narrow else coding.span if coding else None
            self._view(side).mark(span, difference.start)

    def _show(
        self, side: str, document: Document, title: str, coder: str, marks: Sequence[CodingMark]
    ) -> None:
        self.query_one(f"#title-{side}", Static).update(Content(shown(title)), layout=False)
        reading = self._readings[side].of(document.uuid)
        reading.load(marks)
        view = self._view(side)
        view.show_codes(self._desk.marks, coder)
        view.show(reading)

    def _marks(self, document: Document, coder: str) -> Sequence[CodingMark]:
        marks = self._desk.project.codings.marks(document.uuid, coder)
        return [mark for mark in marks if mark.status != "provisional"]

    def _coder(self, uuid: str) -> str:
        coder = self._desk.coders.get(uuid)
        return coder.name if coder else "?"

    def _view(self, side: str) -> PassageView:
        return self.query_one(f"#text-{side}", PassageView)

    def _follow(self, other: str) -> Callable[[float], None]:
        def follow(y: float) -> None:
            if not self.is_narrow:
                self._view(other).scroll_to(y=y, animate=False, force=True)

        return follow

    @on(PassageView.Moved)
    def _moved(self, event: PassageView.Moved) -> None:
        for side in _SIDES:
            self._view(side).go(event.offset)
