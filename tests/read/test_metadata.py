import pytest

from kg.read.metadata import clean_author
from kg.read.plain import read_plain
from tests.read.samples import BODY, HEADLINE, PAGE


def test_plain_text_tells_headline_author_publisher_and_day():
    article = read_plain(PAGE, "page.txt")
    assert article.headline == HEADLINE
    assert article.author == "Maria Delgado"
    assert article.publisher == "Harbour Wire"
    # The dateline has the year of the line "Published".
    assert (article.date, article.dateline) == ("2010-05-12", "2010-05-11")
    assert article.id.startswith("peru-and-chile-settle-fishing-dispute-")


def test_article_without_a_date_has_none():
    article = read_plain(
        "MOSCOW, Sept. 12 (Allied Wire) -- The ministers signed a treaty.\n\nTroops leave by 1994.", "d.txt"
    )
    assert article.date is None
    assert article.headline is None
    assert article.id.startswith("d-")


def test_dateline_on_a_line_of_its_own_is_used():
    text = "19. Mar 2016\n\nTalks in Brussels end\n\nBRUSSELS, 18. MAR, 21:37\n\n" + "\n\n".join(BODY[1:])
    article = read_plain(text, "a.txt")
    assert (article.date, article.dateline) == ("2016-03-19", "2016-03-18")


def test_url_line_is_the_address():
    text = "https://harbour.example/a/b.html\n\n" + HEADLINE + "\n\n" + "\n\n".join(BODY)
    article = read_plain(text, "a.txt")
    assert article.url == "https://harbour.example/a/b.html"
    assert article.headline == HEADLINE


def test_updated_is_not_taken_for_published():
    text = f"{HEADLINE}\n\nUpdated: May 14, 2010\n\nPublished: May 13, 2010\n\n" + "\n\n".join(BODY[1:])
    assert read_plain(text, "a.txt").date == "2010-05-13"


@pytest.mark.parametrize(
    "lines",
    [
        ("Harbour Wire", "Peru › Fishing", HEADLINE, "12 May 2010 · 3 min read · By Maria Delgado"),
        (HEADLINE, "Text size: A A A\nPrint | E-mail this story", "by our correspondent in Lima"),
        ("27/10/98", HEADLINE),
        (HEADLINE, "From a staff reporter"),
    ],
)
def test_headline_is_no_trail_button_date_or_byline(lines):
    text = "\n\n".join((*lines, *BODY[1:], *BODY))
    assert read_plain(text, "a.txt").headline == HEADLINE


def test_dateline_alone_is_body_and_no_headline():
    text = "LIMA, Peru, May 11 (Harbour Wire) -\n\n" + "\n\n".join(BODY[1:])
    article = read_plain(text, "2010-lima.txt")
    assert article.headline is None
    assert article.body[0].start == 0


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By MARGARET DOYLE", "Margaret Doyle"),
        ("By Adrian Cole and Lucie Fabre", "Adrian Cole and Lucie Fabre"),
        ("By Tom Hale, Harbour Wire | May 3, 2010", "Tom Hale"),
        ("By Ana Ruiz for Harbour Wire", "Ana Ruiz"),
        ("https://harbour.example/author", None),
        ("", None),
    ],
)
def test_clean_author_gives_names_only(byline, expected):
    assert clean_author(byline) == expected
