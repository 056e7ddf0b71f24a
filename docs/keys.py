"""Write the list of keys from the registry of actions, so that it never ages.

python -m uv run python docs/keys.py
"""

from __future__ import annotations

from pathlib import Path

from tui.actions import GROUPS, Action, Scope, key_name, of_scope

PAGE = Path(__file__).with_name("keys.md")

_SCREENS: tuple[tuple[str, tuple[Scope, ...]], ...] = (
    ("On every screen", ("app",)),
    ("Coding", ("transcript", "coding")),
    ("Coding, in the tree of codes", ("codes",)),
    ("Codebook", ("codebook",)),
    ("Review", ("review",)),
    ("Retrieve", ("retrieve",)),
    ("Themes", ("themes",)),
    ("Quotes", ("quotes",)),
    ("Topics", ("topics",)),
    ("Memos", ("memos",)),
    ("Journal", ("journal",)),
    ("Compare coders", ("compare",)),
    ("Discussions", ("discussions",)),
    ("Learning", ("learning",)),
)
_HEAD = """# Keys

This page is written by `docs/keys.py` from the registry that the program itself uses. The name in the last column is the action's id, by which a
file of your own keys calls it (see [coding](coding.md#your-own-keys)).
"""


def page() -> str:
    """The list of keys as Markdown."""
    parts = [_HEAD]
    for title, scopes in _SCREENS:
        parts.append(f"\n## {title}\n\n| keys | does | id |\n| --- | --- | --- |\n")
        actions = of_scope(*scopes)
        parts += [_row(action) for group in GROUPS for action in actions if action.group == group]
    return "".join(parts)


def _row(action: Action) -> str:
    keys = " ".join(f"`{key_name(key)}`" for key in action.keys).replace("|", "\\|")
    return f"| {keys} | **{action.label}** {action.help} | {action.id} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
