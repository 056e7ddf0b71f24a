"""The app: a study open for one coder, on one screen of several."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from qualcode.errors import QualcodeError

from .actions import app as app_actions
from .actions import bindings
from .commands import ActionCommands
from .desk import Desk
from .keymap import Keymap
from .screens.base import StudyScreen
from .screens.coding import CodingScreen
from .themes import THEMES
from .widgets.guide import Guide
from .workers import WorkingApp

# Brought in when they are first gone to, so that the first screen stands at once.
SCREENS: dict[str, tuple[str, str]] = {
    "codebook": ("codebook", "CodebookScreen"),
    "review": ("review", "ReviewScreen"),
    "retrieve": ("retrieve", "RetrieveScreen"),
    "themes": ("themes", "ThemesScreen"),
    "quotes": ("quotes", "QuotesScreen"),
    "topics": ("topics", "TopicsScreen"),
    "memos": ("memos", "MemosScreen"),
    "journal": ("journal", "JournalScreen"),
    "compare": ("compare", "CompareScreen"),
    "discussions": ("discussions", "DiscussionsScreen"),
    "learning": ("learning", "LearningScreen"),
}
_POLL = 1.0
# ECMA-48's bi-directional support mode, explicit and implicit; other terminals pass it over.
_AS_SENT, _BY_SCRIPT = "\x1b[8l", "\x1b[8h"


class QualcodeApp(WorkingApp):
    """Qualcode in the terminal.

    Args:
        project_path: the study's file.
        coder_name: who codes; the study's only coder, or else the login name, where None.
        document_name: the document to open; the one that was open last where None.

    Raises:
        QualcodeError: the study can't be opened, or has no such document, or the person's file
            of keys makes no sense.
    """

    TITLE = "Qualcode"
    CSS_PATH = "qualcode.tcss"
    COMMANDS: ClassVar = {ActionCommands}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(app_actions.ACTIONS)]

    def __init__(
        self, project_path: Path, coder_name: str | None = None, document_name: str | None = None
    ) -> None:
        super().__init__()
        keymap = Keymap.read()
        self.desk = Desk(project_path, coder_name, keymap)
        try:
            wanted = self.desk.project.documents.get(document_name) if document_name else None
        except QualcodeError:
            self.desk.close()
            raise
        self._coding = CodingScreen(self.desk, wanted)
        self._came_from = ""
        self.set_keymap(keymap.for_textual())
        for theme in THEMES:
            self.register_theme(theme)
        remembered = self.desk.recall("theme")
        self.theme = remembered if remembered in self._theme_names() else THEMES[0].name

    def get_default_screen(self) -> CodingScreen:
        return self._coding

    def on_mount(self) -> None:
        self._order_cells(_AS_SENT)
        self.set_interval(_POLL, self.poll)

    def on_unmount(self) -> None:
        self._order_cells(_BY_SCRIPT)
        self.desk.close()

    def poll(self) -> None:
        """Keep the place, and take in what another program changed."""
        if not self.is_running:  # closing, with screens half taken down
            return
        self._coding.keep_place()
        self.retrain_if_due()
        if not self._coding.attempt(self.desk.project.changed_elsewhere):
            return
        self._coding.attempt(self.desk.refresh)
        screen = self.study_screen
        if self.running is not None:  # a job's changes are no other program's, and mostly unseen
            screen.catch_up()
            return
        screen.catch_up(anyway=True)
        screen.tell("The study was changed by another program; shown as it is now.")

    def _order_cells(self, mode: str) -> None:
        """Have a terminal that turns right-to-left words around do so or not.

        It would carry the margin and the caret along with the words.
        """
        if self._driver is not None:
            self._driver.write(mode)

    # Screens

    @property
    def study_screen(self) -> StudyScreen:
        """The screen in front, under any dialog."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, StudyScreen)]
        return screens[-1]

    def go_to(self, name: str) -> None:
        """Show a screen by the name of its scope; `coding` is the transcript."""
        current = self.study_screen.scope
        if name == current:
            return
        if name == "coding":
            self.pop_screen()
            return
        if not self.is_screen_installed(name):
            module, kind = SCREENS[name]
            made = getattr(import_module(f".screens.{module}", __package__), kind)(self.desk)
            self.install_screen(made, name)
        if current == "coding":
            self._coding.keep_place()
            self.push_screen(name)
        else:
            self.switch_screen(name)

    def show_passage(self, document: str, start: int, end: int) -> None:
        """Go to the transcript with a passage of a document (uuid) selected; `back` returns."""
        current = self.study_screen.scope
        if current != "coding":
            self.go_to("coding")
            self._came_from = current
        self._coding.show_passage(document, start, end)

    def action_return(self) -> None:
        """Return to the screen that a passage was shown from."""
        if self._came_from:
            self.go_to(self._came_from)
            self._came_from = ""
        else:
            self._coding.tell("This passage wasn't gone to from another screen.")

    def action_go_to(self, name: str) -> None:
        self.go_to(name)

    def action_menu(self) -> None:
        from .screens.menu import ScreenMenu

        self.push_screen(ScreenMenu(self.study_screen.scope), self._chosen)

    def _chosen(self, name: str | None) -> None:
        if name == "text_start":
            self._coding.transcript.action_move("text_start")
        elif name:
            self.go_to(name)

    # Looks and help

    def _theme_names(self) -> list[str]:
        return [theme.name for theme in THEMES]

    def action_theme(self) -> None:
        names = self._theme_names()
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._coding.attempt(lambda: self.desk.remember("theme", self.theme))

    def action_help(self) -> None:
        from .screens.help import HelpScreen

        screen = self.study_screen
        self.push_screen(HelpScreen(screen.scope, self.desk.keymap))
        self._coding.query_one(Guide).saw("helped")

    async def action_quit(self) -> None:
        self._coding.keep_place()
        self.exit()
