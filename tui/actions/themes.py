"""What can be done on the theme board."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "themes_add", ("a", "n"), "New theme…", "Makes a candidate theme and asks for its name.",
        "Change", "themes", "add", "Add",
    ),
    Action(
        "themes_concept", ("e",), "Central organising concept…",
        "Writes what holds the theme together, in a sentence or a few.",
        "Change", "themes", "concept", "Concept",
    ),
    Action(
        "themes_rename", ("r",), "Rename…", "Gives the theme another name.",
        "Change", "themes", "rename",
    ),
    Action(
        "themes_state", ("s",), "State…", "Says whether the theme is a candidate, reviewed or dropped.",
        "Change", "themes", "state", "State",
    ),
    Action(
        "themes_codes", ("c",), "Gather a code…",
        "Gathers a code under the theme. On a code under no theme, asks for the theme.",
        "Change", "themes", "gather_code", "Code",
    ),
    Action(
        "themes_codings", ("C",), "Gather excerpts…",
        "Gathers single codings under the theme: those of a code, narrowed by words.",
        "Change", "themes", "gather_codings", "Excerpts",
    ),
    Action(
        "themes_memos", ("m",), "Gather memos…", "Gathers memos under the theme.",
        "Change", "themes", "gather_memos",
    ),
    Action(
        "themes_take_out", ("d", "delete"), "Take out",
        "Takes the chosen code, excerpt or memo out of the theme. It stays in the study.",
        "Change", "themes", "take_out",
    ),
    Action(
        "themes_remove", ("D",), "Remove the theme…",
        "Removes the theme after asking; what it gathers stays in the study.",
        "Change", "themes", "remove",
    ),
    *undo_and_redo("themes"),
    Action(
        "themes_right", ("right", "l"), "Next column",
        "To the next column of the board, then to what the theme gathers.",
        "Move", "themes", "column(1)",
    ),
    Action(
        "themes_left", ("left", "h"), "Column before", "To the column before.",
        "Move", "themes", "column(-1)",
    ),
    Action(
        "themes_open", ("o", "enter"), "Open the passage",
        "On a theme, goes to what it gathers; there, goes to the passage in its transcript.",
        "Go to", "themes", "open", "Open",
    ),
    Action(
        "themes_history", ("H",), "History",
        "Lists who did what to the theme, and when.", "View", "themes", "history",
    ),
    Action(
        "themes_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "themes", "back",
    ),
)  # fmt: skip
