"""What the lines around the body of a plain text tell: headline, day, byline, publisher, address.

Nothing is guessed: a field that the text does not tell plainly stays None. `kg.read.published` finds the days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.read.boilerplate import Layout
from kg.read.cues import BYLINE, URL_LINE, Cue
from kg.read.datelines import NOTHING, NamedDate, is_dateline
from kg.read.dates import full_days
from kg.read.lines import Unit
from kg.read.published import date_readings, find_days

MIN_HEADLINE = 4
MAX_HEADLINE = 30


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article besides its text. `published` and `dateline` are ISO days.

    `issued` and `modified` are times as precise as the input tells them; `date_source` is what told `published`, where
    that was no metadata.
    """

    headline: str | None = None
    published: str | None = None
    dateline: str | None = None
    url: str | None = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    issued: str | None = None
    modified: str | None = None
    section: str | None = None
    date_source: str | None = None


def plain_metadata(layout: Layout, *, published: str | None = None, named: NamedDate = NOTHING) -> Metadata:
    """The metadata that the lines of a plain text tell.

    Args:
        layout: The lines, and which of them are the body.
        published: The day of publication where it is known.
        named: What the name of the file tells.
    """
    day, dateline, source = find_days(layout, published=published, named=named)
    return Metadata(
        headline=_headline(layout),
        published=day,
        dateline=dateline,
        url=_url(layout),
        author=_author([layout.units[i].text for i in range(layout.first) if layout.cues[i] is Cue.BYLINE]),
        publisher=_publisher(layout),
        date_source=source,
    )


def _headline(layout: Layout) -> str | None:
    """The title nearest above the byline or the body; the higher of two neighbours where the lower is its deck."""
    titles = [i for i in range(layout.first) if layout.cues[i] is Cue.TITLE and _is_headline(layout.units[i])]
    byline = next((i for i in range(layout.first) if layout.cues[i] is Cue.BYLINE), layout.first)
    titles = [i for i in titles if i < byline] or titles
    if not titles:
        return _headline_in_body(layout)
    best = titles[-1]
    if len(titles) > 1 and titles[-2] == best - 1 and _is_deck(layout.units[best], layout.units[best - 1]):
        best -= 1
    return " ".join(layout.units[best].text.split())


def _is_headline(unit: Unit) -> bool:
    if date_readings(unit.text):
        return False
    return MIN_HEADLINE <= len(unit.words) <= MAX_HEADLINE or (
        2 <= len(unit.words) < MIN_HEADLINE and unit.span.start < 5
    )


def _is_deck(lower: Unit, upper: Unit) -> bool:
    return len(upper.words) >= MIN_HEADLINE and (lower.ends_sentence or len(lower.words) > 1.3 * len(upper.words))


def _headline_in_body(layout: Layout) -> str | None:
    """A first line in title case that ends with a full stop is read as a sentence, yet it names the article."""
    if len(layout.body) < 2 or layout.body[0] != 0:
        return None
    first = layout.units[0]
    named = first.alone and not is_dateline(first.text) and 3 <= len(first.words) <= 20 and first.title_share >= 0.8
    return " ".join(first.text.split()) if named else None


def _url(layout: Layout) -> str | None:
    """A web address alone on a line above the body, else below it."""
    for i in (*range(layout.first), *range(layout.first, len(layout.units))):
        if layout.cues[i] is Cue.ADDRESS:
            found = URL_LINE.match(layout.units[i].text)
            return found[1] if found else None
    return None


def _author(bylines: list[str]) -> str | None:
    for line in bylines:
        name = clean_author(line)
        if name:
            return name
    return None


def clean_author(byline: str) -> str | None:
    """The names in a byline: without "By", role, outlet and date, and in ordinary case."""
    names = BYLINE.sub("", byline.strip(), count=1)
    days = full_days(names)
    names = names[: days[0].start] if days else names
    names = re.split(r"\s*[|,;/•·]\s*|\s+[-–—]\s+|\s+(?:for|in)\s+", names)[0].strip(" .,")
    words = names.split()
    if not words or len(words) > 12 or names.startswith(("http", "@")):
        return None
    return " ".join(word.title() if word.isupper() and len(word) > 3 else word for word in words)


def _publisher(layout: Layout) -> str | None:
    """A short line at the top whose words stand in the legal line at the bottom as well."""
    legal = " ".join(
        unit.text for unit, cue in zip(layout.units, layout.cues, strict=True) if cue is Cue.LEGAL
    ).casefold()
    for i in range(layout.first):
        unit = layout.units[i]
        name = re.escape(unit.text.casefold())
        short = len(unit.words) <= 5 and layout.cues[i] is Cue.TITLE and unit.text[0].isupper()
        if legal and short and re.search(rf"(?<!\w){name}(?!\w)", legal):
            return unit.text
    return None
