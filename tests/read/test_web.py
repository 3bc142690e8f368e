"""Articles at addresses: read as what they are, feeds followed when asked. Against the loopback server only."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

from kg.errors import ReadError
from kg.model.document import Article
from kg.net.addresses import parse_networks
from kg.net.fetching import Fetcher
from kg.net.http import Manners
from kg.read import is_address, read_url
from tests.net.pages import FakeClock, Site, serve
from tests.read.samples import BODY, HEADLINE, HTML, PAGE, body_text

MANNERS = Manners("desk@example.org", frozenset(), attempts=2, timeout=5.0, deadline=10.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def read(url: str, *, follow: bool = False) -> tuple[list[Article], list[str]]:
    clock = FakeClock()
    with Fetcher(MANNERS, networks=parse_networks("127.0.0.1"), clock=clock, sleep=clock.sleep) as fetcher:
        found = list(read_url(url, fetcher, follow=follow))
    return [one for one in found if isinstance(one, Article)], [str(one) for one in found if isinstance(one, ReadError)]


def feed(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'


def item(title: str, link: str, words: str = "") -> str:
    described = f"<description>{words}</description>" if words else ""
    day = "<pubDate>Wed, 12 May 2010 06:10:00 GMT</pubDate>"
    return f"<item><title>{title}</title><link>{link}</link>{described}{day}</item>"


def story(number: int) -> str:
    lines = "".join(f"<p>{line} It is story {number}.</p>" for line in BODY)
    return f"<html><body><article><h1>Story {number}</h1>{lines}</article></body></html>"


@pytest.mark.parametrize(
    ("name", "address"),
    [("https://x.example/a", True), ("ftp://x/a", True), ("news/a.html", False), ("-", False), ("C:/a", False)],
)
def test_address_is_told_from_a_path(name: str, address: bool) -> None:
    assert is_address(name) is address


def test_page_is_read_with_the_address_that_it_tells(site: Site) -> None:
    url = site.page("/a?utm_source=feed", HTML)
    (article,), faults = read(url)
    assert (article.source, article.url) == (url, "https://harbour.example/2010/05/fishing.html")
    assert BODY[1] in body_text(article)
    assert not faults


def test_page_without_an_address_of_its_own_has_that_at_which_it_was_found(site: Site) -> None:
    url = site.page("/story", story(1))
    (article,), _ = read(site.redirect("/a", "/story"))
    assert article.url == url


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PAGE.encode(), "text/html"), (PAGE.encode(), "application/octet-stream"), (gzip.compress(PAGE.encode()), "x/y")],
)
def test_format_is_told_by_the_content(site: Site, content: bytes, kind: str) -> None:
    (article,), faults = read(site.page("/a.pdf", content, kind))
    assert article.headline == HEADLINE
    assert article.text == PAGE
    assert not faults


@pytest.mark.parametrize("stated", ["utf-8", "iso-8859-1", "utf-16", "no-such-thing", "base64"])
def test_wrong_encoding_of_the_server_is_seen_through(site: Site, stated: str) -> None:
    for encoding in ("utf-8", "cp1252"):
        (article,), faults = read(site.page("/a", HTML.encode(encoding), f"text/html; charset={stated}"))
        assert BODY[1] in article.text
        assert not faults


def test_faults_are_one_line_each(site: Site) -> None:
    for url in (f"{site.origin}/none", site.page("/empty", b""), "gopher://x.example/a"):
        articles, (fault,) = read(url)
        assert not articles
        assert fault.startswith(f"{url}: ")


def test_feed_gives_its_items_and_asks_for_no_page(site: Site) -> None:
    pages = [site.page(f"/{number}", story(number)) for number in range(2)]
    url = site.page("/feed", feed(*(item("Talks", page, f"{BODY[1]} {BODY[2]}") for page in pages)), "text/xml")
    articles, faults = read(url)
    assert [article.url for article in articles] == pages
    assert site.paths == ["/feed"]
    assert not faults


def test_pages_of_a_feed_are_read_when_asked(site: Site) -> None:
    pages = [site.page(f"/{number}", story(number)) for number in range(2)]
    url = site.page("/feed", feed(item("Short", pages[0], BODY[1]), item("Bare", pages[1])), "text/xml")
    articles, faults = read(url, follow=True)
    assert [article.source for article in articles] == pages
    assert all(f"It is story {number}." in body_text(article) for number, article in enumerate(articles))
    # What the page does not tell is taken from the feed, where that has words of the item.
    told, bare = articles
    assert (told.date, told.publisher, told.date_source) == ("2010-05-12", "Wire", "metadata")
    assert (bare.date, bare.publisher, bare.date_source) == (None, None, None)
    assert not faults


def test_item_counts_where_its_page_gives_less(site: Site) -> None:
    stub = site.page("/stub", "<html><body><p>Subscribe to read this story now.</p></body></html>")
    gone = f"{site.origin}/gone"
    words = " ".join(BODY)
    url = site.page("/feed", feed(item("Wall", stub, words), item("Gone", gone, words)), "text/xml")
    articles, faults = read(url, follow=True)
    assert [article.headline for article in articles] == ["Wall", "Gone"]
    assert faults == [f"{gone}: the server answers 404 Not Found"]


def test_pages_of_a_feed_obey_robots_txt(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    url = site.page("/feed", feed(item("Closed", site.page("/closed", story(1)))), "text/xml")
    articles, (fault,) = read(url, follow=True)
    assert not articles
    assert "robots.txt of the site does not allow it" in fault
    assert site.paths == ["/feed"]


def test_json_feed_is_followed(site: Site) -> None:
    page = site.page("/1", story(1))
    items = [{"id": "1", "url": page, "content_text": "They met."}]
    content = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items})
    articles, faults = read(site.page("/feed.json", content, "application/feed+json"), follow=True)
    assert [article.source for article in articles] == [page]
    assert not faults
