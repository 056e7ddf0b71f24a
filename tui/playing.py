"""Playing a recording in another program, from a time on."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from qualcode.errors import InputError

VARIABLE = "QUALCODE_PLAYER"

_PLAYERS: Mapping[str, str] = {
    "mpv": "mpv --really-quiet --force-window=yes --start={seconds} {file}",
    "vlc": "vlc --quiet --start-time={seconds} {file}",
    "ffplay": "ffplay -loglevel quiet -autoexit -ss {seconds} {file}",
}
_HINT = f"install mpv, or name a player: {VARIABLE}='myplayer --from {{seconds}} {{file}}'"


def command(
    file: Path,
    milliseconds: int,
    environment: Mapping[str, str],
    found: Callable[[str], str | None] = shutil.which,
) -> list[str]:
    """The words that start a player for a file at a time.

    The player is the command in `QUALCODE_PLAYER`, with `{file}` and `{seconds}` in it, or the
    first of mpv, vlc and ffplay that is there.

    Raises:
        InputError: there is no player, or the command makes no sense.
    """
    wanted = environment.get(VARIABLE, "").strip()
    if not wanted:
        installed = [line for name, line in _PLAYERS.items() if found(name)]
        if not installed:
            raise InputError("no player was found", _HINT)
        wanted = installed[0]
    try:
        words = shlex.split(wanted)
    except ValueError as error:
        raise InputError(f"{VARIABLE} can't be read: {error}", _HINT) from error
    if not any("{file}" in word for word in words):
        words.append("{file}")
    seconds = f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
    return [word.replace("{seconds}", seconds).replace("{file}", str(file)) for word in words]


def start(words: list[str]) -> subprocess.Popen[bytes]:
    """Start a player on its own, away from the terminal.

    Raises:
        InputError: it can't be started.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - the player is the person's own choice
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise InputError(f"{words[0]} can't be started", _HINT) from error
