"""What can be done in the tree of codes while it has the focus."""

from __future__ import annotations

from .registry import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "apply_here", ("c",), "Apply the highlighted code",
        "Gives it to what is selected in the transcript, or to the turn under the caret there.",
        "List", "codes", "screen.apply_here",
    ),
    Action(
        "highlight", ("enter",), "Show its passages",
        "Colours all that is coded with the highlighted code; again to stop.",
        "List", "codes", "select_cursor",
    ),
    Action(
        "next_of_code", ("n",), "Next passage of the code",
        "Brings the next passage coded with it into view.",
        "List", "codes", "screen.passage_of_code(1)",
    ),
    Action(
        "previous_of_code", ("p",), "Passage of the code before",
        "Brings the passage before into view.",
        "List", "codes", "screen.passage_of_code(-1)",
    ),
    Action(
        "code_memo", ("m",), "Memo on the code…", "Writes a memo on the highlighted code.",
        "List", "codes", "screen.code_memo",
    ),
    Action(
        "unfold", ("right", "l"), "Unfold", "Shows the codes under the highlighted one.",
        "List", "codes", "unfold",
    ),
    Action(
        "fold", ("left", "h"), "Fold",
        "Hides the codes under the highlighted one, or goes to the code above it. What is folded "
        "stays so.",
        "List", "codes", "fold",
    ),
    Action(
        "tree_down", ("down", "j"), "Down", "To the next code.", "List", "codes", "cursor_down",
    ),
    Action("tree_up", ("up", "k"), "Up", "To the code before.", "List", "codes", "cursor_up"),
    Action(
        "filter_codes", ("slash",), "Filter the codes…",
        "Shows only codes with what is typed in their names or ids. Esc shows all again.",
        "List", "codes", "screen.filter_codes",
    ),
)  # fmt: skip
