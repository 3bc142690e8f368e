"""Meetings from invented sentences; the articles are of Wednesday, 12 May 2010.

Persons are written `[Ada Lind|SE]`, groups `[they|Ada Lind+Bo Berg]`, states `[Sweden|=SE]`, bodies `[EU|#]`, cities
`[Oslo|@NO]`: name, then who it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from kg.annotate.dates import find_times
from kg.authority import Authority
from kg.extract.meetings import MeetingExtractor
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Mention, Span
from kg.model.entities import Entity, Kind
from kg.model.facts import Meeting
from kg.resources import resource_dir
from tests.builders import make_article, parse

pytestmark = pytest.mark.model

MARK = re.compile(r"\[([^|\]]+)\|([^\]]*)\]")
KINDS = {"=": Kind.COUNTRY, "#": Kind.ORGANIZATION, "@": Kind.PLACE}
PRONOUNS = ("he", "she", "they", "him", "her", "them", "their", "his", "who")


@dataclass
class _Marked:
    text: str
    mentions: list[tuple[int, int, str, str]]


def _read(marked: str) -> _Marked:
    """The bare text, and (start, end, surface, code) of each mark."""
    text, at, found = "", 0, []
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        found.append((len(text), len(text) + len(match[1]), match[1], match[2]))
        text += match[1]
        at = match.end()
    return _Marked(text + marked[at:], found)


def _annotated(marked: str, *, date: str | None = "2010-05-12") -> Document:
    read = _read(marked)
    doc = parse(read.text, date=date)
    entities: dict[str, Entity] = {}
    mentions = []
    for start, end, surface, code in read.mentions:
        inside = doc.tokens_in(Span(start, end))
        head = next(i for i in inside if doc.tokens[i].head not in inside or doc.tokens[i].head == i)
        for name in code.split("+") if " " in code or code in entities else [surface]:
            kind = KINDS.get(code[:1], Kind.PERSON)
            country = code.lstrip("=#@") or None if name == surface else None
            entities.setdefault(name, Entity(id=name, kind=kind, name=name, country=country))
            form = Form.PRONOUN if surface.lower() in PRONOUNS else Form.NOMINAL if name != surface else Form.NAME
            if kind is Kind.COUNTRY and doc.tokens[head].pos == "ADJ":
                form = Form.ADJECTIVE
            mentions.append(Mention(Span(start, end), surface, name, form, head))
    return find_times(replace(doc, entities=tuple(entities.values()), mentions=tuple(mentions)))


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


def _told(meeting: Meeting) -> tuple[str, str, tuple[str, ...], str | None, str | None, str | None]:
    names = tuple(sorted(meeting.participants))
    return meeting.status.value, meeting.type.value, names, meeting.date, meeting.place, meeting.country


A, B, C = "Ada Lind", "Bo Berg", "Cem Kaya"

ONE = [
    (
        "[Ada Lind|SE] held talks today in [Oslo|@NO] with Foreign Minister [Bo Berg|NO].",
        ("held", "talks", (A, B), "2010-05-12", "Oslo", "NO"),
    ),
    (
        "[Ada Lind|SE] will meet [Bo Berg|NO] in Vienna on Friday.",
        ("planned", "talks", (A, B), "2010-05-14", "Vienna", "AT"),
    ),
    ("[Ada Lind|SE] met [Bo Berg|NO] and [Cem Kaya|TR] on Monday.",
     ("held", "talks", (A, B, C), "2010-05-10", None, None)),
    ("[Ada Lind|SE] and [Bo Berg|NO] met in Geneva last week.",
     ("held", "talks", (A, B), "2010-05-03/2010-05-09", "Geneva", "CH")),
    ("[Ada Lind|SE] is scheduled to meet [Bo Berg|NO] next Tuesday.",
     ("planned", "talks", (A, B), "2010-05-18", None, None)),
    ("[Ada Lind|SE] telephoned [Bo Berg|NO] on Sunday.", ("held", "call", (A, B), "2010-05-09", None, None)),
    ("[Ada Lind|SE] spoke to [Bo Berg|NO] by phone on Tuesday.", ("held", "call", (A, B), "2010-05-11", None, None)),
    ("In a telephone call on Monday, [Ada Lind|SE] told [Bo Berg|NO] that she would not sign.",
     ("held", "call", (A, B), "2010-05-10", None, None)),
    ("[Bo Berg|NO] hosted [Ada Lind|SE] for dinner at his residence on Saturday.",
     ("held", "talks", (A, B), "2010-05-08", "residence", None)),
    ("A meeting between [Ada Lind|SE] and [Bo Berg|NO] took place in Rome in March.",
     ("held", "talks", (A, B), "2010-03", "Rome", "IT")),
    ("A meeting between [Ada Lind|SE] and [Bo Berg|NO], set for Thursday in Rome, was called off.",
     ("cancelled", "talks", (A, B), "2010-05-13", "Rome", "IT")),
    ("A visit by [Ada Lind|SE] to Ankara, planned for this week, has been postponed until June.",
     ("postponed", "visit", (A,), "2010-06", "Ankara", "TR")),
    ("[Ada Lind|SE] has cancelled a trip to Madrid that was planned for Friday.",
     ("cancelled", "visit", (A,), "2010-05-14", "Madrid", "ES")),
    ("[Ada Lind|SE] will travel to Tokyo in September.", ("planned", "visit", (A,), "2010-09", "Tokyo", "JP")),
    ("[Ada Lind|SE] is expected in Cairo on Monday.", ("planned", "visit", (A,), "2010-05-17", "Cairo", "EG")),
    ("[Ada Lind|SE] made the remark during a visit to Cairo last month.",
     ("held", "visit", (A,), "2010-04", "Cairo", "EG")),
    ("[Ada Lind|SE] spoke at a security conference in Bonn, [Germany|=DE], on May 3.",
     ("held", "conference", (A,), "2010-05-03", "Bonn", "DE")),
    ("[EU|#] foreign ministers will meet in Luxembourg on Monday.",
     ("planned", "conference", ("EU",), "2010-05-17", "Luxembourg", "LU")),
    ("[Ada Lind|SE] and [Bo Berg|NO] signed the treaty in Prague on April 8.",
     ("held", "ceremony", (A, B), "2010-04-08", "Prague", "CZ")),
    ("The accord was signed at the Grand Hotel on Tuesday by [Ada Lind|SE] and [Bo Berg|NO].",
     ("held", "ceremony", (A, B), "2010-05-11", "Grand Hotel", None)),
    ("[Ada Lind|SE], who met [Bo Berg|NO] at a hotel in Rome on Saturday, praised the plan.",
     ("held", "talks", (A, B), "2010-05-08", "hotel", "IT")),
    ("[Ada Lind|SE] brought [Bo Berg|NO] and [Cem Kaya|TR] together in Athens in 2003.",
     ("held", "talks", (A, B, C), "2003", "Athens", "GR")),
    ("[Ada Lind|SE] invited [Bo Berg|NO] to visit Lisbon in July.",
     ("proposed", "visit", (B,), "2010-07", "Lisbon", "PT")),
    ("[Ada Lind|SE] proposed a meeting with [Bo Berg|NO] in June.",
     ("proposed", "talks", (A, B), "2010-06", None, None)),
    ("[Russian|=RU] and [Norwegian|=NO] negotiators resumed talks in Geneva on Monday.",
     ("held", "talks", ("Norwegian", "Russian"), "2010-05-10", "Geneva", "CH")),
    ("On Monday [Ada Lind|SE] flew to Dublin and met [Bo Berg|IE].",
     ("held", "talks", (A, B), "2010-05-10", "Dublin", "IE")),
    ("[Ada Lind|SE] arrived in Warsaw on Tuesday for talks with [Bo Berg|PL].",
     ("held", "talks", (A, B), "2010-05-11", "Warsaw", "PL")),
    ("[Ada Lind|SE] and [Bo Berg|NO] held a video conference on Monday.",
     ("held", "conference", (A, B), "2010-05-10", None, None)),
    ("[Ada Lind|SE] was received in the Kremlin by [Bo Berg|RU] on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Kremlin", "RU")),
    ("[Bo Berg|FR] welcomed [Ada Lind|SE] to the Elysee Palace for a working dinner on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Elysee Palace", "FR")),
    ("Talks between [Armenia|=AM] and [Georgia|=GE] broke down in Vienna on Tuesday.",
     ("held", "talks", ("Armenia", "Georgia"), "2010-05-11", "Vienna", "AT")),
    ("[Ada Lind|SE] wrapped up a visit to Beijing on Monday, where [she|Ada Lind] met [Bo Berg|CN].",
     ("held", "talks", (A, B), "2010-05-10", "Beijing", "CN")),
    ("A planned meeting between [Ada Lind|SE] and [Bo Berg|NO] on the sidelines of the assembly was scrapped.",
     ("cancelled", "talks", (A, B), None, None, None)),
    ("Talks scheduled for Monday between [Ada Lind|SE] and [Bo Berg|NO] were postponed indefinitely.",
     ("postponed", "talks", (A, B), None, None, None)),
    ("[Ada Lind|SE] had been expected to visit Warsaw this week but the trip was postponed because of the flu.",
     ("postponed", "visit", (A,), None, "Warsaw", "PL")),
    ("[Ada Lind|SE] had been due in Lima on Thursday for a meeting with [Bo Berg|PE], but the trip was called off.",
     ("cancelled", "talks", (A, B), "2010-05-13", "Lima", "PE")),
    ("Speaking after talks in Cairo with [Bo Berg|EG], [Ada Lind|SE] said the war must end.",
     ("held", "talks", (A, B), None, "Cairo", "EG")),
    ("[NATO|#] foreign ministers, meeting in Brussels on Tuesday, agreed to send troops.",
     ("held", "conference", ("NATO",), "2010-05-11", "Brussels", "BE")),
    ("A summit of the [African Union|#] opens in Addis Ababa on Sunday.",
     ("planned", "summit", ("African Union",), "2010-05-16", "Addis Ababa", "ET")),
    ("[Ada Lind|SE] and [Bo Berg|NO] are meeting in Vienna on Friday to discuss the war.",
     ("planned", "talks", (A, B), "2010-05-14", "Vienna", "AT")),
    ("[Ada Lind|SE] hopes to meet [Bo Berg|NO] in Vienna next week.",
     ("proposed", "talks", (A, B), "2010-05-17/2010-05-23", "Vienna", "AT")),
    ("[Iran|=IR] and [Sweden|=SE] agreed on Tuesday to hold a new round of talks in Muscat in July.",
     ("planned", "talks", ("Iran", "Sweden"), "2010-07", "Muscat", "OM")),
    ("[Ada Lind|SE] hosted a summit in Berlin on January 19 that was attended by [Bo Berg|NO].",
     ("held", "summit", (A, B), "2010-01-19", "Berlin", "DE")),
    ("[Ada Lind|SE] was to have met [Bo Berg|JP] in Tokyo in May, but the visit never took place.",
     ("cancelled", "talks", (A, B), "2010-05", "Tokyo", "JP")),
    ("[Ada Lind|SE] returned home on Tuesday after a two-day trip to Warsaw.",
     ("held", "visit", (A,), None, "Warsaw", "PL")),
    ("[Ada Lind|SE] called [Bo Berg|NO] on Sunday to offer condolences.",
     ("held", "call", (A, B), "2010-05-09", None, None)),
    ("The meeting was the third between [Ada Lind|SE] and [Bo Berg|NO] this week.",
     ("held", "talks", (A, B), "2010-05-10/2010-05-16", None, None)),
    ("[Ada Lind|SE] said the talks with [Bo Berg|NO] had been useful.",
     ("held", "talks", (A, B), None, None, None)),
    ("[Ada Lind|SE] lunched with [Bo Berg|FR] in Paris on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Paris", "FR")),
    ("[Ada Lind|SE] and [Bo Berg|NO] had tea together in Rome on Sunday.",
     ("held", "other", (A, B), "2010-05-09", "Rome", "IT")),
    ("[Ada Lind|SE] took a walk in the garden with [Bo Berg|NO] on Sunday.",
     ("held", "talks", (A, B), "2010-05-09", "garden", None)),
    ("[Ada Lind|SE] called on [Bo Berg|NO] at his residence on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "residence", None)),
    ("[Bo Berg|NO] gave a dinner for [Ada Lind|SE] in Oslo on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Oslo", "NO")),
    ("[Ada Lind|SE] sat down with [Bo Berg|NO] in Geneva on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Geneva", "CH")),
    ("[Ada Lind|SE] signed for the government and [Bo Berg|NO] for the rebels.",
     ("held", "ceremony", (A, B), None, None, None)),
    ("[Ada Lind|SE] and [Bo Berg|NO] put their names to the treaty in Prague on Monday.",
     ("held", "ceremony", (A, B), "2010-05-10", "Prague", "CZ")),
    ("The accord was concluded in Vienna on July 7, 1999, by [Ada Lind|SE] and [Bo Berg|NO].",
     ("held", "ceremony", (A, B), "1999-07-07", "Vienna", "AT")),
    ("[Bo Berg|NO], whom [Ada Lind|SE] is to see in Oslo on Friday, said no.",
     ("planned", "talks", (A, B), "2010-05-14", "Oslo", "NO")),
    ("Oslo, where [Ada Lind|SE] saw [Bo Berg|NO] last month, was quiet.",
     ("held", "talks", (A, B), "2010-04", "Oslo", "NO")),
    ("[Ada Lind|SE] and [Bo Berg|NO], who first talked in Lima last July, smiled.",
     ("held", "talks", (A, B), "2009-07", "Lima", "PE")),
    ("[Ada Lind|SE] will lead a delegation to Havana in July.", ("planned", "visit", (A,), "2010-07", "Havana", "CU")),
    ("[Ada Lind|SE] flew home from Lima on Monday.", ("held", "visit", (A,), "2010-05-10", "Lima", "PE")),
    ("[Ada Lind|SE] flew on to Lima on Monday.", ("held", "visit", (A,), "2010-05-10", "Lima", "PE")),
    ("[Ada Lind|SE] landed in Lima on Monday.", ("held", "visit", (A,), "2010-05-10", "Lima", "PE")),
    ("[Ada Lind|SE] cut short a visit to Lima on Monday.", ("held", "visit", (A,), "2010-05-10", "Lima", "PE")),
    ("[Ada Lind|SE] accepted an invitation to Lima.", ("planned", "visit", (A,), None, "Lima", "PE")),
    ("[Bo Berg|NO] invited [Ada Lind|SE] to Lima.", ("proposed", "visit", (A,), None, "Lima", "PE")),
    ("No decision has been taken on a trip by [Ada Lind|SE] to Lima next month.",
     ("proposed", "visit", (A,), "2010-06", "Lima", "PE")),
    ("[Ada Lind|SE] was to have flown to Lima on Monday, but the flu kept her at home.",
     ("cancelled", "visit", (A,), "2010-05-10", "Lima", "PE")),
    ("[Ada Lind|SE] had planned to meet [Bo Berg|NO] in Rome on Friday, but she cancelled the trip.",
     ("cancelled", "talks", (A, B), "2010-05-14", "Rome", "IT")),
    ("[Ada Lind|SE] and [Bo Berg|NO], who were to meet in Rome on Thursday, put their talks off until Monday.",
     ("postponed", "talks", (A, B), "2010-05-17", "Rome", "IT")),
    ("A meeting planned for Friday between [Ada Lind|SE] and [Bo Berg|NO] will now be held in June.",
     ("planned", "talks", (A, B), "2010-06", None, None)),
    ("A trip to Lima that [Ada Lind|SE] was to make in March had been called off.",
     ("cancelled", "visit", (A,), "2010-03", "Lima", "PE")),
    ("In Rome in March [Ada Lind|SE] and [Bo Berg|NO] had failed to agree.",
     ("held", "talks", (A, B), "2010-03", "Rome", "IT")),
    ("[Ada Lind|SE] was allowed to meet [Bo Berg|NO] in Rome on Monday.",
     ("held", "talks", (A, B), "2010-05-10", "Rome", "IT")),
    ("[Ada Lind|SE] showed [Bo Berg|NO] round the palace on Monday.",
     ("held", "visit", (A, B), "2010-05-10", "palace", None)),
    ("[Ada Lind|SE] handed power to [Bo Berg|NO] on Monday.", ("held", "ceremony", (A, B), "2010-05-10", None, None)),
    ("[Ada Lind|SE] met rebel officers in Lima on Monday.", ("held", "talks", (A,), "2010-05-10", "Lima", "PE")),
    ("[EU|#] ministers met on Monday under the chairmanship of [Ada Lind|SE].",
     ("held", "conference", (A, "EU"), "2010-05-10", None, None)),
    ("[Ada Lind|SE] and [Bo Berg|NO] had met on Monday at Longacre, a villa outside the city.",
     ("held", "talks", (A, B), "2010-05-10", "Longacre", None)),
    ("[Ada Lind|SE], who had herself travelled to Lima in March, praised the plan.",
     ("held", "visit", (A,), "2010-03", "Lima", "PE")),
]  # fmt: skip

NOT_HELD = [
    "Rumours of a summit between [Ada Lind|SE] and [Bo Berg|NO] proved false.",
    "There was no word of a meeting between [Ada Lind|SE] and [Bo Berg|NO].",
    "[Ada Lind|SE] denied that she had met [Bo Berg|NO] in Rome last week.",
    "[Ada Lind|SE] did not meet [Bo Berg|NO] on Monday.",
    "[Ada Lind|SE] refused to meet [Bo Berg|NO] in Rome.",
    "[Ada Lind|SE] has never met [Bo Berg|NO].",
    "[Ada Lind|SE] would meet [Bo Berg|NO] if he stopped the war.",
    "If [Ada Lind|SE] had met [Bo Berg|NO] in Rome, the war would be over.",
    "Had [Ada Lind|SE] met [Bo Berg|NO] in Rome, the war would be over.",
    "[Ada Lind|SE] rejected reports that she had held secret talks with [Bo Berg|NO].",
    "Talks between [Ada Lind|SE] and [Bo Berg|NO] have been ruled out.",
    "[Ada Lind|SE] would have liked to see [Bo Berg|NO] alone in Rome.",
    "[Ada Lind|SE] declined to travel to Rome for a summit with [Bo Berg|NO].",
]

NOTHING = [
    "[Ada Lind|SE] failed to meet the demands of the unions.",
    "[Ada Lind|SE] must meet a deadline on Friday.",
    "The plan of [Ada Lind|SE] was met with criticism on Monday.",
    "There was a meeting of minds between [Ada Lind|SE] and [Bo Berg|NO].",
    "[Ada Lind|SE] told a press conference in Rome that the war was over.",
    "[Ada Lind|SE] called [Bo Berg|NO] a liar.",
    "[Ada Lind|SE] was met by protesters on Tuesday.",
    "The cabinet met on Monday.",
    "[Ada Lind|SE] attended the weekly meeting of the [cabinet|#] on Monday.",
    "[Bo Berg|NO] said [Ada Lind|SE] and [Cem Kaya|TR] had spoken frankly.",
    "[Ada Lind|SE] called on [Norway|=NO] to sign the treaty.",
    "[Ada Lind|SE] signed the bill on Monday.",
    "[Ada Lind|SE] welcomed the call by [Bo Berg|NO] to lift the ban.",
    "[Ada Lind|SE] saw [Bo Berg|NO] as a rival.",
    "[Ada Lind|SE] was the first queen to visit [Peru|=PE] in a decade.",
    "[Ada Lind|SE] looked forward to being the first queen in 60 years to visit Lima.",
    "[England|=GB] and [Sweden|=SE] met in the final on Monday.",
    "[Ada Lind|SE] and [Bo Berg|NO] talked of war.",
    "[Ada Lind|SE] called the winner of the race “[Miss Piggy|US]” on Monday.",
    "The costs will visit ruin on [Sweden|=SE].",
]

SEVERAL = [
    (
        "[Ada Lind|SE] met [Bo Berg|NO] in Rome on Monday. On Tuesday [she|Ada Lind] met [Cem Kaya|TR] in Athens.",
        [("held", (A, B), "2010-05-10", "Rome"), ("held", (A, C), "2010-05-11", "Athens")],
    ),
    (
        "[Ada Lind|SE] held talks in Rome on Monday with [Bo Berg|NO]. The meeting was friendly. "
        "[Ada Lind|SE] and [Bo Berg|NO] smiled after Monday's talks.",
        [("held", (A, B), "2010-05-10", "Rome")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] met in Rome on Monday. "
        "[They|Ada Lind+Bo Berg] will meet again in Oslo in June.",
        [("held", (A, B), "2010-05-10", "Rome"), ("planned", (A, B), "2010-06", "Oslo")],
    ),
    (
        "[Ada Lind|SE] telephoned [Bo Berg|NO] on Monday. On Tuesday [she|Ada Lind] met [him|Bo Berg] in Rome.",
        [("held", (A, B), "2010-05-10", None), ("held", (A, B), "2010-05-11", "Rome")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] had met three times before: "
        "in Rome in March, in Paris in April and in Bonn in May.",
        [
            ("held", (A, B), "2010-03", "Rome"),
            ("held", (A, B), "2010-04", "Paris"),
            ("held", (A, B), "2010-05", "Bonn"),
        ],
    ),
    (
        "[Ada Lind|SE] telephoned [Bo Berg|NO] and [Cem Kaya|TR] on Sunday.",
        [("held", (A, B), "2010-05-09", None), ("held", (A, C), "2010-05-09", None)],
    ),
    (
        "[Ada Lind|SE] landed in Rome on Sunday. There [she|Ada Lind] met [Bo Berg|IT].",
        [("held", (A, B), "2010-05-09", "Rome")],
    ),
    (
        "[Ada Lind|SE] will open a conference on trade in Rome on Friday. [Bo Berg|NO] is expected there.",
        [("planned", (A, B), "2010-05-14", "Rome")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] signed the pact in Rome on Monday. "
        "Experts of both sides, from [Sweden|=SE] and [Norway|=NO], are to meet next year.",
        [("held", (A, B), "2010-05-10", "Rome"), ("planned", ("Norway", "Sweden"), "2011", None)],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] met on Monday at the Hilton hotel, and on Tuesday at the Swedish embassy.",
        [("held", (A, B), "2010-05-10", "Hilton hotel"), ("held", (A, B), "2010-05-11", "Swedish embassy")],
    ),
    (
        "[Sweden|=SE] and [Norway|=NO] signed a pact in Rome on Monday. [Ada Lind|SE] and [Bo Berg|NO] put their names "
        "to it at the Grand Hotel.",
        [("held", (A, B), "2010-05-10", "Rome")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] signed the pact in Rome on Monday. [Cem Kaya|TR] and [Dan Holt|GB] then signed "
        "a memorandum.",
        [("held", (A, B), "2010-05-10", "Rome"), ("held", (C, "Dan Holt"), "2010-05-10", "Rome")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] met in Rome on Monday. At a banquet in the Old Fort, [Ada Lind|SE] spoke of "
        "peace.",
        [("held", (A, B), "2010-05-10", "Rome"), ("held", (A, B), None, "Old Fort")],
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] signed the pact in Rome on Monday. "
        "A signing set for last Saturday in Paris was called off.",
        [("held", (A, B), "2010-05-10", "Rome"), ("cancelled", (A, B), "2010-05-08", "Paris")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_meetings_tell_status_type_participants_date_and_place(
    extractor: MeetingExtractor, text: str, expected: tuple[object, ...]
) -> None:
    assert [_told(meeting) for meeting in extractor(_annotated(text))] == [expected]


@pytest.mark.parametrize("text", NOT_HELD)
def test_meetings_are_not_held_when_denied_or_supposed(extractor: MeetingExtractor, text: str) -> None:
    assert {meeting.status.value for meeting in extractor(_annotated(text))} <= {"denied"}


@pytest.mark.parametrize("text", NOTHING)
def test_meetings_leave_out_what_is_none(extractor: MeetingExtractor, text: str) -> None:
    assert [_told(meeting) for meeting in extractor(_annotated(text))] == []


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_meetings_are_one_per_encounter(
    extractor: MeetingExtractor, text: str, expected: list[tuple[object, ...]]
) -> None:
    found = extractor(_annotated(text))
    told = [(m.status.value, tuple(sorted(m.participants)), m.date, m.place) for m in found]
    assert told == expected


def test_meetings_carry_evidence_confidence_and_topic(extractor: MeetingExtractor) -> None:
    doc = _annotated(
        "Reporters waited. [Ada Lind|SE] held talks on [Kosovo|=XK] with [Bo Berg|NO] in Rome, aides said."
    )
    (meeting,) = extractor(doc)
    assert [doc.text_of(span) for span in meeting.evidence] == ["Ada Lind held talks on Kosovo with Bo Berg in Rome"]
    assert 0.5 < meeting.confidence <= 1
    assert meeting.about == ("Kosovo",)


@pytest.mark.parametrize("text", ["", "Ada Lind met Bo Berg in Rome on Monday."])
def test_meetings_survive_missing_layers(extractor: MeetingExtractor, text: str) -> None:
    assert extractor(Document(make_article(text))) == []
    assert extractor(parse(text)) == []


def test_meetings_do_without_the_authority() -> None:
    extractor = MeetingExtractor(Lexicon(resource_dir("data") / "gazetteer"))
    (meeting,) = extractor(_annotated("[Ada Lind|SE] met [Bo Berg|NO] in Vienna, [Austria|=AT], on Monday."))
    assert (meeting.place, meeting.country) == ("Vienna", "AT")
