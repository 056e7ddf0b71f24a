"""The keys a person chose in place of the usual ones, from a file of their own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from platformdirs import user_config_path

from qualcode.errors import FileError, InputError

from .actions import ACTIONS, Action, key_name

_VARIABLE = "QUALCODE_KEYMAP"
_TYPED = {
    "[": "left_square_bracket", "]": "right_square_bracket", "$": "dollar_sign",
    "<": "less_than_sign", ">": "greater_than_sign", "?": "question_mark", ":": "colon",
    ".": "full_stop", ",": "comma", ";": "semicolon", "+": "plus", "-": "minus",
    "=": "equals_sign", "!": "exclamation_mark", "#": "number_sign", "/": "slash",
    "(": "left_parenthesis", ")": "right_parenthesis", "{": "left_curly_bracket",
    "}": "right_curly_bracket", "*": "asterisk", "&": "ampersand", "'": "apostrophe",
    '"': "quotation_mark", "%": "percent_sign", "@": "at", "_": "underscore", "|": "vertical_line",
    "~": "tilde", "^": "circumflex_accent", "`": "grave_accent", "\\": "backslash",
    " ": "space",
}  # fmt: skip


def keymap_path() -> Path:
    """Where a person's keys are read from: `QUALCODE_KEYMAP`, or the user's configuration."""
    named = os.environ.get(_VARIABLE)
    return Path(named) if named else user_config_path("qualcode", appauthor=False) / "keys.toml"


class Keymap:
    """The keys of every action: the usual ones, or those that `chosen` gives by action id.

    Raises:
        InputError: there is no such action, or two that work at the same place share a key.
    """

    def __init__(self, chosen: Mapping[str, Sequence[str]] | None = None) -> None:
        self.chosen = {
            name: tuple(_textual_key(key) for key in keys) for name, keys in (chosen or {}).items()
        }
        unknown = sorted(self.chosen.keys() - {action.id for action in ACTIONS})
        if unknown:
            raise InputError(
                f"the file of keys names an action that isn't there: {unknown[0]}",
                "the docs list all actions",
            )
        self._keys = {action.id: self.chosen.get(action.id, action.keys) for action in ACTIONS}
        _refuse_shared(self._keys, set(self.chosen))

    @classmethod
    def read(cls, path: Path | None = None) -> Keymap:
        """The keys of a person's file; the usual ones where there is none.

        The file is TOML: a table `[keys]` with an action's id and a key or a list of keys.

        Raises:
            FileError, InputError: it can't be read, or makes no sense.
        """
        path = path or keymap_path()
        try:
            content = path.read_text("utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(
                f"{path.name} can't be read", "check the file and its rights"
            ) from error
        try:
            keys = tomllib.loads(content).get("keys", {})
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                f"{path.name} is not TOML: {error}", 'for instance: [keys]\ncode = ["c"]'
            ) from error
        if not isinstance(keys, dict):
            raise InputError(f"{path.name} has no table [keys]", 'begin it with a line "[keys]"')
        chosen = {
            name: [given] if isinstance(given, str) else given for name, given in keys.items()
        }
        wrong = [name for name, given in chosen.items() if not _is_keys(given)]
        if wrong:
            raise InputError(
                f"{path.name}: {wrong[0]} has no keys", f'write {wrong[0]} = ["x"], with any keys'
            )
        return cls(chosen)

    def keys(self, action: Action | str) -> Sequence[str]:
        """An action's keys by Textual's names."""
        return self._keys[action if isinstance(action, str) else action.id]

    def key(self, action: Action | str) -> str:
        """An action's first key as people call it."""
        return key_name(self.keys(action)[0])

    def for_textual(self) -> dict[str, str]:
        """The keys that were chosen, as Textual's apps take them."""
        return {name: ",".join(keys) for name, keys in self.chosen.items()}


def _refuse_shared(keys: Mapping[str, Sequence[str]], chosen: set[str]) -> None:
    """Refuse a chosen key that another action has where both would answer."""
    for action in ACTIONS:
        if action.id not in chosen:
            continue
        for other in ACTIONS:
            meet = other.scope in _together(action.scope) or action.scope in _together(other.scope)
            shared = set(keys[action.id]) & set(keys[other.id])
            if other.id != action.id and meet and shared:
                raise InputError(
                    f"the file of keys gives {key_name(min(shared))} to {action.id}, which is "
                    f"the key of {other.id}",
                    f"give {other.id} another key as well",
                )


def _together(scope: str) -> set[str]:
    """Scopes whose keys are heard together with those of a scope.

    The tree of codes hears its own first while it has the focus, and shares some on purpose.
    """
    if scope in {"app", "codes"}:
        return {scope}
    return {scope, "coding", "app"} if scope == "transcript" else {scope, "app"}


def _textual_key(key: str) -> str:
    """A key as Textual calls it, from how people may write it: `ctrl+?`, `Ctrl+Right`, `C`."""
    *held, last = key.split("+") if len(key) > 1 and not key.endswith("++") else [key]
    held = [part.lower() for part in held]
    if len(last) == 1:
        if held == ["shift"]:
            held, last = [], last.upper()
        elif held:
            last = last.lower()
    last = _TYPED.get(last, last if len(last) == 1 else last.lower())
    return "+".join([*held, last])


def _is_keys(given: object) -> bool:
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(key, str) and key for key in given)
    )
