import gzip
import re
import sys
import zlib

import pytest

from tests.read.archived import ADDRESS, Piped, answer, pages, record
from tests.read.samples import BODY, HTML, PAGE, body_text, read_all


def urls(articles):
    return [article.url for article in articles]


def expected(*numbers):
    return [f"{ADDRESS}/fishing-{number}.html" for number in numbers]


def packed(records):
    return b"".join(gzip.compress(one) for one in records)


@pytest.mark.parametrize("content", [b"".join(pages(3)), packed(pages(3)), gzip.compress(b"".join(pages(3)))])
def test_pages_of_an_archive_are_articles(content):
    articles, faults = read_all(Piped(content), "crawl.warc.gz")
    assert urls(articles) == expected(0, 1, 2)
    assert {article.source for article in articles} == {"crawl.warc.gz"}
    assert articles[0].headline == "Peru and Chile settle fishing dispute"
    assert BODY[1] in body_text(articles[0])
    assert not faults


def test_address_of_the_record_counts_where_the_page_has_none():
    page = HTML.replace('<link rel="canonical" href="https://harbour.example/2010/05/fishing.html">', "")
    page = page.replace('<meta property="article:published_time" content="2010-05-12T06:10:00+02:00">', "")
    (article,), _ = read_all(answer("https://harbour.example/2010/05/14/talks.html", page.encode()), "a.warc")
    assert (article.url, article.date) == ("https://harbour.example/2010/05/14/talks.html", "2010-05-14")


def test_plain_text_and_feeds_of_an_archive_are_read():
    feed = b"<rss><channel><item><title>T</title><description>They left.</description></item></channel></rss>"
    content = record("conversion", PAGE.encode(), url=f"{ADDRESS}/a.html") + answer(
        f"{ADDRESS}/feed", feed, kind="application/rss+xml"
    )
    articles, faults = read_all(content, "a.warc")
    assert [article.text for article in articles] == [PAGE, "They left."]
    assert not faults


def test_what_a_server_did_to_a_page_is_undone():
    page, url = HTML.encode(), f"{ADDRESS}/1.html"
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)
    for body, more in (
        (chunked, "Transfer-Encoding: chunked\r\n"),
        (gzip.compress(page), "Content-Encoding: gzip\r\n"),
        (zlib.compress(page), "Content-Encoding: deflate\r\n"),
    ):
        (article,), faults = read_all(answer(url, body, more=more), "a.warc")
        assert article.headline == "Peru and Chile settle fishing dispute"
        assert not faults


def test_charset_of_the_server_counts():
    page = "<html><body><p>Minister Waleński met Wójcik in Łódź.</p></body></html>".encode("iso-8859-2")
    (article,), _ = read_all(answer(f"{ADDRESS}/1.html", page, kind="text/html; charset=iso-8859-2"), "a.warc")
    assert article.text == "Minister Waleński met Wójcik in Łódź."


@pytest.mark.parametrize(
    "other",
    [
        answer(f"{ADDRESS}/gone.html", HTML.encode(), status="404 Not Found"),
        answer(f"{ADDRESS}/moved.html", HTML.encode(), status="301 Moved"),
        answer(f"{ADDRESS}/a.png", b"\x89PNG\r\n", kind="image/png"),
        answer(f"{ADDRESS}/a.js", b"var a = 1;", kind="application/javascript"),
        answer("https://harbour.example/robots.txt", b"User-agent: *", kind="text/plain"),
        answer(f"{ADDRESS}/map.xml", b"<urlset><url><loc>x</loc></url></urlset>", kind="text/xml"),
        answer(f"{ADDRESS}/empty.html", b""),
        record("request", b"GET / HTTP/1.1\r\n\r\n", url=f"{ADDRESS}/1.html", kind="application/http"),
        record("metadata", b"fetchTimeMs: 1", url=f"{ADDRESS}/1.html", kind="application/warc-fields"),
        record("resource", b"body {}", url=f"{ADDRESS}/a.css", kind="text/css"),
    ],
)
def test_what_is_no_page_is_passed_over(other):
    articles, faults = read_all(other + b"".join(pages(1)), "a.warc")
    assert urls(articles) == expected(0)
    assert not faults


def broken(change):
    """The bytes of four pages, the second of them changed."""
    records = pages(4)
    records[2] = change(records[2])
    return records


def length_of(value):
    return lambda one: re.sub(rb"Content-Length: \d+", b"Content-Length: " + value, one, count=1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (length_of(b"x"), "record 3 has no valid Content-Length"),
        (length_of(b"99999"), "record 3 is shorter than its Content-Length says"),
        (length_of(b"99999999"), "record 3 "),
        (length_of(b"10"), "record 3"),
        (lambda one: one[:600], "record 3 is shorter than its Content-Length says"),
        (lambda one: b"rubbish\r\n" * 40, "no record begins after record 2"),
        (lambda one: one.replace(b"HTTP/1.1 200 OK", b"HTPP/1.1 two OK"), "record 3: https"),
    ],
)
def test_broken_record_is_told_once_and_the_others_are_read(change, message):
    articles, faults = read_all(b"".join(broken(change)), "a.warc")
    assert urls(articles) == expected(0, 2, 3)
    assert faults[0].startswith(f"a.warc: {message}")
    assert len(faults) <= 2


def test_damaged_member_costs_its_record_only():
    members = [gzip.compress(one) for one in pages(4)]
    damaged = bytearray(members[2])
    damaged[60:70] = b"\xff" * 10
    articles, faults = read_all(b"".join([*members[:2], bytes(damaged), *members[3:]]), "a.warc.gz")
    assert urls(articles) == expected(0, 2, 3)
    assert any("gzip data is damaged" in fault for fault in faults)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_archive_that_breaks_off_is_read_up_to_there(cut):
    content = packed(pages(10))
    articles, faults = read_all(content[: int(len(content) * cut)], "a.warc.gz")
    assert urls(articles) == expected(*range(len(articles)))
    assert len(articles) >= int(10 * cut) - 1
    assert faults == ["a.warc.gz: the gzip data breaks off: what came before is read; fetch the file again"]


def test_large_record_is_passed_over_without_being_held(monkeypatch):
    monkeypatch.setattr("kg.read.warc.MAX_BYTES", 20_000)
    film = record("resource", b"x" * 200_000, url=f"{ADDRESS}/a.mp4", kind="video/mp4")
    page = record("resource", b"<p>" * 50_000, url=f"{ADDRESS}/a.html", kind="text/html")
    articles, faults = read_all(film + page + b"".join(pages(1)), "a.warc")
    assert urls(articles) == expected(0)
    assert faults == ["a.warc: record 2 is over the limit of 0 MB: left out"]


def test_missing_library_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "warcio", None)
    assert read_all(b"".join(pages(1)), "a.warc") == ([], ["a.warc: reading it needs warcio: pip install 'warcio'"])
