"""A small made-up study for the tests of the TUI, the same in every run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot

from qualcode.model import Reason, Suggestion, SuggestionRun
from qualcode.project import Project
from qualcode.store import suggestions as stored
from qualcode.store.columns import as_row
from tui.app import QualcodeApp
from tui.screens.coding import CodingScreen
from tui.widgets.textpane import TextPane

CODER = "Kari"

Test = TypeVar("Test", bound=Callable[..., object])


def covers(*ids: str) -> Callable[[Test], Test]:
    """Say which actions of the registry a test drives; `test_tui_actions` reads it."""

    def mark(test: Test) -> Test:
        test.__dict__["covers"] = ids
        return test

    return mark


INTERVIEW = """\
I: Hva gjorde dere da arbeidet stoppet opp?
Anna: Vi satte oss ned med kommunen og tegnet hele forløpet på nytt, fra innleggelse til hjemreise. \
Det var første gang vi så det sammen.
I: Hvem tok initiativet til det?
Anna: Egentlig ingen. Det var et møte som skulle handle om noe annet, og så ble det slik.
Bjørn: Jeg husker det litt annerledes. Vi spurte hvorfor pasientene ble liggende, og da måtte vi \
se på våre egne rutiner.
I: Hva ble resultatet?
Anna: En ny plan, som vi prøver ut nå. Den er ikke ferdig.
Bjørn: Nei, den er ikke ferdig 😀 men den er vår.
"""

NOTES = """\
Møterommet er lite.

To kommer for sent. [b]Ingen[/b] sier noe om det.
"""

CODEBOOK = """\
codebook:
  id: tiny
  title: A tiny codebook
codes:
  - id: act
    name: Learning actions
    name_nb: Læringshandlinger
    definition: Any step in which the participants change how they work.
  - id: act.question
    name: Questioning
    name_nb: Spørsmål ved praksis
    parent: act
    definition: Criticising or rejecting some aspect of the present practice.
    include: Doubts about one's own routines.
    exclude: Plain questions for information.
  - id: act.model
    name: Modelling
    name_nb: Modellering
    parent: act
    definition: Making a simplified model of a new way to work, on paper or aloud.
  - id: lead
    name: Leadership
    definition: Somebody takes or is given the lead.
"""


def fixed_clock() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is asked."""
    state = {"now": datetime(2026, 3, 2, 9, 0, tzinfo=UTC)}

    def now() -> datetime:
        state["now"] += timedelta(seconds=1)
        return state["now"]

    return now


def numbered() -> Callable[[], str]:
    """Uuids that count."""
    state = {"last": 0}

    def new() -> str:
        state["last"] += 1
        return f"00000000-0000-4000-8000-{state['last']:012}"

    return new


def make_study(
    folder: Path, *, codebook: bool = True, documents: bool = True, guided: bool = True
) -> Path:
    """A study `s.qualcode` in `folder`: an interview, field notes, a codebook, one coder who
    has had the first steps unless not `guided`.
    """
    path = folder / "s.qualcode"
    with Project.create(path, clock=fixed_clock(), new_uuid=numbered()) as project:
        if codebook:
            book = folder / "tiny.yaml"
            book.write_text(CODEBOOK, encoding="utf-8")
            project.codebooks.load(book)
        if documents:
            files = [("Intervju 1.txt", INTERVIEW), ("Notater.txt", NOTES)]
            for name, text in files:
                (folder / name).write_text(text, encoding="utf-8")
            reports = list(project.import_files([folder / name for name, _ in files]))
            assert not [report.error for report in reports if report.error]
        kari = project.coders.ensure(CODER).uuid
        if guided:
            project.settings.remember(kari, "guide", "done")
    return path


def add_codings(path: Path, *codings: tuple[str, str], coder: str = CODER) -> None:
    """Code quotes in the interview: (code, quote) pairs."""
    with Project.open(path) as project:
        document = project.documents.get("Intervju 1").uuid
        text = project.documents.text(document)
        who = project.coders.ensure(coder).uuid
        for code, quote in codings:
            start = text.index(quote)
            project.codings.apply(
                document, project.codes.get(code).uuid, who, start, start + len(quote)
            )


def add_suggestions(path: Path, *suggestions: tuple[str, str, str]) -> None:
    """Put a finished run into the study: (code, quote, reason) for the interview."""
    with Project.open(path, clock=fixed_clock()) as project:
        document = project.documents.get("Intervju 1").uuid
        text = project.documents.text(document)
        store = project._store
        run = SuggestionRun(
            store.new_uuid(), 1, store.now(), "cues", {"codebook_versions": {}}, {}, 0, "", "", {}
        )
        with store.transaction("suggestion.run", "suggest (run 1)", None) as change:
            change.insert("suggestion_run", as_row(run))
        stored.write(
            store,
            [
                Suggestion(
                    store.new_uuid(), run.uuid, document, None, text.index(quote),
                    text.index(quote) + len(quote), text.index(quote), text.index(quote) + 10,
                    project.codes.get(code).uuid, 1.0, 0.75, 1, Reason(reason),
                )
                for code, quote, reason in suggestions
            ],
        )  # fmt: skip


@asynccontextmanager
async def opened(
    path: Path,
    *,
    size: tuple[int, int] = (120, 40),
    coder: str = CODER,
    document: str | None = None,
) -> AsyncIterator[Pilot[None]]:
    """The app over a study, with its first document on the screen."""
    app = QualcodeApp(path, coder, document)
    notes = app.notes = []  # type: ignore[attr-defined]
    notify = app.notify

    def noted(message: str, **how: Any) -> None:
        notes.append(message)
        notify(message, **how)

    app.notify = noted  # type: ignore[method-assign]
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield pilot
        await pilot.pause()


def coding_screen(pilot: Pilot[None]) -> CodingScreen:
    """The coding screen, also while a dialog is over it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, CodingScreen)
    return screen


def said(pilot: Pilot[None]) -> str:
    """All notifications so far."""
    notes: list[str] = pilot.app.notes  # type: ignore[attr-defined]
    return "\n".join(notes)


def inspected(pilot: Pilot[None]) -> str:
    """What the inspector says."""
    return coding_screen(pilot).query_one("#inspector", TextPane).text


def coded(path: Path) -> list[tuple[str, str]]:
    """(code id, quote) of every coding stored, by place."""
    with Project.open(path) as project:
        ids = {code.uuid: code.id for code in project.codes.list()}
        return [(ids[coding.code], coding.quote) for coding in project.codings.list()]
