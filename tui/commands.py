"""The command palette's list: the actions of the screen, and those of every screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

from .actions import Action, of_scope
from .keymap import Keymap
from .widgets.codetree import CodeTree
from .widgets.transcript import Transcript

if TYPE_CHECKING:
    from .app import QualcodeApp


class ActionCommands(Provider):
    """Actions by what they are called."""

    async def discover(self) -> Hits:
        for action in self._actions():
            yield DiscoveryHit(self._label(action), partial(self._run, action), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(action.label)
            if score:
                yield Hit(
                    score,
                    matcher.highlight(action.label),
                    partial(self._run, action),
                    help=f"{self._keymap.key(action)} · {action.help}",
                )

    @property
    def _program(self) -> QualcodeApp:
        return cast("QualcodeApp", self.app)

    @property
    def _keymap(self) -> Keymap:
        return self._program.desk.keymap

    def _actions(self) -> Sequence[Action]:
        scope = self._program.study_screen.scope
        if scope == "coding":
            return of_scope("coding", "transcript", "codes", "app")
        return of_scope(scope, "app")

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.run, self._place(action))

    def _place(self, action: Action) -> DOMNode:
        if action.scope == "app":
            return self.app
        screen = self._program.study_screen
        if action.scope == "transcript":
            return screen.query_one(Transcript)
        return screen.query_one(CodeTree) if action.scope == "codes" else screen

    def _label(self, action: Action) -> Content:
        return Content(f"{action.label}  ({self._keymap.key(action)})")
