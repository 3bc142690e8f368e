"""Which encounters are none of public affairs: journeys of private people and candidates, tours at home, deals.

What is asked is who acts for whom: a visit needs somebody who speaks for a state or body, and a host or a place
abroad.
"""

from __future__ import annotations

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document
from kg.model.entities import Entity, Kind
from kg.model.facts import MeetingType

# Who runs for an office does not act for it yet: campaign stops are no visits.
RUNNING = frozenset(("candidate", "nominee", "contender", "hopeful", "frontrunner", "front-runner", "challenger"))
# Offices of bodies and churches beside those that are also words for delegates.
OFFICES = frozenset(("representative", "archbishop", "cardinal", "patriarch", "rapporteur", "coordinator", "chairman"))
# Motion by one's own means, which tells of a journey of state only where it ends abroad.
BY_ROAD = frozenset(("drive", "head", "pull", "roll", "march", "walk", "drop", "swing", "ride", "slip", "get", "stop"))
# How the names of firms and clubs end.
FIRMS = frozenset(("inc", "corp", "corporation", "ltd", "plc", "co", "llc", "ag", "airlines", "fc", "bancorp"))


class MeetingRelevance:
    """Encounter → whether it is one of people who act for a state or body, for one document."""

    def __init__(self, doc: Document, words: MeetingWords) -> None:
        self._doc = doc
        self._words = words
        self._entities = {entity.id: entity for entity in doc.entities}
        self._states = frozenset(e.country for e in doc.entities if e.kind is Kind.COUNTRY and e.country)

    def keeps(self, encounter: Encounter) -> bool:
        """Whether the encounter, with all that is known of it, is of public affairs."""
        who = [self._entities[e] for e in encounter.participants if e in self._entities]
        if encounter.type is MeetingType.VISIT:
            return self._is_visit(encounter, who)
        return not (self._is_business(who) or self._is_hearsay(encounter, who) or self._is_private(who))

    def _is_visit(self, encounter: Encounter, who: list[Entity]) -> bool:
        persons = [entity for entity in who if entity.kind is Kind.PERSON]
        if len(persons) > 1:
            return not _is_family(persons)
        if not persons:
            return self._is_mission(encounter, who)
        visitor = persons[0]
        if any(entity.kind is Kind.ORGANIZATION for entity in who):
            return True
        return self._acts(visitor) and self._is_abroad(encounter, visitor, who)

    def _acts(self, visitor: Entity) -> bool:
        """Whether he speaks for a state, or his office is one of a body, and he does not merely run for one."""
        if visitor.country:
            return True
        words = [word for role in visitor.roles for word in role.lower().split()]
        return not RUNNING & set(words) and any(word in self._words.delegates or word in OFFICES for word in words)

    def _is_abroad(self, encounter: Encounter, visitor: Entity, who: list[Entity]) -> bool:
        """Whether the journey ends in another state than the visitor's, as far as that can be told."""
        if self._doc.tokens[encounter.trigger].lemma == "cross":
            # The place of a crossing may be named by its near side.
            return True
        hosts = {entity.country for entity in who if entity.kind is Kind.COUNTRY} - {visitor.country}
        where = encounter.place.country if encounter.place is not None else None
        if hosts or where is not None:
            return bool(hosts) or where != visitor.country
        if visitor.country is None or self._doc.tokens[encounter.trigger].lemma in BY_ROAD:
            return False
        # In a story of one state alone, a place of no known state lies in it.
        return bool(self._states - {visitor.country})

    def _is_mission(self, encounter: Encounter, who: list[Entity]) -> bool:
        """Whether a delegation travels: not an army on the march."""
        armed = self._doc.tokens[encounter.trigger].lemma in BY_ROAD
        return not armed or all(entity.kind is Kind.COUNTRY for entity in who)

    def _is_business(self, who: list[Entity]) -> bool:
        """Whether only firms or clubs deal with one another."""
        bodies = [entity for entity in who if entity.kind is Kind.ORGANIZATION]
        return len(bodies) == len(who) and any(_is_firm(entity) for entity in bodies)

    def _is_hearsay(self, encounter: Encounter, who: list[Entity]) -> bool:
        """Whether all that is told is that some body met somebody, at some time, somewhere."""
        talks = encounter.type is MeetingType.TALKS
        alone = talks and len(who) == 1 and who[0].kind is Kind.ORGANIZATION and who[0].country is None
        return alone and encounter.date is None and encounter.place is None

    def _is_private(self, who: list[Entity]) -> bool:
        """Whether one person is all that is told, and not known to act for anybody."""
        return len(who) == 1 and who[0].kind is Kind.PERSON and not who[0].roles and not self._acts(who[0])


def _is_family(persons: list[Entity]) -> bool:
    """Whether those on the journey are of one name, so that none is the host of the other."""
    return len({person.name.split()[-1] for person in persons}) == 1 and len({p.country for p in persons} - {None}) < 2


def _is_firm(entity: Entity) -> bool:
    return entity.name.lower().rstrip(".").split()[-1] in FIRMS
