"""The forms of temporal expressions in English news, as regular expressions.

Each pattern names its parts; the group `head` is the word that carries the expression in the parse. The order of
`PATTERNS` is that of precedence: what a pattern has taken, a later one does not see.
"""

from __future__ import annotations

import re

MONTH = (
    r"(?:January|Jan\b\.?|February|Feb\b\.?|March|Mar\b\.?|April|Apr\b\.?|May|June|Jun\b\.?|July|Jul\b\.?|August|Aug\b\.?"
    r"|September|Sept\b\.?|Sep\b\.?|October|Oct\b\.?|November|Nov\b\.?|December|Dec\b\.?"
    r"|JANUARY|JAN\b\.?|FEBRUARY|FEB\b\.?|MARCH|MAR\b\.?|APRIL|APR\b\.?|MAY|JUNE|JUN\b\.?|JULY|JUL\b\.?|AUGUST|AUG\b\.?"
    r"|SEPTEMBER|SEPT\b\.?|SEP\b\.?|OCTOBER|OCT\b\.?|NOVEMBER|NOV\b\.?|DECEMBER|DEC\b\.?)(?!\w)"
)
WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?!\w)"
WEEKDAY_ANY = rf"(?:{WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.?(?!\w))"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\w%])"
SEASON = r"(?:spring|summer|autumn|fall|winter)(?!\w)"
DASH = r"\s*(?:-|–|—|to|through|until|till)\s*"
NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"
UNIT = r"(?:day|week|month|year)"
PART = r"(?:\s+(?:morning|afternoon|evening|night|noon))?"
# "the end of June", "early next year": the month or year as a whole, which is all that can be said for sure.
ROUGHLY = (
    r"(?:(?:early|late|mid)(?:\s+in|-|\s)\s*"
    r"|(?:the\s+)?(?:beginning|start|end|middle|close|first\s+half|second\s+half)\s+of\s+)?"
)
DETERMINER = r"(?:last|next|this|coming|past|previous|following)"
# What follows "the day before" when it is counted from an event and not from a day: "the day before the summit".
BESIDE = (
    r"(?:earlier|later|(?:before|after)"
    r"(?!\s+(?:the|a|an|his|her|their|its|my|our|that|this|these|those|when|he|she|they|it)\b|\s+(?-i:[A-Z])))"
)

DAY_RANGE = "day range"
DAY_FULL = "day"
MONTH_YEAR = "month and year"
MONTH_ONLY = "month"
WEEKDAY_RANGE = "weekday range"
WEEKDAY_OF_WEEK = "weekday of a week"
WEEKDAY_WEEK = "weekday a week ahead"
NEXT_WEEKDAY = "weekday before or after"
WEEKDAY_ONLY = "weekday"
SEASON_YEAR = "season and year"
SEASON_ONLY = "season"
NAMED_DAY = "named day"
SAME_DAY = "same day"
SAME_UNIT = "same month or year"
NEXT_DAY = "day before or after"
SHIFTED = "some units before or after"
AGO = "ago"
AHEAD = "ahead"
UNIT_ONLY = "this, last or next unit"
WEEKEND = "weekend"
YEAR_RANGE = "year range"
YEAR_ONLY = "year"
NEXT_UNIT = "week, month or year before or after"
DAY_NUMBER = "day of the month"

# The weekday that opens a date: "Thursday, 27 October".
OPENING_WEEKDAY = re.compile(rf"(?P<weekday>{WEEKDAY})")

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern.replace(" ", r"\s")))
    for name, pattern in (
        (DAY_FULL, rf"\b(?P<year>{YEAR})-(?P<head>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b"),
        (
            DAY_RANGE,
            rf"\b(?P<month>(?P<head>{MONTH})) +(?P<day>{DAY})(?:{DASH}|\s+and\s+)"
            rf"(?:(?P<month2>{MONTH}) +)?(?P<day2>{DAY})(?:,? +(?P<year>{YEAR}))?",
        ),
        (
            DAY_RANGE,
            rf"\b(?P<day>{DAY})(?: +(?P<month1>{MONTH}))?(?:{DASH}|\s+and\s+)"
            rf"(?P<day2>{DAY}) +(?P<month>(?P<head>{MONTH}))(?:,? +(?P<year>{YEAR}))?",
        ),
        (
            DAY_FULL,
            rf"\b(?:{WEEKDAY_ANY},? +)?(?P<month>(?P<head>{MONTH})) +(?P<day>{DAY})(?:,? +(?P<year>{YEAR}))?",
        ),
        (
            DAY_FULL,
            rf"\b(?:{WEEKDAY_ANY},? +)?(?:the +)?(?P<day>{DAY})\.?(?: +of)? +(?P<month>(?P<head>{MONTH}))"
            rf"(?:\.?,? +(?P<year>{YEAR}))?",
        ),
        (MONTH_YEAR, rf"\b{ROUGHLY}(?P<month>(?P<head>{MONTH}))(?:,| of)? +(?P<year>{YEAR})"),
        (MONTH_YEAR, rf"\b(?P<month>(?P<head>{MONTH})) +(?:of +)?(?P<word>last|this|next) +year\b"),
        (SEASON_YEAR, rf"\b(?P<season>(?P<head>{SEASON}))(?: +of|,)? +(?P<year>{YEAR})"),
        (YEAR_RANGE, rf"\b(?P<year>{YEAR})(?:{DASH}|\s+and\s+)(?P<year2>(?P<head>{YEAR}))(?!-)"),
        (WEEKDAY_RANGE, rf"\b(?P<weekday>(?P<head>{WEEKDAY}))(?:{DASH}|\s+and\s+)(?P<weekday2>{WEEKDAY})"),
        (
            WEEKDAY_OF_WEEK,
            rf"\b(?P<weekday>(?P<head>{WEEKDAY}))(?: +of)?,? +(?P<word>last|this|next) +week\b",
        ),
        (WEEKDAY_WEEK, rf"\b(?P<weekday>(?P<head>{WEEKDAY})) +week\b(?!-| +(?:of|when|in|that))"),
        (NEXT_WEEKDAY, rf"(?i)\bthe +(?P<word>previous|following) +(?P<weekday>(?P<head>{WEEKDAY})){PART}"),
        (WEEKDAY_OF_WEEK, rf"\b(?P<word>last|this|next) +week(?: +on|'s)? +(?P<weekday>(?P<head>{WEEKDAY}))"),
        (
            WEEKDAY_ONLY,
            rf"\b(?:(?P<word>[Ll]ast|[Nn]ext|[Tt]his|[Tt]his +coming|[Cc]oming|[Tt]his +past|[Pp]ast) +)?"
            rf"(?P<weekday>(?P<head>{WEEKDAY})){PART}",
        ),
        (MONTH_ONLY, rf"\b{ROUGHLY}(?:(?P<word>{DETERMINER}) +)?(?P<month>(?P<head>{MONTH}))(?! +\d)"),
        (NAMED_DAY, r"(?i)\b(?:the +)?(?P<head>day) +(?P<word>before +yesterday|after +tomorrow)\b"),
        (
            NAMED_DAY,
            r"(?i)\b(?:(?:earlier|later|late|early) +)?(?:on +)?(?P<word>(?P<head>today|tonight|yesterday|tomorrow))"
            rf"{PART}(?!\w)",
        ),
        (NAMED_DAY, r"(?i)\b(?P<word>last +(?P<head>night)|this +(?P<head2>morning|afternoon|evening))\b"),
        (
            SAME_DAY,
            r"(?i)\b(?:(?:earlier|later|late|early) +)?(?:on +)?(?:the +same|that(?: +same|)) +"
            r"(?P<head>day|morning|afternoon|evening|night)\b(?! +(?:when|that|in|of|will|would)\b)",
        ),
        (SAME_UNIT, r"(?i)\b(?:(?:earlier|later|late|early|in) +)?that +(?:same +)?(?P<unit>(?P<head>month|year))\b"),
        (NEXT_DAY, rf"(?i)\b(?:the|a) +(?P<head>day) +(?P<word>{BESIDE})\b"),
        (NEXT_DAY, r"(?i)\bthe +(?P<word>previous|next|following) +(?P<head>day|morning|afternoon|evening)\b"),
        (NEXT_UNIT, r"(?i)\bthe +(?P<word>previous|following) +(?P<unit>(?P<head>week|month|year))\b"),
        (NEXT_UNIT, rf"(?i)\bthe +(?P<unit>(?P<head>week|month|year)) +(?P<word>{BESIDE})\b"),
        (AGO, rf"(?i)\b(?P<number>{NUMBER}) +(?P<unit>(?P<head>{UNIT}))s? +ago\b"),
        (AGO, r"(?i)\b(?P<number>a) +(?P<unit>(?P<head>week)) +ago\b"),
        (AGO, r"(?i)\b(?P<number>a) +(?P<unit>(?P<head>fortnight)) +ago\b"),
        (
            SHIFTED,
            rf"(?i)\b(?P<number>{NUMBER}) +(?P<unit>(?P<head>{UNIT}|fortnight))s? +(?P<word>{BESIDE})\b",
        ),
        (AHEAD, rf"(?i)\bin +(?P<number>{NUMBER}) +(?P<unit>(?P<head>day|week|month))s?(?:'|)(?: +time)?\b"),
        (AHEAD, rf"(?i)\b(?P<number>{NUMBER}) +(?P<unit>(?P<head>day|week|month))s? +from +now\b"),
        (
            WEEKEND,
            r"(?i)\b(?:(?P<when>earlier|later) +)?"
            r"(?P<word>last|this|next|this +coming|this +past|(?:over|at|on|during|of) +the) +"
            r"(?P<head>weekend)\b(?! +of)",
        ),
        (
            SEASON_ONLY,
            rf"(?i)\b{ROUGHLY}(?P<word>last|this|next|in +the|in|of +last) +"
            rf"(?P<season>(?P<head>{SEASON}))\b(?! +(?:of|in)\b)",
        ),
        (
            UNIT_ONLY,
            rf"(?i)\b(?:(?P<when>earlier|later) +)?(?:in +)?{ROUGHLY}"
            r"(?P<word>last|this|next|the +coming|this +coming|the +current) +"
            r"(?P<unit>(?P<head>week|month|year))\b(?! +(?:of|ago)\b)",
        ),
        (
            DAY_NUMBER,
            r"\bon +the +(?P<day>(?P<head>[1-3]?\d(?:st|nd|rd|th)))\b"
            r"(?=[.,;]| +(?:and|but|in|at|to|for)\b)",
        ),
        (
            YEAR_ONLY,
            rf"(?<![\w$€£#./:-])(?<!\d,)(?P<year>(?P<head>{YEAR}))(?!s\b|[-/:.,]\d| ?(?:percent|per +cent|%|km|miles))",
        ),
    )
)

# "Mr. X will go by Friday", "since 1990": bounds, no points. "until June" is one: what is put off till then is then.
BOUND = re.compile(
    r"\b(?:since|after|before|by|beyond|prior\s+to|ahead\s+of|post|pre|from\s+before|through)[\s-]+"
    r"(?:the\s+)?(?:(?:end|start|beginning|middle|close)\s+of\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
# The day on which a wire report was sent, before the dash that opens its text; an agency may stand between.
DATELINE = re.compile(
    rf"(?:{WEEKDAY_ANY},?\s+)?(?P<date>\b(?:{MONTH}\s+{DAY}(?:,?\s+{YEAR})?|{DAY}\.?\s+{MONTH}(?:,?\s+{YEAR})?))\)?\s*"
    r"(?:\([^()\n]{1,40}\)\s*)?(?:--|—|–|-(?=\s|$)|:(?=\s))"
)
