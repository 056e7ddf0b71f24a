"""The tree of codes with letters, colours and counts."""

from __future__ import annotations

from collections import Counter

from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from qualcode.model import Code

from ..desk import Desk
from ..glyphs import shown
from .paint import badge


class CodeTree(Tree[str]):
    """Codebooks and their codes; a node's data is the code's uuid, empty for a codebook."""

    show_root = False
    guide_depth = 2

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("Codes", id=id)
        self._of_code: dict[str, TreeNode[str]] = {}
        self._shown: object = None

    def show(self, desk: Desk) -> None:
        """Build the tree as the desk has it; nothing happens where that is what is shown."""
        codes = desk.usable_codes()
        if (codes, desk.marks) == self._shown:
            self.recount(desk)
            return
        self._shown = (codes, desk.marks)
        self.clear()
        self._of_code = {}
        books: dict[str, TreeNode[str]] = {}
        parents = Counter(code.parent for code in codes)
        for code in codes:
            parent = self._of_code.get(code.parent or "") or books.get(code.codebook)
            if parent is None:
                title = desk.books[code.codebook].title or desk.books[code.codebook].id
                label = Text(shown(title), style="bold")
                parent = books[code.codebook] = self.root.add(label, "", expand=True)
            label = _label(desk, code)
            if parents[code.uuid]:
                self._of_code[code.uuid] = parent.add(label, code.uuid, expand=True)
            else:
                self._of_code[code.uuid] = parent.add_leaf(label, code.uuid)

    def recount(self, desk: Desk, code: str | None = None) -> None:
        """Show counts as they are now, of one code or all."""
        for uuid in [code] if code else self._of_code:
            node = self._of_code.get(uuid)
            if node is not None and node.label != (label := _label(desk, desk.codes[uuid])):
                node.set_label(label)


def _label(desk: Desk, code: Code) -> Text:
    letter, colour = desk.marks[code.uuid]
    count = desk.counts.get(code.uuid, 0)
    label = Text.assemble((letter, badge(colour)), f" {shown(code.name)}")
    if count:
        label.append(f" {count}", style="dim")
    return label
