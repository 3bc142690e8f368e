"""EDTF dates as days."""

from __future__ import annotations

from datetime import date

import pytest

from kg.evaluate.days import day_range, days_overlap, same_days


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2010-05-12", (date(2010, 5, 12), date(2010, 5, 12))),
        ("2010-02", (date(2010, 2, 1), date(2010, 2, 28))),
        ("2010", (date(2010, 1, 1), date(2010, 12, 31))),
        ("2010-05~", (date(2010, 5, 1), date(2010, 5, 31))),
        ("2010-05-03/2010-06", (date(2010, 5, 3), date(2010, 6, 30))),
        ("2010-13", None),
        ("2010-05-12/..", None),
        ("May 2010", None),
        ("", None),
        (None, None),
    ],
)
def test_day_range_of_an_edtf_date(edtf: str | None, days: tuple[date, date] | None) -> None:
    assert day_range(edtf) == days


@pytest.mark.parametrize(
    ("mine", "accepted", "same", "overlaps"),
    [
        ("2010-05", ["2010-05-01/2010-05-31"], True, True),
        ("2010-05-12", ["2010-05"], False, True),
        ("2010-06", ["2010-05", "2010-06"], True, False),
        (None, ["2010-05"], False, False),
        (None, ["2010-05", None], True, False),
        ("2010-05", [None], False, False),
        ("no date", [None], False, False),
    ],
)
def test_dates_agree_by_their_days(mine: str | None, accepted: list[str | None], same: bool, overlaps: bool) -> None:
    assert same_days(mine, accepted) is same
    assert days_overlap(mine, accepted[0]) is overlaps
