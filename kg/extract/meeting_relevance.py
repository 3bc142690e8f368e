"""Which encounters are none of public affairs: journeys of private people and candidates, tours at home, deals.

What is asked is who acts for whom: a visit needs somebody who speaks for a state or body, and a host or a place
abroad.
"""

from __future__ import annotations

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_standing import Standing
from kg.extract.meeting_syntax import governing_verb
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
# Occasions at which speeches are held, and the verbs for that.
PUBLIC = frozenset(("gathering", "meal", "feast", "occasion", "rite"))
SPEAKING = frozenset(("say", "tell", "speak", "address", "make", "declare", "announce", "vow", "argue", "warn", "cite"))
# How the names of firms and clubs end.
FIRMS = frozenset(("inc", "corp", "corporation", "ltd", "plc", "co", "llc", "ag", "airlines", "fc", "bancorp"))


class MeetingRelevance:
    """Encounter → whether it is one of people who act for a state or body, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, standing: Standing) -> None:
        self._doc = doc
        self._words = words
        self._standing = standing
        self._entities = {entity.id: entity for entity in doc.entities}
        self._families = frozenset(
            e.name.split()[-1] for e in doc.entities if e.kind is Kind.PERSON and self._acts(e) and " " in e.name
        )
        self._states = frozenset(e.country for e in doc.entities if e.kind is Kind.COUNTRY and e.country)

    def keeps(self, encounter: Encounter) -> bool:
        """Whether the encounter, with all that is known of it, is of public affairs."""
        who = [self._entities[e] for e in encounter.participants if e in self._entities]
        if any(self._is_of_press(entity) for entity in who):
            return False
        if encounter.type is MeetingType.VISIT:
            return self._is_visit(encounter, who)
        idle = self._is_business(who) or self._is_hearsay(encounter, who) or self._is_private(encounter, who)
        return not (idle or self._is_speech(encounter, who))

    def _is_of_press(self, entity: Entity) -> bool:
        words = entity.name.lower().split()
        return entity.kind is Kind.ORGANIZATION and any(word in self._words.media for word in words)

    def _is_visit(self, encounter: Encounter, who: list[Entity]) -> bool:
        persons = [entity for entity in who if entity.kind is Kind.PERSON]
        if not persons:
            return self._is_mission(encounter, who)
        acting = [person for person in persons if self._acts(person) and not _only_runs(person)]
        if self._is_to_person(encounter, persons):
            return False
        if any(entity.kind is Kind.ORGANIZATION for entity in who):
            return len(persons) < 2 or bool(acting)
        if len(persons) > 1:
            if _is_family(persons) or self._is_private(encounter, persons):
                return False
            if not acting or self._is_call_on(encounter, persons):
                return True
        return bool(acting) and self._is_abroad(encounter, acting[0], who)

    def _is_call_on(self, encounter: Encounter, persons: list[Entity]) -> bool:
        """Whether one of them is the host: they are of two states, or one "visits" the other."""
        return len({p.country for p in persons}) > 1 or self._doc.tokens[encounter.trigger].lemma == "visit"

    def _is_to_person(self, encounter: Encounter, persons: list[Entity]) -> bool:
        """Whether somebody has been taken for a place: "came round to her"."""
        place = encounter.place.text.split()[-1:] if encounter.place is not None else []
        return any(place == person.name.split()[-1:] for person in persons)

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

    def _is_private(self, encounter: Encounter, who: list[Entity]) -> bool:
        """Whether persons are all that is told, and none of them is known to act, or to belong to one who does."""
        if encounter.kind == "sign" or any(e.kind is not Kind.PERSON or self._acts(e) for e in who):
            return False
        if len(who) == 1:
            return not who[0].roles
        told = (at for span in encounter.evidence for at in self._doc.tokens_in(span))
        envoys = any(self._doc.tokens[at].lemma.lower() in self._words.delegates for at in told)
        kin = any(entity.name.split()[-1] in self._families for entity in who)
        return not (envoys or kin or all(map(self._standing.is_famous, who)))

    def _is_speech(self, encounter: Encounter, who: list[Entity]) -> bool:
        """Whether one person speaks to a public, of which all that is told is who asked him: "said at a forum"."""
        if encounter.kind not in PUBLIC or encounter.type is MeetingType.SUMMIT or _has_several(who):
            return False
        if encounter.date is not None and encounter.place is not None:
            return False
        verb = governing_verb(self._doc, encounter.trigger)
        return verb is not None and verb.lemma in SPEAKING


def _only_runs(person: Entity) -> bool:
    """Whether all that is told of a person's office is that he runs for one."""
    return bool(person.roles) and all(RUNNING & set(role.lower().split()) for role in person.roles)


def _has_several(who: list[Entity]) -> bool:
    """Whether there are two persons, or a state."""
    persons = [entity for entity in who if entity.kind is Kind.PERSON]
    return len(persons) != 1 or any(entity.kind is Kind.COUNTRY for entity in who)


def _is_family(persons: list[Entity]) -> bool:
    """Whether those on the journey are of one name, so that none is the host of the other."""
    return len({person.name.split()[-1] for person in persons}) == 1 and len({p.country for p in persons} - {None}) < 2


def _is_firm(entity: Entity) -> bool:
    return entity.name.lower().rstrip(".").split()[-1] in FIRMS
