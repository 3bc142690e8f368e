"""Which encounters are of public affairs: an invented sentence with those who take part, and whether they are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_relevance import MeetingRelevance
from kg.extract.meeting_standing import Standing
from kg.extract.meeting_words import MeetingWords
from kg.extract.places import CITY, Place
from kg.lexicon import Lexicon
from kg.model.document import Span
from kg.model.entities import Entity, Kind
from kg.model.facts import MeetingStatus, MeetingType
from kg.resources import resource_dir
from tests.builders import parse

pytestmark = pytest.mark.model

PERU = Entity("p", Kind.COUNTRY, "Peru", country="PE")
MINISTER = Entity("m", Kind.PERSON, "Ada Lind", country="SE", roles=("foreign minister",))
ENVOY = Entity("e", Kind.PERSON, "Bo Berg", roles=("special envoy",))
HOPEFUL = Entity("h", Kind.PERSON, "Cy Dahl", roles=("presidential candidate",))
NOBODY = Entity("n", Kind.PERSON, "Di Ek")
SPOUSE = Entity("s", Kind.PERSON, "Ed Ek")
REBELS = Entity("r", Kind.ORGANIZATION, "Lakes Front")
STRANGER = Entity("x", Kind.PERSON, "Fay Holm")
COLLEAGUE = Entity("c", Kind.PERSON, "Gus Lund", country="SE", roles=("foreign minister",))
RUNNER = Entity("u", Kind.PERSON, "Hal Moe", country="SE", roles=("presidential candidate",))
PAPER = Entity("t", Kind.ORGANIZATION, "Lakes Times")
FIRM = Entity("f", Kind.ORGANIZATION, "Lakes Timber Inc.")
VISIT, TALKS = MeetingType.VISIT, MeetingType.TALKS


@pytest.mark.parametrize(
    ("verb", "who", "country", "kind", "kept"),
    [
        ("flew", (MINISTER, PERU), "PE", VISIT, True),
        ("flew", (ENVOY, PERU), "PE", VISIT, True),
        ("flew", (MINISTER,), "SE", VISIT, False),
        ("drove", (MINISTER,), None, VISIT, False),
        ("flew", (HOPEFUL, PERU), "PE", VISIT, False),
        ("flew", (NOBODY,), "PE", VISIT, False),
        ("flew", (NOBODY, SPOUSE), "PE", VISIT, False),
        ("marched", (REBELS, PERU), "PE", VISIT, False),
        ("crossed", (MINISTER,), "SE", VISIT, True),
        ("talked", (FIRM, REBELS), None, TALKS, False),
        ("talked", (REBELS,), None, TALKS, False),
        ("talked", (NOBODY,), None, TALKS, False),
        ("talked", (NOBODY, MINISTER), None, TALKS, True),
        ("talked", (NOBODY, STRANGER), None, TALKS, False),
        ("talked", (MINISTER, PAPER), None, TALKS, False),
        ("flew", (RUNNER,), "PE", VISIT, False),
        ("flew", (MINISTER, COLLEAGUE), "SE", VISIT, False),
    ],
)
def test_encounters_of_nobody_who_acts_are_left_out(
    verb: str, who: tuple[Entity, ...], country: str | None, kind: MeetingType, kept: bool
) -> None:
    doc = replace(parse(f"They {verb} to Lima."), entities=who)
    place = Place("Lima", country, CITY, 3, Span(0, 1)) if kind is VISIT else None
    encounter = Encounter(1, kind, "trip", MeetingStatus.HELD, tuple(e.id for e in who), (), 0.9, place=place)
    words = MeetingWords.load(Lexicon(resource_dir("data") / "gazetteer"))
    assert MeetingRelevance(doc, words, Standing(doc, words, None)).keeps(encounter) is kept
