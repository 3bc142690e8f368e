"""Calendar days as newspapers write them → ISO 8601.

A day is either full (with its year) or short (month and day); a short one is completed by a full one near it, never by
the calendar of the machine. A numeric date whose order cannot be told (`03/04/2009`) is no full day: `readings` gives
both days that it may be. A year of two digits counts only in a date that stands alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
YEAR = r"(?P<{0}>(?:1[89]|20)\d\d)\b"
FULL = re.compile(
    r"(?<![\w/.-])(?:"
    rf"{MONTH.format('m1')}\s{{0,2}}{DAY.format('d1')}\s?,?\s{{0,2}}{YEAR.format('y1')}"
    rf"|{DAY.format('d2')}\.?(?:\sof)?[\s-]{{0,2}}{MONTH.format('m2')}[\s,-]{{1,2}}{YEAR.format('y2')}"
    r"|(?P<y3>(?:1[89]|20)\d\d)(?P<s3>[-/.])(?P<n3>\d\d?)(?P=s3)(?P<d3>\d\d?)(?!\d)"
    r"|(?P<a4>\d\d?)(?P<s4>[/.])(?P<b4>\d\d?)(?P=s4)(?P<y4>(?:1[89]|20)\d\d)(?!\d)"
    r")",
    re.I,
)
ALONE = re.compile(
    r"(?P<a>\d\d?)(?P<s>[/.-])(?P<b>\d\d?)(?P=s)(?P<y>(?:1[89]|20)?\d\d)"
    rf"|{DAY.format('d')}[\s.-]{{1,2}}{MONTH.format('m')}[\s,.-]{{1,2}}['’]?(?P<y2>\d\d)",
    re.I,
)
# Newspapers on line are younger than 1950, and so are nearly all archives.
PIVOT = 50
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = r"\b(?:[Mm]on|[Tt]ues?|[Ww]ed(?:nes)?|[Tt]hu(?:rs)?|[Ff]ri|[Ss]at(?:ur)?|[Ss]un)(?:day)?\b\.?"
MONTH_DAY = rf"{MONTH.format('m1')}\s{{0,2}}{DAY.format('d1')}"
DAY_MONTH = rf"{DAY.format('d2')}\.?\s{{0,2}}{MONTH.format('m2')}"
SHORT = re.compile(rf"(?<![\w/.-])(?:{MONTH_DAY}|{DAY_MONTH})", re.I)
# What metadata hold of a time: `2007-02-22T14:05:00+01:00`, and as much or as little of it as there is.
MOMENT = re.compile(
    r"(?P<year>(?:1[89]|20)\d\d)(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d)"
    r"(?:(?:T|\s+)(?P<clock>\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?",
    re.I,
)
NAMED_MONTH = re.compile(rf"{MONTH.format('m')}\s{{1,2}}{YEAR.format('y')}", re.I)
# A dateline is the day of writing, the day of publication the same or one of the next; weeklies take up to ten.
MAX_LAG = 10


@dataclass(frozen=True, slots=True)
class Day:
    """A day found in a text: where it stands, and its value (`year` is None for a short one)."""

    start: int
    end: int
    year: int | None
    month: int
    day: int

    @property
    def iso(self) -> str | None:
        """`2007-02-22`; None without a year, or where the calendar has no such day."""
        return None if self.year is None else iso_day(self.year, self.month, self.day)


def iso_day(year: int, month: int, day: int) -> str | None:
    """The ISO form of a day; None where the calendar has none."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def full_days(text: str) -> list[Day]:
    """All days with a year, in text order."""
    days = (_full_day(match) for match in FULL.finditer(text))
    return [day for day in days if day is not None and day.iso]


def short_days(text: str) -> list[Day]:
    """All days without a year, in text order; those that a year follows are not among them."""
    taken = [(day.start, day.end) for day in full_days(text)]
    found = []
    for match in SHORT.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            month = match["m1"] or match["m2"]
            found.append(Day(match.start(), match.end(), None, _month(month), int(match["d1"] or match["d2"])))
    return found


def complete(day: Day, published: str) -> str | None:
    """The short day as the one that lies shortly before the day of publication; None where it lies further off."""
    latest = int(published[:4])
    days = (iso_day(year, day.month, day.day) for year in (latest, latest - 1, latest + 1))
    return next((value for value in days if value and near(value, published)), None)


def near(dateline: str, published: str) -> bool:
    """Whether an article written on the one day may be published on the other."""
    lag = date.fromisoformat(published) - date.fromisoformat(dateline)
    # One day ahead: the paper is dated in another time zone than the correspondent's.
    return -timedelta(days=1) <= lag <= timedelta(days=MAX_LAG)


def readings(text: str) -> tuple[str, ...]:
    """The days that a text which is a date and nothing else may mean: one, two where their order cannot be told."""
    days = full_days(text)
    if days:
        return (days[0].iso,) if days[0].iso else ()
    match = ALONE.fullmatch(text.strip())
    if not match:
        return ()
    year = _whole_year(match["y"] or match["y2"])
    if match["m"]:
        found = [iso_day(year, _month(match["m"]), int(match["d"]))]
    else:
        first, second = int(match["a"]), int(match["b"])
        found = [iso_day(year, second, first)]
        if match["s"] != ".":
            found.append(iso_day(year, first, second))
    return tuple(dict.fromkeys(day for day in found if day))


def _whole_year(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (2000 if number < PIVOT else 1900)


def first_day(text: str) -> str | None:
    """The first full day of a text in ISO form; for metadata fields that hold a date and little else."""
    days = full_days(text)
    return days[0].iso if days else None


def moment(text: str) -> str | None:
    """The time that a metadata field tells, in EDTF and as precisely as it does; None where it tells none.

    `2007-02-22T14:05:00+01:00`, `2007-02-22`, `2007-02`, `2007`.
    """
    text = text.strip()
    exact = _exact(text)
    if exact is not None:
        return exact
    day = first_day(text)
    if day is not None:
        return day
    found = NAMED_MONTH.fullmatch(text)
    return f"{found['y']}-{_month(found['m']):02}" if found else None


def _exact(text: str) -> str | None:
    """The time in an ISO 8601 or RFC 2822 form."""
    found = MOMENT.fullmatch(text)
    if found is None:
        try:
            return _written(parsedate_to_datetime(text)) if re.search(r"\d:\d\d", text) else None
        except (ValueError, TypeError, OverflowError):
            return None
    if found["day"] is None:
        return (
            "-".join(filter(None, (found["year"], found["month"])))
            if "01" <= (found["month"] or "01") <= "12"
            else None
        )
    day = iso_day(int(found["year"]), int(found["month"]), int(found["day"]))
    if day is None or found["clock"] is None:
        return day
    clock = found["clock"].replace(":", "").ljust(6, "0")
    zone = (found["zone"] or "").upper()
    zone = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    try:
        return _written(datetime.fromisoformat(f"{day}T{clock[:2]}:{clock[2:4]}:{clock[4:]}{zone}"))
    except ValueError:
        return day


def _written(value: datetime) -> str:
    """A time as EDTF writes it: to the second, with Z for universal time."""
    if not 1800 <= value.year < 2100:
        raise ValueError("no time of an article")
    written = value.replace(microsecond=0).isoformat()
    return f"{written[:-6]}Z" if written.endswith("+00:00") else written


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _full_day(match: re.Match[str]) -> Day | None:
    if match["m1"]:
        year, month, day = int(match["y1"]), _month(match["m1"]), int(match["d1"])
    elif match["m2"]:
        year, month, day = int(match["y2"]), _month(match["m2"]), int(match["d2"])
    elif match["y3"]:
        year, month, day = int(match["y3"]), int(match["n3"]), int(match["d3"])
    else:
        order = _numeric_order(int(match["a4"]), int(match["b4"]), dotted=match["s4"] == ".")
        if order is None:
            return None
        year, month, day = int(match["y4"]), *order
    return Day(match.start(), match.end(), year, month, day)


def _numeric_order(first: int, second: int, *, dotted: bool) -> tuple[int, int] | None:
    """(month, day) of `a/b`; with dots the day comes first, with strokes only a number above 12 tells."""
    if dotted or first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else None
