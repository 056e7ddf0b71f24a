"""The commands with verbs: documents, sessions, cases, coders, codebooks, codes, themes, memos."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import done, files, refused, rows, run, small_study, state

from qualcode.cli import studies


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return small_study(tmp_path)


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are asked, whatever standard input is."""
    monkeypatch.setattr(studies, "can_ask", lambda: True)


def label(study: Path) -> tuple[str | None, str]:
    """Who made the latest change, and what it was."""
    (latest,) = rows("history", study, "--limit", "1")
    return latest["coder"], latest["change"]


# Documents


def test_documents_are_listed_and_shown(study: Path) -> None:
    listed = {item["name"]: item for item in rows("document", study, "list")}
    assert (listed["focus"]["turns"], listed["focus"]["codings"]) == (3, 2)
    table = done("document", study, "list").splitlines()
    assert table[0].split()[:2] == ["name", "kind"]
    (shown,) = rows("document", study, "show", "INTERVIEW")
    assert shown["source"] == "interview.txt"
    assert shown["progress"] == {"Ola": "unread"}
    assert "interview.txt" in done("document", study, "show", "interview")


def test_turns_are_shown_with_their_place(study: Path) -> None:
    turns = rows("document", study, "show", "focus", "--turns")
    assert turns[1] == {
        "document": "focus",
        "turn": 2,
        "text": "We said no, and then we drew a plan.",
        "start": 20,
        "end": 56,
        "speaker": "P1",
        "start_ms": None,
        "end_ms": None,
        "kind": "speech",
        "language": None,
        "attributes": turns[1]["attributes"],
    }
    assert "   2  P1: We said no" in done("document", study, "show", "focus", "--turns")


def test_a_document_is_renamed_by_its_only_coder(study: Path) -> None:
    done("document", study, "rename", "focus", "Fokusgruppe")
    assert label(study)[0] == "Ola"
    assert [item["name"] for item in rows("document", study, "list")] == [
        "Fokusgruppe",
        "interview",
    ]
    assert "already" in refused("document", study, "rename", "interview", "Fokusgruppe")


def test_facts_of_a_document_are_set_all_or_none(study: Path) -> None:
    done("session", study, "add", "Workshop 2", "--date", "2026-03-12", "--present", "Kari")
    done(
        "document", study, "set", "focus", "--kind", "focusgroup", "--session", "workshop 2",
        "--var", "site=K04", "--var", "round=2", "--var", "postcode=0301",
    )  # fmt: skip
    (shown,) = rows("document", study, "show", "focus")
    assert (shown["kind"], shown["session"]) == ("focusgroup", "Workshop 2")
    assert shown["variables"] == {"site": "K04", "round": 2, "postcode": "0301"}
    before = state(study)
    refused("document", study, "set", "focus", "--kind", "survey", "--session", "Workshop 3")
    assert state(study) == before
    done("document", study, "set", "focus", "--session", "", "--var", "round=")
    (shown,) = rows("document", study, "show", "focus")
    assert shown["session"] is None
    assert "round" not in shown["variables"]
    assert [item["documents"] for item in rows("session", study, "list")] == [[]]


def test_progress_needs_a_coder(study: Path) -> None:
    done("document", study, "mark", "focus", "done", "--coder", "Kari")
    assert rows("coder", study, "show", "Kari")[0]["progress"]["focus"] == "done"
    before = state(study)
    assert "Kari, Ola" in refused("document", study, "mark", "focus", "reading")
    assert state(study) == before


def test_a_new_coder_is_not_made_where_the_change_fails(study: Path) -> None:
    before = state(study)
    refused("document", study, "rename", "focus", "interview", "--coder", "Kari")
    refused("document", study, "mark", "nowhere", "done", "--coder", "Kari")
    assert state(study) == before


def test_removing_a_document_needs_a_yes_and_can_be_undone(study: Path) -> None:
    before = state(study)
    said = refused("document", study, "remove", "focus")
    assert "remove document focus with 3 turns, 2 codings, 0 memos and 0 quotes" in said
    assert "--yes" in said
    assert state(study) == before
    done("document", study, "remove", "focus", "--yes")
    assert [item["name"] for item in rows("document", study, "list")] == ["interview"]
    done("undo", study)
    assert len(rows("document", study, "list")) == 2
    assert "everything holds together" in done("check", study)


@pytest.mark.usefixtures("at_terminal")
def test_at_a_terminal_it_is_asked(study: Path) -> None:
    before = state(study)
    result = run("document", study, "remove", "focus", stdin="n\n")
    assert result.exit_code == 1
    assert "2 codings" in result.stderr
    assert "nothing was changed" in result.stderr
    assert state(study) == before
    assert run("document", study, "remove", "focus", stdin="").exit_code == 130
    assert state(study) == before
    assert run("document", study, "remove", "focus", stdin="y\n").exit_code == 0
    assert len(rows("document", study, "list")) == 1


# Sessions


def test_sessions_are_listed_and_shown(study: Path) -> None:
    done("session", study, "add", "W1", "--phase", "questioning", "--place", "Bodø")
    done("document", study, "set", "focus", "--session", "W1")
    (shown,) = rows("session", study, "show", "w1")
    assert (shown["phase"], shown["place"], shown["documents"]) == (
        "questioning",
        "Bodø",
        ["focus"],
    )
    assert "Bodø" in done("session", study, "show", "W1")
    assert "W1" in done("session", study, "list")
    assert "already" in refused("session", study, "add", "W1")


# Cases


def test_cases_are_made_described_and_removed(study: Path) -> None:
    done("case", study, "add", "K04", "--kind", "site", "--var", "inhabitants=5400")
    done("case", study, "set", "K04", "--var", "region=north")
    done("case", study, "rename", "K04", "Kommune 4")
    (shown,) = rows("case", study, "show", "Kommune 4")
    assert (shown["kind"], shown["variables"]) == (
        "site",
        {"inhabitants": 5400, "region": "north"},
    )
    done("case", study, "link", "Kommune 4", "P1", "P2")
    assert "stands for case" in refused("case", study, "link", "A1", "P1")
    done("case", study, "unlink", "Kommune 4", "P2")
    assert rows("case", study, "show", "Kommune 4")[0]["speakers"] == ["P1"]
    assert "region=north" in done("case", study, "list")
    assert "5400" in done("case", study, "show", "Kommune 4")
    assert "1 speaker labels" in refused("case", study, "remove", "Kommune 4")
    done("case", study, "remove", "Kommune 4", "--yes")
    assert [item["name"] for item in rows("case", study, "list")] == ["A1"]


# Coders


def test_coders_are_added_shown_and_renamed(study: Path) -> None:
    done("coder", study, "add", "Kari")
    done("coder", study, "rename", "Ola", "Olav")
    listed = {item["name"]: item["codings"] for item in rows("coder", study, "list")}
    assert listed == {"Kari": 0, "Olav": 2}
    assert "unread" in done("coder", study, "show", "Kari")
    assert "Olav" in done("coder", study, "list")
    assert "did you mean Olav" in refused("coder", study, "show", "Olaf")


# Codebooks


def test_codebooks_are_added_all_or_none(study: Path) -> None:
    done("codebook", study, "add", "contradictions", "boundary-crossing", "--coder", "Kari")
    assert label(study)[0] == "Kari"
    before = state(study)
    refused("codebook", study, "add", "network-learning", "no-such-book")
    assert state(study) == before
    assert "tiny" in done("codebook", study, "list")


def test_shipped_codebooks_are_listed(study: Path) -> None:
    done("codebook", study, "add", "contradictions")
    shown = done("codebook", study, "shipped")
    there = {item["id"]: item["in_study"] for item in rows("codebook", study, "shipped")}
    assert (there["contradictions"], there["expansive-learning"]) == (True, False)
    assert not any(item["in_study"] for item in rows("codebook", "no.qualcode", "shipped"))
    assert any(line.split() == ["contradictions", "yes"] for line in shown.splitlines())


def test_a_codebook_is_given_back_as_yaml(study: Path, tmp_path: Path) -> None:
    printed = done("codebook", study, "export", "tiny")
    out = tmp_path / "out.yaml"
    done("codebook", study, "export", "tiny", "-o", out)
    assert out.read_text(encoding="utf-8") == printed
    assert "exists already" in refused("codebook", study, "export", "tiny", "-o", out)
    done("codebook", study, "export", "tiny", "-o", out, "--force")
    again = tmp_path / "again.qualcode"
    done("new", again, "--codebook", out)
    own = [(item["id"], item["path"]) for item in rows("code", again, "list")]
    assert own == [(c["id"], c["path"]) for c in rows("code", study, "list", "--codebook", "tiny")]


def test_a_codebook_is_shown_and_removed(study: Path) -> None:
    (shown,) = rows("codebook", study, "show", "tiny")
    assert (shown["codes"], len(shown["versions"])) == (3, 1)
    assert "A tiny codebook" in done("codebook", study, "show", "tiny")
    assert "in use" in refused("codebook", study, "remove", "imported", "--yes")
    assert "with 3 codes" in refused("codebook", study, "remove", "tiny")
    done("codebook", study, "remove", "tiny", "--yes")
    assert [item["id"] for item in rows("codebook", study, "list")] == ["imported"]


# Codes


def test_codes_are_listed_as_a_tree(study: Path) -> None:
    lines = done("code", study, "list", "--codebook", "tiny").splitlines()
    assert [line[:18].rstrip() for line in lines] == [
        "code",
        "Learning actions",
        "  Questioning",
        "  Modelling",
    ]
    listed = {item["id"]: item for item in rows("code", study, "list")}
    assert listed["act.model"]["path"] == "Learning actions > Modelling"
    assert listed["resisting"]["codings"] == 1


def test_a_code_is_made_shown_changed_and_moved(study: Path) -> None:
    done(
        "code", study, "add", "tiny", "doubt", "Doubt", "--definition", "Says they doubt.",
        "--parent", "act", "--colour", "#aa0000",
    )  # fmt: skip
    done("code", study, "rename", "doubt", "Voicing doubt")
    done("code", study, "set", "doubt", "--exclude", "Questions of fact.")
    (shown,) = rows("code", study, "show", "Learning actions > Voicing doubt")
    assert (shown["definition"], shown["exclude"]) == ("Says they doubt.", "Questions of fact.")
    assert shown["parent"] == "act"
    done("code", study, "move", "doubt", "--top")
    assert rows("code", study, "show", "doubt")[0]["parent"] is None
    done("code", study, "move", "doubt", "--under", "act.model")
    assert "under itself" in refused("code", study, "move", "act", "--under", "doubt")
    assert "Says they doubt." in done("code", study, "show", "doubt")
    assert "already" in refused("code", study, "add", "tiny", "doubt")


def test_codes_are_merged_retired_and_removed(study: Path) -> None:
    before = state(study)
    assert "merge resisting with its 1 codings" in refused(
        "code", study, "merge", "resisting", "act"
    )
    assert state(study) == before
    done("code", study, "merge", "resisting", "act", "--yes")
    assert rows("code", study, "show", "act")[0]["codings"] == 1
    assert "has 1 codings" in refused("code", study, "remove", "act", "--yes")
    done("code", study, "retire", "act.model")
    assert "act.model" not in done("code", study, "list")
    assert "Modelling (retired)" in done("code", study, "list", "--all")
    done("code", study, "retire", "act.model", "--back")
    refused("code", study, "remove", "act.model")
    done("code", study, "remove", "act.model", "--yes")
    assert "act.model" not in [item["id"] for item in rows("code", study, "list", "--all")]


# Themes


def test_themes_gather_codes(study: Path) -> None:
    done("theme", study, "add", "Against the clock", "--concept", "Time", "--code", "act.model")
    done("theme", study, "gather", "against the clock", "resisting", "Questioning")
    (theme,) = rows("theme", study, "list")
    assert (theme["state"], theme["codes"]) == ("candidate", ["resisting", "act.question"])
    assert "Time" in done("theme", study, "show", "Against the clock")
    before = state(study)
    assert "no code" in refused(
        "theme", study, "add", "Other", "--code", "resisting", "--code", "x"
    )
    assert state(study) == before


def test_themes_are_renamed_judged_and_removed(study: Path) -> None:
    done("theme", study, "add", "Against the clock", "--code", "act.model")
    done("theme", study, "rename", "against the clock", "No time")
    assert label(study) == ("Ola", "rename theme Against the clock to No time")
    done("theme", study, "state", "No time", "reviewed")
    (theme,) = rows("theme", study, "list")
    assert (theme["name"], theme["state"], theme["codes"]) == ("No time", "reviewed", ["act.model"])
    assert (theme["codings"], theme["memos"]) == ([], [])
    before = state(study)
    assert "no theme matches" in refused("theme", study, "rename", "Nothing", "Something")
    assert "remove the theme No time" in refused("theme", study, "remove", "No time")
    assert state(study) == before
    done("theme", study, "remove", "No time", "--yes")
    assert rows("theme", study, "list") == []
    done("undo", study)
    assert [item["name"] for item in rows("theme", study, "list")] == ["No time"]


# Memos


def test_memos_are_written_read_changed_and_removed(study: Path) -> None:
    uuid = done(
        "memo", study, "add", "--kind", "reflexive", "--title", "First", "--text", "-",
        "--document", "focus", "--code", "act", stdin="Jeg ventet\nnoe annet.\n",
    ).strip()  # fmt: skip
    (memo,) = rows("memo", study, "list", "--kind", "reflexive", "--document", "focus")
    assert memo["text"] == "Jeg ventet\nnoe annet."
    assert (memo["coder"], memo["on"], memo["document"]) == ("Ola", "code", "focus")
    assert "First: Jeg ventet noe annet." in done("memo", study, "list")
    assert "noe annet." in done("memo", study, "show", uuid)
    done("memo", study, "change", uuid, "--text", "Nå", "--title", "Second")
    assert rows("memo", study, "show", uuid)[0]["title"] == "Second"
    assert "reflexive memo" in refused("memo", study, "remove", uuid)
    done("memo", study, "remove", uuid, "--yes")
    assert rows("memo", study, "list") == []


@pytest.mark.parametrize(
    ("option", "name", "on"),
    [("--case", "A1", "case"), ("--theme", "T", "theme"), ("--coding", None, "coding")],
)
def test_a_memo_may_be_about_other_things(
    study: Path, tmp_path: Path, option: str, name: str | None, on: str
) -> None:
    done("theme", study, "add", "T")
    if name is None:
        out = tmp_path / "out.csv"
        done("export", study, "-o", out)
        name = out.read_text(encoding="utf-8").splitlines()[1].rsplit(",", 1)[1]
    done("memo", study, "add", "--kind", "method", "--text", "x", option, name)
    assert rows("memo", study, "list")[0]["on"] == on


def test_an_empty_memo_and_an_unnamed_coder_are_refused(tmp_path: Path, study: Path) -> None:
    before = state(study)
    assert "needs some text" in refused("memo", study, "add", "--kind", "method", "--text", " ")
    assert state(study) == before
    fresh = tmp_path / "fresh.qualcode"
    done("new", fresh, "--codebook", files(tmp_path)["tiny.yaml"])
    assert "--coder: NAME" in refused("memo", fresh, "add", "--kind", "method", "--text", "x")
    done("memo", fresh, "add", "--kind", "method", "--text", "x", "--coder", "Kari")
    assert label(fresh) == ("Kari", "add method memo")
