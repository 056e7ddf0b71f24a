"""What can be done on every screen."""

from __future__ import annotations

from .registry import Action


def _go(screen: str, keys: str, label: str, help_: str) -> Action:
    name = f"go_{screen}"
    return Action(name, tuple(keys.split()), label, help_, "Go to", "app", f"go_to('{screen}')")


ACTIONS: tuple[Action, ...] = (
    Action(
        "menu", ("g",), "Go to…",
        "Opens the list of screens; a letter goes to one, g again to the beginning of the text.",
        "Go to", "app", "menu", "Go to",
    ),
    _go("codebook", "f5", "Codebook", "Codes: change, merge, split, versions, examples."),
    _go("review", "f6", "Review", "Suggestions and provisional codings, to decide about."),
    _go("retrieve", "f7 slash", "Retrieve", "Finds words and codings, and works on the results."),
    _go("themes", "f8", "Themes", "The theme board."),
    _go("compare", "f9", "Compare coders", "Two coders side by side, and their consensus."),
    _go("quotes", "alt+q", "Quotes", "Passages made ready for print, with their release."),
    _go("topics", "alt+t", "Topics", "Topic clusters with their terms and turns."),
    _go("memos", "alt+m", "Memos", "All memos in one list."),
    _go("journal", "alt+j", "Journal", "Everything that was done, with undo from a point."),
    _go("discussions", "alt+d", "Discussions", "Codings that somebody wants to talk about."),
    _go("learning", "alt+l", "Learning", "What to code next, and what to read again."),
    Action(
        "cancel_job", ("ctrl+x",), "Cancel what is being made",
        "Stops making suggestions or topics in the background; nothing of them is kept.",
        "Suggestions", "app", "cancel_job",
    ),
    Action(
        "theme", ("t",), "Dark, light, high contrast",
        "Goes to the next look: dark, light, dark and light with high contrast.",
        "View", "app", "theme",
    ),
    Action(
        "help", ("question_mark", "f1"), "Help", "Lists the keys of this screen.", "Qualcode", "app", "help",
        "Help",
    ),
    Action(
        "commands", ("ctrl+p", "colon"), "Commands…", "Finds anything there is to do by name.",
        "Qualcode", "app", "command_palette",
    ),
    Action(
        "quit", ("q", "ctrl+q"), "Quit",
        "Leaves. Everything is saved already, and the place is remembered.",
        "Qualcode", "app", "quit", "Quit",
    ),
)  # fmt: skip
