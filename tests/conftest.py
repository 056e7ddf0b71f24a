"""What all tests share: a study with a steady clock and steady uuids."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from terminal import Terminal

from qualcode.drafts import DocumentDraft
from qualcode.model import Turn
from qualcode.project import Project

settings.register_profile(
    "qualcode",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("qualcode")

SHARED = Path(__file__).parents[1].parent / "shared"
BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def usual_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of whoever runs the tests don't change what the tests press."""
    monkeypatch.setenv("QUALCODE_KEYMAP", os.devnull)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    session = Terminal(tmp_path / "tmux")
    yield session
    session.stop()


def steady_clock() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is read."""
    ticks = itertools.count()
    return lambda: BEGIN + timedelta(seconds=next(ticks))


def steady_uuids() -> Callable[[], str]:
    """Uuids that count from one."""
    numbers = itertools.count(1)
    return lambda: str(UUID(int=next(numbers)))


def draft(name: str, *turns: tuple[str | None, str]) -> DocumentDraft:
    """A document of (speaker, text) turns, as a table would give it."""
    pieces: list[Turn] = []
    at = 0
    for ordinal, (speaker, text) in enumerate(turns):
        pieces.append(Turn(ordinal, at, at + len(text), speaker))
        at += len(text) + 1
    return DocumentDraft(name, "\n".join(text for _, text in turns), pieces)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Project]:
    """An empty study."""
    with Project.create(
        tmp_path / "study.qualcode", clock=steady_clock(), new_uuid=steady_uuids()
    ) as project:
        yield project


@pytest.fixture(autouse=True)
def nobody_in_particular(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests don't depend on who runs them."""
    for name in [name for name in os.environ if name.startswith("QUALCODE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUALCODE_EMBEDDING", "none")


@pytest.fixture(scope="session", autouse=True)
def no_reading() -> Iterator[None]:
    """No test waits for a model to read, unless it is about that."""
    with pytest.MonkeyPatch.context() as everywhere:
        everywhere.setenv("QUALCODE_EMBEDDING", "none")
        yield
