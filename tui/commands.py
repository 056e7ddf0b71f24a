"""The command palette's list: every action of the registry."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

from .actions import ACTIONS, Action, key_name
from .widgets.transcript import Transcript


class ActionCommands(Provider):
    """Actions by what they are called."""

    async def discover(self) -> Hits:
        for action in ACTIONS:
            yield DiscoveryHit(_label(action), partial(self._run, action), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in ACTIONS:
            score = matcher.match(action.label)
            if score:
                yield Hit(
                    score,
                    matcher.highlight(action.label),
                    partial(self._run, action),
                    help=f"{key_name(action.keys[0])} · {action.help}",
                )

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.run, self._place(action))

    def _place(self, action: Action) -> DOMNode:
        if action.scope == "app":
            return self.app
        if action.scope == "transcript":
            return self.screen.query_one(Transcript)
        return self.screen


def _label(action: Action) -> Content:
    return Content(f"{action.label}  ({key_name(action.keys[0])})")
