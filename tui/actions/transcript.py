"""What can be done in the transcript while it has the focus."""

from __future__ import annotations

from .registry import Action


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
    _move("left", "left h", "Left", "One character back."),
    _move("right", "right l", "Right", "One character on."),
    _move("up", "up k", "Up", "One line up."),
    _move("down", "down j", "Down", "One line down."),
    _move("next_word", "w ctrl+right", "Next word", "To the beginning of the next word."),
    _move("previous_word", "b ctrl+left", "Previous word", "To the beginning of the word before."),
    _move("word_end", "e", "End of the word", "Just behind this word."),
    _move("next_turn", "J right_square_bracket ctrl+down", "Next turn", "To the next turn."),
    _move(
        "previous_turn", "K left_square_bracket ctrl+up", "Previous turn",
        "To the beginning of this turn, then of the one before.",
    ),
    _move(
        "next_sentence", "right_parenthesis", "Next sentence",
        "To the beginning of the next sentence; in talk written without full stops, of the next "
        "pause or turn.",
    ),
    _move(
        "previous_sentence", "left_parenthesis", "Previous sentence",
        "To the beginning of this sentence, then of the one before.",
    ),
    _move(
        "next_paragraph", "right_curly_bracket", "Next paragraph",
        "Behind the next blank line, or to the next turn where there is none.",
    ),
    _move(
        "previous_paragraph", "left_curly_bracket", "Previous paragraph",
        "To the beginning of this paragraph, then of the one before.",
    ),
    _move(
        "next_coded", "L", "Next coded passage",
        "To the beginning of the next passage that has a code.",
    ),
    _move(
        "previous_coded", "H", "Previous coded passage",
        "To the beginning of the coded passage before.",
    ),
    _move(
        "next_uncoded", "y", "Next uncoded turn",
        "To the next turn without any code. Headings are passed over.",
    ),
    _move("previous_uncoded", "Y", "Previous uncoded turn", "To the uncoded turn before."),
    Action(
        "go_to_turn", ("number_sign",), "Go to a turn…", "Asks for a turn's number and goes there.",
        "Move", "transcript", "go_to_turn",
    ),
    _move("line_start", "home 0", "Beginning of the line", "To the beginning of the line."),
    _move("line_end", "end dollar_sign", "End of the line", "To the end of the line."),
    _move("page_down", "pagedown space", "Page down", "One screen down."),
    _move("page_up", "pageup", "Page up", "One screen up."),
    _move("text_start", "ctrl+home", "Beginning of the text", "To the first turn."),
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
        "grow", ("plus",), "Grow the selection",
        "Selects the word under the caret, then its sentence, its paragraph, its turn, all.",
        "Select", "transcript", "grow",
    ),
    Action(
        "shrink", ("minus",), "Shrink the selection",
        "Goes back to what was selected before it grew.",
        "Select", "transcript", "shrink",
    ),
    Action(
        "swap_ends", ("s",), "Go to the selection's other end",
        "Moves the caret to where the selection begins, so that this end can be moved.",
        "Select", "transcript", "swap_ends",
    ),
    _extend("left", "shift+left", "one character back"),
    _extend("right", "shift+right", "one character on"),
    _extend("up", "shift+up", "one line up"),
    _extend("down", "shift+down", "one line down"),
    _extend("next_word", "ctrl+shift+right W", "to the next word"),
    _extend("previous_word", "ctrl+shift+left B", "to the word before"),
    _extend("next_turn", "ctrl+shift+down", "to the next turn"),
    _extend("previous_turn", "ctrl+shift+up", "to the turn before"),
    _extend("line_start", "shift+home", "to the beginning of the line"),
    _extend("line_end", "shift+end", "to the end of the line"),
    _extend("page_down", "shift+pagedown", "one screen down"),
    _extend("page_up", "shift+pageup", "one screen up"),
    _extend("text_start", "ctrl+shift+home", "to the beginning of the text"),
    _extend("text_end", "ctrl+shift+end", "to the end of the text"),
    Action(
        "margin", ("f4",), "Numbers, speakers and times on or off",
        "Shows or folds the margin beside the text. Without it a sign stands where a turn begins.",
        "View", "transcript", "screen.margin",
    ),
)  # fmt: skip
