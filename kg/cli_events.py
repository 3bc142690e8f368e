"""`kg events`: the meetings and statements that several articles tell of, and why they are one."""

from __future__ import annotations

import json
from typing import Any

import click

from kg.config import load_settings


@click.command()
@click.argument("names", nargs=-1, metavar="[IRI...]")
@click.option("--store", help="Folder of the store, or sparql+http://… (KG_STORE).")
@click.option("--decisions", help="File of human decisions, also on events (KG_DECISIONS).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def events(names: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Print which meetings and statements are one for several articles, why, and where the articles disagree.

    With two IRIs: why these two are one event, or are not. A wrong one is parted by a row of the file of decisions:
    the one IRI, and "different" with the other.
    """
    from kg.eventing import compare_events, describe_events, event_json, event_text

    settings = load_settings(options)
    if len(names) == 2:
        click.echo(compare_events(names[0], names[1], settings))
        return
    for event in describe_events(settings, names):
        click.echo(json.dumps(event_json(event), ensure_ascii=False) if as_json else event_text(event))
