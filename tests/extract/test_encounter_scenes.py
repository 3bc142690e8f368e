"""Encounters that no verb or noun of encounter tells, and what only looks like one.

The articles are of Wednesday, 12 May 2010; marks as in `test_meetings`.
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

SCENES = [
    # Two from two states do one thing in one place on one day.
    ("[Ada Lind|SE] and [Bo Berg|NO] argued for seven hours in Paris on Monday.", (A, B), "2010-05-10", "Paris"),
    ("[Ada Lind|SE] and [Bo Berg|NO] strolled across a bridge in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] traded barbs with [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] rode with [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] laid the terms before [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] put the offer to [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] got a bear hug from [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    # Where the words are plainer.
    ("[Ada Lind|SE] and [Bo Berg|NO] faced one another in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] was ushered into the study of [Bo Berg|NO] on Monday.", (A, B), "2010-05-10", None),
    ("[Ada Lind|SE] had [Bo Berg|NO] as her guest in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] was joined in Rome on Monday by [Bo Berg|NO].", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] shuttled between the cabins of [Bo Berg|NO] and [Cem Kaya|TR] in Rome on Monday.",
     (A, B, C), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] signed the accord with [Bo Berg|NO] in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("The accord was sealed in Rome on Monday with the signatures of [Ada Lind|SE] and [Bo Berg|NO].",
     (A, B), "2010-05-10", "Rome"),
    # Talks by their length.
    ("The deal came after four nights of bargaining between [Ada Lind|SE] and [Bo Berg|NO] in Rome.",
     (A, B), None, "Rome"),
    ("The deal came on Monday after three days of talks between [Ada Lind|SE] and [Bo Berg|NO] in Rome.",
     (A, B), "2010-05-08/2010-05-10", "Rome"),
    ("[Ada Lind|SE] and [Bo Berg|NO] inched closer. The breakthrough came after two days of bargaining in Rome.",
     (A, B), None, "Rome"),
    ("[Ada Lind|SE] ended two days in Rome on Monday with an audience with [Bo Berg|NO].",
     (A, B), "2010-05-10", "Rome"),
    # Where an adjunct says it.
    ("[Ada Lind|SE] hosted [Bo Berg|NO] for dinner in Rome on Monday.", (A, B), "2010-05-10", "Rome"),
    ("[Ada Lind|SE] had been to see [Bo Berg|NO] in Rome in March.", (A, B), "2010-03", "Rome"),
]  # fmt: skip

NO_SCENES = [
    # Each for himself.
    "[Ada Lind|SE] and [Bo Berg|NO] spoke in Paris and Rome on Monday.",
    "[Ada Lind|SE] and [Bo Berg|NO] both campaigned in Rome on Monday.",
    "[Ada Lind|SE] and [Bo Berg|NO] grew up in Rome in 1950.",
    "[Ada Lind|SE] praised [Bo Berg|NO] in Rome on Monday.",
    # One state, no place, no day.
    "[Ada Lind|SE] and [Bo Berg|SE] argued for hours in Paris on Monday.",
    "[Ada Lind|SE] and [Bo Berg|NO] argued for hours on Monday.",
    "[Ada Lind|SE] traded barbs with [Bo Berg|NO] in Rome.",
    # Habits and attitudes.
    "[Ada Lind|SE] would welcome [Bo Berg|NO].",
    "[Ada Lind|SE] and [Bo Berg|NO] have to come together on a plan.",
    "It will be tough for [Ada Lind|SE] to gather enough delegates in Rome on Monday.",
    "[Ada Lind|SE] sits between [Bo Berg|NO] and [Cem Kaya|TR].",
]


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


@pytest.mark.parametrize(("text", "who", "date", "place"), SCENES)
def test_scenes_are_meetings(
    extractor: MeetingExtractor, text: str, who: tuple[str, ...], date: str | None, place: str | None
) -> None:
    told = [(m.status.value, tuple(sorted(m.participants)), m.date, m.place) for m in extractor(_annotated(text))]
    assert told == [("held", who, date, place)]


@pytest.mark.parametrize("text", NO_SCENES)
def test_scenes_of_each_for_himself_are_none(extractor: MeetingExtractor, text: str) -> None:
    assert extractor(_annotated(text)) == []
