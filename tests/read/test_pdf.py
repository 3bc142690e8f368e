import sys

import pytest

from tests.read.archived import pdf_of
from tests.read.samples import BODY, body_text, read_all

PROSE = [
    "LIMA, May 11 (Harbour Wire) -- The foreign ministers of Peru and Chile met on Tuesday to settle a dis-",
    "pute over fishing. They said that they would sign an accord in June, after years of failed talks between",
    "the two navies and their fishing fleets.",
]
PDF = pytest.mark.usefixtures("pypdf")


@pytest.fixture
def pypdf():
    return pytest.importorskip("pypdf")


@PDF
def test_text_of_the_pages_is_read_without_running_lines():
    texts = ["\n".join(PROSE), "The ministers will meet again.\nThey left.", "Soto will go to Quito.\nSoon."]
    pages = [f"HARBOUR WIRE DAILY\n{text}\nPage {number} of 3" for number, text in enumerate(texts, 1)]
    (article,), faults = read_all(pdf_of(*pages), "2010-05-12-talks.pdf")
    assert "to settle a dispute over fishing." in body_text(article).replace("\n", " ")
    assert "HARBOUR" not in article.text
    assert "Page 2" not in article.text
    assert "They left." in article.text
    assert (article.date, article.dateline) == ("2010-05-12", "2010-05-11")
    assert not faults


@PDF
def test_pdf_without_text_is_told():
    assert read_all(pdf_of(""), "a.pdf") == (
        [],
        ["a.pdf: the PDF holds no text, perhaps only images: run text recognition on it first"],
    )


@PDF
@pytest.mark.parametrize("content", [b"%PDF-1.4\n...", pdf_of(BODY[0])[:200], b"%PDF-1.4" + bytes(range(256)) * 20])
def test_broken_pdf_is_told(content):
    articles, (fault,) = read_all(content, "a.pdf")
    assert not articles
    assert fault.startswith("a.pdf: the PDF ")


@PDF
def test_encrypted_pdf_is_told(pypdf):
    import io

    target = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(BODY[0])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(target)
    assert read_all(target.getvalue(), "a.pdf") == (
        [],
        ["a.pdf: the PDF is encrypted: save it without a password"],
    )


@PDF
def test_pages_are_limited(monkeypatch):
    monkeypatch.setattr("kg.read.pdf.MAX_PAGES", 2)
    (article,), (fault,) = read_all(pdf_of("Rojas met Soto.", "They talked.", "They left."), "a.pdf")
    assert "They left" not in article.text
    assert fault == "a.pdf: the PDF has over 2 pages: the first ones are read; split it"


def test_missing_library_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert read_all(b"%PDF-1.4\n...", "a.pdf") == (
        [],
        ["a.pdf: reading it needs pypdf: pip install 'newsgraph[pdf]'"],
    )
