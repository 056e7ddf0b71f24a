"""The retrieve screen: coding, recoding, splitting, memos and quotes right in the hits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from qualcode.errors import QualcodeError
from qualcode.model import Coding, Memo, Span
from qualcode.project import Exported, Found, Hit, Project, WriteOptions

from ..actions import bindings
from ..actions import retrieve as retrieve_actions
from ..glyphs import shown
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .palette import CodePalette, CodesPalette, code_row
from .prompt import Prompt
from .retrieve_board import QueryInput, RetrieveBoard
from .retrieve_hits import counted
from .retrieve_split import SplitAt
from .review_adjust import AdjustSpan

_MOST_AROUND = 50
_LENGTH = 60


class Written(Message):
    """The hits were written to a file, or why they couldn't be."""

    def __init__(self, answer: Exported | QualcodeError) -> None:
        super().__init__()
        self.answer = answer


class RetrieveScreen(RetrieveBoard):
    """Where words and codings are found, and worked on as they stand."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(retrieve_actions.ACTIONS)]
    CSS_PATH = "retrieve.tcss"

    # Searching and going

    def action_find(self) -> None:
        self.line.focus()

    @on(Input.Submitted, "#query")
    def _entered(self, event: QueryInput.Submitted) -> None:
        self.search(event.value)

    def action_earlier(self) -> None:
        if not self.earlier:
            self.tell("Nothing was looked for yet.")
            return
        rows = [(query, Content(shown(query))) for query in self.earlier]
        self.choose("Search again for", rows, self.search)

    def action_back(self) -> None:
        if self.is_searching:
            self.stop()
        elif self.line.has_focus and self.hits.rows:
            self.hits.focus()
        else:
            super().action_back()

    def action_others(self) -> None:
        desk = self.desk
        desk.shows_others = not desk.shows_others
        self.read_again()
        self.tell(
            "All coders' codings count." if desk.shows_others else "Only your own codings count."
        )

    @on(RowList.Selected, "#hits")
    def _selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        hit = self.chosen()
        if hit is not None:
            self.program.show_passage(hit.document, hit.start, hit.end)

    def action_next(self) -> None:
        self.hits.action_step(1)

    def action_previous(self) -> None:
        self.hits.action_step(-1)

    def action_wider(self) -> None:
        self._show_around(self.around + 1)

    def action_narrower(self) -> None:
        self._show_around(self.around - 1)

    def _show_around(self, turns: int) -> None:
        self.around = min(max(0, turns), _MOST_AROUND)
        self.show_hit()
        self.say_status(f"{counted(self.around, 'turn')} before and after")

    def chosen(self) -> Hit | None:
        """The highlighted hit; says so where there is none."""
        if self.hit is None:
            self.tell("There is no hit to do that with.", severity="warning")
        return self.hit

    # Codes

    def action_code(self) -> None:
        hit = self.chosen()
        if hit is None:
            return
        if not self.desk.usable_codes():
            self.tell("The study has no codes yet; type a name to make one.")
        passage = self.passage(hit)
        self.app.push_screen(
            CodesPalette(
                self.desk,
                f"Code {self._quoted(hit, passage)}",
                self._made,
                lambda codes: self._apply(hit, passage, codes),
            )
        )

    def _made(self, name: str) -> str:
        code = self.desk.project.codes.add_own(name, self.desk.coder())
        self.desk.refresh()
        return code.uuid

    def _apply(self, hit: Hit, passage: Span, codes: Sequence[str]) -> None:
        desk = self.desk
        names = ", ".join(desk.name_of(code) for code in codes)
        if self.change(
            lambda: desk.project.codings.apply_all(
                hit.document, codes, desk.coder(), passage.start, passage.end
            ),
            f"Coded {names}.",
        ):
            for code in codes:
                desk.note_use(code)

    def action_recode(self) -> None:
        self._with_own("Recode which coding?", self._recode)

    def _recode(self, coding: Coding) -> None:
        desk = self.desk

        def recode(code: str) -> None:
            if self.change(
                lambda: desk.project.codings.recode(coding.uuid, code, desk.coder()),
                f"Recoded to {desk.name_of(code)}.",
            ):
                desk.note_use(code)

        self.hear(CodePalette(desk, f"Recode {desk.name_of(coding.code)} to", self._made), recode)

    def action_split(self) -> None:
        self._with_own("Split which coding?", self._split)

    def _split(self, coding: Coding) -> None:
        desk = self.desk
        title = f"Split {desk.name_of(coding.code)}"
        self.hear(
            SplitAt(title, self.readings.of(coding.document), coding.span),
            lambda at: self.change(
                lambda: desk.project.codings.split(coding.uuid, at, desk.coder()),
                "Split into two codings.",
            ),
        )

    def action_adjust(self) -> None:
        hit = self.chosen()
        if hit is None:
            return
        if hit.coding is not None:
            self._with_own("Adjust which coding?", self._adjust)
            return
        reading = self.readings.of(hit.document)

        def choose(span: Span) -> None:
            self.passages[hit.document, hit.start, hit.end] = span
            self.show_hit()

        self.hear(AdjustSpan("The passage to work on", reading, self.passage(hit)), choose)

    def _adjust(self, coding: Coding) -> None:
        desk = self.desk
        title = f"Bounds of {desk.name_of(coding.code)}"
        self.hear(
            AdjustSpan(title, self.readings.of(coding.document), coding.span),
            lambda span: self.change(
                lambda: desk.project.codings.adjust(
                    coding.uuid, span.start, span.end, desk.coder()
                ),
                "Bounds adjusted.",
            ),
        )

    def action_remove(self) -> None:
        self._with_own("Remove which coding?", self._remove)

    def _remove(self, coding: Coding) -> None:
        desk = self.desk
        self.change(
            lambda: desk.project.codings.remove(coding.uuid, desk.coder()),
            f"Removed {desk.name_of(coding.code)}.",
        )

    def _with_own(self, title: str, then: Callable[[Coding], object]) -> None:
        """Do something with the hit's coding, or one of the coder's on its words."""
        hit = self.chosen()
        if hit is None:
            return
        own = self.coding_of(hit)
        on_it = [own] if own else self.codings_on(hit)
        mine = [coding for coding in on_it if coding.coder == self.desk.coder_uuid]
        if not mine:
            others = " of yours" if on_it else ""
            self.tell(f"There is no coding{others} on this hit.", severity="warning")
        elif len(mine) == 1:
            then(mine[0])
        else:
            by_uuid = {coding.uuid: coding for coding in mine}
            rows = [(c.uuid, code_row(self.desk, self.desk.codes[c.code])) for c in mine]
            self.choose(title, rows, lambda uuid: then(by_uuid[uuid]))

    # Memos and quotes

    def action_memo(self) -> None:
        hit = self.chosen()
        if hit is None:
            return
        coding = self.coding_of(hit)
        passage = self.passage(hit)
        about = self.desk.name_of(coding.code) if coding else self._quoted(hit, passage)
        own = [memo for memo in self.memos_on(hit) if memo.coder == self.desk.coder_uuid]
        there = own[-1] if own else None
        self.write(
            f"Memo on {about}",
            there.text if there else "",
            lambda text: self._save_memo(hit, passage, there, text),
        )

    def _save_memo(self, hit: Hit, passage: Span, there: Memo | None, text: str) -> None:
        desk, memos = self.desk, self.desk.project.memos

        def save() -> object:
            if there is not None:
                return memos.update(there.uuid, text, desk.coder())
            if hit.coding is not None:
                return memos.add(
                    "coding", text, desk.coder(), target_table="coding", target=hit.coding
                )
            return memos.add(
                "document",
                text,
                desk.coder(),
                document=hit.document,
                start=passage.start,
                end=passage.end,
            )

        self.change(save, "Memo saved.")

    def action_quote(self) -> None:
        hit = self.chosen()
        if hit is None:
            return
        passage, desk = self.passage(hit), self.desk
        self.change(
            lambda: desk.project.quotes.add(hit.document, passage.start, passage.end, desk.coder()),
            f"Made a quote of {self._quoted(hit, passage)}.",
        )

    def _quoted(self, hit: Hit, passage: Span) -> str:
        words = self.readings.quote(hit.document, passage.start, passage.end, _LENGTH)
        return f"“{words}”"

    # Export

    def action_export(self) -> None:
        if not self.found.hits:
            self.tell("There is nothing to write yet.", severity="warning")
            return
        self.ask(
            Prompt("Write the hits to which file?", initial=f"{self.desk.name}-hits.xlsx"),
            self._export_to,
        )

    def _export_to(self, line: str) -> None:
        path = Path(line).expanduser()
        if not path.is_file():
            self._export(path, force=False)
            return
        self.confirm(
            f"Replace {path.name}?",
            [Paragraph(f"{path} exists already.")],
            "Yes, replace it",
            lambda: self._export(path, force=True),
        )

    def _export(self, path: Path, *, force: bool) -> None:
        coders = None if self.desk.shows_others else [self.desk.coder_uuid]
        self.say_status(f"Writing {path.name}…")
        self._write(self.desk.project.path, path, self.query_text, coders, self.found, force=force)

    @work(thread=True, exit_on_error=False, group="export")
    def _write(
        self,
        study: Path,
        path: Path,
        query: str,
        coders: Sequence[str] | None,
        found: Found,
        *,
        force: bool,
    ) -> None:
        answer: Exported | QualcodeError
        try:
            with Project.open(study) as project:
                if found.more:
                    found = project.search(query, limit=sys.maxsize - 1, coders=coders)
                answer = project.export_hits(path, found, WriteOptions(force=force))
        except QualcodeError as error:
            answer = error
        self.post_message(Written(answer))

    @on(Written)
    def _written(self, event: Written) -> None:
        answer = event.answer
        if isinstance(answer, QualcodeError):
            self.complain(answer)
            self.say_status("Nothing was written.")
            return
        self.tell(
            "\n".join([f"{counted(answer.rows, 'hit')} written to {answer.path}", *answer.notes])
        )
        self.say_status(f"Written: {answer.path.name}")
