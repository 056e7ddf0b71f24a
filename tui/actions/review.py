"""What can be done on the review screen."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "review_accept", ("a",), "Accept, or confirm",
        "Makes the suggestion a coding of yours, marked as suggested; a provisional coding stands "
        "from then on.",
        "Suggestions", "review", "accept", "Accept",
    ),
    Action(
        "review_reject", ("x", "delete"), "Reject, or remove",
        "Turns the suggestion down: it doesn't come back for this text. A provisional coding is "
        "removed.",
        "Suggestions", "review", "reject", "Reject",
    ),
    Action(
        "review_reject_note", ("X",), "Reject with a note…",
        "Turns the suggestion down and keeps why as a memo on the passage.",
        "Suggestions", "review", "reject_with_note",
    ),
    Action(
        "review_recode", ("c", "r"), "Another code…",
        "Accepts the passage under another code, which you choose.",
        "Suggestions", "review", "recode", "Code",
    ),
    Action(
        "review_adjust", ("z", "b"), "Other bounds…",
        "Moves the ends of the passage by words, sentences or turns; Enter then accepts it so.",
        "Suggestions", "review", "adjust", "Bounds",
    ),
    Action(
        "review_skip", ("s",), "Skip",
        "Leaves it undecided, and puts it behind the others for now.",
        "Suggestions", "review", "skip", "Skip",
    ),
    Action(
        "review_accept_all", ("A",), "Accept all that are listed…",
        "Makes provisional codings of all suggestions the filter lets through, after asking. They "
        "are out of every analysis until you have looked at each.",
        "Suggestions", "review", "accept_all",
    ),
    Action(
        "review_run", ("n",), "Make suggestions…",
        "Makes new suggestions in the background, for one document or for all.",
        "Suggestions", "review", "suggest",
    ),
    Action(
        "review_queue", ("p",), "Suggestions or provisional codings",
        "Goes from the suggestions to the codings that were accepted together, and back.",
        "List", "review", "other_queue",
    ),
    Action(
        "review_order", ("o",), "Another order",
        "Most likely first, least certain first, by code, by document.",
        "List", "review", "order",
    ),
    Action(
        "review_filter", ("f",), "Filter…",
        "Lists only some: code:modelling document:workshop min:0.6, or words of either name.",
        "List", "review", "filter",
    ),
    Action(
        "review_unfilter", ("F",), "No filter", "Lists all again.", "List", "review", "unfilter",
    ),
    Action(
        "review_one_by_one", ("v",), "One by one, or as a list",
        "Gives the details all the room, and the list a single row; or the list its place again.",
        "View", "review", "one_by_one",
    ),
    Action(
        "review_show", ("enter",), "Show in the transcript",
        "Goes to the passage in its document; Backspace there comes back.",
        "Move", "review", "show_passage",
    ),
    Action(
        "review_scroll_down", ("ctrl+down", "right_square_bracket"), "Scroll the details down",
        "Shows more of the passage, the reason and the code.",
        "Move", "review", "scroll_details(3)",
    ),
    Action(
        "review_scroll_up", ("ctrl+up", "left_square_bracket"), "Scroll the details up",
        "Goes back up in the passage, the reason and the code.",
        "Move", "review", "scroll_details(-3)",
    ),
    *undo_and_redo("review"),
    Action(
        "review_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "review", "back", "Back",
    ),
)  # fmt: skip
