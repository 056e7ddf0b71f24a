"""What can be done on the retrieve screen."""

from __future__ import annotations

from .registry import Action, Group, undo_and_redo


def _action(
    name: str, keys: str, label: str, help_: str, group: Group = "Change", *, footer: str = ""
) -> Action:
    return Action(
        f"retrieve_{name}", tuple(keys.split()), label, help_, group, "retrieve", name, footer
    )


ACTIONS: tuple[Action, ...] = (
    _action(
        "find", "f i", "Write the query",
        "Goes to the query; Enter there searches, up and down bring earlier queries.",
        "List", footer="Query",
    ),
    _action("earlier", "H", "Earlier queries…", "Searches again for what was looked for before.", "List"),
    _action(
        "open", "enter", "Show in the transcript",
        "Goes to the passage in its transcript; backspace there comes back.",
        "List",
    ),
    _action("next", "n", "Next hit", "Goes to the next hit.", "List"),
    _action("previous", "N", "Previous hit", "Goes to the hit before.", "List"),
    _action(
        "wider", "plus", "More around it", "Shows one more turn before and after the passage.",
        "View",
    ),
    _action("narrower", "minus", "Less around it", "Shows one turn less before and after.", "View"),
    _action(
        "others", "O ctrl+o", "Other coders' codings on or off",
        "Looks also at what others have coded, or only at your own.",
        "View",
    ),
    _action(
        "code", "c", "Code…",
        "Gives codes to the passage: that of the coding, or the turn the words stand in. Tab "
        "marks several.",
        footer="Code",
    ),
    _action("recode", "r", "Recode…", "Gives your coding another code.", footer="Recode"),
    _action(
        "split", "s", "Split…",
        "Makes two codings of yours: arrow keys move the cut through the words, Enter cuts.",
    ),
    _action(
        "adjust", "z", "Adjust the bounds…",
        "Moves the ends of your coding. On words that aren't one: chooses the passage that "
        "code, memo and quote take instead of the turn.",
    ),
    _action(
        "memo", "m", "Memo…",
        "Writes a memo on the coding or passage; one of yours that is there is opened again.",
        footer="Memo",
    ),
    _action("quote", "Q", "Make a quote", "Keeps the passage as a quote for print.", footer="Quote"),
    _action("remove", "d delete", "Remove the coding", "Takes your code off the passage."),
    *undo_and_redo("retrieve", "Undo"),
    _action(
        "export", "e", "Write the results to a file…",
        "Writes all hits as a table: .xlsx, .csv, .tsv, .jsonl or .md.",
        "List", footer="Export",
    ),
    _action(
        "back", "escape", "Back",
        "Stops a search under way; from the query goes to the results, from there to the "
        "transcript.",
        "Go to",
    ),
)  # fmt: skip
