"""What of the inputs is taken: days as far as they are told, patterns on sources and addresses."""

from __future__ import annotations

import pytest

from kg.errors import ConfigError
from kg.model.document import Article
from kg.read import Choice
from kg.read.choosing import EXCLUDED, NOT_INCLUDED, TOO_NEW, TOO_OLD, UNDATED


def article(date: str | None = None, *, source: str = "news/a.html", url: str | None = None) -> Article:
    day = date if date and len(date) >= 10 else None
    return Article(id="a", text="Text.", body=(), date=day, published=date, source=source, url=url)


@pytest.mark.parametrize(
    ("since", "until", "date", "reason"),
    [
        (None, None, None, None),
        ("2010-05-12", None, "2010-05-12", None),
        ("2010-05-12", None, "2010-05-11", TOO_OLD),
        ("2010-05-12", None, None, UNDATED),
        ("2010-05-12", None, "2010-05-12T23:59:00Z", None),
        ("2010-05", None, "2010-05-01", None),
        ("2010-05", None, "2010-04-30", TOO_OLD),
        ("2010", None, "2009-12-31", TOO_OLD),
        # What is told to the month only may have been on any of its days.
        ("2010-05-12", None, "2010-05", None),
        ("2010-05-12", None, "2010-04", TOO_OLD),
        (None, "2010-05-12", "2010-05-12T23:59:00Z", None),
        (None, "2010-05-12", "2010-05-13", TOO_NEW),
        (None, "2010-05-12", None, UNDATED),
        (None, "2010-05", "2010-05-31", None),
        (None, "2010-05", "2010-06-01", TOO_NEW),
        (None, "2010", "2010-12-31", None),
        (None, "2010-05-12", "2010", None),
        ("2010-05-12", "2010-05-12", "2010-05-12", None),
    ],
)
def test_days_are_compared_as_far_as_they_are_told(
    since: str | None, until: str | None, date: str | None, reason: str | None
) -> None:
    assert Choice(since=since, until=until).refuses(article(date)) == reason


@pytest.mark.parametrize("day", ["yesterday", "2010-13", "2010-02-30", "20100512", "2010-5-1", ""])
def test_what_is_no_day_is_a_fault(day: str) -> None:
    with pytest.raises(ConfigError, match="--since"):
        Choice(since=day)


@pytest.mark.parametrize(
    ("pattern", "source", "url", "fits"),
    [
        ("*.html", "news/a.html", None, True),
        ("*.html", "news/a.txt", None, False),
        ("a.html", "news/a.html", None, True),
        ("a.html", "news/aa.html", None, False),
        ("news/*", "news/deep/a.html", None, True),
        ("deep/*", "news/deep/a.html", None, True),
        ("news", "news/a.html", None, False),
        ("*://harbour.example/*", "crawl.warc", "https://harbour.example/a", True),
        ("https://harbour.example/2010/*", "crawl.warc", "https://harbour.example/2011/a", False),
        ("https://harbour.example/*", "https://harbour.example/feed", None, True),
        ("https://*", "news/a.html", None, False),
        ("*harbour*", "crawl.warc", "https://harbour.example/a", False),
    ],
)
def test_patterns_are_for_sources_or_addresses(pattern: str, source: str, url: str | None, fits: bool) -> None:
    one = article(source=source, url=url)
    assert Choice(include=(pattern,)).refuses(one) == (None if fits else NOT_INCLUDED)
    assert Choice(exclude=(pattern,)).refuses(one) == (EXCLUDED if fits else None)


def test_source_that_cannot_hold_anything_wanted_is_not_opened() -> None:
    assert Choice(exclude=("*.pdf",)).refuses_source("news/a.pdf") == EXCLUDED
    assert Choice(include=("*.html",)).refuses_source("news/a.pdf") == NOT_INCLUDED
    assert Choice(include=("*.html",)).refuses_source("news/a.html") is None
    # Only its articles tell their addresses.
    assert Choice(include=("https://x.example/*",)).refuses_source("crawl.warc") is None
