"""Pair precision and recall of events: articles of `data/events` that tell of one meeting, and near misses.

python tests/eval/events.py [--verbose]    measure; list the pairs that are wrong or missed too

Builds a store of the articles, asks it which meetings each tells of, and counts the pairs that share one.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from kg.build import build_graph
from kg.config import Settings
from kg.evaluate.events import PairScores, read_labels, score_pairs
from kg.query import query_text
from kg.store import open_store

MEETINGS = "SELECT ?url ?meeting { GRAPH ?article { ?article schema:url ?url . ?meeting a ng:Meeting } }"


def measure(settings: Settings) -> PairScores:
    """Build the articles into a store of their own and score the meetings that they share."""
    folder = settings.data_dir / "events"
    with tempfile.TemporaryDirectory() as name:
        own = replace(settings, store=Path(name) / "store")
        build_graph([str(folder / "articles.jsonl")], own)
        nodes = meetings(own)
    return score_pairs(read_labels(folder / "gold.tsv"), nodes)


def meetings(settings: Settings) -> dict[str, frozenset[str]]:
    """The meetings that each article of a store tells of, by the article's address."""
    with open_store(settings.store, read_only=True) as view:
        rows = json.loads(query_text(view, MEETINGS, format="json"))["results"]["bindings"]
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["url"]["value"], set()).add(row["meeting"]["value"])
    return {url: frozenset(iris) for url, iris in found.items()}


@click.command()
@click.option("--verbose", is_flag=True, help="List the pairs that are wrong or missed.")
def main(verbose: bool) -> None:
    """Pair precision and recall of the events of data/events."""
    scores = measure(Settings())
    click.echo("same  extracted  near  right  wrong  missed  precision  recall")
    counts = (scores.same, scores.extracted, scores.near, scores.right, len(scores.wrong), len(scores.missed))
    click.echo("{:>4}{:>11}{:>6}{:>7}{:>7}{:>8}".format(*counts) + f"{scores.precision:>11.3f}{scores.recall:>8.3f}")
    for name, pairs in (("wrong", scores.wrong), ("missed", scores.missed)):
        for pair in pairs if verbose else ():
            click.echo(f"{name} {' '.join(pair)}")


if __name__ == "__main__":
    main()
