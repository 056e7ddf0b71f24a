"""What can be done on the memos screen."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "memos_new", ("n",), "New memo…",
        "Writes a memo on the study as a whole: reflexive, theoretical or on method.",
        "Change", "memos", "new_memo", "New",
    ),
    Action(
        "memos_edit", ("e",), "Edit the memo…",
        "Rewrites a memo of yours; the journal keeps what it said before.",
        "Change", "memos", "edit_memo", "Edit",
    ),
    Action(
        "memos_remove", ("d", "delete"), "Remove the memo…",
        "Removes a memo of yours, after asking.",
        "Change", "memos", "remove_memo", "Remove",
    ),
    *undo_and_redo("memos", "Undo"),
    Action(
        "memos_order", ("o",), "Another order",
        "Newest first, oldest first, or by what they are on.",
        "List", "memos", "order",
    ),
    Action(
        "memos_filter", ("f",), "Filter…",
        "Lists only some: kind:method coder:kari on:modelling, or words of the text.",
        "List", "memos", "filter", "Filter",
    ),
    Action("memos_unfilter", ("F",), "No filter", "Lists all again.", "List", "memos", "unfilter"),
    Action(
        "memos_show", ("enter",), "Show in the transcript",
        "Goes to the passage the memo is on; Backspace there comes back.",
        "Move", "memos", "show_passage",
    ),
    Action(
        "memos_scroll_down", ("ctrl+down", "right_square_bracket"), "Scroll the memo down",
        "Shows more of a long memo.", "Move", "memos", "scroll_details(3)",
    ),
    Action(
        "memos_scroll_up", ("ctrl+up", "left_square_bracket"), "Scroll the memo up",
        "Goes back up in a long memo.", "Move", "memos", "scroll_details(-3)",
    ),
    Action(
        "memos_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "memos", "back", "Back",
    ),
)  # fmt: skip
