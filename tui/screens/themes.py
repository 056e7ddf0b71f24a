"""The theme board: themes by how far they have come, and what they gather."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from qualcode.model import Code, Theme

from ..actions import bindings
from ..actions import themes as theme_actions
from ..desk import Desk
from ..widgets.rows import RenderRow, RowList
from ..widgets.textpane import Paragraph, TextPane
from .theme_changes import THEME_STATES, ThemeChanges
from .theme_rows import CARD, Member, MemberRows, about_theme, card, line, members_of

_LOOSE = ""
_EXPLAINED = (
    Paragraph("THEMES", "heading"),
    Paragraph("A theme says something about the data as a whole. You make it; it is neither a "
              "parent of codes nor a topic cluster."),
    Paragraph(""),
)  # fmt: skip


class ThemesScreen(ThemeChanges):
    """Columns for candidate, reviewed and dropped themes and for codes under no theme; what the
    chosen theme gathers is below. In a narrow terminal the columns are one list.
    """

    scope = "themes"
    CSS_PATH = "themes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(theme_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.members = MemberRows(desk)
        self._themes: Sequence[Theme] = ()
        self._loose: Sequence[Code] = ()
        self._chosen = _LOOSE
        self._gathered: Sequence[Member] = ()

    def compose_panels(self) -> ComposeResult:
        with Horizontal(id="board"):
            for name in (*THEME_STATES, "loose"):
                with Vertical(classes="board--column"):
                    yield Static(id=f"{name}-title", classes="panel--title", markup=False)
                    yield RowList(name, height=1 if name == "loose" else CARD)
        with Vertical(id="all"):
            yield Static("THEMES", classes="panel--title", markup=False)
            yield RowList("themes")
        with Horizontal(id="below"):
            with Vertical(id="gathered"):
                yield Static(id="members-title", classes="panel--title", markup=False)
                yield RowList("members")
            yield TextPane("told")

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def on_resize(self, event: events.Resize) -> None:
        was_narrow = self.is_narrow
        super().on_resize(event)
        if self.is_narrow != was_narrow:
            self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Have the focus on a list that is on the screen."""
        if isinstance(self.focused, RowList) and self.focused in self._lists():
            return
        self._list_of_chosen().focus()

    # What is shown

    @property
    def theme(self) -> Theme | None:
        return next((theme for theme in self._themes if theme.uuid == self._chosen), None)

    @property
    def themes(self) -> Sequence[Theme]:
        return self._themes

    def chosen_member(self) -> Member | None:
        rows = self._rows("members")
        if not rows.has_focus or rows.highlighted is None:
            return None
        return self._gathered[rows.highlighted]

    def loose_code(self) -> Code | None:
        rows = self._rows("loose")
        if rows.has_focus and rows.highlighted is not None:
            return self._loose[rows.highlighted]
        member = self.chosen_member()
        if self.theme is None and member is not None:
            return self.desk.codes.get(member.uuid)
        return None

    def go_to_theme(self, uuid: str) -> None:
        self._chosen = uuid
        self._show()
        self._list_of_chosen().focus()

    def read_again(self) -> None:
        project = self.desk.project
        is_first = not self._themes and self._chosen == _LOOSE
        self._themes = list(project.themes.list())
        kept = [theme for theme in self._themes if theme.state != "dropped"]
        gathered = {code for theme in kept for code in theme.codes}
        self._loose = [code for code in self.desk.usable_codes() if code.uuid not in gathered]
        self.members.read_again()
        if is_first or (self.theme is None and self._chosen != _LOOSE):
            self._chosen = next((theme.uuid for theme in self._in_order()), _LOOSE)
        self._show()

    def _show(self) -> None:
        for state in THEME_STATES:
            column = self._in_state(state)
            self.say_heading(f"{state}-title", f"{state.upper()} ({len(column)})")
            uuids = [theme.uuid for theme in column]
            place = uuids.index(self._chosen) if self._is_in(column) else None
            self._rows(state).show(len(column), self._cards(column), place)
        self.say_heading("loose-title", f"UNDER NO THEME ({len(self._loose)})")
        loose = self._rows("loose")
        loose.show(len(self._loose), self._loose_row, loose.highlighted)
        order = [*(theme.uuid for theme in self._in_order()), _LOOSE]
        self._rows("themes").show(len(order), self._list_row, order.index(self._chosen))
        self._show_members()
        self.say_title("Themes", f"{len(self._themes)} themes" if self._themes else "")

    def _show_members(self) -> None:
        theme, rows = self.theme, self._rows("members")
        if theme is None:
            self._gathered = [Member("code", code.uuid) for code in self._loose]
            title = f"CODES UNDER NO THEME ({len(self._gathered)})"
        else:
            self._gathered = members_of(theme)
            title = f"GATHERED UNDER {theme.name} ({len(self._gathered)})"
        self.say_heading("members-title", title)
        rows.show(len(self._gathered), self._member_row, rows.highlighted or 0)
        self._describe()

    def _describe(self) -> None:
        self.query_one("#told", TextPane).show(list(self._told()))
        theme = self.theme
        self.say_status(
            f"{theme.name}: {theme.state}" if theme else "Codes under no theme",
            f"{len(self._loose)} codes are under no theme" if theme else "",
        )

    def _told(self) -> Iterator[Paragraph]:
        theme, rows, key = self.theme, self._rows("members"), self.desk.keymap.key
        if rows.has_focus and rows.highlighted is not None and self._gathered:
            yield from self.members.describe(self._gathered[rows.highlighted])
        loose = self._rows("loose")
        if loose.has_focus and loose.highlighted is not None:
            code = self._loose[loose.highlighted]
            yield from self.members.describe(Member("code", code.uuid))
            yield Paragraph(f"{key('themes_codes')} gathers it under a theme.", "soft")
            yield Paragraph("")
        if theme is not None:
            yield from about_theme(theme)
            if not self._gathered:
                yield Paragraph(
                    f"Gather with {key('themes_codes')} codes, {key('themes_codings')} single "
                    f"excerpts, {key('themes_memos')} memos.",
                    "soft",
                )
        elif not self._themes:
            yield from _EXPLAINED
            yield Paragraph(f"No themes yet; {key('themes_add')} makes one.", "soft")
        elif not rows.has_focus and not loose.has_focus:
            yield Paragraph("CODES UNDER NO THEME", "heading")
            yield Paragraph(f"Choose one below; {key('themes_codes')} gathers it under a theme.")

    def _cards(self, column: Sequence[Theme]) -> RenderRow:
        return lambda number, width: card(column[number], width)

    def _list_row(self, number: int, width: int) -> Sequence[Text]:
        order = self._in_order()
        if number < len(order):
            return line(order[number], width)
        return [Text(f" Codes under no theme ({len(self._loose)})", style="italic")]

    def _loose_row(self, number: int, _width: int) -> Sequence[Text]:
        return self.members.code_row(self._loose[number].uuid)

    def _member_row(self, number: int, width: int) -> Sequence[Text]:
        return self.members.row(self._gathered[number], width)

    # Moving

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        rows = event.rows
        if not rows.has_focus or event.number != rows.highlighted:
            return
        if rows.id in THEME_STATES:
            self._choose(self._in_state(rows.id)[event.number].uuid)
        elif rows.id == "themes":
            order = self._in_order()
            self._choose(order[event.number].uuid if event.number < len(order) else _LOOSE)
        else:
            self._describe()

    def _choose(self, uuid: str) -> None:
        if uuid == self._chosen:
            self._describe()
            return
        self._chosen = uuid
        self._rows("members").highlighted = None
        for state in THEME_STATES:
            column, rows = self._in_state(state), self._rows(state)
            if not self._is_in(column) and rows.highlighted is not None:
                rows.highlighted = None
                rows.refresh_rows()
        self._show_members()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        rows = event.widget
        if isinstance(rows, RowList) and rows.count:
            rows.highlight(rows.highlighted or 0)

    @on(RowList.Selected)
    def _selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        member = self.chosen_member()
        if member is None:
            self._rows("members").focus()
            return
        coding = self.members.coding(member.uuid) if member.kind == "coding" else None
        memo = self.members.memo(member.uuid) if member.kind == "memo" else None
        if coding is not None:
            self.program.show_passage(coding.document, coding.start, coding.end)
        elif memo is not None and memo.document and memo.start is not None:
            self.program.show_passage(memo.document, memo.start, memo.end or memo.start)
        else:
            self.tell(f"A {member.kind} like this has no passage to go to.", severity="warning")

    def action_column(self, by: int) -> None:
        lists = self._lists()
        here = next((number for number, rows in enumerate(lists) if rows.has_focus), 0)
        lists[min(max(0, here + by), len(lists) - 1)].focus()

    def _rows(self, name: str) -> RowList:
        return self.query_one(f"#{name}", RowList)

    def _lists(self) -> list[RowList]:
        """The lists that are on the screen and hold anything, from left to right."""
        names = ("themes",) if self.is_narrow else (*THEME_STATES, "loose")
        lists = [self._rows(name) for name in (*names, "members")]
        return [rows for rows in lists if rows.count] or lists[:1]

    def _list_of_chosen(self) -> RowList:
        theme = self.theme
        if self.is_narrow:
            return self._rows("themes")
        return self._rows(theme.state if theme else "candidate")

    def _in_state(self, state: str) -> list[Theme]:
        return [theme for theme in self._themes if theme.state == state]

    def _in_order(self) -> list[Theme]:
        return [theme for state in THEME_STATES for theme in self._in_state(state)]

    def _is_in(self, column: Sequence[Theme]) -> bool:
        return any(theme.uuid == self._chosen for theme in column)
