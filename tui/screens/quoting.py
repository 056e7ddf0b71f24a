"""What is done with a passage beside coding it: making a quote, hearing the recording."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from qualcode.model import Span

from .. import playing
from .parts import CodingPart
from .prompt import Prompt


class PassageActions(CodingPart):
    """What is done with passages."""

    _player: subprocess.Popen[bytes] | None = None

    def action_quote(self) -> None:
        target = self.target()
        if self.transcript.selection and target is not None:
            self._make_quote(target)
        elif self.here:
            self.with_one(
                "Quote the passage of which coding?",
                self.here,
                lambda mark: self._make_quote(Span(mark.start, mark.end)),
            )
        else:
            self.tell("Select the words to quote first.", severity="warning")

    def _make_quote(self, span: Span) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        document = reading.document.uuid
        quote = self.attempt(
            lambda: desk.project.quotes.add(document, span.start, span.end, desk.coder())
        )
        if quote is not None:
            self.noted()
            key = desk.keymap.key("go_quotes")
            self.tell(f"Quote made of {self.quoted(span.start, span.end)}. {key} shows all quotes.")

    def action_play(self) -> None:
        reading, turn = self.reading, self.turn_here
        if reading is None or turn is None:
            self.tell("There is no turn here to hear.", severity="warning")
            return
        if turn.start_ms is None:
            self.tell(f"Turn {turn.number} has no time, so its place in a recording isn't known.",
                      severity="warning")  # fmt: skip
            return
        milliseconds = turn.start_ms
        remembered = self.desk.recall(f"recording:{reading.document.uuid}")
        if remembered and Path(remembered).is_file():
            self._play(Path(remembered), milliseconds)
            return
        gone = "It isn't where it was any more. " if remembered else ""
        self.ask(
            Prompt(
                f"{gone}Where is the recording of {reading.document.name}?",
                "Path of the file; it stays where it is, outside the study",
                remembered,
                check=_missing,
            ),
            lambda path: self._take(Path(path).expanduser(), milliseconds),
        )

    def _take(self, file: Path, milliseconds: int) -> None:
        reading, desk = self.reading, self.desk
        if reading is None:
            return
        uuid = reading.document.uuid
        desk.coder()
        self.attempt(lambda: desk.remember(f"recording:{uuid}", str(file.absolute())))
        self._play(file, milliseconds)

    def _play(self, file: Path, milliseconds: int) -> None:
        words = self.attempt(lambda: playing.command(file.absolute(), milliseconds, os.environ))
        if words is None:
            return
        if self._player is not None and self._player.poll() is None:
            self._player.terminate()
        started = self.attempt(lambda: playing.start(words))
        if started is not None:
            self._player = started
            minutes, seconds = divmod(milliseconds // 1000, 60)
            self.tell(f"Playing {file.name} from {minutes}:{seconds:02} in {Path(words[0]).name}.")


def _missing(path: str) -> str | None:
    return None if Path(path).expanduser().is_file() else "There is no such file."
