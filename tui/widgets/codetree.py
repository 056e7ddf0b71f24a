"""The tree of codes with letters, colours and counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from qualcode.model import Code

from ..actions import bindings
from ..actions import codes as codes_actions
from ..desk import Desk
from ..finding import find_codes
from ..glyphs import shown
from .paint import badge


class CodeTree(Tree[str]):
    """Codebooks and their codes; a node's data is the uuid of its code or codebook."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(codes_actions.ACTIONS)]
    show_root = False
    guide_depth = 2

    class Folded(Message):
        """Something else is folded now: the uuids of what is."""

        def __init__(self, folded: Collection[str]) -> None:
            super().__init__()
            self.folded = folded

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("Codes", id=id)
        self.auto_expand = False
        self.folded: set[str] = set()
        self.query_text = ""
        self._node_of: dict[str, TreeNode[str]] = {}
        self._shown: object = None
        self._digits: dict[int, str] = {}

    def show(self, desk: Desk) -> None:
        """Build the tree as the desk has it; nothing happens where that is what is shown."""
        codes = self._wanted(desk)
        shown = (codes, desk.marks, desk.language, bool(self.query_text))
        if shown == self._shown:
            self.recount(desk)
            return
        self._shown = shown
        chosen = self.chosen
        self.clear()
        self._node_of = {}
        parents = {code.parent for code in codes}
        for code in codes:
            above = self._node_of.get(code.parent or "") or self._book(desk, code)
            label = _label(desk, code)
            if code.uuid in parents:
                self._node_of[code.uuid] = above.add(
                    label, code.uuid, expand=bool(self.query_text) or code.uuid not in self.folded
                )
            else:
                self._node_of[code.uuid] = above.add_leaf(label, code.uuid)
        if chosen in self._node_of:
            self.call_after_refresh(self.move_cursor, self._node_of[chosen])

    def _book(self, desk: Desk, code: Code) -> TreeNode[str]:
        uuid = code.codebook
        if uuid not in self._node_of:
            title = desk.books[uuid].title or desk.books[uuid].id
            label = Text(shown(title), style="bold")
            expand = bool(self.query_text) or uuid not in self.folded
            self._node_of[uuid] = self.root.add(label, uuid, expand=expand)
        return self._node_of[uuid]

    def _wanted(self, desk: Desk) -> list[Code]:
        """The codes that fit the filter, with those above them, in tree order."""
        codes = desk.usable_codes()
        if not self.query_text:
            return codes
        found = find_codes(self.query_text, codes, desk.paths)
        kept = {each.uuid for code in found for each in (code, *desk.above(code))}
        return [code for code in codes if code.uuid in kept]

    def filter(self, query: str, desk: Desk) -> None:
        """Show only the codes that fit what is typed; all where it is empty."""
        self.query_text = query.strip()
        self.show(desk)

    def recount(self, desk: Desk, code: str | None = None) -> None:
        """Show counts and digits as they are now, of one code and those above it or of all."""
        known = desk.codes.get(code or "")
        some = [known, *desk.above(known)] if known else [] if code else desk.codes.values()
        for each in some:
            node = self._node_of.get(each.uuid)
            if node is not None and node.label != (label := _label(desk, each)):
                node.set_label(label)

    def renumber(self, desk: Desk) -> None:
        """Show which digit gives which code, where that changed."""
        digits = dict(desk.slots.each())
        for digit in self._digits.keys() | digits.keys():
            if self._digits.get(digit) != digits.get(digit):
                for code in {self._digits.get(digit), digits.get(digit)} - {None}:
                    self.recount(desk, code)
        self._digits = digits

    @property
    def chosen(self) -> str:
        """The uuid of the highlighted code or codebook, empty where there is none."""
        node = self.cursor_node
        return node.data or "" if node is not None else ""

    def action_unfold(self) -> None:
        """Show what is under the highlighted node; go there where it is shown."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if node.is_expanded:
            self.action_cursor_down()
        else:
            node.expand()

    def action_fold(self) -> None:
        """Hide what is under the highlighted node, or go to the one above it."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[str]) -> None:
        self._fold(event.node.data or "", is_folded=False)

    def on_tree_node_collapsed(self, event: Tree.NodeCollapsed[str]) -> None:
        self._fold(event.node.data or "", is_folded=True)

    def _fold(self, uuid: str, *, is_folded: bool) -> None:
        if self.query_text or (uuid in self.folded) == is_folded:
            return
        self.folded = self.folded | {uuid} if is_folded else self.folded - {uuid}
        self.post_message(self.Folded(self.folded))


def _label(desk: Desk, code: Code) -> Text:
    """A code with its own count and, where others are under it, the count with theirs."""
    letter, colour = desk.marks[code.uuid]
    count, total = desk.counts.get(code.uuid, 0), desk.sums.get(code.uuid, 0)
    label = Text.assemble((letter, badge(colour)), f" {shown(desk.name_of(code))}")
    if digit := desk.slots.digit(code.uuid):
        pinned = code.uuid in desk.slots.pinned
        label.append(f" [{digit}]", style="bold" if pinned else "")
    if total != count:
        label.append(f" {count} / {total}", style="dim")
    elif count:
        label.append(f" {count}", style="dim")
    return label
