"""EDTF: what is a date, and which days bound it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.edtf import bounds, is_edtf

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2007", "2007-01-01", "2007-12-31"),
        ("2007-02", "2007-02-01", "2007-02-28"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("2007-12", "2007-12-01", "2007-12-31"),
        ("2007-02-22", "2007-02-22", "2007-02-22"),
        ("2007-02-22T10:30:00Z", "2007-02-22", "2007-02-22"),
        ("2007-21", "2007-03-01", "2007-05-31"),
        ("2007-22", "2007-06-01", "2007-08-31"),
        ("2007-23", "2007-09-01", "2007-11-30"),
        ("2007-24", "2007-12-01", "2008-02-29"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2007-XX", "2007-01-01", "2007-12-31"),
        ("2007-XX-XX", "2007-01-01", "2007-12-31"),
        ("2007-02-XX", "2007-02-01", "2007-02-28"),
        ("2007-02~", "2007-02-01", "2007-02-28"),
        ("2007-02-22?", "2007-02-22", "2007-02-22"),
        ("2007-02-19/2007-02-22", "2007-02-19", "2007-02-22"),
        ("2007-01/2007-02", "2007-01-01", "2007-02-28"),
        ("1990/1991-03", "1990-01-01", "1991-03-31"),
        ("2007/2007-02", "2007-01-01", "2007-02-28"),
    ],
)
def test_bounds_are_first_and_last_day(value: str, start: str, end: str) -> None:
    assert bounds(value) == (date.fromisoformat(start), date.fromisoformat(end))
    assert is_edtf(value)


@pytest.mark.parametrize("value", ["2007-02/..", "../2007-02", "2007-02/", "/2007-02-22"])
def test_open_interval_is_edtf_without_bounds(value: str) -> None:
    assert is_edtf(value)
    assert bounds(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "/",
        "../..",
        "..",
        "07",
        "2007-2",
        "2007-13",
        "2007-00",
        "2007-02-30",
        "2007-21-01",
        "2007-XX-05",
        "199X-05",
        "0000",
        "9999-24",
        "2007-02T10:00:00Z",
        "2007-02-22/2007-02-19",
        "2007/2008/2009",
        "2007-02-30/..",
        "last week",
        "2007-02-22 ",
        "２００７",
    ],
)
def test_other_strings_are_no_edtf(value: str) -> None:
    assert not is_edtf(value)
    assert bounds(value) is None


@given(DAYS, DAYS)
def test_interval_of_days_is_bounded_by_them(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert bounds(f"{first.isoformat()}/{last.isoformat()}") == (first, last)


@given(st.text(alphabet="0123456789X-/.?~%T:Z", max_size=24))
def test_whatever_has_bounds_is_edtf_and_ordered(value: str) -> None:
    found = bounds(value)
    if found is not None:
        assert is_edtf(value)
        assert found.start <= found.end
