"""What an action is, and how its keys are bound and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Scope = Literal[
    "app", "coding", "transcript", "codes", "codebook", "review", "retrieve", "themes", "quotes",
    "topics", "memos", "journal", "compare", "discussions", "learning",
]  # fmt: skip
Group = Literal[
    "Code", "Suggestions", "Move", "Select", "Documents", "List", "Change", "View", "Go to",
    "Qualcode",
]  # fmt: skip

GROUPS: tuple[Group, ...] = (
    "Code", "Suggestions", "List", "Change", "Move", "Select", "Documents", "View", "Go to",
    "Qualcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    `run` is the Textual action its scope answers to: `app` the app, `transcript` and `codes` the
    transcript and the tree of codes while they have the focus, any other the screen of that name.
    `keys` are Textual's names. `footer` is the short word in the footer, empty where it isn't
    shown there. Ids are unique over all scopes.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    scope: Scope
    run: str
    footer: str = ""


_NAMES = {
    "left_square_bracket": "[", "right_square_bracket": "]", "dollar_sign": "$",
    "left_parenthesis": "(", "right_parenthesis": ")", "left_curly_bracket": "{",
    "right_curly_bracket": "}", "number_sign": "#", "plus": "+", "minus": "-",
    "greater_than_sign": ">", "less_than_sign": "<", "question_mark": "?", "colon": ":",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn",
    "escape": "Esc", "delete": "Del", "space": "Space", "enter": "Enter",
    "home": "Home", "end": "End", "full_stop": ".", "equals_sign": "=", "exclamation_mark": "!",
    "slash": "/", "backspace": "Backspace",
}  # fmt: skip


def bindings(actions: Sequence[Action]) -> list[Binding]:
    """The bindings of the actions; the first key stands in the footer."""
    return [
        Binding(
            ",".join(action.keys),
            action.run,
            action.footer or action.label,
            show=bool(action.footer),
            key_display=key_name(action.keys[0]),
            tooltip=action.help,
            id=action.id,
        )
        for action in actions
    ]


def undo_and_redo(scope: Scope, undo_footer: str = "", redo_footer: str = "") -> tuple[Action, ...]:
    """The two steps back and forth that every screen has."""
    return (
        Action(
            f"{scope}_undo", ("u", "ctrl+z"), "Undo", "Undoes your latest change.",
            "Change", scope, "undo", undo_footer,
        ),
        Action(
            f"{scope}_redo", ("U", "ctrl+y"), "Redo", "Does again what was undone.",
            "Change", scope, "redo", redo_footer,
        ),
    )  # fmt: skip


def key_name(key: str) -> str:
    """A key as people call it: `ctrl+right` is `Ctrl+→`."""
    *held, last = key.split("+")
    name = _NAMES.get(last) or (last.upper() if last[0] == "f" and last[1:].isdigit() else last)
    return "+".join([*(part.capitalize() for part in held), name])
