"""`qualcode topics`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli import render
from qualcode.cli.choices import TOPIC_METHODS
from qualcode.cli.group import PATH, StudyGroup, examples
from qualcode.cli.options import coder_option, force_option, json_option, run_option, seed_option
from qualcode.cli.studies import acting_uuid, changing, coding, opened

if TYPE_CHECKING:
    from qualcode.model import Topic, TopicRun
    from qualcode.project import Project

command = StudyGroup(
    "topics",
    help="Topic clusters: a reading aid, not themes.\n\n"
    "Turns that say the like are put together; -1 is what fits nowhere.",
    epilog=examples(
        "qualcode topics study.qualcode fit",
        "qualcode topics study.qualcode show 2",
    ),
)

_TERMS_SHOWN = 6


@command.command(
    epilog=examples(
        "qualcode topics study.qualcode fit",
        "qualcode topics study.qualcode fit --number 8 --document 'Workshop 2'",
        "qualcode topics study.qualcode fit --embedding none --reduce-outliers",
    )
)
@click.option(
    "--number",
    type=click.IntRange(min=2),
    metavar="N",
    help="Into how many topics; chosen by the data where it isn't said.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Only this document; all where none is named. Repeatable.",
)
@click.option(
    "--embedding",
    metavar="NAME",
    help="The model that reads what turns mean; none compares their words.",
)
@click.option(
    "--method",
    type=click.Choice(TOPIC_METHODS),
    default="auto",
    show_default=True,
    help="How to cluster; auto is ward up to 5,000 turns, else k-means. umap needs umap-learn.",
)
@click.option(
    "--reduce-outliers", is_flag=True, help="Put what fits nowhere into the nearest topic."
)
@seed_option
@coder_option
@json_option
@click.pass_obj
def fit(
    project: Path,
    *,
    number: int | None,
    documents: tuple[str, ...],
    embedding: str | None,
    method: str,
    reduce_outliers: bool,
    seed: int,
    coder: str | None,
    as_json: bool,
) -> None:
    """Cluster the turns into topics, and store them as a run."""
    from qualcode.project import TopicChoices

    with opened(project) as study:
        who = acting_uuid(study, coder)
        with render.Progress() as progress:
            choices = TopicChoices(documents, number, seed, embedding, method, reduce_outliers)
            run = study.topics.fit(choices, who, progress)
        topics = study.topics.list(run.uuid)
    for note in run.notes:
        render.message(f"note: {note}")
    if not as_json:
        render.line(f"topic run {run.number}")
    _print_topics(run, topics, as_json=as_json)


@command.command("list", epilog=examples("qualcode topics study.qualcode list --json"))
@run_option
@json_option
@click.pass_obj
def list_topics(project: Path, run: str | None, as_json: bool) -> None:
    """List the topics of a run, the largest first."""
    with opened(project) as study:
        found = study.topics.run_named(run)
        topics = study.topics.list(found.uuid)
    _print_topics(found, topics, as_json=as_json)


@command.command(
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "qualcode topics study.qualcode show 2 --limit 5", "qualcode topics study.qualcode show -1"
    ),
)
@click.argument("number", type=int, metavar="TOPIC")
@run_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many turns to print.",
)
@json_option
@click.pass_obj
def show(project: Path, number: int, run: str | None, limit: int, as_json: bool) -> None:
    """Show a topic's terms and the turns that are most typical of it."""
    with opened(project) as study:
        found = study.topics.run_named(run)
        topic = study.topics.get(found.uuid, number)
        turns = list(_turns(study, topic, limit))
    if as_json:
        render.json_value({**_described(found, topic), "turns": turns})
        return
    render.record(_described(found, topic) | {"terms": [term for term, _ in topic.terms]})
    for turn in turns:
        render.line()
        speaker = f", {turn['speaker']}" if turn["speaker"] else ""
        render.line(f"{turn['document']}, turn {turn['turn']}{speaker} ({turn['weight']:.2f})")
        render.text(turn["text"])


@command.command(
    context_settings={"ignore_unknown_options": True},
    epilog=examples("qualcode topics study.qualcode label 2 'Staffing and time'"),
)
@click.argument("number", type=int, metavar="TOPIC")
@click.argument("label", metavar="LABEL")
@run_option
@coder_option
@click.pass_obj
def label(project: Path, number: int, label: str, run: str | None, coder: str | None) -> None:
    """Give a topic a name of your own."""
    with changing(project, coder) as (study, who):
        topic = study.topics.get(study.topics.run_named(run).uuid, number)
        named = study.topics.label(topic, label, who)
    render.message(f"topic {number} is now called {named.label}")


@command.command(epilog=examples("qualcode topics study.qualcode export -o topics.csv"))
@click.option(
    "-o",
    "--output",
    required=True,
    type=PATH,
    metavar="FILE",
    help="Where to; the format comes from the ending: csv, tsv, xlsx, jsonl or md.",
)
@run_option
@force_option
@click.pass_obj
def export(project: Path, output: Path, run: str | None, force: bool) -> None:
    """Write the turns of each topic to a file."""
    from qualcode.project import WriteOptions

    with opened(project) as study:
        written = study.export(output, "topics", options=WriteOptions(force=force), run=run)
    render.line(str(written.path))
    render.message(f"wrote {written.rows} turns")


@command.command(epilog=examples("qualcode topics study.qualcode tree"))
@run_option
@json_option
@click.pass_obj
def tree(project: Path, run: str | None, as_json: bool) -> None:
    """Show how topics join into larger ones, by the distance between their middles."""
    with opened(project) as study:
        branches = study.topics.tree(study.topics.run_named(run))
    if as_json:
        render.json_lines(
            {
                "depth": branch.depth,
                "height": branch.height,
                "topics": list(branch.topics),
                "turns": branch.size,
                "label": branch.label,
                "terms": list(branch.terms),
            }
            for branch in branches
        )
        return
    for branch in branches:
        single = len(branch.topics) == 1
        name = f"{branch.topics[0]} {branch.label}" if single else ", ".join(branch.terms)
        joined = "" if single else f", joined at {branch.height:.2f}"
        render.line(f"{'  ' * branch.depth}{'' if single else '+ '}{name} ({branch.size}{joined})")


@command.command(
    epilog=examples(
        "qualcode topics study.qualcode over --by session",
        "qualcode topics study.qualcode over --by site --json",
    )
)
@click.option(
    "--by",
    required=True,
    metavar="WHAT",
    help="session, document, speaker, or a variable of cases, documents or turns such as site.",
)
@run_option
@json_option
@click.pass_obj
def over(project: Path, by: str, run: str | None, as_json: bool) -> None:
    """Show how many turns of each topic fall into each session, site or other group.

    The share is of all turns of the group that topics were fitted to.
    """
    with opened(project) as study:
        spread = study.topics.over(study.topics.run_named(run), by)
    if as_json:
        render.json_lines(
            {
                "topic": topic.number,
                "label": topic.label,
                by: group,
                "turns": spread.count(topic.number, group),
                "share": round(spread.share(topic.number, group), 4),
            }
            for topic in spread.topics
            for group in spread.groups
        )
        return
    render.table(
        ("topic", "label", *spread.groups),
        [
            (
                topic.number,
                topic.label,
                *(
                    f"{spread.count(topic.number, group)} ({spread.share(topic.number, group):.0%})"
                    for group in spread.groups
                ),
            )
            for topic in spread.topics
        ],
    )


@command.command("map", epilog=examples("qualcode topics study.qualcode map -o map.html"))
@click.option(
    "-o", "--output", required=True, type=PATH, metavar="FILE", help="Where to; an HTML file."
)
@run_option
@force_option
@click.pass_obj
def write_map(project: Path, output: Path, run: str | None, force: bool) -> None:
    """Write a map of the turns as one HTML file, which holds what was said.

    It opens in any browser without a network: turns near each other say the like.
    """
    from qualcode.project import WriteOptions

    with opened(project) as study:
        found = study.topics.run_named(run)
        turns = study.topics.write_map(found, output, WriteOptions(force=force))
    render.line(str(output))
    render.message(f"wrote a map of {turns} turns; it holds what participants said")


@command.command(
    epilog=examples("qualcode topics study.qualcode suggest 2 act.question --coder Kari")
)
@click.argument("number", type=int, metavar="TOPIC")
@click.argument("code", metavar="CODE")
@run_option
@coder_option
@click.pass_obj
def suggest(project: Path, number: int, code: str, run: str | None, coder: str | None) -> None:
    """Suggest a code for the turns of a topic, to be decided on one by one."""
    with coding(project, coder) as (study, who):
        found = study.topics.run_named(run)
        topic = study.topics.get(found.uuid, number)
        made = study.topics.suggest(found, topic, study.codes.get(code), who)
    render.line(f"run {made.run.number}")
    render.message(
        f"{made.suggestions} suggestions; {made.left_out} turns have the code or were refused it"
    )


@command.command(
    "code", epilog=examples("qualcode topics study.qualcode code 2 'Staffing' --turns --coder Kari")
)
@click.argument("number", type=int, metavar="TOPIC")
@click.argument("name", metavar="NAME")
@click.option("--turns", is_flag=True, help="Also code its typical turns, provisionally.")
@run_option
@coder_option
@click.pass_obj
def make_code(
    project: Path, *, number: int, name: str, turns: bool, run: str | None, coder: str | None
) -> None:
    """Make a code of a topic, with its terms as cues."""
    with coding(project, coder) as (study, who):
        topic = study.topics.get(study.topics.run_named(run).uuid, number)
        made = study.topics.to_code(topic, name, who, code_turns=turns)
    render.message(f"topic {number} became the code {made.id}")


def _print_topics(run: TopicRun, topics: Iterable[Topic], *, as_json: bool) -> None:
    if as_json:
        render.json_lines(_described(run, topic) for topic in topics)
        return
    render.table(
        ("topic", "turns", "label", "terms"),
        [
            (
                topic.number,
                topic.size,
                topic.label,
                [term for term, _ in topic.terms[:_TERMS_SHOWN]],
            )
            for topic in topics
        ],
    )


def _described(run: TopicRun, topic: Topic) -> dict[str, Any]:
    return {
        "run": run.number,
        "topic": topic.number,
        "label": topic.label,
        "size": topic.size,
        "terms": [{"term": term, "weight": weight} for term, weight in topic.terms],
    }


def _turns(study: Project, topic: Topic, limit: int) -> Iterable[dict[str, Any]]:
    for place, weight in list(study.topics.turns(topic.uuid))[:limit]:
        document = study.documents.get(place.document)
        turn = study.documents.turns(place.document)[place.ordinal]
        yield {
            "document": document.name,
            "turn": turn.number,
            "speaker": turn.speaker,
            "weight": weight,
            "text": study.documents.text(place.document)[turn.start : turn.end],
        }
