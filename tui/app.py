"""The app: a study open for one coder."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import BindingType

from qualcode.errors import QualcodeError

from .actions import bindings
from .commands import ActionCommands
from .desk import Desk
from .screens.coding import CodingScreen
from .screens.help import HelpScreen
from .themes import DARK, LIGHT


class QualcodeApp(App[None]):
    """Qualcode in the terminal.

    Args:
        project_path: the study's file.
        coder_name: who codes; the study's only coder, or else the login name, where None.
        document_name: the document to open; the one that was open last where None.

    Raises:
        QualcodeError: the study can't be opened, or has no such document.
    """

    TITLE = "Qualcode"
    CSS_PATH = "qualcode.tcss"
    COMMANDS: ClassVar = {ActionCommands}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]

    def __init__(
        self, project_path: Path, coder_name: str | None = None, document_name: str | None = None
    ) -> None:
        super().__init__()
        self.desk = Desk(project_path, coder_name)
        try:
            wanted = self.desk.project.documents.get(document_name) if document_name else None
        except QualcodeError:
            self.desk.close()
            raise
        self._coding = CodingScreen(self.desk, wanted)
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = LIGHT.name if self.desk.recall("theme") == LIGHT.name else DARK.name

    def get_default_screen(self) -> CodingScreen:
        return self._coding

    def on_unmount(self) -> None:
        self.desk.close()

    def action_theme(self) -> None:
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name
        self._coding.attempt(lambda: self.desk.remember("theme", self.theme))

    def action_help(self) -> None:
        self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        self._coding.keep_place()
        self.exit()
