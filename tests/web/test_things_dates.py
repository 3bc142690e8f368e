"""Dates in words."""

import pytest

from kg.web.things_dates import in_words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2007", "2007"),
        ("2007-02", "February 2007"),
        ("2007-02-22", "22 February 2007"),
        ("2007-02-02", "2 February 2007"),
        ("2007-02-22T14:30:00Z", "22 February 2007, 14:30"),
        ("200X", "the 2000s"),
        ("19XX", "the 1900s"),
        ("2007-XX", "some time in 2007"),
        ("2007-02-XX", "a day in February 2007"),
        ("2007-21", "spring 2007"),
        ("2007-24", "winter 2007"),
        ("2007?", "perhaps 2007"),
        ("2007-02~", "about February 2007"),
        ("2007-02-22%", "perhaps about 22 February 2007"),
        ("2007-02-20/2007-02-22", "20 to 22 February 2007"),
        ("2007-01-30/2007-02-02", "30 January to 2 February 2007"),
        ("2007-12-30/2008-01-02", "30 December 2007 to 2 January 2008"),
        ("2007-02/2007-03", "February 2007 to March 2007"),
        ("2007-02-22/2007-02-22", "22 February 2007"),
        ("2007-02-22/..", "from 22 February 2007 on"),
        ("2007-02-22/", "from 22 February 2007, end unknown"),
        ("../2007-02-22", "until 22 February 2007"),
        ("/2007", "until 2007"),
        ("2007-13", "2007-13"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_in_words_says_a_date(value, expected):
    assert in_words(value) == expected
