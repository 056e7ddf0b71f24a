"""What is done to themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from textual.content import Content

from qualcode.model import Code, Coding, Theme, ThemeState

from ..glyphs import shown
from ..places import day, in_short
from ..widgets.textpane import Paragraph
from .gather import Gather, Item
from .prompt import Prompt
from .sheet import Sheet
from .theme_rows import Member, MemberRows, counted, history_of
from .workbench import WorkbenchScreen

THEME_STATES: tuple[ThemeState, ...] = get_args(ThemeState)
_TOLD: dict[ThemeState, str] = {
    "candidate": "an idea that is being tried out",
    "reviewed": "holds against the excerpts and the whole of the data",
    "dropped": "given up, kept with its history; its codes count as under no theme",
}


class ThemeChanges(WorkbenchScreen):
    """Everything that changes a theme, on the one that is chosen."""

    members: MemberRows

    @property
    def theme(self) -> Theme | None:
        """The theme that is chosen; None where it is the codes under no theme."""
        raise NotImplementedError

    @property
    def themes(self) -> Sequence[Theme]:
        """All themes."""
        raise NotImplementedError

    def chosen_member(self) -> Member | None:
        """The member that is chosen, where the list of members has the focus."""
        raise NotImplementedError

    def loose_code(self) -> Code | None:
        """The code under no theme that is chosen, where one is."""
        raise NotImplementedError

    def go_to_theme(self, uuid: str) -> None:
        """Choose a theme."""
        raise NotImplementedError

    # The theme itself

    def action_add(self) -> None:
        def add(name: str) -> None:
            desk, made = self.desk, list[Theme]()
            if self.change(
                lambda: made.append(desk.project.themes.add(name, coder=desk.coder())),
                f"Added: {name}",
            ):
                self.go_to_theme(made[0].uuid)

        self.ask(Prompt("Name of the new theme", "What the theme says, in a few words"), add)

    def action_rename(self) -> None:
        if (theme := self._needed()) is None:
            return
        desk = self.desk
        self.ask(
            Prompt(f"New name for {theme.name}", initial=theme.name),
            lambda name: self.change(
                lambda: desk.project.themes.rename(theme.uuid, name, desk.coder()), "Renamed"
            ),
        )

    def action_concept(self) -> None:
        if (theme := self._needed()) is None:
            return
        desk = self.desk
        self.write(
            f"Central organising concept of {theme.name}",
            theme.concept,
            lambda text: self.change(
                lambda: desk.project.themes.set_concept(theme.uuid, text, desk.coder()),
                "Concept saved",
            ),
            may_be_empty=True,
        )

    def action_state(self) -> None:
        if (theme := self._needed()) is None:
            return
        desk = self.desk
        rows = [
            (state, Content.assemble((state, "bold"), Content.styled(f"  {_TOLD[state]}", "dim")))
            for state in THEME_STATES
        ]

        def mark(state: str) -> None:
            known = next(each for each in THEME_STATES if each == state)
            self.change(
                lambda: desk.project.themes.set_state(theme.uuid, known, desk.coder()),
                f"{theme.name} is {state}",
            )

        self.choose(f"State of {theme.name}", rows, mark, theme.state)

    def action_remove(self) -> None:
        if (theme := self._needed()) is None:
            return
        desk = self.desk
        self.confirm(
            f"Remove the theme {theme.name}?",
            [
                Paragraph(f"It gathers {counted(theme)}, which stay in the study."),
                Paragraph("Memos written on the theme go with it. Undo brings all back.", "soft"),
                Paragraph("To keep its history in sight, mark it as dropped instead.", "soft"),
            ],
            "Remove the theme",
            lambda: self.change(
                lambda: desk.project.themes.remove(theme.uuid, desk.coder()),
                f"Removed: {theme.name}",
            ),
        )

    def action_history(self) -> None:
        if (theme := self._needed()) is None:
            return
        events = self.attempt(lambda: self.desk.project.themes.history(theme.uuid))
        if events is not None:
            told = list(history_of(self.desk, events))
            self.app.push_screen(Sheet(f"History of {theme.name}, newest first", told))

    # What it gathers

    def action_gather_code(self) -> None:
        loose = self.loose_code()
        if loose is not None:
            self._gather_loose(loose)
        elif (theme := self._needed()) is not None:
            self.choose_code(
                f"Gather which code under {theme.name}?", lambda code: self._gather(theme, [code])
            )

    def _gather_loose(self, code: Code) -> None:
        if not self.themes:
            self._needed()
            return
        by_uuid = {theme.uuid: theme for theme in self.themes}
        rows = [
            (
                theme.uuid,
                Content.assemble(
                    (shown(theme.name), "bold"), Content.styled(f"  {theme.state}", "dim")
                ),
            )
            for theme in self.themes
        ]
        self.choose(
            f"Gather {self.desk.name_of(code)} under which theme?",
            rows,
            lambda uuid: self._gather(by_uuid[uuid], [code.uuid]),
        )

    def _gather(self, theme: Theme, codes: Sequence[str]) -> None:
        desk = self.desk
        if set(codes) <= set(theme.codes):
            self.tell(f"{theme.name} gathers that code already.")
            return
        self.change(
            lambda: desk.project.themes.add_members(theme.uuid, codes=codes, coder=desk.coder()),
            f"Gathered under {theme.name}: {desk.name_of(codes[0])}",
        )

    def action_gather_codings(self) -> None:
        if (theme := self._needed()) is not None:
            self.choose_code(
                "Gather excerpts of which code?", lambda code: self._list_codings(theme, code)
            )

    def _list_codings(self, theme: Theme, code: str) -> None:
        found = self.attempt(lambda: self._codings_of(code))
        if found is None:
            return
        codings, hidden = found
        new = [coding for coding in codings if coding.uuid not in set(theme.codings)]
        name = self.desk.name_of(code)
        if not new:
            self.tell(
                f"Every coding with {name} that you may see is gathered already."
                if codings
                else f"There are no codings with {name} that you may see."
            )
            return
        title = f"Gather excerpts of {name} under {theme.name}"
        if hidden:
            title += (
                f" ({hidden} of other coders are left out, in documents of which your own first "
                "pass isn't done)"
            )
        items = [Item(c.uuid, f"“{c.quote}”", self.members.about(c)) for c in new]
        desk = self.desk
        self._pick(
            title,
            items,
            lambda uuids: self.change(
                lambda: desk.project.themes.add_members(
                    theme.uuid, codings=uuids, coder=desk.coder()
                ),
                f"Gathered {len(uuids)} under {theme.name}",
            ),
        )

    def _codings_of(self, code: str) -> tuple[Sequence[Coding], int]:
        """The code's codings that the coder may see, and how many others there are.

        Others' codings are seen once one's own first pass of the document is done, so that
        gathering doesn't spoil blind coding.
        """
        project, own = self.desk.project, self.desk.coder_uuid
        seen, hidden = list[str](), 0
        for document in self.desk.documents:
            is_open = project.progress.first_pass_done(document.uuid, own)
            for mark in project.codings.marks(document.uuid):
                if mark.code != code:
                    continue
                if is_open or mark.coder == own:
                    seen.append(mark.uuid)
                else:
                    hidden += 1
        return [project.codings.get(uuid) for uuid in seen], hidden

    def action_gather_memos(self) -> None:
        if (theme := self._needed()) is None:
            return
        memos = self.attempt(self.desk.project.memos.list)
        if memos is None:
            return
        desk, there = self.desk, set(theme.memos)
        items = []
        for memo in memos:
            coder = desk.coders.get(memo.coder or "")
            about = f"{memo.kind} · {coder.name if coder else ''} · {day(memo.created_at)}"
            if memo.uuid not in there:
                words = " · ".join(part for part in (memo.title, memo.text) if part)
                items.append(Item(memo.uuid, words, about))
        if not items:
            self.tell("There are no memos that the theme doesn't gather already.")
            return
        self._pick(
            f"Gather memos under {theme.name}",
            items,
            lambda uuids: self.change(
                lambda: desk.project.themes.add_members(
                    theme.uuid, memos=uuids, coder=desk.coder()
                ),
                f"Gathered {len(uuids)} under {theme.name}",
            ),
        )

    def _pick(
        self, title: str, items: Sequence[Item], then: Callable[[Sequence[str]], object]
    ) -> None:
        self.hear(Gather(title, items), then)

    def action_take_out(self) -> None:
        member, theme, desk = self.chosen_member(), self.theme, self.desk
        if member is None or theme is None:
            self.tell(
                "Choose what to take out in the list of what the theme gathers first; "
                f"{desk.keymap.key('themes_right')} goes there.",
                severity="warning",
            )
            return
        self.change(
            lambda: desk.project.themes.remove_members(
                theme.uuid,
                codes=[member.uuid] if member.kind == "code" else [],
                codings=[member.uuid] if member.kind == "coding" else [],
                memos=[member.uuid] if member.kind == "memo" else [],
                coder=desk.coder(),
            ),
            f"Taken out of {theme.name}: {in_short(self.members.name(member), 40)}",
        )

    def _needed(self) -> Theme | None:
        """The chosen theme; says what to do where there is none."""
        theme = self.theme
        if theme is None:
            key = self.desk.keymap.key("themes_add")
            self.tell(
                "Choose a theme first."
                if self.themes
                else f"There is no theme yet; {key} makes one.",
                severity="warning",
            )
        return theme
