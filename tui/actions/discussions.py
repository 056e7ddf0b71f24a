"""What can be done on the discussions screen."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "discussions_decide", ("d",), "Decide…",
        "Asks what was decided and keeps it as a method memo on the passage, tied to the version "
        "of the codebook in force. The coding stands again.",
        "Code", "discussions", "decide", "Decide",
    ),
    Action(
        "discussions_recode", ("r",), "Give another code…",
        "Gives the coding another code. Only your own codings.",
        "Code", "discussions", "recode", "Recode",
    ),
    Action(
        "discussions_unflag", ("x",), "Take the flag off",
        "Lets the coding stand without a decision.",
        "Code", "discussions", "unflag", "Unflag",
    ),
    *undo_and_redo("discussions", "Undo"),
    Action(
        "discussions_decisions", ("v",), "Open or decided",
        "Goes between what is to be discussed and the decisions made so far.",
        "View", "discussions", "decisions", "Decisions",
    ),
    Action(
        "discussions_open", ("o", "enter"), "Open the passage",
        "Goes to the passage in its transcript.",
        "Go to", "discussions", "open", "Open",
    ),
    Action(
        "discussions_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "discussions", "back",
    ),
)  # fmt: skip
