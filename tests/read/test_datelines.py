"""Days of publication and of the dateline, and the years that complete them."""

import json

import pytest

from kg.annotate.dates import reference_day
from kg.model.document import Document
from kg.model.extraction import Extraction
from kg.read import read_stream
from kg.read.datelines import NamedDate, find_dateline, is_dateline, named_date, settle_days
from tests.read.samples import BODY, HTML

PLAIN = "\n\n".join(BODY[1:])


def days(opening, source="a.txt"):
    (article,) = read_stream(f"{opening}{PLAIN}".encode(), source)
    return article.date, article.dateline


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Rojas (left) in Lima (epa) February 22, 2007 -- Peru's minister met", (2007, 2, 22)),
        ("GENEVA, Nov 24 (Harbour Wire) -- Talks began", (None, 11, 24)),
        ("NAIROBI, 9 January – The sides met", (None, 1, 9)),
        ("ANNAPOLIS, Md., Nov. 27 — Israel", (None, 11, 27)),
        ("SAN LORENZO, Oct. 26 - Peru and Chile signed", (None, 10, 26)),
        ("QUITO (Monday, October 26) -- The presidents signed", (None, 10, 26)),
        ("LIMA (Harbour Wire), June 15 -- The president flew", (None, 6, 15)),
        ("Emma Hart LIMA 1996-08-30 Shares fell", (1996, 8, 30)),
        ("The treaty of February 22, 2007, was signed", None),
        ("The treaty of February 22, 2007 — the second — was signed", None),
        ("On February 22, 2007 — a day late — the treaty was signed", None),
        ("On 6 March the sides met – and failed", None),
        ("By May 12 the troops are to leave", None),
        ("By May 12 – a Friday – the troops are to leave", None),
        ("On Monday, May 12 – a day late – they met", None),
        ("Monday, May 12 – a day late – they met", None),
        ("The ministers met in Lima on May 12 — a day late", None),
        ("The ministers met in Lima, May 12 — a day late", None),
        ("In Lima, May 12 — a day late", None),
        ("Days to come, May 12: the treaty is signed", None),
        ("Key dates, May 12: the treaty is signed", None),
        ("LIMA, May 12: The ministers met", (None, 5, 12)),
        ("LIMA May 12 (Wire) -- The ministers met", (None, 5, 12)),
        ("Lima, May 12 — The ministers met", (None, 5, 12)),
        ("Rio de Janeiro, Brazil, May 12 – The ministers met", (None, 5, 12)),
        ("Rojas and Soto on Monday. (Photo: Wire)\nLIMA, Peru, May 12 – The ministers met", (None, 5, 12)),
        ("SÃO PAULO, 12 May – The ministers met", (None, 5, 12)),
        ("", None),
    ],
)
def test_find_dateline_needs_a_day_before_a_dash(opening, expected):
    day = find_dateline(opening)
    assert (day and (day.year, day.month, day.day)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("LIMA, Peru, May 11 (Harbour Wire) -", True),
        ("LIMA, May 11, 2010 --", True),
        ("LIMA, 11. MAY, 21:37", False),
        ("LIMA, May 11 - The ministers met -", False),
        ("May 11 -", False),
        ("", False),
    ],
)
def test_dateline_on_a_line_of_its_own_ends_with_its_dash(line, expected):
    assert is_dateline(line) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("news/1985-11-21-geneva.txt", NamedDate("1985-11-21", 1985)),
        ("19851121_x.txt", NamedDate("1985-11-21", 1985)),
        ("1985_11_21.html", NamedDate("1985-11-21", 1985)),
        ("1985-geneva-summit.txt", NamedDate(None, 1985)),
        ("1985.txt", NamedDate(None, 1985)),
        ("1985-13-40-x.txt", NamedDate(None, 1985)),
        ("198511215.txt", NamedDate()),
        ("19851-x.txt", NamedDate()),
        ("1066-hastings.txt", NamedDate()),
        ("geneva-1985.txt", NamedDate()),
        ("1985/geneva.txt", NamedDate()),
        ("", NamedDate()),
    ],
)
def test_named_date_reads_the_beginning_of_the_file_name(source, expected):
    assert named_date(source) == expected


@pytest.mark.parametrize(
    ("opening", "source", "expected"),
    [
        # Nothing tells the year.
        ("LIMA, May 11 (Wire) -- The ministers met. ", "a.txt", (None, None)),
        ("LIMA, May 11 (Wire) -- The ministers met. ", "2010-lima.txt", ("2010-05-11", "2010-05-11")),
        ("LIMA, May 11 (Wire) -- The ministers met. ", "2010-05-12-lima.txt", ("2010-05-12", "2010-05-11")),
        ("LIMA, Dec. 31 (Wire) -- The ministers met. ", "20100101.txt", ("2010-01-01", "2009-12-31")),
        ("The ministers met. ", "2010-05-12-lima.txt", ("2010-05-12", None)),
        ("The ministers met. ", "2010-lima.txt", (None, None)),
        # What the text tells goes before the file name.
        ("Published: 12 May 2010\n\nThe ministers met. ", "2015-03-01-lima.txt", ("2010-05-12", None)),
        (
            "Published: 12 May 2010\n\nLIMA, May 11 -- The ministers met. ",
            "2015-lima.txt",
            ("2010-05-12", "2010-05-11"),
        ),
        ("LIMA, May 11, 2010 -- The ministers met. ", "2015-03-01-lima.txt", ("2010-05-11", "2010-05-11")),
        # A whole date in the name is more than a dateline without its year.
        ("LIMA, May 11 -- The ministers met. ", "2015-03-01-lima.txt", ("2015-03-01", None)),
        # The weekday must be that of the year: 11 May 2010 was a Tuesday.
        ("LIMA (Tuesday, May 11) -- The ministers met. ", "2010-lima.txt", ("2010-05-11", "2010-05-11")),
        ("LIMA (Monday, May 11) -- The ministers met. ", "2010-lima.txt", (None, None)),
        ("LIMA, Peru, May 11 (Wire) -\n\nThe ministers met. ", "2010-lima.txt", ("2010-05-11", "2010-05-11")),
        ("Tuesday, May 11\n\nThe ministers met. ", "2010-lima.txt", ("2010-05-11", None)),
        ("Wednesday, May 11\n\nThe ministers met. ", "2010-lima.txt", (None, None)),
        ("LIMA, Feb. 29 -- The ministers met. ", "2010-lima.txt", (None, None)),
    ],
)
def test_year_of_a_dateline_comes_from_the_file_name(opening, source, expected):
    assert days(opening, source) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("HOME > ANDES                       27/10/98", ("1998-10-27", None)),
        ("10/27/98", ("1998-10-27", None)),
        ("27.10.49", ("2049-10-27", None)),
        ("05/06/98", (None, None)),
        ("27-Oct-98", ("1998-10-27", None)),
        ("Tuesday, October 27, 1998                          Text only | With pictures", ("1998-10-27", None)),
        ("HARBOUR WIRE | Independent weekly | Tuesday, 27 October 1998", ("1998-10-27", None)),
        ("27 October 1998 · 3 min read · By Maria Delgado in Lima", ("1998-10-27", None)),
        ("The war of 27/10/98", (None, None)),
        ("31/31/98", (None, None)),
        # Dated links are no date of the article.
        ("27 Oct 1998 | Chile: Navy ship aground\n\n26 Oct 1998 | Peru: Rain ends drought", (None, None)),
        ("RELATED\n27 Oct 1998 | Chile: Navy ship aground", (None, None)),
        ("* 27 Oct 1998 | Chile: Navy ship aground", (None, None)),
    ],
)
def test_date_between_other_things_above_the_body_is_that_of_publication(line, expected):
    assert days(f"{line}\n\nPeru and Chile settle fishing dispute\n\n") == expected


@pytest.mark.parametrize(
    ("line", "dateline", "expected"),
    [
        ("27/10/98", "QUITO (Monday, October 26)", ("1998-10-27", "1998-10-26")),
        ("03/04/98", "QUITO, April 2", ("1998-04-03", "1998-04-02")),
        ("03/04/2009", "QUITO, March 4", ("2009-03-04", "2009-03-04")),
        ("03/04/98", "QUITO, May 20", (None, None)),
    ],
)
def test_numeric_date_and_dateline_explain_each_other(line, dateline, expected):
    assert days(f"{line}\n\nPeru and Chile settle dispute\n\n{dateline} -- The ministers met. ") == expected


def test_settle_days_keeps_both_where_both_are_told():
    day = find_dateline("LIMA, May 11 -- Talks")
    assert settle_days(day, readings=("2010-05-12",), named=NamedDate()) == ("2010-05-12", "2010-05-11")
    assert settle_days(None, readings=(), named=NamedDate()) == (None, None)


def test_page_takes_its_day_from_the_file_name_only_where_the_head_has_none():
    bare = HTML.replace('<meta property="article:published_time" content="2010-05-12T06:10:00+02:00">', "")
    bare = bare.replace("/2010/05/", "/")
    (page,) = read_stream(bare.encode(), "2010-05-12-fishing.html")
    assert (page.date, page.dateline) == ("2010-05-12", "2010-05-11")
    (page,) = read_stream(HTML.encode(), "2012-01-01-fishing.html")
    assert (page.date, page.dateline) == ("2010-05-12", "2010-05-11")


def test_name_of_a_file_of_records_tells_nothing():
    record = json.dumps({"text": f"LIMA, May 11 -- The ministers met. {PLAIN}"})
    (article,) = read_stream(record.encode(), "2010-05-12.jsonl")
    assert (article.date, article.dateline) == (None, None)


def test_relative_dates_count_from_the_dateline():
    (article,) = read_stream(HTML.encode(), "a.html")
    assert article.reference_date == "2010-05-11"
    assert str(reference_day(Document(article))) == "2010-05-11"
    (plain,) = read_stream(f"Published: 12 May 2010\n\n{PLAIN}".encode(), "a.txt")
    assert plain.reference_date == "2010-05-12"
    assert str(reference_day(Document(plain))) == "2010-05-12"


def test_dateline_survives_the_json_form():
    (article,) = read_stream(HTML.encode(), "a.html")
    value = Extraction(article).to_json()
    assert value["article"]["dateline"] == "2010-05-11"
    assert Extraction.from_json(value).article == article
    del value["article"]["dateline"]
    assert Extraction.from_json(value).article.dateline is None


@pytest.mark.model
@pytest.mark.parametrize(
    "opening", ["QUITO (Monday, October 26) -- The ministers met. ", "QUITO, Ecuador, Oct. 26 (Wire) -\n\nThey met. "]
)
def test_dateline_itself_is_no_time_of_the_text(opening):
    from kg.annotate.dates import find_times
    from tests.builders import shared_parser

    (article,) = read_stream(f"{opening}They will meet again today.".encode(), "1998-quito.txt")
    doc = find_times(next(shared_parser().parse([article])))
    assert [(time.text, time.value) for time in doc.times] == [("today", "1998-10-26")]
