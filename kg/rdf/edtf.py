"""EDTF dates (ISO 8601-2, levels 0 and 1) and the days that bound them.

Understood: `2007`, `2007-02`, `2007-02-22`, date and time, seasons `2007-21` to `2007-24`, unspecified digits `200X`,
`2007-XX`, `2007-02-XX`, the marks `?`, `~` and `%` at the end, and intervals `a/b` of those, open (`a/..`) or with an
unknown end (`a/`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?[?~%]?"
)

# First and last month of a season; news means those of the northern half of the globe. Winter runs into the next year.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}

_OPEN = ("", "..")


class Bounds(NamedTuple):
    """The first and the last day that a date may mean, both inclusive."""

    start: date
    end: date


def is_edtf(value: str) -> bool:
    """Whether `value` is a date or an interval that this module understands, open intervals included."""
    if "/" not in value:
        return _date_bounds(value) is not None
    first, _, last = value.partition("/")
    if first in _OPEN or last in _OPEN:
        closed = [side for side in (first, last) if side not in _OPEN]
        return bool(closed) and all(_date_bounds(side) is not None for side in closed)
    return bounds(value) is not None


def bounds(value: str) -> Bounds | None:
    """The days that bound an EDTF value; None where it is open on a side, runs backwards or is not understood."""
    if "/" not in value:
        return _date_bounds(value)
    first, _, last = value.partition("/")
    start, end = _date_bounds(first), _date_bounds(last)
    if start is None or end is None or start.start > end.end:
        return None
    return Bounds(start.start, end.end)


def _date_bounds(value: str) -> Bounds | None:
    match = _DATE.fullmatch(value)
    if match is None or ("T" in value and not (match["day"] or "").isdigit()):
        return None
    try:
        return _bounds_of(match["year"], match["month"], match["day"])
    except ValueError:
        # The form is right, but the calendar has no such day.
        return None


def _bounds_of(year: str, month: str | None, day: str | None) -> Bounds | None:
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None or month == "XX":
        return None if (day or "").isdigit() else Bounds(date(max(first, 1), 1, 1), date(last, 12, 31))
    if first != last:
        return None
    if int(month) in _SEASONS:
        return _season(first, int(month)) if day is None else None
    if day is None or day == "XX":
        return _months(first, int(month), first, int(month))
    return Bounds(date(first, int(month), int(day)), date(first, int(month), int(day)))


def _season(year: int, season: int) -> Bounds:
    first, last = _SEASONS[season]
    return _months(year, first, year + (last < first), last)


def _months(first_year: int, first_month: int, last_year: int, last_month: int) -> Bounds:
    start = date(first_year, first_month, 1)
    return Bounds(start, date(last_year, last_month, monthrange(last_year, last_month)[1]))
