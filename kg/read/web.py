"""An address of the Web → the articles there, and, when asked, those on the pages that a feed there links to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.net.fetching import Fetcher, Page
from kg.read.decode import decode_text
from kg.read.documents import feed_items
from kg.read.feed import NO_ITEMS, feed_links, looks_like_feed
from kg.read.metadata import Metadata
from kg.read.reading import Found, Reader, Reading, limited
from kg.read.registry import load_readers
from kg.read.streams import Budget, open_stream

SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.I)


def is_address(name: str) -> bool:
    """Whether an input is named by an address and not by a path."""
    return SCHEME.match(name) is not None


def read_url(
    url: str,
    fetcher: Fetcher,
    *,
    fields: Mapping[str, str] | None = None,
    follow: bool = False,
    lexicon: Lexicon | None = None,
) -> Iterator[Found]:
    """The articles at an address, whatever the format, and a ReadError for each thing that cannot be read.

    `Article.source` is the address as given; `Article.url` the canonical one that the page tells, else that at which
    it was found after redirects.

    Args:
        url: The address, http or https.
        fetcher: Fetches it.
        fields: As for `read_articles`.
        follow: Whether to read, for each item of a feed, the page that it links to. What the feed holds of an item
            counts where its page cannot be read or holds less.
        lexicon: The word lists; those of the installation if None.
    """
    try:
        page = fetcher.fetch(url)
        visit = _Visit(fetcher, load_readers(fields), lexicon)
    except ReadError as error:
        yield error
        return
    links = _links(page) if follow else []
    found = visit.read(page, url)
    yield from _followed(found, links, visit) if links else found


class _Visit:
    """What the pages of one input have in common."""

    def __init__(self, fetcher: Fetcher, readers: tuple[Reader, ...], lexicon: Lexicon | None) -> None:
        self.fetcher = fetcher
        self._readers = readers
        self._lexicon = lexicon

    def read(self, page: Page, source: str) -> Iterator[Found]:
        """The articles of a page that was fetched."""
        budget = Budget(size=len(page.content))
        reading = Reading(
            source,
            self._readers,
            lexicon=self._lexicon,
            known=Metadata(url=page.url),
            charset=page.charset,
            size=len(page.content),
            budget=budget,
        )
        for found in limited(reading.read(open_stream(BytesIO(page.content), budget)), reading.error):
            yield replace(found, source=source) if isinstance(found, Article) else found


def _links(page: Page) -> list[str]:
    """The pages that a feed links to, in its order; none where it is no feed."""
    try:
        text = decode_text(page.content, page.url, stated=page.charset)
        found = feed_links(text, page.url) if looks_like_feed(text) else feed_items(text)
    except ReadError:
        return []
    return list(dict.fromkeys(found))


def _followed(found: Iterator[Found], links: list[str], visit: _Visit) -> Iterator[Found]:
    """The articles of the pages linked to; an item of the feed for each page that gives less."""
    items: dict[str, Article] = {}
    for one in found:
        if isinstance(one, ReadError):
            if not str(one).endswith(NO_ITEMS):
                yield one
        elif one.url in links:
            items.setdefault(one.url, one)
        else:
            yield one
    for link in links:
        yield from _linked(link, items.get(link), visit)


def _linked(link: str, item: Article | None, visit: _Visit) -> Iterator[Found]:
    """The article of one page, or the item that led to it."""
    pages: list[Article] = []
    try:
        for one in visit.read(visit.fetcher.fetch(link), link):
            if isinstance(one, ReadError):
                yield one
            else:
                pages.append(one)
    except ReadError as error:
        yield error
    best = max(pages, key=_length, default=None)
    if item is not None and (best is None or _length(best) < _length(item)):
        yield item
    elif item is not None and best is not None and len(pages) == 1:
        yield _with_item(best, item)
    else:
        yield from pages


def _length(article: Article) -> int:
    return sum(len(span) for span in article.body)


def _with_item(page: Article, item: Article) -> Article:
    """A page, with what only the feed tells of it."""
    dated = page if page.date or not item.date else item
    return replace(
        page,
        headline=page.headline or item.headline,
        author=page.author or item.author,
        publisher=page.publisher or item.publisher,
        section=page.section or item.section,
        modified=page.modified or item.modified,
        date=dated.date,
        published=dated.published,
        date_source=dated.date_source,
    )
