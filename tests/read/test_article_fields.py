"""What an article carries besides its text: the time of publication with its precision and origin, changes, section."""

from __future__ import annotations

import json

import pytest

from kg.model.extraction import Extraction
from kg.read.dates import moment
from tests.read.archived import mail
from tests.read.samples import BODY, read_all

WORDS = "\n\n".join(BODY)
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in BODY)
PLAIN = BODY[1] + "\n\n" + BODY[2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2007-02-22T14:05:00+01:00", "2007-02-22T14:05:00+01:00"),
        ("2007-02-22T14:05:00.123Z", "2007-02-22T14:05:00Z"),
        ("2007-02-22 14:05", "2007-02-22T14:05:00"),
        ("20070222T140500Z", "2007-02-22T14:05:00Z"),
        ("Thu, 22 Feb 2007 14:05:00 +0100", "2007-02-22T14:05:00+01:00"),
        ("Thu, 22 Feb 2007 14:05 EST", "2007-02-22T14:05:00-05:00"),
        ("2007-02-22", "2007-02-22"),
        ("20070222", "2007-02-22"),
        ("22 February 2007", "2007-02-22"),
        ("2007-02-22T25:05:00Z", "2007-02-22"),
        ("2007-02", "2007-02"),
        ("February 2007", "2007-02"),
        ("2007", "2007"),
        ("2007-13", None),
        ("2007-02-30T10:00", None),
        ("Mon, 99 Feb 2007 14:05:00 GMT", None),
        ("0007-02-22", None),
        ("today", None),
        ("", None),
    ],
)
def test_moment_is_as_precise_as_it_is_told(text: str, found: str | None) -> None:
    assert moment(text) == found


def page(head: str, above: str = "", body: str = PARAGRAPHS) -> bytes:
    return f"<html><head>{head}</head><body><article><h1>Talks end</h1>{above}{body}</article></body></html>".encode()


LATER = "".join(f"<p>{line}</p>" for line in BODY[1:])
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Talks end", %s}</script>'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.html",
            page(
                NEWS % '"datePublished": "2010-05-12T06:10:00+02:00", "dateModified": "2010-05-13T07:00:00Z", '
                '"articleSection": ["World", "Peru"]'
            ),
            ("2010-05-12", "2010-05-12T06:10:00+02:00", "time", "metadata", "2010-05-13T07:00:00Z", "World"),
        ),
        (
            "a.html",
            page(
                '<meta property="article:published_time" content="2010-05-12">'
                '<meta property="article:modified_time" content="2010-05-12T09:00:00Z">'
                '<meta property="article:section" content="Politics &amp; Trade">'
            ),
            ("2010-05-12", "2010-05-12", "day", "metadata", "2010-05-12T09:00:00Z", "Politics & Trade"),
        ),
        (
            "a.html",
            page('<meta name="date" content="2010-05">', body=LATER),
            (None, "2010-05", "month", "metadata", None, None),
        ),
        (
            "a.html",
            page('<meta property="article:section" content="News">', body=LATER),
            (None, None, None, None, None, None),
        ),
        (
            "a.html",
            page("", above='<time datetime="2010-05-12T06:10:00Z">May 12</time>'),
            ("2010-05-12", "2010-05-12T06:10:00Z", "time", "metadata", None, None),
        ),
        (
            "a.txt",
            f"Talks end\n\nPublished: May 12, 2010\n\n{PLAIN}".encode(),
            ("2010-05-12", "2010-05-12", "day", "text", None, None),
        ),
        (
            "a.txt",
            f"Talks end in Lima today\n\nLIMA, May 11, 2010 (Wire) -- {PLAIN}".encode(),
            ("2010-05-11", "2010-05-11", "day", "dateline", None, None),
        ),
        ("2010-05-12-talks.txt", PLAIN.encode(), ("2010-05-12", "2010-05-12", "day", "name", None, None)),
        ("a.txt", PLAIN.encode(), (None, None, None, None, None, None)),
        (
            "a.json",
            json.dumps(
                {"text": WORDS, "date": "2010-05-12T06:00:00Z", "updated_at": "2010-05-14", "section": "World"}
            ).encode(),
            ("2010-05-12", "2010-05-12T06:00:00Z", "time", "metadata", "2010-05-14", "World"),
        ),
        (
            "a.json",
            json.dumps({"text": PLAIN, "date": "2010"}).encode(),
            (None, "2010", "year", "metadata", None, None),
        ),
        (
            "a.xml",
            (
                '<feed xmlns="http://www.w3.org/2005/Atom"><entry><published>2010-05-12T06:00:00Z</published>'
                '<updated>2010-05-13T06:00:00Z</updated><category term="world"/>'
                f"<summary>{PLAIN}</summary></entry></feed>"
            ).encode(),
            ("2010-05-12", "2010-05-12T06:00:00Z", "time", "metadata", "2010-05-13T06:00:00Z", "world"),
        ),
        (
            "a.xml",
            (
                "<rss><channel><item><pubDate>Wed, 12 May 2010 06:00:00 +0200</pubDate><category>World</category>"
                f"<description>{PLAIN}</description></item></channel></rss>"
            ).encode(),
            ("2010-05-12", "2010-05-12T06:00:00+02:00", "time", "metadata", None, "World"),
        ),
        ("a.eml", mail(PLAIN), ("2010-05-12", "2010-05-12T23:30:00-05:00", "time", "metadata", None, None)),
    ],
)
def test_article_tells_when_it_was_published_and_how_that_is_known(
    name: str, content: bytes, expected: tuple[str | None, ...]
) -> None:
    (article,), faults = read_all(content, name)
    told = (
        article.date,
        article.published,
        article.date_precision,
        article.date_source,
        article.modified,
        article.section,
    )
    assert told == expected
    assert not faults
    # The same once it is kept and taken up again.
    assert Extraction.from_json(Extraction(article).to_json()).article == article
