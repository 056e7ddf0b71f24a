"""The codebook screen as it is read: the tree of codes, one code's details, its codings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qualcode.model import Code, Codebook, Coding, Memo

from ..desk import Desk
from ..glyphs import shown
from ..readings import Readings
from ..widgets.rows import RowList
from ..widgets.textpane import TextPane
from .codebook_details import book_paragraphs, code_paragraphs
from .codebook_tree import TreeRow, head_text, row_text, tree_rows
from .palette import CodePalette
from .workbench import WorkbenchScreen

_NO_CODES = (
    "No codes yet.\n\n{add} makes the first one.\n"
    "`qualcode codebook load STUDY FILE` loads a codebook, also one of those shipped."
)
_AT = "codebook"


class CodebookBoard(WorkbenchScreen):
    """Codes with what is known of each. `row` is the one that is highlighted."""

    scope = "codebook"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[TreeRow] = []
        self.excerpts: Sequence[str] = ()
        self.readings = Readings(desk.project)
        self._wanted = desk.recall(_AT)
        self._folded: set[str] = set()
        self._hides_retired = False
        self._memos: dict[str, list[Memo]] = {}
        self._outdated: dict[str, Counter[str]] = {}
        self._described = ""

    def compose_panels(self) -> ComposeResult:
        with Vertical(id="codebook-tree"):
            yield Static(id="codebook-head", classes="panel--title", markup=False)
            yield RowList(id="codebook-rows")
        with Vertical(id="codebook-side"):
            yield TextPane(id="codebook-details")
            yield Static(id="codebook-codings", classes="panel--title", markup=False)
            yield RowList(id="codebook-excerpts", height=2)
        yield Static(id="empty", markup=False)

    def on_mount(self) -> None:
        self.code_rows.focus()

    def on_screen_suspend(self) -> None:
        if self.row is not None:
            uuid = self.row.uuid
            self.attempt(lambda: self.desk.remember(_AT, uuid))

    @property
    def code_rows(self) -> RowList:
        return self.query_one("#codebook-rows", RowList)

    @property
    def list_of_excerpts(self) -> RowList:
        return self.query_one("#codebook-excerpts", RowList)

    @property
    def row(self) -> TreeRow | None:
        """The highlighted row, None in a study without codebooks."""
        place = self.code_rows.highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    @property
    def code(self) -> Code | None:
        """The highlighted code, None on a codebook."""
        return self.row.code if self.row else None

    @property
    def excerpt(self) -> Coding | None:
        """The highlighted excerpt, while the list of them has the focus."""
        rows = self.list_of_excerpts
        if not rows.has_focus or rows.highlighted is None:
            return None
        return self.desk.coding(self.excerpts[rows.highlighted])

    def chosen_code(self) -> Code | None:
        """The highlighted code; says so where it is none."""
        if self.code is None:
            self.tell("Choose a code first.", severity="warning")
        return self.code

    # What is shown

    def read_again(self) -> None:
        desk, project = self.desk, self.desk.project
        self._memos = {}
        for memo in project.memos.list():
            if memo.target_table in {"code", "codebook"}:
                self._memos.setdefault(memo.target or "", []).append(memo)
        self._outdated = {}
        self.readings = Readings(project)
        self.set_class(not desk.books, "-empty")
        text = _NO_CODES.format(add=desk.keymap.key("codebook_add"))
        self.query_one("#empty", Static).update(text)
        self.show_rows()

    def show_rows(self, at: str = "") -> None:
        """Show the tree with a row (uuid) highlighted, the one that is or was where none is named."""
        desk, before = self.desk, self.code_rows.highlighted
        wanted = at or (self.row.uuid if self.row else self._wanted)
        counts = desk.project.codes.counts() if desk.shows_others else desk.counts
        self.rows = tree_rows(
            list(desk.books.values()),
            list(desk.codes.values()),
            counts,
            folded=self._folded,
            hides_retired=self._hides_retired,
        )
        uuids = [row.uuid for row in self.rows]
        place = uuids.index(wanted) if wanted in uuids else before or 0
        self._described = ""
        self.code_rows.show(len(self.rows), self._row_text, place)
        self._say_what_is_shown()
        self._describe()

    def select(self, uuid: str) -> None:
        """Highlight a code, unfolding what it lies under."""
        code = self.desk.codes.get(uuid)
        if code is not None:
            self._folded -= {code.codebook, *(above.uuid for above in self.desk.above(code))}
            self._hides_retired = self._hides_retired and not code.retired
            self.show_rows(uuid)

    def _row_text(self, place: int, width: int) -> list[Text]:
        return [row_text(self.desk, self.rows[place], width)]

    def _say_what_is_shown(self) -> None:
        desk = self.desk
        retired = sum(code.retired for code in desk.codes.values())
        hidden = " hidden" if self._hides_retired else ""
        self.say_title(
            "Codebook",
            f"{len(desk.codes) - retired} codes",
            f"{retired} retired{hidden}" if retired else "",
            "all coders' codings" if desk.shows_others else "your codings",
        )
        self._say_head()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._say_head)

    def _say_head(self) -> None:
        self.say_heading("codebook-head", head_text(self.code_rows.size.width))

    @on(RowList.Highlighted, "#codebook-rows")
    def _describe(self) -> None:
        row = self.row
        if row is None:
            self.query_one("#codebook-details", TextPane).show([])
            self.show_excerpts(())
            return
        if row.uuid == self._described:
            return
        self._described = row.uuid
        self.attempt(lambda: self._describe_row(row))

    def _describe_row(self, row: TreeRow) -> None:
        desk, memos = self.desk, self.memos_on(row.uuid)
        pane = self.query_one("#codebook-details", TextPane)
        if row.code is None:
            pane.show(list(book_paragraphs(desk, row.book, memos)))
            self.show_excerpts(())
            self.say_status(row.book.title or row.book.id, f"{row.total} codings")
            return
        outdated = self.outdated(row.book)[row.code.uuid]
        pane.show(list(code_paragraphs(desk, row.code, memos, outdated)))
        coder = None if desk.shows_others else desk.coder_uuid
        self.show_excerpts(desk.project.codings.uuids_with_code(row.code.uuid, coder))
        under = row.total - row.own
        self.say_status(
            desk.paths.get(row.code.uuid, ""),
            f"{row.own} codings",
            f"{under} more under it" if under else "",
        )

    def outdated(self, book: Codebook) -> Counter[str]:
        """Number of the coder's outdated codings by code (uuid), of a book."""
        desk = self.desk
        if book.uuid not in self._outdated:
            found = desk.project.versions.count_outdated(book.uuid, desk.coder_uuid)
            self._outdated[book.uuid] = Counter(found)
        return self._outdated[book.uuid]

    def memos_on(self, uuid: str) -> Sequence[Memo]:
        """The memos on a code or codebook, oldest first."""
        return self._memos.get(uuid, ())

    # Excerpts

    def show_excerpts(self, excerpts: Sequence[str]) -> None:
        """Show the codings (uuids) of the highlighted code."""
        rows = self.list_of_excerpts
        place = rows.highlighted if len(excerpts) == len(self.excerpts) else 0
        self.excerpts = excerpts
        rows.show(len(excerpts), self._excerpt_text, place)
        none = "NO CODINGS" if self.code else ""
        self.say_heading("codebook-codings", "ITS CODINGS" if excerpts else none)
        if not excerpts and rows.has_focus:
            self._leave_excerpts()

    def _excerpt_text(self, place: int, width: int) -> list[Text]:
        desk = self.desk
        coding = desk.coding(self.excerpts[place])
        if coding is None:
            return [Text(" …", "dim")]
        parts = [self.readings.place(coding.document, coding.start)]
        if coding.coder != desk.coder_uuid:
            coder = desk.coders.get(coding.coder)
            parts.append(coder.name if coder else "?")
        if coding.status != "standing":
            parts.append(coding.status)
        where = "  " + shown(" · ".join(parts))
        return [Text(f" {shown(coding.quote[: 2 * width])}"), Text(where, "dim")]

    def action_open(self) -> None:
        """Go to the excerpts, and from there to the transcript."""
        coding = self.excerpt
        if coding is not None:
            self.program.show_passage(coding.document, coding.start, coding.end)
        elif self.excerpts:
            self.add_class("-excerpts")
            self.call_after_refresh(self.list_of_excerpts.focus)
        elif self.code is None:
            self._fold_or_not()
        else:
            self.tell("This code has no codings yet.")

    @on(RowList.Selected)
    def _selected(self) -> None:
        self.action_open()

    def action_back(self) -> None:
        """Go from the excerpts or the details to the tree, from there to the transcript."""
        if self.focused in (self.code_rows, None):
            super().action_back()
        else:
            self._leave_excerpts()

    def _leave_excerpts(self) -> None:
        self.remove_class("-excerpts")
        self.code_rows.focus()

    # Finding and folding

    def action_find(self) -> None:
        codes = list(self.desk.codes.values())
        if not codes:
            self.tell("There are no codes yet.", severity="warning")
            return
        palette = CodePalette(
            self.desk, "Find a code", keys="Enter goes there · ↑ ↓ choose · Esc back", codes=codes
        )
        self.app.push_screen(palette, lambda uuid: self.select(uuid) if uuid else None)

    def action_fold(self) -> None:
        row = self.row
        if row is None:
            return
        if row.has_children and not row.is_folded:
            self._folded.add(row.uuid)
            self.show_rows()
        elif row.code is not None:
            uuids = [each.uuid for each in self.rows]
            above = row.code.parent if row.code.parent in uuids else row.book.uuid
            self.code_rows.highlight(uuids.index(above or row.book.uuid))

    def action_unfold(self) -> None:
        if self.row is not None and self.row.is_folded:
            self._folded.discard(self.row.uuid)
            self.show_rows()

    def _fold_or_not(self) -> None:
        if self.row is not None and self.row.is_folded:
            self.action_unfold()
        else:
            self.action_fold()

    def action_fold_all(self) -> None:
        """Fold everything under the top codes, or unfold all where any is folded."""
        if self._folded:
            self._folded = set()
            self.show_rows()
            return
        tops = {row.uuid for row in self.rows if row.code and row.depth == 1 and row.has_children}
        at = self.code
        self._folded = tops
        above = [each.uuid for each in self.desk.above(at)] if at else []
        self.show_rows(above[-1] if above else "")

    def action_retired(self) -> None:
        self._hides_retired = not self._hides_retired
        self.show_rows()
        self.tell(
            "Retired codes are hidden." if self._hides_retired else "Retired codes are shown."
        )

    def action_others(self) -> None:
        self.desk.shows_others = not self.desk.shows_others
        self.show_rows()
        self.tell(
            "All coders' codings are counted and listed."
            if self.desk.shows_others
            else "Only your own codings are counted and listed."
        )
