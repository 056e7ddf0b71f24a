"""What the screens with lists share: their frame, and how they ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ..desk import Desk
from ..glyphs import shown
from ..widgets.keyline import KeyLine
from ..widgets.textpane import Paragraph
from .base import StudyScreen
from .choose import Choice
from .confirm import Confirm
from .palette import CodePalette
from .prompt import Prompt

Answer = TypeVar("Answer")

_BETWEEN = "  ·  "


class WorkbenchScreen(StudyScreen):
    """A title line, panels, a status line and the footer.

    The screen has the class `-narrow` where it has fewer columns than `narrow_below`, so that
    its style sheet can put panels above each other.
    """

    narrow_below: ClassVar[int] = 100

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.is_narrow = False

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Container(id="panels"):
            yield from self.compose_panels()
        yield Static(id="status", markup=False)
        yield KeyLine()
        yield Static(id="too-small", markup=False)

    def compose_panels(self) -> ComposeResult:
        """What stands between the title and the status line."""
        raise NotImplementedError

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.fit(width, height)
        self.is_narrow = width < self.narrow_below
        self.set_class(self.is_narrow, "-narrow")

    def say_title(self, *parts: str) -> None:
        """Put the study's name and these parts into the title line; empty parts are left out."""
        self._say("title", (self.desk.name, *parts, f"coder {self.desk.coder_name}"))

    def say_status(self, *parts: str) -> None:
        """Put these parts into the status line; empty ones are left out."""
        self._say("status", parts)

    def say_heading(self, where: str, text: str) -> None:
        """Put text into the heading of a panel, by its id."""
        self.query_one(f"#{where}", Static).update(Content(shown(text)), layout=False)

    def _say(self, where: str, parts: Sequence[str]) -> None:
        line = _BETWEEN.join(shown(part) for part in parts if part)
        self.query_one(f"#{where}", Static).update(Content(line), layout=False)

    # Asking. `then` hears the answer, and isn't called where there was none.

    def ask(self, prompt: Prompt, then: Callable[[str], object]) -> None:
        """Ask for one line."""
        self.hear(prompt, then)

    def write(
        self, about: str, text: str, then: Callable[[str], object], *, may_be_empty: bool = False
    ) -> None:
        """Have a longer text written, from what it says now."""
        from .memo import MemoScreen  # brings in Textual's editor, which takes a while

        self.hear(MemoScreen(about, text, may_be_empty=may_be_empty), then)

    def confirm(
        self, title: str, told: Sequence[Paragraph], yes: str, then: Callable[[], object]
    ) -> None:
        """Ask before something that shouldn't happen by mistake."""

        def answered(is_sure: bool | None) -> None:
            if is_sure:
                then()

        self.app.push_screen(Confirm(title, told, yes), answered)

    def choose(
        self,
        title: str,
        rows: Sequence[tuple[str, Content]],
        then: Callable[[str], object],
        chosen: str | None = None,
    ) -> None:
        """Have one of a few rows (key, what is shown) chosen."""
        self.hear(Choice(title, rows, chosen), then)

    def choose_code(self, what: str, then: Callable[[str], object]) -> None:
        """Have a code (uuid) chosen."""
        if not self.desk.usable_codes():
            self.tell(
                "The study has no codes yet.\nLoad a codebook with `qualcode codebook load`.",
                severity="warning",
            )
            return
        self.hear(CodePalette(self.desk, what), then)

    def hear(self, dialog: ModalScreen[Answer | None], then: Callable[[Answer], object]) -> None:
        """Show a dialog and hear its answer."""

        def answered(answer: Answer | None) -> None:
            if answer is not None:
                then(answer)

        self.app.push_screen(dialog, answered)
