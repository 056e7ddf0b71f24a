"""What can be done on the learning screen."""

from __future__ import annotations

from .registry import Action, Group, undo_and_redo


def _action(
    name: str, keys: str, label: str, help_: str, *,
    group: Group = "Suggestions", footer: str = "", run: str = "",
) -> Action:  # fmt: skip
    return Action(
        f"learning_{name}",
        tuple(keys.split()),
        label,
        help_,
        group,
        "learning",
        run or name,
        footer,
    )


ACTIONS: tuple[Action, ...] = (
    _action(
        "look", "n", "Look anew",
        "Looks through the study in the background, by your own codings alone.",
        footer="Look",
    ),
    _action(
        "other_list", "p", "To code next, or to read again",
        "Goes from the passages to code next to those worth reading again, and back.",
        group="List", footer="Other list",
    ),
    _action(
        "show", "enter", "Show in the transcript",
        "Goes to the passage in its document; Backspace there comes back.",
        group="Move",
    ),
    _action(
        "retrain", "e", "New suggestions after how many decisions…",
        "Sets after how many of your codings, acceptances and rejections suggestions are made anew "
        "in the background; 0 turns it off.",
        footer="Anew after",
    ),
    _action(
        "scroll_down", "ctrl+down right_square_bracket", "Scroll the details down",
        "Shows more of the passage and the reason.", group="Move", run="scroll_details(3)",
    ),
    _action(
        "scroll_up", "ctrl+up left_square_bracket", "Scroll the details up",
        "Goes back up in the passage and the reason.", group="Move",
        run="scroll_details(-3)",
    ),
    *undo_and_redo("learning", "Undo"),
    _action(
        "back", "escape", "Back to the transcript", "Goes back to the transcript.",
        group="Go to", footer="Back",
    ),
)  # fmt: skip
