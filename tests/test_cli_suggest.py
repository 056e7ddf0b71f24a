"""`suggest`, `accept` and `topics` over the shipped tiny corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_runs import done, refused, rows, run, small_study, state

from qualcode.project import Project

TINY = sorted((Path(__file__).parents[1] / "corpora" / "sample" / "tiny").iterdir())
FIELDS = [
    "run", "document", "turn", "start", "end", "text", "evidence_start", "evidence_end", "code",
    "code_id", "score", "confidence", "rank", "status", "reason",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny corpus with one run of suggestions and one of topics."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.qualcode"
    done("new", path, "--codebook", "expansive-learning")
    done("import", path, *TINY)
    done("suggest", path, "--target", "all", "--min-confidence", "0")
    done("topics", path, "fit", "--number", "3")
    return path


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "tiny.qualcode"))


def test_a_run_is_summed_up(study: Path) -> None:
    result = run("suggest", study, "--target", "all", "--document", "tiny_workshop")
    assert result.exit_code == 0
    assert result.stdout.startswith("run 2: ")
    assert "calibration_error" in result.stdout
    assert "note: " in result.stderr
    assert "no model for" in result.stderr
    assert rows("history", study, "--limit", "1")[0]["change"] == "suggest (run 2)"


def test_suggestions_as_json_have_the_fields_of_the_contract(study: Path) -> None:
    told = rows(
        "suggest", study, "--target", "all", "--top", "2", "--min-confidence", "0",
        "--document", "tiny_interview", "--codebook", "expansive-learning",
    )  # fmt: skip
    assert all(list(item) == FIELDS for item in told)
    assert {item["run"] for item in told} == {2}
    assert {item["document"] for item in told} == {"tiny_interview"}
    assert {item["rank"] for item in told} == {1, 2}
    assert all(item["reason"] for item in told)
    (document,) = [d for d in rows("document", study, "list") if d["name"] == "tiny_interview"]
    assert len(told) == 2 * document["turns"]


def test_a_suggestion_is_never_a_coding_by_itself(study: Path) -> None:
    before = rows("coder", study, "list")
    done("suggest", study, "--target", "all")
    assert rows("coder", study, "list") == before


def test_accepting_makes_provisional_codings_that_undo_takes_back(study: Path) -> None:
    before = rows("info", study)[0]["counts"]["codings"]
    line = ("accept", study, "--run", "1", "--min-confidence", "0.2", "--coder", "Kari")
    (told,) = rows(*line)
    assert told["run"] == 1
    assert told["codings"] > 0
    assert rows("info", study)[0]["counts"]["codings"] == before + told["codings"]
    assert {item["codings"] for item in rows("coder", study, "list") if item["name"] == "Kari"} == {
        told["codings"]
    }
    with Project.open(study) as project:
        made = [item for item in project.codings.list() if item.origin == "bulk"]
        assert {item.status for item in made} == {"provisional"}
    done("undo", study, "--coder", "Kari")
    assert done(*line) == f"{told['codings']} provisional codings from run 1\n"
    assert "everything holds together" in done("check", study)


def test_accepting_only_one_code_and_those_under_it(study: Path) -> None:
    done(
        "accept", study, "--run", "1", "--min-confidence", "0", "--coder", "Kari",
        "--code", "exp.questioning",
    )  # fmt: skip
    with Project.open(study) as project:
        ids = {
            project.codes.by_uuid(item.code).id
            for item in project.codings.list()
            if item.origin == "bulk"
        }
    assert ids
    assert all(code.startswith("exp.questioning") for code in ids)


def test_accepting_what_cannot_be_accepted(study: Path) -> None:
    before = state(study)
    for line, near in (
        (["--run", "9"], "did you mean 1"),
        (["--run", "1", "--code", "exp.modeling"], "exp.modelling"),
    ):
        said = refused("accept", study, *line, "--min-confidence", "0.5", "--coder", "Kari")
        assert near in said
        assert state(study) == before


def test_without_codings_there_is_no_confidence_to_accept_by(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    done("suggest", study, "--min-confidence", "0")
    before = state(study)
    assert "no confidences" in refused("accept", study, "--run", "1", "--min-confidence", "0")
    assert state(study) == before


def test_topics_are_listed_shown_labelled_and_exported(study: Path, tmp_path: Path) -> None:
    listed = rows("topics", study, "list")
    topic = next(item for item in listed if item["topic"] == 0)
    assert topic["run"] == 1
    assert topic["terms"][0].keys() == {"term", "weight"}
    (shown,) = rows("topics", study, "show", "0", "--limit", "2")
    assert len(shown["turns"]) == 2
    assert shown["turns"][0]["text"] in done("topics", study, "show", "0")
    done("topics", study, "label", "0", "Hverdag", "--coder", "Kari")
    assert "Hverdag" in done("topics", study, "list", "--run", "1")
    out = tmp_path / "topics.csv"
    assert done("topics", study, "export", "-o", out) == f"{out}\n"
    assert "Hverdag" in out.read_text(encoding="utf-8")
    assert "exists already" in refused("topics", study, "export", "-o", out)
    assert "did you mean" in refused("topics", study, "show", "99")
    assert "needs a label" in refused("topics", study, "label", "0", " ")


def test_a_fit_tells_its_topics(study: Path) -> None:
    told = rows("topics", study, "fit", "--number", "2")
    assert {item["run"] for item in told} == {2}
    assert done("topics", study, "list").count("\n") == len(told) + 1


def test_the_last_run_is_exported_where_none_is_named(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    (told,) = rows("export", study, "-o", out, "--what", "suggestions", "--speaker", "Moderator")
    (everything,) = rows("export", study, "-o", out, "--what", "suggestions", "--force")
    assert told["rows"] < everything["rows"]
    (topics,) = rows("export", study, "-o", tmp_path / "t.csv", "--what", "topics")
    (one,) = rows(
        "export", study, "-o", tmp_path / "u.csv", "--what", "topics", "--document", "tiny_workshop"
    )
    assert 0 < one["rows"] < topics["rows"]
