"""What can be done on the coding screen."""

from __future__ import annotations

from .registry import Action


def _slot(digit: int) -> Action:
    return Action(
        f"slot_{digit}", (str(digit),), f"Code {digit} of the line below",
        f"Gives the code that the line above the status line shows with {digit}.",
        "Code", "coding", f"slot({digit})",
    )  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    Action(
        "repeat", ("full_stop",), "The last code again", "Gives the code that was used last.",
        "Code", "coding", "repeat",
    ),
    Action(
        "pin", ("P",), "Pin or unpin a code",
        "Keeps a digit for the code under the caret, or for the one highlighted in the tree of "
        "codes; again to let it go.",
        "Code", "coding", "pin",
    ),
    Action(
        "in_vivo", ("i",), "Code in the speaker's words…",
        "Makes a code named by the selected words, which can be changed first, and applies it.",
        "Code", "coding", "in_vivo",
    ),
    Action(
        "new_code", ("N",), "New code…",
        "Asks for a name, makes a code in the study's own codebook and applies it.",
        "Code", "coding", "new_code",
    ),
    Action(
        "remove_coding", ("d", "delete"), "Remove a coding",
        "Takes the code under the caret off again; asks which where there are several. Only your "
        "own codings.",
        "Code", "coding", "remove_coding", "Remove",
    ),
    Action(
        "recode", ("r",), "Recode…",
        "Gives a coding under the caret another code, from the list of codes.",
        "Code", "coding", "recode",
    ),
    Action(
        "adjust", ("z",), "Adjust the bounds",
        "Selects the passage of a coding so that every move moves its end, and the other end "
        "after a swap. Enter saves, Esc leaves it as it was.",
        "Code", "coding", "adjust",
    ),
    Action(
        "attributes", ("equals_sign",), "Attributes…",
        "Sets what the codebook lets a coding carry, such as I/we or hinders/helps: one key for "
        "each value, Enter saves.",
        "Code", "coding", "attributes",
    ),
    Action(
        "flag", ("exclamation_mark",), "Flag for discussion…",
        "Marks a coding as one to talk about, with a line that says why; again to take that off.",
        "Code", "coding", "flag",
    ),
    Action(
        "episode", ("E",), "Open or close an episode",
        "Begins an episode at the caret's turn, or ends the open one there and asks for its topic.",
        "Code", "coding", "episode",
    ),
    Action(
        "change_episode", ("ctrl+e",), "Change the episode…",
        "Names the episode under the caret, lets it begin or end at this turn, or removes it.",
        "Code", "coding", "change_episode",
    ),
    Action(
        "undo", ("u", "ctrl+z"), "Undo",
        "Undoes your latest change, also one of an earlier day.",
        "Code", "coding", "undo", "Undo",
    ),
    Action(
        "redo", ("U", "ctrl+y"), "Redo", "Does again what was undone.", "Code", "coding", "redo",
    ),
    Action(
        "memo", ("m",), "Memo…",
        "Writes a memo on the selection, on the coding under the caret, or else on the document.",
        "Code", "coding", "memo", "Memo",
    ),
    Action(
        "memo_on", ("M",), "Memo on…",
        "Asks what the memo is on (passage, coding, code, document, case, study) and of what "
        "kind it is. One that is there is opened again.",
        "Code", "coding", "memo_on",
    ),
    Action(
        "quote", ("Q",), "Make a quote",
        "Keeps the selection, or the passage of a coding under the caret, as a quote for print.",
        "Code", "coding", "quote",
    ),
    Action(
        "progress", ("f",), "How far you are…",
        "Says how far you are with this document; the next step is chosen already. When the first "
        "pass is done its suggestions become visible to you.",
        "Documents", "coding", "progress", "Progress",
    ),
    Action(
        "next_suggestion", ("n",), "Next suggestion",
        "Goes to the next open suggestion and shows its reason.",
        "Suggestions", "coding", "next_suggestion",
    ),
    Action(
        "previous_suggestion", ("p",), "Previous suggestion",
        "Goes to the open suggestion before.",
        "Suggestions", "coding", "previous_suggestion",
    ),
    Action(
        "accept", ("a",), "Accept the suggestion",
        "Makes the suggestion a coding of yours, marked as suggested, and goes to the next.",
        "Suggestions", "coding", "accept",
    ),
    Action(
        "reject", ("x",), "Reject the suggestion",
        "Turns the suggestion down and goes to the next. It doesn't come back for this text.",
        "Suggestions", "coding", "reject",
    ),
    Action(
        "clear", ("escape",), "Clear the selection",
        "Selects nothing; in a side panel, goes back to the transcript.",
        "Select", "coding", "clear",
    ),
    Action(
        "next_document", ("greater_than_sign",), "Next document", "Opens the next document.",
        "Documents", "coding", "next_document",
    ),
    Action(
        "previous_document", ("less_than_sign",), "Previous document",
        "Opens the document before.",
        "Documents", "coding", "previous_document",
    ),
    Action(
        "documents", ("o",), "Choose a document…", "Opens the list of documents.",
        "Documents", "coding", "documents",
    ),
    Action(
        "play", ("R",), "Play the recording",
        "Plays the recording from this turn on in another program. Asks once where the file is; "
        "the recording never enters the study.",
        "Documents", "coding", "play",
    ),
    Action(
        "left_panel", ("f2",), "Documents and codes on or off",
        "Shows or folds the panel on the left. Tab goes from panel to panel.",
        "View", "coding", "left_panel", "Codes",
    ),
    Action(
        "inspector", ("f3",), "Inspector on or off",
        "Shows or folds the panel on the right: the codes here with their definitions, memos, "
        "suggestions.",
        "View", "coding", "inspector", "Info",
    ),
    Action(
        "others", ("O",), "Other coders' codings on or off",
        "Shows or hides what others have coded. Off at the start, so that you code unaided.",
        "View", "coding", "others",
    ),
    Action(
        "back", ("backspace",), "Back to the list",
        "Returns to the screen that this passage was gone to from.",
        "Go to", "coding", "app.return",
    ),
    *(_slot(digit) for digit in range(1, 10)),
)  # fmt: skip
