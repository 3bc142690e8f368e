"""Temporal expressions resolved against Wednesday, 12 May 2010, unless a case says otherwise."""

from __future__ import annotations

import pytest

from kg.annotate.dates import find_times, reference_day
from tests.builders import parse

pytestmark = pytest.mark.model

RESOLVED = [
    # days named from the article's own
    ("The ministers met today in Oslo.", ["2010-05-12"]),
    ("The ministers met yesterday evening.", ["2010-05-11"]),
    ("They will meet tomorrow.", ["2010-05-13"]),
    ("They met the day before yesterday.", ["2010-05-10"]),
    ("She spoke last night.", ["2010-05-11"]),
    ("He arrived this morning.", ["2010-05-12"]),
    ("She is scheduled to speak later today.", ["2010-05-12"]),
    # weekdays by tense
    ("The minister arrived on Tuesday.", ["2010-05-11"]),
    ("The minister will arrive on Tuesday.", ["2010-05-18"]),
    ("The minister arrived on Wednesday.", ["2010-05-12"]),
    ("They agreed to meet on Friday.", ["2010-05-14"]),
    ("He is expected in Lima on Monday.", ["2010-05-17"]),
    ("The two had met on Friday.", ["2010-05-07"]),
    ("They held talks on Monday night.", ["2010-05-10"]),
    ("She will see him next Monday.", ["2010-05-17"]),
    ("They met last Wednesday.", ["2010-05-05"]),
    ("A visit set for Thursday has been called off.", ["2010-05-13"]),
    ("A session set for Tuesday was called off.", ["2010-05-11"]),
    ("He was in Rome on Monday and Tuesday.", ["2010-05-10/2010-05-11"]),
    ("They will talk from Monday to Wednesday.", ["2010-05-17/2010-05-19"]),
    ("He resigned on Thursday of last week.", ["2010-05-06"]),
    ("They will meet on Thursday week.", ["2010-05-20"]),
    ("They met on Monday. The following Friday they parted.", ["2010-05-10", "2010-05-14"]),
    ("They met on Monday, having parted the previous Friday.", ["2010-05-10", "2010-05-07"]),
    ("They met a fortnight ago.", ["2010-04-26/2010-05-02"]),
    ("They met on Monday. He had left Rome the week before.", ["2010-05-10", "2010-05-03/2010-05-09"]),
    ("They met on Monday. He had left Rome the week before the vote.", ["2010-05-10"]),
    # the weekday tells the year, and what had been due may be over
    ("The summit is due on Friday, 6 May.", ["2011-05-06"]),
    ("The summit had been due on Thursday, 6 May.", ["2010-05-06"]),
    ("It had been due on Friday, May 7. He left that same day.", ["2010-05-07", "2010-05-07"]),
    # weeks, months, years, seasons
    ("They met last week.", ["2010-05-03/2010-05-09"]),
    ("They met earlier this week.", ["2010-05-10/2010-05-12"]),
    ("They will meet later this week.", ["2010-05-12/2010-05-16"]),
    ("They will meet next week.", ["2010-05-17/2010-05-23"]),
    ("The president telephoned both men last weekend.", ["2010-05-08/2010-05-09"]),
    ("They will talk at the weekend.", ["2010-05-15/2010-05-16"]),
    ("The plan was announced last month.", ["2010-04"]),
    ("The plan was announced last year.", ["2009"]),
    ("It is to begin early next year.", ["2011"]),
    ("The pact will be signed next spring.", ["2011-03/2011-05"]),
    ("The two will meet this summer.", ["2010-06/2010-08"]),
    ("The war began last autumn.", ["2009-09/2009-11"]),
    # months and days
    ("They met in March.", ["2010-03"]),
    ("They will meet in March.", ["2011-03"]),
    ("They met last October.", ["2009-10"]),
    ("The talks have been put back to September.", ["2010-09"]),
    ("The summit has been put off until June.", ["2010-06"]),
    ("The deal was reached on February 10.", ["2010-02-10"]),
    ("The deal was reached on 18 November.", ["2009-11-18"]),
    ("The leaders will meet on Dec. 12.", ["2010-12-12"]),
    ("The treaty was signed on the 10th of June.", ["2009-06-10"]),
    ("They will meet on Friday (14 May).", ["2010-05-14", "2010-05-14"]),
    ("The talks will run from May 30 to June 2.", ["2010-05-30/2010-06-02"]),
    ("The forum will be held on Oct. 3-4.", ["2010-10-03/2010-10-04"]),
    ("They met three days ago.", ["2010-05-09"]),
    ("They met two weeks ago.", ["2010-04-26/2010-05-02"]),
    ("The war ended two years ago.", ["2008"]),
    # absolute
    ("The pact was signed on Sept. 12, 1990, in Moscow.", ["1990-09-12"]),
    ("The pact was signed on 12 September 1990.", ["1990-09-12"]),
    ("The adviser said so in May 2002.", ["2002-05"]),
    ("The two met in Geneva in 1985.", ["1985"]),
    ("The war of 2003 split the alliance.", ["2003"]),
    ("The talks ran from Oct. 3 to Oct. 5, 1986.", ["1986-10-03/1986-10-05"]),
    ("They were at war from 1998 to 2000.", ["1998/2000"]),
    # counted from the day told last
    ("They met on Monday. They spoke again the same day.", ["2010-05-10", "2010-05-10"]),
    ("They met on Monday. A day earlier they had quarrelled.", ["2010-05-10", "2010-05-09"]),
    ("The truce was signed on Tuesday. Two days later it was broken.", ["2010-05-11", "2010-05-13"]),
    ("She came on Tuesday and saw the premier, who had a call from her on March 29. A day earlier she was in Lima.",
     ["2010-05-11", "2010-03-29", "2010-05-10"]),
    ("It began in June, when she spoke. Later that month he called.", ["2009-06", "2009-06"]),
    ("She had landed on Sunday. At a dinner that evening he smiled.", ["2010-05-09", "2010-05-09"]),
    ("A trip that she was to make in March had been called off.", ["2010-03"]),
    ("A trip that she was to make in December had been called off.", ["2009-12"]),
    ("She spoke on Tuesday. A truce had been signed on 18 June. Earlier that day he called.",
     ["2010-05-11", "2009-06-18", "2010-05-11"]),
]  # fmt: skip

NOTHING = [
    "The 1974 Hale-Lundgren Act restricts trade.",
    "The Hale Act of 2006 bars such sales.",
    "The army sent 2000 troops to the border.",
    "They have not spoken since 1998.",
    "The ships must leave by Friday.",
    "All who cross after Sunday will be sent back.",
    "The law must pass by the end of 2011.",
    "Theresa May met the envoy.",
    "The protesters march on the palace.",
    "They may meet again.",
    "A day earlier they had quarrelled.",
    "It was the errors of the 1930s.",
    "He went to Rome the day before the summit.",
    "It costs $1990 or 2,005 euros.",
    "The group has 2010 members.",
]

DATELINES = [
    ("ROVENIA, Md., May 11 — The ministers met today.", "2010-05-11", ["2010-05-11"]),
    ("LARVIK, 9 May – They met on Friday.", "2010-05-09", ["2010-05-07"]),
    ("MARSH, May 11 (Wire) -- They met yesterday.", "2010-05-11", ["2010-05-10"]),
    ("Both men in Riga (epa) May 10, 2010 -- The adviser held talks today.", "2010-05-10", ["2010-05-10"]),
]


@pytest.mark.parametrize(("text", "values"), RESOLVED)
def test_times_are_resolved_to_edtf(text: str, values: list[str]) -> None:
    assert [time.value for time in find_times(parse(text)).times] == values


@pytest.mark.parametrize("text", NOTHING)
def test_times_leave_out_what_is_no_date(text: str) -> None:
    assert [time.text for time in find_times(parse(text)).times] == []


@pytest.mark.parametrize(("text", "day", "values"), DATELINES)
def test_times_count_from_the_dateline(text: str, day: str, values: list[str]) -> None:
    doc = parse(text)
    assert str(reference_day(doc)) == day
    assert [time.value for time in find_times(doc).times] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They met today.", []),
        ("They met on Monday.", []),
        ("They met in March.", []),
        ("They met on 3 March.", []),
        ("They met on 3 March 1999.", ["1999-03-03"]),
        ("They met in March 1999, and again in 2001.", ["1999-03", "2001"]),
    ],
)
def test_times_without_the_day_of_the_article_are_only_absolute(text: str, values: list[str]) -> None:
    assert [time.value for time in find_times(parse(text, date=None)).times] == values


def test_times_carry_span_text_and_head() -> None:
    doc = find_times(parse("They met on Monday night in Lima."))
    (time,) = doc.times
    assert doc.text_of(time.span) == time.text == "Monday night"
    assert doc.tokens[time.head].text == "Monday"


def test_times_survive_a_document_without_layers() -> None:
    doc = parse("")
    assert find_times(doc).times == ()
