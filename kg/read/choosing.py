"""What of the inputs a run takes: by number, by day of publication, by source or address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kg.errors import ConfigError
from kg.model.document import Article
from kg.read.dates import moment

DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")

UNDATED = "without a date"
TOO_OLD = "before --since"
TOO_NEW = "after --until"
NOT_INCLUDED = "not in --include"
EXCLUDED = "in --exclude"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to take of all that is read; by default everything.

    A pattern with `://` in it is held against the address of an article, any other against the path of its source:
    the whole path, or the end of it from a folder on (`*.html`, `wire/*.xml`). `*` stands for anything, `/` too.

    Attributes:
        limit: How many articles at most.
        since: First day of publication (`2010-05-12`, `2010-05` or `2010`).
        until: Last day of publication.
        include: Only what one of these patterns fits.
        exclude: Nothing that one of these patterns fits.
    """

    limit: int | None = None
    since: str | None = None
    until: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("--since", self.since), ("--until", self.until)):
            if value is not None and not (DAY.fullmatch(value) and moment(value) == value):
                raise ConfigError(f"{name} {value}: give a day such as 2010-05-12, a month (2010-05) or a year (2010)")

    def refuses_source(self, source: str) -> str | None:
        """Why nothing of a source is to be taken, so that it need not even be opened; None if something may be."""
        if _fits_any(self.exclude, source, source):
            return EXCLUDED
        by_address = [pattern for pattern in self.include if "://" in pattern]
        if self.include and not by_address and not _fits_any(self.include, source, source):
            return NOT_INCLUDED
        return None

    def refuses(self, article: Article) -> str | None:
        """Why an article is not to be taken; None if it is."""
        if self.exclude and _fits_any(self.exclude, article.source, article.url):
            return EXCLUDED
        if self.include and not _fits_any(self.include, article.source, article.url):
            return NOT_INCLUDED
        return self._refuses_day(article.published or article.date)

    def _refuses_day(self, told: str | None) -> str | None:
        if self.since is None and self.until is None:
            return None
        if told is None:
            return UNDATED
        # As far as both are told: an article of May 2010 is neither before nor after 12 May.
        if self.since is not None and told[: len(self.since)] < self.since[: len(told)]:
            return TOO_OLD
        if self.until is not None and told[: len(self.until)] > self.until:
            return TOO_NEW
        return None


def _fits_any(patterns: tuple[str, ...], source: str, url: str | None) -> bool:
    return any(_fits(pattern, source, url) for pattern in patterns)


def _fits(pattern: str, source: str, url: str | None) -> bool:
    if "://" in pattern:
        return any(fnmatchcase(name, pattern) for name in (source, url) if name)
    return fnmatchcase(source, pattern) or fnmatchcase(source, f"*/{pattern}")
