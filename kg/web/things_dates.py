"""Dates of the graph in words: EDTF (`kg.rdf.edtf`) as an English reader would say it."""

from __future__ import annotations

import re

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_MARKS = {"?": "perhaps", "~": "about", "%": "perhaps about"}
_OPEN = ("", "..")
_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2})(?::[0-9]{2})?(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?(?P<mark>[?~%])?"
)


def in_words(value: str) -> str:
    """An EDTF date or interval, or an xsd:date, gYearMonth or gYear, in words; what is none comes back as it is."""
    first, slash, last = value.partition("/")
    if not slash:
        return _say(value)
    if last in _OPEN:
        return f"from {_say(first)}" + (" on" if last == ".." else ", end unknown")
    if first in _OPEN:
        return f"until {_say(last)}"
    return _interval(first, last)


def _interval(first: str, last: str) -> str:
    if first == last:
        return _say(first)
    one, other = _DATE.fullmatch(first), _DATE.fullmatch(last)
    if one and other and _is_day(one) and _is_day(other) and one["year"] == other["year"]:
        if one["month"] == other["month"]:
            return f"{int(one['day'])} to {_say(last)}"
        return f"{_say(first).rpartition(' ')[0]} to {_say(last)}"
    return f"{_say(first)} to {_say(last)}"


def _is_day(match: re.Match[str]) -> bool:
    return bool(match["day"] and match["day"].isdigit() and match["month"].isdigit() and not match["mark"])


def _say(value: str) -> str:
    match = _DATE.fullmatch(value)
    if match is None:
        return value
    said = _month_or_day(match)
    if said is None:
        return value
    clock = f", {match['time']}" if match["time"] else ""
    mark = f"{_MARKS[match['mark']]} " if match["mark"] else ""
    return f"{mark}{said}{clock}"


def _month_or_day(match: re.Match[str]) -> str | None:
    """The calendar part in words; None where the calendar has no such month."""
    year, month, day = _year(match["year"]), match["month"], match["day"]
    if month is None:
        return year
    if month == "XX":
        return f"some time in {year}"
    if month in _SEASONS:
        return f"{_SEASONS[month]} {year}"
    if not 1 <= int(month) <= 12:
        return None
    name = f"{MONTHS[int(month) - 1]} {year}"
    if day is None:
        return name
    return f"a day in {name}" if day == "XX" else f"{int(day)} {name}"


def _year(year: str) -> str:
    if year.endswith("XX"):
        return f"the {year[:2]}00s"
    return f"the {year[:3]}0s" if year.endswith("X") else year
