import pytest

from kg.read import read_stream
from kg.read.feed import looks_like_feed
from tests.read.samples import BODY, body_text, read_all

CONTENT = "".join(f"<p>{line}</p>" for line in BODY) + '<p>The post <a href="/x">X</a> appeared first on Y.</p>'
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Wire &#8211; World</title><language>en-GB</language>
<item><title>Talks in Lima</title><link>https://harbour.example/1</link><dc:creator>Maria Delgado</dc:creator>
<pubDate>Wed, 12 May 2010 18:20:00 +0000</pubDate><description>Short.</description>
<content:encoded><![CDATA[{CONTENT}]]></content:encoded></item>
<item><title>Empty</title><link>https://harbour.example/2</link></item>
<item><title>Second</title><link>https://harbour.example/3</link>
<description>Rojas &lt;b&gt;met&lt;/b&gt; Soto.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Wire</title>
<entry><title>Talks</title>
<link rel="self" href="https://harbour.example/self"/><link href="https://harbour.example/4"/>
<author><name>Tom Hale</name></author><published>2010-05-12T01:00:00Z</published>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Rojas met Soto in Lima.</p></div></content></entry></feed>"""


def test_rss_items_are_articles():
    first, second = read_stream(RSS.encode(), "feed.xml")
    assert first.text.startswith(BODY[0] + "\n\n" + BODY[1])
    assert body_text(first).endswith(BODY[-1])
    assert (first.headline, first.url, first.author) == ("Talks in Lima", "https://harbour.example/1", "Maria Delgado")
    assert (first.date, first.publisher, first.language, first.source) == (
        "2010-05-12",
        "Harbour Wire",
        "en",
        "feed.xml",
    )
    assert first.dateline == "2010-05-11"
    assert second.text == "Rojas met Soto."
    assert second.date is None


def test_atom_entries_are_articles():
    (article,) = read_stream(ATOM.encode(), "feed.xml")
    assert body_text(article) == "Rojas met Soto in Lima."
    assert (article.url, article.author, article.date) == ("https://harbour.example/4", "Tom Hale", "2010-05-12")


def test_entity_bomb_and_external_entity_are_not_resolved():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(12))
    head = f'<!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    item = "<item><title>T</title><description>Rojas met &e11; Soto &file; in Lima.</description></item>"
    feed = f"<?xml version='1.0'?>{head}<rss><channel>{item}</channel></rss>"
    (article,), faults = read_all(feed.encode(), "feed.xml")
    assert len(faults) == 1
    assert "boom" not in article.text
    assert "root:" not in article.text


@pytest.mark.parametrize("feed", ["<rss><channel><title>T</title></channel></rss>", "<rss>", "<feed></feed>"])
def test_feed_without_items_is_refused(feed):
    articles, (fault,) = read_all(feed.encode(), "feed.xml")
    assert not articles
    assert fault.startswith("feed.xml: ")


def test_invalid_xml_is_told_once_and_the_rest_is_read():
    items = "<item><description>Rojas met Soto.</desc></item><item><description>They left.</description></item>"
    articles, faults = read_all(f"<rss><channel>\n{items}</channel></rss>".encode(), "feed.xml")
    assert [article.text for article in articles] == ["Rojas met Soto.", "They left."]
    assert [fault.split(" (")[0] for fault in faults] == ["feed.xml: line 2: invalid XML"]


def test_bare_ampersand_and_unknown_entity_are_no_fault():
    item = "<item><description>Rojas &amp; Soto met & left.&nbsp;Soon.</description></item>"
    (article,), faults = read_all(f"<rss><channel>{item}</channel></rss>".encode(), "feed.xml")
    assert article.text.startswith("Rojas & Soto met")
    assert not faults


def test_numbers_of_no_character_are_replaced():
    item = "<item><title>T &#xD800; &#0; &#99999999999;</title>"
    item += "<description>Rojas &amp;#xDFFF; met Soto &#65;.</description></item>"
    (article,) = read_stream(f"<rss><channel>{item}</channel></rss>".encode(), "feed.xml")
    assert article.headline == "T \ufffd \ufffd \ufffd"
    assert article.text == "Rojas \ufffd met Soto A."


def test_looks_like_feed_is_quick_on_many_comments():
    assert not looks_like_feed("<!-- -->" * 1000 + "x")
    assert looks_like_feed("<?xml version='1.0'?><!-- a --><rdf:RDF xmlns='x'>")
