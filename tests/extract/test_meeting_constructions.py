"""Constructions that tell of meetings, in invented sentences; the articles are of Wednesday, 12 May 2010."""

from __future__ import annotations

import pytest

from kg.annotate.dates import find_times
from kg.authority import Authority
from kg.extract.encounter_events import event_of
from kg.extract.encounter_fit import EncounterFit
from kg.extract.encounter_index import EventIndex
from kg.extract.encounters import EncounterFinder
from kg.extract.meeting_words import MeetingWords
from kg.extract.meetings import MeetingExtractor
from kg.extract.places import PlaceFinder
from kg.lexicon import Lexicon
from kg.resources import resource_dir
from tests.builders import parse
from tests.extract.test_meetings import _annotated, _told

pytestmark = pytest.mark.model

A, B, C = "Ada Lind", "Bo Berg", "Cem Kaya"

ONE = [
    # Words written with hyphens, adjectives as nouns, time spent with somebody.
    ("[Ada Lind|SE] had a one-on-one with [Bo Berg|NO] in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] is seeking a sit-down with [Bo Berg|NO].", ("proposed", "talks", (A, B), None, None, None)),
    ("[Ada Lind|SE] held a bilateral with [Bo Berg|NO] on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", None, None)),
    ("[Ada Lind|SE] had an hour with [Bo Berg|NO] in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] scrapped her June 12 date with [Bo Berg|NO] in Rome.",
     ("cancelled", "talks", (A, B), "2010-06-12", "Rome", "IT")),
    ("[Ada Lind|SE] floated the idea of a quick hello with [Bo Berg|NO].",
     ("proposed", "talks", (A, B), None, None, None)),
    ("[Ada Lind|SE] and [Bo Berg|NO] spent three hours together in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("Envoys from [Peru|=PE] and [Chile|=CL] spent six hours behind closed doors in Lima on Tuesday.",
     ("held", "talks", ("Chile", "Peru"), "2010-05-11", "Lima", "PE")),
    # Idioms with an object or a preposition.
    ("[Ada Lind|SE] took the hand of [Bo Berg|NO] in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] and [Bo Berg|NO] returned to the table in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] and [Bo Berg|NO] were on the line for 45 minutes on Tuesday.",
     ("held", "call", (A, B), "2010-05-11", None, None)),
    ("[Ada Lind|SE] sought out [Bo Berg|NO] in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] and [Bo Berg|NO] were closeted in Rome yesterday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] reached [Bo Berg|NO] by telephone on Tuesday.",
     ("held", "call", (A, B), "2010-05-11", None, None)),
    # Who takes part.
    ("[Ada Lind|SE] attended the summit in Rome on Tuesday along with [Bo Berg|NO] and [Cem Kaya|TR].",
     ("held", "summit", (A, B, C), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] hosted a dinner for [Bo Berg|NO] in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("The breakfast that [Ada Lind|SE] gave for [Bo Berg|NO] in Rome on Tuesday was a quiet one.",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    ("Among the mourners at the funeral in Cairo on Tuesday were [Ada Lind|SE] and [Bo Berg|NO].",
     ("held", "ceremony", (A, B), "2010-05-11", "Cairo", "EG")),
    ("[Ada Lind|SE] and [Bo Berg|NO] attended the memorial service for [Cem Kaya|TR] in Cairo on Tuesday.",
     ("held", "ceremony", (A, B), "2010-05-11", "Cairo", "EG")),
    ("The accord, signed in Rome on Tuesday by [Ada Lind|SE] and [Bo Berg|NO], ends the dispute.",
     ("held", "ceremony", (A, B), "2010-05-11", "Rome", "IT")),
    ("A treaty between [Mali|=ML] and [Niger|=NE] was signed in Rome on Tuesday.",
     ("held", "ceremony", ("Mali", "Niger"), "2010-05-11", "Rome", "IT")),
    ("[Ada Lind|SE] was granted an audience by [Bo Berg|NO] on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", None, None)),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] emerged from four hours of talks in Rome on Tuesday.",
        ("held", "talks", (A, B), "2010-05-11", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] has invited [Bo Berg|NO] to a summit in Rome in June.",
        ("proposed", "summit", (A, B), "2010-06", "Rome", "IT"),
    ),
    (
        "Six days of haggling between [Hamas|#] and [Fatah|#] in Doha ended on Tuesday.",
        ("held", "talks", ("Fatah", "Hamas"), "2010-05-11", "Doha", "QA"),
    ),
    # Journeys.
    ("The tour took [Ada Lind|SE] to Lima last month.", ("held", "visit", (A,), "2010-04", "Lima", "PE")),
    ("[Ada Lind|SE] leaves for Oslo on Friday.", ("planned", "visit", (A,), "2010-05-14", "Oslo", "NO")),
    ("[Ada Lind|SE] set foot in Lima on Tuesday.", ("held", "visit", (A,), "2010-05-11", "Lima", "PE")),
    ("[Ada Lind|SE] flies to Lima on Friday, her first trip there.",
     ("planned", "visit", (A,), "2010-05-14", "Lima", "PE")),
    # What became of it.
    ("[Ada Lind|SE] will not be travelling to Rome on Friday after all.",
     ("cancelled", "visit", (A,), "2010-05-14", "Rome", "IT")),
    ("[Ada Lind|SE] called off a trip to see [Bo Berg|NO] in Rome.",
     ("cancelled", "talks", (A, B), None, "Rome", "IT")),
    ("A visit by [Ada Lind|SE] to Oslo next month is off.", ("cancelled", "visit", (A,), "2010-06", "Oslo", "NO")),
    ("[Russia|=RU] has axed a meeting with [Georgia|=GE] planned for Monday.",
     ("cancelled", "talks", ("Georgia", "Russia"), "2010-05-17", None, None)),
    # Where it was.
    ("[Ada Lind|SE] met [Bo Berg|NO] at Villa Madama on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Villa Madama", None)),
    ("[Ada Lind|SE] met [Bo Berg|NO] aboard the cruiser Belknap on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "cruiser Belknap", None)),
    ("[Ada Lind|SE] met [Bo Berg|NO] at the [Italian|=IT] embassy in Berlin on Tuesday.",
     ("held", "talks", (A, B), "2010-05-11", "Italian embassy", "DE")),
    ("Rome was the setting on Tuesday for a meeting of [Ada Lind|SE] and [Bo Berg|NO].",
     ("held", "talks", (A, B), "2010-05-11", "Rome", "IT")),
    # When it was.
    ("[Ada Lind|SE] met [Bo Berg|NO] on the eve of the summit, which opened in Rome on Tuesday.",
     ("held", "talks", (A, B), "2010-05-10", None, None)),
    ("A ten-minute phone call on Sunday between [Ada Lind|SE] and [Bo Berg|NO] has upset decades of habit.",
     ("held", "call", (A, B), "2010-05-09", None, None)),
]  # fmt: skip

SEVERAL = [
    ("[Ada Lind|SE] saw [Bo Berg|NO] in Paris on Monday, as did [Cem Kaya|TR] in Berlin the day after.",
     [("held", (A, B), "2010-05-10", "Paris"), ("held", (B, C), "2010-05-11", "Berlin")]),
    ("[Ada Lind|SE] met [Bo Berg|NO] in Rome on Monday and [Cem Kaya|TR] in Paris on Tuesday.",
     [("held", (A, B), "2010-05-10", "Rome"), ("held", (A, C), "2010-05-11", "Paris")]),
    ("[Ada Lind|SE] met [Bo Berg|NO] in Berlin on Monday, two days after meeting [Cem Kaya|TR] in Paris.",
     [("held", (A, B), "2010-05-10", "Berlin"), ("held", (A, C), "2010-05-08", "Paris")]),
]  # fmt: skip

NOT_HELD = [
    "Reports that [Ada Lind|SE] had met [Bo Berg|NO] in Rome are false, an aide said.",
    "Were [Ada Lind|SE] to meet [Bo Berg|NO], the markets would cheer.",
    "The summit of [Ada Lind|SE] and [Bo Berg|NO] is off the table.",
]

NOTHING = [
    "[Ada Lind|SE] spoke at the rally on Monday along with [Bo Berg|NO].",
    "[Ada Lind|SE] spent three hours in the rain on Tuesday.",
    "[Ada Lind|SE] had an hour to spare in Rome on Tuesday.",
    "[Ada Lind|SE] set a date in June for the vote.",
    "The service in Rome was slow on Tuesday, [Ada Lind|SE] and [Bo Berg|NO] said.",
    "[Ada Lind|SE] and [Bo Berg|NO] almost crossed paths in Rome on Monday.",
    "[Ada Lind|SE] often meets [Bo Berg|NO].",
    "The [FBI|#] does gather statistics on crime.",
    "[Ada Lind|SE] and [Bo Berg|NO] are talking to a small crowd.",
    "[Ada Lind|SE] and [Bo Berg|NO] met on Monday in a debate.",
    "[Ada Lind|SE] endorsed [Bo Berg|NO] in a conference call with reporters on Monday.",
    "[Ada Lind|SE] did the same on Monday as [Bo Berg|NO].",
]


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_meetings_are_told_by_construction(
    extractor: MeetingExtractor, text: str, expected: tuple[object, ...]
) -> None:
    assert [_told(meeting) for meeting in extractor(_annotated(text))] == [expected]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_meetings_of_one_sentence_are_told_apart(
    extractor: MeetingExtractor, text: str, expected: list[tuple[object, ...]]
) -> None:
    found = extractor(_annotated(text))
    assert [(m.status.value, tuple(sorted(m.participants)), m.date, m.place) for m in found] == expected


@pytest.mark.parametrize("text", NOT_HELD)
def test_meetings_that_came_to_nothing_are_not_held(extractor: MeetingExtractor, text: str) -> None:
    assert "held" not in {meeting.status.value for meeting in extractor(_annotated(text))}


@pytest.mark.parametrize("text", NOTHING)
def test_constructions_without_an_encounter_give_none(extractor: MeetingExtractor, text: str) -> None:
    assert [_told(meeting) for meeting in extractor(_annotated(text))] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The call on Sunday has upset decades of habit.", "2010-05-09"),
        ("She scrapped the June 12 summit.", "2010-06-12"),
        ("She has invited him to a summit in June.", "2010-06"),
        ("He has axed a meeting planned for Monday.", "2010-05-17"),
        ("He floated the idea of a meeting in June.", "2010-06"),
    ],
)
def test_dates_of_what_is_called_off_or_floated_lie_ahead(text: str, value: str) -> None:
    assert [time.value for time in find_times(parse(text, date="2010-05-12")).times] == [value]


def test_index_finds_an_event_by_person_and_by_sentence() -> None:
    doc = _annotated("[Ada Lind|SE] met [Bo Berg|NO] in Rome. It rained. [Cem Kaya|TR] met [Dan Holt|GB] in Oslo.")
    words = MeetingWords.load(Lexicon(resource_dir("data") / "gazetteer"))
    first, second = EncounterFinder(doc, words, PlaceFinder(doc, words, None)).encounters()
    index = EventIndex(doc, EncounterFit(doc))
    index.add(event_of(first))
    assert [event.main for event in index.akin(first)] == [first]
    assert index.akin(second) == []
    assert [event.main for event in index.near(second, before=2)] == [first]
    assert index.near(second, before=1) == []
