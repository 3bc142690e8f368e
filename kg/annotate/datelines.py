"""Datelines: where and when a report was filed ("GENEVA, Nov. 21 (Agency) --"). They are no part of what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.model.document import Document, Span

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\.)?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = rf"(?:{WEEKDAY},?\s+)?(?:{MONTH}\s+{DAY}|{DAY}\s+{MONTH})(?:,?\s+\d{{4}})?|{WEEKDAY}(?=\s*(?:[,(–—]|--?\s))"
AGENCY = r"\([^()\n]{2,45}\)|/[A-Z][^/\n]{1,25}/"
# An article's paragraphs in which a dateline may stand: a byline or a place of its own may come first.
PARAGRAPHS = 3
HEAD = re.compile(
    r"\s*(?P<place>[^\W\d_][^\W\d_.'’/\- ]*(?:[.'’/\- ]{1,2}[^\W\d_]+)*\.?)"
    r"(?P<region>(?:,\s+(?!" + MONTH + r"\s+\d|" + DATE + r")[A-Z][\w.]*(?:\s(?:and\s)?[A-Z][\w.]*){0,3})?)"
    rf"(?P<parts>(?:\s*,?\s*(?:{DATE}|{AGENCY}))*)"
    r"\s*(?P<end>--+|[–—:_]|\.?-(?=\s|$)|\.(?=\s|$))"
)


@dataclass(frozen=True, slots=True)
class Datelines:
    """The tokens of a document's datelines; in `bare` those of them that stand in brackets: agency or day."""

    tokens: frozenset[int] = frozenset()
    bare: frozenset[int] = frozenset()


def find_datelines(doc: Document, is_place: Callable[[str], bool]) -> Datelines:
    """The datelines at the head of the first paragraphs.

    A place in capitals needs a dash, or a colon if `is_place` knows it (else it may be the speaker of a transcript); a
    place that is not in capitals needs a date.
    """
    tokens: list[int] = []
    bare: list[int] = []
    for paragraph in doc.paragraphs[:PARAGRAPHS]:
        text = doc.text_of(paragraph.span)
        match = HEAD.match(text)
        if match is None or not _is_dateline(match, is_place, text[match.end() :].lstrip()[:1]):
            continue
        start = paragraph.span.start
        tokens.extend(doc.tokens_in(Span(start, start + match.end())))
        for part in re.finditer(AGENCY, match["parts"]):
            at = start + match.start("parts")
            bare.extend(doc.tokens_in(Span(at + part.start(), at + part.end())))
        break
    return Datelines(frozenset(tokens), frozenset(bare))


def _is_dateline(match: re.Match[str], is_place: Callable[[str], bool], follows: str) -> bool:
    place, parts, end = match["place"], match["parts"], match["end"]
    words = place.split()
    dated = re.search(r"\d|day\b", parts) is not None
    if place.isupper() and sum(letter.isalpha() for letter in place) > 2:
        known = is_place(place)
        if end == ".":
            return dated
        return bool(parts) or (not follows.islower() and (known or (end != ":" and len(words) < 4)))
    named = len(words) < 4 and all(word[0].isupper() for word in words)
    return named and (dated or (bool(parts) and is_place(place) and end not in (".", ":")))
