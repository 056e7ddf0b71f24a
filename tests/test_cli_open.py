"""`open` and `demo` hand over to the screens where there is a terminal, and not elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import done, refused, run, small_study

import tui
from qualcode.cli import demo as demo_module
from qualcode.cli import open as open_module
from qualcode.project import sample


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the screens were opened with; there is a terminal."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(tui, "run", lambda *arguments: calls.append(arguments))
    for module in (open_module, demo_module):
        monkeypatch.setattr(module, "on_terminal", lambda: True)
    return calls


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sample.DemoSummary:
    """What the demo builds, without building it."""
    built = sample.DemoSummary(
        tmp_path / "demo" / "s.qualcode", {"documents": 7, "codings": 9}, [tmp_path / "x.csv"]
    )
    monkeypatch.setattr(sample, "build_demo", lambda _folder, _on_step: built)
    return built


def test_open_hands_over_study_coder_and_document(
    tmp_path: Path, opened: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = small_study(tmp_path)
    done("open", study, "--coder", "Kari", "--document", "focus")
    done("open", study)
    monkeypatch.setenv("QUALCODE_CODER", "Åse")
    done("open", study)
    assert opened == [(study, "Kari", "focus"), (study, None, None), (study, "Åse", None)]


def test_open_tells_what_is_wrong_with_the_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_module, "on_terminal", lambda: True)
    assert "there is no study" in refused("open", tmp_path / "missing.qualcode")
    study = small_study(tmp_path)
    assert "did you mean focus" in refused("open", study, "--document", "fokus")


def test_the_demo_is_opened_on_a_terminal(
    summary: sample.DemoSummary, opened: list[tuple[object, ...]]
) -> None:
    shown = done("demo", summary.study.parent)
    assert opened == [(summary.study,)]
    assert "documents       7" in shown
    assert shown.endswith(f"Exported:\n  {summary.exported[0]}\n")


@pytest.mark.parametrize("option", ["--no-open", "--json"])
def test_the_demo_is_not_opened_where_that_is_not_wanted(
    option: str, summary: sample.DemoSummary, opened: list[tuple[object, ...]]
) -> None:
    result = run("demo", summary.study.parent, option)
    assert opened == []
    assert f"qualcode open {summary.study}" in result.stderr
    if option == "--json":
        assert json.loads(result.stdout) == {
            "study": str(summary.study),
            "counts": summary.counts,
            "exported": [str(summary.exported[0])],
        }


def test_the_demo_is_not_opened_without_a_terminal(summary: sample.DemoSummary) -> None:
    assert "qualcode open" in run("demo", summary.study.parent).stderr
