"""Meetings as long reports tell them: rounds, meals and calls that lean on what was told before.

The articles are of Wednesday, 12 May 2010.
"""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.extract.meetings import MeetingExtractor
from kg.lexicon import Lexicon
from kg.resources import resource_dir
from tests.extract.test_meetings import _annotated

pytestmark = pytest.mark.model

A, B, C = "Ada Lind", "Bo Berg", "Cem Kaya"
MET = "[Ada Lind|SE] and [Bo Berg|NO] met in Paris on Tuesday. "
FIRST = ("held", (A, B), "2010-05-11", "Paris")

LEANING = [
    # A further session, a meal, what "it" is.
    ("A second round is due in Oslo on June 3.", ("planned", (A, B), "2010-06-03", "Oslo")),
    ("The next round will be in Oslo on June 3.", ("planned", (A, B), "2010-06-03", "Oslo")),
    ("A second round was called off.", ("cancelled", (A, B), "2010-05-11", "Paris")),
    ("An afternoon session was dropped.", ("cancelled", (A, B), "2010-05-11", "Paris")),
    ("A planned dinner was cancelled.", ("cancelled", (A, B), None, None)),
    ("[Ada Lind|SE] crossed to the liner on Monday for a first session.", ("held", (A, B), "2010-05-10", None)),
    # The same day, the same hour, the week before.
    ("At the same hour in Oslo, [Cem Kaya|TR] joined [Dan Holt|GB] for a ceremony.",
     ("held", (C, "Dan Holt"), "2010-05-11", "Oslo")),
    ("In the hours before, [Ada Lind|SE] had conferred with [Cem Kaya|TR].", ("held", (A, C), "2010-05-11", "Paris")),
    ("[Cem Kaya|TR] and [Dan Holt|GB] held a parallel session.", ("held", (C, "Dan Holt"), "2010-05-11", None)),
    ("[Cem Kaya|TR], who had compared notes with [Ada Lind|SE] in Rome the week before, urged calm.",
     ("held", (A, C), "2010-05-03/2010-05-09", "Rome")),
]  # fmt: skip

NOTHING_MORE = [
    "A joint news conference was cancelled.",
    "A second round of voting is due on Friday.",
    "The first round of the election is on Friday.",
    "Talks between unions and employers resume on Friday.",
    "A session of parliament is due on Friday.",
    "The vote was postponed. So was a decision.",
    "The budget was dropped. It was put off in March.",
    "The two, who had never met before, said little.",
]

ONE = [
    # Who meets whom.
    ("[Ada Lind|SE], the premier, and her counterpart from [Chile|=CL], [Bo Berg|CL], first met on Monday.",
     ("held", "talks", (A, B), "2010-05-10", None)),
    ("[Ada Lind|SE] was joined by [Bo Berg|NO] for a wreath-laying in Paris on Tuesday.",
     ("held", "ceremony", (A, B), "2010-05-11", None)),
    ("[Ada Lind|SE] broke the news to [Bo Berg|NO] over dinner in Paris on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Paris")),
    ("[Ada Lind|SE] and [Bo Berg|NO] put their heads together in London on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "London")),
    ("The accord was signed in Paris on Tuesday in the presence of [Cem Kaya|TR], the president, by [Ada Lind|SE]"
     " and [Bo Berg|NO].", ("held", "ceremony", (A, B, C), "2010-05-11", "Paris")),
    # By telephone.
    ("[Ada Lind|SE] and [Bo Berg|NO] sealed the deal over the phone last Tuesday.",
     ("held", "call", (A, B), "2010-05-11", None)),
    ("[Ada Lind|SE] and [Bo Berg|NO] shook on it over the phone last Tuesday.",
     ("held", "call", (A, B), "2010-05-11", None)),
    ("[Ada Lind|SE] sounded out [Bo Berg|NO] by phone on Tuesday.", ("held", "call", (A, B), "2010-05-11", None)),
    ("The next day [Lind|SE] rang [Berg|NO] and, the palace reported, warned him against it.",
     ("held", "call", ("Berg", "Lind"), None, None)),
    # Bodies that come to an end.
    ("The [Arab League|#] broke up in Cairo on Tuesday after two days of wrangling.",
     ("held", "conference", ("Arab League",), "2010-05-11", "Cairo")),
    ("The [Lakes Forum|#] closed in Suva on Tuesday after four days of prayers.",
     ("held", "conference", ("Lakes Forum",), "2010-05-11", "Suva")),
    ("The summit of the [African Union|#] was to open in Accra in June.",
     ("planned", "summit", ("African Union",), "2010-06", "Accra")),
    # What is agreed on, and what had been due.
    ("[Ada Lind|SE] accepted an invitation to visit Paris in June.", ("planned", "visit", (A,), "2010-06", "Paris")),
    ("[Ada Lind|SE] and [Bo Berg|NO] agreed to consult on it.", ("proposed", "talks", (A, B), None, None)),
    ("[Ada Lind|SE], whose speech had startled them, sat down and was to dine with [Bo Berg|NO] in Rome tonight.",
     ("planned", "talks", (A, B), "2010-05-12", "Rome")),
    ("A meeting of [Ada Lind|SE] and [Bo Berg|NO] was dropped because of the vote in Athens.",
     ("cancelled", "talks", (A, B), None, None)),
    ("CETA: [Ada Lind|SE] and [Bo Berg|NO] signed the pact on Tuesday.",
     ("held", "ceremony", (A, B), "2010-05-11", None)),
]  # fmt: skip

NONE = [
    "[Ada Lind|SE] told reporters in a conference call from [Austria|=AT] that she would go.",
    "[Ada Lind|SE] was joined by millions in mourning on Tuesday.",
    "[Ada Lind|SE] has never met [Bo Berg|NO] before.",
    "The [Acme Forum|#] opened an office in Cairo on Tuesday.",
    "The [European Union|#] closed in on a deal in Cairo on Tuesday.",
    "The [Arab League|#] broke up in 1990.",
    "[Ada Lind|SE] put her head in her hands on Tuesday.",
    "[Ada Lind|SE] and [Bo Berg|NO] shook on Tuesday.",
]


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


def _rows(extractor: MeetingExtractor, text: str) -> list[tuple[str, tuple[str, ...], str | None, str | None]]:
    found = extractor(_annotated(text))
    return [(m.status.value, tuple(sorted(m.participants)), m.date, m.place) for m in found]


@pytest.mark.parametrize(("text", "expected"), LEANING)
def test_meetings_lean_on_what_was_told_before(
    extractor: MeetingExtractor, text: str, expected: tuple[object, ...]
) -> None:
    assert _rows(extractor, MET + text) == [FIRST, expected]


@pytest.mark.parametrize("text", NOTHING_MORE)
def test_meetings_borrow_nobody_for_other_things(extractor: MeetingExtractor, text: str) -> None:
    assert _rows(extractor, MET + text) == [FIRST]


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_meetings_of_long_prose_are_told(extractor: MeetingExtractor, text: str, expected: tuple[object, ...]) -> None:
    found = extractor(_annotated(text))
    rows = [(m.status.value, m.type.value, tuple(sorted(m.participants)), m.date, m.place) for m in found]
    assert rows == [expected]


@pytest.mark.parametrize("text", NONE)
def test_meetings_of_long_prose_leave_out_what_is_none(extractor: MeetingExtractor, text: str) -> None:
    assert [row for row in _rows(extractor, text) if row[0] != "denied"] == []


def test_meetings_that_go_like_the_one_before_are_cancelled(extractor: MeetingExtractor) -> None:
    text = MET + "A second round was scratched. So was a dinner that [Ada Lind|SE] was to have given."
    assert _rows(extractor, text)[1:] == [
        ("cancelled", (A, B), "2010-05-11", "Paris"),
        ("cancelled", (A, B), None, None),
    ]


def test_a_summit_that_had_been_due_is_of_the_sides_of_the_story(extractor: MeetingExtractor) -> None:
    text = (
        "[Canada|=CA] and the [European Union|#] signed a pact on Sunday. It rained. Nobody cared.\n\nMuch was said."
        " The summit had been due on Thursday, 6 May, but was scrapped."
    )
    assert _rows(extractor, text)[1:] == [("cancelled", ("Canada", "European Union"), "2010-05-06", None)]


def test_a_summit_put_off_in_the_next_sentence_is_postponed(extractor: MeetingExtractor) -> None:
    text = "The summit of the [African Union|#] was to open in Accra in June. It has been put off indefinitely."
    assert [row[0] for row in _rows(extractor, text)] == ["postponed"]


def test_a_meeting_to_come_is_not_one_called_off_long_ago(extractor: MeetingExtractor) -> None:
    text = (
        "[Ada Lind|SE] would be meeting [Bo Berg|NO] soon, an aide said. "
        "She had called off a meeting of [Ada Lind|SE] and [Bo Berg|NO] in September 2009."
    )
    assert [row[0] for row in _rows(extractor, text)] == ["proposed", "cancelled"]


def test_signers_stand_for_the_states_of_the_first_sentence(extractor: MeetingExtractor) -> None:
    text = (
        "[Canada|=CA] and the [Taliban|#] signed an agreement on Tuesday. It ends a war. Much is unclear."
        " The accord was signed in Doha by [Ada Lind|CA] and [Bo Berg|]."
    )
    assert len(_rows(extractor, text)) == 1


def test_signings_of_other_states_stay_apart(extractor: MeetingExtractor) -> None:
    text = (
        "[Peru|=PE] and [Chile|=CL] signed a treaty on Tuesday. "
        "[Ada Lind|SE] and [Bo Berg|NO] signed another in Oslo on Tuesday."
    )
    assert len(_rows(extractor, text)) == 2
