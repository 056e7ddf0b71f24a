"""The journal screen: everything that was done, newest first, with undo from a point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypedDict

from rich.text import Text
from textual import on
from textual.binding import BindingType

from qualcode.errors import InputError
from qualcode.model import Event, Step

from ..actions import bindings
from ..actions import journal as journal_actions
from ..desk import Desk
from ..filterline import FilterLine, folded, parse_filter
from ..glyphs import fitted
from ..naming import Names, Place
from ..readings import Readings
from ..widgets.rows import RowList
from ..widgets.textpane import Paragraph
from .journal_changes import changes_in_words
from .listing import ListingScreen
from .prompt import Prompt

_KEYS = ("coder", "document", "code", "verb", "since", "until")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FIRST_READ = 200
_AHEAD = 50
_LABELS_SHOWN = 15


class _Wanted(TypedDict, total=False):
    """What `Project.steps` is asked for."""

    coder: str
    document: str
    code: str
    verb: str
    since: str
    until: str


class JournalScreen(ListingScreen):
    """Steps, what each changed, and taking them back.

    The journal may be long: it is read as far as one has come, and twice as far when one comes
    near the end of that.
    """

    scope = "journal"
    heading = "STEPS"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(journal_actions.ACTIONS)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.listed: Sequence[Step] = ()
        self._limit = _FIRST_READ
        self._filter = FilterLine()
        self._wanted: _Wanted = {}
        self._mine = False
        self._names = Names(desk, Readings(desk.project))

    @property
    def current(self) -> Step | None:
        """The highlighted step."""
        place = self.rows.highlighted
        return self.listed[place] if place is not None and place < len(self.listed) else None

    @property
    def has_more(self) -> bool:
        """Whether older steps may be there that weren't read."""
        return len(self.listed) == self._limit

    # What is listed

    def read_again(self) -> None:
        self._names.forget()
        here = self.current
        self._read()
        transactions = [step.transaction for step in self.listed]
        # At the top one stays at the top, where the latest step appears.
        if here is not None and self.rows.highlighted and here.transaction in transactions:
            self.list_rows(len(self.listed), self._row, transactions.index(here.transaction))
        else:
            self.list_rows(len(self.listed), self._row, 0)

    def list_again(self) -> None:
        self.list_rows(len(self.listed), self._row, self.rows.highlighted or 0)

    def _read(self) -> None:
        wanted = self._wanted
        if self._mine:
            wanted = {**wanted, "coder": self.desk.coder_uuid}
        self.listed = self.desk.project.steps(**wanted, limit=self._limit)

    def _row(self, number: int, width: int) -> list[Text]:
        step = self.listed[number]
        when = _time(step.time)
        what = step.label + ("  (undone)" if step.undone else "")
        look = "strike" if step.undone else ""
        if self.is_tall:
            changes = "" if step.events == 1 else f" · {step.events} changes"
            below = f"   {when} · {self._coder(step)}{changes}"
            return [
                Text(" ").append(fitted(what, width - 2), style=look),
                Text().append(fitted(below, width - 1), style=self.soft),
            ]
        line = Text()
        line.append(f" {when} {fitted(self._coder(step), 12)} ", style=self.soft)
        return [line.append(fitted(what, max(1, width - 32)), style=look)]

    def _coder(self, step: Step) -> str:
        coder = self.desk.coders.get(step.coder or "")
        return coder.name if coder else "the program"

    @on(RowList.Highlighted)
    def _read_on(self, event: RowList.Highlighted) -> None:
        """Read further where one comes near the end of what was read."""
        if self.has_more and event.number >= len(self.listed) - _AHEAD:
            self._limit *= 2
            self.attempt(self._read)
            self.list_rows(len(self.listed), self._row, event.number)

    def action_filter(self) -> None:
        self.ask_filter(
            "coder:kari code:modelling verb:coding since:2026-03-01",
            self._filter.text,
            self._understood,
            self._filter_by,
        )

    def action_unfilter(self) -> None:
        self._mine = False
        self._filter_by("")

    def action_mine(self) -> None:
        if not self.desk.coder_uuid:
            self.tell("You haven't changed anything yet.", severity="warning")
            return
        self._mine = not self._mine
        self._from_the_top()

    def _filter_by(self, line: str) -> None:
        self._wanted = self._understood(line)
        self._filter = parse_filter(line, _KEYS)
        self._from_the_top()

    def _from_the_top(self) -> None:
        self._limit = _FIRST_READ
        self.attempt(self._read)
        self.list_rows(len(self.listed), self._row, 0)

    def _understood(self, line: str) -> _Wanted:
        """What a filter line asks of the journal.

        Raises:
            InputError: it has words, a name that fits nothing or several, or no date for a date.
        """
        typed, desk = parse_filter(line, _KEYS), self.desk
        if typed.words:
            raise InputError(
                f"what is '{typed.words[0]}'?", "write for instance code:modelling or verb:memo"
            )
        named: Mapping[str, Mapping[str, Sequence[str]]] = {
            "coder": {uuid: (coder.name,) for uuid, coder in desk.coders.items()},
            "document": {item.uuid: (item.name,) for item in desk.documents},
            "code": {uuid: (code.id, code.name, code.name_nb) for uuid, code in desk.codes.items()},
        }
        wanted = _Wanted()
        for key, value in typed.named.items():
            if key in {"since", "until"} and not _DATE.fullmatch(value):
                raise InputError(f"'{value}' is no date", f"write for instance {key}:2026-03-01")
            wanted[key] = _found(key, value, named[key]) if key in named else value  # type: ignore[literal-required]
        return wanted

    # The step

    def describe(self) -> list[Paragraph]:
        """Say where in the journal one is, and what the step changed."""
        step, total = self.current, len(self.listed)
        place, many = (self.rows.highlighted or 0) + 1, f"{total}{'+' if self.has_more else ''}"
        self.say_heading("list-heading", f"STEPS {place} of {many}" if total else "STEPS")
        self.say_title(
            "Journal",
            f"filter {self._filter.text}" if self._filter.text else "",
            "only what you did" if self._mine else "",
        )
        coder, project = self.desk.coder_uuid, self.desk.project
        undo, redo = (project.undoable(coder), project.redoable(coder)) if coder else (None, None)
        key = self.desk.keymap.key
        self.say_status(
            f"{key('journal_undo')} undoes: {undo}" if undo else "",
            f"{key('journal_redo')} does again: {redo}" if redo else "",
        )
        return list(self._nothing() if step is None else self._told(step))

    def _told(self, step: Step) -> Iterator[Paragraph]:
        yield Paragraph(step.label, "strong")
        yield Paragraph(f"{_time(step.time)} UTC · {self._coder(step)} · {step.verb}", "soft")
        if step.undone:
            yield Paragraph("Undone at present.", "soft")
        yield Paragraph("")
        yield from changes_in_words(self._events(step), self._names)

    def _events(self, step: Step) -> Sequence[Event]:
        return self.desk.project.events_of(step.transaction)

    def _nothing(self) -> Iterator[Paragraph]:
        key = self.desk.keymap.key
        yield Paragraph("The filter lets nothing through.", "strong")
        yield Paragraph(f"{key('journal_unfilter')} lists all again.")

    @on(RowList.Selected)
    def action_show_passage(self) -> None:
        step = self._chosen()
        place = None if step is None else self.attempt(lambda: self._place(step))
        if place is not None:
            self.program.show_passage(*place)
        elif step is not None:
            self.tell("This step is about no passage that is still there.", severity="warning")

    def _place(self, step: Step) -> Place | None:
        """The first passage that a step changed something on, in a document that is there."""
        documents = {document.uuid for document in self.desk.documents}
        for event in self._events(step):
            place = self._place_of(event)
            if place is not None and place.document in documents:
                return place
        return None

    def _place_of(self, event: Event) -> Place | None:
        if event.table == "coding" and event.uuid:
            there = self._names.place_of_coding(event.uuid)
            if there is not None:
                return there
        row = event.after if event.before is None else event.before
        if row and row.get("document") and row.get("start") is not None:
            return Place(row["document"], row["start"], row["end"])
        if event.table == "suggestion" and event.uuid:
            item = self.desk.project.suggestions.get(event.uuid)
            return Place(item.document, item.start, item.end)
        return None

    def _chosen(self) -> Step | None:
        step = self.current
        if step is None:
            self.tell("Nothing is listed here.", severity="warning")
        return step

    # Taking back

    def action_undo_to(self) -> None:
        step, desk = self._chosen(), self.desk
        if step is None:
            return
        coder = desk.coder_uuid
        if not coder:
            self.tell("You haven't changed anything yet.", severity="warning")
            return
        labels = self.attempt(lambda: desk.project.undone_with(step.transaction, coder))
        if labels is None:
            return
        count = "1 step" if len(labels) == 1 else f"{len(labels)} steps"
        told = [Paragraph(label) for label in labels[:_LABELS_SHOWN]]
        if len(labels) > _LABELS_SHOWN:
            told.append(Paragraph(f"… and {len(labels) - _LABELS_SHOWN} more", "soft"))
        self.confirm(
            f"Undo {count} of yours, newest first?",
            told,
            f"Undo {count}",
            lambda: self.change(
                lambda: desk.project.undo_to(step.transaction, coder),
                f"{count} undone; {desk.keymap.key('journal_redo')} does them again one by one.",
            ),
        )

    # Handing on

    def action_export(self) -> None:
        self.ask(
            Prompt("Write the listed steps to which file?", "journal.csv", "journal.csv"),
            self._export,
        )

    def _export(self, name: str) -> None:
        path = Path(name).expanduser()
        if not path.is_absolute():
            path = self.desk.project.path.parent / path
        wanted = self._wanted
        if self._mine:
            wanted = {**wanted, "coder": self.desk.coder_uuid}
        project = self.desk.project
        written = self.attempt(lambda: project.export_steps(path, project.steps(**wanted)))
        if written is not None:
            self.tell(f"{written.rows} steps written to {path}")


def _found(key: str, value: str, names: Mapping[str, Sequence[str]]) -> str:
    """The uuid of what is called so, or of the only one whose name holds it.

    Raises:
        InputError: none is, or several are.
    """
    known = {uuid: [folded(name) for name in own if name] for uuid, own in names.items()}
    exact = [uuid for uuid, own in known.items() if value in own]
    fits = exact or [uuid for uuid, own in known.items() if any(value in name for name in own)]
    if len(fits) != 1:
        found = ", ".join(sorted(names[uuid][0] for uuid in fits)[:5])
        raise InputError(
            f"{'several' if fits else 'no'} {key}s are called {value}",
            f"write one of {found}" if fits else "write a part of the name",
        )
    return fits[0]


def _time(stamp: str) -> str:
    return stamp[:16].replace("T", " ")
