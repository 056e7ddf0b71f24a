"""Going through codings one by one, each shown among the words around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model import Coding

from ..desk import Desk
from ..glyphs import shown
from ..readings import Readings
from ..widgets.passage import in_context
from ..widgets.textpane import Paragraph, TextPane


class Walk(ModalScreen[None]):
    """A queue of codings; what is done to one goes on to the next.

    Args:
        codings: in the order in which they are shown.
        begin: the place of the first one shown.
    """

    KEYS = ""
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave"),
        Binding("u,ctrl+z", "back", "Take back"),
        Binding("down,j", "scroll_passage(1)", show=False),
        Binding("up,k", "scroll_passage(-1)", show=False),
        Binding("pagedown", "scroll_passage(8)", show=False),
        Binding("pageup", "scroll_passage(-8)", show=False),
    ]

    def __init__(self, desk: Desk, title: str, codings: Sequence[Coding], begin: int = 0) -> None:
        super().__init__()
        self.desk = desk
        self.codings = list(codings)
        self.place = begin
        self._titled = title
        self._readings = Readings(desk.project)
        self._done: list[tuple[int, bool]] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="walk", classes="dialog"):
            yield Static(shown(self._titled), classes="dialog--title", markup=False)
            yield Static(id="walk-place", markup=False)
            yield from self.compose_about()
            yield TextPane(id="walk-passage")
            yield Static(id="walk-said", markup=False)
            yield Static(self.KEYS, classes="dialog--keys", markup=False)

    def compose_about(self) -> ComposeResult:
        """What is shown above the passage."""
        yield from ()

    def on_mount(self) -> None:
        # A pane with the focus would take the keys for scrolling that mean something else here.
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.show_coding()

    @property
    def coding(self) -> Coding | None:
        """The coding that is shown, None behind the last."""
        return self.codings[self.place] if self.place < len(self.codings) else None

    def show_coding(self) -> None:
        """Show the coding at the place, or that there are no more."""
        coding, pane = self.coding, self.query_one("#walk-passage", TextPane)
        if coding is None:
            self._say_place(f"All {len(self.codings)} seen")
            pane.show([Paragraph("That was the last one. u takes it back, Esc leaves.")])
            return
        progress = f"{self.place + 1} of {len(self.codings)}"
        try:
            reading = self._readings.of(coding.document)
        except QualcodeError as error:
            self._say_place(progress)
            pane.show([Paragraph(error.message), Paragraph("Somebody removed it.", "soft")])
            return
        self._say_place(
            progress,
            self.desk.name_of(coding.code),
            self._readings.place(coding.document, coding.start),
        )
        pane.show(list(in_context(reading, coding.span)))

    def _say_place(self, *parts: str) -> None:
        line = "  ·  ".join(shown(part) for part in parts)
        self.query_one("#walk-place", Static).update(Content(line))

    # Going on and back

    def act(self, change: Callable[[Coding], object], said: str) -> None:
        """Change the coding that is shown, and go on; where it is refused, say why and stay."""
        coding = self.coding
        if coding is None:
            return
        try:
            change(coding)
        except QualcodeError as error:
            self._complain(error)
            return
        self._say(said)
        self.go_on(changed=True)

    def go_on(self, *, changed: bool = False) -> None:
        """Go to the next coding."""
        if self.coding is not None:
            if not changed:
                self._say("Left as it is")
            self._done.append((self.place, changed))
            self.place += 1
            self.show_coding()

    def action_back(self) -> None:
        """Take back what was done to the coding before, and go back to it."""
        if not self._done:
            self._say("Nothing was done here yet.")
            return
        place, changed = self._done[-1]
        said = "Back"
        if changed:
            try:
                label = self.desk.project.undo(self.desk.coder_uuid)
            except QualcodeError as error:
                self._complain(error)
                return
            said = f"Undone: {label}"
        self._say(said)
        self._done.pop()
        self.place = place
        self.show_coding()

    def action_leave(self) -> None:
        """Go back to the codebook, which finds what was changed here on the desk."""
        try:
            self.desk.refresh()
        except QualcodeError as error:
            self._complain(error)
        self.dismiss(None)

    def action_scroll_passage(self, by: int) -> None:
        self.query_one("#walk-passage", TextPane).action_scroll_rows(by)

    def _say(self, text: str) -> None:
        self.query_one("#walk-said", Static).update(Content(shown(text)))

    def _complain(self, error: QualcodeError) -> None:
        text = f"{shown(error.message)}\n{shown(error.hint)}"
        self.app.notify(text, severity="error", markup=False)
