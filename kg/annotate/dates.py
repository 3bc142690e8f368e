"""Temporal expressions: Document → Document with `times`, each resolved to EDTF.

An expression is resolved against the day of the dateline, else of publication, and by the tense of the verb
that governs it. What cannot be resolved is left out; the article's own day is never a guess. Bounds ("since
1990", "by Friday") and the dateline itself give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg.annotate import calendar_grammar as grammar
from kg.annotate.calendar_days import (
    Direction,
    day_in,
    edtf_interval,
    edtf_month,
    month_number,
    nearest_day,
    nearest_month,
    nearest_season,
    nearest_weekday,
    number_of,
    season_of_year,
    shift_month,
    week_of,
    weekday_number,
    weekend,
    word_set,
)
from kg.annotate.calendar_tense import Tense, tense_at
from kg.model.document import Document, Span, TimeExpression, Token

# A dateline opens the text; a caption of this many characters may run into it on a saved page.
DATELINE_REACH = 160
NAMED_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "before yesterday": -2, "after tomorrow": 2}
# A month's name without a day or year counts only after one of these words, or as an attribute ("the July summit").
MONTH_CONTEXT = word_set("in of during for until till to from between and or early late mid since the around")
AMBIGUOUS_MONTHS = frozenset(("may", "march", "mar", "august", "april", "june", "jun", "jan"))
YEAR_CONTEXT = word_set("in during of early late mid around for spring summer autumn fall winter back until")


def find_times(doc: Document) -> Document:
    """The document with `times` set, in text order and without overlaps."""
    return replace(doc, times=tuple(_Finder(doc).times()))


def reference_day(doc: Document) -> date | None:
    """The day against which "today" is told: the dateline's where there is one, else that of publication."""
    published = _parse_day(doc.article.reference_date)
    match = _dateline(doc) if doc.article.dateline is None else None
    if match is None:
        return published
    value = _absolute(match["date"], published)
    return value or published


def _parse_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _dateline(doc: Document) -> re.Match[str] | None:
    """The dateline in the first lines of the body, if any."""
    for paragraph in doc.paragraphs[:3]:
        start = paragraph.span.start
        head = doc.article.text[start : min(paragraph.span.end, start + DATELINE_REACH)]
        match = grammar.DATELINE.search(head)
        if match:
            at = start + match.start()
            return grammar.DATELINE.search(doc.article.text, at, paragraph.span.end)
    return None


def _absolute(text: str, near: date | None) -> date | None:
    """The day that a dateline tells; without a year, the one nearest to the day of publication."""
    for name, pattern in grammar.PATTERNS:
        match = pattern.search(text)
        if name == grammar.DAY_FULL and match and "month" in match.groupdict():
            month, day = month_number(match["month"]), _day_number(match["day"])
            if match["year"]:
                return day_in(int(match["year"]), month, day)
            return nearest_day(near, month, day, Direction.NEAREST) if near else None
    return None


def _day_number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@dataclass(frozen=True, slots=True)
class _Found:
    """A match of one pattern, at offsets of the article text."""

    name: str
    match: re.Match[str]
    span: Span
    head: int

    def get(self, group: str) -> str:
        """The words of a group, lower-cased and with single blanks; "" if the pattern lacks it or it did not match."""
        text = self.match.groupdict().get(group) or ""
        return " ".join(text.lower().split())


class _Finder:
    """One pass over one document.

    `_last` is the value told last, with its sentence, `_month` the last month told. `_told` and `_past` are the last
    day of all and the last of the past narration: "the same day" is the one or the other by its own tense.
    """

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._ref = reference_day(doc)
        self._told: date | None = None
        self._past: date | None = None
        self._last: tuple[str, int] | None = None
        self._month: str | None = None
        dateline = _dateline(doc)
        self._skip = Span(dateline.start(), dateline.end()) if dateline else Span(0, 0)

    def times(self) -> Iterator[TimeExpression]:
        for found in self._matches():
            tense = tense_at(self._doc, found.head)
            value = self._value(found, tense)
            if value is None:
                continue
            text = self._doc.article.slice(found.span)
            yield TimeExpression(span=found.span, text=text, value=value, head=found.head)
            self._remember(value, found, tense)

    def _remember(self, value: str, found: _Found, tense: Tense) -> None:
        """Keep a day that later ones may be counted from: what is told before the story, in a quote, or by the way in a
        relative clause is none.
        """
        if self._doc.quote_of(found.head):
            return
        self._last = (value, self._doc.tokens[found.head].sentence)
        if len(value) >= len("2007-02"):
            self._month = value[: len("2007-02")]
        if len(value) != len("2007-02-22") or tense is Tense.PLUPERFECT or self._is_by_the_way(found.head):
            return
        self._told = _parse_day(value)
        if tense not in (Tense.FUTURE, Tense.SCHEDULED):
            self._past = self._told

    def _is_by_the_way(self, head: int) -> bool:
        """Whether a time stands in a relative clause ("the party leader, who had a call from her on March 29")."""
        token = self._doc.tokens[head]
        while token.head != token.i:
            if token.dep == "relcl":
                return True
            token = self._doc.tokens[token.head]
        return False

    def _matches(self) -> Iterator[_Found]:
        for paragraph in self._doc.paragraphs:
            text = self._doc.article.slice(paragraph.span).replace("’", "'")
            taken: list[_Found] = []
            for name, pattern in grammar.PATTERNS:
                for match in pattern.finditer(text):
                    found = self._accept(name, match, paragraph.span.start)
                    if found and not any(found.span.touches(other.span) for other in taken):
                        taken.append(found)
            yield from (found for found in sorted(taken, key=lambda found: found.span) if not self._is_bound(found))

    def _accept(self, name: str, match: re.Match[str], offset: int) -> _Found | None:
        """The match as a find, unless the parse says that it is no date."""
        group = "head2" if match.groupdict().get("head2") else "head"
        span = Span(offset + match.start(), offset + match.end())
        tokens = self._doc.tokens_in(Span(offset + match.start(group), offset + match.end(group)))
        if not tokens:
            # The word is a part of a longer token ("Sept.-Oct."): the token that holds its start carries it.
            at = self._doc.tokens_in(Span(0, offset + match.start(group) + 1))
            tokens = at[-1:]
        if not tokens or span.touches(self._skip):
            return None
        found = _Found(name, match, span, tokens[0])
        checks = {grammar.MONTH_ONLY: self._is_month, grammar.YEAR_ONLY: self._is_year}
        return found if checks.get(name, _always)(found) else None

    def _is_bound(self, found: _Found) -> bool:
        start = found.span.start
        return grammar.BOUND.search(self._doc.article.text[max(0, start - 40) : start]) is not None

    def _before(self, found: _Found) -> Token | None:
        first = self._doc.tokens_in(found.span)
        i = (first[0] if first else found.head) - 1
        return (
            self._doc.tokens[i]
            if i >= 0 and self._doc.tokens[i].sentence == self._doc.tokens[found.head].sentence
            else None
        )

    def _is_month(self, found: _Found) -> bool:
        """Whether a bare month's name is the month, and not a person, a verb or a march."""
        token = self._doc.tokens[found.head]
        if token.ner == "PERSON" or token.pos in ("VERB", "AUX"):
            return False
        if found.get("word") or found.span.start < token.start:
            return True
        before = self._before(found)
        context = before is not None and (before.lower in MONTH_CONTEXT or before.text.rstrip(",") in ("mid-",))
        if found.get("month").rstrip(".") in AMBIGUOUS_MONTHS:
            return before is not None and context and (token.ner in ("DATE", "") or before.lower in ("in", "until"))
        return context or token.dep in ("compound", "nmod", "npadvmod", "poss", "pobj")

    def _is_year(self, found: _Found) -> bool:
        """Whether four digits are a year that dates something: not a count, not the name of a law."""
        token = self._doc.tokens[found.head]
        before, after = self._before(found), self._after(found)
        if token.start != found.span.start or token.end != found.span.end:
            return False
        if after is not None and token.dep in ("nummod", "compound", "nmod", "amod") and token.head > token.i:
            event = after.text.islower() and after.text.isalpha() and before is not None
            return (
                event and before is not None and before.lower in ("the", "a", "'s", "his", "her", "their", "its", "in")
            )
        if before is None or before.lower not in YEAR_CONTEXT:
            return False
        noun = self._doc.tokens[before.i - 1] if before.lower == "of" and before.i else None
        return noun is None or not noun.text[:1].isupper()

    def _after(self, found: _Found) -> Token | None:
        i = found.head + 1
        return self._doc.tokens[i] if i < len(self._doc.tokens) else None

    def _value(self, found: _Found, tense: Tense) -> str | None:
        """The EDTF text, or None for what the article does not suffice to resolve."""
        absolute = _ABSOLUTE.get(found.name)
        direction = _direction(tense)
        try:
            if found.name == grammar.SAME_UNIT:
                return self._same_unit(found)
            if found.name in _ANCHORED:
                anchor = self._past if direction is Direction.PAST and self._past else self._told
                anchor = self._day_just_told(found) or anchor
                if anchor is not None:
                    return _ANCHORED[found.name](found, anchor)
            if absolute and (value := absolute(found, self._ref, direction)):
                return value
            relative = _RELATIVE.get(found.name)
            return relative(found, self._ref, direction) if relative and self._ref else None
        except (ValueError, OverflowError):
            # A word that only looked like a number, or a date before the year 1.
            return None

    def _same_unit(self, found: _Found) -> str | None:
        """ "that month" is the one told last."""
        if found.get("unit") == "month":
            return self._month
        return self._last[0][: len("2007")] if self._last else None

    def _day_just_told(self, found: _Found) -> date | None:
        """ "that evening" is of the day told in the sentence before, though the day itself was told in retrospect."""
        said = found.match[0].lower().split()
        if self._last is None or found.name != grammar.SAME_DAY or "that" not in said:
            return None
        if found.get("head") == "day" and "same" not in said:
            return None
        value, sentence = self._last
        near = 0 <= self._doc.tokens[found.head].sentence - sentence <= 1
        return _parse_day(value) if near and len(value) == len("2007-02-22") else None


def _always(_found: _Found) -> bool:
    return True


def _direction(tense: Tense) -> Direction:
    if tense in (Tense.PAST, Tense.PLUPERFECT):
        return Direction.PAST
    if tense is Tense.FUTURE:
        return Direction.FUTURE
    return Direction.NEAREST


def _full_day(found: _Found, ref: date | None, direction: Direction) -> str | None:
    head = found.get("month") or found.get("head")
    month = int(head) if head.isdigit() else month_number(head)
    day = _day_number(found.get("day"))
    if found.get("year"):
        exact = day_in(int(found.get("year")), month, day)
    else:
        exact = _day_of_weekday(found, ref, month, day) or nearest_day(ref, month, day, direction) if ref else None
    return exact.isoformat() if exact else None


def _day_of_weekday(found: _Found, ref: date, month: int, day: int) -> date | None:
    """The day that falls on the weekday told before it ("Thursday, 27 October"), in the year of `ref` or beside it."""
    told = grammar.OPENING_WEEKDAY.match(found.match[0])
    if told is None:
        return None
    weekday = weekday_number(told["weekday"])
    days = (day_in(ref.year + by, month, day) for by in (0, -1, 1))
    return next((exact for exact in days if exact is not None and exact.weekday() == weekday), None)


def _day_range(found: _Found, ref: date | None, direction: Direction) -> str | None:
    last_name = found.get("month2") or found.get("month")
    first_name = found.get("month1") or found.get("month")
    first_day, last_day = _day_number(found.get("day")), _day_number(found.get("day2"))
    first_month, last_month = month_number(first_name), month_number(last_name)
    if found.get("year"):
        last = day_in(int(found.get("year")), last_month, last_day)
    else:
        last = nearest_day(ref, last_month, last_day, direction) if ref else None
    if last is None:
        return None
    first = day_in(last.year - (first_month > last_month), first_month, first_day)
    return edtf_interval(first, last) if first and first < last else None


def _month_and_year(found: _Found, ref: date | None, _direction: Direction) -> str | None:
    shift = {"last": -1, "this": 0, "next": 1}
    word = found.get("word")
    if word:
        return edtf_month(ref.year + shift[word], month_number(found.get("month"))) if ref else None
    return edtf_month(int(found.get("year")), month_number(found.get("month")))


def _month(found: _Found, ref: date, direction: Direction) -> str:
    month, word = month_number(found.get("month")), found.get("word")
    if word in ("last", "past", "previous"):
        return edtf_month(ref.year - (month >= ref.month), month)
    if word in ("next", "coming", "following"):
        return edtf_month(ref.year + (month <= ref.month), month)
    if word == "this":
        return edtf_month(ref.year, month)
    return nearest_month(ref, month, direction)


def _weekday(found: _Found, ref: date, direction: Direction) -> str:
    weekday, word = weekday_number(found.get("weekday")), found.get("word")
    if word in ("last", "past", "this past"):
        day = nearest_weekday(ref - timedelta(days=1), weekday, Direction.PAST)
    elif word in ("next", "coming", "this coming"):
        day = nearest_weekday(ref + timedelta(days=1), weekday, Direction.FUTURE)
    elif word == "this":
        day = week_of(ref)[0] + timedelta(days=weekday)
    else:
        day = nearest_weekday(ref, weekday, direction)
    return day.isoformat()


def _weekday_week(found: _Found, ref: date, _direction: Direction) -> str:
    """ "on Thursday week": a week after the coming Thursday."""
    coming = nearest_weekday(ref + timedelta(days=1), weekday_number(found.get("weekday")), Direction.FUTURE)
    return (coming + timedelta(weeks=1)).isoformat()


def _weekday_range(found: _Found, ref: date, direction: Direction) -> str:
    first, last = weekday_number(found.get("weekday")), weekday_number(found.get("weekday2"))
    if direction is Direction.FUTURE:
        start = nearest_weekday(ref, first, direction)
        return edtf_interval(start, nearest_weekday(start, last, Direction.FUTURE))
    end = nearest_weekday(ref, last, direction)
    return edtf_interval(nearest_weekday(end, first, Direction.PAST), end)


def _weekday_of_week(found: _Found, ref: date, _direction: Direction) -> str:
    shift = {"last": -1, "this": 0, "next": 1}[found.get("word")]
    return (week_of(ref, shift)[0] + timedelta(days=weekday_number(found.get("weekday")))).isoformat()


def _season_and_year(found: _Found, _ref: date | None, _direction: Direction) -> str:
    return season_of_year(found.get("season"), int(found.get("year")))


def _season(found: _Found, ref: date, direction: Direction) -> str:
    return nearest_season(ref, found.get("season"), found.get("word").split()[-1], direction)


def _named_day(found: _Found, ref: date, _direction: Direction) -> str:
    word = found.get("word")
    shift = -1 if word == "last night" else NAMED_DAYS.get(word, 0)
    return (ref + timedelta(days=shift)).isoformat()


def _ago(found: _Found, ref: date, _direction: Direction) -> str:
    return _shift(ref, -number_of(found.get("number")), found.get("unit"))


def _ahead(found: _Found, ref: date, direction: Direction) -> str | None:
    """ "in two weeks" lies ahead only in a future clause; in a past one it is a duration."""
    if direction is not Direction.FUTURE:
        return None
    return _shift(ref, number_of(found.get("number")), found.get("unit"))


def _shift(day: date, by: int, unit: str) -> str:
    if unit == "day":
        return (day + timedelta(days=by)).isoformat()
    if unit in ("week", "fortnight"):
        return edtf_interval(*week_of(day, by if unit == "week" else 2 * by))
    if unit == "month":
        return edtf_month(*shift_month(day.year, day.month, by))
    return f"{day.year + by:04d}"


def _unit(found: _Found, ref: date, _direction: Direction) -> str:
    """`this week` is the whole week; `earlier this week` ends, and `later this week` begins, with the day itself."""
    word, unit, when = found.get("word"), found.get("unit"), found.get("when")
    shift = {"last": -1, "next": 1, "the coming": 1, "this coming": 1}.get(word, 0)
    if unit == "week" and shift == 0 and when:
        monday, sunday = week_of(ref)
        return edtf_interval(monday, ref) if when == "earlier" else edtf_interval(ref, sunday)
    return _shift(ref, shift, unit)


def _weekend(found: _Found, ref: date, direction: Direction) -> str:
    word = found.get("word")
    if word == "next":
        return edtf_interval(*weekend(week_of(ref, 1)[0], Direction.FUTURE))
    if word in ("last", "this past"):
        saturday, _ = weekend(ref, Direction.PAST)
        shift = 1 if saturday + timedelta(days=1) >= ref else 0
        return edtf_interval(*weekend(week_of(saturday, -shift)[0], Direction.NEAREST))
    return edtf_interval(*weekend(ref, direction))


def _day_of_month(found: _Found, ref: date, direction: Direction) -> str | None:
    """ "on the 10th": the nearest month that has such a day in the direction of the tense."""
    number = _day_number(found.get("day"))
    months = [shift_month(ref.year, ref.month, by) for by in (-1, 0, 1)]
    days = [day for year, month in months if (day := day_in(year, month, number))]
    if direction is not Direction.NEAREST:
        days = [day for day in days if (day - ref).days * direction >= 0]
    best = min(days, key=lambda day: abs((day - ref).days), default=None)
    return best.isoformat() if best else None


def _years(found: _Found, _ref: date | None, _direction: Direction) -> str | None:
    first, last = int(found.get("year")), int(found.get("year2"))
    return f"{first}/{last}" if first < last else None


def _year(found: _Found, _ref: date | None, _direction: Direction) -> str:
    return found.get("year")


def _same_day(_found: _Found, anchor: date) -> str:
    return anchor.isoformat()


def _next_day(found: _Found, anchor: date) -> str:
    back = found.get("word") in ("before", "earlier", "previous")
    return (anchor + timedelta(days=-1 if back else 1)).isoformat()


def _shifted(found: _Found, anchor: date) -> str:
    number = number_of(found.get("number"))
    back = found.get("word") in ("before", "earlier")
    return _shift(anchor, -number if back else number, found.get("unit"))


def _next_unit(found: _Found, anchor: date) -> str:
    return _shift(anchor, -1 if found.get("word") in ("previous", "before", "earlier") else 1, found.get("unit"))


def _next_weekday(found: _Found, anchor: date) -> str:
    back, weekday = found.get("word") == "previous", weekday_number(found.get("weekday"))
    start = anchor + timedelta(days=-1 if back else 1)
    return nearest_weekday(start, weekday, Direction.PAST if back else Direction.FUTURE).isoformat()


_ABSOLUTE: dict[str, Callable[[_Found, date | None, Direction], str | None]] = {
    grammar.DAY_FULL: _full_day,
    grammar.DAY_RANGE: _day_range,
    grammar.MONTH_YEAR: _month_and_year,
    grammar.SEASON_YEAR: _season_and_year,
    grammar.YEAR_RANGE: _years,
    grammar.YEAR_ONLY: _year,
}
_RELATIVE: dict[str, Callable[[_Found, date, Direction], str | None]] = {
    grammar.MONTH_ONLY: _month,
    grammar.WEEKDAY_RANGE: _weekday_range,
    grammar.WEEKDAY_OF_WEEK: _weekday_of_week,
    grammar.WEEKDAY_WEEK: _weekday_week,
    # Where no day was told before it, "the following Saturday" is the next one.
    grammar.NEXT_WEEKDAY: _weekday,
    grammar.WEEKDAY_ONLY: _weekday,
    grammar.SEASON_ONLY: _season,
    grammar.NAMED_DAY: _named_day,
    grammar.AGO: _ago,
    grammar.AHEAD: _ahead,
    grammar.UNIT_ONLY: _unit,
    grammar.WEEKEND: _weekend,
    grammar.DAY_NUMBER: _day_of_month,
}
_ANCHORED: dict[str, Callable[[_Found, date], str]] = {
    grammar.SAME_DAY: _same_day,
    grammar.NEXT_DAY: _next_day,
    grammar.SHIFTED: _shifted,
    grammar.NEXT_UNIT: _next_unit,
    grammar.NEXT_WEEKDAY: _next_weekday,
}
