"""The tree of codes at the left: choosing, filtering, going through a code's passages."""

from __future__ import annotations

from textual import events, on
from textual.widgets import Input, Tree

from qualcode.model import CodingMark

from ..widgets.codetree import CodeTree
from ..widgets.inspector import code_details
from ..widgets.textpane import Paragraph, TextPane
from .parts import CodingPart
from .prompt import LineInput


class CodeFilter(LineInput):
    """The line that the tree of codes is filtered by; there only while it is used."""

    def __init__(self) -> None:
        super().__init__(placeholder="Part of a name or id", id="code-filter")
        self.display = False

    def on_key(self, event: events.Key) -> None:
        if event.key == "down":
            event.stop()
            self.screen.query_one(CodeTree).focus()
            self.screen.query_one(CodeTree).action_cursor_down()


class TreeActions(CodingPart):
    """What is done in the tree of codes."""

    @property
    def code_tree(self) -> CodeTree:
        """The tree of codes."""
        return self.query_one(CodeTree)

    def chosen_code(self) -> str | None:
        uuid = self.code_tree.chosen
        return uuid if self.code_tree.has_focus and uuid in self.desk.codes else None

    def restore_tree(self) -> None:
        """Fold what this coder had folded in this study."""
        self.code_tree.folded = set(self.desk.recall("folded").split())

    @on(CodeTree.Folded)
    def _folded(self, event: CodeTree.Folded) -> None:
        self.attempt(lambda: self.desk.remember("folded", " ".join(sorted(event.folded))))

    @on(Tree.NodeSelected, "#codes")
    def _code_selected(self, event: Tree.NodeSelected[str]) -> None:
        code = event.node.data
        if code in self.desk.codes:
            self.transcript.focus_code(None if code == self.transcript.focused_code else code)

    @on(Tree.NodeHighlighted, "#codes")
    def _code_highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        if event.control.has_focus:
            self.describe_code(event.node.data or "")

    def describe_code(self, uuid: str) -> None:
        """Have the inspector tell of a code."""
        desk = self.desk
        code = desk.codes.get(uuid)
        if code is None:
            return
        memos = self.attempt(lambda: desk.project.memos.list(target=uuid)) or ()
        whose = {coder.uuid: coder.name for coder in desk.coders.values()}
        self.query_one("#inspector", TextPane).show(
            [
                Paragraph("CODE", "heading"),
                Paragraph(desk.name_of(code), "strong", desk.marks[uuid]),
                Paragraph(self._counted(uuid), "soft"),
                *code_details(desk, uuid),
                *(Paragraph(f"Memo, {whose.get(m.coder or '', '?')}: {m.text}") for m in memos),
            ]
        )

    def _counted(self, uuid: str) -> str:
        desk = self.desk
        own, total = desk.counts.get(uuid, 0), desk.sums.get(uuid, 0)
        return f"{own} coded" if own == total else f"{own} coded, {total} with the codes below"

    def action_passage_of_code(self, by: int) -> None:
        """Bring the next passage of the highlighted code into view, or the one before."""
        reading, code = self.reading, self.chosen_code()
        if reading is None or code is None:
            return
        passages = reading.lanes.of_code(code)
        name = self.desk.name_of(code)
        if not passages:
            self.tell(f"{name} isn't used in this document.", severity="warning")
            return
        caret = self.transcript.caret
        self.transcript.focus_code(code)
        chosen = _next(passages, caret) if by > 0 else _before(passages, caret)
        self.transcript.go(chosen.start)
        self.tell(f"{name}: {passages.index(chosen) + 1} of {len(passages)} in this document.")

    # The filter

    def action_filter_codes(self) -> None:
        line = self.query_one(CodeFilter)
        line.display = True
        line.focus()

    @on(Input.Changed, "#code-filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.code_tree.filter(event.value, self.desk)

    @on(Input.Submitted, "#code-filter")
    def _entered(self) -> None:
        self.code_tree.focus()
        self.code_tree.action_cursor_down()

    def leave_filter(self) -> bool:
        """Show all codes again; False where none are filtered out."""
        line = self.query_one(CodeFilter)
        if not line.display:
            return False
        line.display = False
        line.value = ""
        self.code_tree.filter("", self.desk)
        self.code_tree.focus()
        return True


def _next(passages: list[CodingMark], caret: int) -> CodingMark:
    return next((each for each in passages if each.start > caret), passages[0])


def _before(passages: list[CodingMark], caret: int) -> CodingMark:
    return next((each for each in reversed(passages) if each.start < caret), passages[-1])
