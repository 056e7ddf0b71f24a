"""What can be done on the screen that compares two coders."""

from __future__ import annotations

from .registry import Action, undo_and_redo

ACTIONS: tuple[Action, ...] = (
    Action(
        "compare_a", ("a",), "Take A",
        "Writes A's side of the difference into the layer “Consensus”, and goes to the next that "
        "is open. Where A didn't give the code, it is left out.",
        "Code", "compare", "take('a')", "Take A",
    ),
    Action(
        "compare_b", ("b",), "Take B",
        "Writes B's side of the difference into the layer, and goes on.",
        "Code", "compare", "take('b')", "Take B",
    ),
    Action(
        "compare_both", ("plus",), "Take both", "Writes both codings into the layer, and goes on.",
        "Code", "compare", "take('both')", "Both",
    ),
    Action(
        "compare_neither", ("minus",), "Take neither",
        "Leaves the code out of the layer here, and goes on.",
        "Code", "compare", "take('neither')", "Neither",
    ),
    Action(
        "compare_note", ("n",), "Note…",
        "Writes a line on the decision: on one that was taken, or for the one that you take next "
        "on this difference.",
        "Code", "compare", "note", "Note",
    ),
    *undo_and_redo("compare"),
    Action(
        "compare_next", ("right_square_bracket",), "Next difference", "To the next in the list.",
        "Move", "compare", "step(1)",
    ),
    Action(
        "compare_previous", ("left_square_bracket",), "Difference before", "To the one before.",
        "Move", "compare", "step(-1)",
    ),
    Action(
        "compare_undecided", ("N",), "Next open difference",
        "To the next difference that nothing is decided about.",
        "Move", "compare", "undecided",
    ),
    Action(
        "compare_coders", ("c",), "Coders…", "Chooses who is A, then who is B.",
        "List", "compare", "coders", "Coders",
    ),
    Action(
        "compare_document", ("d",), "Document…", "Chooses the document.",
        "List", "compare", "document",
    ),
    Action(
        "compare_filter", ("f",), "Show only…",
        "Lists all places, those where the coders differ, the open or the decided ones.",
        "List", "compare", "filter",
    ),
    Action(
        "compare_agreement", ("s",), "Agreement in numbers",
        "Shows agreement for each code: turns both, only A and only B gave it to, per cent, and "
        "Cohen's kappa.",
        "View", "compare", "agreement",
    ),
    Action(
        "compare_open", ("o", "enter"), "Open the passage",
        "Goes to the passage in its transcript. Where the warning about blind coding stands, "
        "shows the codings anyway.",
        "Go to", "compare", "open", "Open",
    ),
    Action(
        "compare_back", ("escape",), "Back to the transcript", "Goes back to the transcript.",
        "Go to", "compare", "back",
    ),
)  # fmt: skip
