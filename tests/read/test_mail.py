from email.message import EmailMessage

import pytest

from tests.read.archived import mail, saved_page
from tests.read.samples import BODY, HTML, PAGE, body_text, read_all


def test_mail_is_an_article_of_its_day():
    (article,), faults = read_all(mail(), "a.txt")
    assert (article.headline, article.date, article.dateline) == ("Talks end in Lima", "2010-05-12", "2010-05-11")
    assert article.text == PAGE
    assert not faults


def test_saved_page_is_read_as_the_page_and_not_dated_by_its_saving():
    for newline in (b"\r\n", b"\n"):
        (article,), faults = read_all(saved_page().replace(b"\r\n", newline), "a.mhtml")
        assert article.url == "https://harbour.example/2010/05/fishing.html"
        assert (article.headline, article.date) == ("Peru and Chile settle fishing dispute", "2010-05-12")
        assert BODY[1] in body_text(article)
        assert "color" not in article.text
        assert not faults
    bare = f"<html><body>{''.join(f'<p>{line}</p>' for line in BODY)}</body></html>".replace("LIMA, May 11", "LIMA")
    (article,), _ = read_all(saved_page(bare), "a.mhtml")
    assert (article.url, article.date) == ("https://harbour.example/saved/1", None)


def with_parts(text, page):
    message = EmailMessage()
    message["Subject"] = "Talks"
    message.set_content(text)
    message.add_alternative(page, subtype="html", charset="utf-8")
    return message


def test_words_of_a_mail_go_before_its_page_if_they_are_enough():
    (article,), _ = read_all(with_parts("\n\n".join(BODY), "<p>Other words here.</p>").as_bytes(), "a.eml")
    assert "Other words" not in article.text
    (article,), _ = read_all(with_parts("View this mail in a browser.", HTML).as_bytes(), "a.eml")
    assert BODY[1] in body_text(article)


def test_attached_articles_are_read_too():
    message = with_parts("\n\n".join(BODY), HTML)
    message.add_attachment(PAGE, filename="2010-05-13-talks.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    inner = EmailMessage()
    inner["Subject"] = "They left"
    inner["MIME-Version"] = "1.0"
    inner.set_content("Rojas left.")
    message.add_attachment(inner)
    articles, faults = read_all(message.as_bytes(), "a.eml")
    assert [article.headline for article in articles] == ["Talks", "Peru and Chile settle fishing dispute", "They left"]
    assert {article.source for article in articles} == {"a.eml"}
    assert not faults


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "Subject: talks in Lima\nDate: 12 May 2010\n\nRojas met Soto.",
        "Rojas: We met.\nSoto: We did.\n\nThey left.",
        "Content-Type: what it is\n\nRojas met Soto.",
    ],
)
def test_text_with_colons_is_no_mail(text):
    (article,), _ = read_all(text.encode(), "a.txt")
    assert article.text == text


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=no-such\n\nRojas met Soto.",
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n--B\n\nRojas met Soto.',
        b"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nRojas met Soto.",
        b"MIME-Version: 1.0\nContent-Type: image/png\n\nRojas met Soto.",
        b"MIME-Version: 1.0\nDate: Foo, 99 Bar 2010\nSubject: =?x?y?z?=\nContent-Type: text/html\n\n<p>Soto left.</p>",
    ],
)
def test_odd_mail_gives_an_article_or_one_fault(content):
    articles, faults = read_all(content, "a.eml")
    assert len(articles) + len(faults) == 1
