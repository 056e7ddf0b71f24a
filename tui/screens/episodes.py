"""Episodes: opening, closing and changing them at the caret's turn."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from qualcode.model import Episode, Turn

from ..widgets.inspector import episode_name
from .choose import Choice
from .parts import CodingPart
from .prompt import Prompt

_ASKED = "What is the episode about?"
_MAY_BE_LEFT = "Enter leaves it open what it is about"


class EpisodeActions(CodingPart):
    """What is done about episodes."""

    def action_episode(self) -> None:
        turn = self._turn_or_told()
        if turn is None:
            return
        opened = self.desk.opened_episode
        if opened is None:
            self._open_episode(turn)
        elif turn.ordinal < opened.first_turn:
            key = self.desk.keymap.key("change_episode")
            self.tell(
                f"The open episode began at turn {self._number(opened.first_turn)}, below this "
                f"one. Close it there or further down; {key} changes it.",
                severity="warning",
            )
        else:
            self.ask(
                Prompt(
                    f"The episode ends with turn {turn.number}. {_ASKED}",
                    _MAY_BE_LEFT,
                    opened.topic,
                    may_be_empty=True,
                ),
                lambda topic: self._close_episode(opened, turn, topic),
            )

    def _open_episode(self, turn: Turn) -> None:
        desk, reading = self.desk, self.reading
        if reading is None:
            return
        episodes = desk.project.episodes
        if self._did(lambda: episodes.open(reading.document, desk.coder(), turn.ordinal)):
            key = desk.keymap.key("episode")
            self.tell(f"Episode opened at turn {turn.number}. {key} at its last turn closes it.")

    def _close_episode(self, episode: Episode, turn: Turn, topic: str) -> None:
        desk = self.desk
        if self._did(
            lambda: desk.project.episodes.close(
                episode.uuid, turn.ordinal, desk.coder(), topic=topic
            )
        ):
            self.tell(f"Episode closed: turns {self._number(episode.first_turn)} to {turn.number}.")

    def action_change_episode(self) -> None:
        turn = self._turn_or_told()
        episode = self.desk.episode_at(turn.ordinal) if turn else None
        if turn is None:
            return
        if episode is None:
            key = self.desk.keymap.key("episode")
            self.tell(f"No episode of yours is here. {key} opens one.", severity="warning")
            return
        changes: dict[str, tuple[str, str, Callable[[], None]]] = {
            "topic": ("t", "Say what it is about…", lambda: self._rename(episode)),
            "first": ("b", f"Let it begin at turn {turn.number}",
                      lambda: self._reshape(episode, first_turn=turn.ordinal)),
            "last": ("e", f"Let it end with turn {turn.number}",
                     lambda: self._reshape(episode, last_turn=turn.ordinal)),
            "next": ("n", "Let it go on one turn further",
                     lambda: self._reshape(episode, last_turn=episode.last_turn + 1)),
            "earlier": ("a", "Let it begin one turn earlier",
                        lambda: self._reshape(episode, first_turn=episode.first_turn - 1)),
            "remove": ("r", "Remove it; its codings stay where they are",
                       lambda: self._remove_episode(episode)),
        }  # fmt: skip
        self.app.push_screen(
            Choice(
                f"The episode {self.named(episode)}",
                [(key, Content(label)) for key, (_, label, _) in changes.items()],
                letters={key: letter for key, (letter, *_) in changes.items()},
            ),
            lambda key: changes[key][2]() if key else None,
        )

    def named(self, episode: Episode) -> str:
        """An episode as people call it: its topic and its turns."""
        return episode_name(self.reading, episode) if self.reading else ""

    def _rename(self, episode: Episode) -> None:
        desk = self.desk
        self.ask(
            Prompt(_ASKED, _MAY_BE_LEFT, episode.topic, may_be_empty=True),
            lambda topic: self._did(
                lambda: desk.project.episodes.change(episode.uuid, desk.coder(), topic=topic)
            ),
        )

    def _reshape(
        self, episode: Episode, *, first_turn: int | None = None, last_turn: int | None = None
    ) -> None:
        desk = self.desk
        if self._did(
            lambda: desk.project.episodes.change(
                episode.uuid, desk.coder(), first_turn=first_turn, last_turn=last_turn
            )
        ):
            changed = next(each for each in desk.episodes if each.uuid == episode.uuid)
            self.tell(f"The episode is {self.named(changed)} now.")

    def _remove_episode(self, episode: Episode) -> None:
        desk = self.desk

        def remove() -> bool:
            desk.project.episodes.remove(episode.uuid, desk.coder())
            return True

        if self._did(remove):
            self.tell("The episode is removed.")

    def _did(self, change: Callable[[], object]) -> bool:
        """Make a change to an episode and show it, with the codings that follow it."""
        reading = self.reading
        if reading is None or self.attempt(change) is None:
            return False
        self.attempt(lambda: self.desk.fill_episodes(reading))
        changed = self.attempt(lambda: self.desk.changed_codings("episode")) or ()
        for uuid in changed:
            self.exchange(uuid)
        self.transcript.codings_changed()
        self.noted()
        return True

    def _turn_or_told(self) -> Turn | None:
        turn = self.turn_here
        if turn is None:
            self.tell("There is no turn here to begin an episode with.", severity="warning")
        return turn

    def _number(self, ordinal: int) -> int | str:
        turns = self.reading.turns if self.reading else ()
        return turns[ordinal].number if ordinal < len(turns) else ordinal + 1
