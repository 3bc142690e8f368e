"""The day in a dateline, the day of publication, and what the one tells about the other.

A day without a year gets one only from what the input says: a day of publication near it, a numeric date at the top, or
the name of the file. A weekday beside it must agree. Where they contradict, the more explicit counts: a line of the
text before the file name, a whole date before a year alone. The clock is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from kg.read.dates import WEEKDAY, WEEKDAYS, Day, complete, full_days, iso_day, near, short_days

# A dateline stands within so many characters of the beginning of the body (a caption may come before it).
DATELINE_REACH = 160
# What may stand between the day of a dateline and its dash: a bracket that closes, the agency.
AFTER_DATE = re.compile(r"(?:\s*[,)])?\s*(?:\([^()]{1,40}\)\s*)?(?:/[^/]{1,30}/\s*)?(?P<dash>--|—|–|−|-|―|:)")
# A place is one to three names in capitals; a sentence has small words or a preposition before its day.
NAME = (
    rf"(?!{WEEKDAY})[^\W\d_a-z][\w.'’-]*"
    rf"(?:\s(?:(?!{WEEKDAY})[^\W\d_a-z][\w.'’-]*|of|and|de|da|do|del|la|le|el|al|es))*"
)
PLACE = re.compile(
    r"(?!(?:On|In|By|From|Since|Until|Till|Before|After|At|The|To|For|As|And|But)\b)"
    rf"(?P<place>{NAME}(?:,\s*{NAME}){{0,2}})\s*(?P<mark>\([^()]{{1,40}}\)[,:]?|[,:(|])?\s*(?:{WEEKDAY},?\s*)?$"
)
IN_SENTENCE = re.compile(r"(?:^|\s)(?:[a-z]+|On|In|By|Since|Until|From|Before|After)\s*$")
CAPITAL_PLACE = re.compile(r"\b[A-Z][A-Z.'’-]{2,}(?:\s[A-Z][A-Z.'’-]+)*,?\s*\(?$")
WEEKDAY_BEFORE = re.compile(rf"(?P<name>{WEEKDAY}),?\s*$", re.I)
NAMED_DAY = re.compile(r"((?:1[89]|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
NAMED_YEAR = re.compile(r"((?:1[89]|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class NamedDate:
    """What the name of a file begins with: a day (`1985-11-21-geneva.txt`), a year (`1985-geneva.txt`), or nothing."""

    day: str | None = None
    year: int | None = None


NOTHING = NamedDate()


def named_date(source: str) -> NamedDate:
    """The day or year at the beginning of a file name."""
    name = PurePath(source).name
    found = NAMED_DAY.match(name)
    if found and (day := iso_day(int(found[1]), int(found[3]), int(found[4]))):
        return NamedDate(day, int(found[1]))
    year = NAMED_YEAR.match(name)
    return NamedDate(None, int(year[1])) if year else NOTHING


def find_dateline(opening: str) -> Day | None:
    """The day of the dateline at the beginning of a body, with or without its year."""
    head = opening[:DATELINE_REACH]
    for day in full_days(head):
        if IN_SENTENCE.search(head[: day.start]):
            continue
        if AFTER_DATE.match(opening[day.end : day.end + 60]) or CAPITAL_PLACE.search(head[: day.start]):
            return day
    for day in short_days(head):
        before = head[: day.start]
        after = AFTER_DATE.match(opening[day.end : day.end + 60])
        if after and (not before.strip() or ends_with_place(before, certain=after["dash"] == ":")):
            return day
    return None


def ends_with_place(before: str, *, certain: bool = False) -> bool:
    """Whether the words before a day end with the place of a dateline.

    It stands at the beginning or after the end of a caption, with a comma or bracket behind it; in capitals (which
    `certain` demands) it may do without.
    """
    found = PLACE.search(before[-DATELINE_REACH:])
    if not found:
        return False
    if found["place"].split(",")[0].isupper():
        return True
    opens = before[-DATELINE_REACH:][: found.start()].rstrip()
    return not certain and bool(found["mark"]) and (not opens or opens[-1] in '.!?)”"')


def is_dateline(line: str) -> bool:
    """Whether a line is a dateline and nothing else: its paragraph begins on the next one."""
    if len(line) > DATELINE_REACH or not line.endswith(("-", "–", "—", "−", "―")):
        return False
    day = find_dateline(line)
    after = AFTER_DATE.match(line[day.end :]) if day else None
    return bool(day and after and day.end + after.end() == len(line) and line[: day.start].strip())


def settle_days(
    dateline: Day | None, *, readings: Sequence[str], named: NamedDate, opening: str = ""
) -> tuple[str | None, str | None]:
    """(day of publication, day of the dateline), None for each that is not known.

    Args:
        dateline: The day in the dateline.
        readings: What the day of publication may be by the text: one day, or two where its order cannot be told.
        named: What the file name tells.
        opening: The text in which the dateline was found, for a weekday before it.
    """
    published = readings[0] if len(readings) == 1 else None
    if published is None and dateline is not None:
        agreeing = [day for day in readings if _agrees(dateline, day)]
        published = agreeing[0] if len(agreeing) == 1 else None
    # A dateline with its year is more explicit than the name of the file, one without a year less.
    if published is None and not (dateline and dateline.iso and named.day and not _agrees(dateline, named.day)):
        published = named.day
    return published, _dateline_day(dateline, published, named, opening)


def with_year(day: Day, year: int | None, text: str) -> str | None:
    """The ISO form of a day without a year in that year; None where the weekday written before it is another."""
    value = iso_day(year, day.month, day.day) if year else None
    return value if value and _weekday_agrees(value, text[: day.start]) else None


def _dateline_day(dateline: Day | None, published: str | None, named: NamedDate, opening: str) -> str | None:
    if dateline is None:
        return None
    if dateline.iso:
        return dateline.iso
    if published:
        return complete(dateline, published)
    return with_year(dateline, named.year, opening)


def _agrees(dateline: Day, published: str) -> bool:
    """Whether an article of that dateline may have been published on that day."""
    return near(dateline.iso, published) if dateline.iso else complete(dateline, published) is not None


def _weekday_agrees(value: str, before: str) -> bool:
    found = WEEKDAY_BEFORE.search(before)
    return not found or WEEKDAYS.index(found["name"][:3].lower()) == date.fromisoformat(value).weekday()
