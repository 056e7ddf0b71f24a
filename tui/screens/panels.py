"""The panels beside the transcript: folding them, and fitting them to the terminal."""

from __future__ import annotations

from typing import ClassVar

from textual import events

from .parts import CodingPart

_LEFT_FROM, _INSPECTOR_FROM, _QUICK_FROM = 132, 100, 24
_LEFT_WIDTH, _INSPECTOR_WIDTH, _TRANSCRIPT_WIDTH = 30, 36, 46
_STATES: dict[bool | None, str] = {None: "auto", True: "on", False: "off"}


class PanelActions(CodingPart):
    """What is done to the panels. Each is as the width allows until it is switched on or off."""

    _left: bool | None = None
    _right: bool | None = None
    _others: ClassVar[dict[bool, str]] = {
        True: "Other coders' codings are shown, with dotted bars.",
        False: "Only your own codings are shown.",
    }

    def restore_panels(self) -> None:
        """Have the panels as this coder left them in this study."""
        states = {name: state for state, name in _STATES.items()}
        left, _, right = self.desk.recall("panels").partition(" ")
        self._left, self._right = states.get(left), states.get(right)
        self.transcript.shows_margin = self.desk.recall("margin") != "off"
        self._fold(*self.size)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.fit(width, height)
        self._fold(width, height)

    def action_left_panel(self) -> None:
        self._left = not self.query_one("#left").display
        if self._left and self._has_room_for_one():
            self._right = False
        self._keep_panels()

    def action_inspector(self) -> None:
        self._right = not self.query_one("#inspector").display
        if self._right and self._has_room_for_one():
            self._left = False
        self._keep_panels()

    def open_inspector(self) -> None:
        if not self.query_one("#inspector").display:
            self.action_inspector()

    def action_margin(self) -> None:
        shows = not self.transcript.shows_margin
        self.transcript.shows_margin = shows
        self.attempt(lambda: self.desk.remember("margin", "on" if shows else "off"))

    def action_others(self) -> None:
        self.desk.shows_others = not self.desk.shows_others
        self.reload()
        self.tell(self._others[self.desk.shows_others])

    def _keep_panels(self) -> None:
        states = f"{_STATES[self._left]} {_STATES[self._right]}"
        self.attempt(lambda: self.desk.remember("panels", states))
        self._fold(*self.size)

    def _has_room_for_one(self) -> bool:
        """Whether two panels at the sides would leave the transcript too little."""
        both = _LEFT_WIDTH + _INSPECTOR_WIDTH + _TRANSCRIPT_WIDTH
        return _INSPECTOR_FROM <= self.size.width < both

    def _fold(self, width: int, height: int) -> None:
        self.set_class(width < _INSPECTOR_FROM, "-narrow")
        self.query_one("#quick").display = height >= _QUICK_FROM
        left, right = self.query_one("#left"), self.query_one("#inspector")
        left.display = width >= _LEFT_FROM if self._left is None else self._left
        right.display = width >= _INSPECTOR_FROM if self._right is None else self._right
        hidden = [panel for panel in (left, right) if not panel.display]
        if self.focused and any(panel in self.focused.ancestors_with_self for panel in hidden):
            self.transcript.focus()
        self.describe_soon()
