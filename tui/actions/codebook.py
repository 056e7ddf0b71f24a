"""What can be done on the codebook screen."""

from __future__ import annotations

from .registry import Action, Group, undo_and_redo


def _action(
    name: str, keys: str, label: str, help_: str, *, group: Group = "Change", footer: str = ""
) -> Action:
    return Action(
        f"codebook_{name}", tuple(keys.split()), label, help_, group, "codebook", name, footer
    )


ACTIONS: tuple[Action, ...] = (
    _action(
        "open", "enter", "Its codings",
        "Goes to the list of the code's codings; enter there shows one in the transcript, "
        "backspace comes back.",
        group="List",
    ),
    _action("find", "f", "Find a code…", "Goes to a code by a part of its name or id.", group="List"),
    _action("fold", "left h", "Fold", "Hides what is under the code; then goes up.", group="List"),
    _action("unfold", "right l", "Unfold", "Shows what is under the code.", group="List"),
    _action("fold_all", "z", "Fold or unfold all", "Shows the top codes only, or all.", group="List"),
    _action(
        "retired", "H", "Retired codes on or off", "Hides or shows the retired codes.", group="View",
    ),
    _action(
        "others", "O", "Other coders' codings on or off",
        "Counts and lists what others have coded too, or only your own.",
        group="View",
    ),
    _action(
        "add", "a", "Add a code…", "Adds a code beside this one, under the same parent.",
        footer="Add",
    ),
    _action("add_under", "A", "Add a code under this one…", "Adds a code one level further in."),
    _action(
        "rename", "r", "Rename…", "Changes the code's name and its Norwegian name.",
        footer="Rename",
    ),
    _action(
        "edit", "e", "Definition, include, exclude…",
        "Edits what the code means, what it takes in and what not. Codings made before count as "
        "made under the older definition.",
        footer="Edit",
    ),
    _action(
        "example", "x", "Take the excerpt as an example",
        "In the list of codings: adds the excerpt to the code's examples. Examples travel with "
        "the codebook.",
    ),
    _action("drop_example", "X", "Remove an example…", "Takes an example off the code."),
    _action("move", "p", "Put under another code…", "Gives the code another parent."),
    _action("move_top", "P", "Put at the top", "Makes the code a top code of its codebook."),
    _action("up", "K shift+up", "Up among its siblings", "Changes places with the code before."),
    _action("down", "J shift+down", "Down among its siblings", "Changes places with the next."),
    _action(
        "merge", "M", "Merge into another code…",
        "Gives another code all codings, memos, themes and children of this one, and removes it. "
        "Says first how many and what is joined.",
        footer="Merge",
    ),
    _action(
        "split", "s", "Split…",
        "Makes new codes beside this one and goes through your codings one by one, to give them "
        "to the new codes. Can be left and taken up again.",
        footer="Split",
    ),
    _action(
        "retire", "R", "Retire or take back",
        "A retired code can't be given any more; its codings stay.",
    ),
    _action("remove", "d delete", "Remove", "Removes a code that has no codings and no children."),
    _action(
        "colour", "c", "Colour…",
        "Chooses one of twelve colours, or any as #rrggbb; codes under it have the same unless "
        "they have their own.",
    ),
    _action("memo", "m", "Memo…", "Writes a memo on the code, or on the codebook."),
    _action(
        "versions", "v", "Versions…",
        "Lists the codebook's versions, with how many codings were made under each and what "
        "changed.",
        group="Code", footer="Versions",
    ),
    _action(
        "reread", "o", "Read outdated codings again…",
        "Shows your codings that were made under an older definition one by one: confirm, give "
        "another code, remove or skip. On a code those of it and of what is under it, on a "
        "codebook all.",
        group="Code",
    ),
    *undo_and_redo("codebook", "Undo"),
    _action(
        "back", "escape", "Back", "Goes back to the codes, then to the transcript.", group="Go to",
    ),
)  # fmt: skip
