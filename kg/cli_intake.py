"""What `kg build` and `kg extract` have in common: the options that say what is read, and the sight of progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import ConfigError

if TYPE_CHECKING:
    from kg.intake import Intake, Reached

Command = TypeVar("Command", bound=Callable[..., Any])

# Articles between two log lines.
EVERY = 100
OPTIONS = (
    click.option("--limit", type=click.IntRange(1), help="Read so many articles at most."),
    click.option("--since", metavar="DATE", help="Only articles published on this day or later (2010-05-12, 2010)."),
    click.option("--until", metavar="DATE", help="Only articles published on this day or earlier."),
    click.option(
        "--include", multiple=True, metavar="GLOB", help="Only sources that it fits; addresses, if :// is in it."
    ),
    click.option("--exclude", multiple=True, metavar="GLOB", help="No sources or addresses that it fits."),
    click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="NAME=PATH",
        help="Where a field stands in JSON, CSV or Parquet: text=story.body, date=day, headline, url, author, "
        "publisher, language, section, modified.",
    ),
    click.option("--follow", is_flag=True, help="Read the pages that a feed links to, for feeds named by an address."),
    click.option(
        "--all-languages",
        is_flag=True,
        default=None,
        help="Extract from articles in other languages too (KG_ALL_LANGUAGES).",
    ),
)
NAMES = ("limit", "since", "until", "include", "exclude", "fields", "follow")


def intake_options(command: Command) -> Command:
    """The options of a command that reads articles; `take_intake` takes their values."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def take_intake(options: dict[str, Any]) -> Intake:
    """What the options ask for, taken out of them: the settings are left.

    Raises:
        ConfigError: One of them makes no sense.
    """
    from kg.intake import Intake
    from kg.read import Choice

    values = {name: options.pop(name) for name in NAMES}
    fields, follow = dict(_field(text) for text in values.pop("fields")), values.pop("follow")
    return Intake(Choice(**values), fields, follow)


def _field(text: str) -> tuple[str, str]:
    name, mark, path = text.partition("=")
    if not (name and mark and path):
        raise ConfigError(f"--field {text}: give the article's field and the record's, such as text=story.body")
    return name.strip(), path.strip()


@contextmanager
def show_progress(quiet: bool) -> Iterator[Callable[[Reached], None] | None]:
    """A bar on a terminal, a log line every hundred articles otherwise."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield ProgressLog(time.monotonic, lambda line: click.echo(line, err=True))


def _bar() -> Iterator[Callable[[Reached], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def show(reached: Reached) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f"{reached.articles:,} articles, {_rate(reached.articles, elapsed)}"
            name = Path(reached.source).name
            bar.update(task, completed=reached.read, total=reached.size, description=name, rate=rate)

        yield show


class ProgressLog:
    """A line of progress every hundred articles, and one at the end.

    Args:
        clock: Seconds that never go back.
        say: Writes a line.
    """

    def __init__(self, clock: Callable[[], float], say: Callable[[str], None]) -> None:
        self._clock = clock
        self._say = say
        self._begun = clock()
        self._said = 0

    def __call__(self, reached: Reached) -> None:
        if reached.articles < self._said + EVERY:
            return
        self._said = reached.articles
        elapsed = self._clock() - self._begun
        left = _left(reached, elapsed)
        self._say(
            f"kg: {reached.articles:,} articles of {reached.inputs + 1:,} inputs, {_rate(reached.articles, elapsed)}, "
            f"{f'{left} left, ' if left else ''}at {reached.source}"
        )


def _rate(articles: int, seconds: float) -> str:
    return f"{articles / seconds:.1f}/s" if seconds > 0 else "-/s"


def _left(reached: Reached, seconds: float) -> str | None:
    """The time left as far as the bytes tell; None where nobody knows how many there are."""
    if not reached.size or not reached.read or reached.read > reached.size:
        return None
    rest = round(seconds * (reached.size - reached.read) / reached.read)
    return f"{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
