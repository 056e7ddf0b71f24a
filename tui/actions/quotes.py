"""What can be done on the quotes screen."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "quotes_edit", ("e",), "Edit the text…",
        "Edits the words as they are to be printed: leave parts out as […] or [...], put your own into "
        "[square brackets]. A warning shows where anything else differs from what was said.",
        "Change", "quotes", "edit", "Edit",
    ),
    Action(
        "quotes_translation", ("T",), "Translation…", "Writes the translation.",
        "Change", "quotes", "translation", "Translation",
    ),
    Action(
        "quotes_translator", ("w",), "Translated by…", "Says who translated the quote.",
        "Change", "quotes", "translator",
    ),
    Action(
        "quotes_checked", ("c",), "Checked by…",
        "Says who checked the edited text and the translation.",
        "Change", "quotes", "checked", "Checked",
    ),
    Action(
        "quotes_used", ("p",), "Printed in…", "Says where the quote is used.",
        "Change", "quotes", "used",
    ),
    Action(
        "quotes_release", ("r",), "Release…",
        "Says that this one quote may leave the study, after showing what leaves.",
        "Change", "quotes", "release", "Release",
    ),
    Action(
        "quotes_hold_back", ("b",), "Take the release back…",
        "Says that the quote may no longer leave the study, after asking.",
        "Change", "quotes", "hold_back",
    ),
    Action(
        "quotes_remove", ("d", "delete"), "Remove…",
        "Removes the quote after asking; the passage and its codings stay.",
        "Change", "quotes", "remove",
    ),
    *undo_and_redo("quotes"),
    Action(
        "quotes_filter", ("f",), "Show only…", "Shows the quotes in one state, or all.",
        "List", "quotes", "filter", "Filter",
    ),
    Action(
        "quotes_open", ("o", "enter"), "Open the passage", "Goes to the passage in its transcript.",
        "Go to", "quotes", "open", "Open",
    ),
    Action(
        "quotes_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "quotes", "back",
    ),
)  # fmt: skip
