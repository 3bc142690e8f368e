"""`kg watch`: keeps a store current while its inputs change."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.config import load_settings

if TYPE_CHECKING:
    from kg.reports import BuildReport


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--store", help="Folder of the store, or sparql+http://… (KG_STORE).")
@click.option("--model", help="spaCy pipeline to parse with (KG_MODEL).")
@click.option("--workers", type=int, help="Processes that extract side by side (KG_WORKERS).")
@click.option("--interval", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Seconds between looks.")
@click.option("--prune", is_flag=True, help="Remove articles that their sources hold no more.")
def watch(inputs: tuple[str, ...], interval: float, prune: bool, **options: Any) -> None:
    """Build a store and keep it current: build again whenever the inputs have changed.

    INPUT is a file, a folder, a glob or an address. Ctrl-C or SIGTERM ends it; an article at work is finished first.
    """
    from kg.build import build_graph
    from kg.executors import make_executor
    from kg.stopping import stop_on_signals
    from kg.watching import watch as keep_watching
    from kg.workers import Limits

    settings = load_settings(options)
    limits = Limits(settings.article_seconds, settings.worker_memory)
    with stop_on_signals() as stop:

        def build(names: Sequence[str]) -> BuildReport:
            runner = make_executor("process", workers=settings.workers, limits=limits)
            return build_graph(names, settings, executor=runner, stop=stop, prune=prune)

        for each in keep_watching(inputs, settings, build, interval=interval, stop=stop):
            report = each.report
            for failure in report.failures:
                click.echo(f"kg: {failure}", err=True)
            click.echo(
                f"{each.changed} inputs changed: {report.extracted} extracted, {report.unchanged} unchanged, "
                f"{report.deleted + report.pruned} removed, {report.vanished} vanished and kept, "
                f"{report.graphs_changed} graphs written"
            )
    if stop.signal is not None:
        click.echo("kg: stopped watching; the store is in good order", err=True)
        sys.exit(stop.exit_code)
