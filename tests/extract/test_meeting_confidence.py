"""Confidence of meetings by who meets whom; the articles are of Wednesday, 12 May 2010."""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.extract.meetings import MeetingExtractor
from kg.lexicon import Lexicon
from kg.resources import resource_dir
from tests.extract.test_meetings import _annotated

pytestmark = pytest.mark.model

ABROAD = "[Ada Lind|SE] met [Bo Berg|NO] in Paris on Monday."
# From the surest to the least sure.
FALLING = [
    ABROAD,
    "[Ada Lind|SE] met [Bo Berg|NO].",
    "[Ada Lind|SE] met [Bo Berg|SE].",
    "[Ada Lind|SE] met [Bo Berg|] on Monday.",
    "[Ada Lind|SE] and [Bo Berg|] attended a conference on Monday.",
]


@pytest.fixture(scope="module")
def extractor() -> MeetingExtractor:
    data = resource_dir("data")
    return MeetingExtractor(Lexicon(data / "gazetteer"), Authority.load(data / "authority"))


def _confidence(extractor: MeetingExtractor, text: str) -> float:
    (meeting, *_) = extractor(_annotated(text))
    return meeting.confidence


def test_confidence_falls_with_what_is_known_of_the_company(extractor: MeetingExtractor) -> None:
    told = [_confidence(extractor, text) for text in FALLING]
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == len(told)


def test_confidence_rises_beside_a_meeting_between_states(extractor: MeetingExtractor) -> None:
    alone = _confidence(extractor, "[Ada Lind|SE] met [Bo Berg|SE] on Monday.")
    both = extractor(_annotated("[Ada Lind|SE] met [Bo Berg|SE] on Monday. " + ABROAD.replace("Ada Lind", "Eva Falk")))
    assert both[0].confidence > alone
