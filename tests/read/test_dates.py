import pytest

from kg.read.dates import complete, first_day, full_days, readings, short_days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("February 22, 2007 --", "2007-02-22"),
        ("Published: 3 April 2009", "2009-04-03"),
        ("Fri Apr 3, 2009 1:12am EDT", "2009-04-03"),
        ("19. Mar 2016", "2016-03-19"),
        ("12th of May, 2010", "2010-05-12"),
        ("2008-10-11T02:04:00+05:30", "2008-10-11"),
        ("2010/5/12", "2010-05-12"),
        ("22/02/2007", "2007-02-22"),
        ("02/22/2007", "2007-02-22"),
        ("22.2.2007", "2007-02-22"),
        ("Sun, 09 Jan 2005 18:20:00 +0000", "2005-01-09"),
        ("Sept. 12, 1990", "1990-09-12"),
        ("03/04/2009", None),
        ("February 30, 2007", None),
        ("in May 2010", None),
        ("resolution 1244 of 1999", None),
        ("", None),
    ],
)
def test_first_day_reads_the_forms_of_newspapers(text, expected):
    assert first_day(text) == expected


def test_short_days_leave_out_full_ones():
    text = "On 6 March and May 7, after 8 May 2010"
    assert [(day.month, day.day) for day in short_days(text)] == [(3, 6), (5, 7)]
    assert [day.iso for day in full_days(text)] == ["2010-05-08"]


@pytest.mark.parametrize(
    ("short", "published", "expected"),
    [
        ("Nov. 27", "2007-11-28", "2007-11-27"),
        ("Dec. 31", "2010-01-01", "2009-12-31"),
        ("Jan. 1", "2009-12-31", "2010-01-01"),
        ("May 1", "2010-11-28", None),
        ("Feb. 29", "2010-03-01", None),
    ],
)
def test_complete_takes_the_year_from_the_day_of_publication(short, published, expected):
    assert complete(short_days(short)[0], published) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27/10/98", ("1998-10-27",)),
        ("10/27/98", ("1998-10-27",)),
        ("27.10.00", ("2000-10-27",)),
        ("1/2/49", ("2049-02-01", "2049-01-02")),
        ("1/2/50", ("1950-02-01", "1950-01-02")),
        ("1.2.50", ("1950-02-01",)),
        ("5/5/98", ("1998-05-05",)),
        ("03/04/2009", ("2009-04-03", "2009-03-04")),
        ("10 Apr 98", ("1998-04-10",)),
        ("10-Apr-'98", ("1998-04-10",)),
        ("10 April 1998", ("1998-04-10",)),
        ("31/31/98", ()),
        ("27/10-98", ()),
        ("27/10/98 again", ()),
        ("", ()),
    ],
)
def test_readings_are_the_days_that_a_date_alone_may_be(text, expected):
    assert readings(text) == expected
