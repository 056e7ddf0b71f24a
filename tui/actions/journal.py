"""What can be done on the journal screen."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "journal_undo_to", ("B",), "Undo back to here…",
        "Undoes all your changes from the newest back to and including this one, or none of them; "
        "shows first which they are.",
        "Change", "journal", "undo_to", "Undo to here",
    ),
    *undo_and_redo("journal", "Undo", "Redo"),
    Action(
        "journal_filter", ("f",), "Filter…",
        "Lists only some: coder:kari document:workshop code:modelling verb:coding "
        "since:2026-03-01 until:2026-03-31.",
        "List", "journal", "filter", "Filter",
    ),
    Action(
        "journal_unfilter", ("F",), "No filter", "Lists all again.",
        "List", "journal", "unfilter",
    ),
    Action(
        "journal_mine", ("o",), "Only what I did", "Lists your own changes only, or all again.",
        "List", "journal", "mine",
    ),
    Action(
        "journal_export", ("x",), "Export what is listed…",
        "Writes the steps that the filter lets through to a CSV or XLSX file.",
        "List", "journal", "export",
    ),
    Action(
        "journal_show", ("enter",), "Show in the transcript",
        "Goes to the passage that was changed; Backspace there comes back.",
        "Move", "journal", "show_passage",
    ),
    Action(
        "journal_scroll_down", ("ctrl+down", "right_square_bracket"), "Scroll the details down",
        "Shows more of what was changed.", "Move", "journal", "scroll_details(3)",
    ),
    Action(
        "journal_scroll_up", ("ctrl+up", "left_square_bracket"), "Scroll the details up",
        "Goes back up in what was changed.", "Move", "journal", "scroll_details(-3)",
    ),
    Action(
        "journal_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "journal", "back", "Back",
    ),
)  # fmt: skip
