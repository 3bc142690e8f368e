"""What comes in: inputs → the articles that a graph can be built of. What is left out is counted in the report.

Inputs are listed while they are read, so that a folder of 100,000 files starts at once and costs no memory.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from kg.config import Settings
from kg.errors import ConfigError, ReadError
from kg.model.document import Article
from kg.net.addresses import is_contact, parse_networks
from kg.net.fetching import Fetcher
from kg.net.http import Manners
from kg.read import Budget, Choice, find_inputs, is_address, read_articles, read_stream, read_url, weigh_inputs
from kg.read.fields import FieldMap
from kg.reports import BuildReport

STDIN = "-"
# How often a page is asked for before it counts as one that cannot be read, and how long a server may ask to wait.
ATTEMPTS = 3
LONGEST_WAIT = 120.0
MAX_REDIRECTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Intake:
    """What is read of the inputs, and how.

    Attributes:
        choice: Which articles are taken.
        fields: In which field of a record an article's field stands (`{"text": "story.body"}`).
        follow: Whether to read the pages that a feed links to; for feeds named by an address.
    """

    choice: Choice = field(default_factory=Choice)
    fields: Mapping[str, str] = field(default_factory=dict)
    follow: bool = False

    def __post_init__(self) -> None:
        try:
            FieldMap.of(self.fields)
        except ReadError as error:
            raise ConfigError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the reading has come.

    Attributes:
        articles: Articles handed on.
        inputs: Inputs read to their end.
        read: Bytes read of all inputs.
        size: Bytes of all inputs, where that is known.
        source: The input at hand.
    """

    articles: int
    inputs: int
    read: int
    size: int | None
    source: str


Progress = Callable[[Reached], None]
Source: TypeAlias = Path | str


def read_inputs(
    inputs: Sequence[str],
    report: BuildReport,
    progress: Progress | None = None,
    *,
    settings: Settings | None = None,
    intake: Intake | None = None,
) -> Iterator[Article]:
    """The articles of the inputs that are wanted; what cannot be read, and what is passed over, goes into the report.

    Args:
        inputs: Files, folders, patterns, addresses, `-`.
        report: Where to count.
        progress: Told before each input, after each article and at the end.
        settings: Whose folder of the store is passed over, and how addresses are fetched.
        intake: What is read, and how.

    Raises:
        ConfigError: An address is among the inputs, and the settings do not say who asks.
    """
    settings, intake = settings or Settings(), intake or Intake()
    meter = _Meter(progress, inputs)
    with ExitStack() as stack:
        doors = _Doors(settings, intake, stack)
        for source in _sources(inputs, intake, report):
            if _is_inside(source, settings.store):
                continue
            reason = intake.choice.refuses_source(str(source))
            if reason is not None:
                report.passed_over[reason] += 1
                continue
            budget = meter.begin(source)
            for article in _wanted(doors.read(source, budget), str(source), intake.choice, report):
                yield article
                meter.count()
                if meter.articles == intake.choice.limit:
                    # What was not read of this input is not gone.
                    report.damaged.add(str(source))
                    report.limited = True
                    return
        meter.end()


def until_stopped(
    stop: Callable[[], bool] | None, articles: Iterator[Article], report: BuildReport
) -> Iterator[Article]:
    """The articles until somebody wants to stop."""
    for article in articles:
        if stop is not None and stop():
            report.stopped = True
            return
        yield article


def wanted_articles(
    articles: Iterator[Article], report: BuildReport, *, all_languages: bool = False
) -> Iterator[Article]:
    """The articles that a graph can be built of; the others are counted."""
    for article in articles:
        if not article.body:
            name = f"{article.source}: {article.headline}" if article.headline else article.source
            report.failures.append(f"{name}: no article found in it, only menus, links or headings")
        elif not (all_languages or is_english(article)):
            log.info("%s: in language %s, skipped", article.source, article.language)
            report.foreign += 1
        else:
            yield article


def is_english(article: Article) -> bool:
    return article.language is None or article.language.lower().split("-")[0] == "en"


def _wanted(
    found: Iterator[Article | ReadError], source: str, choice: Choice, report: BuildReport
) -> Iterator[Article]:
    """What is taken of one input. Of what is passed over, or cannot be read, nothing is gone from the store."""
    for one in found:
        if isinstance(one, ReadError):
            report.failures.append(str(one))
            report.damaged.add(source)
        elif (reason := choice.refuses(one)) is not None:
            log.debug("%s: %s: %s", one.source, one.headline, reason)
            report.passed_over[reason] += 1
            report.damaged.add(source)
        else:
            yield one


def _sources(inputs: Sequence[str], intake: Intake, report: BuildReport) -> Iterator[Source]:
    """The files and addresses that the inputs name, in their order."""
    fields = FieldMap.of(intake.fields)
    for name in inputs:
        if name == STDIN or is_address(name):
            yield name
            continue
        try:
            yield from find_inputs([name], fields=fields)
        except ReadError as error:
            report.failures.append(str(error))


def _is_inside(source: Source, folder: Path) -> bool:
    return isinstance(source, Path) and folder.resolve() in source.resolve().parents


class _Doors:
    """Opens whatever an input names."""

    def __init__(self, settings: Settings, intake: Intake, stack: ExitStack) -> None:
        self._settings = settings
        self._intake = intake
        self._stack = stack
        self._fetcher: Fetcher | None = None

    def read(self, source: Source, budget: Budget) -> Iterator[Article | ReadError]:
        fields = self._intake.fields
        if isinstance(source, Path):
            return read_articles(source, fields=fields, budget=budget)
        if source == STDIN:
            return read_stream(sys.stdin.buffer, "stdin", fields=fields)
        return read_url(source, self._open_fetcher(), fields=fields, follow=self._intake.follow)

    def _open_fetcher(self) -> Fetcher:
        """The one fetcher of a run: it knows when each site was asked last, and what its robots.txt says."""
        if self._fetcher is None:
            self._fetcher = self._stack.enter_context(make_fetcher(self._settings))
        return self._fetcher


def make_fetcher(settings: Settings) -> Fetcher:
    """What fetches pages by the settings.

    Raises:
        ConfigError: There is no contact, or the networks are none.
    """
    if not is_contact(settings.contact):
        raise ConfigError(
            "reading an address needs `contact` (KG_CONTACT): a mail or web address of who runs this program, "
            "which is sent to the sites that are asked"
        )
    manners = Manners(
        settings.contact,
        frozenset(),
        per_second=settings.requests_per_second,
        attempts=ATTEMPTS,
        longest_wait=LONGEST_WAIT,
        timeout=min(30.0, settings.fetch_seconds),
        deadline=settings.fetch_seconds,
        largest=settings.fetch_megabytes * 1_000_000,
        redirects=MAX_REDIRECTS,
    )
    return Fetcher(manners, networks=parse_networks(settings.fetch_networks))


class _Meter:
    """Counts what has been read, and tells it."""

    def __init__(self, progress: Progress | None, inputs: Sequence[str]) -> None:
        self.articles = 0
        self._progress = progress
        self._size = weigh_inputs(inputs) if progress is not None else None
        self._inputs = 0
        self._before = 0
        self._budget = Budget()
        self._source = ""

    def begin(self, source: Source) -> Budget:
        """The next input."""
        self._close()
        self._source = str(source)
        self._budget = Budget()
        self._tell()
        return self._budget

    def count(self) -> None:
        """One article more."""
        self.articles += 1
        self._tell()

    def end(self) -> None:
        """All inputs are read."""
        self._close()
        self._tell()

    def _close(self) -> None:
        self._before += self._budget.size or self._budget.given
        self._budget = Budget()
        self._inputs += bool(self._source)

    def _tell(self) -> None:
        if self._progress is not None and self._source:
            read = self._before + self._budget.given
            self._progress(Reached(self.articles, self._inputs, read, self._size, self._source))
