"""What can be done on the topics screen."""

from __future__ import annotations

from .registry import Action, Group, undo_and_redo


def _action(
    name: str, keys: str, label: str, help_: str, *, group: Group = "Change", footer: str = ""
) -> Action:
    return Action(
        f"topics_{name}", tuple(keys.split()), label, help_, group, "topics", name, footer
    )


ACTIONS: tuple[Action, ...] = (
    _action(
        "open", "enter", "Its turns",
        "Goes to the list of the topic's turns; enter there shows one in the transcript, "
        "backspace comes back.",
        group="List",
    ),
    _action(
        "runs", "o", "Other runs…", "Shows the topics of an earlier run, or of the latest again.",
        group="List", footer="Runs",
    ),
    _action(
        "map", "m", "Map",
        "Shows every turn as the sign of its topic, near those that say the like; arrows go from "
        "turn to turn, enter shows one in the transcript, and the same key leads back.",
        group="List", footer="Map",
    ),
    _action(
        "label", "l", "Label…", "Gives the topic a name of your own.", footer="Label",
    ),
    _action(
        "code", "c", "Make a code of it…",
        "Makes a code in the study's own codebook with the topic's terms as cues; its typical "
        "turns can get the code provisionally, to be looked at in the review.",
        footer="Code",
    ),
    _action(
        "suggest", "s", "Suggest a code for it…",
        "Suggests a code for all turns of the topic that don't have it, to be decided on one by "
        "one in the review.",
    ),
    _action(
        "fit", "n", "New topics…",
        "Clusters all turns anew, beside the screens: a reading aid, not themes.",
        footer="New",
    ),
    *undo_and_redo("topics", "Undo"),
    _action(
        "back", "escape", "Back", "Goes back to the topics, then to the transcript.",
        group="Go to",
    ),
)  # fmt: skip
