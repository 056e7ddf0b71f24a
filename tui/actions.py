"""Everything a person can do in the TUI, once: keys, footer, help and commands come from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Scope = Literal["app", "coding", "transcript"]
Group = Literal["Move", "Select", "Code", "Suggestions", "Documents", "View", "Qualcode"]

GROUPS: tuple[Group, ...] = (
    "Code", "Suggestions", "Move", "Select", "Documents", "View", "Qualcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    `run` is the Textual action its scope answers to: `app` the app, `coding` the coding screen,
    `transcript` the transcript while it has the focus. `keys` are Textual's names. `footer` is
    the short word in the footer, empty where it isn't shown there.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    scope: Scope
    run: str
    footer: str = ""


def _move(name: str, keys: str, label: str, help_: str) -> Action:
    return Action(name, tuple(keys.split()), label, help_, "Move", "transcript", f"move('{name}')")


def _extend(name: str, keys: str, label: str) -> Action:
    return Action(
        f"extend_{name}",
        tuple(keys.split()),
        f"Extend the selection: {label}",
        f"Moves the end of the selection: {label}.",
        "Select",
        "transcript",
        f"extend('{name}')",
    )


ACTIONS: tuple[Action, ...] = (
    Action(
        "code", ("c", "enter"), "Code…",
        "Opens the list of codes: type to find, enter to apply. Codes the selection, or the turn "
        "under the caret where nothing is selected.",
        "Code", "transcript", "screen.code", "Code",
    ),
    Action(
        "remove_coding", ("d", "delete"), "Remove a coding",
        "Takes the code under the caret off again; asks which where there are several. Only your "
        "own codings.",
        "Code", "coding", "remove_coding", "Remove",
    ),
    Action(
        "undo", ("u", "ctrl+z"), "Undo",
        "Undoes your latest change, also one of an earlier day.",
        "Code", "coding", "undo", "Undo",
    ),
    Action(
        "redo", ("U", "ctrl+y"), "Redo", "Does again what was undone.", "Code", "coding", "redo",
    ),
    Action(
        "memo", ("m",), "Memo…",
        "Writes a memo on the selection, on the coding under the caret, or else on the document.",
        "Code", "coding", "memo", "Memo",
    ),
    Action(
        "first_pass", ("f",), "Mark the first pass done",
        "Says that you have coded this document once yourself. From then on its suggestions are "
        "visible to you.",
        "Suggestions", "coding", "first_pass", "First pass",
    ),
    Action(
        "next_suggestion", ("n",), "Next suggestion",
        "Goes to the next open suggestion and shows its reason.",
        "Suggestions", "coding", "next_suggestion",
    ),
    Action(
        "previous_suggestion", ("p",), "Previous suggestion",
        "Goes to the open suggestion before.",
        "Suggestions", "coding", "previous_suggestion",
    ),
    Action(
        "accept", ("a",), "Accept the suggestion",
        "Makes the suggestion a coding of yours, marked as suggested, and goes to the next.",
        "Suggestions", "coding", "accept",
    ),
    Action(
        "reject", ("x",), "Reject the suggestion",
        "Turns the suggestion down and goes to the next. It doesn't come back for this text.",
        "Suggestions", "coding", "reject",
    ),
    _move("left", "left h", "Left", "One character back."),
    _move("right", "right l", "Right", "One character on."),
    _move("up", "up k", "Up", "One line up."),
    _move("down", "down j", "Down", "One line down."),
    _move("next_word", "w ctrl+right", "Next word", "To the beginning of the next word."),
    _move("previous_word", "b ctrl+left", "Previous word", "To the beginning of the word before."),
    _move("word_end", "e", "End of the word", "Just behind this word."),
    _move("next_turn", "right_square_bracket J ctrl+down", "Next turn", "To the next turn."),
    _move(
        "previous_turn", "left_square_bracket K ctrl+up", "Previous turn",
        "To the beginning of this turn, then of the one before.",
    ),
    _move("line_start", "home 0", "Beginning of the line", "To the beginning of the line."),
    _move("line_end", "end dollar_sign", "End of the line", "To the end of the line."),
    _move("page_down", "pagedown space", "Page down", "One screen down."),
    _move("page_up", "pageup", "Page up", "One screen up."),
    _move("text_start", "ctrl+home g", "Beginning of the text", "To the first turn."),
    _move("text_end", "ctrl+end G", "End of the text", "To the end of the last turn."),
    Action(
        "visual", ("v",), "Start or stop selecting",
        "While on, every move extends the selection. Shift with a move does the same.",
        "Select", "transcript", "visual",
    ),
    Action(
        "select_turn", ("V",), "Select the turn", "Selects the turn under the caret.",
        "Select", "transcript", "select_turn",
    ),
    Action(
        "clear", ("escape",), "Clear the selection",
        "Selects nothing; in a side panel, goes back to the transcript.",
        "Select", "coding", "clear",
    ),
    _extend("left", "shift+left", "one character back"),
    _extend("right", "shift+right", "one character on"),
    _extend("up", "shift+up", "one line up"),
    _extend("down", "shift+down", "one line down"),
    _extend("next_word", "ctrl+shift+right W", "to the next word"),
    _extend("previous_word", "ctrl+shift+left B", "to the word before"),
    _extend("line_start", "shift+home", "to the beginning of the line"),
    _extend("line_end", "shift+end", "to the end of the line"),
    _extend("page_down", "shift+pagedown", "one screen down"),
    _extend("page_up", "shift+pageup", "one screen up"),
    Action(
        "next_document", ("greater_than_sign",), "Next document", "Opens the next document.",
        "Documents", "coding", "next_document",
    ),
    Action(
        "previous_document", ("less_than_sign",), "Previous document",
        "Opens the document before.",
        "Documents", "coding", "previous_document",
    ),
    Action(
        "documents", ("o",), "Choose a document…", "Opens the list of documents.",
        "Documents", "coding", "documents",
    ),
    Action(
        "left_panel", ("f2",), "Documents and codes on or off",
        "Shows or folds the panel on the left.",
        "View", "coding", "left_panel", "Codes",
    ),
    Action(
        "inspector", ("f3",), "Inspector on or off",
        "Shows or folds the panel on the right: the codes here with their definitions, memos, "
        "suggestions.",
        "View", "coding", "inspector", "Info",
    ),
    Action(
        "others", ("O",), "Other coders' codings on or off",
        "Shows or hides what others have coded. Off at the start, so that you code unaided.",
        "View", "coding", "others",
    ),
    Action(
        "theme", ("t",), "Dark or light", "Changes between the dark and the light theme.",
        "View", "app", "theme",
    ),
    Action(
        "help", ("question_mark", "f1"), "Help", "Lists all keys.", "Qualcode", "app", "help",
        "Help",
    ),
    Action(
        "commands", ("ctrl+p", "colon"), "Commands…", "Finds anything there is to do by name.",
        "Qualcode", "app", "command_palette",
    ),
    Action(
        "quit", ("q", "ctrl+q"), "Quit",
        "Leaves. Everything is saved already, and the place is remembered.",
        "Qualcode", "app", "quit", "Quit",
    ),
)  # fmt: skip

_NAMES = {
    "left_square_bracket": "[", "right_square_bracket": "]", "dollar_sign": "$",
    "greater_than_sign": ">", "less_than_sign": "<", "question_mark": "?", "colon": ":",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn",
    "escape": "Esc", "delete": "Del", "space": "Space", "enter": "Enter",
    "home": "Home", "end": "End",
}  # fmt: skip


def bindings(scope: Scope) -> list[Binding]:
    """The bindings of all actions of a scope; the first key stands in the footer."""
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
        for action in ACTIONS
        if action.scope == scope
    ]


def key_name(key: str) -> str:
    """A key as people call it: `ctrl+right` is `Ctrl+→`."""
    *held, last = key.split("+")
    name = _NAMES.get(last) or (last.upper() if last[0] == "f" and last[1:].isdigit() else last)
    return "+".join([*(part.capitalize() for part in held), name])
