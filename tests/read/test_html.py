import time

import pytest

from kg.errors import ReadError
from kg.read.html import read_html
from kg.read.markup import looks_like_html, parse_page
from tests.read.samples import BODY, HEADLINE, HTML, MORE, body_text


def test_page_gives_body_and_metadata():
    article = read_html(HTML, "page.html")
    body = body_text(article)
    assert [line for line in (*BODY, *MORE) if line not in body] == []
    assert [
        words for words in ("Quito", "Juan_92", "aground", "Calm after", "morning", "By Maria") if words in body
    ] == []
    assert article.headline == HEADLINE
    assert (article.date, article.dateline) == ("2010-05-12", "2010-05-11")
    assert article.url == "https://harbour.example/2010/05/fishing.html"
    assert article.author == "Maria Delgado"
    assert article.publisher == "Harbour Wire"
    assert article.language == "en"
    assert "Nobody sees this" not in article.text


def test_visible_text_parts_blocks_and_keeps_inline_words_together():
    page = parse_page(
        "<body><p>One <b>tw</b>o\n three.</p><p>Four<br>five<br><br>six</p><style>x</style>tail</body>", "p"
    )
    assert page.text == "One two three.\n\nFour\nfive\n\nsix\n\ntail"
    assert [page.text[block.span.start : block.span.end] for block in page.blocks] == [
        "One two three.",
        "Four\nfive",
        "six",
        "tail",
    ]


def test_json_ld_goes_before_meta_elements():
    record = '{"@graph": [{"@type": ["NewsArticle"], "headline": "A &amp; B", "author": [{"name": "X"}]}]}'
    article = read_html(
        HTML.replace("</head>", f'<script type="application/ld+json">{record}</script></head>'), "p.html"
    )
    assert (article.headline, article.author) == ("A & B", "X")


@pytest.mark.parametrize("broken", ["{", '{"@type": "NewsArticle"', "[1, null]", '"text"', ""])
def test_broken_json_ld_is_passed_over(broken):
    article = read_html(
        HTML.replace("</head>", f'<script type="application/ld+json">{broken}</script></head>'), "p.html"
    )
    assert article.headline == HEADLINE


@pytest.mark.parametrize("mark", ["|", "--", "-", "–", "·"])
def test_title_goes_without_the_name_of_the_site(mark):
    markup = f"<html><head><title>{HEADLINE} {mark} Harbour Wire</title></head><body><h2>{HEADLINE}</h2>"
    markup += "".join(f"<p>{line}</p>" for line in (*BODY, *MORE))
    assert read_html(markup, "p.html").headline == HEADLINE


def test_page_laid_out_by_tables_gives_its_article_only():
    links = "".join(f"<p>{line}</p>" for line in ("THIS WEEK", "Navy ship aground: who pays?", "Rain ends drought"))
    story = f"<h2>{HEADLINE}</h2><p><i>From our reporter in Lima</i></p>" + "".join(f"<p>{line}</p>" for line in BODY)
    box = '<table border="1"><tr><td>Soto flies to Quito, wants more ships</td></tr></table>'
    rest = "".join(f"<p>{line}</p>" for line in MORE)
    more = "<p><a href='x'>Back to Peru page</a></p><p>MORE PERU<br>Rojas to meet Soto again?<br>Court sits Monday</p>"
    markup = (
        f"<html><body><table><tr><td>HARBOUR WIRE | Weekly | Wednesday, 12 May 2010</td></tr></table>"
        f"<table><tr><td>{links}</td><td>{story}{box}{rest}{more}</td></tr></table>"
        f"<p><small>Harbour Wire, P.O. Box 7. Printed on demand. Tell us your news!</small></p></body></html>"
    )
    article = read_html(markup, "p.html")
    assert [line for line in (*BODY, *MORE) if line not in body_text(article)] == []
    outside = ("THIS WEEK", "aground", "our reporter", "Quito", "Back to", "MORE PERU", "Court", "P.O. Box")
    assert [words for words in outside if words in body_text(article)] == []
    assert (article.date, article.dateline) == ("2010-05-12", "2010-05-11")


def test_table_of_figures_amid_an_article_stays():
    table = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in (("Peru", 12), ("Chile", 14)))
    markup = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in BODY) + f"<table>{table}</table>"
    markup += "".join(f"<p>{line}</p>" for line in MORE) + "</article></body></html>"
    assert MORE[1] in body_text(read_html(markup, "p.html"))


def test_broken_markup_still_reads():
    markup = "<html><body><div><p>" + "<p>".join((*BODY, *MORE)) + "</b></td></div><table><tr><p"
    body = body_text(read_html(markup, "p.html"))
    assert [line for line in (*BODY, *MORE) if line not in body] == []


def test_article_cut_by_an_advertisement_is_joined():
    half = "".join(f'<p class="x">{line}</p>' for line in (*BODY, *BODY[1:]))
    other = "".join(f'<p class="x">{line} Again, as before.</p>' for line in MORE)
    markup = (
        f"<html><body><div class='c'>{half}</div><div>Advertisement</div><div class='c'>{other}</div></body></html>"
    )
    assert "Again, as before" in body_text(read_html(markup, "p.html"))


@pytest.mark.parametrize("depth", [300, 10_000])
def test_deep_nesting_reads_in_bounded_time(depth):
    started = time.monotonic()
    text = "".join(f"<p>{line}</p>" for line in (*BODY, *MORE))
    article = read_html("<html><body>" + "<div>" * depth + text + "</div>" * depth + "</body></html>", "deep.html")
    assert BODY[0] in body_text(article)
    assert time.monotonic() - started < 120  # a guard against hanging, no measure of speed


@pytest.mark.parametrize(
    "markup", ["<html><body><script>x</script></body></html>", "<html></html>", "<!doctype html><!-- -->"]
)
def test_page_without_visible_text_is_refused(markup):
    with pytest.raises(ReadError, match=r"^p\.html: "):
        read_html(markup, "p.html")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>\n<p>x", True),
        ("<?xml version='1.0'?>\n<!-- c --><html xmlns='http://www.w3.org/1999/xhtml'>", True),
        ("<div><p>One.</p><p>Two.</p></div>", True),
        ("The tag <p> opens a paragraph, <b>not</b> a page.", False),
        ("x < y and y > z", False),
        ("Plain.", False),
    ],
)
def test_looks_like_html_goes_by_content(text, expected):
    assert looks_like_html(text) is expected
