"""The day of publication and the dateline in the lines around a body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.read.boilerplate import Layout
from kg.read.cues import BULLET, CLOCK, LABELLED_DATE, SEPARATOR, WEEKDAY, Cue
from kg.read.datelines import NOTHING, NamedDate, ends_with_place, find_dateline, settle_days, with_year
from kg.read.dates import FULL, Day, full_days, readings, short_days
from kg.read.lines import Unit

# How far below the body a line with the date of publication is looked for.
TAIL_UNITS = 4
# The dateline stands in these first characters of the body.
OPENING = 400
UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified)", re.I)
ITEM = re.compile(rf"{BULLET.pattern}|\d{{1,2}}[.)]\s|>\s")


def find_days(
    layout: Layout, *, published: str | None = None, named: NamedDate = NOTHING
) -> tuple[str | None, str | None, str | None]:
    """(day of publication, day of the dateline, what told the former) of an article, None for each that is not known.

    What told it is "text", "name", or None for the metadata, as the caller knows which.

    Args:
        layout: The lines of its text.
        published: The day of publication where the metadata tell it.
        named: What the name of its file tells.
    """
    opening = _opening(layout)
    dateline = find_dateline(opening)
    if dateline is None:
        dateline, opening = _dateline_above(layout)
    told = (published,) if published else _published(layout, named.year)
    day, written = settle_days(dateline, readings=told, named=named, opening=opening)
    source = None if published or day is None else "text" if day in told else "name"
    return day, written, source


def date_readings(line: str) -> tuple[str, ...]:
    """The days that a part of a line between separators may be (`HOME > ANDES      27/10/98`); none, one or two."""
    found = [days for part in re.split(SEPARATOR, line) if (days := _alone(part))]
    return found[0] if len(set(found)) == 1 else ()


def _alone(part: str) -> tuple[str, ...]:
    """The days of a part that is a date and nothing else, clock, weekday and a word such as "Edition" aside."""
    part = LABELLED_DATE.sub("", part.strip(" []()*|,;:"), count=1)
    # Whole first: `27.10.98` would pass for a clock and a rest.
    for words in (part, CLOCK.sub(" ", part)):
        bare = WEEKDAY.sub(" ", words).strip(" ,;.-–|()")
        rest = FULL.sub(" ", bare) if full_days(bare) else ""
        if len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1 and (found := readings(bare)):
            return found
    return ()


def _opening(layout: Layout) -> str:
    words, length = [], 0
    for i in layout.body:
        words.append(layout.units[i].text[:OPENING])
        length += len(words[-1])
        if length > OPENING:
            break
    return "\n\n".join(words)[:OPENING]


def _published(layout: Layout, year: int | None) -> tuple[str, ...]:
    """What the lines tell of the day of publication, the surest line first."""
    last = layout.body[-1] if layout.body else layout.first
    above = range(layout.first)
    zones = (above, range(last + 1, min(last + 1 + TAIL_UNITS, len(layout.units))))
    for zone in zones:
        for line in _date_lines(layout, zone):
            days = full_days(line)
            if days and days[0].iso:
                return (days[0].iso,)
    return _masthead(layout) or _without_year(layout, year)


def _date_lines(layout: Layout, zone: range) -> Iterator[str]:
    """The date lines and bylines of a zone, those labelled "published" first."""
    lines = [layout.units[i].text for i in zone if layout.cues[i] in (Cue.DATE, Cue.BYLINE)]
    yield from (line for line in lines if LABELLED_DATE.match(line) and not UPDATED.match(line))
    yield from lines


def _masthead(layout: Layout) -> tuple[str, ...]:
    """A date between other things in the lines above the body; none where they hold several: then they are links."""
    found = [days for unit in _loose_lines(layout) if (days := date_readings(unit.text))]
    return found[0] if len(set(found)) == 1 else ()


def _loose_lines(layout: Layout) -> Iterator[Unit]:
    """The lines above the body, but no list items and nothing that a section word heads."""
    headed: set[int] = set()
    for i in range(layout.first):
        unit, cue = layout.units[i], layout.cues[i]
        if cue is Cue.SECTION:
            headed.add(unit.block)
        elif cue is not Cue.PROSE and unit.block not in headed and not ITEM.match(unit.text):
            yield unit


def _without_year(layout: Layout, year: int | None) -> tuple[str, ...]:
    """A date line without its year, in the year that the file name tells."""
    for unit in _loose_lines(layout):
        for part in re.split(SEPARATOR, unit.text):
            days = short_days(part)
            rest = WEEKDAY.sub(" ", CLOCK.sub(" ", part[: days[0].start] + " " + part[days[0].end :])) if days else ""
            if days and not re.search(r"[^\W\d_]{2,}", LABELLED_DATE.sub("", rest.strip())):
                value = with_year(days[0], year, part)
                return (value,) if value else ()
    return ()


def _dateline_above(layout: Layout) -> tuple[Day | None, str]:
    """`BRUSSELS, 18. MAR, 21:37` on a line of its own right above the body, and that line."""
    for i in reversed(range(layout.first)):
        if layout.cues[i] is Cue.DATE:
            text = layout.units[i].text
            days = [] if full_days(text) else short_days(text)
            place = WEEKDAY.sub("", LABELLED_DATE.sub("", text[: days[0].start])) if days else ""
            if days and ends_with_place(place):
                return days[0], text
    return None, ""
