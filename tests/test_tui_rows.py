"""The list that paints only the rows in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult

from tui.widgets.rows import RowList

MANY = 100_000


class Rows(App[None]):
    """A list of numbered rows that notes what it paints and says."""

    def __init__(self, count: int, height: int = 1) -> None:
        super().__init__()
        self.painted: list[int] = []
        self.heard: list[tuple[str, int]] = []
        self._count = count
        self._height = height

    def compose(self) -> ComposeResult:
        yield RowList(height=self._height)

    def on_mount(self) -> None:
        self.query_one(RowList).show(self._count, self._row)
        self.query_one(RowList).focus()

    def _row(self, number: int, _width: int) -> Sequence[Text]:
        self.painted.append(number)
        return [Text(f"row {number} [b]is[/b] here"), Text("below")][: self._height]

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        self.heard.append(("highlighted", event.number))

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        self.heard.append(("selected", event.number))


def lines(app: App[Any]) -> list[str]:
    rows = app.query_one(RowList)
    return [
        "".join(segment.text for segment in rows.render_line(y)).rstrip()
        for y in range(rows.size.height)
    ]


async def test_only_rows_in_view_are_painted_and_nothing_is_taken_for_markup() -> None:
    app = Rows(MANY)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert lines(app)[0] == "row 0 [b]is[/b] here"
        await pilot.press("end")
        await pilot.pause()
        assert lines(app)[-1] == f"row {MANY - 1} [b]is[/b] here"
        assert len(set(app.painted)) <= 40


async def test_keys_move_within_the_list() -> None:
    app = Rows(25)
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RowList)
        seen = []
        for key in ("up", "down", "j", "k", "pagedown", "end", "down", "pageup", "home"):
            await pilot.press(key)
            seen.append(rows.highlighted)
        assert seen == [0, 1, 2, 1, 10, 24, 24, 15, 0]


async def test_the_highlighted_row_is_in_view_and_enter_chooses_it() -> None:
    app = Rows(50, height=2)
    async with app.run_test(size=(40, 9)) as pilot:
        rows = app.query_one(RowList)
        await pilot.press(*["down"] * 12, "enter")
        await pilot.pause()
        shown = [line for line in lines(app) if line.startswith("row")]
        assert "row 12 [b]is[/b] here" in shown
        assert app.heard[-1] == ("selected", 12)
        rows.show(3, app._row, highlighted=12)
        await pilot.pause()
        assert rows.highlighted == 2
        rows.show(0, app._row)
        await pilot.press("down", "enter")
        assert rows.highlighted is None


async def test_a_click_highlights_and_a_double_click_chooses() -> None:
    app = Rows(50, height=2)
    async with app.run_test(size=(40, 9)) as pilot:
        await pilot.click(RowList, offset=(3, 5))
        assert app.query_one(RowList).highlighted == 2
        await pilot.click(RowList, offset=(3, 5), times=2)
        await pilot.pause()
        assert app.heard[-1] == ("selected", 2)


async def test_rows_are_cut_to_the_width() -> None:
    app = Rows(3)
    async with app.run_test(size=(8, 4)) as pilot:
        await pilot.pause()
        assert lines(app)[0] == "row 0 …"
