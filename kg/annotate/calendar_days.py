"""Arithmetic on the calendar: days, weeks, months and seasons as EDTF text.

Weeks run from Monday to Sunday; seasons are those of the northern hemisphere, in whole months. Pure functions: what
they need to know of the article (its day, the direction of the narration) comes in as arguments.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The first month of each season; winter is named after the year in which it begins.
SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}


class Direction(IntEnum):
    """Where from the article's day an incomplete date lies: before it, after it, or wherever it is nearer."""

    PAST = -1
    NEAREST = 0
    FUTURE = 1


def word_set(*lines: str) -> frozenset[str]:
    """The words of some lines, parted by blanks."""
    return frozenset(word for line in lines for word in line.split())


def month_number(name: str) -> int:
    """1 to 12 for a month's name or abbreviation; ValueError for any other word."""
    key = name.lower().rstrip(".")
    for number, month in enumerate(MONTHS, 1):
        if len(key) >= 3 and month.startswith(key):
            return number
    raise ValueError(f"no month: {name!r}")


def weekday_number(name: str) -> int:
    """0 (Monday) to 6 for a weekday's name; ValueError for any other word."""
    return WEEKDAYS.index(name.lower())


def number_of(word: str) -> int:
    """The value of a numeral in words up to twelve or in digits; ValueError for any other word."""
    return NUMBERS.get(word.lower()) or int(word)


def day_in(year: int, month: int, day: int) -> date | None:
    """That day, or None where the month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def edtf_month(year: int, month: int) -> str:
    """`2007-01`; months beyond 1 to 12 run over into the years around."""
    year, month = shift_month(year, month, 0)
    return f"{year:04d}-{month:02d}"


def edtf_interval(first: date, last: date) -> str:
    """`2007-02-19/2007-02-22`, or the day where both are one."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month that lie `by` months from a given one."""
    months = year * 12 + month - 1 + by
    return months // 12, months % 12 + 1


def week_of(day: date, shift: int = 0) -> tuple[date, date]:
    """Monday and Sunday of the week that lies `shift` weeks from that of `day`."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return monday, monday + timedelta(days=6)


def weekend(day: date, direction: Direction) -> tuple[date, date]:
    """Saturday and Sunday: the last that is over (or begun), the next that is to come, or that of the same week."""
    saturday = week_of(day)[0] + timedelta(days=5)
    if direction is Direction.PAST and saturday > day:
        saturday -= timedelta(weeks=1)
    if direction is Direction.FUTURE and saturday + timedelta(days=1) < day:
        saturday += timedelta(weeks=1)
    return saturday, saturday + timedelta(days=1)


def nearest_weekday(day: date, weekday: int, direction: Direction) -> date:
    """The weekday before, after or nearest to `day`; the day itself where it is that weekday."""
    ahead = (weekday - day.weekday()) % 7
    if direction is Direction.PAST or (direction is Direction.NEAREST and ahead > 3):
        ahead = ahead - 7 if ahead else 0
    return day + timedelta(days=ahead)


def nearest_day(ref: date, month: int, day: int, direction: Direction) -> date | None:
    """The day of that month and number before, after or nearest to `ref`; None if no such day exists."""
    years = (ref.year - 1, ref.year, ref.year + 1)
    days = [found for year in years if (found := day_in(year, month, day))]
    if direction is Direction.PAST:
        days = [found for found in days if found <= ref] or days
        return max(days, default=None)
    if direction is Direction.FUTURE:
        days = [found for found in days if found >= ref] or days
        return min(days, default=None)
    return min(days, key=lambda found: abs((found - ref).days), default=None)


def nearest_month(ref: date, month: int, direction: Direction) -> str:
    """The month of that number before, after or nearest to that of `ref`; the month of `ref` itself counts."""
    ahead = (month - ref.month) % 12
    if direction is Direction.PAST or (direction is Direction.NEAREST and ahead > 6):
        ahead = ahead - 12 if ahead else 0
    return edtf_month(ref.year, ref.month + ahead)


def season_of_year(season: str, year: int) -> str:
    """The three months of a season as an interval: `2009-06/2009-08`."""
    start = SEASON_STARTS[season.lower()]
    return f"{edtf_month(year, start)}/{edtf_month(year, start + 2)}"


def nearest_season(ref: date, season: str, word: str, direction: Direction) -> str:
    """The season meant by `last`, `next`, `this` or by the tense alone."""
    start = SEASON_STARTS[season.lower()]
    year = ref.year - 1 if ref.month < start else ref.year
    running = (ref.month - start) % 12 < 3
    if word == "last":
        year -= 1 if running else 0
    elif word == "next" or (not running and direction is not Direction.PAST):
        year += 1
    if word == "this" and not running:
        year = ref.year if start != 12 or ref.month > 2 else ref.year - 1
    return season_of_year(season, year)
