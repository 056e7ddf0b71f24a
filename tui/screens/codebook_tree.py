"""The rows of the codebook screen's tree: books, and under them their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from rich.text import Text

from qualcode.model import Code, Codebook

from ..desk import Desk
from ..glyphs import fitted
from ..widgets.paint import badge

_COUNTS = 7
_LEAST_NAME = 8


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A book or, with `code`, a code; `own` are its codings, `total` with those under it."""

    book: Codebook
    code: Code | None
    depth: int
    own: int
    total: int
    has_children: bool = False
    is_folded: bool = False

    @property
    def uuid(self) -> str:
        return self.code.uuid if self.code else self.book.uuid


def tree_rows(
    books: Sequence[Codebook],
    codes: Sequence[Code],
    counts: Mapping[str, int],
    *,
    folded: Set[str] = frozenset(),
    hides_retired: bool = False,
) -> list[TreeRow]:
    """The rows in order, without what lies under a folded one.

    Args:
        books: in the order in which they are shown.
        codes: in tree order, parents before their children.
        counts: codings by code.
        folded: uuids of books and codes.
        hides_retired: leave out retired codes that have nothing but retired ones under them.
    """
    totals = rolled_up(codes, counts)
    if hides_retired:
        kept = _with_ancestors(codes)
        codes = [code for code in codes if code.uuid in kept]
    parents = {code.parent for code in codes}
    rows = []
    for book in books:
        own = [code for code in codes if code.codebook == book.uuid]
        total = sum(counts.get(code.uuid, 0) for code in own)
        closed = book.uuid in folded
        rows.append(TreeRow(book, None, 0, 0, total, bool(own), closed))
        depths: dict[str, int] = {}
        hidden = {book.uuid} if closed else set()
        for code in own:
            above = code.parent if code.parent in depths or code.parent in hidden else book.uuid
            if above in hidden:
                hidden.add(code.uuid)
                continue
            depth = depths[code.uuid] = 1 + depths.get(above or "", 0)
            is_folded = code.uuid in folded and code.uuid in parents
            if is_folded:
                hidden.add(code.uuid)
            rows.append(
                TreeRow(
                    book, code, depth, counts.get(code.uuid, 0), totals[code.uuid],
                    code.uuid in parents, is_folded,
                )
            )  # fmt: skip
    return rows


def rolled_up(codes: Sequence[Code], counts: Mapping[str, int]) -> dict[str, int]:
    """Codings by code, with those of the codes under it; codes come in tree order."""
    totals = {code.uuid: counts.get(code.uuid, 0) for code in codes}
    for code in reversed(codes):
        if code.parent in totals:
            totals[code.parent] += totals[code.uuid]
    return totals


def _with_ancestors(codes: Sequence[Code]) -> set[str]:
    """The codes in use, and those above them."""
    kept: set[str] = set()
    for code in reversed(codes):
        if not code.retired:
            kept.add(code.uuid)
        if code.uuid in kept and code.parent:
            kept.add(code.parent)
    return kept


def row_text(desk: Desk, row: TreeRow, width: int) -> Text:
    """A row as one line of `width` cells, the counts at its right end."""
    fold = ("▸ " if row.is_folded else "▾ ") if row.has_children else "  "
    room = max(_LEAST_NAME, width - 2 * _COUNTS - 2 * row.depth - 5)
    if row.code is None:
        name = fitted(row.book.title or row.book.id, room + 2)
        line = Text.assemble(fold, (name, "bold"))
    else:
        letter, colour = desk.marks.get(row.code.uuid, ("?", "#808080"))
        name = desk.name_of(row.code) + (" · retired" if row.code.retired else "")
        line = Text.assemble(
            "  " * row.depth, fold, (letter, badge(colour)), " ",
            (fitted(name, room), "dim italic" if row.code.retired else ""),
        )  # fmt: skip
    own = str(row.own) if row.own else ""
    total = str(row.total) if row.total and row.has_children else ""
    line.append(own.rjust(_COUNTS), "" if row.own else "dim")
    line.append(total.rjust(_COUNTS), "dim")
    return line


def head_text(width: int) -> str:
    """What stands above the rows."""
    room = max(_LEAST_NAME, width - 2 * _COUNTS - 4)
    return fitted("CODES", room) + "codings".rjust(_COUNTS + 1) + "+under".rjust(_COUNTS)
