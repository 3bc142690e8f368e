"""Constructions of encounter from invented sentences, one meeting each; written as those of `test_meetings`."""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.extract.meetings import MeetingExtractor
from kg.lexicon import Lexicon
from kg.resources import resource_dir
from tests.extract.test_meetings import _annotated, _told

pytestmark = pytest.mark.model

A, B, C = "Ada Lind", "Bo Berg", "Cem Kaya"

TOLD = [
    (
        "[Ada Lind|SE] and [Bo Berg|NO] shook hands over dinner in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] broke bread with [Bo Berg|NO] in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] paid a visit to [Bo Berg|NO] in Oslo on Monday.",
        ("held", "visit", (A, B), "2010-05-10", "Oslo", "NO"),
    ),
    (
        "The delegations of [Sweden|=SE] and [Norway|=NO] reconvened in Rome on Monday.",
        ("held", "conference", ("Norway", "Sweden"), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] walked out of talks with [Bo Berg|NO] in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] exchanged calls on Monday.",
        ("held", "call", (A, B), "2010-05-10", None, None),
    ),
    (
        "[Ada Lind|SE] mediated between [Bo Berg|NO] and [Cem Kaya|TR] in Rome on Monday.",
        ("held", "talks", (A, B, C), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] shuttled between [Bo Berg|NO] and [Cem Kaya|TR] in March.",
        ("held", "talks", (A, B, C), "2010-03", None, None),
    ),
    (
        "[Ada Lind|SE] accompanied [Bo Berg|NO] to Lima on Monday.",
        ("held", "visit", (A, B), "2010-05-10", "Lima", "PE"),
    ),
    (
        "A ceremony in Rome at which [Ada Lind|SE] and [Bo Berg|NO] signed the pact was held on Monday.",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "A dinner given by [Ada Lind|SE] for [Bo Berg|NO] in Rome on Monday was cancelled.",
        ("cancelled", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] closeted herself with [Bo Berg|NO] in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] took [Bo Berg|NO] aside in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] held a string of secret meetings with [Bo Berg|NO] in Oman in March.",
        ("held", "talks", (A, B), "2010-03", "Oman", "OM"),
    ),
    (
        "[Ada Lind|SE] attended the funeral of a statesman in Rome on Monday together with [Bo Berg|NO].",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] joined [Bo Berg|NO] for the signing in Rome on Monday.",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] chaired a meeting of [EU|#] ministers in Rome on Monday.",
        ("held", "talks", (A, "EU"), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] came face to face in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] ran into [Bo Berg|NO] in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "A get-together of [Ada Lind|SE] and [Bo Berg|NO] in Rome in March gave them hope.",
        ("held", "talks", (A, B), "2010-03", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] haggled for five days in a hotel in Rome in March.",
        ("held", "talks", (A, B), "2010-03", "hotel", "IT"),
    ),
    (
        "The treaty was signed in the presence of [Ada Lind|SE] and [Bo Berg|NO] in Rome on Monday.",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] put his signature to the pact together with [Bo Berg|NO] in Rome on Monday.",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] put pen to paper in Rome on Monday alongside [Bo Berg|NO].",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] witnessed the signing of the pact in Rome on Monday.",
        ("held", "ceremony", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] and [Bo Berg|NO] signed the pact in Rome on Monday as [Cem Kaya|TR] looked on.",
        ("held", "ceremony", (A, B, C), "2010-05-10", "Rome", "IT"),
    ),
    (
        "The swearing-in of [Bo Berg|NO] in Oslo on Monday was attended by [Ada Lind|SE].",
        ("held", "ceremony", (A, B), "2010-05-10", "Oslo", "NO"),
    ),
    (
        "The inauguration of [Bo Berg|NO] in Oslo on Friday will be attended by [Ada Lind|SE].",
        ("planned", "ceremony", (A, B), "2010-05-14", "Oslo", "NO"),
    ),
    (
        "Negotiators of [Sweden|=SE] and [Norway|=NO] are to reconvene in Rome in June.",
        ("planned", "conference", ("Norway", "Sweden"), "2010-06", "Rome", "IT"),
    ),
    (
        "A retreat of [Ada Lind|SE] and [Bo Berg|NO] in Rome has been shelved.",
        ("cancelled", "talks", (A, B), None, "Rome", "IT"),
    ),
    (
        "A summit of [Ada Lind|SE] and [Bo Berg|NO], due in Rome on Thursday, fell through.",
        ("cancelled", "summit", (A, B), "2010-05-13", "Rome", "IT"),
    ),
    (
        "A meeting of [Ada Lind|SE] and [Bo Berg|NO] planned for Thursday came to nothing.",
        ("cancelled", "talks", (A, B), "2010-05-13", None, None),
    ),
    (
        "[Ada Lind|SE] called off a secret rendezvous with [Bo Berg|NO] in Rome last week.",
        ("cancelled", "talks", (A, B), "2010-05-03/2010-05-09", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] sent [Bo Berg|NO] to Lima on Monday for talks.",
        ("held", "visit", (B,), "2010-05-10", "Lima", "PE"),
    ),
    (
        "[Ada Lind|SE] got [Bo Berg|NO] and [Cem Kaya|TR] around a table in Rome on Monday.",
        ("held", "talks", (A, B, C), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] got [Bo Berg|NO] and [Cem Kaya|TR] to the table in Rome on Monday.",
        ("held", "talks", (A, B, C), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] gathered [Bo Berg|NO] and [Cem Kaya|TR] in Stockholm on Monday.",
        ("held", "talks", (A, B, C), "2010-05-10", "Stockholm", "SE"),
    ),
    (
        "[Ada Lind|SE] summoned [Bo Berg|NO] to Stockholm on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Stockholm", "SE"),
    ),
    (
        "[Ada Lind|SE] stopped over in Lima on Monday.",
        ("held", "visit", (A,), "2010-05-10", "Lima", "PE"),
    ),
    (
        "[Ada Lind|SE] stopped in Lima on Monday on her way to Quito.",
        ("held", "visit", (A,), "2010-05-10", "Lima", "PE"),
    ),
    (
        "Following talks in Rome on Monday, [Ada Lind|SE] and [Bo Berg|NO] praised the plan.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "During a meeting in Rome on Monday, [Ada Lind|SE] told [Bo Berg|NO] that the war was over.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
    (
        "By telephone on Monday, [Ada Lind|SE] told [Bo Berg|NO] that the war was over.",
        ("held", "call", (A, B), "2010-05-10", None, None),
    ),
    (
        "[Ada Lind|SE] received a phone call from [Bo Berg|NO] on Monday.",
        ("held", "call", (A, B), "2010-05-10", None, None),
    ),
    (
        "[Ada Lind|SE] placed a call to [Bo Berg|NO] on Monday.",
        ("held", "call", (A, B), "2010-05-10", None, None),
    ),
    (
        "Talks between [Sweden|=SE] and [Norway|=NO] have been under way in Rome since Monday.",
        ("held", "talks", ("Norway", "Sweden"), None, "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] scrapped plans to visit Lima in June.",
        ("cancelled", "visit", (A,), "2010-06", "Lima", "PE"),
    ),
    (
        "[Ada Lind|SE] abandoned a plan to meet [Bo Berg|NO] in Rome in June.",
        ("cancelled", "talks", (A, B), "2010-06", "Rome", "IT"),
    ),
    (
        "There is speculation that [Ada Lind|SE] will meet [Bo Berg|NO] in Rome in June.",
        ("proposed", "talks", (A, B), "2010-06", "Rome", "IT"),
    ),
    (
        "The last meeting between [Ada Lind|SE] and [Bo Berg|NO] was in Rome in March.",
        ("held", "talks", (A, B), "2010-03", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] chaired talks between [Bo Berg|NO] and [Cem Kaya|TR] in Rome on Monday.",
        ("held", "talks", (A, B, C), "2010-05-10", "Rome", "IT"),
    ),
    (
        "[Ada Lind|SE] sat next to [Bo Berg|NO] at dinner in Rome on Monday.",
        ("held", "talks", (A, B), "2010-05-10", "Rome", "IT"),
    ),
]

NONE_HELD = [
    "There are no plans for a meeting of [Ada Lind|SE] and [Bo Berg|NO].",
    "There are no plans for [Ada Lind|SE] to visit Lima.",
    "[Ada Lind|SE] stayed away from the summit with [Bo Berg|NO] in Rome on Monday.",
    "[Ada Lind|SE] and [Bo Berg|NO] did not shake hands in Rome on Monday.",
    "[Ada Lind|SE] had the treaty to thank for it on Monday.",
    "[Ada Lind|SE] took [Bo Berg|NO] to court on Monday.",
    "[Ada Lind|SE] sent [Bo Berg|NO] a letter on Monday.",
    "[Ada Lind|SE] put the blame on [Bo Berg|NO] on Monday.",
    "[Ada Lind|SE] ran into trouble in Rome on Monday.",
    "[Ada Lind|SE] stopped the war on Monday.",
    "[Ada Lind|SE] rang the bell on Monday.",
]


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_constructions_tell_one_meeting(extractor: MeetingExtractor, text: str, expected: tuple[object, ...]) -> None:
    assert [_told(meeting) for meeting in extractor(_annotated(text))] == [expected]


@pytest.mark.parametrize("text", NONE_HELD)
def test_constructions_tell_no_meeting_held(extractor: MeetingExtractor, text: str) -> None:
    assert {meeting.status.value for meeting in extractor(_annotated(text))} <= {"denied"}
