"""EDTF dates as ranges of days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
# Marks of uncertainty and approximation do not change which days are meant.
QUALIFIERS = str.maketrans("", "", "?~%")


def day_range(edtf: str | None) -> tuple[date, date] | None:
    """First and last day of a day, month, year or interval; None for no date and for what cannot be read."""
    if not edtf:
        return None
    ends = [_days(part) for part in edtf.translate(QUALIFIERS).split("/")]
    if len(ends) > 2 or None in ends:
        return None
    first, last = ends[0], ends[-1]
    assert first is not None
    assert last is not None
    return first[0], last[1]


def same_days(edtf: str | None, accepted: Iterable[str | None]) -> bool:
    """Whether a date means just the days that one of the accepted ones means; no date agrees with None."""
    return any((edtf is None) == (other is None) and day_range(edtf) == day_range(other) for other in accepted)


def days_overlap(edtf: str | None, other: str | None) -> bool:
    """Whether two dates have a day in common; never if one of them is none."""
    first, second = day_range(edtf), day_range(other)
    return first is not None and second is not None and first[0] <= second[1] and second[0] <= first[1]


def _days(text: str) -> tuple[date, date] | None:
    found = PARTIAL.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])
